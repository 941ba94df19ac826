"""A function's body is what it does: layout, names of locals, types and logging are none of it, everything else is."""

from __future__ import annotations

import pytest
from code_shown import module

# fmt: off
SAME_PYTHON = [
    ("comment", "def f(a):\n    return a", "def f(a):\n    # why\n    return a  # so"),
    ("docstring", "def f(a):\n    return a", "def f(a):\n    '''What.'''\n    return a"),
    ("bare-string", "def f(a):\n    return a", "def f(a):\n    'note'\n    return a"),
    ("one-line", "def f(a):\n    b = 1\n    return b", "def f(a): b = 1; return b"),
    ("pass", "def f(a):\n    if a:\n        g()", "def f(a):\n    if a:\n        pass\n        g()"),
    ("locals", "def f(a):\n    b = a\n    return b", "def f(question):\n    answer = question\n    return answer"),
    ("loop-variable", "def f(a):\n    for b in a: g(b)", "def f(a):\n    for item in a: g(item)"),
    ("comprehension", "def f(a):\n    return [b for b in a]", "def f(a):\n    return [c for c in a]"),
    ("with-and-except", "def f():\n    try:\n        with g() as a: a()\n    except E as b: b()",
     "def f():\n    try:\n        with g() as c: c()\n    except E as d: d()"),
    ("local-in-text", "def f(a):\n    return f'x {a.b}'", "def f(z):\n    return f'x {z.b}'"),
    ("quotes", "def f(a):\n    return 'x'", 'def f(a):\n    return """x"""'),
    ("adjacent", "def f(a):\n    return 'xy'", "def f(a):\n    return ('x'\n        'y')"),
    ("annotations", "def f(a):\n    b = 1\n    return b",
     "def f(a: int) -> int:\n    c: str\n    b: int = 1\n    return b"),
    ("trailing-comma", "def f(a):\n    g(a, 1)", "def f(a):\n    g(\n        a,\n        1,\n    )"),
    ("parentheses", "def f(a):\n    return a + 1 * 2", "def f(a):\n    return (a + (1 * 2))"),
    ("tuple-parentheses", "def f(a):\n    for b, c in a: return b, c", "def f(a):\n    for (b, c) in a: return (b, c)"),
    ("with-parentheses", "def f(a):\n    with a() as b, c(): pass", "def f(a):\n    with (a() as b, c(),): pass"),
    ("import-parentheses", "def f():\n    from a import b, c",
     "def f():\n    from a import (\n        b,\n        c,\n    )"),
    ("numbers", "def f(a):\n    return 1000 + 255", "def f(a):\n    return 1_000 + 0xFF"),
    ("log-call", "def f(a):\n    return a",
     "def f(a):\n    logger.info('x', a)\n    self._log.debug(a)\n    print(a)\n    return a"),
    ("nested-locals", "def f(a):\n    def g(b): return a + b\n    return g",
     "def f(x):\n    def h(y): return x + y\n    return h"),
    ("backslash", "def f(a):\n    return a + 1", "def f(a):\n    return a + \\\n        1"),
]
SAME_TYPESCRIPT = [
    ("comment", "function f(a) { return a }", "function f(a) { /* why */ return a; // so\n}"),
    ("semicolons", "function f(a) { g(); return a }", "function f(a) {\n  g();;\n  return a;\n}"),
    ("braces", "function f(a) { if (a) g(); else h() }", "function f(a) { if (a) { g() } else { h() } }"),
    ("switch", "function f(a) { switch (a) { case 1: g(); break } }",
     "function f(a) { switch (a) {\n case 1:\n  console.log(a);\n  g();\n  break;\n } }"),
    ("locals", "function f(a) { const b = a; return b }", "function f(x) { const y = x; return y }"),
    ("taken-apart", "function f({ a }) { return a }", "function f({ a: b }) { return b }"),
    ("shorthand", "function f(a) { return { a } }", "function f(b) { return { a: b } }"),
    ("catch", "function f() { try { g() } catch (a) { h(a) } }", "function f() { try { g() } catch (b) { h(b) } }"),
    ("quotes", "function f() { return 'x' }", "function f() { return `x` }"),
    ("quoted-key", "function f() { return { a: 1 } }", "function f() { return { 'a': 1, } }"),
    ("types", "function f(a) { const b = a; return b }",
     "function f(a: A): B { type X = 1; const b: B = <B>(a as B)!; return b satisfies B }"),
    ("type-arguments", "function f() { return g(new Map()) }", "function f() { return g<A>(new Map<A, B>()) }"),
    ("arrow-parentheses", "function f(a) { return a.map(b => b.c) }", "function f(a) { return a.map((b) => b.c) }"),
    ("arrow-block", "function f(a) { return a.map(b => b.c) }", "function f(a) { return a.map(b => { return b.c }) }"),
    ("parentheses", "function f(a) { return a && b || c }", "function f(a) { return ((a && b) || (c)) }"),
    ("log-call", "function f(a) { return a }", "function f(a) { console.log(a); this.logger.warn(`${a}`); return a }"),
    ("callback-that-logs", "function f(a) { g(() => {}) }", "function f(a) { g(() => console.error(a)) }"),
]
DIFFERENT_PYTHON = [
    ("call", "def f(a):\n    g(a)", "def f(a):\n    h(a)"),
    ("attribute", "def f(a):\n    return a.b", "def f(a):\n    return a.c"),
    ("argument-name", "def f(a):\n    g(b=a)", "def f(a):\n    g(c=a)"),
    ("swapped", "def f(a, b):\n    return a - b", "def f(a, b):\n    return b - a"),
    ("condition", "def f(a):\n    if a: g()", "def f(a):\n    if not a: g()"),
    ("awaited", "async def f(a):\n    await g()", "async def f(a):\n    g()"),
    ("in-the-branch", "def f(a):\n    if a:\n        g()\n        h()", "def f(a):\n    if a:\n        g()\n    h()"),
    ("grouping", "def f(a):\n    return a * (1 + 2)", "def f(a):\n    return a * 1 + 2"),
    ("tuple", "def f(a):\n    return (a)", "def f(a):\n    return (a,)"),
    ("text", "def f(a):\n    return 'x'", "def f(a):\n    return 'y'"),
    ("text-or-name", "def f(a):\n    return b", "def f(a):\n    return 'b'"),
    ("global", "def f(a):\n    b = 1", "def f(a):\n    global b\n    b = 1"),
    ("logged-and-used", "def f(a):\n    return a", "def f(a):\n    return logger.info(a)"),
    ("not-a-log", "def f(a):\n    a.info()", "def f(a):\n    a.warn()"),
    ("early-return", "def f(a):\n    g(a)", "def f(a):\n    if a: return\n    g(a)"),
    ("comparison", "def f(a):\n    return a < 1", "def f(a):\n    return a <= 1"),
]
DIFFERENT_TYPESCRIPT = [
    ("call", "function f(a) { g(a) }", "function f(a) { h(a) }"),
    ("key", "function f(a) { return { b: a } }", "function f(a) { return { c: a } }"),
    ("strictness", "function f(a) { return a == 1 }", "function f(a) { return a === 1 }"),
    ("optional", "function f(a) { return a.b }", "function f(a) { return a?.b }"),
    ("object-or-block", "function f() { return g(() => ({})) }", "function f() { return g(() => {}) }"),
    ("spread", "function f(a) { g(a) }", "function f(a) { g(...a) }"),
    ("grouping", "function f(a) { return a && (b || c) }", "function f(a) { return a && b || c }"),
    ("regex", "function f(a) { return /a/g }", "function f(a) { return /a/ }"),
    ("created", "function f(a) { return new A() }", "function f(a) { return A() }"),
    ("directive", "function f(a) { g() }", "function f(a) { 'use server'; g() }"),
    ("dangling-else", "function f(a) { if (a) { if (b) g() } else h() }",
     "function f(a) { if (a) if (b) g(); else h() }"),
]
# fmt: on
PAIRS = [
    (language, same, row)
    for language, same, table in (
        ("python", True, SAME_PYTHON),
        ("typescript", True, SAME_TYPESCRIPT),
        ("python", False, DIFFERENT_PYTHON),
        ("typescript", False, DIFFERENT_TYPESCRIPT),
    )
    for row in table
]


