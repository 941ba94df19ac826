"""The value of an expression, the same whether Python or TypeScript wrote it."""

from __future__ import annotations

from typing import Any

import pytest
from code_shown import assignments, module

BOTH = [
    ("plain", '"a"', '"a"', "a"),
    ("single-quotes", "'a'", "'a'", "a"),
    ("escapes", r'"\n\t\\\"\x41\u00e9"', r'"\n\t\\\"\x41\u00e9"', '\n\t\\"Aé'),
    ("long-escapes", r'"\U0001f680\N{EM DASH}\101"', r'"\u{1f680}\u2014A"', "\U0001f680—A"),
    ("surrogate-pair", r'"😀"', r'"\ud83d\ude00"', "\U0001f600"),
    ("line-continued", '"a\\\nb"', '"a\\\nb"', "ab"),
    ("carriage-returns", '"""a\r\nb"""', "`a\r\nb`", "a\nb"),
    ("several-lines", '"""a\nb"""', "`a\nb`", "a\nb"),
    ("adjacent-or-added", '("a"\n "b")', '"a" +\n "b"', "ab"),
    ("added", '"a" + "b" + """c"""', '"a" + "b" + `c`', "abc"),
    ("interpolated", 'f"Hi {user.name}, {{x}} {n!r:>3}"', "`Hi ${user.name}, {x} ${n}`", "Hi {user.name}, {x} {n}"),
    ("interpolated-call", 'f"{load( path )[0]}"', "`${load( path )[0]}`", "{load(path)[0]}"),
    ("added-name", '"You are " + name + "."', '"You are " + name + "."', "You are {name}."),
    ("stripped", '"""\n a\n""".strip()', "`\n a\n`.trim()", "a"),
    ("stripped-ends", '" a ".lstrip()', '" a ".trimStart()', "a "),
    ("dedented", 'dedent("""\n  a\n   b\n""").strip()', "dedent`\n  a\n   b\n`", "a\n b"),
    ("dedented-by-module", 'textwrap.dedent("  a\\n  b")', 'dedent("  a\\n  b")', "a\nb"),
    ("joined", '"\\n".join(["a", "b"])', '["a", "b"].join("\\n")', "a\nb"),
    ("joined-tuple", '", ".join(("a", NAME, "b"))', '["a", NAME, "b"].join(", ")', "a, {NAME}, b"),
    ("formatted", '"Hi {name}".format(name=user)', '"Hi {name}".format({ name: user })', "Hi {name}"),
    ("raw", r'r"\d+"', r"String.raw`\d+`", "\\d+"),
    ("percent", '"Hi %s" % name', '"Hi %s"', "Hi %s"),
    ("number", "1_000_000", "1_000_000", 1000000),
    ("hexadecimal", "0xFF", "0xff", 255),
    ("float", "0.10", "0.1", 0.1),
    ("exponent", "1e3", "1E3", 1000.0),
    ("negative", "-5", "-5", -5),
    ("product", "60 * 60 * 24", "60 * 60 * 24", 86400),
    ("power", "2 ** 10 - 1", "2 ** 10 - 1", 1023),
    ("grouped-sum", "-(1 + 2) * 3", "-(1 + 2) * 3", -9),
    ("quotient", "3600 / 2", "3600 / 2", 1800),
    ("shift", "1 << 20", "1 << 20", 1048576),
    ("true", "True", "true", True),
    ("not-a-number", "not 0", "!0", True),
    ("none", "None", "null", None),
    ("undefined", "None", "undefined", None),
    ("list", "[1, 'a', [True]]", "[1, 'a', [true],]", [1, "a", [True]]),
    ("set", "frozenset({'a', 'b'})", "new Set(['a', 'b'])", ["a", "b"]),
    ("frozen", "MappingProxyType({'a': 1})", "Object.freeze({ a: 1 })", {"a": 1}),
    ("map", '{"a": 1, "b": {"c": None}}', '{ a: 1, "b": { c: null } }', {"a": 1, "b": {"c": None}}),
    ("dict-call", "dict(a=1, b='x')", "{ a: 1, b: 'x' }", {"a": 1, "b": "x"}),
    ("last-key-wins", '{"a": 1, "b": 2, "a": 3}', "{ a: 1, b: 2, a: 3 }", {"a": 3, "b": 2}),
    ("number-key", '{1: "a"}', '{ 1: "a" }', {"1": "a"}),
    ("computed-key", '{Model.X: "a"}', '{ [Model.X]: "a" }', {"[Model.X]": "a"}),
    ("spread", '{**base, "a": 1}', "{ ...base, a: 1 }", {"...base": {"$code": "...base"}, "a": 1}),
    ("starred", "[*base, 1]", "[...base, 1]", [{"$code": "...base"}, 1]),
    ("name", "settings.model", "settings?.model", {"$ref": "settings.model"}),
    ("parentheses", "((model))", "((model))", {"$ref": "model"}),
    ("awaited", "await f(1)", "await f(1)", {"$call": "f", "args": [1]}),
    ("call", "f(1, *a)", "f(1, ...a)", {"$call": "f", "args": [1, {"$code": "...a"}]}),
    ("created", "Foo('x')", "new Foo<Bar>('x')", {"$call": "Foo", "args": ["x"]}),
    ("chain", "A.b().c(1)", "A.b().c(1)", {"$call": "A.b().c", "args": [1]}),
    ("attribute-of-call", "f().model", "f().model", {"$ref": "f().model"}),
    ("called-item", "clients[0].run(1)", "clients[0].run(1)", {"$call": "clients[0].run", "args": [1]}),
    ("called-entry", "c['a'].run(1)", "c['a'].run(1)", {"$call": "c.a.run", "args": [1]}),
    ("conditional-text", "f'{a}'", "`${a}`", "{a}"),
    ("subscript", "x[0]", "x[0]", {"$code": "x [ 0 ]"}),
    ("difference", "a - (b - c)", "a - (b - c)", {"$code": "a - ( b - c )"}),
    ("choices", 'Literal["a", "b"]', "", {"$call": "Literal", "args": ["a", "b"]}),
    ("environment", 'os.getenv("X")', "process.env.X", {"$call": "getenv", "args": ["X"]}),
    ("environment-item", 'os.environ["X"]', 'process.env["X"]!', {"$call": "getenv", "args": ["X"]}),
    (
        "environment-default",
        'os.environ.get("X", "d")',
        'process.env.X ?? "d"',
        {"$call": "getenv", "args": ["X", "d"]},
    ),
    ("environment-or", 'os.getenv("X") or "d"', 'process.env.X || "d"', {"$call": "getenv", "args": ["X", "d"]}),
    (
        "environment-by-name",
        'os.getenv("X", default="d")',
        '(import.meta.env.X as string) ?? "d"',
        {"$call": "getenv", "args": ["X", "d"]},
    ),
]


