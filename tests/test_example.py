"""The support agent that the package ships: thirteen widenings on eleven branches, all of them, and a harmless one."""

from __future__ import annotations

import ast
import json
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

EXAMPLE = Path(str(files("threatgate"))) / "example"
BASE = EXAMPLE / "base"
BRANCHES = EXAMPLE / "branches"
WIDENING = ("approval", "claude", "eval", "identity", "logging", "mcp", "memory", "model", "prompt", "rag", "tool")


def _files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "_message" and "__pycache__" not in path.parts
    }


def _value(path: str, text: str) -> object:
    if path.endswith(".json"):
        return json.loads(text)
    if path.endswith(".yaml"):
        return yaml.safe_load(text)
    if path.endswith(".py"):
        return ast.dump(ast.parse(text))
    return text


def test_the_base_holds_what_the_demo_names():
    assert set(_files(BASE)) == {
        ".claude/settings.json",
        ".mcp.json",
        "README.md",
        "app/agent.py",
        "app/memory.py",
        "config/identity.yaml",
        "config/logging.yaml",
        "config/rag.yaml",
        "evals/prompt_injection.yaml",
        "policies/approval.yaml",
        "prompts/system.md",
        "requirements.txt",
        "tests/test_agent.py",
    }
    assert _files(BASE)["app/agent.py"].count('"gpt-4o-2024-08-06"') == 3


def test_the_branches_are_these():
    assert {path.name for path in BRANCHES.iterdir()} == {*WIDENING, "all", "harmless"}


@pytest.mark.parametrize("name", [*WIDENING, "all", "harmless"])
def test_a_branch_holds_only_what_differs_and_says_why(name):
    base = _files(BASE)
    for path, text in _files(BRANCHES / name).items():
        assert base.get(path) != text
        _value(path, text)
    assert (BRANCHES / name / "_message").read_text(encoding="utf-8").strip()


def test_all_is_the_sum_of_the_eleven():
    changed = [_files(BRANCHES / name) for name in WIDENING]
    together = _files(BRANCHES / "all")
    assert set(together) == set().union(*changed)
    both = _files(BRANCHES / "tool")["app/agent.py"].replace('"gpt-4o-2024-08-06"', '"gpt-4o"')
    assert together["app/agent.py"] == both
    for path in set(together) - {"app/agent.py"}:
        assert [each[path] for each in changed if path in each] == [together[path]]


def test_data_of_the_harmless_branch_says_the_same():
    base = _files(BASE)
    harmless = _files(BRANCHES / "harmless")
    data = [path for path in harmless if path.endswith((".json", ".yaml"))]
    assert data == [
        ".mcp.json",
        "config/logging.yaml",
        "config/rag.yaml",
        "evals/prompt_injection.yaml",
        "policies/approval.yaml",
    ]
    for path in data:
        assert _value(path, harmless[path]) == _value(path, base[path])
    assert _value("a.py", harmless["app/memory.py"]) == _value("a.py", base["app/memory.py"])
    assert set(harmless) - set(base) == {"tests/test_routing.py"}
