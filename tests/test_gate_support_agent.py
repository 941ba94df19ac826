"""The support agent through the whole gate: thirteen widenings block, harmless edits are silent."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from threatgate.gate import CheckRequest, check
from threatgate.model import AnswerState, Direction, Level, Verdict

EXAMPLE = Path(str(files("threatgate"))) / "example"

# kind, name and place of each trigger; every one is unanswered, blocks, and widens.
WIDENINGS = {
    "prompt": ["prompt text prompts/system.md:19"],
    "model": [
        "model lookups app/agent.py:45",
        "model topic_of.completion app/agent.py:51",
        "model agent app/agent.py:70",
    ],
    "tool": [
        "tool run_shell app/agent.py:33",
        "tool issue_refund app/agent.py:54",
        "tool lookups.tools app/agent.py:60",
        "tool agent.tools app/agent.py:86",
    ],
    "mcp": ["tool docs .mcp.json:5", "tool github .mcp.json:7"],
    "rag": ["retrieval rag config/rag.yaml:26", "retrieval retriever config/rag.yaml:33"],
    "approval": ["approval actions.refund policies/approval.yaml:13"],
    "memory": ["memory MEMORY app/memory.py:24"],
    "identity": ["identity identity config/identity.yaml:14"],
    "eval": ["eval prompt_injection evals/prompt_injection.yaml:6"],
    "logging": ["logging audit config/logging.yaml:5"],
    "claude": ["approval permissions .claude/settings.json:3"],
}


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "_message" and "__pycache__" not in path.parts
    }


def pull_request(repo, before, after):
    repo.commit("The support agent", before)
    repo.branch("change").commit("A pull request", after)
    return check(CheckRequest(repo.path, "main", "change", environ=repo.env))


def said(report):
    return [
        f"{trigger.change.element.kind} {trigger.change.element.name} {trigger.change.element.path}:{trigger.span.line}"
        for trigger in report.triggers
    ]


@pytest.mark.parametrize("branch", WIDENINGS, ids=str)
def test_a_widening_blocks_until_it_is_answered(repo, branch):
    report = pull_request(repo, contents(EXAMPLE / "base"), contents(EXAMPLE / "branches" / branch))
    assert said(report) == WIDENINGS[branch]
    assert report.verdict is Verdict.BLOCKED
    assert {trigger.direction for trigger in report.triggers} == {Direction.WIDENS}
    assert {trigger.level for trigger in report.triggers} == {Level.BLOCK}
    assert {trigger.answer for trigger in report.triggers} == {AnswerState.UNANSWERED}
    assert report.problems == ()


@pytest.mark.parametrize("branch", WIDENINGS, ids=str)
def test_the_reverse_narrows_and_passes(repo, branch):
    base = contents(EXAMPLE / "base")
    changed = contents(EXAMPLE / "branches" / branch)
    back = {path: base.get(path) for path in changed}
    report = pull_request(repo, base | changed, back)
    assert len(report.triggers) == len(WIDENINGS[branch])
    assert {trigger.direction for trigger in report.triggers} == {Direction.NARROWS}
    assert report.verdict is Verdict.PASS


def test_all_at_once_is_the_sum(repo):
    report = pull_request(repo, contents(EXAMPLE / "base"), contents(EXAMPLE / "branches" / "all"))
    places = sorted(item.rpartition(":")[0] for item in said(report))
    assert places == sorted(item.rpartition(":")[0] for items in WIDENINGS.values() for item in items)


def test_harmless_edits_are_silent(repo):
    report = pull_request(repo, contents(EXAMPLE / "base"), contents(EXAMPLE / "branches" / "harmless"))
    assert (report.triggers, report.problems, report.verdict) == ((), (), Verdict.PASS)
    assert report.stats.files_read == report.stats.files_changed == 9


def test_moving_the_whole_agent_changes_nothing(repo):
    base = contents(EXAMPLE / "base")
    # Folders that say what they hold keep their names; the product moves as one.
    moved = {f"services/support/{path}": text for path, text in base.items()}
    report = pull_request(repo, base, moved | dict.fromkeys(base))
    assert (said(report), report.verdict) == ([], Verdict.PASS)
