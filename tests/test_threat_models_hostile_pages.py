"""Hostile pages and files that people write: one line each with its place, never a traceback, in bounded time."""

from __future__ import annotations

import json
import time

import pytest
from test_threat_models_native import model_of

from threatgate.threat_models import Broken, ThreatModel, read

SECONDS = 2.0
DEEP = 100_000
JSON_HEADS = {
    "dragon.json": '{"version": "2.0", "summary": {"title": "x"}, "detail": {"diagrams": [',
    "library.json": '{"scope": {"title": "x"}, "trust_zones": [',
}
TAILS = {"dragon.json": "]}}", "library.json": "]}"}
WHOLE = ("threat_dragon/support_agent", "threat_model_library/support_agent")
GROWING = "".join(f"b{i}: &b{i} [{', '.join([f'*b{i - 1}' if i else '*a'] * 10)}]\n" for i in range(9))
ROWS = "".join(f"| T{i} | x |\n" for i in range(20_000))


def timed(name, data):
    started = time.process_time()
    found = read(name, data)
    assert time.process_time() - started < SECONDS
    assert "fault in threatgate" not in getattr(found, "message", "")
    return found


def one_line(found):
    assert isinstance(found, Broken), found
    assert found.line >= 1
    assert found.message
    assert "\n" not in found.message + found.hint


@pytest.mark.parametrize("name", JSON_HEADS)
@pytest.mark.parametrize(
    "middle",
    [
        pytest.param("[" * DEEP + "]" * DEEP, id="nested deeply"),
        pytest.param('{"a": ' * DEEP + "1" + "}" * DEEP, id="mappings nested deeply"),
        pytest.param('{"id": "a", "id": "b"}', id="a key twice"),
        pytest.param('"' + "x" * (10 << 20) + '"', id="ten megabytes"),
        pytest.param(",".join(["1"] * 400_000), id="too many values"),
        pytest.param("", id="cut"),
        pytest.param('"\\ud800"', id="half a character"),
    ],
)
def test_json_beyond_every_bound(name, middle):
    one_line(timed(name, (JSON_HEADS[name] + middle + (TAILS[name] if middle else "")).encode()))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("threagile_version: 1.0.0\na: " + "[" * DEEP, id="nested deeply"),
        pytest.param(f"threagile_version: 1.0.0\na: &a [x, x]\n{GROWING}", id="aliases that grow"),
        pytest.param("threagile_version: 1.0.0\na: &a [*a]\n", id="an alias of itself"),
        pytest.param("threagile_version: 1.0.0\ntitle: " + "x" * (10 << 20), id="ten megabytes"),
        pytest.param("threagile_version: 1.0.0\ntitle: 'x\n", id="cut"),
        pytest.param("threagile_version: 1.0.0\n---\ntitle: x\n", id="two documents"),
        pytest.param("- threagile_version: 1\n", id="a list"),
        pytest.param("threagile_version: [1, 2]\n", id="a version that is none"),
    ],
)
def test_yaml_beyond_every_bound(text):
    one_line(timed("threagile.yaml", text.encode()))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * (10 << 20), id="ten megabytes"),
        pytest.param(f"# T\n\n| ID | Threat |\n|---|---|\n{ROWS}", id="rows"),
        pytest.param("---\nowner: a\nowner: b\n---\n", id="front matter twice"),
        pytest.param("---\nowner: " + "[" * DEEP + "\n---\n", id="front matter nested deeply"),
    ],
)
def test_pages_beyond_every_bound(text):
    one_line(timed("threat-model.md", text.encode()))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# Threats\n\n" + "- " * 200_000, id="marks of lists"),
        pytest.param("## Threats\n- a\n" + "  - b\n" * 100_000, id="one long item"),
        pytest.param("#" * 200_000, id="marks of headings"),
        pytest.param("|" * 200_000 + "\n" + "|-" * 100_000 + "|\n", id="columns"),
        pytest.param("`" * 200_000, id="fences"),
        pytest.param("<!--" * 100_000, id="comments"),
        pytest.param("<!--\n-->" * 50_000, id="comments on lines"),
        pytest.param("Threat " * 200_000, id="words"),
        pytest.param("## Threats\n\n### T1: a\n" + "**Owner:** " * 100_000, id="keys"),
        pytest.param("## Threats\n### " + "*" * 200_000 + "\n", id="emphasis"),
        pytest.param("## Threats\n- " + "_" * 200_000 + "T1" + "`" * 100_000, id="an id in marks"),
        pytest.param("---\n" * 50_000, id="rules"),
        pytest.param("a\n=\n" * 50_000, id="underlines"),
        pytest.param("## Threats\n" + "".join(f"{'#' * (i % 6 + 1)} t{i}\n" for i in range(9000)), id="headings"),
        pytest.param("## Threats\n" + "".join(f"## R{i}: t\n" for i in range(9000)), id="ids"),
        pytest.param("```threatgate-record\n" * 3_000, id="records that do not end"),
        pytest.param("```threatgate-record\nid: [\n```\n" * 3_000, id="records that are broken"),
    ],
)
def test_odd_pages_cost_little(text):
    assert isinstance(timed("threat-model.md", text.encode()), (ThreatModel, Broken))


@pytest.mark.parametrize("case", ["markdown/support_agent", "markdown/sections", "markdown/decision"])
def test_a_page_cut_anywhere_is_read(case):
    name, data = model_of(case)
    for length in range(0, len(data), 37):
        assert "fault" not in getattr(read(name, data[:length]), "message", ""), data[:length]


def places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


@pytest.mark.parametrize("odd", [None, 7, "x", [], [[{}]], {"a": {"b": []}}], ids=repr)
@pytest.mark.parametrize("case", WHOLE)
def test_values_of_another_type_are_no_traceback(case, odd):
    name, data = model_of(case)
    for path in list(places(json.loads(data)))[1:]:
        edited = target = json.loads(data)
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = odd
        assert "fault" not in getattr(read(name, json.dumps(edited).encode()), "message", ""), path


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\x00" * 100, b"\xef\xbb\xbf", b"", b"threats: \xed\xa0\x80"])
@pytest.mark.parametrize("name", ["threat-model.md", "threagile.yaml"])
def test_bytes_that_are_no_text(name, data):
    assert not getattr(timed(name, data), "entries", ())
