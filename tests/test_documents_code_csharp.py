"""C#: its own ways to write what every language says."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from code_shown import assignments, calls, classes, functions

from threatgate.documents import csharp, read
from threatgate.documents._kinds import Module, Unreadable
from threatgate.documents._located import plain


def module(text: str) -> Module:
    found = csharp.read(textwrap.dedent(text))
    assert isinstance(found, Module), found
    assert found.language == "csharp"
    return found


def value(expression: str) -> Any:
    read_ = module(f"var x = {expression};")
    assert not read_.faults
    return assignments(read_)[-1][2]


# fmt: off
VALUES = [
    ("text", '"a\\tb\\u0041"', "a\tbA"),
    ("verbatim", '@"a ""b"" \\n"', 'a "b" \\n'),
    ("interpolated", '$"a {name:N2} {{b}}"', "a {name} {b}"),
    ("interpolated-verbatim", '$@"a {name} ""b"""', 'a {name} "b"'),
    ("raw", '"""\n    You are "it".\n      Always.\n    """', 'You are "it".\n  Always.'),
    ("raw-on-one-line", '"""a "b" c"""', 'a "b" c'),
    ("raw-interpolated", '$$"""\n    {{name}} {x}\n    """', "{name} {x}"),
    ("added", '"a " + name + "\\n" + @"b"', "a {name}\nb"),
    ("formatted", 'string.Format("a {0}", name)', "a {0}"),
    ("joined", 'string.Join(", ", new[] { "a", "b" })', "a, b"),
    ("trimmed", '" a ".Trim()', "a"),
    ("number", "10_000L", 10000),
    ("decimal", "0.7m", 0.7),
    ("negative", "-1", -1),
    ("null", "null", None),
    ("true", "true", True),
    ("cast", '(string)"a"', "a"),
    ("sure", "options!", {"$ref": "options"}),
    ("type", "typeof(Orders)", {"$ref": "Orders"}),
    ("array", 'new[] { "a", "b" }', ["a", "b"]),
    ("typed-array", 'new string[] { "a" }', ["a"]),
    ("list", 'new List<string> { "a", "b" }', ["a", "b"]),
    ("set", 'new HashSet<string>(StringComparer.Ordinal) { "a" }', ["a"]),
    ("collection", '["a", ..more]', ["a", {"$code": "...more"}]),
    ("dictionary", 'new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }', {"a": 1, "b": 2}),
    ("dictionary-pairs", 'new Dictionary<string, int> { { "a", 1 }, { "b", 2 } }', {"a": 1, "b": 2}),
    ("anonymous", 'new { Model = "m", name }', {"Model": "m", "name": {"$ref": "name"}}),
    ("created", 'new Agent("a", name: "b")', {"$call": "Agent", "args": ["a"], "named": {"name": "b"}}),
    ("initialised", 'new Agent(k) { Name = "a", Tools = { f, g } }',
     {"$call": "Agent", "args": [{"$ref": "k"}],
      "named": {"Name": "a", "Tools": [{"$ref": "f"}, {"$ref": "g"}]}}),
    ("initialised-within", 'new Agent { Options = new() { Model = "m" } }',
     {"$call": "Agent", "named": {"Options": {"Model": "m"}}}),
    ("replaced", 'options with { Model = "m" }', {"$call": "options", "named": {"Model": "m"}}),
    ("types", 'k.Plugins.AddFromType<Clock>("c")',
     {"$call": "k.Plugins.AddFromType", "args": ["c"], "named": {"<T>": {"$ref": "Clock"}}}),
    ("awaited", "await a.Run(1).ConfigureAwait(false)", {"$call": "a.Run", "args": [1]}),
    ("if-there", "a?.Run(1)", {"$call": "a.Run", "args": [1]}),
    ("environment", 'Environment.GetEnvironmentVariable("M") ?? "m"', {"$call": "getenv", "args": ["M", "m"]}),
    ("builder", "new ClientBuilder(inner).Use(1).Build()", {"$call": "Client", "args": [{"$ref": "inner"}],
                                                            "named": {"Use": 1}}),
]
BODIES = [
    ("locals", "string s = A(); return s;", "var text = A(); return text;"),
    ("brackets", "if (x) return 1; else return 2;", "if ((x)) { return 1; } else { return 2; }"),
    ("logs", '_logger.LogInformation("a {B}", b); Console.WriteLine(1); Go();', "Go();"),
    ("comments", "/* a */ Go(); // b\n", "Go();"),
    ("lambda", "xs.Select(x => F(x));", "xs.Select((y) => { return F(y); });"),
    ("loop", "foreach (string x in xs) { F(x); }", "foreach (var y in xs) F(y);"),
    ("pattern", "if (o is Foo foo) { F(foo); }", "if (o is Foo bar) F(bar);"),
    ("text", 'F("a\\nb");', 'F("""\n   a\n   b\n   """);'),
    ("numbers", "F(1000, 0.5);", "F(1_000, .5d);"),
    ("out", "F(out int x); G(x);", "F(out var y); G(y);"),
]
# fmt: on


