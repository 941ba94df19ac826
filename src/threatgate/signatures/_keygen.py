"""`ssh-keygen` as a child process: found by absolute path away from the repository, in an environment of our own."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from threatgate.signatures._api import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.signatures._api import Around

SECONDS = 20.0
PATIENCE = 300.0
KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT")
# What a person's own key may need: an agent, a passphrase from a terminal or window, a security key.
OWN = (
    "HOME", "USERPROFILE", "SSH_AUTH_SOCK", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "SSH_SK_PROVIDER", "DISPLAY",
    "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "TERM", "GPG_TTY",
)  # fmt: skip
INSTALL = "install OpenSSH 8.9 or newer (Debian, Ubuntu: openssh-client; Alpine: openssh-keygen)"


class Ended(NamedTuple):
    """How the program ended: its exit code, and its last line."""

    code: int
    said: str


def find(around: Around) -> str | Unavailable:
    """The absolute path of ssh-keygen. What lies in the repository or is found from where we stand is none."""
    name = "ssh-keygen.exe" if os.name == "nt" else "ssh-keygen"
    shunned = [os.path.realpath(folder) for folder in around.away if folder]
    for folder in around.environ.get("PATH", os.defpath).split(os.pathsep):
        candidate = os.path.join(folder, name)
        if not os.path.isabs(folder) or not os.path.isfile(candidate) or not os.access(candidate, os.X_OK):
            continue
        if not any(_inside(place, one) for place in (candidate, os.path.realpath(candidate)) for one in shunned):
            return candidate
    return Unavailable("ssh-keygen was not found on PATH, so no signature can be verified", INSTALL)


def run(
    argv: tuple[str, ...],
    environ: Mapping[str, str],
    folder: str,
    *,
    stdin: str | None = os.devnull,
    own: bool = False,
) -> Ended | Unavailable:
    """Run it in a folder of ours. With `own` it may use the person's key, and wait for a passphrase."""
    env = {name: environ[name] for name in (*KEPT, *(OWN if own else ())) if name in environ}
    paths = environ.get("PATH", os.defpath).split(os.pathsep)
    env |= {"PATH": os.pathsep.join(path for path in paths if os.path.isabs(path)), "LC_ALL": "C", "TZ": "UTC"}
    seconds = PATIENCE if own else SECONDS
    try:
        with open(stdin or os.devnull, "rb") as source:
            done = subprocess.run(
                argv,
                env=env,
                cwd=folder,
                stdin=None if stdin is None else source,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=seconds,
                check=False,
            )
    except subprocess.TimeoutExpired:
        return Unavailable(f"ssh-keygen took longer than {seconds:.0f} seconds", "run the command again")
    except OSError as error:
        return Unavailable(f"ssh-keygen could not be started: {error.strerror}", f"look at {argv[0]}")
    lines = done.stderr[-4096:].decode("utf-8", "replace").strip().splitlines()
    return Ended(done.returncode, lines[-1].strip() if lines else "")


def _inside(path: str, folder: str) -> bool:
    return f"{os.path.normpath(path)}{os.sep}".startswith(f"{folder.rstrip(os.sep)}{os.sep}")
