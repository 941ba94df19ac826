"""A detached signature as a file: armoured text around the binary form of PROTOCOL.sshsig (OpenSSH).

It is taken apart before `ssh-keygen` sees it, so that a signature for another purpose, by a certificate or by nobody
known is named as such, and what is handed on is our own spelling of it.
"""

from __future__ import annotations

from typing import NamedTuple

from threatgate.signatures import _wire
from threatgate.signatures._wire import WireError

BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
MAGIC = b"SSHSIG"
VERSION = 1
MOST_BYTES = 64 * 1024
WIDTH = 70


class SshSig(NamedTuple):
    """What a signature says of itself: whose key, for which purpose. Whether that is true is yet to be verified."""

    data: bytes
    key: bytes
    namespace: str

    @property
    def armoured(self) -> str:
        """The text of the file."""
        text = _wire.encoded(self.data)
        lines = [text[at : at + WIDTH] for at in range(0, len(text), WIDTH)]
        return "\n".join([BEGIN, *lines, END, ""])


def read(file: bytes) -> SshSig:
    """The signature that a file holds. Raises WireError, in words that follow "it"."""
    if len(file) > MOST_BYTES:
        raise WireError(f"it is larger than {MOST_BYTES // 1024} KiB")
    lines = file.decode("ascii", "replace").split()
    begin, end = BEGIN.split(), END.split()
    if lines[: len(begin)] != begin or lines[-len(end) :] != end or len(lines) <= len(begin) + len(end):
        raise WireError(f"it does not stand between {BEGIN} and {END}")
    data = _wire.decoded("".join(lines[len(begin) : -len(end)]))
    if not data.startswith(MAGIC) or data[6:10] != VERSION.to_bytes(4, "big"):
        raise WireError("it is no SSH signature of a version that is known")
    key, rest = _wire.string(data[10:])
    namespace, rest = _wire.string(rest)
    _, rest = _wire.string(rest)
    _, rest = _wire.string(rest)
    _, rest = _wire.string(rest)
    if rest:
        raise WireError("it goes on behind its end")
    return SshSig(data, key, namespace.decode("utf-8", "replace"))
