"""A script: one command, killed again and again in fresh copies of a repository, before each step and at any moment.

    python tests/killing.py < TRIAL

TRIAL is a JSON map: `template`, the folder that is copied; `place`, where the copies go; `argv`, the command;
`environ`; `day`, what the clock shows; `moments`, how often it is killed after some time; `seed`. Printed is a JSON
line for each state that a kill left: how it came about, the files, how the same command then ended, and its files.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import sys
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from threatgate import cli, gate

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.chmod", "os.link", "os.symlink"}
MOST_STEPS = 60


def files_of(folder):
    """Every file by its path, with what it holds or leads to; of Git's own folder the hooks alone."""
    found = {}
    for here, folders, names in os.walk(folder):
        if os.path.basename(here) == ".git":
            folders[:] = ["hooks"]
            continue
        for name in names:
            path = Path(here, name)
            content = f"-> {path.readlink()}" if path.is_symlink() else path.read_text("utf-8", "surrogateescape")
            found[path.relative_to(folder).as_posix()] = content
    return found


class Killer:
    """Kills the process it is in before its step number `step` that writes below a folder."""

    def __init__(self, folder, step):
        self.folder, self.left = str(folder), step

    def hear(self, event, arguments):
        """What Python tells before it does something."""
        writes = event in EVENTS or (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING)
        if writes and any(isinstance(one, (str, bytes)) and self.folder in os.fsdecode(one) for one in arguments):
            self.count()

    def count(self, *_):
        """One more step."""
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def run(trial, folder, *, step=0, seconds=None):
    """Run the command in a folder; gives its exit code, negative where it was killed, and how long it took."""
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        code = 4
        with contextlib.suppress(BaseException):
            code = _child(trial, folder, step)
        os._exit(code)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), time.monotonic() - begun


def _child(trial, folder, step):
    os.chdir(folder)
    said = os.open(Path(trial.place, "said"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for target, source in enumerate((os.open(os.devnull, os.O_RDONLY), said, said)):
        os.dup2(source, target)
    os.environ |= trial.environ
    gate.today = lambda: date.fromisoformat(trial.day)
    if step:
        killer = Killer(folder, step)
        flush = os.fsync
        os.fsync = lambda handle: (killer.count(), flush(handle))
        sys.addaudithook(killer.hear)
    try:
        cli.run(trial.argv)
    except SystemExit as ended:
        return ended.code
    finally:
        sys.stdout.flush()
    return 4


def main(trial):
    """Every kill, and what became of it."""
    states = []

    def left_by(how, **kill):
        folder = Path(trial.place, "copy", "shop")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(trial.template, folder, symlinks=True)
        code, _ = run(trial, folder, **kill)
        found = files_of(folder)
        if code < 0 and found not in states:
            states.append(found)
            again, _ = run(trial, folder)
            said = Path(trial.place, "said").read_text("utf-8", "replace")
            row = {"how": how, "left": found, "again": again, "said": said, "then": files_of(folder)}
            sys.stdout.write(json.dumps(row) + "\n")
        return code

    whole = Path(trial.place, "whole", "shop")
    shutil.copytree(trial.template, whole, symlinks=True)
    code, seconds = run(trial, whole)
    row = {"how": "whole", "left": files_of(trial.template), "again": code, "then": files_of(whole)}
    said = Path(trial.place, "said").read_text("utf-8", "replace")
    sys.stdout.write(json.dumps(row | {"said": said}) + "\n")
    steps = 1
    while left_by(f"before step {steps}", step=steps) < 0 and steps < MOST_STEPS:
        steps += 1
    chance = random.Random(trial.seed)  # noqa: S311 - the same moments every time
    for _ in range(trial.moments):
        moment = chance.uniform(0.2, 1.1) * seconds
        left_by(f"after {moment:.3f} s", seconds=moment)
    sys.stdout.write(json.dumps({"steps": steps - 1}) + "\n")


if __name__ == "__main__":
    main(SimpleNamespace(**json.load(sys.stdin)))
