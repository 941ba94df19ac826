"""Records that take the place of others: a renewal counts on, tells something new, and never grows.

The limits hold for the whole chain of records that supersede each other, not for the last link alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate import globs
from threatgate.identity import paths_of
from threatgate.model import SEVERITIES
from threatgate.records import _dates
from threatgate.records.model import Cover, Fault, Record, RiskException

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from threatgate.model import Pointer
    from threatgate.records.model import Family
    from threatgate.settings import Settings

MOST_LINKS = 100
_RANK = SEVERITIES.index
_WIDTH = {Cover.EXACT: 0, Cover.TARGET: 1, Cover.CLASS: 2}


def faults(
    record: Record, settings: Settings, known: Mapping[str, Record], there: Container[str] | None = None
) -> tuple[Fault, ...]:
    """Why a record cannot take the place of another. `known` are records by id, as far as they were read.

    `there` are the ids of all records there are, None where nobody looked.
    """
    renewal = record.renewal
    if record.supersedes == record.id:
        return (_fault(record, ("supersedes",), "supersedes itself", "name the record that it replaces"),)
    if renewal is not None and (not isinstance(record.outcome, RiskException) or record.supersedes is None):
        hint = "remove renewal, or name the exception that is renewed under supersedes"
        return (_fault(record, ("renewal",), "only an exception that supersedes another is a renewal", hint),)
    before = chain(record, known)
    if len(before) == MOST_LINKS:
        message = f"stands at the end of {MOST_LINKS} records that supersede each other, or more"
        return (_fault(record, ("supersedes",), message, "close what is over, and decide anew"),)
    count = max(renewal.number if renewal else 0, _count(record, before))
    if count > settings.exceptions.renewals:
        message = f"this is renewal {count}, and {settings.exceptions.renewals} are allowed"
        return (_fault(record, ("renewal",), message, "remove what it excuses, or build the control"),)
    if record.supersedes is not None and there is not None and record.supersedes not in there:
        message = f"supersedes {record.supersedes}, which is no record that has landed"
        return (_fault(record, ("supersedes",), message, "name a record of the register"),)
    if not before:
        return ()
    return tuple(_after(record, before))


def chain(record: Record, known: Mapping[str, Record]) -> tuple[Record, ...]:
    """The records that a record takes the place of, directly or not, the latest first; so many at most."""
    found: list[Record] = []
    seen = {record.id}
    here: Record | None = record
    while here is not None and here.supersedes is not None and here.supersedes not in seen and len(found) < MOST_LINKS:
        seen.add(here.supersedes)
        here = known.get(here.supersedes)
        if here is not None:
            found.append(here)
    return tuple(found)


def uncovered(record: Record, before: Record) -> tuple[str, ...]:
    """The elements that one record binds and its successor leaves out, under whatever name it follows them."""
    names = {name for binding in record.bindings for name in record.names(binding.element)}
    return tuple(element for element in before.elements if element not in names)


def count_after(record: Record, known: Mapping[str, Record]) -> int:
    """Which renewal an exception that takes the place of this exception would be."""
    return _number((record, *chain(record, known)))


def _count(record: Record, before: tuple[Record, ...]) -> int:
    """Which renewal a record is, whatever it says."""
    return _number(before) if isinstance(record.outcome, RiskException) else 0


def _number(before: tuple[Record, ...]) -> int:
    """The exceptions in a row count, and what the last one said of itself."""
    row = 0
    for one in before:
        if not isinstance(one.outcome, RiskException):
            break
        row += 1
    said = before[0].renewal.number + 1 if row and before[0].renewal is not None else 0
    return max(row, said)


def _after(record: Record, before: tuple[Record, ...]) -> Iterator[Fault]:
    last, now = before[0], record.outcome
    left = uncovered(record, last)
    if left:
        message = f"supersedes {last.id} and does not cover its {left[0]}"
        yield _fault(record, ("supersedes",), message, "cover all that it binds, or close it")
    if _RANK(record.severity) < _RANK(last.severity):
        message = f"severity fell from {last.severity}, as {last.id} has it, to {record.severity}"
        yield _fault(record, ("severity",), message, f"write severity: {last.severity}")
    if not isinstance(now, RiskException):
        return
    yield from _in_all(record, before, now)
    if isinstance(last.outcome, RiskException):
        yield from _renewed(record, before, now, last.outcome)


def _in_all(record: Record, before: tuple[Record, ...], now: RiskException) -> Iterator[Fault]:
    """What holds for all exceptions of a chain together, also where another outcome stood between them."""
    exceptions = [(one, one.outcome) for one in before if isinstance(one.outcome, RiskException)]
    if not exceptions:
        return
    first, _ = exceptions[-1]
    start = _dates.begins(first)
    days = (now.expires - start).days
    if days > _dates.MOST_DAYS:
        message = (
            f"expires {now.expires}, {days} days after {first.id} began on {start}: renewals included, an exception "
            f"lives at most {_dates.MOST_DAYS} days"
        )
        yield _fault(record, ("exception", "expires"), message, _dates.later(start, _dates.MOST_DAYS))
    earlier = next((one.id for one, outcome in exceptions if outcome.emergency), None)
    if now.emergency and earlier is not None:
        message = f"an emergency cannot follow the emergency {earlier}"
        yield _fault(record, ("exception", "emergency"), message, "let it be approved, and remove emergency")


def _renewed(record: Record, before: tuple[Record, ...], now: RiskException, then: RiskException) -> Iterator[Fault]:
    last, count = before[0], _count(record, before)
    if record.renewal is None or record.renewal.number != count:
        hint = f"add renewal: {{count: {count}, progress: <what happened since {last.id}>}}"
        where = "renewal" if record.renewal else "supersedes"
        yield _fault(record, (where,), f"this is renewal {count} of {last.id}", hint)
        return
    same = next((one for one in before if one.renewal and _words(one) == _words(record)), None)
    if same is not None:
        here: Pointer = ("renewal", "progress")
        yield _fault(record, here, f"progress says the same as in {same.id}", "say what happened since")
    if _RANK(now.residual_risk) > _RANK(then.residual_risk):
        message = f"residual_risk rose from {then.residual_risk} to {now.residual_risk}"
        hint = "a renewal must not carry more risk; answer anew"
        yield _fault(record, ("exception", "residual_risk"), message, hint)
    wider = "" if uncovered(record, last) else _wider(record, last)
    if wider:
        hint = "answer that by a record of its own"
        yield _fault(record, ("covers",), f"is wider than {last.id}: {wider}", hint)


def _words(record: Record) -> list[str]:
    return "".join(
        sign if sign.isalnum() else " " for sign in (record.renewal.progress if record.renewal else "").casefold()
    ).split()


def _wider(record: Record, last: Record) -> str:
    """How a renewal covers more than what it renews; "" where it does not."""
    if _WIDTH[record.mode] > _WIDTH[last.mode]:
        return f"mode {record.mode} after {last.mode}"
    if last.family is None:
        more = [
            record.current(binding.element)
            for binding in record.bindings
            if not {*record.names(binding.element)} & {*last.elements}
        ]
        return f"it covers {more[0]} too" if more else ""
    if record.family is None:
        more = [element for element in record.elements if not _member(element, last.family)]
        return f"it covers {more[0]}, which is not of its class" if more else ""
    return _wider_class(record.family, last.family)


def _wider_class(now: Family, then: Family) -> str:
    if now.kind is not then.kind:
        return f"it covers {now.kind} after {then.kind}"
    paths = [path for path in now.paths if path not in then.paths and not _within(path, then)]
    if paths:
        return f"it covers {paths[0]} too"
    directions = sorted(now.directions - then.directions)
    return f"it covers what {directions[0]} too" if directions else ""


def _member(element: str, family: Family) -> bool:
    here = (globs.matches_any(path, family.paths) for path in paths_of(element))
    return element.startswith(f"{family.kind}:") and all(here)


def _within(path: str, family: Family) -> bool:
    """Whether a path that is no pattern belongs to a class; of patterns only the same is known not to be wider."""
    return not set("*?[{!") & set(path) and globs.matches_any(path, family.paths)


def _fault(record: Record, pointer: Pointer, message: str, hint: str) -> Fault:
    return Fault(record.path, record.line(*pointer), message, hint)