@pytest.mark.parametrize(("expression", "expected"), [row[1:] for row in VALUES], ids=[row[0] for row in VALUES])
def test_a_value_is_what_the_program_would_hold(expression: str, expected: Any) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(("left", "right"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
def test_what_does_the_same_has_the_same_body(left: str, right: str) -> None:
    one, other = (module(f"class A {{ object M(object q) {{ {text} }} }}").functions[0].body for text in (left, right))
    assert one == other


def test_an_expression_body_is_what_a_block_returns() -> None:
    texts = ("int M(int a) => a + 1;", "int M(int b) { return b + 1; }")
    one, other = (module(f"class A {{ {text} }}").functions[0].body for text in texts)
    assert one == other


def test_another_condition_call_or_literal_is_another_body() -> None:
    texts = [
        "if (A()) B();",
        "if (!A()) B();",
        "if (A()) C();",
        'if (A("x")) B();',
        "while (A()) B();",
        "if (A<X>()) B();",
    ]
    assert len({module(f"class A {{ void M() {{ {text} }} }}").functions[0].body for text in texts}) == len(texts)


def test_what_is_created_without_a_name_is_what_the_declaration_says() -> None:
    found = module(
        """
        class A {
            Options field = new() { Model = "m" };
            Options Property => new() { Model = "m" };
            Options Method() => new() { Model = "m" };
        }
        """
    )
    assert [row[2] for row in assignments(found)] == [{"$call": "Options", "named": {"Model": "m"}}] * 3


def test_a_class_its_attributes_members_and_documentation() -> None:
    found = module(
        """
        using System;
        using static System.Math;
        using K = Microsoft.SemanticKernel.Kernel;

        namespace Desk.Api;

        /// <summary>
        /// A desk.
        /// </summary>
        [ApiController, Route("desk")]
        [Authorize(Policy = "Desk")]
        public sealed partial class Desk<T>(IOrders orders) : Base<T>(orders), IRuns where T : class
        {
            private const string Prompt = "You are it.";
            [Required] public string Model { get; set; } = "gpt-4o";
            public string Name { get { return name.Trim(); } }

            /// <summary>Finds it.</summary>
            [KernelFunction("find"), Description("Finds one")]
            [return: Description("the order")]
            public async Task<string> FindAsync([Description("the id")] string id, int most = 3, params string[] rest)
            {
                return await orders.Find(id);
            }
        }
        """
    )
    assert found.imports == ("Microsoft.SemanticKernel.Kernel", "System", "System.Math")
    assert classes(found) == [
        (
            "", "Desk", ("Base", "IRuns"),
            [{"$ref": "ApiController"}, {"$call": "Route", "args": ["desk"]},
             {"$call": "Authorize", "named": {"Policy": "Desk"}}],
            "A desk.",
            [("orders", {"$code": ""}), ("Prompt", "You are it."), ("Model", "gpt-4o"), ("Name", {"$code": ""})],
            (("orders", "IOrders"), ("Prompt", "string"), ("Model", "string"), ("Name", "string")),
        )
    ]  # fmt: skip
    getter, find = functions(found)
    assert getter == ("Desk.Name", [], [], "", "", "{| return name . Trim ( ) ; |}", ("name.Trim",))
    assert find == (
        "Desk.FindAsync",
        [{"$call": "KernelFunction", "args": ["find"]}, {"$call": "Description", "args": ["Finds one"]}],
        [("id", "string", None), ("most", "int", 3), ("rest", "string[]", None)],
        "Task<string>",
        "Finds it.",
        "{| return await orders . Find ( $1.1 ) ; |}",
        ("orders.Find",),
    )
    (stands,) = found.functions[1].params[0].decorators
    assert plain(stands) == {"$call": "Description", "args": ["the id"]}


def test_enumerations_records_and_top_level_statements() -> None:
    found = module(
        """
        var model = "gpt-4o";
        Run(model);
        string Local(string a) => a;
        enum Mode { Auto = 1, [Description("x")] Ask }
        record Limits(int Turns = 3, string? Model = null) { public int Most { get; init; } = 9; }
        """
    )
    assert assignments(found)[0] == ("", "model", "gpt-4o")
    assert calls(found) == [("", "", {"$call": "Run", "args": [{"$ref": "model"}]})]
    assert [(name, bases, fields) for _, name, bases, _, _, fields, _ in classes(found)] == [
        ("Mode", ("Enum",), [("Auto", 1), ("Ask", {"$code": ""})]),
        ("Limits", (), [("Turns", 3), ("Model", None), ("Most", 9)]),
    ]


def test_switches_are_tables() -> None:
    found = module('class A { string M(string p) => p switch { "a" or "b" => "x", _ => null }; }')
    (table,) = found.tables
    assert (table.subject, table.where, [(entry.key, plain(entry.value)) for entry in table.entries]) == (
        "p", "A.M", [("a", "x"), ("b", "x"), ("*", None)],
    )  # fmt: skip


HOSTILE = [
    'var s = """' + "\n" + " " * 200_000 + "x" + '\n"""',
    "var x = b" + ".C()" * 3_000 + ".Build();",
    "var x = " + "new A { B = " * 300 + "1" + " }" * 300 + ";",
    "var x = " + "(" * 5_000 + "1" + ")" * 5_000 + ";",
    "var x = " + "a < b || " * 3_000 + "c;",
    "class A { " * 2_000 + "}" * 2_000,
    "var s = " + '"x" + ' * 5_000 + '"y";',
    'var s = $"' + "{" * 3_000 + "}" * 3_000 + '";',
    "[A(" * 3_000 + ")]" * 3_000,
    "var x = t switch {",
    'var s = $$"""{{',
    "\x00\ufeffclass \u202e A {",
    "#if A\nclass B {\n#else\nclass C {\n#endif\n}",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_files_are_read_or_named_unreadable(text: str) -> None:
    found = read("A.cs", text.encode())
    assert isinstance(found, Module | Unreadable)
    assert not isinstance(found, Unreadable) or "fault in threatgate" not in found.message


def test_what_cannot_be_parsed_is_told_and_the_rest_is_read() -> None:
    found = module('class A {\n string a = "x";\n void M( = ;;; ) ) {\n}\nclass B { string b = "y"; }')
    assert found.faults
    assert [row[1:] for row in assignments(found)] == [("a", "x"), ("b", "y")]
