from __future__ import annotations

from typing import Any

import pytest
from located_checks import lines, refused, value, values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("true", True, id="true"),
        pytest.param("Yes", True, id="yes-is-true"),
        pytest.param("on", True, id="on-is-true"),
        pytest.param("off", False, id="off-is-false"),
        pytest.param("y", "y", id="y-is-text"),
        pytest.param("'yes'", "yes", id="quoted-yes-is-text"),
        pytest.param("~", None, id="tilde-is-null"),
        pytest.param("null", None, id="null"),
        pytest.param("5", 5, id="integer"),
        pytest.param("+5", 5, id="signed-integer"),
        pytest.param("5_000", 5000, id="grouped-integer"),
        pytest.param("0x1F", 31, id="hexadecimal"),
        pytest.param("0o17", 15, id="octal"),
        pytest.param("0b101", 5, id="binary"),
        pytest.param("010", "010", id="leading-zero-is-text"),
        pytest.param("5.0", 5.0, id="float"),
        pytest.param(".5", 0.5, id="float-without-zero"),
        pytest.param("1.5e3", 1500.0, id="exponent"),
        pytest.param("1e+3", 1000.0, id="signed-exponent"),
        pytest.param("699e283", "699e283", id="commit-is-text"),
        pytest.param("1.0e999", "1.0e999", id="too-large-for-a-float"),
        pytest.param("9" * 301, "9" * 301, id="too-long-for-a-number"),
        pytest.param("9" * 300, int("9" * 300), id="long-number"),
        pytest.param(".inf", ".inf", id="infinity-is-text"),
        pytest.param("12:30:45", "12:30:45", id="time-is-text"),
        pytest.param("2026-11-23", "2026-11-23", id="date-is-text"),
        pytest.param("2025-99-99", "2025-99-99", id="impossible-date-is-text"),
        pytest.param("1.2.3", "1.2.3", id="version-is-text"),
        pytest.param("gpt-4o", "gpt-4o", id="model-is-text"),
        pytest.param('"5"', "5", id="quoted-number-is-text"),
        pytest.param('"\\ud83d\\ude80 \\u2028"', "\U0001f680 \u2028", id="json-escapes"),
        pytest.param("'\\ud83d'", "\\ud83d", id="no-escapes-in-single-quotes"),
    ],
)
def test_words(text: str, expected: Any) -> None:
    found = value("a.yaml", f"key: {text}\n")["key"]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("on: 1\n'off': 2\n5: a\n~: b\n", {"on": 1, "off": 2, "5": "a", "~": "b"}, id="keys-are-text"),
        pytest.param("a: !Ref x", {"a": {"!Ref": "x"}}, id="local-tag"),
        pytest.param("a: !Sub [x, {y: 1}]", {"a": {"!Sub": ["x", {"y": 1}]}}, id="local-tag-on-a-list"),
        pytest.param("a: !!str 5\nb: !!int '5'\nc: !!float 5", {"a": "5", "b": 5, "c": 5.0}, id="standard-tags"),
        pytest.param("a: !!bool yes\nb: !!null ''", {"a": True, "b": None}, id="standard-word-tags"),
        pytest.param("a: !!python/name:os.system ''", {"a": {"!!python/name:os.system": ""}}, id="object-tag-is-kept"),
        pytest.param("a: !<tag:x.org,2026:y> 1", {"a": {"!<tag:x.org,2026:y>": 1}}, id="verbatim-tag"),
        pytest.param("!T a: 1", {"!T a": 1}, id="tag-on-a-key"),
        pytest.param("a: &x [1, 2]\nb: *x", {"a": [1, 2], "b": [1, 2]}, id="alias"),
        pytest.param("a: &x k\n*x : 2", {"a": "k", "k": 2}, id="alias-as-key"),
        pytest.param("a: &x 1\nb: &x 2\nc: *x", {"a": 1, "b": 2, "c": 2}, id="anchor-given-anew"),
        pytest.param(
            "d: &d {a: 1, b: 2}\ne:\n  b: 3\n  <<: *d\n", {"d": {"a": 1, "b": 2}, "e": {"b": 3, "a": 1}}, id="merge"
        ),
        pytest.param("<<: [{a: 1}, {a: 2, b: 3}]\nc: 4", {"a": 1, "b": 3, "c": 4}, id="merge-earlier-wins"),
        pytest.param("'<<': {a: 1}", {"<<": {"a": 1}}, id="quoted-merge-is-a-key"),
        pytest.param("a: |\n  x\n  y\nb: >-\n  x\n  y\n", {"a": "x\ny\n", "b": "x y"}, id="block-scalars"),
        pytest.param("a:\nb:\n- \n- 1", {"a": None, "b": [None, 1]}, id="nothing-is-null"),
        pytest.param("{a: 1, 'b': [c, d: e]}", {"a": 1, "b": ["c", {"d": "e"}]}, id="flow-style"),
        pytest.param("%YAML 1.2\n---\na: 1", {"a": 1}, id="directive"),
        pytest.param("a: 1\r\nb: |\r\n  x\r\n", {"a": 1, "b": "x\n"}, id="crlf"),
        pytest.param("a: 1\rb: 2", {"a": 1, "b": 2}, id="lone-carriage-returns"),
        pytest.param("\ufeffa: 1", {"a": 1}, id="byte-order-mark"),
        pytest.param("run: ${{ github.sha }}", {"run": "${{ github.sha }}"}, id="expression-in-plain-text"),
    ],
)
def test_meaning(text: str, expected: Any) -> None:
    assert value("a.yaml", text) == expected


def test_every_document_is_a_root() -> None:
    assert values("a.yml", "a: 1\n---\n- 2\n...\n---\nx\n") == [{"a": 1}, [2], "x"]
    assert values("a.yml", "# nothing here\n") == []


