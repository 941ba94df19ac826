"""The release gate for a terminal: a table of reasons, then what was looked at, then the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.render._escape import columns, cut, cut_middle, visible
from threatgate.render._ink import Ink

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Problem
    from threatgate.release._api import Given, Reason, Release
    from threatgate.render._api import Look

STYLES = {"fail": "blocked", "undetermined": "undetermined", "note": "dim"}
WORDS = {
    "pass": "{head} may be released",
    "blocked": "{head} may not be released",
    "undetermined": "whether {head} may be released cannot be told",
}
INDENT = "  "
LEADING = 12 + 2 + 8 + 2  # the columns of the weight and the ground


def text(found: Release, look: Look) -> str:
    """All of it."""
    ink = Ink(look.colour, look.width)
    lines: list[str] = []
    wide = max((columns(visible(reason.subject)) for reason in found.reasons), default=0)
    beside = max((columns("  ".join(_beside(reason))) for reason in found.reasons), default=0)
    room = min(ink.width // 2, max(ink.width - LEADING - beside - len(INDENT), ink.width // 4))
    for reason in found.reasons:
        lines += _reason(reason, ink, min(wide, room))
    if lines:
        lines.append("")
    for line in (*(visible(notice) for notice in found.notices), *looked_at(found)):
        lines += ink.wrapped(line, "", INDENT)
    for problem in found.problems:
        lines += ink.wrapped(visible(problem_line(problem)), "", INDENT)
    lines.append(ink.paint(verdict_line(found), found.verdict))
    return "".join(f"{line}\n" for line in lines)


def verdict_line(found: Release) -> str:
    """The verdict in one line."""
    count = {weight: sum(reason.weight == weight for reason in found.reasons) for weight in STYLES}
    said = [f"{count[weight]} {weight}" for weight in STYLES if count[weight]]
    let = ", and is let through: mode is observe" if found.verdict == "blocked" and found.mode == "observe" else ""
    told = f": {', '.join(said)}" if said else ""
    day = f" (as of {found.as_of})" if found.dated else f" on {found.as_of}"
    return f"{found.verdict}: {WORDS[found.verdict].format(head=found.head[:12])}{day}{told}{let}"


def looked_at(found: Release) -> Iterator[str]:
    """What was looked at, one line each."""
    if found.since:
        merges = found.merges
        steps = "1 step" if merges.steps == 1 else f"{merges.steps} steps"
        change = f"{merges.changing} change the AI surface, {merges.answered} of these are answered"
        yield f"merges: {steps} since {found.since[:12]} ({visible(found.origin)}), {change}"
    for one in found.evidence:
        yield f"evidence: {visible(_held(one))}"
    left = found.baseline
    if left is not None:
        yield (
            f"baseline: {left.living} of {left.lines} lines still hold, {left.stale} can go; "
            f"{left.unaccounted} elements are in no list and no record"
        )


def problem_line(problem: Problem) -> str:
    """What could not be read, with the mend."""
    where = "" if problem.path in problem.message else f"{problem.path}: "
    return f"{problem.severity}: {where}{problem.message}" + (f" ({problem.hint})" if problem.hint else "")


def _held(one: Given) -> str:
    run = one.results
    if run is None:
        return one.words
    counts = run.counts
    cases = f"{counts.passed} passed, {counts.bad} failed, {counts.skipped} skipped"
    numbers = "1 number" if len(run.metrics) == 1 else f"{len(run.metrics)} numbers"
    return f"{one.path}: {run.format} {run.name}: {cases if any(counts) else numbers}; {one.words}"


def _reason(reason: Reason, ink: Ink, wide: int) -> Iterator[str]:
    """A row of the table: weight, ground, subject, since when, whose; below it what, and the command."""
    subject = cut_middle(visible(reason.subject), wide)
    cells = (subject + " " * (wide - columns(subject)), *_beside(reason))
    head = f"{reason.weight:<12}  {reason.ground:<8}  {'  '.join(cell for cell in cells if cell)}"
    yield ink.paint(cut(head.rstrip(), ink.width), STYLES[reason.weight])
    yield from ink.wrapped(visible(reason.words), INDENT * 2)
    if reason.mend:
        yield from ink.wrapped(visible(reason.mend), f"{INDENT}→ ", INDENT * 2)


def _beside(reason: Reason) -> tuple[str, ...]:
    """Since when, and whose it is."""
    since = f"since {visible(reason.since)}" if reason.since else ""
    return tuple(cell for cell in (since, visible(", ".join(reason.who))) if cell)
