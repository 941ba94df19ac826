"""Coverage-guided fuzzing of every reader with atheris: `python tests/fuzz/run.py [--seconds N] [TARGET ...]`.

Each target runs in a process of its own, from its seeds, bounded in time and memory. What is found is kept in a folder,
printed, and makes the exit code 1. Needs the dependency group `fuzz` (CPython 3.11 or 3.12, Linux or macOS).
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

LONGEST_INPUT, SLOWEST, MEMORY = 16_384, 10, 2_048


def one(name: str, arguments: list[str]) -> None:
    """Fuzz a target in this process; libFuzzer ends it."""
    import atheris

    with atheris.instrument_imports(include=["threatgate"]):
        from targets import targets
    target = next(it for it in targets() if it.name == name)
    atheris.Setup([sys.argv[0], *arguments], target.run)
    atheris.Fuzz()


def every(names: list[str], seconds: int, kept: Path) -> int:
    """Fuzz targets one after the other; gives how many had a finding."""
    from targets import seeds, targets

    chosen = [target for target in targets() if not names or target.name in names]
    share = max(1, seconds // max(1, len(chosen)))
    failed = []
    for target in chosen:
        with tempfile.TemporaryDirectory() as corpus:
            for number, seed in enumerate(seeds(target)):
                if seed.stat().st_size <= LONGEST_INPUT:
                    shutil.copyfile(seed, Path(corpus, f"{number:04}"))
            command = [sys.executable, __file__, "--one", target.name, corpus, f"-max_total_time={share}"]
            command += [f"-max_len={LONGEST_INPUT}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MEMORY}"]
            command += ["-print_final_stats=1", f"-artifact_prefix={kept}/{target.name}-"]
            done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
        runs = next((line.split()[-1] for line in done.stderr.splitlines() if "number_of_executed_units" in line), "?")
        print(f"{'FOUND' if done.returncode else 'ok':6} {target.name:28} {runs} inputs", flush=True)
        if done.returncode:
            failed.append(target.name)
            print("\n".join(done.stderr.splitlines()[-40:]))
    print(f"{len(chosen)} targets, {len(failed)} with findings{': ' + ', '.join(failed) if failed else ''}")
    return len(failed)


def main() -> int:
    """Read the options."""
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], sys.argv[3:])
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=240, help="for all targets together")
    parser.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir()) / "threatgate-fuzz")
    asked = parser.parse_args()
    asked.kept.mkdir(parents=True, exist_ok=True)
    return min(1, every(asked.targets, asked.seconds, asked.kept))


if __name__ == "__main__":
    sys.exit(main())
