"""Git as a child process: found by absolute path, started cheaply, bounded in time and output, never through a shell.

`run` is for one question and its answer, `Talk` for a process that is asked many times. Both are started with
`posix_spawn` where there is one, because importing `subprocess` costs more than a small check; elsewhere
`_process_portable` does the same with it.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from threatgate.errors import UndeterminedError

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 60.0
MOST_OUTPUT = 256 * 1024 * 1024
CHEAP = hasattr(os, "posix_spawn")
KILL = 9
SIGPIPE = 13
CHUNK = 65536
SHORTEST_PAUSE = 0.0001  # seconds
LONGEST_PAUSE = 0.05


def find_git(environ: Mapping[str, str]) -> str:
    """The absolute path of git. Relative entries of PATH are passed over: they would run what the repository holds."""
    name = "git.exe" if os.name == "nt" else "git"
    for folder in environ.get("PATH", os.defpath).split(os.pathsep):
        candidate = os.path.join(folder, name)
        if os.path.isabs(folder) and os.path.isfile(candidate) and os.access(candidate, os.X_OK):
            return candidate
    raise UndeterminedError("git was not found on PATH", "install Git 2.38 or newer")


def run(argv: tuple[str, ...], env: Mapping[str, str], stdin: str = os.devnull) -> tuple[int, bytes, bytes]:
    """Exit code, output and errors of one git command; `stdin` names the file it reads from."""
    if not CHEAP:
        from threatgate.repository import _process_portable

        return _process_portable.run(argv, env, stdin, SECONDS)
    pid, _, out, err = _spawn(argv, env, stdin)
    deadline = time.monotonic() + SECONDS
    try:
        printed, said = _drain(argv, out, err, deadline)
        code = _ended(argv, pid, deadline)
    except BaseException:
        os.kill(pid, KILL)
        os.waitpid(pid, 0)
        raise
    finally:
        os.close(out)
        os.close(err)
    return code, printed, said


class Talk:
    """A git process that answers as long as it is asked. What is sent must fit a pipe's buffer until it is read."""

    def __init__(self, argv: tuple[str, ...], env: Mapping[str, str]) -> None:
        self._argv = argv
        self._pid, self._in, self._out, _ = _spawn(argv, env, None)
        self._poll = _poll(self._out)

    def send(self, data: bytes) -> None:
        """Ask."""
        try:
            while data:
                data = data[os.write(self._in, data) :]
        except BrokenPipeError:
            raise broken(self._argv) from None

    def receive(self) -> bytes:
        """Some bytes of the answer, at least one."""
        if not self._poll.poll(int(SECONDS * 1000)):
            raise late(self._argv)
        data = os.read(self._out, CHUNK)
        if not data:
            raise broken(self._argv)
        return data

    def end(self) -> None:
        """Stop it. It only reads, so nothing is lost by not waiting for it to notice."""
        os.close(self._in)
        os.close(self._out)
        os.kill(self._pid, KILL)
        os.waitpid(self._pid, 0)


def talk(argv: tuple[str, ...], env: Mapping[str, str]) -> Talk:
    """Start a process that is asked many times."""
    if CHEAP:
        return Talk(argv, env)
    from threatgate.repository import _process_portable

    return _process_portable.Talk(argv, env, SECONDS)


def late(argv: tuple[str, ...]) -> UndeterminedError:
    """The error for a command that ran out of time."""
    return UndeterminedError(f"git {command(argv)} took longer than {SECONDS:.0f} seconds", "run it by hand to see why")


def broken(argv: tuple[str, ...]) -> UndeterminedError:
    """The error for a process that ended in the middle of its answer."""
    return UndeterminedError(f"git {command(argv)} ended before it had answered", "look for damage with: git fsck")


def flooded(argv: tuple[str, ...]) -> UndeterminedError:
    """The error for a command that printed more than can be meant."""
    return UndeterminedError(f"git {command(argv)} printed more than {MOST_OUTPUT >> 20} MiB", "judge a smaller range")


def command(argv: tuple[str, ...]) -> str:
    """The subcommand of an argument list, for words."""
    words = iter(argv[1:])
    for word in words:
        if word in ("-c", "-C"):
            next(words)
        elif not word.startswith("-"):
            return word
    return ""


def _spawn(argv: tuple[str, ...], env: Mapping[str, str], stdin: str | None) -> tuple[int, int, int, int]:
    """Process id and our ends of input, output and errors: the input is ours, or a file and the errors are."""
    while (spare := os.open(os.devnull, os.O_RDWR)) < 3:
        pass  # a caller may have closed the standard streams; a pipe in their place would be lost in the child
    os.close(spare)
    out, out_end = os.pipe()
    if stdin is None:
        in_end, ours = os.pipe()
        err, err_end = -1, os.open(os.devnull, os.O_WRONLY)
    else:
        in_end, ours = os.open(stdin, os.O_RDONLY), -1
        err, err_end = os.pipe()
    duplicated = [(os.POSIX_SPAWN_DUP2, end, target) for target, end in enumerate((in_end, out_end, err_end))]
    try:
        pid = os.posix_spawn(argv[0], argv, env, file_actions=duplicated, setsigdef=[SIGPIPE])
    except OSError as error:
        for end in (out, ours if stdin is None else err):
            os.close(end)
        raise UndeterminedError(f"git could not be started: {error.strerror}", f"look at {argv[0]}") from error
    finally:
        for end in (in_end, out_end, err_end):
            os.close(end)
    return pid, ours, out, err


def _poll(*ends: int) -> select.poll:
    from select import POLLIN, poll

    waiting = poll()
    for end in ends:
        waiting.register(end, POLLIN)
    return waiting


def _drain(argv: tuple[str, ...], out: int, err: int, deadline: float) -> tuple[bytes, bytes]:
    """Everything a command prints, to either side, until it is silent for good or out of time or bounds."""
    parts: dict[int, list[bytes]] = {out: [], err: []}
    waiting, left, size = _poll(out, err), {out, err}, 0
    while left:
        ready = waiting.poll(max(0.0, deadline - time.monotonic()) * 1000)
        if not ready:
            raise late(argv)
        for end, _ in ready:
            data = os.read(end, CHUNK)
            parts[end].append(data)
            size += len(data)
            if not data:
                waiting.unregister(end)
                left.discard(end)
        if size > MOST_OUTPUT:
            raise flooded(argv)
    return b"".join(parts[out]), b"".join(parts[err])


def _ended(argv: tuple[str, ...], pid: int, deadline: float) -> int:
    """The exit code of a command that prints no more. It is about to end, unless it only closed its output."""
    pause = SHORTEST_PAUSE
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > deadline:
            raise late(argv)
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


if TYPE_CHECKING:
    import select
