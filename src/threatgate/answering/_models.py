"""Threat models as answers: what a change says anew in one answers like a record, what it said before keeps promising.

An entry answers only where this very change makes it say something that no model said before, where it names the
element, and where it holds all that its outcome needs. Moving a box, renaming a file, copying a page and giving an
entry another id say nothing. Everything is judged by the rules for records.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from threatgate.answering._promises import BEFORE
from threatgate.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from threatgate.answering._case import Case
    from threatgate.answering._model_records import Bound
    from threatgate.model import Trigger
    from threatgate.records.model import BrokenRecord, Fault, Record
    from threatgate.threat_models import Broken, ThreatModel


RECORD = b"threatgate-record"


class FromModels(NamedTuple):
    """Records out of threat models: those that this change says, those that the base side holds.

    `rebound` are entries that name an element at its new place, where nothing but the place changed. `ids` are the ids
    of all records that stand in pages of the base side; `problems` what could not be read, as notes.
    """

    brought: tuple[Record | BrokenRecord, ...] = ()
    landed: tuple[Record, ...] = ()
    rebound: tuple[Record, ...] = ()
    ids: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


class _Side(NamedTuple):
    """The models of one side by path, what could not be read, and the records in fenced blocks by id."""

    models: Mapping[str, ThreatModel]
    broken: Mapping[str, Broken]
    records: Mapping[str, Record | BrokenRecord]


def from_models(
    case: Case,
    triggers: tuple[Trigger, ...],
    edited: Mapping[str, tuple[tuple[str, ...], str]],
    standing: Mapping[str, str],
) -> FromModels:
    """What the threat models of both sides say to the triggers: those that the change edits, and those of the base."""
    from threatgate.answering._model_records import bound_by
    from threatgate.records.model import Record

    oids = {oid for before, after in edited.values() for oid in (*before, after) if oid}
    contents = case.judged.read({*oids, *standing.values()})
    problems: dict[Problem, None] = {}
    before = [(path, contents.get(oid)) for path, (oids_, _) in edited.items() for oid in oids_]
    there = [(path, contents.get(oid)) for path, oid in standing.items() if path not in edited]
    concerned = [(path, data) for path, data in there if _concerns(data, case, triggers)]
    olds = [_side([one], problems) for one in (*concerned, *before)]
    new = _side([(path, contents.get(after)) for path, (_, after) in edited.items() if after], problems)
    known = {ref: one for side in olds for ref, one in side.records.items()}
    fired = tuple(bound_by(trigger) for trigger in triggers)
    brought = (*_whole_ones(_answers(case, fired, olds, new)), *_fenced(olds, new))
    came, went = _placed(case, fired)
    stood = (*(_as_it_stood(trigger) for trigger in triggers), *went)
    rebound = tuple(one for one in _answers(case, came, olds, new) if isinstance(one, Record))
    taken = {one.id for one in (*brought, *rebound)}
    landed = [one for one in known.values() if isinstance(one, Record)]
    for path in standing:
        found = next((side.models[path] for side in olds if path in side.models), None)
        landed += _promises(case, stood, found, taken) if found is not None else []
    return FromModels(brought, tuple(landed), rebound, frozenset(known), tuple(problems))


def _concerns(data: object, case: Case, triggers: tuple[Trigger, ...]) -> bool:
    """Whether a model that the change leaves alone may speak of an element of it, or holds records; cheaply."""
    if not isinstance(data, bytes) or RECORD in data:
        return True
    elements = (*case.before, *case.after, *(trigger.change.element for trigger in triggers))
    plain = data.replace(b"\\/", b"/")
    return any(path.encode("utf-8", "surrogateescape") in plain for path in {element.path for element in elements})


def _as_it_stood(trigger: Trigger) -> Bound:
    """The element of a trigger as an entry of the base side knows it."""
    from threatgate.answering._model_records import bound_by

    bound = bound_by(trigger)
    there = trigger.change.from_digest
    return bound if there is None else bound._replace(ids=bound.ids[::-1], before=None, after=there)


def _placed(case: Case, fired: tuple[Bound, ...]) -> tuple[tuple[Bound, ...], tuple[Bound, ...]]:
    """The elements that stand on head only, and on the base side only, though nothing fired for them: they moved."""
    from threatgate.answering._model_records import Bound
    from threatgate.identity import element_digest

    sides = [{one.id: one for one in side} for side in (case.after, case.before)]
    known = {one for bound in fired for one in bound.ids}
    found = []
    for side, other in (sides, sides[::-1]):
        gone = (one for ref, one in side.items() if ref not in other and ref not in known)
        found.append(tuple(Bound((one.id,), None, element_digest(one), Severity.HIGH) for one in gone))
    return found[0], found[1]


def references(case: Case) -> Callable[[Record], tuple[Fault, ...]]:
    """From a record to why its `threat.model` leads nowhere on head; () where it has none or it is there."""

    @cache
    def model_at(path: str) -> ThreatModel | Broken | bytes | None:
        from threatgate.threat_models import read

        data = case.judged.head_file(path)
        return None if data is None else read(path, data) or data

    def missing(record: Record) -> tuple[Fault, ...]:
        threat = record.threat
        if threat is None or not threat.model_path or record.id == f"{threat.model_path}#{threat.model_ref}":
            return ()
        from threatgate.answering._model_refs import complaint

        return complaint(record, model_at(threat.model_path.removeprefix("./")), threat.model_ref)

    return missing


def _side(files: Iterable[tuple[str, object]], problems: dict[Problem, None]) -> _Side:
    """The models that these files hold. What cannot be read is noted: it answers nothing."""
    from threatgate.records.deriving import from_block
    from threatgate.records.model import BrokenRecord
    from threatgate.threat_models import Broken, read, records_in

    models: dict[str, ThreatModel] = {}
    broken: dict[str, Broken] = {}
    records: dict[str, Record | BrokenRecord] = {}
    for path, data in files:
        if not isinstance(data, bytes):
            problems[Problem(path, None, "the threat model could not be read, so it answers nothing", "", "note")] = (
                None
            )
            broken[path] = Broken("", path, 1, "could not be read", "")
            continue
        found = read(path, data)
        if isinstance(found, Broken):
            said = f"the threat model {found.message}, so it answers nothing"
            problems[Problem(path, found.line, said, found.hint, "note")] = None
            broken[path] = found
        elif found is not None:
            models[path] = found
            problems |= {Problem(path, 1, f"the threat model {note}", "", "note"): None for note in found.notes}
        for text, line in records_in(path, data):
            record = from_block(path, text, line)
            if record.id in records:
                hint = "give one of them another id"
                record = BrokenRecord(path, line, f"the id {record.id[:60]} stands in two blocks", hint, record.id)
            records[record.id] = record
    return _Side(models, broken, records)


def _answers(case: Case, bounds: tuple[Bound, ...], olds: list[_Side], new: _Side) -> Iterator[Record | BrokenRecord]:
    """What the change makes the models say anew, where it names one of these elements."""
    from threatgate.answering._model_records import named, record_of
    from threatgate.records.model import BrokenRecord
    from threatgate.threat_models import said_anew

    befores = [model for side in olds for model in side.models.values()]
    unclear = {path for side in olds for path in side.broken}
    for path, model in new.models.items():
        for entry in said_anew(befores, model):
            spoken = tuple(bound for bound in bounds if named(entry, bound))
            if not spoken or entry.ref in new.records:
                continue
            if path in unclear:
                message = (
                    f"what {entry.ref[:60]} said before cannot be told, for {path} could not be read on the base side"
                )
                hint = "mend it in a change of its own first, or answer with threatgate decide"
                ids = tuple(dict.fromkeys(bound.ids[0] for bound in spoken))
                yield BrokenRecord(path, entry.span.line, message, hint, f"{path}#{entry.ref}", (), ids)
            else:
                yield record_of(model, entry, spoken, case.settings, case.day)


def _whole_ones(found: Iterable[Record | BrokenRecord]) -> Iterator[Record | BrokenRecord]:
    """Without unfinished entries about elements for which another is whole: a risk beside each of its controls."""
    from threatgate.records.model import Record

    listed = tuple(found)
    covered = {element for one in listed if isinstance(one, Record) for element in one.elements}
    for one in listed:
        if isinstance(one, Record) or not covered.issuperset(one.elements):
            yield one


def _fenced(olds: list[_Side], new: _Side) -> Iterator[Record | BrokenRecord]:
    """The records of fenced blocks that this change brings, and those that it rewrites, which answer nothing."""
    from dataclasses import replace

    from threatgate.records.model import BrokenRecord

    known = {ref: one for side in olds for ref, one in side.records.items()}
    for ref, record in new.records.items():
        other = known.get(ref)
        if other is None:
            yield record
        elif isinstance(record, BrokenRecord) or isinstance(other, BrokenRecord):
            if record != other:
                yield record if isinstance(record, BrokenRecord) else _rewritten(record)
        elif replace(record, path="", reviews=(), moves=(), closed=None) != replace(
            other, path="", reviews=(), moves=(), closed=None
        ):
            yield _rewritten(record)


def _rewritten(record: Record) -> BrokenRecord:
    from threatgate.records.model import BrokenRecord

    message = f"{record.id} has landed and is rewritten, so it answers nothing"
    return BrokenRecord(
        record.path, record.line("id"), message, "write a record with an id of its own", record.id, (), record.elements
    )


def _promises(case: Case, bounds: tuple[Bound, ...], model: ThreatModel, taken: set[str]) -> Iterator[Record]:
    """What entries of a model of the base side promise for elements of this change; unfinished ones promise nothing."""
    from dataclasses import replace

    from threatgate.answering._model_records import named, record_of
    from threatgate.records.model import Record

    for entry in model.entries:
        spoken = tuple(bound for bound in bounds if named(entry, bound))
        record = record_of(model, entry, spoken, case.settings, case.day) if spoken else None
        if isinstance(record, Record):
            yield replace(record, id=f"{record.id}{BEFORE}") if record.id in taken else record
