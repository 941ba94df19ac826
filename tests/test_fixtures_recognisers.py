"""Every case of fixtures/recognisers: what one recogniser finds in the files of `before` and `after`, completely.

`expected.yaml` holds `why`, the lists `before` and `after` of "<kind> <name> at <path>:<line>", and, where wanted,
`values` of the after side by "<kind> <name>". In a case whose name begins with `quiet` both sides mean the same.
`THREATGATE_ACCEPT=1` writes what was found instead of asking for it.
"""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from threatgate.documents import read
from threatgate.documents._kinds import Unreadable
from threatgate.identity import canonical, digest, thaw
from threatgate.model import Scope
from threatgate.recognisers._api import Found, Source
from threatgate.scope import scope_of

ROOT = Path(__file__).parent.parent / "fixtures" / "recognisers"
CASES = sorted(path.parent for path in ROOT.glob("*/*/expected.yaml"))
ACCEPT = os.environ.get("THREATGATE_ACCEPT") == "1"
Row = tuple[str, Found]


def rows(side: Path, module: str) -> list[Row]:
    recogniser = importlib.import_module(f"threatgate.recognisers.{module}").RECOGNISER
    found: list[Row] = []
    for file in sorted(path for path in side.rglob("*") if path.is_file()):
        path, data = file.relative_to(side).as_posix(), file.read_bytes()
        document = read(path, data)
        assert not isinstance(document, Unreadable), f"{path}: {document}"
        if document is None or not isinstance(document, recogniser.reads):
            continue
        for each in recogniser.read(Source(path, document, scope_of(path) or Scope.PRODUCT)):
            assert each.kind in recogniser.kinds
            last = len(data.splitlines()) + 1
            assert all(1 <= span.line <= span.end_line <= last for _, span in each.marks), f"{path}: {each}"
            found.append((path, each))
    return sorted(found, key=lambda row: (row[0], row[1].span.line, row[1].kind, row[1].name))


def said(row: Row) -> str:
    path, found = row
    return f"{found.kind} {found.name} at {path}:{found.span.line}"


def meanings(side: list[Row]) -> list[str]:
    return sorted(digest({"kind": found.kind, "name": found.name, "value": found.value}) for _, found in side)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.relative_to(ROOT).as_posix())
def test_a_case_yields_exactly_what_it_says(case: Path) -> None:
    expected = yaml.safe_load((case / "expected.yaml").read_text(encoding="utf-8"))
    before, after = (rows(case / side, case.parent.name) for side in ("before", "after"))
    seen: dict[str, Any] = {"why": expected["why"], "before": [said(row) for row in before]}
    seen["after"] = [said(row) for row in after]
    if "values" in expected:
        by_name = {f"{found.kind} {found.name}": thaw(found.value) for _, found in after}
        assert set(expected["values"]) <= set(by_name)
        seen["values"] = {name: by_name[name] for name in expected["values"]}
    if ACCEPT:
        text = yaml.safe_dump(seen, sort_keys=False, allow_unicode=True, width=140)
        (case / "expected.yaml").write_text(text, encoding="utf-8")
    else:
        assert canonical(seen) == canonical(expected)
    if case.name.startswith("quiet"):
        assert meanings(before) == meanings(after)


@pytest.mark.parametrize("module", sorted({case.parent.name for case in CASES}))
def test_a_recogniser_has_a_firing_case_and_a_quiet_twin(module: str) -> None:
    names = [case.name for case in CASES if case.parent.name == module]
    assert any(name.startswith("quiet") for name in names)
    assert any(not name.startswith("quiet") for name in names)
