"""Rust: its own ways to write what every language says."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from code_shown import assignments, classes, functions, shown
from hypothesis import given, settings
from hypothesis import strategies as st

from threatgate.documents import read, rust
from threatgate.documents._kinds import Module, Unreadable
from threatgate.documents._located import plain


def module(text: str) -> Module:
    found = rust.read(textwrap.dedent(text))
    assert isinstance(found, Module), found
    assert found.language == "rust"
    return found


def value(expression: str) -> Any:
    read_ = module(f"fn f() {{ let x = {expression}; }}")
    assert not read_.faults
    return next(one for one in assignments(read_) if one[1] == "x")[2]


# fmt: off
VALUES = [
    ("text", '"a\\tb\\u{41}"', "a\tbA"),
    ("raw", 'r#"a\\t "b""#', 'a\\t "b"'),
    ("raw-empty", 'r""', ""),
    ("wrapped-line", '"a \\\n       b"', "a b"),
    ("owned", '"a".to_string()', "a"),
    ("owned-from", 'String::from("a")', "a"),
    ("into", 'Some("a".into())', "a"),
    ("formatted", 'format!("for {user}, {} of {:?} {{x}}", all.len(), y)', "for {user}, {all.len()} of {y} {x}"),
    ("concatenated", 'concat!("a", "b")', "ab"),
    ("number", "10_000u32", 10000),
    ("float", "0.7f64", 0.7),
    ("negative", "-1", -1),
    ("vector", 'vec!["a", "b"]', ["a", "b"]),
    ("slice", '&["a", "b"]', ["a", "b"]),
    ("pairs", '[("a", "b"), ("c", "d")]', [["a", "b"], ["c", "d"]]),
    ("struct", 'Config { model: "m".into(), top: Some(1) }', {"$call": "Config", "named": {"model": "m", "top": 1}}),
    ("struct-shorthand", "Config { model }", {"$call": "Config", "named": {"model": {"$ref": "model"}}}),
    ("json", 'json!({"a": {"b": [1, true, null]}, "c": self.model})',
     {"a": {"b": [1, True, {"$ref": "null"}]}, "c": {"$ref": "self.model"}}),
    ("json-within", 'json!({"a": json!({"b": format!("x {y}")})})', {"a": {"b": "x {y}"}}),
    ("json-with-colons", 'json!({"a": Foo { b: c::D }, "e": x.map(|y: u8| y)})',
     {"a": {"$call": "Foo", "named": {"b": {"$ref": "c.D"}}},
      "e": {"$call": "x.map", "args": [{"$code": "func ( | $2.1 | ) {| return $2.1 ; |}"}]}}),
    ("text-that-looks-like-a-macro", '"vec![1] json!({})"', "vec![1] json!({})"),
    ("environment", 'std::env::var("M").ok()', {"$call": "getenv", "args": ["M"]}),
    ("environment-default", 'env::var("M").unwrap_or_else(|_| "m".to_string())',
     {"$call": "getenv", "args": ["M", "m"]}),
    ("tried", "f(1)?", {"$call": "f", "args": [1]}),
    ("awaited", "f(1).await?", {"$call": "f", "args": [1]}),
    ("turbofish", "a::B::<C>::new(1)", {"$call": "a.B.new", "args": [1]}),
    ("builder", 'client.agent("m").preamble("p").temperature(0.2).build()',
     {"$call": "client", "named": {"agent": "m", "preamble": "p", "temperature": 0.2}}),
    ("chain", 'a.b("x").c()', {"$call": "a.b().c"}),
]
BODIES = [
    ("locals", "let s = a(); b(s);", "let text = a(); b(text);"),
    ("returned", "a()", "return a();"),
    ("brackets", "if x { b(); }", "if (x) { b(); }"),
    ("logs", 'go(); info!("a {}", 1); println!("b"); tracing::debug!("c");', "go();"),
    ("comments", "/* a */ go(); // b", "go();"),
    ("closure", "xs.map(|x| f(x));", "xs.map(|y| f(y));"),
    ("matched", "match o { Some(x) => f(x), None => g() };", "match o { Some(y) => f(y), None => g() };"),
    ("if-let", "if let Some(x) = o { f(x); }", "if let Some(y) = o { f(y); }"),
    ("types", "let s: u8 = a();", "let s = a();"),
]
# fmt: on


@pytest.mark.parametrize(("expression", "expected"), [row[1:] for row in VALUES], ids=[row[0] for row in VALUES])
def test_a_value_is_what_the_program_would_hold(expression: str, expected: Any) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(("left", "right"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
def test_what_does_the_same_has_the_same_body(left: str, right: str) -> None:
    one, other = (module(f"fn m(q: u8) {{\n{text}\n}}").functions[0].body for text in (left, right))
    assert one == other


def test_another_condition_call_or_variant_is_another_body() -> None:
    texts = [
        "if a() { b() }", "if !a() { b() }", "if a() { c() }", "while a() { b() }",
        "match a { Allow => b(), _ => c() }", "match a { Deny => b(), _ => c() }",
        "let Some(x) = a() else { return b(); };", "let Some(x) = a() else { return c(); };",
    ]  # fmt: skip
    assert len({module(f"fn m() {{ {text} }}").functions[0].body for text in texts}) == len(texts)


def test_implementations_belong_to_their_type_and_tests_are_left_out() -> None:
    found = module(
        """
        use crate::client::openai;
        use rig::{completion::{Prompt, ToolDefinition}, tool as t};

        /// A desk.
        #[derive(Debug, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct Desk<T> {
            /// Which one.
            #[serde(default = "chosen")]
            pub model: Option<String>,
            most: usize,
        }

        impl<T> Tool for Desk<T> {
            const NAME: &'static str = "desk";

            /// Finds it.
            #[tool(name = "find", description = "Finds one")]
            async fn find(&self, id: &str) -> Result<String, Error> {
                self.orders.find(id)
            }
        }

        #[cfg(test)]
        mod tests { fn unseen() { let model = "m"; } }

        #[tokio::test]
        async fn unseen_either() { let model = "m"; }
        """
    )
    assert found.imports == (
        ".client.openai", "rig", "rig.completion.Prompt", "rig.completion.ToolDefinition", "rig.tool",
    )  # fmt: skip
    assert classes(found) == [
        ("", "Desk", ("Tool",),
         [{"$call": "derive", "args": [{"$ref": "Debug"}, {"$ref": "Deserialize"}]},
          {"$call": "serde", "named": {"rename_all": "camelCase"}}],
         "A desk.",
         [("model", {"$code": ""}), ("most", {"$code": ""}), ("NAME", "desk")],
         (("model", "Option<String>"), ("most", "usize"), ("NAME", "str"))),
    ]  # fmt: skip
    assert [(name, plain(note)) for name, note in found.classes[0].notes] == [
        ("model", {"$call": "serde", "named": {"default": "chosen"}}),
        ("model", {"$call": "doc", "args": ["Which one."]}),
    ]
    assert functions(found) == [
        (
            "Desk.find",
            [{"$call": "tool", "named": {"name": "find", "description": "Finds one"}}],
            [("id", "str", None)],
            "Result<String, Error>",
            "Finds it.",
            "{| return self . orders . find ( $1.1 ) ; |}",
            ("self.orders.find",),
        )
    ]


def test_enumerations_constants_and_what_is_written() -> None:
    found = module(
        """
        enum Provider { OpenAI, #[serde(rename = "x")] Other(String), Last = 3 }
        const MODELS: &[(&str, &str)] = &[("openai", "https://x")];
        static MODEL: &str = "m";
        fn f() { body["temperature"] = 0.7.into(); prompt += " more"; }
        """
    )
    assert [(name, bases, fields) for _, name, bases, _, _, fields, _ in classes(found)] == [
        ("Provider", ("Enum",), [("OpenAI", {"$code": ""}), ("Other", {"$code": ""}), ("Last", 3)]),
    ]
    assert assignments(found) == [
        ("Provider", "Last", 3), ("", "MODELS", [["openai", "https://x"]]), ("", "MODEL", "m"),
        ("f", "body.temperature", 0.7), ("f", "prompt", " more"),
    ]  # fmt: skip


def test_matches_are_tables() -> None:
    found = module('fn m(p: &str) -> &str { match p { "a" | "b" => "x", Kind::Chat(c) => "y", _ => "z" } }')
    (table,) = found.tables
    assert (table.subject, table.where, [(entry.key, plain(entry.value)) for entry in table.entries]) == (
        "p", "m", [("a", "x"), ("b", "x"), ("Kind::Chat", "y"), ("*", "z")],
    )  # fmt: skip


HOSTILE = [
    "fn f() { let x = " + "json!({" + '"a": {' * 3_000 + "}" * 3_000 + "}); }",
    "fn f() { let x = json!(" + "[" * 3_000,
    "fn f() { let x = " + "vec![" * 300 + "1" + "]" * 300 + "; }",
    "fn f() { let x = " + "(" * 5_000 + "1" + ")" * 5_000 + "; }",
    "fn f() { let x = b" + ".c()" * 3_000 + ".build(); }",
    "fn f() { let x = format!(" + '"' + "{}" * 5_000 + '", a); }',
    "#[a(" * 3_000 + ")]" * 3_000,
    "fn f() { " + "|| { " * 200,
    "impl A { " * 2_000 + "}" * 2_000,
    'fn f() { let x = r#"',
    "fn f() { let x = json!({",
    "m!{" * 5_000,
    "\x00\ufefffn \u202e f(",
    "fn f() { let x = '" + "'" * 20_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_files_are_read_or_named_unreadable(text: str) -> None:
    found = read("a.rs", text.encode())
    assert isinstance(found, Module | Unreadable)
    assert not isinstance(found, Unreadable) or "fault in threatgate" not in found.message


def test_what_cannot_be_parsed_is_told_and_the_rest_is_read() -> None:
    found = module('const MODEL: &str = "m";\nfn f( {{{\n')
    assert found.faults
    assert ("", "MODEL", "m") in assignments(found)


WORDS = [
    *(
        "fn f() ",
        "let x = ",
        "T {",
        "}",
        "{",
        "vec![",
        "json!(",
        "format!(",
        ")",
        "]",
        "[",
        "(",
        '"',
        'r#"',
        '"#',
        "'a",
    ),
    *("a", ".b()", ",", ":", "::", "=", ";", "|x| ", "impl T for U ", "struct S ", "\n", "/// a\n", "#[a(b = 1)]\n"),
    *("match x ", "=>", "_", "\\", "1u8", "&", "\u200b", "\0", "?", "..", "!", "enum E ", "#[cfg(test)]\n", "mod m "),
]


@settings(deadline=None, max_examples=200)
@given(text=st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=40).map("".join)))
def test_no_text_raises(text: str) -> None:
    found = read("a.rs", text.encode("utf-8", "replace"))
    assert isinstance(found, Module | Unreadable)
    assert not isinstance(found, Unreadable) or "fault in threatgate" not in found.message
    assert isinstance(found, Unreadable) or str(shown(found)).encode("utf-8", "replace")
