"""Formats of policies, rails, clients and models: what is read, and that no content raises anything but a reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatgate.documents import read
from threatgate.documents._kinds import Tree, Unreadable
from threatgate.documents._located import plain

PIECES = [
    *"abz \n\t\"'#`{}[]()<>;:,.=@|&/\\-*$%\u200b",
    "permit",
    "forbid",
    "client<llm>",
    "define flow",
    "FROM x",
    '"""',
    "//",
]


def told(path: str, text: str) -> Any:
    document = read(path, text.encode())
    assert isinstance(document, Tree), document
    found = [plain(root) for root in document.roots]
    return found[0] if len(found) == 1 else found


@pytest.mark.parametrize("name", ["a.rego", "a.cedar", "a.baml", "a.co", "Modelfile", "a.csv", "a.tsv"])
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_no_content_raises(name: str, pieces: list[str]) -> None:
    document = read(name, "".join(pieces).encode())
    assert isinstance(document, (Tree, Unreadable))
    assert not (isinstance(document, Unreadable) and "fault in threatgate" in document.message)


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        pytest.param("a.rego", "package a\nallow if {", 2, id="a bracket that nothing closes"),
        pytest.param("a.cedar", "permit (principal, action, resource)", 1, id="a policy without an end"),
        pytest.param("a.cedar", "\nhello;", 2, id="no policy"),
        pytest.param("a.baml", "client<llm> A {}\nhello {\n}\n", 2, id="no declaration"),
        pytest.param("Modelfile", "FROM x\nhello there\n", 2, id="no instruction"),
        pytest.param("Modelfile", 'SYSTEM """a\nb', 1, id="a text that nothing closes"),
        pytest.param("a.baml", "type A = " + "[" * 200, 1, id="too deep"),
    ],
)
def test_what_cannot_be_read_says_where(path: str, text: str, line: int) -> None:
    document = read(path, text.encode())
    assert isinstance(document, Unreadable)
    assert document.line == line


def test_a_long_file_is_read_in_time() -> None:
    clause = 'allow if { input.tool == "x" }\n'
    assert len(told("a.rego", "package a\n" + clause * 5000)["rules"]["allow"]["clauses"]) == 5000
    assert len(told("a.csv", "a,b\n" + "x,y\n" * 50_000)) > 20_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("default allow := false", {"allow": {"default": False}}, id="default"),
        pytest.param(
            "allow := true if {\n  a\n  b\n}", {"allow": {"clauses": ["allow := true if { a; b }"]}}, id="body"
        ),
        pytest.param(
            "x := {\n  1,\n  2,\n}  # two\ny := 2",
            {"x": {"clauses": ["x := { 1, 2, }"]}, "y": {"clauses": ["y := 2"]}},
            id="set",
        ),
        pytest.param('x := "# no comment; {"', {"x": {"clauses": ['x := "# no comment; {"']}}, id="text"),
        pytest.param(
            "a if { b } else := 3 if {\n c\n}", {"a": {"clauses": ["a if { b } else := 3 if { c }"]}}, id="else"
        ),
        pytest.param("a if b ==\n  c", {"a": {"clauses": ["a if b == c"]}}, id="goes on"),
    ],
)
def test_rules_of_rego(text: str, expected: object) -> None:
    assert told("a.rego", f"package p\n{text}\n")["rules"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "permit (principal, action, resource) when { a && (b && c) } unless { d };",
            {
                "effect": "permit",
                "scope": ["principal", "action", "resource"],
                "when": ["a", "(b && c)"],
                "unless": ["d"],
            },
            id="conditions",
        ),
        pytest.param(
            '@id("x")\n@note("y")\nforbid (principal == User::"a;b", action in [A, B], resource);',
            {
                "@id": "x",
                "@note": "y",
                "effect": "forbid",
                "scope": ['principal == User::"a;b"', "action in [A, B]", "resource"],
            },
            id="annotations",
        ),
    ],
)
def test_policies_of_cedar(text: str, expected: object) -> None:
    assert told("a.cedar", text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('client<llm> A {\n  provider "x" // y\n}', {"client A": {"provider": "x"}}, id="client"),
        pytest.param(
            'function F(a: string?) -> B[] {\n client "x/y"\n prompt #"\n  a "b"\n    c\n "#\n}',
            {"function F": {"signature": "(a : string ?) -> B[]", "client": "x/y", "prompt": 'a "b"\n  c'}},
            id="function",
        ),
        pytest.param('template_string T() ##"a "# b"##', {"template_string T": 'a "# b'}, id="marks in a text"),
        pytest.param(
            'test T {\n functions [A, B]\n args { x { y 1 } z [ "a"\n "b" ] }\n}',
            {"test T": {"functions": ["A", "B"], "args": {"x": {"y": 1}, "z": ["a", "b"]}}},
            id="test",
        ),
    ],
)
def test_declarations_of_baml(text: str, expected: object) -> None:
    assert told("a.baml", text) == expected


def test_rows_of_a_table() -> None:
    assert told("a.csv", 'q,a,a\n"x, ""y""\nz",1\n\nw,2,3,4\n') == [
        {"q": 'x, "y"\nz', "a": "1"},
        {"q": "w", "a": "2", "a 3": "3"},
    ]
    assert told("a.tsv", "q\ta\nx\ty\n") == {"q": "x", "a": "y"}
    assert told("a.csv", "q;a\nx;y\n") == {"q": "x", "a": "y"}


def test_lines_of_rails() -> None:
    assert told("a.co", 'define flow x\n    # c\n    a "#b" # d\n\n    if y\n        z\ndefine bot x\n  "t"\n') == {
        "flow x": ['  a "#b"', "  if y", "    z"],
        "bot x": ['  "t"'],
    }


def test_a_flow_is_called_by_its_name_alone() -> None:
    assert told("a.co", "@active\nflow say $text -> $event\n  abort\n") == {
        "flow say": ["@active", "$text -> $event", "  abort"]
    }


def test_instructions_of_a_modelfile() -> None:
    text = "from a:b\nPARAMETER stop x\nPARAMETER stop y\nPARAMETER top_k 3\n"
    text += 'system """\nA\n\nB\n"""\nMESSAGE user hi there\n'
    assert told("Modelfile", text) == {
        "FROM": "a:b",
        "SYSTEM": "A\n\nB",
        "PARAMETER": {"stop": ["x", "y"], "top_k": 3},
        "MESSAGE": [{"role": "user", "content": "hi there"}],
    }
