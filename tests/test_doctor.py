"""The doctor: a repository in which nothing is open, and each way around the gate by itself."""

from __future__ import annotations

import json
import os

import jsonschema
import pytest
from doctor_samples import CASES, HEALTHY, SETTINGS, SHA, WF, WORKFLOW
from running import threatgate

from threatgate.doctor import Health, examine
from threatgate.errors import UndeterminedError, UsageError
from threatgate.schemas import schema

ON_CI = {**os.environ, "CI": "true"}


def opened(repo, **files):
    """What is open or advised, as topic, health and words, after some files are changed."""
    repo.commit("all", {**HEALTHY, **{name: text for name, text in files.items() if text is not None}})
    for name in (name for name, text in files.items() if text is None):
        repo.git("rm", "-q", name)
        repo.git("commit", "-qm", "less")
    found = examine(repo.path, "HEAD", ON_CI)
    return [
        (one.topic, one.health.value, one.words) for one in found.findings if one.health in (Health.OPEN, Health.ADVICE)
    ]


def test_nothing_is_open_where_all_is_closed(repo):
    assert opened(repo) == []


@pytest.mark.parametrize("name", CASES)
def test_each_way_around_the_gate(repo, name):
    files, expected = CASES[name]
    found = opened(repo, **files)
    if name in ("no owners", "no job"):
        found = [one for one in found if one[0] == expected[0][0]]
    assert found == expected


def test_signers_and_the_registers_of_systems_have_to_be_owned_too(repo):
    signed = SETTINGS.replace("reviewed", "signed") + "systems: [{name: a, paths: [a/**], register: a/tm}]\n"
    found = opened(
        repo,
        **{".threatgate.yaml": signed, "threat-model/allowed_signers": "x\n", ".github/CODEOWNERS": "/.github/ @c\n"},
    )
    assert [words for _, _, words in found] == [
        "nobody owns the settings (.threatgate.yaml)",
        "nobody owns the register (threat-model/)",
        "nobody owns the allowed signers (threat-model/allowed_signers)",
        "nobody owns the register (a/tm/)",
        "nobody owns the allowed signers (a/tm/allowed_signers)",
    ]


def test_settings_that_cannot_be_read_are_what_is_open(repo):
    repo.commit("all", {".threatgate.yaml": "mode: lax\n"})
    found = examine(repo.path, None, ON_CI)
    assert [one.topic for one in found.findings] == ["settings"]
    assert not found.healthy


def test_a_clone_is_told_of_its_missing_hook_and_its_depth(repo, capsys, tmp_path):
    repo.commit("all", HEALTHY)
    repo.commit("more", {"a": "b"})
    repo.git("clone", "-q", "--depth=1", repo.path.as_uri(), str(tmp_path / "clone"))
    words = [one.words for one in examine(tmp_path / "clone", None, {"PATH": os.environ["PATH"]}).findings]
    assert "no hook judges a push from this clone" in words
    assert "this clone is shallow: who wrote a change, and where it lands, may not be told" in words
    threatgate(capsys, "hook", "install", "--repo", tmp_path / "clone")
    words = [one.words for one in examine(tmp_path / "clone", None, {"PATH": os.environ["PATH"]}).findings]
    assert "every push from this clone is judged before it leaves" in words


def test_the_command_says_it_and_ends_with_a_code(repo, capsys):
    repo.commit("all", HEALTHY)
    ran = threatgate(capsys, "doctor", "--repo", repo.path, "--rev", "HEAD")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "Looked at: HEAD, where changes land"
    assert ran.out.splitlines()[-1] == "Nothing is open on HEAD"
    repo.commit(
        "less",
        {".threatgate.yaml": SETTINGS + "mode: observe\n", WF: WORKFLOW.replace(f"threatgate@{SHA}", "threatgate@v1")},
    )
    ran = threatgate(capsys, "doctor", "--repo", repo.path, "--rev", "HEAD")
    assert ran.code == 1
    assert (
        ran.out.splitlines()[1]
        == "open     the gate observes: what is unanswered is said and let through (.threatgate.yaml)"
    )
    assert ran.out.splitlines()[-1] == "2 ways around the gate are open on HEAD"


def test_the_data_holds_its_schema(repo, capsys):
    repo.commit("all", {**HEALTHY, ".threatgate.yaml": SETTINGS + "mode: observe\n"})
    ran = threatgate(capsys, "doctor", "--repo", repo.path, "--rev", "HEAD", "--format", "json")
    data = json.loads(ran.out)
    jsonschema.Draft202012Validator(json.loads(schema("doctor"))).validate(data)
    assert (ran.code, data["healthy"]) == (1, False)


def test_where_there_is_nothing_to_look_at(tmp_path, repo):
    with pytest.raises((UsageError, UndeterminedError)):
        examine(tmp_path, None, ON_CI)
    with pytest.raises((UsageError, UndeterminedError)):
        examine(repo.path, "no-such-branch", ON_CI)


def test_a_bare_repository_has_no_hook_of_a_developer(repo, tmp_path):
    repo.commit("all", HEALTHY)
    repo.git("clone", "-q", "--bare", str(repo.path), str(tmp_path / "bare"))
    found = examine(tmp_path / "bare", None, {"PATH": os.environ["PATH"]}).findings
    assert [one.topic for one in found if one.topic in ("hook", "depth")] == []
