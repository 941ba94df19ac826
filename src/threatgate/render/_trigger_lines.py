"""One trigger, or several that make the same move, as lines: what, where, in which words, from what to what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.frameworks import both
from threatgate.model import Direction, Edit, Scope
from threatgate.render._escape import columns, cut, cut_middle, visible
from threatgate.render._promises import promises
from threatgate.render._values import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from threatgate.model import Move, RecordView, Trigger
    from threatgate.render._ink import Ink

INDENT = "    "
MOVES = 6
PLACES = 12
IDS = 3
WHOLE_FILE = ("text", "file")  # names of elements that their path names better
_ORDER = (Direction.WIDENS, Direction.UNCLEAR, Direction.NARROWS, Direction.NEUTRAL)
_QUOTING = ("“", "gains “", "loses “")  # how the words of a move begin whose sides are sentences


def trigger_lines(group: list[Trigger], ink: Ink, views: Mapping[str, RecordView]) -> Iterator[str]:
    """All that a reviewer needs of these triggers; `views` are the records that took part."""
    first = group[0]
    yield _head(first, ink)
    yield from ink.wrapped(visible(_said(first)), INDENT)
    if first.change.moved_from is not None:
        yield INDENT + cut_middle(f"moved from {visible(first.change.moved_from)}", ink.width - len(INDENT))
    yield from _moves(first, ink)
    yield from _places(group[1:], ink)
    for promise in promises(group, views):
        yield from ink.wrapped(visible(promise), INDENT, INDENT + "  ", lines=3)


def answer_line(trigger: Trigger, ink: Ink) -> Iterator[str]:
    """What the records say to it, in words, and the framework ids."""
    words = trigger.answer.value
    if trigger.record and trigger.record not in trigger.reason:
        words += f" by {visible(trigger.record)}"
    if trigger.reason:
        words += f": {visible(trigger.reason)}"
    if trigger.second and not trigger.answered:
        words += "; needs a second person"
    lines = ink.wrapped(words, INDENT, INDENT + "  ")
    ids = " ".join(visible(both(each)) for each in trigger.frameworks[:IDS])
    if len(trigger.frameworks) > IDS:
        ids += f" +{len(trigger.frameworks) - IDS}"
    if ids and columns(lines[-1]) + 3 + columns(ids) <= ink.width:
        lines[-1] += ink.paint(f" · {ids}", "dim")
    elif ids:
        lines.append(INDENT + ink.paint(cut(ids, ink.width - len(INDENT)), "dim"))
    yield from lines


def brief(trigger: Trigger, ink: Ink, mark: tuple[str, str], words: str) -> str:
    """One line for what needs no answer now; `mark` is a word and its style."""
    place = f"{visible(trigger.change.element.path)}:{trigger.span.line}"
    room = ink.width - len(INDENT)
    head = f"  {cut_middle(place, room // 2)}  "
    room -= columns(mark[0]) + columns(head)
    return f"  {ink.paint(*mark)}{head}{cut(visible(words), room)}"


def named(trigger: Trigger) -> str:
    """Kind and name; what is a whole file goes by its place alone."""
    element = trigger.change.element
    return element.kind if element.name in WHOLE_FILE else f"{element.kind} {element.name}"


def _head(trigger: Trigger, ink: Ink) -> str:
    element = trigger.change.element
    what = f"{trigger.severity:<8}  {trigger.direction:<7}  {element.kind} "
    room = ink.width - columns(what) - 2
    name = "" if element.name in WHOLE_FILE else cut_middle(visible(element.name), room // 2) + "  "
    place = f"{visible(element.path)}:{trigger.span.line}"
    scope = "" if element.scope is Scope.PRODUCT else f"  scope: {element.scope}"
    place = cut_middle(place, room - columns(name) - columns(scope)) + scope
    return (
        f"{ink.paint(f'{trigger.severity:<8}', trigger.severity)}  {trigger.direction:<7}  "
        f"{element.kind} {ink.paint(name, 'bold')}{ink.paint(place, 'dim')}"
    )


def _places(others: list[Trigger], ink: Ink) -> Iterator[str]:
    for trigger in others[:PLACES]:
        element = trigger.change.element
        place = f"{visible(element.path)}:{trigger.span.line}"
        line = f"the same in {visible(element.name)}  {place}"
        yield INDENT + cut_middle(line, ink.width - len(INDENT))
    if len(others) > PLACES:
        yield f"{INDENT}and in {len(others) - PLACES} more places"


def _quotes(move: Move) -> bool:
    return move.words.startswith(_QUOTING)


def _said(trigger: Trigger) -> str:
    """The summary without the sentences that are shown below it."""
    if trigger.change.edit is not Edit.MODIFIED or not any(map(_quotes, trigger.moves)):
        return trigger.summary
    head, _, tail = re.sub(r"(?:gains |loses )?“[^”]*”(?: → “[^”]*”)?", "", trigger.summary).partition(": ")
    said = "; ".join(part for part in tail.split("; ") if part.strip() and not part.startswith("and "))
    return f"{head}: {said}" if said else head


def _moves(trigger: Trigger, ink: Ink) -> Iterator[str]:
    if trigger.change.edit is not Edit.MODIFIED:
        if trigger.change.element.subject == "logic":
            # Its value is the digest of a body, which tells a reader nothing.
            return
        yield INDENT + ink.paint(cut(shown(trigger.change.element.value), ink.width - len(INDENT)), "dim")
        return
    unsaid = [move for move in trigger.moves if _quotes(move) or not _in_summary(move, trigger.summary)]
    moves = sorted(unsaid, key=lambda move: _ORDER.index(move.direction))
    for move in moves[:MOVES]:
        if _quotes(move):
            yield from _sentences(move, ink)
        else:
            yield from ink.wrapped(visible(move.words), INDENT, INDENT + "  ", lines=3)
    if len(moves) > MOVES:
        yield f"{INDENT}and {len(moves) - MOVES} more"


def _in_summary(move: Move, summary: str) -> bool:
    return move.words in summary or f"{move.before} → {move.after}" in summary


def _sentences(move: Move, ink: Ink) -> Iterator[str]:
    for side, mark, style in ((move.before, "-", "bad"), (move.after, "+", "good")):
        if isinstance(side, str):
            for line in ink.wrapped(visible(side.strip()), f"{INDENT}{mark} ", f"{INDENT}  ", lines=3):
                yield ink.paint(line, style)
