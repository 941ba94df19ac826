"""Words of threat models written as prose: what a column, a heading, an id at the beginning of a line says it is."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.threat_models._stated import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?|[IVX]+[.)])\s+")
_MARKS = re.compile(r"[^\w#/' ]+")
_ID = re.compile(
    r"^(?:\*\*|__|`|\[)*"
    r"((?:THREAT|RISK|MITIGATION|CONTROL|ASSUMPTION|DECISION|ABUSE|ATTACK|[A-Z]{1,6})[-_ ]?"
    r"\d{1,6}(?:[.-]\w{1,12}){0,4})"
    r"(?:\*\*|__|`|\])*\s*(?:[:.)\]\u2013\u2014-]+|\s)\s*(?:\*\*|__)?\s*(?=\S)",
)
_ROLES = {
    "R": "risk",
    "RISK": "risk",
    "M": "mitigation",
    "MITIGATION": "mitigation",
    "C": "control",
    "CONTROL": "control",
}
_MORE_ROLES = {"A": "assumption", "ASSUMPTION": "assumption", "D": "decision", "DECISION": "decision"}
ROLE_COLUMNS = ("threat", "risk", "mitigation", "assumption", "decision", "exclusion")


def column(name: str) -> str:
    """What the cells of a column are: one of `columns` of the table, `key:<name>` for a key of the gate, or ""."""
    plain = said(name)
    key = key_of(name.strip(" *_`"))
    return _columns().get(plain) or (f"key:{key}" if key else "")


def role_of(heading: str) -> str:
    """The role of what stands below a heading, `part` for parts, "" for none."""
    plain = f" {said(heading)} "
    if any(f" {one} " in plain for one in table("threat_models")["parts"]):
        return "part"
    for phrase in table("threat_models")["not_headings"]:
        plain = plain.replace(f" {phrase} ", " ")
    for role, words in table("threat_models")["headings"].items():
        if any(f" {word} " in plain for word in words):
            return str(role)
    return ""


def is_category(heading: str) -> bool:
    """Whether a heading names a class of threats and no threat."""
    plain = re.sub(r"\s*\([^()]*\)", "", heading)
    return said(plain) in table("threat_models")["categories"]


def identified(text: str) -> tuple[str, str, str]:
    """The id with which a text begins, the role that its letters tell, and what follows; "", "" and the text."""
    found = _ID.match(text)
    if found is None:
        return "", "", text
    letters = re.match(r"[A-Z]+", found[1])
    prefix = letters[0] if letters else ""
    return found[1], _ROLES.get(prefix) or _MORE_ROLES.get(prefix) or "", text[found.end() :].strip()


def said(text: str) -> str:
    """The words of a heading: lower case, without numbering, marks and pictures."""
    plain = _NUMBERING.sub("", _MARKS.sub(" ", text.replace("-", " ").replace("_", " ")).strip())
    return " ".join(plain.casefold().split())


def slug(text: str) -> str:
    """An id for what has none: the first words of what it says."""
    return "-".join(re.findall(r"\w+", text.casefold()))[:60].strip("-")


@cache
def _columns() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for kind, names in table("threat_models")["columns"].items():
        for name in names:
            found.setdefault(said(name), kind)
    return found
