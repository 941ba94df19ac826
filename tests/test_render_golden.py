"""Each format shows each report as its golden file says; `ACCEPT=1 pytest` on this file rewrites them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sample_reports import CASES

from threatgate import render
from threatgate.render import Look

FIXTURES = Path(__file__).parent.parent / "fixtures" / "render"
SUFFIX = {"json": "json", "sarif": "sarif", "gitlab": "json", "junit": "xml", "markdown": "md", "html": "html"}
PAGE = "A title.\n\n## Why it needs an answer\nNew authority reaches\nthe model. More of it.\n\n## Other\nNo.\n"


def looked(name):
    return PAGE if name.startswith("tool") else ""


@pytest.mark.parametrize("name", sorted(CASES))
@pytest.mark.parametrize("form", render.names())
def test_shows_the_report_as_the_golden_file_says(form, name):
    shown = render.format_named(form).render(CASES[name], Look(page=looked))
    golden = FIXTURES / form / name / f"expected.{SUFFIX.get(form, 'txt')}"
    if os.environ.get("ACCEPT"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(shown.encode())
    assert golden.read_bytes().decode() == shown


@pytest.mark.parametrize("form", render.names())
def test_every_golden_folder_is_a_case(form):
    assert {folder.name for folder in (FIXTURES / form).iterdir()} == set(CASES)


@pytest.mark.parametrize("name", ["nosuch", "_api", "", "text.py", "../text"])
def test_only_formats_are_found_by_name(name):
    with pytest.raises(KeyError):
        render.format_named(name)
