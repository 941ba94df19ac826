"""What a record leans on, and what of that is not there or no longer what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.records._second import approved
from threatgate.records.model import Blocker, NoChange, RiskException
from threatgate.records.promises import file_of, supports
from threatgate.register._api import Gap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from threatgate.records._context import Unshown
    from threatgate.records.model import Record
    from threatgate.settings import Settings


def unproven(
    record: Record,
    settings: Settings,
    digest: Callable[[str], str | None],
    unshown: Callable[[str, str], Unshown | None],
) -> tuple[Gap, ...]:
    """What would prove the record and is missing.

    `digest` gives that of a file, None where there is none; `unshown` says why the elements of the revision do not show
    a control that the record claims.
    """
    found = []
    mend = "put it back, or answer anew with a record that supersedes this one"
    for path, bound in dict(_references(record)).items():
        now = digest(path)
        if now is None:
            found.append(Gap(f"{path} is not there", mend))
        elif bound is not None and bound != now:
            found.append(Gap(f"{path} is no longer what the record binds", mend))
    for one in supports(record):
        said = unshown(one.claim, one.ref) if one.control and digest(one.path) is not None else None
        if said is not None:
            found.append(Gap(said.message, said.hint or "name what runs it, or answer anew"))
    if isinstance(record.outcome, RiskException):
        who = record.outcome.approver
        if not approved(record):
            found.append(Gap(f"{who} has not approved it yet", f"threatgate register review {record.id} --by {who}"))
        elif settings.approval == "signed" and digest(f"{record.path}.sig") is None:
            found.append(Gap(f"there is no signature by {who}", f"threatgate register sign {record.id}"))
    return tuple(found)


def _references(record: Record) -> Iterator[tuple[str, str | None]]:
    """The paths that a record names, with the digests that it binds them by."""
    named = [(control.ref, control.digest) for control in record.controls]
    match record.outcome:
        case RiskException(compensating_controls=controls):
            named += [(control.ref, control.digest) for control in controls]
        case NoChange(evidence=evidence):
            named += [(one.ref, one.digest) for one in evidence if one.digest is not None]
        case Blocker(definition=definition) if definition:
            named.append((definition, None))
        case _:
            pass
    own = (record.id, record.path)
    for ref, digest in named:
        if "://" not in ref and ref not in own:
            yield file_of(ref), digest
