"""What binds an element, as a reader needs it: which record, what it promises, who promised, until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from threatgate.model import RecordView, Report, Trigger


def views_of(report: Report) -> dict[str, RecordView]:
    """The records that took part, by id."""
    return {record.id: record for record in report.records}


def promises(triggers: Iterable[Trigger], views: Mapping[str, RecordView]) -> Iterator[str]:
    """A sentence for each record that binds one of these, each once; what the summary says already is left out."""
    told: set[str] = set()
    for trigger in triggers:
        for each in trigger.obligations:
            view = views.get(each)
            if each in told or (each == trigger.record and trigger.answered):
                continue
            if view is not None and view.promise and view.promise in trigger.summary:
                continue
            told.add(each)
            yield f"bound by {each}" if view is None else f"bound by {each}{_details(view)}"


def _details(view: RecordView) -> str:
    who = f" of {view.owner}" if view.owner else ""
    until = f" until {view.expires}" if view.expires else ""
    state = "" if view.state == "active" else f", {view.state}"
    promise = f": {view.promise}" if view.promise else ""
    return f" ({view.outcome.replace('_', ' ')}{who}{until}{state}){promise}"
