"""The rule pages: complete, in one form, true to their file names, and each in its own words."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest

from threatgate import triggers
from threatgate.model import Direction, Edit, Kind
from threatgate.triggers import rule_id, rules
from threatgate.triggers._api import ANY, CHANGED, NARROWED, WIDENED, Rule

HEADINGS = ["What it looks for", "Why it needs an answer", "Questions to ask", "How to answer"]
WORDS = {
    "added": (Edit.ADDED, ANY),
    "removed": (Edit.REMOVED, ANY),
    "widened": (Edit.MODIFIED, WIDENED),
    "narrowed": (Edit.MODIFIED, NARROWED),
    "changed": (Edit.MODIFIED, CHANGED),
}
# Rules of what the gate itself rests on: by their kind and subject.
OWN = {
    "gate-changed": (Kind.APPROVAL, "gate"),
    "promise-unbound": (Kind.APPROVAL, "promise"),
    "promise-replaced": (Kind.APPROVAL, "promise"),
    "evidence-changed": (Kind.EVAL, "evidence"),
}
CONTROLS = {"backlog", "launch_gate", "runtime_policy", "approval_flow", "logging_schema", "exception_register"}
OUTCOMES = {"`backlog`", "`blocker`", "`exception`", "`no_change`"}
FILES = {
    path.stem.replace("_", "-"): path
    for path in Path(triggers.__file__).parent.glob("*.py")
    if not path.name.startswith("_")
}


def _section(rule: Rule, heading: str) -> str:
    return re.split(r"^## ", rule.doc, flags=re.MULTILINE)[1 + HEADINGS.index(heading)].partition("\n")[2].strip()


def _sentences(rule: Rule) -> set[str]:
    text = " ".join(" ".join(_section(rule, heading).split()) for heading in HEADINGS)
    return {each.strip() for each in re.split(r"(?<=[.?;:])\s", text) if len(each.strip()) > 30}


each_rule = pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)


def test_every_kind_has_a_rule_for_every_edit_and_the_gate_has_its_own():
    wanted = {f"{kind}-{word}" for kind in Kind for word in WORDS} | set(OWN)
    assert {rule.id for rule in rules()} == wanted
    assert set(FILES) == wanted
    assert {rule.id for rule in rules()[: len(OWN)]} == set(OWN)


@each_rule
def test_a_rule_takes_what_its_id_says(rule):
    if rule.id in OWN:
        assert (rule.kind, rule.subject, rule.directions) == (*OWN[rule.id], ANY)
        return
    kind, _, word = rule.id.partition("-")
    assert (rule.kind, rule.edit, rule.directions, rule.subject) == (Kind(kind), *WORDS[word], "")


@pytest.mark.parametrize("edit", Edit)
@pytest.mark.parametrize("direction", Direction)
def test_every_change_meets_exactly_one_rule(edit, direction):
    for kind in Kind:
        takers = [
            rule.id
            for rule in rules()
            if not rule.subject and rule.kind is kind and rule.edit is edit and direction in rule.directions
        ]
        assert takers == [rule_id(_Element(kind), edit, direction)]


class _Element:
    subject = ""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind


@each_rule
def test_a_page_has_its_headings_in_order(rule):
    assert re.findall(r"^## (.*)$", rule.doc, flags=re.MULTILINE) == HEADINGS
    assert 10 < len(rule.title) <= 72
    assert rule.doc.splitlines()[0].endswith(".")
    assert all(_section(rule, heading) for heading in HEADINGS)
    assert rule.doc == __import__(f"threatgate.triggers.{FILES[rule.id].stem}", fromlist=["RULE"]).__doc__


@each_rule
def test_a_page_is_short_and_asks_questions(rule):
    lines = rule.doc.strip().splitlines()
    assert 12 <= len(lines) <= 30
    questions = re.split(r"^- ", _section(rule, "Questions to ask"), flags=re.MULTILINE)[1:]
    narrow = rule.id.endswith(("-narrowed", "-removed"))
    assert (2 if narrow else 3) <= len(questions) <= 5
    assert all("?" in question for question in questions)


@each_rule
def test_a_page_says_which_answers_fit(rule):
    said = set(re.findall(r"`\w+`", _section(rule, "How to answer"))) & OUTCOMES
    assert len(said) >= (4 if rule.id.endswith(("-widened", "-changed")) else 3)
    assert "`no_change`" in said


@each_rule
def test_criteria_can_be_filled_in_and_controls_are_known(rule):
    assert 2 <= len(rule.criteria) <= 4
    fields = {field for text in rule.criteria for _, field, _, _ in Formatter().parse(text) if field is not None}
    assert fields
    assert fields <= {"name", "path", "summary"}
    filled = [text.format(name="issue_refund", path="app/agent.py", summary="it is new") for text in rule.criteria]
    assert all("{" not in text and not text.endswith(".") for text in filled)
    assert 1 <= len(rule.controls) <= 3
    assert set(rule.controls) <= CONTROLS


def test_no_page_repeats_the_sentence_of_another():
    counted = Counter(sentence for rule in rules() for sentence in _sentences(rule))
    assert [sentence for sentence, times in counted.items() if times > 1] == []
    criteria = Counter(text for rule in rules() for text in rule.criteria)
    assert [text for text, times in criteria.items() if times > 1] == []
    assert len({rule.title for rule in rules()}) == len(rules())


def test_what_goes_in_the_wrong_direction_is_said():
    """A removed control widens, and so does a filter, a limit or a deny entry that goes."""
    for kind in ("retrieval", "memory", "identity", "agent", "tool"):
        page = next(rule for rule in rules() if rule.id == f"{kind}-removed")
        assert "widens" in page.doc
    for kind in ("approval", "eval", "logging"):
        page = next(rule for rule in rules() if rule.id == f"{kind}-removed")
        assert "whole files included" in " ".join(page.doc.split())
        assert "narrows" in page.doc
