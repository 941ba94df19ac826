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
FAULT = 4
VERDICTS = {0: "pass", 1: "blocked", 3: "undetermined"}


class Wishes(NamedTuple):
    """The inputs of the action."""

    options: tuple[str, ...]
    outputs: tuple[str, ...]
    summary: bool
    sarif: str


def main(environ: Mapping[str, str]) -> int:
    """Install, judge, hand over; the exit code is the gate's."""
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

    options = [f"--{name}={said(name.upper())}" for name in ("mode", "base", "head") if said(name.upper())]
    options.append(f"--repo={said('DIRECTORY') or '.'}")
    reports = tuple(line.strip() for line in said("REPORTS").splitlines() if line.strip())
    return Wishes(tuple(options), reports, said("SUMMARY").lower() != "false", said("SARIF"))


def judge(python: Path, asked: Wishes, environ: Mapping[str, str]) -> int:
    """Run the gate; its annotations go to the log, its reports to files, its results to the outputs."""
    folder = Path(tempfile.mkdtemp(dir=environ.get("RUNNER_TEMP") or None, prefix="threatgate-"))
    report, summary = folder / "report.json", folder / "summary.md"
    files = [f"json={report}", f"markdown={summary}", *asked.outputs]
    files += [f"sarif={asked.sarif}"] if asked.sarif else []
    command = [str(python), "-I", "-m", "threatgate", "check", "--format=github", *asked.options]
    command += [f"--output={file}" for file in files]
    # The names of the inputs are for this file only.
    passed = {name: value for name, value in environ.items() if not name.startswith("THREATGATE_")}
    done = subprocess.run(command, env=passed, stderr=subprocess.PIPE, encoding="utf-8", errors="replace", check=False)
    sys.stderr.write(done.stderr)
    data = json.loads(report.read_text(encoding="utf-8")) if report.is_file() else None
    if data is None:
        first = done.stderr.strip().partition("\n")[0] or f"the gate ended with {done.returncode}"
        say_error(first)
    verdict = data["verdict"] if data else VERDICTS.get(done.returncode, "error")
    if asked.summary:
        text = (
            summary.read_text(encoding="utf-8") if summary.is_file() else f"### Threatgate\n\n```\n{done.stderr}\n```\n"
        )
        append(environ.get("GITHUB_STEP_SUMMARY"), text[:SUMMARY_LIMIT])
    results = {
        "verdict": verdict,
        "blocked": str(verdict == "blocked").lower(),
        "exit-code": str(done.returncode),
        "trigger-count": str(len(data["triggers"])) if data else "0",
        "report-json": str(report) if data else "",
        "sarif": asked.sarif if asked.sarif and Path(asked.sarif).is_file() else "",
    }
    hand_over(environ, results)
    return done.returncode


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
    """An annotation that stands in the log and on the run."""
    data = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    sys.stdout.write(f"::error title=Threatgate::{data}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(os.environ))
