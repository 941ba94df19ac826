"""Blockers: nothing is released until the pass condition holds in evidence of the very commit."""

from __future__ import annotations

import json

import pytest
from release_samples import GATE, REFUND, Shop, junit, said

from threatgate.forge import Check, Unknown
from threatgate.model import Verdict
from threatgate.release import Binding, CheckRun
from threatgate.release._checks import checks_of, verdict

OTHER = "1f3c5a7e9b2d4f6081a3c5e7f90b1d2c3e4f5061"


@pytest.fixture
def shop(repo, capsys, monkeypatch):
    return Shop(repo, capsys, monkeypatch)


def words(found):
    """The words of the reasons that blockers give."""
    return [one.words for one in found.reasons if one.ground == "blocker"]


def test_a_blocker_is_open_without_evidence(shop):
    name = shop.blocked()
    found = shop.release()
    assert (found.verdict, said(found)) == (
        Verdict.BLOCKED,
        [("blocker", name, "refund-evals: unproven: no evidence was given")],
    )
    (reason,) = found.reasons
    assert (reason.who, reason.since) == (("@lea",), "2026-11-23")
    assert reason.mend == f"run refund-evals on {shop.head()[:12]}, then: threatgate release --evals FILE"


def test_evidence_of_the_commit_opens_it_and_that_of_last_month_does_not(shop):
    shop.blocked()
    before = shop.repo.git("rev-parse", "v1")
    head = shop.head()
    assert words(shop.release(("run.xml", "", junit(head)))) == []
    assert words(shop.release(("run.xml", "", junit(head[:9])))) == []
    stale = f"refund-evals: unproven: run.xml proves nothing for {head[:12]}: it is of the commit {before[:12]}"
    assert words(shop.release(("run.xml", "", junit(before)))) == [stale]
    nameless = f"refund-evals: unproven: run.xml proves nothing for {head[:12]}: it names no commit"
    assert words(shop.release(("run.xml", "", junit("")))) == [nameless]
    assert words(shop.release(("run.xml", "", junit(head[:6])))) == [nameless]
    # An old green run beside a new red one, and two of the same commit: none takes the red one away.
    red = "refund-evals: pass_rate >= 0.95: it is 0.909091 (b.xml)"
    both = (("a.xml", "", junit(before)), ("b.xml", "", junit(head, 20, 2)))
    assert words(shop.release(*both)) == [red]
    assert words(shop.release(("a.xml", "", junit(head)), both[1])) == [red]
    assert words(shop.release(both[0], ("b.xml", "", junit(head)))) == []


def test_a_claim_is_shown_as_a_claim_and_never_beats_the_file(shop):
    shop.blocked()
    head = shop.head()
    claimed = shop.release(("run.xml", head, junit("")))
    assert (words(claimed), claimed.evidence[0].binding) == ([], Binding.CLAIMED)
    assert claimed.evidence[0].words == f"the command line claims it for the commit {head[:12]}, the file names none"
    assert [one.binding for one in shop.release(("run.xml", head, junit(OTHER))).evidence] == [Binding.OTHER]
    assert [one.binding for one in shop.release(("run.xml", OTHER, junit(""))).evidence] == [Binding.OTHER]
    red = shop.release(("run.xml", head, junit("", 1, 1)))
    assert words(red) == ["refund-evals: pass_rate >= 0.95: it is 0.5 (run.xml; the commit is claimed, not named)"]


def test_evidence_speaks_by_its_name_its_parts_or_its_file(shop):
    shop.blocked()
    head = shop.head()
    other = junit(head, name="other")
    unnamed = "refund-evals: unproven: no evidence of this name was given; given was other"
    assert words(shop.release(("run.xml", "", other))) == [unnamed]
    assert words(shop.release(("out/refund-evals.xml", "", other))) == []
    assert words(shop.release(("out/Refunds.xml", "", other))) == []
    own = f"<properties><property name='commit' value='{head}'/></properties>"
    suites = "".join(
        f"<testsuite name='{name}'>{own}{cases}</testsuite>"
        for name, cases in (("refund-evals", "<testcase/>"), ("mail", "<testcase><error/></testcase>"))
    )
    assert words(shop.release(("run.xml", "", f"<testsuites name='all'>{suites}</testsuites>".encode()))) == []
    twice = suites.replace("mail", "refund-evals")
    assert words(shop.release(("run.xml", "", f"<testsuites name='all'>{twice}</testsuites>".encode()))) == [
        "refund-evals: pass_rate >= 0.95: it is 0 (run.xml)"
    ]
    log = {"status": "success", "eval": {"task": "t", "task_file": "evals/refunds.yaml"}, "samples": []}
    log["eval"]["revision"] = {"type": "git", "commit": head[:7]}
    log["samples"] = [{"id": 1, "epoch": 1, "scores": {"match": {"value": "C"}}}]
    assert words(shop.release(("log.json", "", json.dumps(log).encode()))) == []
    log["eval"]["revision"]["dirty"] = True
    dirty = "refund-evals: unproven: the run is not whole: it ran on files that were not committed (dirty) (log.json)"
    assert words(shop.release(("log.json", "", json.dumps(log).encode()))) == [dirty]


