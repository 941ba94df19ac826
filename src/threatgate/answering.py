"""Triggers meet records: new ones from head, old ones from base, judged in the circumstances of the change.

The room of records is entered where there is a record that matters; most changes find none.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from threatgate.identity import sha256
from threatgate.model import Element, Kind, Problem, RecordView, Scope, Span, Trigger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from threatgate.records.model import BrokenRecord, Record
    from threatgate.repository._api import ChangedFile, Comparison
    from threatgate.repository.judged import Judged
    from threatgate.settings import Settings

SECOND = "whether the second person is one of them cannot be told"


def answered(
    triggers: tuple[Trigger, ...],
    comparisons: tuple[Comparison, ...],
    judged: Judged,
    settings: Settings,
    *,
    day: date,
    lives: frozenset[str],
) -> tuple[tuple[Trigger, ...], tuple[RecordView, ...], tuple[Problem, ...]]:
    """The triggers with their answers, the records that took part, and what is wrong with them.

    `lives` are the ids of the elements of all changed files, on both sides.
    """
    edited = frozenset(file.path for comparison in comparisons for file in comparison.files)
    fresh = tuple(_fresh(comparisons, judged, settings))
    landed = _landed(judged, settings)
    old = tuple(_concerned(triggers, fresh, landed, judged))
    if not fresh and not old:
        return triggers, (), _unchecked(triggers, settings)
    from threatgate.records.matching import judge
    from threatgate.records.validity import Context

    context = Context(
        as_of=day,
        settings=settings,
        authors=judged.authors() if fresh or any(_pre_answers(record) for record in old) else frozenset(),
        head=_head(judged),
        edited=edited,
        lives=_lives(judged, edited, lives),
        landed=frozenset(_stem(path) for path in landed),
    )
    judgement = judge(triggers, fresh, old, context)
    answered_ = tuple(
        trigger._replace(
            answer=answer.state, record=answer.record, reason=answer.reason, obligations=answer.obligations
        )
        for trigger, answer in zip(triggers, judgement.answers, strict=True)
    )
    problems = (*_faulty(judgement.records), *_unchecked(answered_, settings))
    if fresh and any(trigger.second for trigger in triggers) and not judged.authors_known():
        said = f"part of the history of this change is not here, so its authors are not all known: {SECOND}"
        problems += (
            Problem("", None, said, "fetch it: git fetch --unshallow --filter=blob:none (in CI: fetch-depth: 0)"),
        )
    return answered_, judgement.records, problems


def register_elements(
    files: Iterable[ChangedFile], contents: Mapping[str, object], settings: Settings, lives: frozenset[str]
) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """The landed records that a change edits beyond what may grow, as elements of the gate on both sides."""
    from threatgate.records.immutability import illegal_edits

    before: list[Element] = []
    after: list[Element] = []
    for file in files:
        if not settings.is_record(file.path) or file.before is None:
            continue
        old, new = contents.get(file.before.oid), contents.get(file.after.oid) if file.after is not None else None
        if not isinstance(old, bytes) or not isinstance(new, (bytes, type(None))):
            continue
        faults = illegal_edits(file.path, old, new, lives.__contains__)
        if not faults:
            continue
        before.append(_record_element(file.path, old, 1))
        if new is not None:
            after.append(_record_element(file.path, new, faults[0].line))
    return tuple(before), tuple(after)


def _record_element(path: str, data: bytes, line: int) -> Element:
    value = {"record": _digest(data)}
    return Element(
        Kind.APPROVAL, "record", path, value, Span(line, line), Scope.PRODUCT, subject="gate", recogniser="register"
    )


def _fresh(comparisons: tuple[Comparison, ...], judged: Judged, settings: Settings) -> Iterable[Record | BrokenRecord]:
    """Records that this change brings."""
    blobs = {
        file.path: file.after.oid
        for comparison in comparisons
        for file in comparison.files
        if file.before is None and file.after is not None and settings.is_record(file.path)
    }
    if not blobs:
        return
    from threatgate.records.reading import read

    contents = judged.read(set(blobs.values()))
    for path, oid in sorted(blobs.items()):
        content = contents.get(oid)
        yield read(path, content if isinstance(content, bytes) else b"")


def _landed(judged: Judged, settings: Settings) -> dict[str, str]:
    """Every record of the base side: path and object id."""
    return {
        path: blob.oid
        for register in settings.registers
        for path, blob in judged.base_folder(f"{register}/records")
        if settings.is_record(path)
    }


def _concerned(
    triggers: tuple[Trigger, ...], fresh: tuple[Record | BrokenRecord, ...], landed: Mapping[str, str], judged: Judged
) -> Iterable[Record | BrokenRecord]:
    """The landed records that speak of an element of this change, or that a new record supersedes."""
    ids = {one for trigger in triggers for one in (trigger.id, trigger.change.moved_from) if one}
    gone = {one for record in fresh if (one := getattr(record, "supersedes", None))}
    if not landed:
        return
    from threatgate.records.reading import concerns, read

    contents = judged.read(set(landed.values()))
    for path, oid in landed.items():
        content = contents.get(oid)
        if not isinstance(content, bytes):
            yield read(path, b"")
        elif _stem(path) in gone or concerns(content, ids):
            yield read(path, content)


def _digest(data: bytes) -> str:
    return f"sha256:{sha256(data)}"


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _pre_answers(record: Record | BrokenRecord) -> bool:
    return getattr(record, "pre_answer", None) is not None


def _head(judged: Judged) -> Callable[[str], str | None]:
    @cache
    def digest(path: str) -> str | None:
        data = judged.head_file(path)
        return None if data is None else _digest(data)

    return digest


def _lives(judged: Judged, edited: frozenset[str], ids: frozenset[str]) -> Callable[[str], bool]:
    """Whether an element of an id is on either side. A file that this change leaves alone keeps what it held."""

    def lives(element: str) -> bool:
        path = element.partition(":")[2].rpartition("#")[0]
        return element in ids or (path not in edited and judged.head_file(path) is not None)

    return lives


def _faulty(records: tuple[RecordView, ...]) -> tuple[Problem, ...]:
    """What is wrong with records, as notes: a broken record is no answer and freezes nothing."""
    found = []
    for record in records:
        for said in record.problems:
            line, _, rest = said.removeprefix(f"{record.path}:").partition(":")
            message, _, hint = rest.strip().rpartition(" (") if rest.endswith(")") else (rest.strip(), "", "")
            found.append(
                Problem(
                    record.path,
                    int(line) if line.isdecimal() else None,
                    message or rest.strip(),
                    hint.removesuffix(")"),
                    "note",
                )
            )
    return tuple(found)


def _unchecked(triggers: tuple[Trigger, ...], settings: Settings) -> tuple[Problem, ...]:
    """Demands of the settings that no answer can be held against yet: said, and not passed over."""
    found = []
    for trigger in triggers:
        if trigger.rule in settings.require:
            kinds = ", ".join(settings.require[trigger.rule])
            said = f"the settings require {kinds} for {trigger.rule}; whether {trigger.id} has them cannot be told here"
            found.append(
                Problem(trigger.change.element.path, trigger.span.line, said, "take `require` out of the settings")
            )
    return tuple(found)
