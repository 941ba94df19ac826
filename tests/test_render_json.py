"""Report v1 is what its schema says, and can be read back by any reader of JSON."""

from __future__ import annotations

import json
from types import MappingProxyType

import jsonschema
import pytest
from sample_reports import BLOCKED, CASES, HOSTILE, PASSING, report, tool

from threatgate import schemas
from threatgate.model import Report
from threatgate.render import Look
from threatgate.render.json import document, render

SCHEMA = json.loads(schemas.schema("report"))
# What a report holds for other readers only: `dated` is told by `as_of`, `range_arguments` is for commands.
UNSAID = {"dated", "range_arguments", "drafts"}


@pytest.mark.parametrize("name", sorted(CASES))
def test_is_what_the_schema_says(name):
    jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(
        json.loads(render(CASES[name], Look()))
    )


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_says_all_that_a_report_holds():
    assert set(document(PASSING)) - {"schema"} == set(Report._fields) - UNSAID


def test_every_key_is_required_and_no_other_is_allowed():
    for part in (
        SCHEMA,
        SCHEMA["properties"]["stats"],
        *(SCHEMA["$defs"][name] for name in ("trigger", "record", "problem")),
    ):
        assert set(part["required"]) == set(part["properties"])
        assert part["additionalProperties"] is False


def test_is_the_same_every_time():
    assert render(BLOCKED, Look()) == render(BLOCKED, Look(colour=True, width=60))


def test_values_are_plain():
    found = document(BLOCKED)["triggers"][0]
    assert found["before"] is None
    assert found["after"] == {"parameters": {"to": "string", "body": "string"}, "description": "Send an e-mail."}
    assert found["moved_from"] is None


def test_nothing_in_it_is_obeyed_or_hidden_by_a_terminal():
    text = render(HOSTILE, Look())
    assert all(character.isprintable() or character == "\n" for character in text)
    assert json.loads(text)["triggers"][0]["name"] == HOSTILE.triggers[0].change.element.name


def test_keeps_letters_readable_and_escapes_commands_to_a_pipeline():
    text = render(PASSING._replace(notices=("größer ##vso[x] \U000e0041",)), Look())
    assert "größer \\u0023#vso[x] \\udb40\\udc41" in text
    assert json.loads(text)["notices"] == ["größer ##vso[x] \U000e0041"]


def test_numbers_that_are_no_json_become_text():
    found = tool()
    after = found.change.after._replace(value=MappingProxyType({"limit": (float("inf"), float("nan"), 1.5)}))
    text = render(report(found._replace(change=found.change._replace(after=after))), Look())
    assert json.loads(text, parse_constant=pytest.fail)["triggers"][0]["after"] == {"limit": ["inf", "nan", 1.5]}
