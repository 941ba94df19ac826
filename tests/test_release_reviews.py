"""Posture reviews at release: current where there is one, there where the settings ask for one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from release_samples import REFUND, Shop, said
from running import WIDER

from threatgate.release._reviews import PostureReview, read_review

FILE = "threat-model/reviews/2026-q4.md"
APPROVAL = {"policies/approval.yaml": WIDER["policies/approval.yaml"]}
STALE = "the last posture review is 366 days old, and 365 are allowed"


def review(day="2026-11-20", system=""):
    named = f"system: {system}\n" if system else ""
    return f'---\ndate: {day}\n{named}by: "@tom"\n---\n# Posture\n'


@pytest.fixture
def shop(repo, capsys, monkeypatch):
    return Shop(repo, capsys, monkeypatch)


def settings(shop, text):
    shop.repo.commit("settings", {".threatgate.yaml": f"version: 1\n{text}"})
    shop.repo.git("tag", "v2")


def reviews(shop, **more):
    return [(subject, words) for ground, subject, words in said(shop.release(since="v2", **more)) if ground == "review"]


def test_without_a_review_and_without_a_wish_for_one_nothing_is_asked(shop):
    settings(shop, "")
    shop.repo.commit("x", {"x.txt": "x"})
    assert reviews(shop) == []


def test_the_settings_ask_for_a_review(shop):
    settings(shop, "reviews: {max_days: 365}\n")
    shop.repo.commit("x", {"x.txt": "x"})
    assert reviews(shop) == [("the repository", "there is no posture review, and the settings ask for one")]
    shop.repo.commit("looked", {FILE: review()})
    assert reviews(shop) == []


def test_a_review_grows_old(shop):
    settings(shop, "")
    shop.repo.commit("looked", {FILE: review("2026-11-20")})
    days = [date(2026, 11, 20) + timedelta(number) for number in (3, 365, 366)]
    assert [reviews(shop, day=day) for day in days] == [[], [], [("the repository", STALE)]]
    shop.repo.commit("again", {"threat-model/reviews/2027.yaml": 'date: 2027-11-01\nby: "@lea"\n'})
    assert reviews(shop, day=days[2]) == []


def test_a_rule_asks_for_a_new_review(shop):
    settings(shop, "reviews: {on: [approval-widened]}\n")
    shop.repo.commit("looked", {FILE: review()})
    shop.repo.commit("wider", {"config/rag.yaml": WIDER["config/rag.yaml"]})
    assert reviews(shop) == []
    step = shop.repo.commit("pilot", APPROVAL)[:12]
    needed = f"approval-widened for {REFUND} in {step}, after the last posture review of 2026-11-20"
    assert reviews(shop) == [("the repository", needed)]
    shop.repo.commit("looked again", {FILE: review("2026-11-23")})
    assert reviews(shop) == []


def test_each_system_has_a_review_of_its_own(shop):
    systems = "systems: [{name: refunds, paths: ['policies/**']}, {name: search, paths: ['config/**']}]\n"
    settings(shop, f"{systems}reviews: {{on: [approval-widened]}}\n")
    shop.repo.commit("looked", {FILE: review(system="refunds")})
    assert reviews(shop) == [("search", "there is no posture review, and the settings ask for one")]
    shop.repo.commit("looked", {"threat-model/reviews/search.md": review(system="search")})
    assert reviews(shop) == []
    shop.repo.commit("pilot", APPROVAL)
    assert [subject for subject, _ in reviews(shop)] == ["refunds"]
    shop.repo.commit("all of it", {"threat-model/reviews/all.md": review("2026-11-23")})
    assert reviews(shop) == []


def test_what_is_no_review_counts_for_nothing(shop):
    settings(shop, "reviews: {}\n")
    shop.repo.commit("x", {FILE: "# Posture\n", "threat-model/reviews/README.md": "# Reviews\n"})
    found = shop.release(since="v2")
    assert [(subject, words) for ground, subject, words in said(found, "note") if ground == "review"] == [
        (FILE, "is no posture review that counts: it has no front matter with the keys date, system and by")
    ]
    assert len(reviews(shop)) == 1
    shop.repo.commit("to come", {FILE: review("2026-11-24")})
    assert len(reviews(shop)) == 1


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'date: 2026-11-20\nby: "@tom"\n', PostureReview("r.yaml", date(2026, 11, 20), "", "@tom")),
        (b"date: 2026-11-20\nsystem: a\nby: tom\nmore: [1]\n", PostureReview("r.yaml", date(2026, 11, 20), "a", "tom")),
        (b"date: 2026-11-20\n", "it does not say by whom"),
        (b'date: 2026-11-20\nsystem: [a]\nby: "@tom"\n', "it does not say by whom"),
        (b'date: 20 November\nby: "@tom"\n', "its date is no day, as in date: 2026-11-23"),
        (b'date: 2026-02-30\nby: "@tom"\n', "its date is no day, as in date: 2026-11-23"),
        (b"- 1\n", "it does not say by whom"),
        (b"", "it does not say by whom"),
    ],
)  # fmt: skip
def test_what_a_review_says(data, found):
    assert read_review("r.yaml", data) == found


def test_what_no_yaml_is_says_where():
    assert "(" in str(read_review("r.yaml", b"a: [\n"))
    assert "(" in str(read_review("r.md", b"\xff"))
