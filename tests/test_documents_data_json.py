from __future__ import annotations

import json
from typing import Any

import pytest
from located_checks import lines, refused, value, values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{"a": [1, 2.5, true, false, null, "x"]}', {"a": [1, 2.5, True, False, None, "x"]}, id="plain"),
        pytest.param("[]", [], id="empty-list"),
        pytest.param(" { } ", {}, id="empty-object"),
        pytest.param('"x"', "x", id="scalar"),
        pytest.param(
            '{"a": 1, // why\n /* and * this */ "b": [2, ], }', {"a": 1, "b": [2]}, id="comments-and-trailing-commas"
        ),
        pytest.param(
            '{/* a */"a"/* b */:/* c */1/* d */,/* e */"b":2/**/}', {"a": 1, "b": 2}, id="comments-everywhere"
        ),
        pytest.param("{a: 'it\\'s', $b_1: \"q\"}", {"a": "it's", "$b_1": "q"}, id="json5-keys-and-quotes"),
        pytest.param("[0x1F, +1, .5, 5., 1e3, -0]", [31, 1, 0.5, 5.0, 1000.0, 0], id="json5-numbers"),
        pytest.param("[NaN, -Infinity, 1e999]", ["NaN", "-Infinity", "1e999"], id="no-json-numbers-are-text"),
        pytest.param("['a\\\nb', 'a\\x41', \"\\'\"]", ["ab", "aA", "'"], id="json5-escapes"),
        pytest.param('"\\u00e9\\n\\ud83d\\ude80"', "é\n\U0001f680", id="escapes"),
        pytest.param("'\\ud83d\\ude80'", "\U0001f680", id="pair-in-single-quotes"),
        pytest.param("[" + "9" * 301 + "]", ["9" * 301], id="too-long-for-a-number"),
        pytest.param('{"http://x": "http://y"}', {"http://x": "http://y"}, id="slashes-in-strings"),
        pytest.param('\ufeff{"a":\t1}\r\n', {"a": 1}, id="byte-order-mark-tabs-crlf"),
        pytest.param('"\u2028"', "\u2028", id="line-separator-in-a-string"),
        pytest.param('{"__proto__": 1, "": 2}', {"__proto__": 1, "": 2}, id="odd-keys"),
    ],
)
def test_meaning(text: str, expected: Any) -> None:
    assert value("a.json", text) == expected


def test_types_stay_apart() -> None:
    assert [type(item) for item in value("a.json", '[5, 5.0, "5", true]')] == [int, float, str, bool]


@pytest.mark.parametrize("text", ["", " \n", "// nothing\n"], ids=["empty", "blank", "comment"])
def test_an_empty_file_holds_nothing(text: str) -> None:
    assert values("settings.json", text) == []


def test_json_lines_have_a_root_a_line() -> None:
    text = '{"a": 1}\n\n{"a": 2}\n'
    assert values("cases.jsonl", text) == [{"a": 1}, {"a": 2}]
    assert values("cases.ndjson", text) == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    ("text", "keys", "expected"),
    [
        pytest.param('{\n "a": 1,\n "b": 2\n}', ("b",), (3, 3), id="one-line"),
        pytest.param('{"a":\n {"b":\n 1}\n}', ("a",), (1, 3), id="object"),
        pytest.param('{"a": [\n  1,\n  2\n]\n}', ("a",), (1, 4), id="list-ends-with-its-bracket"),
        pytest.param('{"a": [\n  1,\n  2\n]\n}', ("a", 1), (3, 3), id="item"),
        pytest.param('{\n// c\n\n"a"\n:\n1}', ("a",), (4, 6), id="value-below-its-key"),
        pytest.param('/* a\nb */ {"a": 1}', ("a",), (2, 2), id="after-a-comment"),
        pytest.param("{a: 'x\\\ny'}", ("a",), (1, 2), id="string-over-lines"),
        pytest.param('{"a": 1,\r\n"b": 2}', ("b",), (2, 2), id="crlf"),
        pytest.param('{"a": 1,\r"b": 2}', ("b",), (1, 1), id="lone-carriage-return"),
    ],
)
def test_lines(text: str, keys: tuple[str | int, ...], expected: tuple[int, int]) -> None:
    assert lines("a.json", text, *keys) == expected


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param('{"a": 1,\n"a": 2}', 2, "'a' is given twice, at line 1 and line 2", id="key-twice"),
        pytest.param('{"a": 1, "\\u0061": 2}', 1, "given twice", id="key-twice-escaped"),
        pytest.param('{"a": 1,\n a: 2}', 2, "given twice", id="key-twice-unquoted"),
        pytest.param('{"a": 1\n"b": 2}', 2, "comma", id="comma-missing"),
        pytest.param('{"a" 1}', 1, "':'", id="colon-missing"),
        pytest.param('{"a": \n}', 2, "lacks a value", id="value-missing"),
        pytest.param('{"a": 1,\n', 2, "at its end", id="brace-missing"),
        pytest.param('{"a":', 1, "ends where a value", id="cut-off"),
        pytest.param("[1,,2]", 1, "lacks a value", id="two-commas"),
        pytest.param("{,}", 1, "lacks a key", id="comma-alone"),
        pytest.param("{}\n{}", 2, "more text after its end", id="two-values"),
        pytest.param('{"a": tru}', 1, "'tru'", id="unknown-word"),
        pytest.param('{"a": True}', 1, "'True'", id="python-word"),
        pytest.param("[010]", 1, "'010'", id="leading-zero"),
        pytest.param('{"a": "x\ny"}', 1, "does not end on its line", id="line-break-in-a-string"),
        pytest.param('"\\u12"', 1, "broken escape", id="broken-escape"),
        pytest.param('["\\ud800"]', 1, "half of a character", id="half-a-character"),
        pytest.param("['\\udc00']", 1, "half of a character", id="half-a-character-in-single-quotes"),
        pytest.param('{"\\ud800": 1}', 1, "half of a character", id="half-a-character-as-key"),
        pytest.param("[1] /* x", 1, "does not end", id="open-comment"),
        pytest.param("[1, # x\n2]", 1, "'#'", id="hash-comment"),
        pytest.param("[1] // x\u2028, 2", 1, "U+2028", id="separator-in-a-comment"),
        pytest.param("\n\n" + "[" * 3000, 3, "deeper than 100", id="deep"),
    ],
)
def test_refused(text: str, line: int, words: str) -> None:
    found = refused("a.json", text)
    assert words in found.message
    assert found.line == line


def test_the_bound_of_depth_is_100() -> None:
    assert value("a.json", "[" * 100 + "]" * 100)
    assert "deeper than 100" in refused("a.json", "[" * 101 + "]" * 101).message


@pytest.mark.parametrize("indent", [None, 0, 1, 4, "\t"])
def test_layout_is_no_meaning(indent: int | str | None) -> None:
    data = {"a": [1, {"b": None}], "c": {"d": "x\ny", "e": [[], {}]}}
    assert value("a.json", json.dumps(data, indent=indent)) == data