@pytest.mark.parametrize(("source", "expected"), [row[1::2] for row in BOTH], ids=[row[0] for row in BOTH])
def test_python_holds(source: str, expected: Any) -> None:
    assert assignments(module(f"x = {source}\n")) == [("", "x", expected)]


TYPED = [row for row in BOTH if row[2]]


@pytest.mark.parametrize("language", ["typescript", "tsx"])
@pytest.mark.parametrize(("source", "expected"), [row[2:] for row in TYPED], ids=[row[0] for row in TYPED])
def test_typescript_holds(source: str, expected: Any, language: str) -> None:
    assert assignments(module(f"const x = {source};\n", language)) == [("", "x", expected)]


PLAIN = [row for row in TYPED if row[0] not in {"created", "environment-item", "environment-by-name"}]


@pytest.mark.parametrize(("source", "expected"), [row[2:] for row in PLAIN], ids=[row[0] for row in PLAIN])
def test_javascript_holds(source: str, expected: Any) -> None:
    assert assignments(module(f"const x = {source};\n", "javascript")) == [("", "x", expected)]


# fmt: off
ONE_LANGUAGE = [
    ("python-bytes", "python", 'x = b"a"', "a"),
    ("python-unknown-escape", "python", r'x = "\d\w"', r"\d\w"),
    ("python-unknown-name", "python", r'x = "\N{NO SUCH}"', r"\N{NO SUCH}"),
    ("python-unicode-prefix", "python", 'x = u"a"', "a"),
    ("python-nested-quotes", "python", "x = f\"{d['a']}\"", '{d["a"]}'),
    ("python-huge-power", "python", "x = 9 ** 9 ** 9", {"$code": "9 ** ( 9 ** 9 )"}),
    ("python-infinite", "python", "x = 1e999", {"$code": "1e999"}),
    ("python-zero-division", "python", "x = 1 / 0", {"$code": "1 / 0"}),
    ("python-comparison", "python", "x = a<b", {"$code": "a < b"}),
    ("python-comprehension", "python", "x = [a for a in b]", {"$code": "[ a for a in b ]"}),
    ("python-named", "python", "x = f(a, k=1, **kw)",
     {"$call": "f", "args": [{"$ref": "a"}], "named": {"k": 1, "...kw": {"$code": "...kw"}}}),
    ("python-lambda", "python", "x = f(lambda a: a + 1)",
     {"$call": "f", "args": [{"$code": "func ( $1.1 ) {| return $1.1 + 1 ; |}"}]}),
    ("typescript-unknown-escape", "typescript", r'const x = "\d";', "d"),
    ("typescript-lone-surrogate", "typescript", r'const x = "\ud83d";', "\ufffd"),
    ("typescript-void", "typescript", "const x = void 0;", None),
    ("typescript-big", "typescript", "const x = 10n;", 10),
    ("typescript-regex", "typescript", "const x = /a b/g;", {"$code": "/a b/g"}),
    ("typescript-asserted", "typescript", "const x = <any>(q satisfies R)!;", {"$ref": "q"}),
    ("typescript-as-const", "typescript", "const x = ['a'] as const;", ["a"]),
    ("typescript-shorthand", "typescript", "const x = { a };", {"a": {"$ref": "a"}}),
    ("typescript-computed-text", "typescript", 'const x = { ["a"]: 1 };', {"a": 1}),
    ("typescript-tag", "typescript", "const x = sql`a ${b}`;", {"$call": "sql", "args": ["a {b}"]}),
    ("typescript-method", "typescript", "const x = { run(a) { return a } };",
     {"run": {"$code": "func run ( $1.1 ) {| return $1.1 ; |}"}}),
    ("typescript-function-called", "typescript", "const x = (() => 1)();", {"$call": "function"}),
]
# fmt: on


