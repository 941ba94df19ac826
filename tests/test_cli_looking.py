"""`inventory`, `init` and `demo`: what is here, first settings, and the story of the example."""

from __future__ import annotations

import json

import jsonschema
import pytest
from running import BASE, threatgate

from threatgate import schemas, settings
from threatgate.adoption import SETTINGS
from threatgate.cli import demo
from threatgate.demo import branches


@pytest.fixture
def shop(repo, monkeypatch):
    repo.commit("base", BASE)
    monkeypatch.chdir(repo.path)
    return repo


@pytest.mark.usefixtures("shop")
def test_the_table_lists_elements_by_kind(capsys):
    shown = threatgate(capsys, "inventory")
    assert shown.code == 0
    assert "\nretrieval (1)\n  retriever" in shown.out
    assert "config/rag.yaml:2" in shown.out
    assert "top_k: 4" in shown.out


def test_the_json_is_what_its_schema_says(capsys, shop):
    found = json.loads(threatgate(capsys, "inventory", "--format", "json").out)
    jsonschema.Draft202012Validator(json.loads(schemas.schema("inventory"))).validate(found)
    assert found["revision"] == shop.git("rev-parse", "HEAD")
    assert {element["kind"] for element in found["elements"]} >= {"retrieval", "approval", "eval"}


def test_reads_the_revision_that_is_named_and_bare_repositories(capsys, shop, tmp_path):
    shop.commit("gone", {"config/rag.yaml": None})
    shop.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    for at in ((), ("--repo", tmp_path / "bare.git")):
        assert "retriever" not in threatgate(capsys, "inventory", *at).out
        assert "retriever" in threatgate(capsys, "inventory", *at, "--rev", "HEAD~1").out


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("arguments", [["--rev", "nosuch"], ["--repo", "nosuch"], ["--format", "xml"]])
def test_what_cannot_be_listed_is_wrong_usage(capsys, arguments):
    ran = threatgate(capsys, "inventory", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("threatgate: ")


def test_what_cannot_be_read_is_listed_and_ends_with_3(capsys, shop):
    shop.commit("huge", {"prompts/system.md": b"You are a helpful assistant.\n" * 1_000_000})
    ran = threatgate(capsys, "inventory")
    assert ran.code == 3
    assert "Could not be read:\n  prompts/system.md" in ran.out


def test_init_shows_what_is_here_and_writes_settings_and_register(capsys, shop):
    shown = threatgate(capsys, "init")
    assert shown.code == 0
    assert "1  retrieval  retriever" in shown.out
    assert "wrote  .threatgate.yaml\nwrote  threat-model/records/.gitkeep\n" in shown.out
    assert (shop.path / "threat-model/records/.gitkeep").exists()
    loaded = settings.load((shop.path / ".threatgate.yaml").read_bytes(), ".threatgate.yaml")
    head = shop.git("rev-parse", "HEAD")
    assert loaded == settings.load(b"version: 1\n", ".threatgate.yaml")._replace(adopted=head)


def test_the_settings_that_init_writes_hold_where_their_examples_are_taken():
    lines = [line.removeprefix("# ") if ":" in line and "{" in line else line for line in SETTINGS.splitlines()]
    surfaces = SETTINGS.replace("# surfaces:", "surfaces:").replace("#   - {", "  - {")
    assert settings.load(
        "\n".join(line for line in lines if not line.startswith("  -")).encode(), ".threatgate.yaml"
    ).systems
    assert len(settings.load(surfaces.encode(), ".threatgate.yaml").surfaces) == 2


def test_init_never_overwrites(capsys, shop):
    shop.write({".threatgate.yaml": "mode: observe\n", "threat-model/records/TM-1.yaml": "x"})
    shown = threatgate(capsys, "init")
    assert "kept  .threatgate.yaml, which was there\nkept  threat-model/records, which was there\n" in shown.out
    assert (shop.path / ".threatgate.yaml").read_text(encoding="utf-8") == "mode: observe\n"
    assert not (shop.path / "threat-model/records/.gitkeep").exists()


def test_init_writes_nothing_on_a_dry_run(capsys, shop):
    assert "would write  .threatgate.yaml" in threatgate(capsys, "init", "--dry-run").out
    assert shop.git("status", "--porcelain") == ""


def test_init_in_an_empty_repository_and_in_none(capsys, repo, tmp_path):
    shown = threatgate(capsys, "init", "--repo", repo.path)
    assert (shown.code, "Nothing to look at: there is no commit yet on this branch." in shown.out) == (0, True)
    assert (repo.path / ".threatgate.yaml").exists()
    (tmp_path / "none").mkdir()
    assert threatgate(capsys, "init", "--repo", tmp_path / "none").code == 2


def test_init_does_not_follow_a_link_out_of_the_repository(capsys, shop, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (shop.path / "threat-model").symlink_to(tmp_path / "elsewhere")
    assert threatgate(capsys, "init").code == 2
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("branch", ["tool", "mcp", "all"])
def test_the_demo_blocks_answers_and_passes(capsys, branch):
    shown = threatgate(capsys, "demo", "--branch", branch)
    assert (shown.code, shown.err) == (0, "")
    verdicts = [
        line.partition(":")[0]
        for line in shown.out.splitlines()
        if line.startswith(("pass:", "blocked:", "undetermined:"))
    ]
    assert verdicts == ["pass", "blocked", "pass", *(["blocked"] if branch == "tool" else [])]
    assert "outcome: blocker" in shown.out


def test_the_demo_can_be_kept(capsys, tmp_path):
    kept = tmp_path / "shop"
    assert threatgate(capsys, "demo", "--branch", "mcp", "--keep", kept).code == 0
    assert threatgate(capsys, "check", "--repo", kept, "--base", "main").code == 0
    again = threatgate(capsys, "demo", "--keep", kept)
    assert (again.code, again.out) == (2, "")


def test_the_demo_knows_its_branches(capsys):
    assert demo.RISKY in branches()
    assert "there are all, approval" in threatgate(capsys, "demo", "--branch", "nosuch").err
