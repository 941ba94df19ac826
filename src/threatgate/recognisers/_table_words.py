"""Which switches, enumerations and registrations in code are tables of providers, sources or tools."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from threatgate.catalog import table
from threatgate.model import Kind
from threatgate.recognisers._code import tail
from threatgate.recognisers._code_field import path_words
from threatgate.recognisers._model_words import provider_name
from threatgate.vocabulary import words

LEAST = 2
_NAME = re.compile(r"[A-Za-z][\w./:-]{1,60}")
_LITERALS = re.compile(r"Literal\[(.*?)\]", re.DOTALL)
_TEXT = re.compile(r"""(["'])(.*?)\1""")
_INDEX = re.compile(r"""\[["'](\w+)["']\]""")
_SHAPED = re.compile(
    r"\??\.(?:(?:lower|upper|strip|trim|toLowerCase|toUpperCase|casefold|to_s|String)\(\)|value|name\(\))$"
)
_PROVIDING = frozenset({"provider", "providers", "vendor", "vendors", "llm", "llms", "backend", "backends", "service"})
_SHOWN = (".tsx", ".jsx", ".vue", ".svelte")


@cache
def rows() -> Any:
    """The vocabulary of tables in code."""
    return table("code_tables")


@cache
def is_shown(path: str) -> bool:
    """Whether a file holds what people see, where a switch chooses pictures."""
    return path.endswith(_SHOWN) or bool(set(table("code_policy")["seen"]) & path_words(path, 9))


def kind_of_table(subject: str, where: str, labels: tuple[str, ...]) -> Kind | None:
    """The kind of what a table lists; None where it lists something else."""
    named = [label for label in labels if _NAME.fullmatch(label)]
    if len(named) < LEAST:
        return None
    own = words(tail(subject))
    around = set(words(subject)) | set(words(tail(where)))
    providers = sum(provider_name(tail(label)) is not None for label in named)
    if providers >= LEAST and (providers * 2 >= len(named) or set(own) & _PROVIDING):
        return Kind.MODEL
    if not own or set(rows()["not_tables"]) & (set(own) | set(words(tail(where)))):
        return None
    if any(set(row) <= around for row in rows()["sources"]):
        return Kind.RETRIEVAL
    if own[-1] in rows()["tool_names"] and any(set(row) <= around for row in rows()["tools"]):
        return Kind.TOOL
    return None


@cache
def decides_by_order(name: str) -> bool:
    """Whether a list of this name is gone through in its order."""
    return bool({"order", "priority", "priorities", "fallback", "fallbacks", "chain", "preference"} & set(words(name)))


@cache
def is_entry(label: str) -> bool:
    """Whether a label is an entry rather than the case of none or of all others."""
    return label.lower() not in ("*", "", "null", "none", "undefined", "default", "auto", "false", "true")


@cache
def plain_subject(subject: str) -> str:
    """What a table decides on, as a dotted name without what only shapes it: `call["name"].lower()` is `call.name`."""
    plain = _INDEX.sub(r".\1", subject)
    while (found := _SHAPED.search(plain)) is not None:
        plain = plain[: found.start()]
    return plain


@cache
def registered(callee: str) -> Kind | None:
    """The kind of what a call or decorator registers by name; tools are read elsewhere."""
    names = callee.replace("()", "").split(".")
    parts = words(names[-1])
    if not parts or parts[0] not in rows()["registers"]:
        return None
    about = set(parts[1:]) | (set(words(names[-2])) if len(names) > 1 else set())
    return next((Kind(kind) for kind, known in rows()["registered"].items() if about & set(known)), None)


def literals(annotation: str) -> tuple[str, ...]:
    """The texts that a literal type allows: `Literal["a", "b"]`, `"a" | "b"`."""
    found = _LITERALS.search(annotation)
    inner = found.group(1) if found is not None else annotation if "|" in annotation else ""
    return tuple(match.group(2) for match in _TEXT.finditer(inner))