@pytest.mark.parametrize(
    ("language", "source", "expected"), [row[1:] for row in ONE_LANGUAGE], ids=[row[0] for row in ONE_LANGUAGE]
)
def test_a_language_of_its_own_holds(language: str, source: str, expected: Any) -> None:
    assert assignments(module(source, language)) == [("", "x", expected)]


@pytest.mark.parametrize(
    ("language", "source", "choices"),
    [
        ("python", 'x = "a" if big else ("b" if small else C)', ["a", "b", {"$ref": "C"}]),
        ("python", 'x = model or "a"', [{"$ref": "model"}, "a"]),
        ("typescript", 'const x = big ? "a" : small ? "b" : C', ["a", "b", {"$ref": "C"}]),
        ("typescript", 'const x = options.model ?? "a"', [{"$ref": "options.model"}, "a"]),
    ],
    ids=["python-conditional", "python-or", "typescript-conditional", "typescript-nullish"],
)
def test_an_expression_that_chooses_shows_what_from(language: str, source: str, choices: list[Any]) -> None:
    from threatgate.documents._located import Code, plain

    value = module(source, language).assignments[0].value
    assert isinstance(value, Code)
    assert [plain(choice) for choice in value.choices] == choices


def test_a_very_long_expression_ends_in_a_digest() -> None:
    first = module("x = [" + ", ".join(f"a{n} - 1" for n in range(3000)) + "][0]").assignments[0].value
    second = module("x = [" + ", ".join(f"a{n} - 1" for n in range(2999)) + ", b - 1][0]").assignments[0].value
    assert first.text.startswith("[ a0 - 1 , a1")
    assert " … sha256:" in first.text
    assert len(first.text) < 400
    assert first.text != second.text
