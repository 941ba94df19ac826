"""Go: its own ways to write what every language says."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from code_shown import assignments, classes, functions, shown
from hypothesis import given, settings
from hypothesis import strategies as st

from threatgate.documents import go, read
from threatgate.documents._kinds import Module, Unreadable
from threatgate.documents._located import plain


def module(text: str) -> Module:
    found = go.read(textwrap.dedent(text))
    assert isinstance(found, Module), found
    assert found.language == "go"
    return found


def value(expression: str) -> Any:
    read_ = module(f"package a\nvar x = {expression}\n")
    assert not read_.faults
    return assignments(read_)[-1][2]


# fmt: off
VALUES = [
    ("text", '"a\\tb\\u0041"', "a\tbA"),
    ("raw", '`a\\t\n"b"`', 'a\\t\n"b"'),
    ("added", '"a " + name + "\\n" + `b`', "a {name}\nb"),
    ("formatted", 'fmt.Sprintf("for %s, %d%% of %v", user, len(all), x)', "for {user}, {len(all)}% of {x}"),
    ("formatted-sum", 'fmt.Sprintf("a %s "+`b %s`, x, y)', "a {x} b {y}"),
    ("formatted-short-of-arguments", 'fmt.Sprintf("a %s %s", x)', "a {x} {}"),
    ("number", "10_000", 10000),
    ("negative", "-0.7", -0.7),
    ("slice", '[]string{"a", "b"}', ["a", "b"]),
    ("array", "[...]int{1, 2}", [1, 2]),
    ("map", 'map[string]any{"a": 1, "b": x}', {"a": 1, "b": {"$ref": "x"}}),
    ("map-by-constant", "map[Kind]int{Chat: 1}", {"[Chat]": 1}),
    ("struct", 'mcp.Tool{Name: "a", Strict: true}', {"$call": "mcp.Tool", "named": {"Name": "a", "Strict": True}}),
    ("struct-by-position", 'pair{"a", 1}', {"$call": "pair", "args": ["a", 1]}),
    ("struct-address", '&Options{Model: "m"}', {"$call": "Options", "named": {"Model": "m"}}),
    ("generic-struct", "Box[int]{Value: 1}", {"$call": "Box", "named": {"Value": 1}}),
    ("named-map", 'gin.H{"a": 1}', {"a": 1}),
    ("type-left-to-the-slice", '[]Tool{{Name: "a"}, {Name: "b"}}',
     [{"$call": "Tool", "named": {"Name": "a"}}, {"$call": "Tool", "named": {"Name": "b"}}]),
    ("type-left-to-the-map", 'map[string]*Provider{"a": {URL: "u"}}',
     {"a": {"$call": "Provider", "named": {"URL": "u"}}}),
    ("type-left-twice", 'map[string][]string{"a": {"b", "c"}}', {"a": ["b", "c"]}),
    ("nameless-struct", 'struct{A string}{A: "x"}', {"A": "x"}),
    ("bytes", '[]byte("a")', "a"),
    ("optional", "openai.Float(0.7)", 0.7),
    ("environment", 'os.Getenv("M")', {"$call": "getenv", "args": ["M"]}),
    ("nil", "nil", None),
    ("chain", 'a.B("x").C()', {"$call": "a.B().C"}),
    ("options", 'NewTool("x", WithHint(true))',
     {"$call": "NewTool", "args": ["x", {"$call": "WithHint", "args": [True]}]}),
]
BODIES = [
    ("locals", "s := a(); return s", "text := a(); return text"),
    ("receiver", "return d.m", "return d . m"),
    ("brackets", "if x { return 1 }", "if (x) { return 1 }"),
    ("logs", 'go1(); log.Printf("a %v", b); slog.Info("x"); fmt.Println(1)', "go1()"),
    ("comments", "/* a */ go1() // b", "go1()"),
    ("loop", "for _, x := range xs { f(x) }", "for _, y := range xs { f(y) }"),
    ("literal", "f(func(x int) int { return g(x) })", "f(func(y int) int { return g(y) })"),
    ("text", 'f("a\\nb")', "f(`a\nb`)"),
    ("layout", 'f(a, "x")', 'f(\n\ta,\n\t"x",\n)'),
    ("declared", 'if v, ok := m["a"]; ok { f(v) }', 'if w, found := m["a"]; found { f(w) }'),
]
# fmt: on


@pytest.mark.parametrize(("expression", "expected"), [row[1:] for row in VALUES], ids=[row[0] for row in VALUES])
def test_a_value_is_what_the_program_would_hold(expression: str, expected: Any) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(("left", "right"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
def test_what_does_the_same_has_the_same_body(left: str, right: str) -> None:
    one, other = (
        module(f"package a\nfunc (d Desk) m(q int) int {{\n{text}\n}}").functions[0].body for text in (left, right)
    )
    assert one == other


def test_another_condition_call_or_literal_is_another_body() -> None:
    texts = ["if a() { b() }", "if !a() { b() }", "if a() { c() }", 'if a("x") { b() }', "for a() { b() }"]
    assert len({module(f"package a\nfunc m() {{ {text} }}").functions[0].body for text in texts}) == len(texts)


def test_a_field_is_no_local_of_the_same_name() -> None:
    one, other = (
        module(f"package a\nfunc m() T {{ {name} := 1; return T{{model: {name}}} }}").functions[0].body
        for name in ("model", "x")
    )
    assert one == other


def test_methods_belong_to_their_type_and_comments_document() -> None:
    found = module(
        """
        package desk

        import (
            "context"
            oa "github.com/openai/openai-go"
        )

        // FindOrder finds
        // one order.
        func (d *Desk[T]) FindOrder(ctx context.Context, id string, rest ...int) (string, error) {
            order, err := d.orders.Find(ctx, id)
            return order.Text, err
        }
        """
    )
    assert found.imports == ("context", "github.com/openai/openai-go")
    (function,) = functions(found)
    assert function[:1] == ("Desk.FindOrder",)
    assert function[2:5] == (
        [("ctx", "context.Context", None), ("id", "string", None), ("rest", "int", None)],
        "(string, error)",
        "FindOrder finds\none order.",
    )
    assert assignments(found) == [
        ("Desk.FindOrder", "order, err", {"$call": "d.orders.Find", "args": [{"$ref": "ctx"}, {"$ref": "id"}]}),
        ("Desk.FindOrder", "return", {"$ref": "order.Text"}),
    ]


def test_structs_their_fields_tags_and_comments() -> None:
    found = module(
        """
        package a

        // Args are given by the model.
        type Args struct {
            Base
            // Query says what.
            Query string `json:"query,omitempty" jsonschema:"required,description=The \\"text\\""` // beside it
            A, B  int
        }

        type (
            Kind string
            One  struct{ Model string }
        )
        """
    )
    assert [(name, doc, fields, types) for _, name, _, _, doc, fields, types in classes(found)] == [
        ("Args", "Args are given by the model.",
         [("Query", {"$code": ""}), ("A", {"$code": ""}), ("B", {"$code": ""})],
         (("Query", "string"), ("A", "int"), ("B", "int"))),
        ("One", "", [("Model", {"$code": ""})], (("Model", "string"),)),
    ]  # fmt: skip
    assert [(name, plain(note)) for name, note in found.classes[0].notes] == [
        ("Query", {"$call": "json", "args": ["query,omitempty"]}),
        ("Query", {"$call": "jsonschema", "args": ['required,description=The "text"']}),
        ("Query", {"$call": "doc", "args": ["Query says what."]}),
    ]


def test_constants_variables_and_what_is_written() -> None:
    found = module(
        """
        package a

        const Model, Most = "gpt-4o", 3

        var (
            Tools = []string{"a"}
        )

        func f() {
            var name string = "x"
            body["temperature"] = 0.7
            prompt += " more"
        }
        """
    )
    assert assignments(found) == [
        ("", "Model", "gpt-4o"), ("", "Most", 3), ("", "Tools", ["a"]),
        ("f", "name", "x"), ("f", "body.temperature", 0.7), ("f", "prompt", " more"),
    ]  # fmt: skip


def test_switches_are_tables() -> None:
    found = module('package a\nfunc m(p string) string { switch p { case "a", "b": return "x"\ndefault: return "" } }')
    (table,) = found.tables
    assert (table.subject, table.where, [(entry.key, plain(entry.value)) for entry in table.entries]) == (
        "p", "m", [("a", "x"), ("b", "x"), ("*", "")],
    )  # fmt: skip


HOSTILE = [
    "package a\nvar x = " + "[]" * 3_000 + "int{" + "{" * 3_000 + "}" * 3_001,
    "package a\nvar x = " + "T{A: " * 300 + "1" + "}" * 300,
    "package a\nvar x = " + "(" * 5_000 + "1" + ")" * 5_000,
    "package a\nvar x = " + '"x" + ' * 5_000 + '"y"',
    "package a\nvar x = b" + ".C()" * 3_000,
    "package a\nvar x = fmt.Sprintf(`" + "%s" * 5_000 + "`, a)",
    "package a\nfunc f() { " + "func() { " * 200,
    "package a\ntype T struct { A int `" + 'a:"b" ' * 20_000 + "` }",
    "package a\nvar x = `",
    "type ( ( ( \x00 \ufeff \u202e",
    "package a\nvar x = map[string]T{{{{",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_files_are_read_or_named_unreadable(text: str) -> None:
    found = read("a.go", text.encode())
    assert isinstance(found, Module | Unreadable)
    assert not isinstance(found, Unreadable) or "fault in threatgate" not in found.message


def test_what_cannot_be_parsed_is_told_and_the_rest_is_read() -> None:
    found = module('package a\nvar model = "m"\nfunc f( {{{\nvar other = "n"\n')
    assert found.faults
    assert ("", "model", "m") in assignments(found)


WORDS = [
    *("package a\n", "var x = ", "T{", "}", "{", "[]", "map[string]T", "&", "*", "`", '"', "%s", "fmt.Sprintf(", ")"),
    *("a", ".b", ",", ":", ":=", "func(", "func (r *T) m() ", "type T struct ", "\n", "// a\n", "case ", "switch "),
    *("\\", "0x", "1", "\u200b", "\0", "go ", "if ", ";", "return ", "const (", "iota", "...", "<-"),
]


@settings(deadline=None, max_examples=200)
@given(text=st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=40).map("".join)))
def test_no_text_raises(text: str) -> None:
    found = read("a.go", text.encode("utf-8", "replace"))
    assert isinstance(found, Module | Unreadable)
    assert not isinstance(found, Unreadable) or "fault in threatgate" not in found.message
    assert isinstance(found, Unreadable) or str(shown(found)).encode("utf-8", "replace")
