"""What cannot be parsed: files that are compared by their bytes, lines that the rest of a file is read without."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.identity import content_digest
from threatgate.model import Element, Kind, Problem, Scope, Span
from threatgate.repository._api import ChangedFile, Missing, TooLarge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threatgate.documents._kinds import Unreadable

Content = bytes | TooLarge | Missing
SCANNED = 512 * 1024
NAMED = 3


class Opaque(NamedTuple):
    """A side that could not be parsed, and why."""

    reason: Unreadable


def why_opaque(path: str, sides: Sequence[object]) -> list[Problem]:
    """Why a file is compared by its bytes; head's reason where both sides have one."""
    reasons = [side.reason for side in sides if isinstance(side, Opaque)]
    said = reasons[-1]
    return [
        Problem(path, said.line, f"cannot be parsed, so it is compared by its bytes: {said.message}", said.hint, "note")
    ]


def unparsed_lines(path: str, faults: Sequence[Span]) -> Problem:
    """A note of the lines of a source file that its recognisers do not see."""
    lines = ", ".join(str(span.line) for span in faults[:NAMED])
    said = f"line{'s' if len(faults) > 1 else ''} {lines}{' and others' if len(faults) > NAMED else ''}"
    return Problem(path, faults[0].line, f"{said} cannot be parsed; the rest of the file is read", severity="note")


def both_opaque(
    file: ChangedFile,
    contents: Sequence[Content | None],
    sides: Sequence[tuple[Element, ...] | Opaque | Problem],
    scope: Scope,
) -> list[tuple[Element, ...] | Opaque | Problem]:
    """A file that one side cannot parse is compared by its bytes on both, as what its place or other side says."""
    if any(isinstance(side, Problem) for side in sides):
        return [side if isinstance(side, Problem) else () for side in sides]
    known = {
        (element.kind, element.subject) for side in sides if not isinstance(side, (Opaque, Problem)) for element in side
    }
    kinds = sorted(known) or _by_place(file.path, contents)
    if not kinds:
        return [() for _ in sides]
    return [
        _opaque_elements(file.path, content, kinds, side, scope) for content, side in zip(contents, sides, strict=True)
    ]


def _opaque_elements(
    path: str, content: Content | None, kinds: Sequence[tuple[Kind, str]], side: object, scope: Scope
) -> tuple[Element, ...]:
    if not isinstance(content, bytes):
        return ()
    line = side.reason.line or 1 if isinstance(side, Opaque) else 1
    value = {"opaque": content_digest(content)}
    template = Element(Kind.PROMPT, "file", path, value, Span(line, line), scope, recogniser="opaque")
    return tuple(template._replace(kind=kind, subject=subject) for kind, subject in kinds)


def _by_place(path: str, contents: Sequence[Content | None]) -> list[tuple[Kind, str]]:
    """Kind and subject that the place of a file, or its words, say that it holds."""
    from threatgate.recognisers._keys import place, speaks_of_ai
    from threatgate.recognisers._places import gate_place, surface_kind

    if gate_place(path):
        return [(Kind.APPROVAL, "gate")]

    text = b"\n".join(content for content in contents if isinstance(content, bytes))[:SCANNED].decode(
        "utf-8", "replace"
    )
    found = surface_kind(path) or place(path, text)
    if found is None and speaks_of_ai(text):
        found = Kind.AGENT
    return [(found, "")] if found else []
