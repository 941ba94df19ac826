"""A script: many ways to ask for a check of the repositories below a folder, each in a bounded process of its own.

    python tests/weird_runs.py FOLDER WAYS

A folder holds repositories at any depth, bare or not, whole or broken, and patches as `*.patch`. What went otherwise
than designed is printed as JSON lines, and last how many runs ended with which code.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from threatgate import cli, surface
from threatgate.cli import check, inventory

DESIGNED = {0, 1, 2, 3}
SECONDS = 20
MEMORY = 400 * 1024 * 1024  # of one process that stays in memory; the checking one and every git it starts
ADDRESSES = 4 * 1024 * 1024 * 1024
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
FORMATS = ("text", "json", "markdown", "github", "gitlab", "sarif", "junit", "html")
NAMES_MOST, PAIRS_MOST = 12, 1000
ZERO = "0" * 40
FIRST_PUSH = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_REF_NAME": "main"}


def repositories(folder):
    """Every folder that is, or looks like, a repository; one inside another too."""
    for here, folders, files in os.walk(folder):
        folders.sort()
        if ".git" in folders or ".git" in files or ("HEAD" in files and {"objects", "refs"} <= {*folders}):
            yield here


def git(repo, *args):
    """What git says of a repository, line by line, with nothing of its configuration that runs anything."""
    env = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    options = ("-c", "safe.directory=*", "-c", "core.fsmonitor=false")
    done = subprocess.run(["git", "-C", repo, *options, *args], env=env, capture_output=True, check=False, timeout=60)
    return done.stdout.decode("utf-8", "surrogateescape").splitlines()


def names(repo, chance):
    """Names of things to judge: branches and tags, commits that nobody names, and a few trees and blobs."""
    found = git(repo, "for-each-ref", "--format=%(refname)")
    objects = [line.split() for line in git(repo, "cat-file", "--batch-all-objects", "--batch-check", "--unordered")]
    by_kind = {kind: sorted(words[0] for words in objects if words[1:2] == [kind]) for kind in ("commit", "tag")}
    other = sorted(words[0] for words in objects if words[1:2] in (["tree"], ["blob"]))
    known = sorted(found), by_kind["commit"], by_kind["tag"], other
    shares = NAMES_MOST, NAMES_MOST, 3, 2
    return ["HEAD"] + [name for some, most in zip(known, shares, strict=True) for name in _some(chance, some, most)]


def _some(chance, things, most):
    return things if len(things) <= most else chance.sample(things, most)


def ways(repo, most):
    """Arguments and environment of runs: as it stands, the first push of everything, and pairs of names."""
    chance = random.Random(Path(repo).name)  # noqa: S311 - the same pairs every time
    known = names(repo, chance)
    yield ["check", "--repo", repo], {}
    yield ["check", "--repo", repo, "--staged"], {}
    yield ["check", "--repo", repo, "--worktree"], {}
    yield ["inventory", "--repo", repo], {}
    for commit in [name for name in known if re.fullmatch("[0-9a-f]{40,64}", name)][:2]:
        yield ["check", "--repo", repo], FIRST_PUSH | {"GITHUB_SHA": commit, "EVENT": commit}
    if os.path.basename(repo) == ".git":
        return  # its checkout was asked about them
    pairs = [(base, head) for base in known for head in known if base != head]
    for number, (base, head) in enumerate(_some(chance, pairs, most)):
        asked = ["check", "--repo", repo, "--base", base, "--format", FORMATS[number % len(FORMATS)]]
        yield asked + (["--staged"] if number % 10 == 9 else ["--head", head]), {}


def bounded(argv, environ, folder):
    """Exit code, output, seconds and bytes of memory of one run in a child process; the code of a killed one is 4."""
    out = Path(folder, "out")
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            _child(argv, environ, out)
        os._exit(4)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
    signal.alarm(SECONDS)
    _, status, used = os.wait4(child, 0)
    signal.alarm(0)
    code = os.waitstatus_to_exitcode(status)
    return code, out.read_bytes(), time.monotonic() - begun, used.ru_maxrss * 1024


def _child(argv, environ, out):
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for target in (1, 2):
        os.dup2(handle, target)
    if commit := environ.pop("EVENT", ""):
        event = Path(out.parent, "event.json")
        event.write_text(
            json.dumps({"before": ZERO, "after": commit, "ref": "main", "repository": {"default_branch": "main"}})
        )
        environ["GITHUB_EVENT_PATH"] = str(event)
    os.environ.update(environ)
    code = 4
    try:
        cli.run(argv)
    except SystemExit as ended:
        code = ended.code
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def wrong(argv, code, said, seconds, memory):
    """What of a run is not as designed; empty where everything is."""
    text = said.decode("utf-8", "surrogateescape")
    escaped = text.replace("\r\n", "\n")
    found = [f"exit {code}"] if code not in DESIGNED else []
    found += ["a traceback"] if "Traceback" in text else []
    found += [f"prints {controls[0]!r}"] if (controls := CONTROLS.findall(escaped)) else []
    found += [f"{seconds:.0f} s"] if seconds >= SECONDS else []
    found += [f"{memory >> 20} MiB"] if memory > MEMORY else []
    found += ["nothing said"] if not text.strip() and code else []
    return {"argv": argv, "wrong": found, "said": text[-600:]} if found else None


def main(folder, most):
    """Run every way over every repository and patch below a folder."""
    surface.SURVIVED = ()  # a fault of a recogniser shows instead of making a file opaque
    for name in [name for name in os.environ if name.startswith(("GITHUB_", "GITLAB_", "CI", "GIT_"))]:
        del os.environ[name]
    os.environ |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": os.devnull}
    count, done = 0, Tally()
    with tempfile.TemporaryDirectory() as place:
        os.environ["TMPDIR"] = place
        for repo in repositories(folder):
            count += 1
            for argv, environ in ways(repo, most):
                done.run(argv, dict(environ), place)
        for patch in sorted(Path(folder).rglob("*.patch")):
            if patch.is_file():
                done.run(["check", "--repo", place, "--patch", str(patch)], {}, place)
        left = sorted(name for name in os.listdir(place) if name not in ("out", "event.json"))
    summary = {"repositories": count, "codes": done.codes, "seconds": round(done.slowest, 2), "left": left}
    sys.stdout.write(json.dumps(summary | {"MiB": done.largest >> 20}) + "\n")


class Tally:
    """What became of all runs so far."""

    def __init__(self):
        self.codes, self.slowest, self.largest = Counter(), 0.0, 0

    def run(self, argv, environ, place):
        """One more; what is wrong with it is printed."""
        code, said, seconds, memory = bounded(argv, environ, place)
        if found := wrong(argv, code, said, seconds, memory):
            sys.stdout.write(json.dumps(found) + "\n")
            sys.stdout.flush()
        self.codes[code] += 1
        self.slowest, self.largest = max(self.slowest, seconds), max(self.largest, memory)


if __name__ == "__main__":
    _ = check, inventory  # imported before the processes part
    main(sys.argv[1], int(sys.argv[2]))
