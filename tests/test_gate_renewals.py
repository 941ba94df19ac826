"""A renewal answers no change, and lands only where it counts: nothing else would ask for it."""

from __future__ import annotations

from datetime import date

import pytest
from register_samples import landed, on, on_day
from running import threatgate

from threatgate import gate
from threatgate.model import Verdict

SOON = date(2026, 12, 4)
SAID = ("--progress", "The flow is in review.")


@pytest.fixture
def shop(repo, capsys, monkeypatch):
    found = landed(repo, capsys, monkeypatch)
    on_day(monkeypatch, SOON)
    return found.branch("renewal")


def first_of(shop):
    return next(entry.record for entry in on(shop).entries if entry.record.block == "exception")


def renewed(shop, capsys, *arguments):
    """Write a renewal; gives its path."""
    done = threatgate(capsys, "register", "renew", first_of(shop).id, *SAID, *arguments, "--no-input")
    assert done.code == 0, done.err
    return done.err.split()[-1]


def judged(shop, day=SOON, author="Lea <lea@example.org>"):
    shop.commit("renewal", author=author)
    report = gate.check(gate.CheckRequest(repo=shop.path, base="main", head="HEAD", environ=shop.env, as_of=day))
    return report.verdict, [(trigger.rule, trigger.reason) for trigger in report.triggers]


def test_one_that_counts_lands(shop, capsys):
    renewed(shop, capsys, "--approver", "@ciso")
    assert judged(shop) == (Verdict.PASS, [])


def test_one_that_nobody_approved_does_not(shop, capsys):
    path = renewed(shop, capsys)
    verdict, ((rule, reason),) = judged(shop)
    assert (verdict, rule) == (Verdict.BLOCKED, "promise-replaced")
    start = f"mend it, or take it out of this change: {path}:"
    assert reason.startswith(start)
    assert "exception.approved is missing: nobody approved it yet" in reason


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("count: 1", "count: 2", id="miscounted"),
        pytest.param("severity: high", "severity: low", id="less-severe"),
        pytest.param("residual_risk: high", "residual_risk: critical", id="more-risk"),
        pytest.param("expires: 2027-01-03", "expires: 2027-03-03", id="too-long"),
        pytest.param("mode: exact", "mode: target", id="wider"),
        pytest.param('approver: "@ciso"', 'approver: "@lea"', id="by-its-owner"),
        pytest.param("approved: 2026-12-04", "approved: 2026-12-24", id="later"),
    ],
)
def test_one_that_is_wrong_does_not(shop, capsys, old, new):
    path = shop.path / renewed(shop, capsys, "--approver", "@ciso")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    verdict, found = judged(shop)
    assert (verdict, [rule for rule, _ in found]) == (Verdict.BLOCKED, ["promise-replaced"])


def test_one_whose_approver_wrote_it_does_not(shop, capsys):
    people = 'version: 1\npeople: {"@ciso": [ciso@example.org], "@lea": [lea@example.org]}\n'
    shop.checkout("main").commit("people", {".threatgate.yaml": people})
    shop.branch("again")
    renewed(shop, capsys, "--approver", "@ciso")
    verdict, ((rule, reason),) = judged(shop, author="The Ciso <ciso@example.org>")
    assert (verdict, rule) == (Verdict.BLOCKED, "promise-replaced")
    assert "approver is @ciso, who also wrote this change" in reason


def test_what_replaces_nothing_open_is_nobodys_matter(shop, capsys):
    path = renewed(shop, capsys)
    shop.commit("renewal")
    closing = (shop.path / first_of(shop).path).read_text(encoding="utf-8")
    closing += "closed: {date: 2026-12-04, by: '@lea', how: revoked}\n"
    shop.checkout("main").commit("closed", {first_of(shop).path: closing})
    shop.branch("mine").git("checkout", "-q", "renewal", "--", path)
    verdict, found = judged(shop)
    assert (verdict, [rule for rule, _ in found]) == (Verdict.PASS, [])


def test_a_chain_is_judged_as_a_whole(shop, capsys, monkeypatch):
    """The first of the chain is about another path by now, so that nothing but the chain leads to it."""
    renewed(shop, capsys, "--approver", "@ciso")
    shop.commit("one")
    shop.checkout("main").merge("renewal")
    on_day(monkeypatch, date(2027, 1, 2))
    second = max(
        (entry.record for entry in on(shop).entries if entry.record.block == "exception"), key=lambda it: it.id
    )
    shop.branch("third")
    done = threatgate(
        capsys, "register", "renew", second.id, "--progress", "It has landed.", "--approver", "@ciso", "--no-input"
    )
    path = shop.path / done.err.split()[-1]
    assert judged(shop, date(2027, 1, 2)) == (Verdict.PASS, [])
    text = path.read_text(encoding="utf-8").replace("It has landed", "The flow is in review")
    path.write_text(text, encoding="utf-8")
    verdict, ((_, reason),) = judged(shop, date(2027, 1, 2))
    assert (verdict, f"progress says the same as in {second.id}" in reason) == (Verdict.BLOCKED, True)