def test_evidence_that_cannot_be_read_is_said_and_opens_nothing(shop):
    shop.blocked()
    found = shop.release(("run.xml", shop.head(), b"<testsuites>"))
    assert found.evidence[0].binding is Binding.BROKEN
    assert words(found) == [
        (
            "refund-evals: unproven: no evidence that can be read speaks of it: run.xml:1 is no well-formed XML: "
            "no element found (mend the markup)"
        )
    ]


def test_a_condition_that_cannot_be_read_opens_nothing(shop):
    name = shop.blocked()
    shop.edit(name, "pass_rate >= 0.95", "all of them pass")
    shop.repo.commit("prose")
    assert words(shop.release(("refund-evals.xml", "", junit(shop.head())))) == [
        (
            "unproven: its pass_condition cannot be read at column 5: has 'of' where a comparison should stand "
            "(>=, <=, >, <, ==)"
        )
    ]


def test_a_blocker_that_is_closed_or_binds_nothing_blocks_nothing(shop):
    shop.blocked()
    assert len(words(shop.release())) == 1
    shop.repo.commit("gone", {"policies/approval.yaml": None})
    assert words(shop.release()) == []
    rules = {(ground, subject, words_.split()[1]) for ground, subject, words_ in said(shop.release())}
    assert rules == {("merge", REFUND, "approval-removed:"), ("merge", REFUND, "promise-unbound:")}


def asked(*answers):
    """Somebody who says the same of every check, and remembers what was asked."""
    calls = []

    def checks(commit, name):
        calls.append((commit, name))
        return answers[0]

    return checks, calls


def test_a_check_of_the_commit_proves_that_it_passed_and_no_number(shop):
    shop.blocked("passes")
    checks, calls = asked(CheckRun(passed=True, words="the check refund-evals passed"))
    assert words(shop.release(checks=checks)) == []
    assert calls == [(shop.head(), "refund-evals")]
    checks, _ = asked(CheckRun(passed=False, words="the check refund-evals ended with failure"))
    assert words(shop.release(checks=checks)) == ["refund-evals: the check refund-evals ended with failure"]
    checks, _ = asked(CheckRun(None, "the check refund-evals has not ended"))
    assert words(shop.release(checks=checks)) == ["refund-evals: unproven: the check refund-evals has not ended"]
    # What a file shows needs no check.
    checks, calls = asked(CheckRun(None, "never asked"))
    assert words(shop.release(("run.xml", "", junit(shop.head())), checks=checks)) == []
    assert calls == []


def test_a_green_check_shows_no_number(shop):
    shop.blocked("pass_rate >= 0.95")
    checks, _ = asked(CheckRun(passed=True, words="the check refund-evals passed"))
    assert words(shop.release(checks=checks)) == [
        "refund-evals: unproven: the check refund-evals passed, which shows no number for: pass_rate >= 0.95"
    ]


class FakeForge:
    """A forge that knows checks and nothing else."""

    def __init__(self, *checks) -> None:
        self.known = checks

    def checks(self, _commit, _name):
        return self.known[0] if isinstance(self.known[0], Unknown) else self.known


def check(conclusion, app="GitHub Actions", name="refund-evals", commit=OTHER):
    return Check(name, app, conclusion, commit, "https://example.org")


SAID = "the check refund-evals"


@pytest.mark.parametrize(
    ("found", "passed", "told"),
    [
        ((check("success"),), True, f"{SAID} (GitHub Actions) passed"),
        ((check("success"), check("failure", "other")), False, f"{SAID} (other) ended with failure"),
        ((check("success"), check("skipped", "x")), None, f"{SAID} (x) ended with skipped, which is no pass"),
        ((check(None, ""),), None, f"{SAID} has not ended"),
        ((check("success", name="other"),), None, "1f3c5a7e9b2d has no check refund-evals"),
        ((check("success", commit="a" * 40),), None, "1f3c5a7e9b2d has no check refund-evals"),
        ((Unknown("no token", "set it"),), None, f"{SAID} could not be looked up: no token (set it)"),
    ],
)
def test_all_checks_of_a_name_have_to_be_green(found, passed, told):
    assert verdict(FakeForge(*found), OTHER, "refund-evals") == CheckRun(passed, told)


def test_without_a_forge_nothing_is_proven():
    run = checks_of({"PATH": ""}, "")(OTHER, "refund-evals")
    assert run.passed is None
    assert run.words.startswith("the check refund-evals could not be looked up: ")


def test_a_condition_that_cannot_be_read_is_told_when_it_is_written(shop):
    shop.repo.branch("pilot").commit("pilot", {"policies/approval.yaml": "actions: {refund: {max_amount: 50}}\n"})
    at = ("--base", "main", "--as-of", "2026-11-23", "--owner", "@lea", "--no-input")
    ran = shop.run("decide", "blocker", "--all", *at, *GATE, "--pass-condition", "everything is fine")
    assert ran.code == 2
    told = " ".join(ran.err.split())
    assert "pass_condition cannot be read at column 12: has 'is' where a comparison should stand" in told