@pytest.mark.parametrize(
    ("text", "keys", "expected"),
    [
        pytest.param("a: 1\nb: 2", ("b",), (2, 2), id="one-line"),
        pytest.param("a:\n  b: 1\n\n  c: 2\n\n# end\nd: 3", ("a",), (1, 4), id="mapping-ends-with-its-last-value"),
        pytest.param("a:\n  - x\n  -\n    k: 1\n    l: 2\n", ("a", 1), (4, 5), id="item"),
        pytest.param("a: |\n  x\n\n  y\n\n\n# c\nb: 1", ("a",), (1, 4), id="block-scalar-ends-with-its-content"),
        pytest.param("a: >-\n  x", ("a",), (1, 2), id="block-scalar-at-the-end"),
        pytest.param("a: |\nb: 1", ("a",), (1, 1), id="empty-block-scalar"),
        pytest.param("a: |+\n  x\n\n\nb: 1", ("a",), (1, 2), id="kept-blank-lines-are-no-content"),
        pytest.param('a: "x\n  y"\nb: 1', ("a",), (1, 2), id="quoted-over-lines"),
        pytest.param("a: x\n  y\n\nb: 1", ("a",), (1, 2), id="plain-over-lines"),
        pytest.param("a: [\n 1,\n 2\n ]\nb: 1", ("a",), (1, 4), id="flow-list-ends-with-its-bracket"),
        pytest.param("a: [b: 1\n ]", ("a", 0, "b"), (1, 1), id="pair-in-a-flow-list"),
        pytest.param("a:\n\n\nb: 1", ("a",), (1, 1), id="nothing"),
        pytest.param("a:\n- \n\nb: 1", ("a", 0), (2, 2), id="empty-item"),
        pytest.param("x: &x\n  k: 1\nb:\n\n  c: *x\n", ("b", "c", "k"), (5, 5), id="alias-stands-where-it-is-used"),
        pytest.param("x: &x {k: 1}\nb:\n  <<: *x\n  l: 2\n", ("b", "k"), (3, 3), id="merged-key-stands-at-the-merge"),
        pytest.param("# c\n\n---\n\na: 1\n", ("a",), (5, 5), id="after-comments-and-markers"),
        pytest.param("a: 1\r\nb: |\r\n  x\r\n\r\nc: 1\r\n", ("b",), (2, 3), id="crlf"),
        pytest.param("a: 1\rb: 2\nc:\r  - 1\n", ("c",), (2, 2), id="lone-carriage-returns-count-no-line"),
        pytest.param("a: 1 # x\n# y\nb: !T\n  c: 1", ("b", "!T", "c"), (4, 4), id="under-a-tag"),
    ],
)
def test_lines(text: str, keys: tuple[str | int, ...], expected: tuple[int, int]) -> None:
    assert lines("a.yaml", text, *keys) == expected


@pytest.mark.parametrize(
    ("text", "line", "words", "hint"),
    [
        pytest.param("a: 1\nb: 2\na: 3", 3, "'a' is given twice, at line 1 and line 3", "keep one", id="key-twice"),
        pytest.param("a: 1\n'a': 3", 2, "given twice", "keep one", id="key-twice-quoted"),
        pytest.param("a: &x {b: 1}\n<<: *x\n<<: *x", 3, "'<<' is given twice", "keep one", id="merge-twice"),
        pytest.param("a:\n  - b: 1\n    b: 2", 3, "given twice", "keep one", id="key-twice-below"),
        pytest.param("a:\n\tb: 1", 2, "not valid YAML", "spaces", id="tab"),
        pytest.param("a: b: c", 1, "mapping values", "quotes", id="colon-in-a-value"),
        pytest.param("a: [1,\n2", None, "did not find expected", "brackets", id="open-bracket"),
        pytest.param("a: @x", 1, "not valid YAML", "quotes", id="reserved-character"),
        pytest.param("a:\n  b: *x", 2, "*x has no anchor", "quotes", id="unknown-alias"),
        pytest.param("a: &x [*x]", 1, "*x stands inside", "anchor", id="recursive-alias"),
        pytest.param("a: &x {b: *x}\n", 1, "*x stands inside", "anchor", id="recursive-alias-in-a-mapping"),
        pytest.param("a: &x 1\n---\nb: *x", 3, "*x has no anchor", "anchor", id="alias-of-another-document"),
        pytest.param("a: 1\n? [x]\n: 2", 2, "list or mapping for a key", "as text", id="list-as-key"),
        pytest.param("a: 1\n<<: 2", 2, "merges", "mapping", id="merge-of-a-number"),
        pytest.param('a: "\\ud800"', 1, "escape", "quotes", id="half-a-character"),
        pytest.param("a: 1\n# x\u2028b: 2", 2, "U+2028", "escape", id="line-separator"),
        pytest.param("a: 1\n# x\x85b: 2", 2, "U+0085", "escape", id="next-line"),
        pytest.param("a: 1\n\ufeffb: 2", 2, "byte order mark", "remove", id="second-byte-order-mark"),
        pytest.param("a: 1\nb: \x1b[0m", 2, "U+001B", "escape", id="control-character"),
        pytest.param("%TAG ! x\n%YAML 9.9\n---\na", None, "not valid YAML", "YAML", id="version"),
        pytest.param("!x!y z", 1, "tag handle", "%TAG", id="tag-handle"),
        pytest.param("a: &b\n" * 2 + "c", 2, "given twice", "keep one", id="anchored-nothing"),
    ],
)
def test_refused(text: str, line: int | None, words: str, hint: str) -> None:
    found = refused("a.yaml", text)
    assert words in found.message
    assert hint in found.hint
    assert line is None or found.line == line
