"""The same program in Python and TypeScript gives the same facts, the language apart."""

from __future__ import annotations

from typing import Any

import pytest
from code_shown import assignments, calls, classes, functions, module

# fmt: off
ASSIGNED = [
    ("constants", "A = 1\nB: str = 'x'", "const A = 1;\nexport const B: string = 'x';",
     [("", "A", 1), ("", "B", "x")]),
    ("entry", "config['model'] = 'm'\nKH['a']['b'] = {'c': 1}", "config['model'] = 'm';\nKH.a['b'] = { c: 1 };",
     [("", "config.model", "m"), ("", "KH.a.b", {"c": 1})]),
    ("property", "options.temperature = 0.2", "options.temperature = 0.2;", [("", "options.temperature", 0.2)]),
    ("added-to", "prompt += 'x'\ntools += [run]", "prompt += 'x';\ntools += [run];",
     [("", "prompt", "x"), ("", "tools", [{"$ref": "run"}])]),
    ("two-at-once", "a, b = 1, 'x'", "const a = 1, b = 'x';", [("", "a", 1), ("", "b", "x")]),
    ("taken-apart", "a, b = f()", "const [a, b] = f();", [("", "a, b", {"$call": "f"})]),
    ("shared", "a = b = 'm'", "a = b = 'm';", [("", "a", "m"), ("", "b", "m")]),
    ("in-a-function", "def f():\n    m = 'x'", "function f() { const m = 'x'; }", [("f", "m", "x")]),
    ("in-a-condition", "if x:\n    m = 'x'", "if (x) { m = 'x'; }", [("", "m", "x")]),
    ("class-field", "class A:\n    m: str = 'x'", "class A { private readonly m: string = 'x'; }", [("A", "m", "x")]),
    ("environment-written", "os.environ['X'] = 'y'", "os.environ['X'] = 'y';", [("", "os.environ.X", "y")]),
    ("allowed-values", "M = Literal['a', 'b']", "type M = 'a' | 'b';",
     [("", "M", {"$call": "Literal", "args": ["a", "b"]})]),
]
CALLED = [
    ("alone", "f(1)", "f(1);", [("", "", {"$call": "f", "args": [1]})]),
    ("bound", "m = await f(1)", "const m = await f(1);", [("", "m", {"$call": "f", "args": [1]})]),
    ("in-a-method", "class A:\n    def g(self): f()", "class A { g() { f(); } }", [("A.g", "", {"$call": "f"})]),
    ("within", "f(g(h()))", "f(g(h()));", [
        ("", "", {"$call": "f", "args": [{"$call": "g", "args": [{"$call": "h"}]}]}),
        ("", "", {"$call": "g", "args": [{"$call": "h"}]}),
        ("", "", {"$call": "h"}),
    ]),
    ("chain", "A.b(1).c(2)", "A.b(1).c(2);",
     [("", "", {"$call": "A.b().c", "args": [2]}), ("", "", {"$call": "A.b", "args": [1]})]),
    ("in-an-expression", "x = 1 - f()", "x = 1 - f();", [("", "", {"$call": "f"})]),
    ("in-a-text", "x = f'{f()}'", "x = `${f()}`;", [("", "", {"$call": "f"})]),
    ("environment", "x = os.getenv('M') or pick()", "x = process.env.M ?? pick();",
     [("", "x", {"$call": "getenv", "args": ["M", {"$call": "pick"}]}), ("", "", {"$call": "pick"})]),
    ("literal-spelled-by-call", "x = frozenset(['a'])", "x = new Set(['a']);", []),
    ("decorator", "@tool('x')\ndef f(): pass", "class A { @tool('x') f() {} }", None),
    ("default", "def f(a=g()): pass", "function f(a = g()) {}", [("f", "", {"$call": "g"})]),
]
FUNCTIONS = [
    ("plain", "def f(a: str, b='x'): return a", "function f(a: str, b = 'x') { return a }",
     [("f", [], [("a", "str", None), ("b", "", "x")], "", "", "{| return $1.1 ; |}", ())]),
    ("asynchronous", "async def f(): await g()", "async function f() { await g() }",
     [("f", [], [], "", "", "{| await g ( ) ; |}", ("g",))]),
    ("bound", "f = lambda a: g(a)", "const f = a => g(a)",
     [("f", [], [("a", "", None)], "", "", "{| return g ( $1.1 ) ; |}", ("g",))]),
    ("rest", "def f(*args: str): pass", "function f(...args: str) {}",
     [("f", [], [("*args", "str", None)], "", "", "{| |}", ())]),
    ("method", "class A:\n    def f(self, a): pass", "class A { f(a) {} }",
     [("A.f", [], [("a", "", None)], "", "", "{| |}", ())]),
    ("by-name", "def f(*, model='m', k): pass", "function f({ model = 'm', k }) {}",
     [("f", [], [("model", "", "m"), ("k", "", None)], "", "", "{| |}", ())]),
    ("returns", "def f() -> list[str]: pass", "function f(): list[str] {}",
     [("f", [], [], "list[str]", "", "{| |}", ())]),
    ("calls-once-each", "def f():\n    b()\n    a.c(b())\n    print('x')",
     "function f() { b(); a.c(b()); console.log('x') }",
     [("f", [], [], "", "", "{| b ( ) ; a . c ( b ( ) ) ; |}", ("a.c", "b"))]),
    ("in-an-object", "tools = {'run': lambda a: a}", "const tools = { run: a => a }",
     [("tools.run", [], [("a", "", None)], "", "", "{| return $1.1 ; |}", ())]),
    ("in-a-function", "def f():\n    def g(): h()", "function f() { function g() { h() } }",
     [("f", [], [], "", "", "{| func $1.1 ( ) {| h ( ) ; |} ; |}", ("h",)),
      ("f.g", [], [], "", "", "{| h ( ) ; |}", ("h",))]),
]
CLASSES = [
    ("bases", "class A(B, c.D): pass", "class A extends B implements c.D {}",
     [("", "A", ("B", "c.D"), [], "", [], ())]),
    ("generic-base", "class A(B[T]): pass", "class A extends B<T> {}", [("", "A", ("B",), [], "", [], ())]),
    ("fields", "class A:\n    a: str\n    b: int = 1", "class A { a: str; b: int = 1; }",
     [("", "A", (), [], "", [("a", {"$code": ""}), ("b", 1)], (("a", "str"), ("b", "int")))]),
    ("enumeration", "class M(Enum):\n    A = 'a'\n    B = 'b'", "enum M { A = 'a', B = 'b' }",
     [("", "M", ("Enum",), [], "", [("A", "a"), ("B", "b")], ())]),
    ("decorated", "@model(1)\nclass A: pass", "@model(1)\nclass A {}",
     [("", "A", (), [{"$call": "model", "args": [1]}], "", [], ())]),
    ("in-a-class", "class A:\n    class B: pass", "class A { static B = class {} }", None),
]
# fmt: on
KINDS = [(ASSIGNED, assignments), (CALLED, calls), (FUNCTIONS, functions), (CLASSES, classes)]
ROWS = [(row, show) for table, show in KINDS for row in table]


