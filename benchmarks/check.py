"""What `threatgate check` costs, against a floor measured in the same run.

F is the floor: `python -c 'import click'` in this environment plus one `git diff-tree -r --raw -z A B`. Each row is the
median wall time of a whole process over several runs, taken in turn with the floor so that a machine that drifts moves
both. Peak memory is that of the largest single process.

    python benchmarks/check.py [--runs 15] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

EXAMPLE = Path(__file__).parent.parent / "src" / "threatgate" / "example"
AIMS = {
    "ten files, no surface": (1.5, None),
    "the same in 100,000 files": (1.6, None),
    "support agent, all widenings": (4.0, 45.0),
}
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "PATH": os.environ["PATH"],
    "HOME": os.environ.get("HOME", "/"),
}


def git(repo: Path, *arguments: str, feed: bytes = b"") -> bytes:
    return subprocess.run(
        ["git", "-C", str(repo), *arguments], input=feed, check=True, capture_output=True, env=GIT
    ).stdout


def committed(repo: Path, base: dict[str, bytes], head: dict[str, bytes]) -> Path:
    """A repository with two commits, `main` and its child `change`, written through `git fast-import`."""
    repo.mkdir()
    git(repo, "init", "-q", "-b", "main")
    who = b"committer A <a@example.org> 1700000000 +0000\n"
    lines: list[bytes] = []
    for branch, files, parent in ((b"main", base, b""), (b"change", head, b"from refs/heads/main\n")):
        lines += [b"commit refs/heads/", branch, b"\n", who, b"data 1\nx\n", parent]
        for path, data in files.items():
            lines += [b"M 644 inline ", path.encode(), b"\ndata ", str(len(data)).encode(), b"\n", data, b"\n"]
    git(repo, "fast-import", "--quiet", feed=b"".join(lines))
    git(repo, "symbolic-ref", "HEAD", "refs/heads/change")
    return repo


def plain(number: int, changed: str) -> bytes:
    body = "".join(f"def area_{row}(width, height):\n    return width * height * {row}\n\n\n" for row in range(60))
    return f"# shape {number} {changed}\n{body}".encode()


def folder(path: Path) -> dict[str, bytes]:
    return {
        file.relative_to(path).as_posix(): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file() and not file.name.startswith("_")
    }


def repositories(scratch: Path) -> dict[str, Path]:
    ten = {f"src/shape_{number}.py": plain(number, "a") for number in range(10)}
    edited = {path: data.replace(b" a\n", b" b\n", 1) for path, data in ten.items()}
    many = {f"src/d{number // 500}/f{number}.py": b"x = 1\n" for number in range(100_000)}
    return {
        "ten files, no surface": committed(scratch / "ten", ten, edited),
        "the same in 100,000 files": committed(scratch / "many", ten | many, edited),
        "support agent, all widenings": committed(
            scratch / "agent", folder(EXAMPLE / "base"), folder(EXAMPLE / "branches" / "all")
        ),
    }


def run(command: list[str], folder: Path) -> tuple[float, float]:
    """Wall milliseconds and peak MiB of one process and what it starts."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=GIT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    peak = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    return (time.perf_counter() - started) * 1000, peak


def measure(repo: Path, runs: int) -> tuple[float, float, float]:
    """Median of the command, median of the floor, peak memory of the command."""
    command = [
        str(Path(sys.executable).parent / "threatgate"),
        "check",
        "--base",
        "main",
        "--head",
        "change",
        "--format",
        "json",
    ]
    floor = [[sys.executable, "-c", "import click"], ["git", "diff-tree", "-r", "--raw", "-z", "main", "change"]]
    times: list[float] = []
    floors: list[float] = []
    peaks: list[float] = []
    for turn in range(runs + 2):
        taken, peak = run(command, repo)
        beneath = sum(run(part, repo)[0] for part in floor)
        if turn >= 2:
            times.append(taken)
            floors.append(beneath)
            peaks.append(peak)
    return statistics.median(times), statistics.median(floors), max(peaks)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        # In a process of its own: a child's peak memory would otherwise begin with what its parent held when it forked.
        with ProcessPoolExecutor(1) as pool:
            built = pool.submit(repositories, Path(scratch)).result()
        for name, repo in built.items():
            taken, floor, peak = measure(repo, arguments.runs)
            rows.append(
                {
                    "case": name,
                    "ms": round(taken, 1),
                    "floor_ms": round(floor, 1),
                    "ratio": round(taken / floor, 2),
                    "peak_mib": round(peak, 1),
                }
            )
    if arguments.json:
        print(json.dumps(rows, indent=1))
        return 0
    print(f"{'case':32} {'check':>9} {'floor F':>9} {'ratio':>7} {'aim':>6} {'peak':>9}")
    for row in rows:
        ratio, memory = AIMS[row["case"]]
        aim = f"{ratio} F" + (f", {memory:.0f} MiB" if memory else "")
        print(
            f"{row['case']:32} {row['ms']:6.1f} ms {row['floor_ms']:6.1f} ms {row['ratio']:6.2f}F  "
            f"{aim:14} {row['peak_mib']:5.1f} MiB"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
