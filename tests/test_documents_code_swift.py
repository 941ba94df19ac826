"""Swift: its own ways to write what every language says."""

from __future__ import annotations

from typing import Any

import pytest
from code_shown import assignments, classes, functions

from threatgate.documents import swift
from threatgate.documents._kinds import Module
from threatgate.documents._located import plain


def module(text: str) -> Module:
    found = swift.read(text)
    assert isinstance(found, Module), found
    assert found.language == "swift"
    assert not found.faults
    return found


def tables(read: Module) -> list[Any]:
    return [(one.subject, [(entry.key, plain(entry.value)) for entry in one.entries]) for one in read.tables]


# fmt: off
VALUES: list[Any] = [
    ("text", 'let x = "a\\n\\(name) b"',
     "a\n{name} b"),
    ("block", 'let x = """\n    You are \\(name).\n      Be kind.\n    """',
     "You are {name}.\n  Be kind."),
    ("raw", 'let x = #"a \\n \\#(b)"#',
     "a \\n {b}"),
    ("added", 'let x = "a" + b + "c"',
     "a{b}c"),
    ("collections", 'let x = ["a": [1, 0.5, true, nil], "b": [:]]',
     {"a": [1, 0.5, True, None], "b": {}}),
    ("labels", ('let x = Session(model: .default, tools: [A(), .b(1)], instructions: "Be kind") { $0 } '
     'onEnd: { y }'),
     {"$call": "Session",
      "args": [{"$code": "func ( ) {| $0 ; |}"}],
      "named": {"model": {"$ref": ".default"},
                "tools": [{"$call": "A"}, {"$call": "b", "args": [1]}],
                "instructions": "Be kind",
                "onEnd": {"$code": "func ( ) {| y ; |}"}}}),
    ("texts-in-a-block", 'let x = Instructions { "a"\n "b" }',
     {"$call": "Instructions", "args": [["a", "b"]]}),
    ("environment", 'let x = ProcessInfo.processInfo.environment["M"] ?? "m"',
     {"$call": "getenv", "args": ["M", "m"]}),
    ("choice", 'let x = fast ? "a" : "b"',
     {"$code": 'fast ? "a" : "b"'}),
    ("awaited", "let x = try await a!.b?.c as? D",
     {"$ref": "a.b.c"}),
    ("member", "let x = Model.gpt",
     {"$ref": "Model.gpt"}),
    ("subscript", 'let x = a["b"]',
     {"$code": 'a [ "b" ]'}),
]
ASSIGNED: list[Any] = [
    ("properties", ('struct A { static let m: String = "m"; var n: Int?; @Guide(description: "d") var q: '
     'String; var p: String { "x" } }'),
     [("A", "m", "m"), ("A", "q", {"$call": "Guide", "named": {"description": "d"}}), ("A", "p", "x")]),
    ("attributes", 'func f() { self.model = "a"; d["k"] += 1 }',
     [("f", "self.model", "a"), ("f", "d.k", 1)]),
    ("enumeration", 'enum M: String { case a = "x", b; case c(Int) }',
     [("M", "a", "x")]),
    ("coded-names", 'enum CodingKeys: String, CodingKey { case maxToolCalls = "max_tool_calls" }',
     []),
    ("handed-back", 'func f() -> String { "a \\(b)" }',
     [("f", "return", "a {b}")]),
]
FUNCTIONS: list[Any] = [
    ("labels", ('@Tool("n") public func f(_ a: Order, with b: Int = 1) async throws -> [T] { '
     'logger.info("x"); let c = a; guard c.ok else { return [] }; return try g(c) }'),
     [("f",
       [{"$call": "Tool", "args": ["n"]}],
       [("a", "Order", None), ("b", "Int", 1)],
       "[T]",
       "",
       "{| $1.3 = $1.1 ; guard $1.3 . ok else { {| return [ ] ; |} } ; return g ( $1.3 ) ; |}",
       ("g", "logger.info"))]),
    ("block", "let f = { (a: Int, b) -> Int in a + b }",
     [("f", [], [("a", "", None), ("b", "", None)], "", "", "{| $1.1 + $1.2 ; |}", ())]),
]
CLASSES: list[Any] = [
    ("bases", '@Generable(description: "d") final class A<T>: B<T>, C {}',
     [("", "A", ("B", "C"), [{"$call": "Generable", "named": {"description": "d"}}], "", [], ())]),
    ("extension", "extension A: D { func f() {} }",
     [("", "A", ("D",), [], "", [], ())]),
]
TABLES: list[Any] = [
    ("switch", 'switch a { case .x, .y: return "b"\n default: return c() }',
     [("a", [(".x", "b"), (".y", "b"), ("*", {"$call": "c"})])]),
]
# fmt: on


@pytest.mark.parametrize(("source", "expected"), [row[1:] for row in VALUES], ids=[row[0] for row in VALUES])
def test_values(source: str, expected: Any) -> None:
    assert plain(module(source).assignments[0].value) == expected


KINDS: list[tuple[list[Any], Any]] = [
    (ASSIGNED, assignments), (FUNCTIONS, functions), (CLASSES, classes), (TABLES, tables)
]  # fmt: skip
ROWS = [(*row[1:], show) for rows, show in KINDS for row in rows]


@pytest.mark.parametrize(
    ("source", "expected", "show"), ROWS, ids=[f"{show.__name__}-{row[0]}" for rows, show in KINDS for row in rows]
)
def test_facts(source: str, expected: Any, show: Any) -> None:
    assert show(module(source)) == expected


def test_imports() -> None:
    assert module("import A\n@testable import B\nimport struct C.D").imports == ("A", "B", "C.D")
