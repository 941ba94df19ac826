"""Kotlin: its own ways to write what every language says."""

from __future__ import annotations

from typing import Any

import pytest
from code_shown import assignments, classes, functions

from threatgate.documents import kotlin
from threatgate.documents._kinds import Module
from threatgate.documents._located import plain


def module(text: str) -> Module:
    found = kotlin.read(text)
    assert isinstance(found, Module), found
    assert found.language == "kotlin"
    assert not found.faults
    return found


def tables(read: Module) -> list[Any]:
    return [(one.subject, [(entry.key, plain(entry.value)) for entry in one.entries]) for one in read.tables]


# fmt: off
VALUES: list[Any] = [
    ("text", 'val x = "a\\n$name! ${b.c} \\$ $ {d}"',
     "a\n{name}! {b.c} $ $ {d}"),
    ("indented", 'val x = """\n    You are $name.\n      Be kind.\n""".trimIndent()',
     "You are {name}.\n  Be kind."),
    ("margin", 'val x = """\n  |a\n  |  b""".trimMargin()',
     "a\n  b"),
    ("added", 'val x = "a" + b + "c"',
     "a{b}c"),
    ("number", "val x = 1_000L",
     1000),
    ("lists", 'val x = listOf("a", mapOf("k" to 1), *more)',
     ["a", {"k": 1}, {"$code": "...more"}]),
    ("empty", "val x = emptyList<Tool>()",
     []),
    ("constants", "val x = listOf(true, null, -1, 0.5f)",
     [True, None, -1, 0.5]),
    ("lazy", 'val x by lazy { "a" }',
     "a"),
    ("computed", 'val x: String get() = "a$b"',
     "a{b}"),
    ("environment", 'val x = System.getenv("M") ?: "m"',
     {"$call": "getenv", "args": ["M", "m"]}),
    ("choice", 'val x = if (fast) "a" else "b"',
     {"$code": 'if ( fast ) "a" else "b"'}),
    ("not-null", "val x = a!!.b?.c as String",
     {"$ref": "a.b.c"}),
    ("named-arguments", 'val x = Agent(model = "m", *rest, tools = listOf(a)) { install(T) }',
     {"$call": "Agent",
      "args": [{"$code": "...rest"}, {"$code": "func ( ) {| install ( T ) ; |}"}],
      "named": {"model": "m", "tools": [{"$ref": "a"}]}}),
    ("block-alone", "val x = build { add(1) }",
     {"$call": "build", "args": [{"$code": "func ( ) {| add ( 1 ) ; |}"}]}),
    ("chain", 'val x = Chat.builder().model("m").stream().build()',
     {"$call": "Chat", "named": {"model": "m", "stream": True}}),
]
ASSIGNED: list[Any] = [
    ("constructor", 'data class A(val model: String = "m", private var t: Double? = null)',
     [("A", "model", "m"), ("A", "t", None)]),
    ("companion", 'class A {\n companion object {\n  const val M = "m"\n }\n}',
     [("A", "M", "m")]),
    ("described", '@Serializable class A(@LLMDescription("City") val city: String)',
     [("A", "city", {"$call": "LLMDescription", "args": ["City"]})]),
    ("enumeration", 'enum class M(val id: String) { A("a"), B("b"); fun f() = 1 }',
     [("M", "A", "a"), ("M", "B", "b")]),
    ("attributes", 'fun f() { this.model = "a"; config["k"].m += "b" }',
     [("f", "this.model", "a"), ("f", "config.k.m", "b")]),
    ("several", "val (a, b) = f()",
     [("", "a, b", {"$call": "f"})]),
]
FUNCTIONS: list[Any] = [
    ("annotated", ('/** Doc. */\n@Tool("n", strict = true)\nsuspend fun <T> f(a: Order, b: Int = 1, vararg c: '
     'String): List<T> = g(a)'),
     [("f",
       [{"$call": "Tool", "args": ["n"], "named": {"strict": True}}],
       [("a", "Order", None), ("b", "Int", 1), ("c", "String", None)],
       "List",
       "Doc.",
       "{| return g ( $1.1 ) ; |}",
       ("g",))]),
    ("logic", ('fun f(a: Int): Boolean { log.info("x"); val b = a + 1; if (b > 2) return true; return '
     '!ok(b) }'),
     [("f",
       [],
       [("a", "Int", None)],
       "Boolean",
       "",
       "{| $1.2 = $1.1 + 1 ; if ( $1.2 > 2 ) return true ; return ! ok ( $1.2 ) ; |}",
       ("log.info", "ok"))]),
    ("lambda", "val f = { a: Int, b -> g(a) }",
     [("f", [], [("a", "", None), ("b", "", None)], "", "", "{| g ( $1.1 ) ; |}", ("g",))]),
]
CLASSES: list[Any] = [
    ("bases", 'object A : Base<T>(name = "n"), C { override val d = "x" }',
     [("", "A", ("Base", "C"), [], "", [("d", "x")], ())]),
]
TABLES: list[Any] = [
    ("when", 'fun f(a: P) = when (a) { P.A, P.B -> "x"; else -> { y() } }',
     [("a", [("P.A", "x"), ("P.B", "x"), ("*", {"$call": "y"})])]),
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
    assert module("import a.b.C\nimport d.*").imports == ("a.b.C", "d.*")


def test_annotations_of_a_file_belong_to_what_stands_below() -> None:
    read = module('@Tool\n@LLMDescription("Finds")\nfun find(id: String): String = store.fetch(id)\n')
    assert [[plain(each) for each in one.decorators] for one in read.functions] == [
        [{"$ref": "Tool"}, {"$call": "LLMDescription", "args": ["Finds"]}]
    ]


def test_a_function_hands_back_what_a_switch_comes_to() -> None:
    read = module('fun pick(tier: String) = when (tier) {\n  "free" -> "a"\n  else -> "b"\n}\n')
    assert [(one.where, one.target, plain(one.value)) for one in read.assignments] == [
        ("pick", "return", "a"),
        ("pick", "return", "b"),
    ]
    assert (
        module('fun tell(tier: String) {\n  when (tier) {\n    "a" -> say()\n    else -> stop()\n  }\n}\n').assignments
        == ()
    )