@pytest.mark.parametrize(
    ("language", "same", "row"),
    PAIRS,
    ids=[f"{language}-{'same' if same else 'different'}-{row[0]}" for language, same, row in PAIRS],
)
def test_bodies_are_equal_when_they_do_the_same(language: str, *, same: bool, row: tuple[str, str, str]) -> None:
    bodies = [module(source, language).functions[0].body for source in row[1:]]
    assert all(bodies)
    assert (bodies[0] == bodies[1]) is same, bodies


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("python", "def f(a: int, b=1) -> str:\n    c = a\n    return c"),
        ("typescript", "function f(a: int, b = 1): str { const c = a; return c }"),
    ],
    ids=["python", "typescript"],
)
def test_a_body_reads_as_tokens_with_numbered_locals(language: str, source: str) -> None:
    body = module(source, language).functions[0].body
    assert body.replace("const ", "") == "{| $1.3 = $1.1 ; return $1.3 ; |}"


def test_a_function_inside_another_keeps_the_numbers_of_both() -> None:
    outer, inner = module("def f(a):\n    def g(b):\n        return a + b\n    return g").functions
    assert inner.body == "{| return $1.1 + $2.1 ; |}"
    assert outer.body == f"{{| func $1.2 ( $2.1 ) {inner.body} ; return $1.2 ; |}}"
