"""What was there before the gate: a reviewed list of elements in the register that shrinks and never grows.

`baseline.yaml` holds the id and digest of each element that nobody had to answer for when the gate was adopted. Lines
may go, when an element is answered for, changed or removed. A line that comes or changes is a change of the gate.
"""

from __future__ import annotations

import re
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate import strict_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "baseline.yaml"
VERSION = 1
KEYS = frozenset({"version", "owner", "reviewed", "elements"})
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
HEAD = """\
# Elements that were here before the gate: nobody has answered for them yet, and {by} looked at the list on {day}.
# Remove a line when its element is answered for, changed or gone. Lines that come or change are a change of the gate.
"""


class Baseline(NamedTuple):
    """The list: digests by id, whose it is, and who looked at it when."""

    elements: Mapping[str, str]
    owner: str
    by: str
    day: date


class BrokenBaseline(NamedTuple):
    """A file that is no such list: where, why, the mend."""

    line: int
    message: str
    hint: str


def read(data: bytes) -> Baseline | BrokenBaseline:
    """The list that a file holds."""
    try:
        strict = strict_yaml.read(data)
    except strict_yaml.StrictYamlError as error:
        return BrokenBaseline(error.line, error.message, error.hint)
    stated = strict.data
    if not isinstance(stated, dict) or set(stated) != KEYS or stated["version"] != VERSION:
        return BrokenBaseline(1, f"no baseline: its keys are {', '.join(sorted(KEYS))}, version {VERSION}", MEND)
    reviewed, elements = stated["reviewed"], stated["elements"]
    day = _day(reviewed)
    if day is None or not isinstance(stated["owner"], str) or not stated["owner"].strip():
        hint = 'write owner: "@…" and reviewed: {by: "@…", date: YYYY-MM-DD}'
        return BrokenBaseline(strict.line_of(("reviewed",)), "nobody owns it, or nobody looked at it", hint)
    for element, digest in (elements or {}).items() if isinstance(elements, dict | None) else [("elements", None)]:
        if not isinstance(element, str) or not isinstance(digest, str) or not DIGEST.fullmatch(digest):
            line = strict.line_of(("elements", element) if isinstance(elements, dict) else ("elements",))
            return BrokenBaseline(line, f"{str(element)[:120]} has no digest", "write: <element>: sha256:…")
    return Baseline(MappingProxyType(dict(elements or {})), stated["owner"], reviewed["by"], day)


MEND = "write it with: threatgate init --baseline"


def grew(before: bytes | None, after: bytes | None) -> int | None:
    """The line of what a change of the file adds or rewrites; None where it only takes lines away."""
    if after is None or before == after:
        return None
    new = read(after)
    old = read(before) if before is not None else None
    if isinstance(new, BrokenBaseline):
        return new.line
    if not isinstance(old, Baseline):
        return 1
    if (new.owner, new.by, new.day) != (old.owner, old.by, old.day):
        return 1
    more = {element for element, digest in new.elements.items() if old.elements.get(element) != digest}
    return _line(after, min(more)) if more else None


def written(baseline: Baseline) -> bytes:
    """The file of a list, elements in order."""
    import json

    lines = [
        HEAD.format(by=baseline.by, day=baseline.day),
        f"version: {VERSION}\n",
        f"owner: {json.dumps(baseline.owner)}\n",
        f"reviewed: {{by: {json.dumps(baseline.by)}, date: {baseline.day}}}\n",
        "elements:\n" if baseline.elements else "elements: {}\n",
    ]
    lines += [f"  {json.dumps(element)}: {digest}\n" for element, digest in sorted(baseline.elements.items())]
    return "".join(lines).encode()


def _day(reviewed: Any) -> date | None:
    if not isinstance(reviewed, dict) or set(reviewed) != {"by", "date"} or not isinstance(reviewed["by"], str):
        return None
    said = reviewed["date"]
    try:
        return date.fromisoformat(said) if isinstance(said, str) and DAY.fullmatch(said) else None
    except ValueError:
        return None


def _line(data: bytes, element: str) -> int:
    return strict_yaml.read(data).line_of(("elements", element))
