"""One program in every language: each construct of it fires under its own name, and its harmless twin stays silent.

The programs, the edits and what each edit is said to do stand in `fixtures/languages/`. `THREATGATE_ACCEPT=1` writes
what was said over what was expected.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_noise import SETTINGS, fired

from threatgate.compare import compare
from threatgate.model import Scope
from threatgate.surface import read_file
from threatgate.triggers._firing import fire

ROOT = Path(__file__).parent.parent / "fixtures" / "languages"
CASES = yaml.safe_load((ROOT / "cases.yaml").read_text(encoding="utf-8"))
EXPECTED = ROOT / "expected.yaml"
ACCEPT = bool(os.environ.get("THREATGATE_ACCEPT"))
LANGUAGES = sorted(CASES["files"])


@cache
def program(language: str) -> tuple[str, str]:
    """Where a program stands in its repository, and its text."""
    name, path = CASES["files"][language]
    return path, (ROOT / name).read_text(encoding="utf-8")


def edited(language: str, edits: list[str] | dict[str, list[str]]) -> str:
    """The program after pairs of old and new, each of which must be there; names are replaced as whole words."""
    pairs = edits if isinstance(edits, list) else edits.get(language) or edits["all"]
    _, text = program(language)
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        place = rf"(?<![\w$.]){re.escape(old)}\b" if old.isidentifier() else re.escape(old)
        place = place.replace(r"[\w$.]", r"[\w.]") if language == "php" else place
        text, count = re.subn(place, lambda _, new=new: new, text)
        assert count, f"{old} is not in the program"
    return text


def said(language: str, after: str) -> list[str]:
    """Rule, direction and summary of every trigger, and every problem."""
    path, before = program(language)
    problems: list[Any] = []
    sides = [read_file(path, text.encode(), Scope.PRODUCT, SETTINGS, problems) for text in (before, after)]
    assert all(isinstance(side, tuple) for side in sides)
    found = fire(compare(*sides), SETTINGS, *sides)
    return [f"{one.rule}, {one.direction}: {one.summary}" for one in found] + [one.message for one in problems]


@cache
def expected() -> dict[str, dict[str, list[str]]]:
    if ACCEPT:
        rows = {
            construct: {language: said(language, edited(language, edits)) for language in LANGUAGES}
            for construct, edits in CASES["fires"].items()
        }
        EXPECTED.write_text(yaml.safe_dump(rows, sort_keys=False, allow_unicode=True, width=160), encoding="utf-8")
    return yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("construct", sorted(CASES["fires"]))
def test_a_change_of_a_construct_fires(construct, language):
    row = expected()[construct][language]
    assert row
    assert said(language, edited(language, CASES["fires"][construct])) == row


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("construct", sorted(CASES["quiet"]))
def test_its_harmless_twin_stays_silent(construct, language):
    after = edited(language, CASES["quiet"][construct])
    assert after != program(language)[1]
    assert said(language, after) == []


def test_every_edit_is_of_one_construct():
    """Each edit makes one change: a program whose parts are read twice would ask twice."""
    counted = {construct: {language: len(row) for language, row in of.items()} for construct, of in expected().items()}
    assert counted == {construct: dict.fromkeys(LANGUAGES, 1) for construct in CASES["fires"]}


CARD = """{"name": "Support", "description": "Helps", "capabilities": {}, "supportedInterfaces": [{"url": "https://a.example"}],
"skills": [{"id": "faq", "name": "FAQ", "description": "Answers"}], "securityRequirements": [{"oauth": ["read"]}]}
"""
STUDIO = "kind: GptComponentMetadata\ninstructions: Answer from the handbook.\ngptCapabilities: {webBrowsing: false}\n"
TOML = '[w]\nmodel = "acme-1"\ntools = ["search"]\n'
HANDBOOK = "Answer from the handbook alone.\n"


@pytest.mark.parametrize(
    ("path", "text", "old", "new", "rules"),
    [
        pytest.param("agent-card.json", CARD, '[{"oauth": ["read"]}]', "[]", ["agent-widened"], id="anybody is let in"),
        pytest.param("agent-card.json", CARD, '"read"]}', '"read"]}, {"key": []}', ["agent-widened"], id="more ways"),
        pytest.param("agent-card.json", CARD, '{"oauth": ["read"]}', '{"schemes": {"oauth": {"list": ["read"]}}}', [],
                     id="the same way in, as a newer version writes it"),
        pytest.param("deploy/bot.toml", TOML, '"search"]', '"search", "pay"]', ["tool-widened"], id="unknown product"),
        pytest.param("train/net.yaml", "model: resnet50\ntools: {profiler: false}\n", "resnet50", "resnet18", [],
                     id="training of a network"),
        pytest.param("botcomponents/a.gpt/data", STUDIO, "false", "true", ["retrieval-widened"], id="Copilot Studio"),
        pytest.param("var/data", STUDIO, "false", "true", [], id="another file of that name"),
        pytest.param("appPackage/instruction.txt", HANDBOOK, "alone", "first", ["prompt-changed"], id="M365"),
        pytest.param("policy/a.cedarschema", "entity Agent;\n", "Agent", "Tool", ["approval-changed"], id="Cedar"),
    ],
)  # fmt: skip
def test_formats_that_few_files_have(path, text, old, new, rules):
    assert old in text
    found = fired({path: text}, {path: text.replace(old, new)})
    assert [row.partition(" ")[0] for row in found] == rules
