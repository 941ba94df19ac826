"""What `_process` does, through `subprocess`, for systems without `posix_spawn`."""

from __future__ import annotations

import subprocess
from threading import Timer
from typing import TYPE_CHECKING

from threatgate.errors import UndeterminedError
from threatgate.repository import _process

if TYPE_CHECKING:
    from collections.abc import Mapping


def run(argv: tuple[str, ...], env: Mapping[str, str], stdin: str, seconds: float) -> tuple[int, bytes, bytes]:
    """Exit code, output and errors of one git command."""
    try:
        with open(stdin, "rb") as source:
            done = subprocess.run(argv, env=env, stdin=source, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise _process.late(argv) from None
    except OSError as error:
        raise _unstarted(argv, error) from error
    if len(done.stdout) + len(done.stderr) > _process.MOST_OUTPUT:
        raise _process.flooded(argv)
    return done.returncode, done.stdout, done.stderr


class Talk(_process.Talk):
    """A git process that answers as long as it is asked; one that is late is killed, which ends its answer."""

    def __init__(self, argv: tuple[str, ...], env: Mapping[str, str], seconds: float) -> None:
        self._argv = argv
        self._seconds = seconds
        self._late = False
        try:
            self._process = subprocess.Popen(
                argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
            )
        except OSError as error:
            raise _unstarted(argv, error) from error

    def send(self, data: bytes) -> None:
        """Ask."""
        assert self._process.stdin is not None  # noqa: S101 - asked for above
        try:
            while data:
                data = data[self._process.stdin.write(data) :]
        except OSError:
            raise _process.broken(self._argv) from None

    def receive(self) -> bytes:
        """Some bytes of the answer, at least one."""
        assert self._process.stdout is not None  # noqa: S101 - asked for above
        timer = Timer(self._seconds, self._expire)
        timer.start()
        data = self._process.stdout.read(_process.CHUNK)
        timer.cancel()
        if self._late:
            raise _process.late(self._argv)
        if not data:
            raise _process.broken(self._argv)
        return data

    def end(self) -> None:
        """Stop it."""
        self._process.kill()
        self._process.communicate()

    def _expire(self) -> None:
        self._late = True
        self._process.kill()


def _unstarted(argv: tuple[str, ...], error: OSError) -> UndeterminedError:
    return UndeterminedError(f"git could not be started: {error.strerror}", f"look at {argv[0]}")
