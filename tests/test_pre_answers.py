"""A pull request of a bot or a stranger is answered ahead, by a maintainer, from its report."""

from __future__ import annotations

import json

import pytest
from running import BASE, threatgate

BUMP = {"config/model.yaml": "provider: openai\nmodel: gpt-4o-2024-11-20\n"}
OLD = {"config/model.yaml": "provider: openai\nmodel: gpt-4o-2024-08-06\n"}
BOT = "renovate[bot] <bot@renovate.example>"
SAID = (
    *("--owner", "@lea", "--second", "@tom", "--rationale", "the same model family, and the evals of refunds pass"),
    *("--evidence", "test=evals/refunds.yaml"),
)
DAY = ("--as-of", "2026-11-23")


@pytest.fixture
def shop(repo, monkeypatch, capsys, tmp_path):
    """A repository with a bot's branch `bump`, and the report of it that the pipeline kept."""
    repo.commit("base", BASE | OLD)
    repo.branch("bump").commit("Update the model", BUMP, author=BOT)
    monkeypatch.chdir(repo.path)
    shown = check(capsys)
    assert shown.code == 1
    (tmp_path / "report.json").write_text(shown.out, encoding="utf-8")
    repo.checkout("main")
    return repo


def check(capsys, *more):
    return threatgate(capsys, "check", "--base", "main", "--head", "bump", "--format", "json", *(more or DAY))


def states(shown):
    return {(one["name"], one["answer"]) for one in json.loads(shown.out)["triggers"]}


def answer_ahead(capsys, shop, report, until="2026-12-06", *more):
    """The maintainer, on a branch of their own, answers the report of the other pull request."""
    shop.branch("answer")
    done = threatgate(
        capsys, "decide", "no-change", "--base", "main", "--from-report", report, "--all",
        "--pre-answer", until, *SAID, *DAY, *more,
    )  # fmt: skip
    shop.commit("an answer for the bot")
    return done


def test_a_bots_pull_request_is_answered_by_a_record_that_landed_before(shop, capsys, tmp_path):
    assert answer_ahead(capsys, shop, tmp_path / "report.json").code == 0
    own = threatgate(capsys, "check", "--base", "main", "--head", "answer", *DAY)
    assert (own.code, own.err) == (0, "")
    assert check(capsys).code == 1
    shop.checkout("main").merge("answer")
    shown = check(capsys)
    assert (shown.code, states(shown)) == (0, {("model", "decided")})
    assert check(capsys, "--as-of", "2026-12-06").code == 0
    assert check(capsys, "--as-of", "2026-12-07").code == 1


def test_it_answers_that_content_and_no_other(shop, capsys, tmp_path):
    answer_ahead(capsys, shop, tmp_path / "report.json")
    shop.checkout("main").merge("answer")
    shop.checkout("bump").commit("and another", {"config/model.yaml": BUMP["config/model.yaml"] + "temperature: 2\n"})
    shown = check(capsys)
    assert (shown.code, {answer for _, answer in states(shown)} & {"decided"}) == (1, set())


def test_it_lasts_thirty_days_at_most(shop, capsys, tmp_path):
    done = answer_ahead(capsys, shop, tmp_path / "report.json", "2026-12-24")
    assert (done.code, list(shop.path.glob("threat-model/records/*"))) == (2, [])
    assert "30 days" in done.err
