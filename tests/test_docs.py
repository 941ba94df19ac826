"""What the pages show is true: records and settings are read, pipelines are YAML, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from threatgate.records.model import Record
from threatgate.records.reading import read
from threatgate.records.validity import standing
from threatgate.settings import Settings, load

ROOT = Path(__file__).parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
OUTCOMES = ("backlog", "blocker", "exception", "no_change")
HEAD = """\
schema: 1
id: TM-20261122-3f9a1c
title: What a record is about
outcome: {outcome}
created: 2026-11-22
owner: "@lea"
severity: high
threat: {{statement: Whoever gets text in front of the model can have refunds paid that nobody looked at.}}
covers: {{mode: exact, changes: [{{element: "tool:app/agent.py#refund", from: null, to: "sha256:{digest}"}}]}}
"""


def blocks(page: Path) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def shown(start: str) -> list[str]:
    return [block for page in PAGES for block in blocks(page) if block.startswith(start)]


def whole(block: str) -> str:
    """A block of an outcome as a record, its shortened digests filled up."""
    outcome = block.partition(":")[0]
    filled = re.sub("sha256:([0-9a-f]{8})…", lambda short: f"sha256:{short[1]:0<64}", block)
    return HEAD.format(outcome=outcome, digest="1" * 64) + filled


@pytest.mark.parametrize("text", shown("schema: 1"), ids=lambda text: re.search("outcome: (.*)", text)[1])
def test_a_record_that_is_shown_counts(text):
    found = read(f"threat-model/records/{re.search('id: (.*)', text)[1]}.yaml", text.encode())
    assert isinstance(found, Record), found
    assert standing(found, Settings()) == ()


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_an_outcome_must_carry_is_enough(outcome):
    (block,) = (block for block in blocks(ROOT / "README.md") if block.startswith(f"{outcome}:"))
    found = read("threat-model/records/TM-20261122-3f9a1c.yaml", whole(block).encode())
    assert isinstance(found, Record), found
    assert standing(found, Settings()) == ()


def test_settings_that_are_shown_load():
    texts = shown("version: 1")
    assert len(texts) == 2
    assert all(load(text.encode()).given for text in texts)


def test_pipelines_that_are_shown_use_what_there_is():
    shown = [block for block in blocks(ROOT / "README.md") if "your-org/threatgate" in block or "your-group" in block]
    github, gitlab = map(yaml.safe_load, shown)
    (job,) = github["jobs"].values()
    assert [step["uses"].partition("@")[0] for step in job["steps"]] == ["actions/checkout", "your-org/threatgate"]
    (component,) = gitlab["include"]
    name = component["component"].rpartition("@")[0].rpartition("/")[2]
    template = next(yaml.safe_load_all((ROOT / "templates" / f"{name}.yml").read_text(encoding="utf-8")))
    assert set(component["inputs"]) <= set(template["spec"]["inputs"])


def test_every_format_is_in_the_readme():
    from threatgate.render import names

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)^\| `(\w+)` \|", text.partition("## Reports")[2].partition("\n## ")[0])) == set(names())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    for link in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        assert "://" in link or (page.parent / link).exists(), link
