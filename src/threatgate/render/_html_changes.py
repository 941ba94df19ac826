"""One change on the HTML page: what, where, from what to what, its answer, and the page of its rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from threatgate.frameworks import both
from threatgate.model import Edit
from threatgate.render._html import code, lines, page, text
from threatgate.render._promises import promises
from threatgate.render._trigger_lines import WHOLE_FILE
from threatgate.render._values import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Json, RecordView, Trigger

ROWS = 40


def change(trigger: Trigger, words: str, views: Mapping[str, RecordView]) -> Iterator[str]:
    """The list item of a trigger; `words` is the page of its rule, "" for none, `views` the records that took part."""
    element = trigger.change.element
    name = "" if element.name in WHOLE_FILE else f" {code(element.name)}"
    data = {
        "severity": trigger.severity,
        "direction": trigger.direction,
        "kind": element.kind,
        "answer": trigger.answer,
    }
    told = " ".join(f'data-{key}="{text(value)}"' for key, value in data.items())
    yield f'<li class="{trigger.severity}" {told}>'
    marks = [trigger.severity, trigger.direction, f"{element.kind} {trigger.change.edit}"]
    marks += [] if element.scope == "product" else [element.scope]
    yield f'<ul class="marks">{"".join(f"<li>{text(mark)}</li>" for mark in marks)}</ul>'
    yield f"<h3>{text(trigger.summary)}</h3>"
    moved = f", moved from {code(trigger.change.moved_from)}" if trigger.change.moved_from else ""
    yield f'<p class="where">{element.kind}{name} in {code(f"{element.path}:{trigger.span.line}")}{moved}</p>'
    yield from _difference(trigger)
    yield f"<p>{_answer(trigger)}</p>"
    for promise in promises([trigger], views):
        yield f'<p class="where">{text(promise[:1].upper() + promise[1:])}</p>'
    if words:
        yield f"<details><summary>Why it needs an answer: rule {text(trigger.rule)}</summary>{page(words)}</details>"
    if trigger.frameworks:
        yield f'<p class="where">Cites {text(", ".join(map(both, trigger.frameworks)))}.</p>'
    yield "</li>"


def _answer(trigger: Trigger) -> str:
    if not trigger.answered and not trigger.is_open:
        return (
            f"No answer is asked for. {text(trigger.reason)}".rstrip() if trigger.remedy else "No answer is asked for."
        )
    words = f"<strong>{text(trigger.answer.capitalize())}</strong>"
    if trigger.record:
        words += f" by {code(trigger.record)}"
    if trigger.reason:
        words += f": {text(trigger.reason)}"
    if trigger.second and not trigger.answered:
        words += ". A second person has to agree"
    return f"{words}."


def _difference(trigger: Trigger) -> Iterator[str]:
    rows = list(_rows(trigger))
    if not rows:
        return
    if [field for field, _, _ in rows] == [""]:
        yield from _sides(*rows[0][1:])
        return
    yield "<table><thead><tr><th>field</th><th>before and after</th></tr></thead><tbody>"
    for field, before, after in rows[:ROWS]:
        yield f'<tr><th scope="row">{code(field or "value")}</th><td>{"".join(_sides(before, after))}</td></tr>'
    yield "</tbody></table>"
    if len(rows) > ROWS:
        yield f"<p>and {len(rows) - ROWS} more fields</p>"


def _rows(trigger: Trigger) -> Iterator[tuple[str, Json, Json]]:
    """Field, before, after: of what was edited the fields that differ, of what is new or gone all of them."""
    change = trigger.change
    if change.edit is Edit.MODIFIED and trigger.moves:
        for move in trigger.moves:
            yield ".".join(map(str, move.pointer)), move.before, move.after
        return
    before, after = (side.value if side is not None else None for side in (change.before, change.after))
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        old, new = (side if isinstance(side, Mapping) else {} for side in (before, after))
        for key in dict.fromkeys((*old, *new)):
            if old.get(key) != new.get(key):
                yield key, old.get(key), new.get(key)
    else:
        yield "", before, after


def _sides(before: Json, after: Json) -> Iterator[str]:
    for value, tag in ((before, "del"), (after, "ins")):
        if value is not None and value != ():
            yield f"<{tag}>{lines(value) if isinstance(value, str) else text(shown(value))}</{tag}>"
