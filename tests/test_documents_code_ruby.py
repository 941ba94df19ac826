"""Ruby: its own ways to write what every language says."""

from __future__ import annotations

from typing import Any

import pytest
from code_shown import assignments, classes, functions

from threatgate.documents import ruby
from threatgate.documents._kinds import Module
from threatgate.documents._located import plain


def module(text: str) -> Module:
    found = ruby.read(text)
    assert isinstance(found, Module), found
    assert found.language == "ruby"
    assert not found.faults
    return found


def tables(read: Module) -> list[Any]:
    return [(one.subject, [(entry.key, plain(entry.value)) for entry in one.entries]) for one in read.tables]


# fmt: off
VALUES: list[Any] = [
    ("text", 'x = "a\\n#{name} b"',
     "a\n{name} b"),
    ("symbols", "x = [:a, 'b', %w[c d], nil, true, 1_000, 0.5]",
     ["a", "b", ["c", "d"], None, True, 1000, 0.5]),
    ("heredoc", "x = <<~TEXT.strip\n  You are #{name}.\n    Be kind.\nTEXT\n",
     "You are {name}.\n  Be kind."),
    ("two-heredocs", "x = f(<<~A, <<-B)\n  a\nA\n  b\n  B\n",
     {"$call": "f", "args": ["a\n", "  b\n"]}),
    ("side-by-side", 'x = \'a\' \\\n  "b"',
     "ab"),
    ("map", 'x = { \'a\' => 1, b: :c, "d": [1], **rest, e: }',
     {"a": 1, "b": "c", "d": [1], "...rest": {"$code": "...rest"}, "e": {"$ref": "e"}}),
    ("frozen", "x = %w[a b].freeze",
     ["a", "b"]),
    ("environment", "x = ENV.fetch('M') { 'm' } || ENV['N']",
     {"$code": 'ENV . fetch ( "M" , "m" ) || ENV [ "N" ]'}),
    ("choice", "x = fast ? 'a' : 'b'",
     {"$code": 'fast ? "a" : "b"'}),
    ("keywords", "x = Agent.new(model: 'm', 'k' => 1, **rest)",
     {"$call": "Agent", "named": {"model": "m", "k": 1, "...rest": {"$code": "...rest"}}}),
    ("made", "x = A::B.new",
     {"$call": "A.B"}),
    ("attribute", "x = a.b&.c",
     {"$ref": "a.b.c"}),
    ("block", "x = tools.map { |t| t.name }",
     {"$call": "tools.map", "args": [{"$code": "func ( $1.1 ) {| $1.1 . name ; |}"}]}),
]
ASSIGNED: list[Any] = [
    ("attributes", "@model = 'a'\nself.t ||= 0.2\nconfig[:a]['b'] = 1",
     [("", "model", "a"), ("", "self.t", 0.2), ("", "config.a.b", 1)]),
    ("settings", ("class A < Base\n  model 'gpt'\n  tools B, C\n  param :q, desc: 'd', required: false\n  "
     "before_action :auth, only: [:x]\nend"),
     [("A", "model", "gpt"),
      ("A", "tools", [{"$ref": "B"}, {"$ref": "C"}]),
      ("A", "q", {"desc": "d", "required": False})]),
    ("configured", "Llm.configure do |c|\n  c.default_model = 'm'\nend",
     [("", "c.default_model", "m")]),
    ("handed-back", 'def prompt\n  "You are #{name}"\nend\ndef other = return_it',
     [("prompt", "return", "You are {name}")]),
]
FUNCTIONS: list[Any] = [
    ("parameters", ("def f(a, b = 1, *c, d:, e: 2, **g, &h)\n  logger.info('x')\n  x = a\n  @y = x\n  return nil "
     "if x.nil?\n  call(x)\nend"),
     [("f",
       [],
       [("a", "", None),
        ("b", "", 1),
        ("*c", "", None),
        ("d", "", None),
        ("e", "", 2),
        ("**g", "", None)],
       "",
       "",
       "{| $1.8 = $1.1 ; y = $1.8 ; return nil if $1.8 . nil? ; return call ( $1.8 ) ; |}",
       ("call", "logger.info"))]),
    ("of-a-class", "class A\n  def self.f? = ok(1)\nend",
     [("A.f?", [], [], "", "", "{| return ok ( 1 ) ; |}", ("ok",))]),
]
CLASSES: list[Any] = [
    ("bases", "module M\n  class A < B::Tool\n    KEY = 1\n  end\nend",
     [("", "M", (), [], "", [], ()), ("M", "A", ("B.Tool",), [], "", [("KEY", 1)], ())]),
]
TABLES: list[Any] = [
    ("case", "case model\nwhen 'a', 'b' then x(1)\nwhen C::D then 'y'\nelse z\nend",
     [("model", [("a", {"$call": "x", "args": [1]}), ("b", {"$call": "x", "args": [1]}), ("C::D", "y")])]),
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
    assert module("require 'openai'\nRubyLLM.chat(1)\nclass A < B::C; end").imports == ("B", "RubyLLM", "openai")
