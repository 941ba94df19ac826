"""Switches, matches and chains of conditions as tables, in any language the same."""

from __future__ import annotations

import pytest

from threatgate.documents import javascript, python
from threatgate.documents._kinds import Module, Table
from threatgate.documents._located import Call, Code, Ref, Scalar

MATCH = """
def make(provider):
    match provider:
        case "openai" | "azure":
            return OpenAI()
        case Provider.GROQ:
            client = Groq()
        case _:
            raise ValueError(provider)
"""
CHAIN = """
def make(config):
    if config.provider == "openai":
        return OpenAI()
    elif config.provider in ("groq", "xai") and config.key:
        return Compatible()
    elif other == 3:
        return None
    if config.provider == "ollama":
        log(config)
        return Ollama()
"""
SWITCH = """
export function make(provider: Provider) {
  switch (provider) {
    case "openai":
    case "azure":
      return new OpenAI();
    case Provider.Groq: {
      client = groq;
      break;
    }
    default:
      throw new Error(provider);
  }
}
"""
CONDITIONS = """
function make(provider: string) {
  if (provider === "openai") return new OpenAI();
  else if ("groq" === provider) { return groq; }
  else { use(provider); }
}
"""


def tables(text: str, language: str) -> tuple[Table, ...]:
    module = python.read(text) if language == "python" else javascript.read(text, language)
    assert isinstance(module, Module)
    return module.tables


def leads_to(table: Table) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in table.entries:
        match entry.value:
            case Call(callee=callee):
                found[entry.key] = f"{callee}()"
            case Ref(name=name) | Code(text=name):
                found[entry.key] = name
            case Scalar(value=value):
                found[entry.key] = str(value)
    return found


@pytest.mark.parametrize(
    ("text", "language", "subject", "expected"),
    [
        (MATCH, "python", "provider", {"openai": "OpenAI()", "azure": "OpenAI()", "Provider.GROQ": "Groq()", "*": ""}),
        (
            CHAIN,
            "python",
            "config.provider",
            {"openai": "OpenAI()", "groq": "Compatible()", "xai": "Compatible()", "ollama": "Ollama()"},
        ),
        (
            SWITCH,
            "typescript",
            "provider",
            {"openai": "OpenAI()", "azure": "OpenAI()", "Provider.Groq": "groq", "*": ""},
        ),
        (CONDITIONS, "typescript", "provider", {"openai": "OpenAI()", "groq": "groq"}),
    ],
    ids=["match", "chain", "switch", "conditions"],
)
def test_a_table_says_what_each_value_leads_to(
    text: str, language: str, subject: str, expected: dict[str, str]
) -> None:
    (table,) = tables(text, language)
    assert (table.subject, table.where) == (subject, "make")
    assert leads_to(table) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("def f(a):\n    if a == 1:\n        return 2\n", "python"),
        ("def f(a):\n    if 'gpt' in a:\n        return 2\n    if 'claude' in a:\n        return 3\n", "python"),
        ("def f(a, b):\n    if a == b:\n        return 2\n    if a == c:\n        return 3\n", "python"),
        ("def f(a):\n    if a > 1:\n        return 2\n    if a > 2:\n        return 3\n", "python"),
        ("if (ready) { a() } else if (waiting) { b() }", "javascript"),
    ],
    ids=["one", "within", "names", "order", "flags"],
)
def test_other_conditions_are_no_tables(text: str, language: str) -> None:
    assert tables(text, language) == ()


def test_functions_apart_have_tables_apart() -> None:
    one = "def {}(kind):\n    if kind == 'a':\n        return 1\n    if kind == 'b':\n        return 2\n"
    found = tables(one.format("f") + one.format("g"), "python")
    assert [table.where for table in found] == ["f", "g"]


def test_a_branch_without_braces_is_the_same_body() -> None:
    def body(text: str) -> str:
        module = javascript.read(text, "typescript")
        assert isinstance(module, Module)
        return module.functions[0].body

    assert body("function f(a) { if (a) g(); else h() }") == body("function f(a) { if (a) { g() } else { h() } }")
