"""Dotenv, properties and INI: formats of single lines that know text only."""

from __future__ import annotations

from typing import Any

import pytest
from located_checks import lines, refused, value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("# c\nA=1\nexport B = x y # c\n\nC=\n", {"A": 1, "B": "x y", "C": ""}, id="plain"),
        pytest.param("A='x # y'\nB=\"x\\ny\"\nC=`z`", {"A": "x # y", "B": "x\ny", "C": "z"}, id="quotes"),
        pytest.param("A=\"1\"\nB='true' # c", {"A": 1, "B": True}, id="quotes-are-no-meaning"),
        pytest.param('A="x\ny"\nB=1', {"A": "x\ny", "B": 1}, id="quotes-over-lines"),
        pytest.param("A\nB", {"A": None, "B": None}, id="name-alone"),
        pytest.param("A=it's #1\nB=x#y", {"A": "it's", "B": "x#y"}, id="hash-inside"),
        pytest.param("A=${B}-x\nB=$C", {"A": "${B}-x", "B": "$C"}, id="references-are-text"),
        pytest.param(
            "A=05\nB=1.10\nC=True\nD=1.5\nE=-3", {"A": "05", "B": "1.10", "C": "True", "D": 1.5, "E": -3}, id="words"
        ),
        pytest.param("A=1\r\nB=2\r\n", {"A": 1, "B": 2}, id="crlf"),
        pytest.param("A=1\rB=2", {"A": 1, "B": 2}, id="lone-carriage-return"),
        pytest.param("A=x\nA=x\n", {"A": "x"}, id="same-line-twice"),
        pytest.param("", {}, id="empty"),
        pytest.param("'my-key'=1\na.b-c=2", {"my-key": 1, "a.b-c": 2}, id="names"),
    ],
)
def test_dotenv(text: str, expected: dict[str, Any]) -> None:
    assert value(".env", text) == expected


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("A=1\n\nthis is text\n", 3, "sets nothing", id="prose"),
        pytest.param('A="x\nB=1', 1, "quote", id="open-quote"),
        pytest.param("A=1\nB=2\nA=2", 3, "'A' is given twice, at line 1 and line 3", id="twice"),
        pytest.param("A='x' y", 1, "quote", id="text-after-a-quote"),
        pytest.param("=1", 1, "sets nothing", id="no-name"),
    ],
)
def test_dotenv_refused(text: str, line: int, words: str) -> None:
    found = refused(".env", text)
    assert words in found.message
    assert found.line == line


def test_dotenv_lines() -> None:
    text = 'A=1\nB="x\ny\n"\n\nC=1'
    assert lines(".env", text, "B") == (2, 4)
    assert lines(".env", text, "C") == (6, 6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("# c\n! c\na.b=1\na.c: x\nd  y z\n", {"a": {"b": 1, "c": "x"}, "d": "y z"}, id="plain"),
        pytest.param("a = x \\\n   y\\\n z\nb=1", {"a": "x yz", "b": 1}, id="continued"),
        pytest.param("a=x\\\\\nb=1", {"a": "x\\", "b": 1}, id="escaped-backslash-at-the-end"),
        pytest.param("a\\ b=\\u00e9\\t\\ud83d\\ude80", {"a b": "é\t\U0001f680"}, id="escapes"),
        pytest.param("a=1\na.b=2\na.b.c=3", {"a": 1, "a.b": 2, "a.b.c": 3}, id="a-key-that-has-a-value-too"),
        pytest.param("a.b.c=3\na.b=2\na.d=1", {"a": {"b.c": 3, "b": 2, "d": 1}}, id="whatever-the-order"),
        pytest.param("k\n=v\n", {"k": "", "": "v"}, id="empty-sides"),
        pytest.param("a[0].b=x", {"a[0]": {"b": "x"}}, id="list-index"),
        pytest.param("", {}, id="empty"),
    ],
)
def test_properties(text: str, expected: dict[str, Any]) -> None:
    assert value("application.properties", text) == expected


def test_properties_lines() -> None:
    text = "a.b=1\nc=2\na.d=x \\\n  y\n"
    assert lines("a.properties", text, "a") == (1, 4)
    assert lines("a.properties", text, "a", "d") == (3, 4)
    assert lines("a.properties", text, "c") == (2, 2)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("a=1\nb=\\u12", 2, "\\u escape", id="broken-escape"),
        pytest.param("a=\\ud800", 1, "\\u escape", id="half-a-character"),
        pytest.param("a=1\na=2", 2, "given twice", id="twice"),
    ],
)
def test_properties_refused(text: str, line: int, words: str) -> None:
    found = refused("a.properties", text)
    assert words in found.message
    assert found.line == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "; c\nt = 1\n[a] # c\nb: x = y\nc\n[d.e]\n", {"t": 1, "a": {"b": "x = y", "c": None}, "d.e": {}}, id="plain"
        ),
        pytest.param("[a]\nb = x\n  y\n\n  z\nc = 1", {"a": {"b": "x\ny\nz", "c": 1}}, id="continued"),
        pytest.param("[a]\n\tb = 1\n\tc = 2\n", {"a": {"b": 1, "c": 2}}, id="indented-section"),
        pytest.param("[a]\r\nb = 1\r\n", {"a": {"b": 1}}, id="crlf"),
        pytest.param("", {}, id="empty"),
    ],
)
def test_ini(text: str, expected: dict[str, Any]) -> None:
    assert value("setup.cfg", text) == expected


def test_ini_lines() -> None:
    text = "[a]\nb = x\n  y\n\n# c\n[d]\ne = 1\n"
    assert lines("a.ini", text, "a") == (1, 3)
    assert lines("a.ini", text, "a", "b") == (2, 3)
    assert lines("a.ini", text, "d", "e") == (7, 7)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("[a\nb=1", 1, "does not end", id="open-section"),
        pytest.param("[a]\nb=1\nb=2", 3, "given twice", id="key-twice"),
        pytest.param("[a]\nb=1\nB=1", 3, "given twice", id="key-twice-in-another-case"),
        pytest.param("[a]\n[b]\n[a]", 3, "'a' is given twice", id="section-twice"),
        pytest.param("a=1\n[a]", 2, "'a' is given twice", id="section-named-as-a-key"),
    ],
)
def test_ini_refused(text: str, line: int, words: str) -> None:
    found = refused("a.ini", text)
    assert words in found.message
    assert found.line == line
