"""What `explain` says of rules, kinds and ids, what it suggests on a miss, and the pages made from the same sources."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from threatgate.explain import KINDS, criteria, explain, standings, suggest
from threatgate.model import Direction, Kind, Level
from threatgate.settings import Settings, load
from threatgate.triggers import rules

ROOT = Path(__file__).parent.parent
SECTIONS = [
    "What it looks for",
    "Why it needs an answer",
    "Questions to ask",
    "How to answer",
    "Criteria to start from",
    "Controls that usually answer it",
    "Without an answer, in product files",
    "Frameworks",
]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_is_explained_whole(rule):
    text = explain(rule.id)
    assert text is not None
    assert text.startswith(f"{rule.id}: {rule.title}\n")
    assert [line for line in text.splitlines() if line in SECTIONS] == SECTIONS
    assert "##" not in text
    assert not re.search(r"\{(name|path|summary)\}", text)
    assert max(len(line) for line in text.splitlines()) <= 120


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_explained_with_its_rules_and_ids(kind):
    text = explain(kind)
    assert text is not None
    assert text.startswith(f"{kind}: {KINDS[kind]}\n")
    own = [rule.id for rule in rules() if rule.kind is kind]
    listed = text.partition("Rules\n")[2].partition("\n\n")[0]
    assert [line.split()[1] for line in listed.splitlines()] == own
    assert "Frameworks\n- " in text


@pytest.mark.parametrize("topic", ["tool-added", "tool_added", " Tool Added ", "TOOL-ADDED"])
def test_a_name_may_be_spelled_loosely(topic):
    assert explain(topic) == explain("tool-added")


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        pytest.param("LLM03:2026", "Excessive Agency", id="owasp"),
        pytest.param("llm06:2025", "edition 2025", id="the edition is said"),
        pytest.param("AML.T0086", "MITRE ATLAS, edition 5.6.0", id="atlas"),
        pytest.param("MS-2.7-007", "Perform AI red-teaming", id="nist"),
        pytest.param("LLM07:2026", "nothing by default", id="known but not cited"),
    ],
)
def test_an_id_is_explained(topic, said):
    assert said in str(explain(topic))


@pytest.mark.parametrize(
    ("topic", "first"),
    [
        pytest.param("LLM06", "LLM06:2025", id="a bare id means two things"),
        pytest.param("tool-add", "tool-added", id="cut short"),
        pytest.param("promt-widened", "prompt-widened", id="misspelt"),
        pytest.param("tools", "tool", id="plural"),
        pytest.param("mcp", "tool", id="a word of a kind"),
        pytest.param("guardrail", "approval", id="another"),
        pytest.param("AML.T008", "AML.T0080", id="an id cut short"),
    ],
)
def test_a_miss_names_what_was_meant(topic, first):
    assert explain(topic) is None
    assert first in suggest(topic)


def test_nonsense_has_no_suggestion():
    assert explain("qqqqq") is None
    assert suggest("qqqqq") == ()
    assert explain("") is None
    assert suggest("") == ()


def test_levels_are_those_of_the_settings():
    rule = next(rule for rule in rules() if rule.id == "logging-widened")
    usual = standings(rule, Settings())
    assert [(row.direction, row.level, row.severity) for row in usual] == [(Direction.WIDENS, Level.BLOCK, "high")]
    eased = load(b"version: 1\nlevels: {logging: {widens: warn}}\n")
    assert standings(rule, eased)[0].level is Level.WARN
    assert "warn" in str(explain("logging-widened", eased))


def test_the_severity_of_a_tool_depends_on_what_it_can_do():
    assert "low to critical" in str(explain("tool-added"))


def test_the_edition_is_the_chosen_one():
    older = load(b"version: 1\nframeworks: {owasp_llm: 2025}\n")
    assert "LLM06:2025" in str(explain("tool-added", older))
    assert "LLM03:2026" in str(explain("tool-added"))


def test_criteria_stand_without_a_record():
    (rule,) = (rule for rule in rules() if rule.id == "gate-changed")
    assert criteria(rule)[0].startswith("replaying the changes")


def test_the_pages_under_docs_are_current():
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "docs.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert {path.stem for path in (ROOT / "docs" / "rules").glob("*.md")} == {rule.id for rule in rules()} | {"README"}


def test_what_the_settings_require_is_said():
    required = load(b"version: 1\nrequire: {tool-widened: [approval, eval], prompt: [logging]}\n")
    assert "approval, eval: without them on head no record answers" in str(explain("tool-widened", required))
    assert "logging: without them on head no record answers" in str(explain("prompt-added", required))
    assert "the settings require" not in str(explain("tool-added", required))
