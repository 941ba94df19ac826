"""Shell scripts: what they set, what they run, and what is handed to whom."""

from __future__ import annotations

from typing import Any

import pytest

from threatgate.documents import read
from threatgate.documents._kinds import Script
from threatgate.documents._located import plain


def script(text: str) -> Script:
    found = read("deploy.sh", text.encode())
    assert isinstance(found, Script), found
    assert not found.faults
    return found


def assigned(text: str) -> list[tuple[str, str, Any]]:
    return [(one.where, one.target, plain(one.value)) for one in script(text).assignments]


def ran(text: str) -> list[tuple[str, ...]]:
    return [one.words for one in script(text).commands]


# fmt: off
ASSIGNED = [
    ("plain", "A=b", [("", "A", "b")]),
    ("exported", "export A='b c'\ndeclare -r D=\"e\"", [("", "A", "b c"), ("", "D", "e")]),
    ("default", "A=${A:-b}", [("", "A", "${A:-b}")]),
    ("filled-in", 'A="x $B ${C}\\$ \\"y\\""', [("", "A", 'x ${B} ${C}$ "y"')]),
    ("several", "A=(b 'c d')", [("", "A", ["b", "c d"])]),
    ("before-a-command", "A=b run", [("", "A", "b")]),
    ("in-a-function", "f() { local A=b; }", [("f", "A", "b")]),
    ("computed", "A=$(run b)", [("", "A", {"$code": "$(run b)"})]),
    ("text", "A=$(cat <<'EOF'\nx $y\nEOF\n)", [("", "A", "x $y\n")]),
    ("empty", "A=", [("", "A", "")]),
]
RAN = [
    ("words", "run a 'b c' \"d $E\" f\\ g", [("run", "a", "b c", "d ${E}", "f g")]),
    ("several-lines", "run a \\\n  --b c", [("run", "a", "--b", "c")]),
    ("piped", "a b | c d && e; f &", [("a", "b"), ("c", "d"), ("e",), ("f",)]),
    ("in-conditions", "if a; then b; else c; fi\nfor i in x; do d $i; done", [("a",), ("b",), ("c",), ("d", "${i}")]),
    ("within", 'A=$(b "$(c)") ; d <(e)', [("b", "$(…)"), ("c",), ("d", "$(…)"), ("e",)]),
    ("joined", "run --a=\"b\"'c'$D", [("run", "--a=bc${D}")]),
    ("comment", "# run a\nb # c", [("b",)]),
]
# fmt: on


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in ASSIGNED], ids=[row[0] for row in ASSIGNED])
def test_what_is_set(text: str, expected: list[Any]) -> None:
    assert assigned(text) == expected


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in RAN], ids=[row[0] for row in RAN])
def test_what_is_run(text: str, expected: list[Any]) -> None:
    assert ran(text) == expected


def test_a_text_on_the_spot_is_given_to_the_command_before_it() -> None:
    found = script("a | b <<EOF\nx $Y\nEOF\nc <<< 'z'\nd <<-EOF\n\tw\n\tEOF\n").commands
    assert [(one.words, one.given) for one in found if one.words[0] != "a"] == [
        (("b",), "x ${Y}\n"),
        (("c",), "z"),
        (("d",), "w\n"),
    ]


def test_a_file_or_a_variable_takes_the_output() -> None:
    found = script("a > b\nc >> 'd e'\nF=$(g)\n{ h; i; } >> j\nk 2> /dev/null").commands
    assert [(one.words[0], one.into, one.bound_to) for one in found] == [
        ("a", "b", ""),
        ("c", "d e", ""),
        ("g", "", "F"),
        ("h", "j", ""),
        ("i", "j", ""),
        ("k", "/dev/null", ""),
    ]


def test_lines_and_functions() -> None:
    found = script("#!/bin/sh\nf() {\n  a \\\n    b\n}\n").commands
    assert [(one.where, one.span.line, one.span.end_line) for one in found] == [("f", 3, 4)]


@pytest.mark.parametrize("text", ["if a; then", "A=(", "a <<EOF\nb", "'", "$(", "}", "case x in"])
def test_beside_a_syntax_error_the_rest_is_read(text: str) -> None:
    found = read("a.sh", f"A=b\n{text}".encode())
    assert isinstance(found, Script)
    assert "A" in {one.target for one in found.assignments}


@pytest.mark.parametrize("name", ["a.sh", "a.bash", "a.zsh", ".envrc", ".bashrc"])
def test_names(name: str) -> None:
    assert isinstance(read(name, b"A=b"), Script)
