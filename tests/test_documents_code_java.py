"""Java: its own ways to write what every language says."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from code_shown import assignments, calls, classes, functions

from threatgate.documents import java, read
from threatgate.documents._kinds import Module, Unreadable
from threatgate.documents._located import plain


def module(text: str) -> Module:
    found = java.read(textwrap.dedent(text))
    assert isinstance(found, Module), found
    assert found.language == "java"
    return found


def value(expression: str) -> Any:
    read_ = module(f"class A {{ Object x = {expression}; }}")
    assert not read_.faults
    return assignments(read_)[-1][2]


# fmt: off
VALUES = [
    ("text", '"a\\tb\\u0041"', "a\tbA"),
    ("added", '"a " + name + "\\n" + "b"', "a {name}\nb"),
    ("formatted", 'String.format("a %s", name)', "a %s"),
    ("formatted-on-it", '"a %s".formatted(name)', "a %s"),
    ("joined", 'String.join(", ", "a", "b")', "a, b"),
    ("number", "10_000L", 10000),
    ("float", "0.7f", 0.7),
    ("hex", "0xFFL", 255),
    ("negative", "-1", -1),
    ("list", 'List.of("a", "b")', ["a", "b"]),
    ("array", 'new String[] {"a", "b"}', ["a", "b"]),
    ("map", 'Map.of("a", 1, "b", x)', {"a": 1, "b": {"$ref": "x"}}),
    ("copied", 'new ArrayList<>(List.of("a"))', ["a"]),
    ("cast", '(String) "a"', "a"),
    ("environment", 'System.getenv("M")', {"$call": "getenv", "args": ["M"]}),
    ("environment-default", 'System.getenv().getOrDefault("M", "m")', {"$call": "getenv", "args": ["M", "m"]}),
    ("environment-optional", 'Optional.ofNullable(System.getenv("M")).orElse("m")',
     {"$call": "getenv", "args": ["M", "m"]}),
    ("method-reference", "this::search", {"$ref": "this.search"}),
    ("class", "Orders.class", {"$ref": "Orders"}),
    ("created", 'new Tool("a", 1)', {"$call": "Tool", "args": ["a", 1]}),
    ("chain", 'a.b("x").c()', {"$call": "a.b().c"}),
    ("builder", 'Options.builder().model("m").temperature(0.2).build()',
     {"$call": "Options", "named": {"model": "m", "temperature": 0.2}}),
    ("builder-given", "Agents.builder(Desk.class).tools(a, b).strict().build()",
     {"$call": "Agents", "args": [{"$ref": "Desk"}],
      "named": {"tools": [{"$ref": "a"}, {"$ref": "b"}], "strict": True}}),
    ("builder-made", 'new Options.Builder().model("m").build()', {"$call": "Options", "named": {"model": "m"}}),
    ("builder-variable", 'builder.model("m").build()', {"$call": "builder", "named": {"model": "m"}}),
    ("builder-again", 'Options.builder().tool("a").tool("b").build()',
     {"$call": "Options", "named": {"tool": ["a", "b"]}}),
    ("builder-within", "A.builder().b(B.builder().k(1).build()).build()",
     {"$call": "A", "named": {"b": {"$call": "B", "named": {"k": 1}}}}),
    ("factory", "Server.sync(transport).tools(a).build()",
     {"$call": "Server.sync", "args": [{"$ref": "transport"}], "named": {"tools": {"$ref": "a"}}}),
]
BLOCKS = [
    ("margin", '"""\n            You are\n              a desk.\n            """', "You are\n  a desk.\n"),
    ("closing-decides", '"""\n            You are\n          """', "  You are\n"),
    ("no-last-line-feed", '"""\n            You are "it".\n            Always."""', 'You are "it".\nAlways.'),
    ("joined-lines", '"""\n            You \\\n            are\\s\n            """', "You are \n"),
    ("escapes", '"""\n            a\\tb \\"""\n            """', 'a\tb """\n'),
    ("blank-lines", '"""\n            a\n\n            b   \n            """', "a\n\nb\n"),
]
BODIES = [
    ("locals", "String s = a(); return s;", "final var text = a(); return text;"),
    ("brackets", "if (x) return 1; else return 2;", "if ((x)) { return 1; } else { return 2; }"),
    ("logs", 'go(); log.info("a {}", b); System.out.println(1);', "go();"),
    ("comments", "/* a */ go(); // b\n", "go();"),
    ("lambda", "xs.map(x -> f(x));", "xs.map((y) -> { return f(y); });"),
    ("loop", "for (String x : xs) { f(x); }", "for (var y : xs) f(y);"),
    ("pattern", "if (o instanceof Foo foo) { f(foo); }", "if (o instanceof Foo bar) f(bar);"),
    ("text", 'f("a\\nb\\n");', 'f("""\n   a\n   b\n   """);'),
    ("numbers", "f(1000, 0.5);", "f(1_000L, .5f);"),
]
# fmt: on


@pytest.mark.parametrize(("expression", "expected"), [row[1:] for row in VALUES], ids=[row[0] for row in VALUES])
def test_a_value_is_what_the_program_would_hold(expression: str, expected: Any) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(("block", "expected"), [row[1:] for row in BLOCKS], ids=[row[0] for row in BLOCKS])
def test_a_text_block_has_no_layout(block: str, expected: str) -> None:
    assert value(block) == expected
    assert value(block.replace("\n", "\r\n")) == expected


@pytest.mark.parametrize(("left", "right"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
def test_what_does_the_same_has_the_same_body(left: str, right: str) -> None:
    one, other = (module(f"class A {{ Object m(Object q) {{ {text} }} }}").functions[0].body for text in (left, right))
    assert one == other


def test_another_condition_call_or_literal_is_another_body() -> None:
    texts = ["if (a()) b();", "if (!a()) b();", "if (a()) c();", 'if (a("x")) b();', "while (a()) b();"]
    assert len({module(f"class A {{ void m() {{ {text} }} }}").functions[0].body for text in texts}) == len(texts)


def test_a_method_is_no_local_of_the_same_name() -> None:
    one, other = (
        module(f"class A {{ void m() {{ var {name} = 1; search({name}); }} }}").functions[0].body
        for name in ("search", "x")
    )
    assert one == other


def test_a_class_its_annotations_fields_and_methods() -> None:
    found = module(
        """
        package a.b;

        import org.springframework.ai.tool.annotation.Tool;
        import static java.util.List.*;

        /** A desk. */
        @RestController
        @RequestMapping(path = "/desk", produces = {"a", "b"})
        public class Desk<T> extends Base<T> implements Runs, x.Stops {

            @Value("${spring.ai.model:gpt-4o}") private String model;
            static final int LIMIT = 3, MORE = 4;

            /** Finds it. */
            @Tool(name = "find", description = "Finds " + "one")
            protected String find(@ToolParam(description = "the id") final String id, int... rest) throws Oops {
                return orders.find(id);
            }
        }
        """
    )
    assert found.imports == ("java.util.List.*", "org.springframework.ai.tool.annotation.Tool")
    assert classes(found) == [
        (
            "", "Desk", ("Base", "Runs", "x.Stops"),
            [{"$ref": "RestController"},
             {"$call": "RequestMapping", "named": {"path": "/desk", "produces": ["a", "b"]}}],
            "A desk.",
            [("model", {"$call": "getenv", "args": ["spring.ai.model", "gpt-4o"]}), ("LIMIT", 3), ("MORE", 4)],
            (("model", "String"), ("LIMIT", "int"), ("MORE", "int")),
        )
    ]  # fmt: skip
    (function,) = functions(found)
    assert function == (
        "Desk.find",
        [{"$call": "Tool", "named": {"name": "find", "description": "Finds one"}}],
        [("id", "String", None), ("rest", "int", None)],
        "String",
        "Finds it.",
        "{| return orders . find ( $1.1 ) ; |}",
        ("orders.find",),
    )
    (stands,) = found.functions[0].params[0].decorators
    assert plain(stands) == {"$call": "ToolParam", "named": {"description": "the id"}}


def test_enumerations_records_interfaces() -> None:
    found = module(
        """
        enum Model { FAST("gpt-4o-mini"), GOOD("gpt-4o", 2), PLAIN; private final String id; Model(String id) { } }
        record Limits(int turns, String model) { static int MOST = 9; }
        interface Desk { @SystemMessage("You are it.") String ask(@UserMessage String text); }
        """
    )
    assert [(name, bases, fields) for _, name, bases, _, _, fields, _ in classes(found)] == [
        (
            "Model",
            ("Enum",),
            [("FAST", "gpt-4o-mini"), ("GOOD", ["gpt-4o", 2]), ("PLAIN", {"$code": ""}), ("id", {"$code": ""})],
        ),
        ("Limits", (), [("turns", {"$code": ""}), ("model", {"$code": ""}), ("MOST", 9)]),
        ("Desk", (), []),
    ]
    ask = functions(found)[-1]
    assert ask[:2] == ("Desk.ask", [{"$call": "SystemMessage", "args": ["You are it."]}])


def test_links_of_a_builder_are_no_calls_of_their_own_but_what_they_are_given_is() -> None:
    found = module("class A { void m() { var o = O.builder().a(f(1)).b(x -> g(x)).build(); } }")
    assert [row[1:] for row in calls(found)] == [
        ("o", {"$call": "O", "named": {"a": {"$call": "f", "args": [1]},
                                       "b": {"$code": "func ( $2.1 ) {| return g ( $2.1 ) ; |}"}}}),
        ("", {"$call": "f", "args": [1]}),
        ("", {"$call": "g", "args": [{"$ref": "x"}]}),
    ]  # fmt: skip


def test_switches_are_tables() -> None:
    found = module('class A { String m(String p) { return switch (p) { case "a", "b" -> "x"; default -> null; }; } }')
    (table,) = found.tables
    assert (table.subject, table.where, [(entry.key, plain(entry.value)) for entry in table.entries]) == (
        "p", "A.m", [("a", "x"), ("b", "x"), ("*", None)],
    )  # fmt: skip


HOSTILE = [
    'class A { String s = """' + " " * 200_000 + 'x"""; }',
    "class A { Object x = b" + ".c()" * 3_000 + ".build(); }",
    "class A { Object x = " + "B.builder().b(" * 300 + "1" + ").build()" * 300 + "; }",
    "class A { Object x = " + "(" * 5_000 + "1" + ")" * 5_000 + "; }",
    "class A { boolean x = " + "a < b || " * 3_000 + "c; }",
    "class A { " + "class B { " * 2_000 + "}" * 2_000 + "}",
    "class A { String s = " + '"x" + ' * 5_000 + '"y"; }',
    "@A(" * 3_000 + ")" * 3_000,
    "class A { int x = switch (",
    'class A { String s = """',
    "enum E { A(1, B { C(",
    "\x00\ufeffclass \u202e A {",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_files_are_read_or_named_unreadable(text: str) -> None:
    found = read("A.java", text.encode())
    assert isinstance(found, Module | Unreadable)
    assert not isinstance(found, Unreadable) or "fault in threatgate" not in found.message


def test_what_cannot_be_parsed_is_told_and_the_rest_is_read() -> None:
    found = module('class A {\n String a = "x";\n void m( = ;;; ) ) {\n}\nclass B { String b = "y"; }')
    assert found.faults
    assert ("A", "a", "x") in assignments(found)
