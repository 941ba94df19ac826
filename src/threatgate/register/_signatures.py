"""Signatures of approvals in a checkout: a record is signed as it stands there, and verified as the gate will do it.

Who may sign, and what the repository is called, is read from the side on which the change would land, as the gate reads
it; the records and their signatures are those of the working tree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate import files
from threatgate.answering._signed import register_of, sides_of, signed, signers_of, statement_of
from threatgate.errors import UsageError
from threatgate.records._people import identities
from threatgate.records._second import approved, asked
from threatgate.records.model import BrokenRecord, Record
from threatgate.records.proof import Declared, InPipeline, Proof, Proven, Unknown, Unproven
from threatgate.records.reading import read
from threatgate.repository.judged import JudgeRequest, open_judged
from threatgate.settings import PATH, load
from threatgate.signatures._api import SUFFIX, Unavailable
from threatgate.signatures._signers import Signers
from threatgate.signatures.signing import sign as signature_of
from threatgate.signatures.signing import usual_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from threatgate.answering._signed import ReadFile
    from threatgate.repository.judged import Judged
    from threatgate.settings import Settings


class Signed(NamedTuple):
    """A signature that was written: its file, who signed for which repository with which key, and what is to note."""

    path: str
    record: Record
    who: str
    repository: str
    fingerprint: str
    notes: tuple[str, ...]


class Checked(NamedTuple):
    """What a record's signature proves."""

    record: Record
    who: str
    proof: Proof


def sign(
    repo: Path, name: str, environ: Mapping[str, str], day: date, *, key: str | None, me: str | None, base: str | None
) -> Signed:
    """Sign a record of the working tree. Raises UsageError where that would prove nothing."""
    root = files.working_tree(repo)
    if root is None:
        raise UsageError(f"{repo} has no working tree", "sign in a checkout")
    with open_judged(JudgeRequest(repo, base, None, "worktree", None, environ)) as judged:
        settings = load(judged.base_file(PATH), PATH)
        record = _named(judged, settings, name)
        who = _approver(record)
        if me is not None and me.casefold() not in identities(who, settings.people):
            raise UsageError(f"{record.id} is for {who} to approve, and you sign as {me}", f"let {who} sign it")
        if not approved(record):
            raise UsageError(
                f"{record.path}: exception.approved is missing, and it is signed too", "add approved: <day> first"
            )
        sides = sides_of(judged, settings, day, environ, in_pipeline=False)
        said = statement_of(sides, record.path)
        if not isinstance(said, bytes):
            raise UsageError(said.why, said.mend)
        chosen = key or usual_key(environ)
        if chosen is None:
            raise UsageError("no SSH key was found in ~/.ssh", "name one: --key FILE")
        made = signature_of(said, chosen, sides.around)
        if isinstance(made, Unavailable):
            raise UsageError(made.why, made.mend)
        path = record.path + SUFFIX
        files.write(root / path, made.text.encode(), root=root)
        now = sides._replace(head=_with(sides.head, path, made.text.encode()))
        notes = _notes(signed(now, record.path, record.id, who))
        return Signed(path, record, who, str(sides.repository), made.fingerprint, notes)


def verified(
    repo: Path, name: str | None, environ: Mapping[str, str], day: date, *, base: str | None, head: str | None
) -> tuple[tuple[Checked, ...], tuple[str, ...]]:
    """What the signatures of the working tree, or of a head, prove; and which lines of the signers do not count."""
    source = "worktree" if head is None else "commit"
    with open_judged(JudgeRequest(repo, base, head, source, None, environ)) as judged:
        settings = load(judged.base_file(PATH), PATH)
        sides = sides_of(judged, settings, day, environ, in_pipeline=True)
        records = [_named(judged, settings, name)] if name else [*_signable(judged, settings)]
        found = [
            Checked(record, who, signed(sides, record.path, record.id, who))
            for record in records
            if (who := _approver(record))
        ]
        lines: dict[str, None] = {}
        for record in records:
            signers = signers_of(sides, register_of(settings, record.path))
            for refused in signers.refused if isinstance(signers, Signers) else ():
                lines[f"line {refused.line} of the signers file does not count: {refused.why}"] = None
        return tuple(found), tuple(lines)


def exit_code(found: tuple[Checked, ...]) -> int:
    """0 where all is proven, 3 where something cannot be told, else 1."""
    if any(isinstance(one.proof, (Unknown, InPipeline)) for one in found):
        return 3
    return 0 if all(isinstance(one.proof, Proven) for one in found) else 1


def _records(judged: Judged, settings: Settings) -> Iterator[Record | BrokenRecord]:
    for register in settings.registers:
        for path, _ in judged.head_folder(f"{register}/records"):
            data = judged.head_file(path) if settings.is_record(path) else None
            if data is not None:
                yield read(path, data)


def _named(judged: Judged, settings: Settings, name: str) -> Record:
    for record in _records(judged, settings):
        if name in (record.id, record.path):
            if isinstance(record, BrokenRecord):
                raise UsageError(f"{record.path}:{record.line}: {record.message}", record.hint)
            return record
    raise UsageError(f"the register has no {name}", "threatgate register list shows what it has")


def _signable(judged: Judged, settings: Settings) -> Iterator[Record]:
    """The records that are signed, and, where the settings ask for signatures, all that are open and name somebody."""
    signatures = {path for register in settings.registers for path, _ in judged.head_folder(f"{register}/records")}
    for record in _records(judged, settings):
        if isinstance(record, Record) and asked(record)[0] is not None:
            wanted = settings.approval == "signed" and record.closed is None
            if wanted or record.path + SUFFIX in signatures:
                yield record


def _approver(record: Record) -> str:
    who, _ = asked(record)
    if who is None:
        hint = 'add second: "@…", who then signs'
        raise UsageError(f"{record.path} names nobody who agrees, so nobody can sign it", hint)
    return who


def _with(read_file: ReadFile, path: str, content: bytes) -> ReadFile:
    """The same files, and one that was just written."""
    return lambda asked_for: content if asked_for == path else read_file(asked_for)


def _notes(proof: Proof) -> tuple[str, ...]:
    """What still keeps the signature from counting."""
    match proof:
        case Unproven(why=why, mend=mend) | Unknown(why=why, mend=mend):
            return (f"it proves nothing yet: {why}: {mend}",)
        case Proven() | InPipeline() | Declared():
            return ()
