"""Content that once cost time or memory without bound: read, or refused with its reason, within both."""

from __future__ import annotations

import resource
from time import process_time

import pytest

from threatgate.documents import read
from threatgate.documents._kinds import Unreadable
from threatgate.model import Scope
from threatgate.settings import load
from threatgate.surface import read_file
from threatgate.unparsed import Opaque

SIZE = 40_000
HANGS = 60  # seconds of work: what hangs shows, a busy machine or one that measures coverage does not


def often(unit: str) -> str:
    return unit * (SIZE // len(unit))


# fmt: off
REFUSED = [
    ("assignments and closing types", "a.java", often("a=>"), "mean nothing in its language"),
    ("the same in a class", "a.java", "class A { int x = " + often("a = > ") + "; }", "mean nothing in its"),
    ("types", "a.java", "class A { String x = " + often("a<b<") + "; }", "too much in one statement"),
    ("marks of raw text", "a.swift", often("#"), "mean nothing in its language"),
    ("pipes", "a.sh", often("a | "), "mean nothing in its language"),
    ("pipes on lines", "a.sh", often("a |\n"), "mean nothing in its language"),
    ("marks of text", "a.bicep", often("'"), "takes more work"),
    ("raw text", "a.rs", often('r#"'), "takes more work"),
    ("comments in comments", "a.swift", often("/*"), "takes more work"),
    ("assignments", "a.swift", often("a="), "too much work to compare"),
    ("raw text", "a.baml", often('##"x" '), "nothing closes"),
    ("comment", "a.baml", often("{// "), "nothing closes"),
    ("raw text", "a.rego", "x := `" + often("a"), "nothing closes"),
    ("brackets", "a.cedar", often("permit("), "nested deeper"),
    ("elements", "a.xml", often("<a>"), "nested deeper"),
    ("entities", "a.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares a document type"),
]
READ = [
    ("calls of calls", "agent.go", "package agent\n" + often("(agent)")),
    ("calls of calls", "agent.php", "<?php $agent=" + often("(agent)") + ";"),
    ("assignments", "agent.rs", often("prompt=")),
    ("one name", "agent.co", often("define bot agent\n")),
    ("room", "agent.co", "flow agent" + " " * SIZE + "x"),
    ("room on lines", "agent.co", 'flow agent """' + " " * SIZE + 'x\n"""\n'),
    ("escapes", "agent.co", '  agent "' + often('\\"')),
    ("one name", "agent.baml", often("client<llm> Agent {}\n")),
    ("escapes", "agent.baml", 'class Agent "' + often('\\"')),
    ("columns", "agents.csv", ",".join(f"c{number}" for number in range(SIZE // 4)) + "\n1\n"),
    ("equal columns", "agents.csv", often("a,") + "\n" + often("1,")),
    ("quoted field", "agents.csv", 'agent\n"' + "x" * 200_000),
    ("long word", "Dockerfile", "FROM ollama/ollama\nENV " + often("a")),
    ("escapes", "Dockerfile", 'FROM ollama/ollama\nENV a="' + often('\\"')),
    ("heredoc", "agent.tf", "a {\n agent = <<E\n" + often("a") + "\nE\n}"),
    ("tag", "agent.go", "package agent\ntype Agent struct { X int `" + often("a") + "` }"),
    ("format", "agent.go", 'package agent\nvar prompt = fmt.Sprintf("You are %' + often("0") + ' x", a)'),
    ("raw text", "agent.rs", 'fn f() { println!("agent") }\n' + often('br##""')),
    ("room in a cell", "agent.ipynb", '{"cells": [{"cell_type": "code", "source": "' + often(" ") + '"}]}'),
    ("parts of a name", "application.properties", "spring.ai" + often(".a") + "=x"),
    ("words of a name", ".env", often("MODEL_") + "=x"),
    ("empty lines in a remark", "prompts/agent.md", "You are an agent.\n<!-- you should" + often("\n") + " -->"),
    ("validators", "agent.rail", "<rail><output>" + often('<string name="a" validators="x"/>') + "</output></rail>"),
]
# fmt: on
SETTINGS = load(None, ".threatgate.yaml")


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.parametrize(
    ("path", "text", "message"), [row[1:] for row in REFUSED], ids=[f"{row[1]} {row[0]}" for row in REFUSED]
)
def test_what_would_cost_without_end_is_refused(path: str, text: str, message: str) -> None:
    begun, held = process_time(), peak()
    found = read(path, text.encode())
    assert isinstance(found, Unreadable)
    assert message in found.message
    assert found.hint
    assert process_time() - begun < HANGS
    assert peak() - held < 300


@pytest.mark.parametrize(("path", "text"), [row[1:] for row in READ], ids=[f"{row[1]} {row[0]}" for row in READ])
def test_the_work_grows_with_the_text(path: str, text: str) -> None:
    begun, held = process_time(), peak()
    found = read_file(path, text.encode(), Scope.PRODUCT, SETTINGS)
    assert isinstance(found, tuple)
    assert not isinstance(found, Opaque)
    assert process_time() - begun < HANGS
    assert peak() - held < 300


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.swift", "//" + "#" * 120 + "\nlet a = 1\n"),
        ("a.java", 'class A { String x = "=> => =>"; }'),
        ("a.sh", "a | b | c\n" * 2_000),
        ("a.sh", "a || b && c\n" * 2_000),
        ("a.baml", 'template_string A() #"\n  You are "an agent".\n"#\n{// so on //}\n'),
        ("a.kt", "val c = 1\n@L"),
        ("a.kt", "val c: A by x\n@file:"),
        ("a.rego", "package a\n# `\nx := `b`\n"),
    ],
)
def test_code_as_people_write_it_is_read(path: str, text: str) -> None:
    assert not isinstance(read(path, text.encode()), Unreadable)
