"""Which names in code administer, check or carry an identity."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from threatgate.catalog import table
from threatgate.recognisers._code import tail
from threatgate.vocabulary import snake, words

if TYPE_CHECKING:
    from threatgate.documents._located import Call


@cache
def _rows() -> Any:
    return {key: frozenset(value) for key, value in table("code_identity").items()}


def administers(call: Call) -> bool:
    """Whether a call changes who may do what, or takes on an authority: `admin_add_user_to_group`, `AssumeRole`."""
    return snake(tail(call.callee)).removesuffix("_command") in _rows()["administers"]


@cache
def credential(callee: str) -> bool:
    """Whether a class is a credential that a client is given."""
    last = tail(callee)
    return last[:1].isupper() and (last in _rows()["credentials"] or last.endswith("ManagedIdentityCredential"))


@cache
def checks_token(callee: str) -> bool:
    """Whether a call checks a token: `jwt.decode`, `jwtVerify`."""
    parts = words(callee.replace("()", ""))
    return bool(set(parts) & _rows()["tokens"]) and bool(set(words(tail(callee))) & _rows()["checks"])


@cache
def demands(key: str) -> bool:
    """Whether a named argument says what a token must fulfil."""
    return snake(key) in _rows()["demands"]


@cache
def carries_identity(header: str) -> bool:
    """Whether a header tells a service who asks, or with whose authority: `Authorization`, `X-Tenant-Id`."""
    lower = header.rpartition(".")[2].lower()
    if lower in _rows()["headers"]:
        return True
    return lower.startswith("x-") and bool(set(words(lower)) & _rows()["header_words"])
