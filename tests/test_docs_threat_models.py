"""The page on threat models: each of its examples answers for the element that it says, with all that it needs."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from threatgate.answering._model_records import Bound, named, record_of
from threatgate.catalog import table
from threatgate.model import Severity
from threatgate.records.model import Record
from threatgate.records.validity import standing
from threatgate.settings import Settings
from threatgate.threat_models import ThreatModel, formats, read

PAGE = (Path(__file__).parent.parent / "docs" / "threat-models.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^[^\n`]*, `([^`\n]+)`[^\n]*\n(?:[^\n]+\n)*\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
BOUND = Bound(("tool:src/agent/tools.py#refund",), None, "sha256:" + "a" * 64, Severity.HIGH)


@pytest.mark.parametrize(("path", "text"), EXAMPLES, ids=[path for path, _ in EXAMPLES])
def test_an_example_answers(path, text):
    model = read(path, text.encode())
    assert isinstance(model, ThreatModel), model
    found = [
        record_of(model, entry, (BOUND,), Settings(), date(2026, 11, 22))
        for entry in model.entries
        if named(entry, BOUND)
    ]
    whole = [record for record in found if isinstance(record, Record)]
    assert whole, found
    for record in whole:
        assert (record.block, record.owner, record.elements) == ("backlog", "@lea", BOUND.ids)
        assert standing(record, Settings()) == ()


def test_there_is_an_example_of_every_format_but_the_one_that_nobody_writes_by_hand():
    shown = {model.format for path, text in EXAMPLES if isinstance(model := read(path, text.encode()), ThreatModel)}
    assert shown == {form.name for form in formats()} - {"tm7"} | {"adr"}


def test_the_places_that_the_page_names_are_looked_at():
    settings = Settings()
    section = PAGE.partition("## Where")[2].partition("## One")[0]
    named = re.findall(r"`([\w./*-]+\.\w+|ThreatDragonModels/\*\*)`", section)
    assert len(named) > 5
    for path in named:
        assert settings.is_threat_model(path.replace("**", "a/a.json").replace("*", "a")), path


def test_every_format_says_where_its_keys_are_written():
    names = {form.name for form in formats()} | {"adr"}
    tables = table("threat_models")
    assert set(tables["where"]) == set(tables["statuses"]) == names
    assert set(tables["labels"]) >= {key for keys in tables["needs"].values() for key in keys}
