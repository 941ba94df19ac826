"""Write the pages that come from sources of the package: `python scripts/docs.py [--check]`.

docs/rules/ holds a page for each rule, from the docstring of its module; docs/frameworks.md the tables of identifiers;
docs/recognises.md what is read, from the recognisers; docs/cli.md what `--help` says; docs/report.md and the generated
parts of docs/settings.md and docs/records.md come from the JSON Schemas. With `--check` nothing is written; the exit
code says whether a page differs from its source.
"""

from __future__ import annotations

import sys
from pathlib import Path

import docs_cli
import docs_recognises
import docs_rules
import docs_schemas

DOCS = Path(__file__).resolve().parent.parent / "docs"
MAKERS = (docs_rules, docs_recognises, docs_schemas, docs_cli)


def pages() -> dict[str, str]:
    """Every page with something generated in it: its path below docs/ and its text."""
    return {name: text for maker in MAKERS for name, text in maker.pages().items()}


def main(arguments: list[str]) -> int:
    """Write what differs, or only count it."""
    wanted = pages()
    stale = [name for name, text in wanted.items() if not _same(DOCS / name, text)]
    gone = [path for path in (DOCS / "rules").glob("*.md") if f"rules/{path.name}" not in wanted]
    if "--check" in arguments:
        for name in (*stale, *(f"rules/{path.name}" for path in gone)):
            print(f"docs/{name} is not what its source says; run python scripts/docs.py")
        return 1 if stale or gone else 0
    for name in stale:
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(wanted[name], encoding="utf-8")
    for path in gone:
        path.unlink()
    print(f"{len(stale)} pages written, {len(gone)} removed, {len(wanted) - len(stale)} were current")
    return 0


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
