"""Whether somebody who is listed signed these very bytes, as of a day.

The key of the signature is looked up in the signers file by us; what `ssh-keygen` is then given is one line of our own
making with that key alone. The day is ours as well: a key that has expired cannot be saved by an older date.
"""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

from threatgate.signatures import _keygen, _signers, _sshsig, _wire
from threatgate.signatures._api import NAMESPACE, Outcome, Unavailable, Unsound, Verified
from threatgate.signatures._wire import WireError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from threatgate.signatures._api import Around
    from threatgate.signatures._signers import Signer, Signers

_AGAIN = "let the approver sign it again: threatgate register sign"


def verify(
    statement: bytes,
    signature: bytes,
    signers: Signers,
    day: date,
    around: Around,
    *,
    wanted: Callable[[str], bool] = bool,
) -> Outcome:
    """Verify a detached signature (the bytes of its file) over a statement. `day` ends at 23:59:59 UTC.

    `wanted` says whose principals count. Lines for others are passed over, so that a key may serve two people's lines.
    """
    try:
        found = _sshsig.read(signature)
    except WireError as error:
        return Unsound(f"the signature cannot be read: {error}", _AGAIN)
    complaint = _wire.complaint(found.key)
    if complaint:
        return Unsound(f"the signature's key does not count: {complaint}", "sign with a plain key")
    if found.namespace != NAMESPACE:
        said = f"the signature was made for {found.namespace[:60]!r} and not for an approval ({NAMESPACE})"
        return Unsound(said, _AGAIN)
    signer = _lister(found.key, signers, day, wanted)
    if not isinstance(signer, _signers.Signer):
        return signer
    return _asked(statement, found.armoured, signer, day, around)


def _lister(key: bytes, signers: Signers, day: date, wanted: Callable[[str], bool]) -> Signer | Unsound:
    """The line that lets this key sign on that day, for somebody who is wanted."""
    name = _wire.fingerprint(key)
    end = _end_of(day)
    listed = [one for one in signers.counted if one.key == key]
    for one in listed:
        if any(map(wanted, one.principals)) and one.after <= end and not (one.before and end > one.before):
            return one
    for one in listed:
        if not any(map(wanted, one.principals)):
            said = f"signed with the key of {', '.join(one.principals)[:120]} ({name})"
            return Unsound(said, "let the approver sign it")
        if one.before and end > one.before:
            return Unsound(f"signed with a key that expired on {_shown(one.before)} ({name})", "sign with another key")
        return Unsound(f"signed with a key that counts only from {_shown(one.after)} on ({name})", "wait until then")
    for refused in signers.refused:
        if refused.key == key:
            said = f"signed with a key whose line {refused.line} of the signers file does not count: {refused.why}"
            return Unsound(said, "mend that line on the base side first")
    return Unsound(f"signed with a key that is not listed ({name})", "list the key on the base side first")


def _asked(statement: bytes, armoured: str, signer: Signer, day: date, around: Around) -> Outcome:
    """What ssh-keygen says of the bytes themselves."""
    program = _keygen.find(around)
    if isinstance(program, Unavailable):
        return program
    limits = [f'valid-after="{signer.after}"'] * bool(signer.after)
    limits += [f'valid-before="{signer.before}"'] * bool(signer.before)
    options = ",".join([f'namespaces="{NAMESPACE}"', *limits])
    line = f"approver {options} {signer.algorithm} {_wire.encoded(signer.key)}\n"
    with tempfile.TemporaryDirectory(prefix="threatgate-") as folder:
        files = {"signers": line.encode(), "signature": armoured.encode(), "statement": statement}
        paths = {name: os.path.join(folder, name) for name in files}
        for name, content in files.items():
            with open(paths[name], "wb") as file:
                file.write(content)
        ended = _keygen.run(
            (
                program, "-Y", "verify", "-f", paths["signers"], "-I", "approver", "-n", NAMESPACE,
                "-s", paths["signature"], "-O", f"verify-time={_end_of(day)}",
            ),
            around.environ,
            folder,
            stdin=paths["statement"],
        )  # fmt: skip
    if isinstance(ended, Unavailable):
        return ended
    if ended.code != 0:
        said = "the signature is not over this record as it stands in this repository"
        return Unsound(said, f"it was edited since, or signed elsewhere; {_AGAIN}")
    return Verified(signer.principals, _wire.fingerprint(signer.key), signer.line)


def _end_of(day: date) -> str:
    return f"{day:%Y%m%d}235959".rjust(14, "0")


def _shown(instant: str) -> str:
    return f"{instant[:4]}-{instant[4:6]}-{instant[6:8]} {instant[8:10]}:{instant[10:12]} UTC"
