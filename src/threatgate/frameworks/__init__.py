"""OWASP, MITRE ATLAS and NIST identifiers as data: what they are called and which of them a change cites.

Ids are written in one way everywhere: `LLM03:2026`, `ASI02:2026`, `MCP01:2025`, `AML.T0086`, `AML.M0029`, `GOVERN 1.4`,
`MS-2.7-007`. The tables are `catalog/frameworks.yaml` and `catalog/mapping.yaml`.
"""

from __future__ import annotations

import re
from typing import Any

from threatgate.catalog import table

AT_MOST = 6
EDITIONS = ("2025", "2026")
_WORDS = {"widens": "widened", "narrows": "narrowed", "neutral": "changed", "unclear": "changed"}
_BARE = re.compile(r"\s*(LLM|ASI|MCP)-?(\d{1,2})\s*\Z", re.IGNORECASE)


def title(identifier: str) -> str | None:
    """What an id is called, or None if no table knows it."""
    entry = table("frameworks")["ids"].get(identifier)
    return None if entry is None else str(entry["title"])


def known(identifier: str) -> bool:
    """Whether an id, spelled exactly so, stands in a table."""
    return identifier in table("frameworks")["ids"]


def ambiguous(identifier: str) -> tuple[str, ...]:
    """The ids that one without its edition could mean (`LLM06` → both), or () where the id says what it means."""
    match = _BARE.match(identifier)
    if match is None:
        return ()
    stem = f"{match[1].upper()}{int(match[2]):02}:"
    return tuple(sorted(each for each in table("frameworks")["ids"] if each.startswith(stem)))


def other_edition(identifier: str) -> str | None:
    """The same risk in the other edition of the OWASP LLM list: `LLM06:2025` for `LLM03:2026`; None for other ids."""
    pairs = table("editions")
    return pairs.get(identifier) or next((old for old, new in pairs.items() if new == identifier), None)


def both(identifier: str) -> str:
    """An id as it is shown, with the one of the other edition behind it: `LLM03:2026 (LLM06:2025)`."""
    other = other_edition(identifier)
    return f"{identifier} ({other})" if other else identifier


def ids_for(kind: str, subject: str, edit: str, owasp_llm_edition: int | str, direction: str = "") -> tuple[str, ...]:
    """The few ids that a trigger cites: OWASP LLM of the edition, OWASP agentic, ATLAS techniques.

    `edit` is added, removed or modified; `direction` tells a changed tool description from a widened tool. Servers of
    the Model Context Protocol also cite the MCP Top 10.
    """
    row = _row(kind, subject, _WORDS.get(direction, edit) if edit == "modified" else edit)
    servers = _ids(row, "owasp_mcp")[:1] if subject.startswith("mcp") else ()
    found = (*_of_edition(row, owasp_llm_edition), *_ids(row, "owasp_asi")[:2], *servers, *_ids(row, "techniques"))
    return found[:AT_MOST]


def all_ids_for(kind: str, subject: str, word: str, owasp_llm_edition: int | str) -> tuple[str, ...]:
    """Every id of the row, mitigations and NIST included; `word` is the last word of a rule's id."""
    row = _row(kind, subject, word)
    lists = ("owasp_asi", "owasp_mcp", "techniques", "mitigations", "nist")
    return (*_of_edition(row, owasp_llm_edition), *(each for name in lists for each in _ids(row, name)))


def controls_for(kind: str, subject: str) -> tuple[str, ...]:
    """What helps against it: ATLAS mitigations, then NIST ids; the kind `record` stands for decisions themselves."""
    row = _row(kind, subject, "")
    return (*_ids(row, "mitigations"), *_ids(row, "nist"))


def _row(kind: str, subject: str, word: str) -> dict[str, Any]:
    """The nearest row of the mapping, empty for a kind that has none."""
    mapping = table("mapping")
    for name in (f"{kind}/{subject}", f"*/{subject}", str(kind)):
        for selector in (f"{name}:{word}", name):
            if selector in mapping:
                return dict(mapping[selector])
    return {}


def _of_edition(row: dict[str, Any], edition: int | str) -> tuple[str, ...]:
    return tuple(row.get("owasp_llm", {}).get(str(edition), ()))


def _ids(row: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(row.get(name, ()))
