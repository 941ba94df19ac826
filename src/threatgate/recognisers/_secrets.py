"""No secret in a value: literals are replaced by `{"literal": true}`, references and placeholders stay readable."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from threatgate.catalog import table
from threatgate.vocabulary import words

LITERAL = {"literal": True}
MASK = "<literal>"
_SCHEME = re.compile(r"^(?:bearer|basic|token|apikey)\s+", re.IGNORECASE)
_USERINFO = re.compile(r"(?<=://)([^/@:\s]+):([^/@\s]+)(?=@)")
_QUERY = re.compile(r"([?&]([\w.-]+)=)([^&#\s]+)")
_FLAG = re.compile(
    r"^(-{1,2}([\w-]+)[=:]\s*|([A-Za-z][\w-]*)(?:=|:\s*(?:[Bb]earer\s+|[Bb]asic\s+)?))(?!//)(.+)$", re.DOTALL
)


@cache
def _any(name: str) -> re.Pattern[str]:
    return re.compile("|".join(table("secrets")[name]), 0 if name == "tokens" else re.IGNORECASE)


@cache
def secret_name(name: str) -> bool:
    """Whether what stands under this name is a secret: `GITHUB_TOKEN`, `apiKey`, `Authorization`."""
    parts, rows = words(name), table("secrets")
    return bool({*parts, "".join(parts)} & set(rows["names"])) and not set(parts) & set(rows["unless"])


def literal(text: str) -> bool:
    """Whether a string under a secret's name is the secret itself, neither reference, placeholder nor plain switch."""
    bare = _SCHEME.sub("", text.strip())
    if not bare or bare.isdigit() or bare.lower() in {"true", "false"} or _any("references").search(bare):
        return False
    return not _any("placeholders").search(bare)


def hidden(name: str, value: Any) -> Any:
    """The same JSON value with every literal secret replaced."""
    match value:
        case dict():
            return {key: hidden(key, item) for key, item in value.items()}
        case list():
            return [hidden(name, item) for item in value]
        case str():
            if secret_name(name) and literal(value) and " " not in _SCHEME.sub("", value.strip()):
                return dict(LITERAL)
            return masked(value)
    return value


def masked(text: str) -> str:
    """A text with tokens, passwords in addresses and secret query parameters cut out."""
    text = _any("tokens").sub(MASK, text)
    if "://" not in text:
        return text
    text = _USERINFO.sub(lambda match: match[0] if _any("references").search(match[2]) else f"{match[1]}:{MASK}", text)
    return _QUERY.sub(lambda match: match[1] + MASK if secret_name(match[2]) and literal(match[3]) else match[0], text)


def argument(text: str, before: str = "") -> str:
    """A command-line argument without the secret in it; `before` is the argument in front (`--api-key`)."""
    if (
        before.startswith("-")
        and "=" not in before
        and secret_name(before)
        and not text.startswith("-")
        and literal(text)
    ):
        return MASK
    match = _FLAG.match(text)
    if match is not None and secret_name(match[2] or match[3] or "") and literal(match[4]):
        return match[1] + MASK
    return masked(text)
