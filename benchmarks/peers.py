"""Who finds what: this gate beside its peers on the branches of the example support agent.

Each branch makes one risky change to the same small agent, and `harmless` makes none. Peers that are not installed are
left out; nothing is installed here. A cell says what a tool did with a branch: `blocks` (its exit code stops the
pipeline), `names` (it reports something and lets the change through), `silent`, or `unable` (it ended with an error of
its own). The number is that of the changes it lists.

    python benchmarks/peers.py [--bin DIR] [--timeout 60]

DIR is searched before PATH, so that peers can live in an environment of their own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from check import EXAMPLE, GIT, committed, folder, git

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Exit codes with which a tool says that the change must not pass; any other than 0 is an error of its own.
BLOCKED = 1


class Tool(NamedTuple):
    """A gate: its program, the commands that judge `main..change`, and how many changes their JSON lists."""

    program: str
    commands: tuple[tuple[str, ...], ...]
    listed: Callable[[Any], int]


def of_threatgate(report: Any) -> int:
    return len(report["triggers"])


def of_shipgate(report: Any) -> int:
    review = report.get("review", report)
    return len(review.get("changes", ()))


def of_controlloop(report: Any) -> int:
    return len(report.get("authority_delta", {}).get("entries", ())) + len(report["effective_authority_diff"])


def of_vigilante(report: Any) -> int:
    return len(report["findings"])


TOOLS = (
    Tool("threatgate", (("check", "--base", "main", "--head", "change", "--format", "json"),), of_threatgate),
    Tool(
        "agents-shipgate",
        (("diff", "--base", "main", "--json"), ("diff", "--application", "--base", "main", "--json")),
        of_shipgate,
    ),
    Tool(
        "controlloop",
        (("gate", "--default-branch", "main", "--format", "json", "--evidence-path", os.devnull, "."),),
        of_controlloop,
    ),
    Tool("vigilante", (("diff", "--base", "main", "--format", "json"),), of_vigilante),
)


class Cell(NamedTuple):
    """What one tool did with one branch."""

    word: str
    listed: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.word} {self.listed}" if self.listed else self.word


def judged(tool: Tool, program: str, repo: Path, timeout: float) -> Cell:
    """All commands of a tool on one branch; the strongest word counts, and what they list is added up."""
    started = time.perf_counter()
    listed, blocked, failed = 0, False, False
    for command in tool.commands:
        try:
            done = subprocess.run(
                [program, *command], cwd=repo, env=GIT, capture_output=True, timeout=timeout, check=False
            )
            listed += tool.listed(json.loads(done.stdout))
        except (subprocess.TimeoutExpired, ValueError, KeyError, AttributeError):
            failed = True
            continue
        blocked |= done.returncode == BLOCKED
        failed |= done.returncode not in {0, BLOCKED}
    word = "blocks" if blocked else "unable" if failed and not listed else "names" if listed else "silent"
    return Cell(word, listed, time.perf_counter() - started)


def built(scratch: Path) -> dict[str, Path]:
    """A checkout of each branch, as a change of `main`."""
    base = folder(EXAMPLE / "base")
    repos: dict[str, Path] = {}
    for branch in sorted(path for path in (EXAMPLE / "branches").iterdir() if path.is_dir()):
        repo = committed(scratch / branch.name, base, folder(branch))
        git(repo, "reset", "-q", "--hard")
        repos[branch.name] = repo
    return repos


def version(program: str) -> str:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, env=GIT, check=False)
    said = (done.stdout or done.stderr).split()
    return next((word for word in said if word[:1].isdigit()), "?")


def row(head: str, cells: Iterable[str]) -> str:
    return "  ".join([head.ljust(10), *(cell.ljust(22) for cell in cells)]).rstrip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, default=None, help="where peers are looked for first")
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds for one command")
    arguments = parser.parse_args()
    beside = [str(arguments.bin)] if arguments.bin else []
    path = os.pathsep.join([str(Path(sys.executable).parent), *beside, os.environ["PATH"]])
    found = {tool: where for tool in TOOLS if (where := shutil.which(tool.program, path=path))}
    missing = [tool.program for tool in TOOLS if tool not in found]
    print(row("branch", [f"{tool.program} {version(where)}" for tool, where in found.items()]))
    seconds = dict.fromkeys(found, 0.0)
    with tempfile.TemporaryDirectory() as scratch:
        for branch, repo in built(Path(scratch)).items():
            cells = {tool: judged(tool, where, repo, arguments.timeout) for tool, where in found.items()}
            print(row(branch, [str(cell) for cell in cells.values()]))
            for tool, cell in cells.items():
                seconds[tool] += cell.seconds
    print(row("seconds", [f"{taken:.1f}" for taken in seconds.values()]))
    if missing:
        print(f"not installed: {', '.join(missing)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
