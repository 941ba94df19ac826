"""The GitHub Action: an environment from hash-locked wheels, the gate run in it, its results handed to the runner.

The gate itself is used from the action's own path. Only the standard library is at hand here, and nothing of the
checkout is imported: Python runs isolated.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent
LOCKED = Path(__file__).with_name("requirements.txt")
SUMMARY_LIMIT = 1_000_000  # GitHub drops a summary above 1 MiB whole
FAULT, USAGE = 4, 2
VERDICTS = {0: "pass", 1: "blocked", 3: "undetermined"}


class Wishes(NamedTuple):
    """The inputs of the action: the words of the command, what else to write, and what to do afterwards."""

    command: tuple[str, ...]
    outputs: tuple[str, ...]
    summary: bool
    sarif: str
    token: str
    comment: str


def main(environ: Mapping[str, str]) -> int:
    """Install, judge, hand over; the exit code is the gate's."""
    wanted, found = environ.get("THREATGATE_VERSION", "").strip(), version()
    if wanted.removeprefix("v") not in ("", found):
        return refused(f"version is to be {wanted}, and this is {found}", environ)
    try:
        python = environment(environ)
    except (OSError, subprocess.CalledProcessError) as error:
        say_error(f"cannot install the gate, so nothing was judged: {error}")
        hand_over(environ, {"verdict": "error", "exit-code": str(FAULT)})
        return FAULT
    return judge(python, wishes(environ), environ)


