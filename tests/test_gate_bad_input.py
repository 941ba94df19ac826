"""Bad input, whole: one clear line with the mend and the designed exit code, never a traceback, never a pass."""

from __future__ import annotations

import pytest
from running import threatgate

TOOLS = '{"mcpServers": {"docs": {"command": "npx", "args": ["-y", "docs-server@1.0.0"]}}}\n'


def complaint(shown):
    """The line on stderr and its hint; the traceback that must not be there."""
    assert "Traceback" not in shown.err + shown.out
    return shown.err.splitlines()


def test_no_repository(capsys, tmp_path):
    shown = threatgate(capsys, "check", "--repo", tmp_path)
    assert shown.code == 2
    assert len(complaint(shown)) == 2
    assert "no Git repository" in shown.err


def test_an_unknown_ref(capsys, repo):
    repo.commit("first", {"a.txt": "a"})
    shown = threatgate(capsys, "check", "--repo", repo.path, "--base", "nowhere")
    assert shown.code == 2
    assert "nowhere" in complaint(shown)[0]


def test_an_unborn_branch(capsys, repo):
    shown = threatgate(capsys, "check", "--repo", repo.path)
    assert shown.code in (2, 3)
    assert len(complaint(shown)) == 2


def test_a_shallow_clone_without_the_base(capsys, repo, tmp_path):
    repo.commit("one", {"a.txt": "a"})
    repo.branch("feature").commit("two", {"a.txt": "b"})
    repo.commit("three", {"a.txt": "c"})
    repo.git("clone", "-q", "--depth", "1", "--branch", "feature", f"file://{repo.path}", str(tmp_path / "shallow"))
    shown = threatgate(capsys, "check", "--repo", tmp_path / "shallow", "--base", "origin/main")
    assert shown.code in (2, 3)
    assert "fetch" in shown.err
    assert complaint(shown)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        pytest.param("mode: lax\n", "mode", id="value"),
        pytest.param("aprovers: {}\n", "approvers", id="misspelt key"),
        pytest.param("a: [\n", ".threatgate.yaml:", id="no YAML"),
        pytest.param("mode: enforce\nmode: observe\n", "mode", id="duplicate"),
    ],
)
def test_invalid_settings(capsys, repo, settings, words):
    repo.commit("settings", {".threatgate.yaml": settings})
    repo.branch("feature").commit("change", {"a.py": "x = 1\n"})
    shown = threatgate(capsys, "check", "--repo", repo.path, "--base", "main")
    assert shown.code == 2
    assert words in shown.err
    assert complaint(shown)


def test_a_broken_record_is_listed_and_is_no_answer(capsys, repo):
    repo.commit("base", {"a.txt": "a"})
    repo.branch("feature").commit(
        "server",
        {".mcp.json": TOOLS, "threat-model/records/TM-20261122-abcdef.yaml": "schema: 1\nid: TM-20261122-abcdef\n"},
    )
    shown = threatgate(capsys, "check", "--repo", repo.path, "--base", "main")
    assert shown.code == 1
    assert "threat-model/records/TM-20261122-abcdef.yaml:1" in shown.out
    assert complaint(shown) == []


def test_an_unreadable_file_must_be_answered(capsys, repo):
    repo.commit("base", {".mcp.json": TOOLS})
    repo.branch("feature").commit("broken", {".mcp.json": TOOLS[:40]})
    shown = threatgate(capsys, "check", "--repo", repo.path, "--base", "main")
    assert shown.code == 1
    assert "cannot be parsed" in shown.out
    assert complaint(shown) == []


def test_a_file_too_large_to_read_leaves_the_verdict_open(capsys, repo):
    repo.commit("base", {"config/agents.yaml": "agents: {}\n"})
    repo.branch("feature").commit("huge", {"config/agents.yaml": b"# " + b"x" * (50 << 20)})
    shown = threatgate(capsys, "check", "--repo", repo.path, "--base", "main")
    assert shown.code == 3
    assert shown.out.startswith("undetermined:")
    assert "config/agents.yaml" in shown.out
    assert "ignore" in shown.out


def test_a_folder_named_like_a_prompt_file_is_a_folder(capsys, repo):
    repo.commit("base", {"prompts/system.md/notes.csv": "a,b\n"})
    repo.branch("feature").commit("more", {"prompts/system.md/notes.csv": "a,c\n"})
    shown = threatgate(capsys, "check", "--repo", repo.path, "--base", "main")
    assert (shown.code, shown.err) == (0, "")


def test_a_prompt_file_that_becomes_a_folder_or_a_submodule_fires(capsys, repo):
    repo.commit("base", {"prompts/system.md": "Never send money without asking the customer.\n"})
    repo.branch("feature").write({"prompts/system.md": None}).commit("folder", {"prompts/system.md/x.csv": "a\n"})
    shown = threatgate(capsys, "check", "--repo", repo.path, "--base", "main")
    assert (shown.code, "prompts/system.md" in shown.out) == (1, True)


def test_a_submodule_in_a_surface_place_fires(capsys, repo):
    first = repo.commit("base", {"README.md": "x\n"})
    repo.branch("feature")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{first},prompts/system.md")
    repo.git("commit", "-q", "-m", "module")
    shown = threatgate(capsys, "check", "--repo", repo.path, "--base", "main", "--head", "feature")
    assert (shown.code, "prompts/system.md" in shown.out) == (1, True)


def test_nothing_to_judge_says_so(capsys, repo):
    repo.commit("only", {".mcp.json": TOOLS})
    shown = threatgate(capsys, "check", "--repo", repo.path)
    assert shown.code == 0
    assert "nothing lands" in shown.out or "head is the base" in shown.out
