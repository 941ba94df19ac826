"""Compile the YAML tables to JSON: `python -m threatgate.catalog.compiler [--check]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import yaml

import threatgate.catalog

HERE = Path(threatgate.catalog.__file__).parent


def compiled(source: Path) -> bytes:
    """The JSON of one table. Keys that begin with `_` (source, date, licence) stay with the YAML."""
    data = yaml.safe_load(source.read_text(encoding="utf-8"))
    kept = {key: value for key, value in data.items() if not key.startswith("_")} if isinstance(data, dict) else data
    return (json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n").encode()


def main(arguments: list[str]) -> int:
    """Write what differs, or with `--check` only say so. Returns the number of tables that differ."""
    stale = 0
    (HERE / "compiled").mkdir(exist_ok=True)
    for source in sorted(HERE.glob("*.yaml")):
        target = HERE / "compiled" / f"{source.stem}.json"
        new = compiled(source)
        if target.exists() and target.read_bytes() == new:
            continue
        stale += 1
        sys.stderr.write(f"{target.name} is not what {source.name} says\n")
        if "--check" not in arguments:
            target.write_bytes(new)
    return stale if "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