def environment(environ: Mapping[str, str]) -> Path:
    """The Python of an environment with the locked wheels; made once for each lock and Python of a runner."""
    key = hashlib.sha256(b"\0".join([LOCKED.read_bytes(), sys.version.encode(), str(ROOT).encode()])).hexdigest()[:16]
    kept = Path(environ.get("RUNNER_TOOL_CACHE") or environ.get("RUNNER_TEMP") or tempfile.gettempdir())
    target = kept / "threatgate" / key
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=target.parent, prefix=f"{key}-"))
        venv.create(made, with_pip=True, symlinks=os.name != "nt")
        pip = [str(inner(made)), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        locked = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCKED)]
        subprocess.run([*pip, *locked], check=True, stdout=sys.stderr)
        packages = subprocess.run(
            [str(inner(made)), "-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            check=True,
            capture_output=True,
            text=True,
        )
        Path(packages.stdout.strip(), "threatgate.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
        try:
            made.rename(target)
        except OSError:
            # Another job of this runner was quicker.
            shutil.rmtree(made)
    return inner(target)


def inner(folder: Path) -> Path:
    """The Python of an environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def wishes(environ: Mapping[str, str]) -> Wishes:
    """What the inputs ask for. Each value is an argument of its own, so that none is read as an option."""

    def said(name: str) -> str:
        return environ.get(f"THREATGATE_{name}", "").strip()

    def lines(name: str) -> list[str]:
        return [line.strip() for line in said(name).splitlines() if line.strip()]

    def options(*names: str) -> list[str]:
        return [f"--{name}={said(name.upper())}" for name in names if said(name.upper())]

    def true(name: str) -> bool:
        return said(name).lower() == "true"

    online = ["--online"] if said("TOKEN") else []
    match said("COMMAND") or "check":
        case "check":
            words = ["check", "--format=github", *options("mode", "base", "head", "config"), *online]
        case "release":
            words = ["release", *options("since", "head"), *(f"--evals={file}" for file in lines("EVALS")), *online]
        case "register-check":
            words = ["register", "check", *(["--issues"] if true("ISSUES") else [])]
        case other:
            said = f"command is {other!r}, and must be check, release or register-check"
            raise SystemExit(refused(said, environ))
    words.append(f"--repo={said('DIRECTORY') or '.'}")
    return Wishes(
        tuple(words),
        tuple(lines("REPORTS")),
        summary=said("SUMMARY").lower() != "false",
        sarif=said("SARIF"),
        token=said("TOKEN"),
        comment=said("COMMENT") or "never",
    )


def judge(python: Path, asked: Wishes, environ: Mapping[str, str]) -> int:
    """Run the command; its annotations go to the log, its reports to files, its results to the outputs."""
    folder = Path(tempfile.mkdtemp(dir=environ.get("RUNNER_TEMP") or None, prefix="threatgate-"))
    report, summary = folder / "report.json", folder / "summary.md"
    files = [f"json={report}", f"markdown={summary}", *asked.outputs]
    files += [f"sarif={asked.sarif}"] if asked.sarif else []
    gate = [str(python), "-I", "-m", "threatgate"]
    passed = environment_of(asked, environ)
    command = [*gate, *asked.command, *(f"--output={file}" for file in files)]
    done = subprocess.run(command, env=passed, stderr=subprocess.PIPE, encoding="utf-8", errors="replace", check=False)
    sys.stderr.write(done.stderr)
    data = json.loads(report.read_text(encoding="utf-8")) if report.is_file() else None
    if data is None:
        first = done.stderr.strip().partition("\n")[0] or f"the gate ended with {done.returncode}"
        say_error(first)
    verdict = (data or {}).get("verdict") or VERDICTS.get(done.returncode, "error")
    if asked.summary:
        text = (
            summary.read_text(encoding="utf-8") if summary.is_file() else f"### Threatgate\n\n```\n{done.stderr}\n```\n"
        )
        append(environ.get("GITHUB_STEP_SUMMARY"), text[:SUMMARY_LIMIT])
    results = {
        "verdict": verdict,
        "blocked": str(verdict == "blocked").lower(),
        "exit-code": str(done.returncode),
        "trigger-count": str(len((data or {}).get("triggers", ()))),
        "report-json": str(report) if data else "",
        "sarif": asked.sarif if asked.sarif and Path(asked.sarif).is_file() else "",
    }
    hand_over(environ, results)
    if asked.comment != "never" and asked.command[0] == "check" and summary.is_file():
        # What becomes of the comment changes no verdict; a fork's token may not write, which is worth one notice.
        words = ["comment", f"--report={summary}", f"--when={asked.comment}", "--strict", asked.command[-1]]
        posted = subprocess.run([*gate, *words], env=passed, stderr=subprocess.PIPE, encoding="utf-8", check=False)
        sys.stderr.write(posted.stderr)
        if posted.returncode:
            say(posted.stderr.strip().partition("\n")[0].removeprefix("threatgate: "), "notice")
    return done.returncode


def refused(why: str, environ: Mapping[str, str]) -> int:
    """Inputs that cannot be followed: said, and never a pass."""
    say_error(f"{why}; nothing was judged")
    hand_over(environ, {"verdict": "error", "blocked": "false", "exit-code": str(USAGE)})
    return USAGE


def version() -> str:
    """The version of the gate that lies beside this file."""
    text = (ROOT / "src" / "threatgate" / "__init__.py").read_text(encoding="utf-8")
    return text.partition('__version__ = "')[2].partition('"')[0]


def environment_of(asked: Wishes, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of the command: without the inputs, which are for this file only, and with the token if any."""
    passed = {name: value for name, value in environ.items() if not name.startswith("THREATGATE_")}
    return passed | ({"GITHUB_TOKEN": asked.token} if asked.token else {})


def hand_over(environ: Mapping[str, str], results: Mapping[str, str]) -> None:
    """Set the outputs of the step, each between marks that no value can hold."""
    mark = f"threatgate-{secrets.token_hex(16)}"
    text = "".join(f"{name}<<{mark}\n{value}\n{mark}\n" for name, value in results.items())
    append(environ.get("GITHUB_OUTPUT"), text)


def append(path: str | None, text: str) -> None:
    """Add to a file that the runner reads; none outside a runner."""
    if path:
        with open(path, "a", encoding="utf-8", newline="\n") as file:
            file.write(text)


def say_error(text: str) -> None:
    """An annotation of an error."""
    say(text, "error")


def say(text: str, level: str) -> None:
    """An annotation that stands in the log and on the run."""
    data = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    sys.stdout.write(f"::{level} title=Threatgate::{data}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(os.environ))
