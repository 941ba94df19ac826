"""The release gate as Markdown: for a release's notes, a job summary or an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.render._markdown import code, plain
from threatgate.render._release import looked_at, problem_line, verdict_line

if TYPE_CHECKING:
    from threatgate.release._api import Reason, Release


def markdown(found: Release) -> str:
    """All of it."""
    lines = [f"## {plain(verdict_line(found))}", ""]
    if found.reasons:
        lines += ["| | What is not kept | Whose | Since | Mend |", "|---|---|---|---|---|"]
        lines += [_row(reason) for reason in found.reasons]
        lines.append("")
    said = [
        *found.notices,
        *looked_at(found),
        *(problem_line(problem) for problem in found.problems),
    ]
    lines += [f"- {plain(line)}" for line in said]
    return "\n".join(lines).rstrip("\n") + "\n"


def _row(reason: Reason) -> str:
    mend = code(reason.mend, 400) if reason.mend else ""
    cells = [
        f"{reason.weight} {reason.ground}",
        f"{code(reason.subject)} {plain(reason.words)}",
        plain(", ".join(reason.who)),
        plain(reason.since),
        mend,
    ]
    return f"| {' | '.join(cells)} |"
