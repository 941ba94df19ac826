from __future__ import annotations

from typing import Any

import pytest
from located_checks import lines, refused, value

TABLES = """\
# comment
title = "x" # y
when = 1979-05-27 07:32:00
a.b.c = 1
a.b.d = [1,
  2, # c
  {x = 1, y.z = 2},
]

[owner] # c
name = '''
multi
'it' '''
"q.k" = 'literal # no comment'

[[server]]
n = 1
[server.sub]
k = 2

[[server]]
n = 3

[other]
e = inf
[owner.more]
t = true
"""


def test_meaning() -> None:
    assert value("a.toml", TABLES) == {
        "title": "x",
        "when": "1979-05-27T07:32:00",
        "a": {"b": {"c": 1, "d": [1, 2, {"x": 1, "y": {"z": 2}}]}},
        "owner": {"name": "multi\n'it' ", "q.k": "literal # no comment", "more": {"t": True}},
        "server": [{"n": 1, "sub": {"k": 2}}, {"n": 3}],
        "other": {"e": "inf"},
    }


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(("title",), (2, 2), id="pair"),
        pytest.param(("a",), (4, 8), id="dotted-keys-together"),
        pytest.param(("a", "b", "c"), (4, 4), id="dotted-key"),
        pytest.param(("a", "b", "d"), (5, 8), id="list"),
        pytest.param(("a", "b", "d", 1), (6, 6), id="item"),
        pytest.param(("a", "b", "d", 2, "y", "z"), (7, 7), id="inline-table"),
        pytest.param(("owner",), (10, 27), id="table-in-two-places"),
        pytest.param(("owner", "name"), (11, 13), id="string-over-lines"),
        pytest.param(("owner", "q.k"), (14, 14), id="quoted-key"),
        pytest.param(("server",), (16, 22), id="array-of-tables"),
        pytest.param(("server", 0), (16, 19), id="first-table"),
        pytest.param(("server", 0, "sub", "k"), (19, 19), id="table-below"),
        pytest.param(("server", 1), (21, 22), id="second-table"),
        pytest.param(("owner", "more"), (26, 27), id="table-written-later"),
    ],
)
def test_lines(keys: tuple[str | int, ...], expected: tuple[int, int]) -> None:
    assert lines("a.toml", TABLES, *keys) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", {}, id="empty"),
        pytest.param("a = 1\r\nb = '''\r\nx'''\r\n", {"a": 1, "b": "x"}, id="crlf"),
        pytest.param('"\\u0061b" = 1', {"ab": 1}, id="escaped-key"),
        pytest.param("a = [[1], [[2]], []]", {"a": [[1], [[2]], []]}, id="lists-in-lists"),
        pytest.param("[a.b]\n[a]\nc = 1", {"a": {"b": {}, "c": 1}}, id="table-after-its-child"),
        pytest.param("[[a]]\n[[a.b]]\nc = 1\n[[a.b]]\n[[a]]", {"a": [{"b": [{"c": 1}, {}]}, {}]}, id="arrays-below"),
        pytest.param("a = 2026-11-23\nb = 07:32:00", {"a": "2026-11-23", "b": "07:32:00"}, id="dates-are-text"),
        pytest.param(
            "a = 1_000\nb = 0x1f\nc = -nan\nd = 1e400", {"a": 1000, "b": 31, "c": "-nan", "d": "1e400"}, id="numbers"
        ),
        pytest.param('a = """x""y"""""', {"a": 'x""y""'}, id="quotes-at-the-end"),
    ],
)
def test_forms(text: str, expected: Any) -> None:
    assert value("a.toml", text) == expected


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("b = 1\na = ", 2, "invalid value", id="value-missing"),
        pytest.param("a = 1\na = 2", 2, "'a' is given twice, at line 1 and line 2", id="key-twice"),
        pytest.param("a.b = 1\na.b = 2", 2, "given twice", id="dotted-key-twice"),
        pytest.param("[a]\n[a]", 2, "twice", id="table-twice"),
        pytest.param("a = [1,\n2", 2, "unclosed array", id="open-list"),
        pytest.param("a = {b = 1\n", 1, "not valid TOML", id="open-table"),
        pytest.param('a = "x', 1, "not valid TOML", id="open-string"),
        pytest.param("a\r= 1", 1, "not valid TOML", id="lone-carriage-return"),
        pytest.param("a = " + "[" * 3000, 1, "deeper than 100", id="deep-list"),
        pytest.param(".".join(["a"] * 3000) + " = 1", 1, "deeper than 100", id="deep-key"),
        pytest.param(
            "[" + ".".join(["a"] * 60) + "]\n" + ".".join(["a"] * 60) + " = 1", 2, "deeper than 100", id="deep-table"
        ),
        pytest.param("a = " + "1" * 5000, None, "number or date that does not exist", id="endless-number"),
        pytest.param("a = 2025-99-99", 1, "not valid TOML", id="impossible-date"),
    ],
)
def test_refused(text: str, line: int | None, words: str) -> None:
    found = refused("a.toml", text)
    assert words in found.message
    assert found.line == line
