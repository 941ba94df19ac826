"""What threat models promise stands in the register: seen by the clock and the release, changed in the model."""

from __future__ import annotations

import os
from datetime import date

import pytest
from running import threatgate
from threat_model_samples import DAY, DRAGON, ELEMENT, ON, PAGE, POLICY, THREAGILE, dragon, row, threagile

from threatgate.register import Weight, due, read_register
from threatgate.release import ReleaseRequest, release

LATE = date(2026, 1, 21)


def register(repo, files, day=DAY):
    repo.commit("base", {POLICY: ON, **files})
    return read_register(repo.path, "main", day, os.environ)


@pytest.mark.parametrize(
    ("path", "text", "ref"),
    [
        (PAGE, row(), "T1"),
        (PAGE, row(ELEMENT.partition(":")[2]), "T1"),
        (PAGE, row("", threat=f"A refund of {ELEMENT} is paid out that nobody looked at"), "T1"),
        (THREAGILE, threagile(), "refund-without-look@support-agent"),
    ],
)
def test_a_promise_of_a_model_stands_in_the_register(repo, path, text, ref):
    found = register(repo, {path: text})
    assert [(one.record.id, one.state, one.living, one.faults) for one in found.entries] == [
        (f"{path}#{ref}", "active", (ELEMENT,), ())
    ]
    assert list(found.digests) == [ELEMENT]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({PAGE: row(f"{ELEMENT}x")}, id="of an element that is not there"),
        pytest.param({PAGE: row(ticket="")}, id="unfinished"),
        pytest.param({PAGE: row(due="2029-01-01")}, id="due in years, so it never answered"),
        pytest.param({PAGE: row(status="Accepted")}, id="accepted"),
        pytest.param({DRAGON: dragon()}, id="at no place that is looked at without the settings"),
        pytest.param({PAGE: "---\na: [\n---\n"}, id="broken"),
        pytest.param({"README.md": row()}, id="elsewhere"),
    ],
)
def test_what_promises_nothing_stands_in_no_register(repo, files):
    assert register(repo, files).entries == ()


def test_the_settings_name_more_places(repo):
    files = {DRAGON: dragon(), ".threatgate.yaml": "version: 1\nthreat_models: ['ThreatDragonModels/**']\n"}
    assert [one.record.id for one in register(repo, files).entries] == [f"{DRAGON}#th-1"]


def test_the_clock_and_the_release_see_what_is_late(repo):
    found = register(repo, {PAGE: row()}, LATE)
    told = [(one.entry.record.id, one.weight, one.mend) for one in due(found)]
    assert told == [(f"{PAGE}#T1", Weight.FAIL, f"say in {PAGE} what became of it")]
    start = repo.git("rev-parse", "main")
    repo.commit("words", {"README.md": "x\n"})
    report = release(ReleaseRequest(repo.path, start, "main", (), LATE, {}))
    assert f"{PAGE}#T1" in [one.subject for one in report.reasons]
    assert report.verdict == "blocked"


def test_what_stands_in_a_model_is_changed_there(repo, capsys):
    register(repo, {PAGE: row()})
    ran = threatgate(capsys, "register", "close", f"{PAGE}#T1", "--repo", repo.path, "--how", "fixed", "--by", "@lea")
    assert ran.code == 2
    assert f"{PAGE}#T1 stands in the threat model {PAGE}:7" in ran.err
    assert "change it there" in ran.err
    ran = threatgate(capsys, "register", "list", "--repo", repo.path, "--as-of", DAY)
    assert f"{PAGE}#T1" in ran.out
