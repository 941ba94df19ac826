"""The record's file: made, judged before it is written, rebound after another edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate import files
from threatgate.deciding._again import WouldNotCountError, asked_at
from threatgate.deciding._draft import draft
from threatgate.errors import UsageError
from threatgate.model import SEVERITIES, Severity
from threatgate.records import writing
from threatgate.records._covering import Fit, fit
from threatgate.records._succession import count_after
from threatgate.records.model import BrokenRecord, Code, Record, RiskException
from threatgate.records.reading import read
from threatgate.records.validity import faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from threatgate.deciding._answer import Answer
    from threatgate.deciding._situation import Situation
    from threatgate.model import Trigger
    from threatgate.records.model import Fault


class Written(NamedTuple):
    """A record's file before it is on disk. `notes` say what still stands between it and an answer that counts."""

    path: str
    text: str
    title: str
    notes: tuple[str, ...] = ()


def written(answer: Answer, triggers: Sequence[Trigger], now: Situation) -> Written:
    """The record that answers these triggers. Raises UsageError where it would not count, with every reason."""
    taken = frozenset(path.rpartition("/")[2].rpartition(".")[0] for path in now.landed | now.used)
    data = draft(answer, triggers, now.day, now.head, taken)
    _renewed(data, answer, now)
    _followed(data, answer, triggers, now)
    path = f"{now.folder(triggers)}/{data['id']}.yaml"
    if now.head(path) is not None or (now.root is not None and (now.root / path).exists()):
        raise UsageError(
            f"{path} is there already and covers these very changes",
            "commit it, mend it, or remove it and decide again",
        )
    text = writing.render(data)
    return Written(path, text, data["title"], _judged(path, text, answer, triggers, now))


def _renewed(data: dict[str, Any], answer: Answer, now: Situation) -> None:
    """What takes a record's place is no less severe, and an exception in an exception's place is its next renewal."""
    before = now.register.get(answer.supersedes or "")
    if before is not None:
        data["severity"] = max(Severity(data["severity"]), before.severity, key=SEVERITIES.index).value
    if before is None or answer.outcome != "exception" or not isinstance(before.outcome, RiskException):
        return
    if answer.progress is None:
        raise UsageError(f"{before.id} is an exception, so this renews it", "say what happened since: --progress TEXT")
    data["renewal"] = {"count": count_after(before, now.register), "progress": answer.progress}


def _followed(data: dict[str, Any], answer: Answer, triggers: Sequence[Trigger], now: Situation) -> None:
    """What takes another record's place follows its elements to where this change moves them."""
    before = now.register.get(answer.supersedes or "")
    bound = () if before is None else before.elements
    went = {it.id: it.change.moved_from for it in triggers if it.change.moved_from in bound}
    for change in data["covers"].get("changes", ()):
        change["element"] = went.get(change["element"], change["element"])
    if went:
        data["moves"] = [{"date": now.day, "from": old, "to": new} for new, old in went.items()]


def _judged(path: str, text: str, answer: Answer, triggers: Sequence[Trigger], now: Situation) -> tuple[str, ...]:
    """What keeps the record unproven, in words. Raises WouldNotCountError for all that would make it no answer."""
    found = faults(read(path, text.encode()), now.context(triggers))
    wrong = [fault for fault in found if fault.code is not Code.UNPROVEN]
    if wrong:
        again = asked_at(text, (fault.line for fault in wrong), answer)
        raise WouldNotCountError("\n".join(map(_words, wrong)), again)
    return tuple(map(_words, found))


def _words(fault: Fault) -> str:
    return f"{fault.message}: {fault.hint}" if fault.hint else fault.message


def refreshed(
    chosen: Sequence[Trigger], triggers: Sequence[Trigger], again: Answer, now: Situation
) -> tuple[Written, ...]:
    """Every record that has not landed, bound to what the changes are now, where that differs.

    `chosen` limits it to records of these triggers, none takes all; the outcome of `again` to records of that outcome.
    An approval of other content is void; who agrees again is said in `again`.
    """
    if now.root is None:
        raise UsageError("there is no working tree here to rewrite records in", "run it in a checkout")
    done = []
    changes = [trigger.change for trigger in triggers]
    for path in _fresh(now.root, now):
        text = (now.root / path).read_text(encoding="utf-8")
        record = read(path, text.encode())
        covered = [trigger for trigger in triggers if _speaks(record, trigger)]
        wanted = not chosen or any(trigger in chosen for trigger in covered)
        if not covered or not wanted or (again.outcome and record.block != again.outcome):
            continue
        new = _agreed(writing.refresh(text, changes), again, now)
        if new != text:
            done.append(Written(path, new, record.title or record.id, _doubts(path, new, covered, now)))
    return tuple(done)


def _speaks(record: Record | BrokenRecord, trigger: Trigger) -> bool:
    """Whether a record speaks of a change, at its place or at one where it was."""
    if trigger.id in record.elements:
        return True
    return isinstance(record, Record) and fit(record, trigger, lambda _: False) is not Fit.NOT


def _agreed(text: str, again: Answer, now: Situation) -> str:
    """The text with the second person who agrees again."""
    if again.approver is None and again.second is None:
        return text
    from threatgate import strict_yaml

    data: dict[str, Any] = strict_yaml.read(text).data
    if again.approver is not None and "exception" in data:
        data["exception"] |= {"approver": again.approver, "approved": now.day}
    elif again.second is not None and "exception" not in data:
        data["second"] = again.second
    return writing.render(data)


def _doubts(path: str, text: str, triggers: Sequence[Trigger], now: Situation) -> tuple[str, ...]:
    """What still keeps a rebound record from counting."""
    record = read(path, text.encode())
    context = now.context([trigger for trigger in triggers if trigger.id in record.elements])
    return tuple(map(_words, faults(record, context)))


def _fresh(root: Path, now: Situation) -> Iterable[str]:
    """The records of the working tree that have not landed."""
    for register in now.settings.registers:
        for file in sorted((root / register / "records").glob("*")):
            path = file.relative_to(root).as_posix()
            if now.settings.is_record(path) and path not in now.landed and file.is_file() and not file.is_symlink():
                yield path


def save(root: Path, record: Written) -> Path:
    """Write a record into the working tree, and nowhere else."""
    target = root / record.path
    files.write(target, record.text.encode(), root=root)
    return target
