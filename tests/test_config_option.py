"""`--config`: settings from outside the repository, for a base side that has none yet."""

from __future__ import annotations

import pytest
from running import BASE, WIDER, threatgate

WARNING = "version: 1\nlevels: {approval-widened: warn, retrieval-widened: warn}\n"


@pytest.fixture
def outside(tmp_path):
    file = tmp_path / "policy.yaml"
    file.write_text(WARNING, encoding="utf-8")
    return file


def check(capsys, repo, *words):
    return threatgate(capsys, "check", "--repo", repo.path, "--base", "main", *words)


def test_it_holds_while_the_base_has_no_settings(repo, capsys, outside):
    repo.commit("base", BASE)
    repo.branch("pilot").commit("pilot", WIDER)
    assert check(capsys, repo).code == 1
    ran = check(capsys, repo, "--config", outside)
    assert ran.code == 0
    assert "note: the base side has no .threatgate.yaml: the settings of --config hold until it has" in ran.out


def test_settings_of_the_base_side_win(repo, capsys, outside):
    repo.commit("base", {**BASE, ".threatgate.yaml": "version: 1\n"})
    repo.branch("pilot").commit("pilot", WIDER)
    ran = check(capsys, repo, "--config", outside)
    assert ran.code == 1
    assert "--config" not in ran.out


def test_the_gate_itself_is_not_opened_by_it(repo, capsys, tmp_path):
    owners = {".github/CODEOWNERS": "/.threatgate.yaml @ciso\n"}
    repo.commit("base", {**BASE, **owners})
    repo.branch("pilot").commit("pilot", {".github/CODEOWNERS": "/.threatgate.yaml @lea\n"})
    lax = tmp_path / "lax.yaml"
    lax.write_text("version: 1\nlevels: {approval: off}\n", encoding="utf-8")
    assert check(capsys, repo, "--config", lax).code == 1


def test_what_the_change_could_have_written_is_refused(repo, capsys):
    repo.commit("base", {**BASE, "policy.yaml": WARNING})
    ran = check(capsys, repo, "--config", repo.path / "policy.yaml")
    assert ran.code == 2
    assert ran.err.startswith("threatgate: --config takes settings from outside the repository only\n")


@pytest.mark.parametrize(
    ("text", "said"), [("mode: lax\n", "(in the file of --config)"), (None, "cannot read the settings ")]
)
def test_what_is_no_settings_file_is_told(repo, capsys, tmp_path, text, said):
    repo.commit("base", BASE)
    file = tmp_path / "policy.yaml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    ran = check(capsys, repo, "--config", file)
    assert ran.code == 2
    assert said in ran.err.splitlines()[0]


def test_what_is_decided_under_it_is_judged_under_it(repo, capsys, tmp_path, monkeypatch):
    repo.commit("base", BASE)
    repo.branch("pilot").commit("pilot", WIDER)
    monkeypatch.chdir(repo.path)
    listed = tmp_path / "policy.yaml"
    listed.write_text('version: 1\napprovers: {low: ["@ciso"]}\n', encoding="utf-8")
    words = ("decide", "no-change", "--all", "--base", "main", "--owner", "@lea", "--rationale", "covered by T-12")
    words += ("--evidence", "test=evals/refunds.yaml", "--config", listed)
    assert threatgate(capsys, *words, "--second", "@tom").code == 2
    assert threatgate(capsys, *words, "--second", "@ciso").code == 0
