"""The HTML page is whole by itself, well-formed, and holds nothing hostile as markup."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from sample_reports import ANSWERED, BLOCKED, CASES, HOSTILE, PASSING, prompt, report, tool

from threatgate.render import Look, format_named

VOID = {"meta", "br", "wbr", "input"}
PAGE = "A title.\n\n## Why it needs an answer\nNew `authority`\nreaches <it>.\n\n## Questions to ask\n- One?\n- Two?\n"


class Read(HTMLParser):
    """Elements with their attributes, the text of each, and whether every element is closed in order."""

    def __init__(self, of, page=""):
        super().__init__()
        self.open, self.elements, self.words, self.faults = [], [], [], []
        self.source = format_named("html").render(of, Look(page=lambda _: page))
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] not in {"style", "script"}:
            self.words.append(data)

    def count(self, tag):
        return sum(name == tag for name, _ in self.elements)

    @property
    def text(self):
        return " ".join("".join(self.words).split())


@pytest.mark.parametrize("name", sorted(CASES))
def test_is_well_formed_and_asks_for_nothing_else(name):
    read = Read(CASES[name], PAGE)
    assert (read.open, read.faults) == ([], [])
    addresses = {key: value for _, attrs in read.elements for key, value in attrs.items() if key in {"src", "href"}}
    assert addresses == {"href": "#changes"}
    assert "url(" not in read.source
    assert "@import" not in read.source


def test_only_its_own_script_may_run():
    read = Read(BLOCKED)
    policy = next(attrs["content"] for tag, attrs in read.elements if attrs.get("http-equiv"))
    script = re.search(r"(?s)<script>(.*?)</script>", read.source)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert read.count("script") == 1


def test_a_trigger_is_an_item_and_can_be_filtered():
    read = Read(BLOCKED)
    items = [attrs for tag, attrs in read.elements if tag == "li" and "data-kind" in attrs]
    assert [(it["data-severity"], it["data-direction"], it["data-kind"], it["data-answer"]) for it in items] == [
        ("critical", "widens", "approval", "unanswered"),
        ("high", "widens", "prompt", "unanswered"),
        ("high", "widens", "tool", "unanswered"),
        ("moderate", "widens", "model", "unanswered"),
        ("moderate", "widens", "model", "unanswered"),
        ("moderate", "widens", "model", "unanswered"),
        ("low", "narrows", "retrieval", "unanswered"),
    ]
    labels = sum(tag == "label" for tag, _ in read.elements)
    assert labels == read.count("select") + read.count("input") == 5


def test_before_and_after_stand_beside_each_other():
    read = Read(report(prompt()))
    assert (read.count("del"), read.count("ins")) == (1, 2)
    assert "Never issue a refund without approval." in read.text
    assert Read(report(tool())).count("ins") == 2


def test_the_page_of_a_rule_is_shown_as_one():
    read = Read(report(tool()), PAGE)
    assert [read.count(tag) for tag in ("details", "h4", "summary")] == [1, 2, 1]
    assert "New authority reaches <it>." in read.text


def test_what_is_answered_says_by_what():
    read = Read(ANSWERED)
    assert "Excepted by TM-20261122-3f9a1c: approved by @ciso: declared, not proven." in read.text
    assert "What to do next" not in read.text
    assert read.count("table") >= 1


def test_a_pass_says_that_there_is_nothing():
    read = Read(PASSING)
    assert "There are none." in read.text
    assert read.count("form") == 0


def test_nothing_hostile_is_obeyed():
    read = Read(HOSTILE)
    assert all(character.isprintable() or character == "\n" for character in read.source)
    names = Read(report(tool('"><script>alert(1)</script>', path="a'b\"<c>.py")))
    assert names.count("script") == 1
    assert (names.open, names.faults) == ([], [])
    assert {tag for tag, _ in names.elements} <= {tag for tag, _ in Read(report(tool())).elements}


def test_a_page_has_an_end():
    page = format_named("html").render(report(*[tool(f"t{number}") for number in range(1_003)]), Look())
    assert page.count('<li class="') == 1_000
    assert "And 3 more: the report in JSON has them all." in page
