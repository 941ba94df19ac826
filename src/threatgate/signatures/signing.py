"""A signature of one's own: `ssh-keygen -Y sign` over a statement, with a key file or an agent."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from threatgate.signatures import _keygen, _sshsig, _wire
from threatgate.signatures._api import NAMESPACE, Unavailable
from threatgate.signatures._wire import WireError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.signatures._api import Around

USUAL = ("id_ed25519", "id_ed25519_sk", "id_ecdsa", "id_ecdsa_sk", "id_rsa")


class Made(NamedTuple):
    """A new signature: the text of its file, and the key that made it."""

    text: str
    key: bytes

    @property
    def fingerprint(self) -> str:
        """The key's fingerprint."""
        return _wire.fingerprint(self.key)


def usual_key(environ: Mapping[str, str]) -> str | None:
    """The first key that OpenSSH would take of itself."""
    home = environ.get("HOME") or environ.get("USERPROFILE")
    places = [os.path.join(home, ".ssh", name) for name in USUAL] if home else []
    return next((place for place in places if os.path.isfile(place)), None)


def sign(statement: bytes, key: str, around: Around) -> Made | Unavailable:
    """Sign a statement with a private key, or with a public one whose private half the agent holds."""
    program = _keygen.find(around)
    if isinstance(program, Unavailable):
        return program._replace(why="ssh-keygen was not found on PATH, so nothing can be signed")
    with tempfile.TemporaryDirectory(prefix="threatgate-") as folder:
        path = os.path.join(folder, "statement")
        with open(path, "wb") as file:
            file.write(statement)
        argv = (program, "-Y", "sign", "-f", os.path.abspath(key), "-n", NAMESPACE, path)
        ended = _keygen.run(argv, around.environ, folder, stdin=None, own=True)
        if isinstance(ended, Unavailable):
            return ended
        if ended.code != 0:
            return Unavailable(f"ssh-keygen could not sign: {ended.said[:200]}", "name your private key: --key FILE")
        try:
            with open(f"{path}.sig", "rb") as file:
                made = _sshsig.read(file.read())
        except (OSError, WireError) as error:
            return Unavailable(f"ssh-keygen made no signature: {error}", _keygen.INSTALL)
    return Made(made.armoured, made.key)
