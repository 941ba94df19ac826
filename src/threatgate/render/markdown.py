"""Markdown for the job summary and the comment on a pull or merge request: verdict, table, what to do, details.

The first line is a hidden mark, by which the comment is found again. A comment of GitHub has 65,536 characters at
most; parts are left out from the end, and said to be, before that is reached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.frameworks import both
from threatgate.model import Edit, Level, Verdict
from threatgate.render._api import Format, Look
from threatgate.render._at_hand import OUTCOMES, assignment, new_file
from threatgate.render._at_hand import shown as shown_address
from threatgate.render._findings import findings
from threatgate.render._grouping import grouped, ordered, unsaid
from threatgate.render._markdown import block, code, folded, plain
from threatgate.render._mermaid import graph
from threatgate.render._pages import WHY, first_sentence
from threatgate.render._promises import promises, views_of
from threatgate.render._trigger_lines import WHOLE_FILE
from threatgate.render._values import shown
from threatgate.render._verdict_line import verdict_line
from threatgate.render._ways import MENDING, finishing, remedies, ways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Report, Trigger

MARK = "<!-- threatgate:check -->"
LIMIT = 60_000
ROWS, DETAILS, MOVES, LISTED = 60, 40, 8, 100
_SIGNS = {Verdict.PASS: "✅", Verdict.BLOCKED: "⛔", Verdict.UNDETERMINED: "❔"}


def render(report: Report, look: Look) -> str:
    """The whole text, within the limit."""
    parts = [list(_head(report)), list(_table(report)), list(_answering(report)), list(_bound(report))]
    parts += [list(_unread(report)), list(_notices(report)), list(_details(report, look)), *_at_hand(report, look)]
    parts += [list(_picture(report)), list(_answered(report))]
    text, left_out = "", False
    for part in parts:
        added = "\n".join(part) + "\n\n" if part else ""
        if len(text) + len(added) <= LIMIT:
            text += added
        else:
            left_out = True
    if left_out:
        text += "Some parts are too long to be shown here; the report in JSON or HTML has them all.\n"
    return text.rstrip("\n") + "\n"


def _head(report: Report) -> Iterator[str]:
    word, rest = verdict_line(report)
    yield MARK
    yield f"### {_SIGNS[report.verdict]} Threatgate: {word}"
    yield ""
    yield plain(rest[:1].upper() + rest[1:])


def _table(report: Report) -> Iterator[str]:
    triggers = ordered(it for it in report.triggers if it.level is not Level.OFF)
    triggers.sort(key=lambda it: (not it.is_open, it.answered))
    if not triggers:
        return
    yield "| severity | what | where | change | answer |"
    yield "| --- | --- | --- | --- | --- |"
    for trigger in triggers[:ROWS]:
        element = trigger.change.element
        name = "" if element.name in WHOLE_FILE else " " + code(element.name, 80)
        place = code(f"{element.path}:{trigger.span.line}", 160)
        row = (
            f"{trigger.severity}, {trigger.direction}",
            f"{element.kind}{name}",
            place,
            plain(trigger.summary, 300),
            _answer(trigger),
        )
        yield f"| {' | '.join(row)} |"
    if len(triggers) > ROWS:
        yield ""
        yield f"and {len(triggers) - ROWS} more"


def _answer(trigger: Trigger) -> str:
    if trigger.answered:
        return f"✅ {trigger.answer} by {code(trigger.record or '')}"
    if not trigger.is_open:
        return f"none asked for: {plain(trigger.reason, 300)}" if trigger.remedy else "none asked for"
    words = f"**{trigger.answer}**"
    if trigger.reason:
        words += f": {plain(trigger.reason, 300)}"
    return words + (", needs a second person" if trigger.second else "")


def _answering(report: Report) -> Iterator[str]:
    unanswered = [trigger for trigger in report.triggers if trigger.is_open]
    if not unanswered:
        return
    yield "#### What to do next"
    yield ""
    mending, unfinished, deciding = remedies(unanswered), finishing(unanswered), ways(report, unanswered)
    if unfinished:
        yield plain(unfinished)
    if unfinished and (mending or deciding):
        yield ""
    if mending:
        yield f"{MENDING} run what is true of each on this branch and commit it:"
        yield ""
        yield from block(mending, "sh", 2_000)
    if mending and deciding:
        yield ""
    if deciding:
        one = "On this branch, run this and commit the record:"
        several = "Choose one answer, run its command on this branch and commit the record that it writes:"
        yield one if len(deciding) == 1 else several
        yield ""
        yield from block(deciding, "sh", 2_000)


def _bound(report: Report) -> Iterator[str]:
    """What is promised of the elements that changed, from earlier on."""
    views = views_of(report)
    triggers = ordered(it for it in report.triggers if it.level is not Level.OFF and it.obligations)
    listed = [(trigger, promise) for trigger in triggers for promise in promises([trigger], views)]
    if not listed:
        return
    yield "#### Promised of what changed"
    yield ""
    for trigger, promise in listed[:LISTED]:
        yield f"- {code(trigger.id, 160)} {plain(promise, 500)}"
    if len(listed) > LISTED:
        yield f"- and {len(listed) - LISTED} more"


def _at_hand(report: Report, look: Look) -> Iterator[list[str]]:
    """A part for each record that can be completed in the forge, and one for a coding assistant."""
    if not report.drafts:
        return
    for draft in report.drafts:
        lines = []
        if look.branch is not None:
            address, filled = new_file(draft, look.branch)
            lines = [f"[Create this file on the branch]({shown_address(address)})" + _then(filled=filled), ""]
        lines += [f"{code(draft.path, 300)}:", "", *block(draft.text.rstrip().split("\n"), "yaml", 4_000)]
        yield folded(
            f"Without installing anything: {draft.outcome.replace('_', ' ')}, {OUTCOMES[draft.outcome].lower()}", lines
        )
    unanswered = [trigger for trigger in report.triggers if trigger.is_open]
    lines = block(list(assignment(report, unanswered[:LISTED])), "text", 1_000)
    yield folded("Words for a coding assistant, to copy", lines)


def _then(*, filled: bool) -> str:
    done = "replace every FILL IN" if filled else "copy the text below into it and replace every FILL IN"
    return f": {done}, and commit."


def _unread(report: Report) -> Iterator[str]:
    unread = [finding for finding in findings(report) if finding.trigger is None]
    left = {f"{problem.path}:{problem.message}" for problem in unsaid(report)}
    found = [finding for finding in unread if finding.identity in left]
    told = {finding.path for finding in unread}
    records = [(record.path, it) for record in report.records for it in record.problems if record.path not in told]
    if not found and not records:
        return
    yield "#### Could not be read or trusted"
    yield ""
    for finding in found[:LISTED]:
        mark = "**error**" if finding.holds else "note"
        yield f"- {mark} {code(f'{finding.path}:{finding.line}', 160)} {plain(finding.message)}"
    for path, problem in records[:LISTED]:
        yield f"- note {code(path, 160)} {plain(problem)}"
    more = max(0, len(found) - LISTED) + max(0, len(records) - LISTED)
    if more:
        yield f"- and {more} more"


def _notices(report: Report) -> Iterator[str]:
    for number, notice in enumerate(report.notices):
        yield from ("",) if number else ()
        yield f"> {plain(notice)}"


def _details(report: Report, look: Look) -> Iterator[str]:
    groups = grouped(it for it in report.triggers if it.level is not Level.OFF and not it.answered)
    if not groups:
        return
    lines: list[str] = []
    said: set[str] = set()
    for group in groups[:DETAILS]:
        lines += _detail(group, "" if group[0].rule in said else look.page(group[0].rule))
        said.add(group[0].rule)
    if len(groups) > DETAILS:
        lines.append(f"and {len(groups) - DETAILS} more")
    while lines and not lines[-1]:
        lines.pop()
    yield from folded("What changed, field by field, and why it matters", lines)


def _detail(group: list[Trigger], page: str) -> Iterator[str]:
    first = group[0]
    places = ", ".join(code(f"{it.change.element.path}:{it.span.line}", 160) for it in group[:LISTED])
    yield f"**{first.rule}** {places}"
    why = first_sentence(page, WHY)
    if why:
        yield ""
        yield plain(why)
    yield ""
    yield from block(_difference(first), "diff")
    ids = ", ".join(map(both, first.frameworks))
    yield ""
    if ids:
        yield f"Cites {plain(ids)}."
        yield ""


def _difference(trigger: Trigger) -> list[str]:
    """The fields that differ, as a diff; of what is new or gone the whole value."""
    change = trigger.change
    if change.moved_from is not None and change.from_digest == change.to_digest:
        return [f"- {change.moved_from}", f"+ {trigger.id}"]
    if change.edit is not Edit.MODIFIED or not trigger.moves:
        sides = ((change.before, "- "), (change.after, "+ "))
        return [mark + shown(side.value) for side, mark in sides if side is not None]
    lines: list[str] = []
    for move in trigger.moves[:MOVES]:
        field = ".".join(map(str, move.pointer))
        head = f"{field}: " if field else ""
        # Of a list a move holds what came and what went: an empty side says nothing of what was there before.
        parts = [(part, mark) for part, mark in ((move.before, "- "), (move.after, "+ ")) if part not in (None, ())]
        lines += [mark + head + shown(part) for part, mark in parts]
    if len(trigger.moves) > MOVES:
        lines.append(f"  and {len(trigger.moves) - MOVES} more")
    return lines


def _picture(report: Report) -> Iterator[str]:
    triggers = [it for it in report.triggers if it.level is not Level.OFF]
    if triggers:
        yield from folded("What changed, as a graph", ["```mermaid", *graph(triggers), "```"])


def _answered(report: Report) -> Iterator[str]:
    triggers = ordered(it for it in report.triggers if it.answered)
    if not triggers:
        return
    views = {record.id: record for record in report.records}
    lines = []
    for trigger in triggers[:LISTED]:
        view = views.get(trigger.record or "")
        until = f" until {view.expires}" if view is not None and view.expires else ""
        reason = f": {plain(trigger.reason, 300)}" if trigger.reason else ""
        lines.append(f"- {code(trigger.id, 160)} {trigger.answer} by {code(trigger.record or '')}{until}{reason}")
    if len(triggers) > LISTED:
        lines.append(f"- and {len(triggers) - LISTED} more")
    yield from folded(f"Answered ({len(triggers)})", lines)


FORMAT = Format("markdown", render)
