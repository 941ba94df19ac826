"""Approvals that are signed: the approver's detached signature over the record, by a key that the base side lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.errors import ThreatgateError
from threatgate.records._people import identities
from threatgate.records.proof import InPipeline, Proof, Proven, Unknown, Unproven
from threatgate.records.reading import stated
from threatgate.signatures import _signers
from threatgate.signatures._api import NAMESPACE, SIGNERS, SUFFIX, Around, Unavailable, Unsound, Verified
from threatgate.signatures.repositories import MEND, repository_identity
from threatgate.signatures.statement import statement
from threatgate.signatures.verifying import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from threatgate.repository.judged import Judged
    from threatgate.repository.revision import Rev
    from threatgate.settings import Settings

    ReadFile = Callable[[str], bytes | None]


class Sides(NamedTuple):
    """Where the files of both sides are read. `base` gives the signers, `head` the records and their signatures."""

    settings: Settings
    day: date
    base: ReadFile
    head: ReadFile
    repository: str | None
    around: Around
    in_pipeline: bool = True


def sides_of(judged: Judged, settings: Settings, day: date, environ: Mapping[str, str], *, in_pipeline: bool) -> Sides:
    """The two sides of a change. A record that has landed is read as it landed."""

    def head(path: str) -> bytes | None:
        landed = judged.base_file(path) if settings.is_record(path) else None
        return landed if landed is not None else judged.head_file(path)

    repository = repository_identity(settings.repository, environ, judged.origin)
    around = Around(environ, judged.folders)
    return Sides(settings, day, judged.base_file, head, repository, around, in_pipeline)


def sides_of_revision(revision: Rev, settings: Settings, day: date, environ: Mapping[str, str]) -> Sides:
    """One revision as both sides: who may sign there, and what is signed there."""
    blobs = dict(revision.files())

    def read(path: str) -> bytes | None:
        blob = blobs.get(path)
        return revision.content(blob) if blob is not None and blob.is_file else None

    repository = repository_identity(settings.repository, environ, revision.origin)
    return Sides(settings, day, read, read, repository, Around(environ, revision.folders))


def statement_of(sides: Sides, path: str) -> bytes | Unproven | Unknown:
    """The bytes that the approver of a record signs."""
    if sides.repository is None:
        return Unknown("nothing tells which repository this is, and a signature counts in one alone", MEND)
    try:
        data = sides.head(path)
    except ThreatgateError as error:
        return Unproven(error.message, error.hint)
    said = stated(path, data) if data is not None and sides.settings.is_record(path) else None
    if said is None:
        return Unproven(f"{path} is no record that could be signed", "write one: threatgate decide")
    return statement(*said, sides.repository)


def register_of(settings: Settings, path: str) -> str:
    """The register that a record stands in."""
    own = [register for register in settings.registers if path.startswith(f"{register}/records/")]
    return max(own, key=len, default=settings.register)


def signers_of(sides: Sides, register: str) -> _signers.Signers | Unproven | Unknown:
    """Who may sign, as the base side lists them: in a system's register, or else in the repository's."""
    for file in dict.fromkeys((f"{register}/{SIGNERS}", f"{sides.settings.register}/{SIGNERS}")):
        try:
            listed = sides.base(file)
        except ThreatgateError as error:
            return Unknown(error.message, error.hint)
        if listed is not None:
            found = _signers.read(listed, file)
            return Unknown(*found) if isinstance(found, Unsound) else found
    return Unproven(
        f"approvals are signed here, and {sides.settings.register}/{SIGNERS} is not there on the base side",
        f'list who may sign in it: ciso@example.org namespaces="{NAMESPACE}" ssh-ed25519 AAAA…',
    )


def signed(sides: Sides, path: str, record: str, who: str, systems: Iterable[str] = ()) -> Proof:
    """Whether the approver signed a record, by its path and id.

    `systems` are those that it answers for: the key must be listed for each of them, wherever the record stands.
    """
    registers = {sides.settings.system_named(system).register for system in systems}
    proof: Proof = Unproven("", "")
    for register in sorted(registers or {register_of(sides.settings, path)}):
        proof = _by_register(sides, path, record, who, register)
        if not isinstance(proof, Proven):
            break
    return proof


def _by_register(sides: Sides, path: str, record: str, who: str, register: str) -> Proof:
    """Whether somebody signed whom one register lists."""
    said = statement_of(sides, path)
    if not isinstance(said, bytes):
        return said
    signers = signers_of(sides, register)
    if not isinstance(signers, _signers.Signers):
        return signers
    try:
        signature = sides.head(path + SUFFIX)
    except ThreatgateError as error:
        return Unproven(error.message, error.hint)
    if signature is None:
        again = f"let {who} run: threatgate register sign {record}"
        return Unproven(f"{who} has not signed {record}: there is no {path}{SUFFIX}", again)
    names = identities(who, sides.settings.people)
    found = verify(
        said, signature, signers, sides.day, sides.around, wanted=lambda principal: principal.casefold() in names
    )
    match found:
        case Verified():
            by = next(one for one in found.principals if one.casefold() in names)
            return Proven(f"signed by {by} ({found.fingerprint})")
        case Unsound():
            return Unproven(f"{path}{SUFFIX}: {found.why}", found.mend)
        case Unavailable() if sides.in_pipeline:
            return Unknown(found.why, found.mend)
        case Unavailable():
            return InPipeline(found.why)
