"""Hostile and broken source files: never an exception, never without end, and what can be read is read."""

from __future__ import annotations

from time import process_time

import pytest
from code_shown import assignments, module

from threatgate.documents import javascript, python
from threatgate.documents._kinds import Module, Unreadable
from threatgate.documents._located import Call
from threatgate.model import Span

Read = Module | Unreadable


def read(text: str, language: str) -> Read:
    return python.read(text) if language == "python" else javascript.read(text, language)


# fmt: off
REFUSED = [
    ("huge", "python", "x = 1\n" * 400_000, "bytes of code, more than"),
    ("lists", "python", "x = " + "[" * 3000 + "]" * 3000, "nested deeper than 100 levels"),
    ("calls", "typescript", "x = " + "f(" * 3000 + ")" * 3000, "nested deeper than 100 levels"),
    ("objects", "javascript", "x = " + "{a:" * 500 + "1" + "}" * 500, "nested deeper than 100 levels"),
    ("functions", "typescript", "function f() {" * 200 + "}" * 200, "nests functions deeper than"),
    ("lambdas", "python", "x = " + "lambda: " * 200 + "1", "nests functions deeper than"),
    ("templates", "typescript", "x = " + "`${" * 300 + "1" + "}`" * 300, "nested deeper than 100 levels"),
    ("patterns", "typescript", "function f(" + "{a:" * 3000 + "b" + "}" * 3000 + ") {}", "nested"),
    ("operands", "python", "x = " + "a - f(1, " * 95 + "g(" + "1," * 5_000 + ")" + ")" * 95, "too much work"),
    ("angles", "typescript", "a<b," * 30_000, "compares or types too much"),
    ("errors", "tsx", "!}" * 20_000, "takes more work to parse"),
]
READ = [
    ("parentheses", "python", "x = " + "(" * 5000 + "'m'" + ")" * 5000, "m"),
    ("parentheses", "typescript", "x = " + "(" * 5000 + "'m'" + ")" * 5000, "m"),
    ("many-lines", "python", "# so\n\n# on\n\na = 1\n" * 20_000 + "x = 'm'\n", "m"),
    ("long-sum", "python", "x = " + "'a' + " * 5000 + "'b'", "a" * 5000 + "b"),
    ("long-sum", "typescript", "x = " + "1 + " * 5000 + "1", 5001),
    ("long-string", "javascript", "x = '" + "a" * 1_000_000 + "'", "a" * 1_000_000),
    ("escapes", "python", "x = '" + "\\n" * 50_000 + "'", "\n" * 50_000),
    ("carriage-returns", "python", "a = 1\r\nx = 'm'\r\n", "m"),
    ("byte-order-mark", "python", "\ufeffx = 'm'", "m"),
    ("byte-order-mark", "typescript", "\ufeffx = 'm'", "m"),
    ("lone-surrogate", "python", "x = 'm'\ny = '\ud800'", "m"),
]
# fmt: on


@pytest.mark.parametrize(
    ("language", "text", "message"), [row[1:] for row in REFUSED], ids=[f"{row[0]}-{row[1]}" for row in REFUSED]
)
def test_beyond_a_bound_a_file_is_unreadable(language: str, text: str, message: str) -> None:
    found = read(text, language)
    assert isinstance(found, Unreadable)
    assert message in found.message
    assert found.hint


@pytest.mark.parametrize(
    ("language", "text", "value"), [row[1:] for row in READ], ids=[f"{row[0]}-{row[1]}" for row in READ]
)
def test_within_the_bounds_it_is_read(language: str, text: str, value: object) -> None:
    begun = process_time()
    assert ("", "x", value) in assignments(module(text, language))
    assert process_time() - begun < 20 + 6e-6 * len(text)


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_a_chain_of_any_length_is_read(language: str) -> None:
    value = module("x = a" + ".b(1)" * 2000, language).assignments[0].value
    assert isinstance(value, Call)
    assert value.callee.endswith(".b().b")
    assert value.callee.startswith("…")
    assert len(value.callee) < 300


@pytest.mark.parametrize(
    ("language", "text", "targets"),
    [
        ("python", "A = 'a'\ndef f(:\n    pass\nB = 'b'\n", {"A", "B"}),
        ("python", "A = 'a'\nx = [1, 2\nB = 'b'\n", {"A"}),
        ("python", "<<<<<<< HEAD\nA = 'a'\n=======\nA = 'b'\n>>>>>>> x\n", {"A"}),
        ("python", "print 'x'\nA = 'a'\n", {"A"}),
        ("typescript", "const A = 'a';\nfunction f() { g( }\nconst B = 'b';\n", {"A", "B"}),
        ("typescript", "const A = 'a';\nconst x = {;\nconst B = 'b';\n", {"A", "B"}),
        ("javascript", "const A = 'a';\nconst x: number = 1;\nconst B = 'b';\n", {"A", "B"}),
    ],
    ids=["parameter", "bracket", "conflict", "print", "brace", "entry", "types"],
)
def test_beside_a_syntax_error_the_rest_is_read(language: str, text: str, targets: set[str]) -> None:
    assert targets <= {one.target for one in module(text, language).assignments}


def test_lines_that_could_not_be_parsed_are_told() -> None:
    assert module("a = 1\nx = (1 2)\nb = 2\n").faults == (Span(2, 2),)
    assert module("a = 1\n").faults == ()


@pytest.mark.parametrize("language", ["python", "typescript", "tsx", "javascript"])
@pytest.mark.parametrize("text", ["", " ", "\n", "\0", "\0\0x = 1", "\ud800", "#", "'", "`", "{", "@", "\\"])
def test_next_to_nothing_is_a_module(language: str, text: str) -> None:
    assert isinstance(read(text, language), Module)
