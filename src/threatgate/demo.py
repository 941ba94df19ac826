"""The demonstration: a small support agent, a risky pull request on it, the gate, the answer, the open gate."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from threatgate import gate
from threatgate.deciding import Answer, filled, questions, save, select, situation, written
from threatgate.errors import UsageError
from threatgate.render import Look, format_named
from threatgate.repository.judged import JudgeRequest, open_judged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Report

EXAMPLE = Path(__file__).parent / "example"
RISKY = "tool"
HARMLESS = "harmless"
RANGE = "--base main"
# One more edit after the answer, so that it no longer fits.
EDIT = ("app/agent.py", "Pay an amount back to the customer's card.", "Pay any amount back to any card or account.")
ANSWER = Answer(
    "blocker",
    owner="@lea",
    second="@tom",
    gate="prompt-injection",
    definition="evals/prompt_injection.yaml",
    pass_condition="pass_rate >= 0.95",  # noqa: S106 - what must hold, not a password
)
DECIDE = (
    "threatgate decide blocker --base main --all --owner @lea --second @tom "
    "--gate prompt-injection --definition evals/prompt_injection.yaml --pass-condition 'pass_rate >= 0.95'"
)


class Scene(NamedTuple):
    """One step: what happens, the command a person would type, what it prints."""

    story: str
    command: str
    output: str


def branches() -> tuple[str, ...]:
    """The risky pull requests that the example has."""
    return tuple(sorted(folder.name for folder in (EXAMPLE / "branches").iterdir() if folder.name != HARMLESS))


def play(folder: Path, branch: str, look: Look) -> Iterator[Scene]:
    """Build the repository in an empty folder and tell the story, scene by scene."""
    if branch not in branches():
        raise UsageError(f"the example has no branch {branch}", f"there are {', '.join(branches())}")
    message = _built(folder, branch)
    check = f"threatgate check {RANGE}"
    yield Scene(
        "A pull request that only reformats, comments and names models in a README:",
        check,
        _checked(folder, HARMLESS, look)[1],
    )
    yield Scene(f"Another one, “{message}”:", check, _checked(folder, branch, look)[1])
    yield Scene(
        "Lea and Tom decide: no release until the injection eval passes with it.", DECIDE, _decided(folder, branch)
    )
    _commit(folder, "Answer: nothing is released before the injection eval passes")
    yield Scene(
        "The record is committed with the change, and the gate opens:", check, _checked(folder, branch, look)[1]
    )
    if branch == RISKY:
        path, old, new = EDIT
        text = (folder / path).read_text(encoding="utf-8")
        (folder / path).write_text(text.replace(old, new), encoding="utf-8")
        _commit(folder, "Refund to any account")
        yield Scene(
            "One more edit of the same tool, and the answer no longer fits:", check, _checked(folder, branch, look)[1]
        )


def _built(folder: Path, branch: str) -> str:
    """The repository with `main` and two pull requests; gives the message of the risky one."""
    _git(folder, "init", "-q", "--template=", "-b", "main")
    _laid(EXAMPLE / "base", folder)
    _commit(folder, "The support agent")
    messages = {}
    for name in (HARMLESS, branch):
        _git(folder, "checkout", "-q", "-b", name, "main")
        _laid(EXAMPLE / "branches" / name, folder)
        messages[name] = (folder / "_message").read_text(encoding="utf-8").strip()
        (folder / "_message").unlink()
        _commit(folder, messages[name])
    return messages[branch]


def _laid(source: Path, folder: Path) -> None:
    shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))


def _checked(folder: Path, branch: str, look: Look) -> tuple[Report, str]:
    request = gate.CheckRequest(repo=folder, base="main", head=branch, environ=_environ())
    report = gate.check(request)._replace(range_arguments=RANGE)
    named = report._replace(head=branch, base="main", notices=())
    return report, format_named("text").render(named, look)


def _decided(folder: Path, branch: str) -> str:
    """Write the record, as `decide` does; gives its text."""
    report, _ = _checked(folder, branch, Look())
    _git(folder, "checkout", "-q", branch)
    with open_judged(JudgeRequest(folder, "main", branch, "commit", None, _environ())) as judged:
        now = situation(judged, gate.today(), folder)
        chosen = select((), report.triggers, every=True)
        answer = filled(ANSWER, questions(ANSWER, chosen, now.settings, now.day))
        record = written(answer, chosen, now)
        save(folder, record)
    return record.text


def _commit(folder: Path, message: str) -> None:
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "--no-verify", "-m", message)


def _git(folder: Path, *arguments: str) -> None:
    """Run git for the example, far from the configuration of whoever watches."""
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, env=_environ(), capture_output=True, check=False)
    except OSError as error:
        raise UsageError(f"git cannot be run: {error.strerror}", "install Git 2.38 or newer") from None
    if done.returncode:
        raise UsageError(f"git {arguments[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()}")


def _environ() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP") if name in os.environ}
    who = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", "Kim"), ("EMAIL", "kim@acme.example"))
    }
    return kept | who | {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}