@pytest.mark.parametrize(("row", "show"), ROWS, ids=[f"{show.__name__}-{row[0]}" for row, show in ROWS])
def test_both_languages_say_the_same(row: tuple[str, str, str, Any], show: Any) -> None:
    _, python, typescript, expected = row
    first, second = show(module(python)), show(module(typescript, "typescript"))
    if expected is not None:
        assert first == expected
        assert second == expected
    else:
        assert first
        assert second


# fmt: off
IMPORTS = [
    ("python", "import os, a.b as c", ("a.b", "os")),
    ("python", "from langchain.agents import create as c", ("langchain.agents", "langchain.agents.create")),
    ("python", "from lib.agents import (\n  a,\n  b,\n)", ("lib.agents", "lib.agents.a", "lib.agents.b")),
    ("python", "from . import x\nfrom ..y import *", (".", "..y", "..y.*", ".x")),
    ("python", "def f():\n    import late", ("late",)),
    ("typescript", "import d, { a as b, type c } from 'm'", ("m", "m#a", "m#c", "m#default")),
    ("typescript", "import * as n from 'm'; import 'side'", ("m", "m#*", "side")),
    ("typescript", "export { q } from './q'; export * from './r'", ("./q", "./q#q", "./r")),
    ("typescript", "const a = require('m'); const b = await import('n')", ("m", "n")),
    ("javascript", "const { a } = require('m')", ("m",)),
]
# fmt: on


@pytest.mark.parametrize(("language", "source", "expected"), IMPORTS, ids=[row[1] for row in IMPORTS])
def test_imports_are_a_sorted_set(language: str, source: str, expected: tuple[str, ...]) -> None:
    assert module(source, language).imports == expected
