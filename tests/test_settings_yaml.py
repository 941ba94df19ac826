"""The strict YAML reader: what it takes, what it refuses, and that it ends soon with our own error whatever comes."""

from __future__ import annotations

import json
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from threatgate.shape import shown
from threatgate.strict_yaml import StrictYamlError, read

BOMB = "a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*{'a' if i == 0 else f'b{i - 1}'}, *a]\n" for i in range(40))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("2026-11-22", "2026-11-22", id="date-stays-text"),
        pytest.param("2025-99-99", "2025-99-99", id="impossible-date-stays-text"),
        pytest.param("12:30:45", "12:30:45", id="time-stays-text"),
        pytest.param("2026-11-22 10:00:00", "2026-11-22 10:00:00", id="timestamp-stays-text"),
        pytest.param("on", "on", id="on"),
        pytest.param("off", "off", id="off"),
        pytest.param("yes", "yes", id="yes"),
        pytest.param("No", "No", id="norway"),
        pytest.param("true", True, id="true"),
        pytest.param("FALSE", False, id="false"),
        pytest.param("~", None, id="tilde"),
        pytest.param("", None, id="nothing"),
        pytest.param("null", None, id="null"),
        pytest.param("'null'", "null", id="quoted-null"),
        pytest.param('"1"', "1", id="quoted-number"),
        pytest.param("-12", -12, id="integer"),
        pytest.param("010", 10, id="leading-zero-is-decimal"),
        pytest.param("1_000", "1_000", id="underscore-is-text"),
        pytest.param("0x1f", "0x1f", id="hex-is-text"),
        pytest.param("1.5", 1.5, id="float"),
        pytest.param("1e3", 1000.0, id="exponent"),
        pytest.param(".inf", ".inf", id="infinity-is-text"),
        pytest.param(".nan", ".nan", id="nan-is-text"),
        pytest.param('"<<"', "<<", id="quoted-merge"),
    ],
)
def test_scalars(text: str, value: object) -> None:
    data = read(f"key: {text}\n").data["key"]
    assert data == value
    assert type(data) is type(value)


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        pytest.param(BOMB, "an anchor (&) is not allowed", 1, id="alias-bomb"),
        pytest.param("a: 1\nb: *a\n", "an alias (*) is not allowed", 2, id="alias"),
        pytest.param("a: {b: 1}\n<<: {c: 2}\n", "a merge key (<<) is not allowed", 2, id="merge-key"),
        pytest.param("a: 1\nb: !!python/object/apply:os.system [x]\n", "a tag (!) is not allowed", 2, id="tag"),
        pytest.param("a: !x y\n", "a tag (!) is not allowed", 1, id="local-tag"),
        pytest.param("a: 1\nb: 2\na: 3\n", 'the key "a" stands twice, first at line 1', 3, id="duplicate-key"),
        pytest.param('1: x\n"1": y\n', 'the key "1" stands twice, first at line 1', 2, id="duplicate-by-quoting"),
        pytest.param("x:\n  a: 1\n  a: 2\n", 'the key "a" stands twice, first at line 2', 3, id="duplicate-below"),
        pytest.param("a: 1\n---\nb: 2\n", "a second document begins here", 2, id="two-documents"),
        pytest.param("? [a]\n: b\n", "a key must be a word, not a list or mapping", 1, id="list-as-key"),
        pytest.param("[" * 3000, "nested deeper than 32 levels", 1, id="deep-flow"),
        pytest.param("- " * 3000 + "x", "nested deeper than 32 levels", 1, id="deep-block"),
        pytest.param("{a: " * 3000, "nested deeper than 32 levels", 1, id="deep-mapping"),
        pytest.param("a: 1\nb: " + "9" * 5000, "a number of more than 15 digits", 2, id="big-integer"),
        pytest.param("a: 1e999", "a number out of range", 1, id="big-float"),
        pytest.param("".join(f"k{i}: v\n" for i in range(50_000)), "more than 20000 values", 10_000, id="many-keys"),
        pytest.param("a" * 600_000, "larger than 512 KiB", 1, id="large"),
        pytest.param(b"a: 1\nb: \xff\n", "not UTF-8 text", 2, id="not-utf-8"),
        pytest.param(b"a: \x00", "not valid YAML: control characters are not allowed", 1, id="nul"),
        pytest.param('a: "\\e[31m"', "a control character stands in a value", 1, id="escape-sequence"),
        pytest.param('"\\a": 1', "a control character stands in a value", 1, id="escape-in-a-key"),
        pytest.param("a: [1,\nb: }", "not valid YAML: did not find expected node content", 2, id="broken"),
        pytest.param("a:\n\t- b", "not valid YAML: found character that cannot start any token", 2, id="tab"),
    ],
)
def test_refusals(data: str | bytes, message: str, line: int) -> None:
    started = time.perf_counter()
    with pytest.raises(StrictYamlError) as caught:
        read(data)
    assert (caught.value.message, caught.value.line) == (message, line)
    assert caught.value.hint
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize(
    "text", ["", "# only a comment\n", "---\n", "\ufeff"], ids=["empty", "comment", "dashes", "bom"]
)
def test_nothing_is_none(text: str) -> None:
    assert read(text).data is None
    assert read(text.encode()).data is None


def test_lines() -> None:
    strict = read("a: 1\nb:\n  - x\n  -\n    c: 2\n\nd: >\n  text\n  more\ne: {f: [1,\n 2]}\n")
    assert strict.data == {"a": 1, "b": ["x", {"c": 2}], "d": "text more\n", "e": {"f": [1, 2]}}
    expected = {
        (): 1,
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 1, "c"): 5,
        ("d",): 7,
        ("e", "f"): 10,
        ("e", "f", 1): 11,
    }
    assert {path: strict.line_of(path) for path in expected} == expected
    assert strict.line_of(("b", 1, "missing", "too")) == strict.line_of(("b", 1))
    assert read("a: 1", first_line=7).line_of(("a",)) == 7


def test_the_parser_written_in_python_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: [1, off, {b: 2026-01-01}]\nc: |\n  x\n"
    fast = read(text)
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert read(text) == fast
    for broken in ("[" * 3000, "a: [", "a: &x 1", 'a: "\\ud800"', "\x07"):
        with pytest.raises(StrictYamlError):
            read(broken)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**14), 10**14)
    | st.text(st.characters(codec="utf-8", exclude_categories=["C"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc<>- ", max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_json_reads_as_itself(value: object) -> None:
    assert read(json.dumps(value, ensure_ascii=False)).data == value


@given(st.binary(max_size=200) | st.text("a:-[]{}&*!|>'\"#%@`\n\t ?,<1.~\\x", max_size=80))
def test_whatever_comes_ends_with_data_or_our_error(data: bytes | str) -> None:
    try:
        strict = read(data)
    except StrictYamlError as error:
        complaint = f"{error.line}: {error.message}"
    else:
        complaint = json.dumps(strict.data)
    assert "\n" not in complaint
    assert not complaint.startswith("0:")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        ("x", '"x"'),
        ("a\nb", '"a b"'),
        ({}, "a mapping"),
        ([1], "a list"),
        ("y" * 90, '"' + "y" * 58 + "…"),
    ],
)
def test_values_in_messages(value: object, text: str) -> None:
    assert shown(value) == text
