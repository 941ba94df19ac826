"""A renewal is a new record: counted, with progress, for no more than before, and bounded as a whole chain."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from register_samples import DAY, REFUND, landed, on, on_day, states
from running import BASE, threatgate

from threatgate.records.model import Record

SOON = date(2026, 12, 6)
PEOPLE = 'version: 1\npeople: {"@ciso": [ciso@example.org], "@lea": [lea@example.org]}\n'


@pytest.fixture
def shop(repo, capsys, monkeypatch):
    return landed(repo, capsys, monkeypatch)


def exceptions(shop, day=DAY):
    return [
        entry.record
        for entry in on(shop, day).entries
        if isinstance(entry.record, Record) and entry.record.block == "exception"
    ]


def renew(capsys, name, *arguments):
    return threatgate(capsys, "register", "renew", name, *arguments, "--no-input")


def test_a_renewal_takes_the_place_of_an_exception(shop, capsys, monkeypatch):
    (first,) = exceptions(shop)
    on_day(monkeypatch, SOON)
    done = renew(capsys, first.id, "--progress", "The flow is in review.", "--approver", "@ciso")
    assert done.code == 0, done.err
    shop.branch("renewal").commit("renewed")
    assert threatgate(capsys, "check", "--base", "main", "--head", "HEAD", "--as-of", "2026-12-06").code == 0
    (second,) = [record for record in exceptions(shop, SOON) if record.id != first.id]
    assert done.err.splitlines() == [
        "Written. Commit it; it takes the place of the other once it has landed:",
        f"  git add {second.path} && git commit -m '{second.id}: renews {first.id}' -- {second.path}",
    ]
    assert (second.supersedes, second.renewal.number, second.renewal.progress) == (
        first.id,
        1,
        "The flow is in review.",
    )
    assert (second.created, second.outcome.approved) == (SOON, SOON)
    assert (second.outcome.expires - SOON).days == 30
    assert (second.owner, second.severity, second.mode) == (first.owner, first.severity, first.mode)
    assert second.bindings == first.bindings
    assert second.outcome.compensating_controls == first.outcome.compensating_controls
    assert (second.threat, second.frameworks, second.title) == (first.threat, first.frameworks, first.title)
    assert states(shop, SOON)[first.id] == "superseded"
    assert states(shop, SOON)[second.id] == "active"
    assert states(shop, date(2027, 1, 6))[second.id] == "expired"
    assert states(shop, date(2027, 1, 6))[first.id] == "superseded"


def test_until_its_approver_agrees_the_old_one_stands(shop, capsys, monkeypatch):
    (first,) = exceptions(shop)
    on_day(monkeypatch, SOON)
    done = renew(capsys, first.id, "--progress", "The flow is in review.")
    assert done.code == 0
    assert done.err.startswith("threatgate: not enough yet: exception.approved is missing: nobody approved it yet")
    shop.commit("asked for")
    (second,) = [record for record in exceptions(shop, SOON) if record.id != first.id]
    assert states(shop, SOON)[second.id] == "invalid"
    assert states(shop, SOON)[first.id] == "review-overdue"
    said = threatgate(capsys, "register", "check", "--as-of", "2026-12-06")
    assert said.code == 1


def renewed(shop, capsys, monkeypatch, day, progress):
    """One more renewal, landed."""
    on_day(monkeypatch, day)
    last = max(exceptions(shop, day), key=lambda record: record.created)
    done = renew(capsys, last.id, "--progress", progress, "--approver", "@ciso")
    if done.code == 0:
        shop.commit("renewed")
    return done


def test_two_renewals_and_no_third(shop, capsys, monkeypatch):
    assert renewed(shop, capsys, monkeypatch, SOON, "The flow is in review.").code == 0
    assert renewed(shop, capsys, monkeypatch, date(2027, 1, 4), "It has landed behind a switch.").code == 0
    done = renewed(shop, capsys, monkeypatch, date(2027, 2, 1), "It is switched on for half.")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines() == [
        "threatgate: this would not count as a renewal",
        "  this is renewal 3, and 2 are allowed: remove what it excuses, or build the control",
    ]


def test_365_days_in_all_and_no_more(repo, capsys, monkeypatch):
    shop = landed(repo, capsys, monkeypatch)
    shop.commit("settings", {".threatgate.yaml": "version: 1\nexceptions: {renewals: 20, max_days: {high: 365}}\n"})
    day, most = DAY, DAY + timedelta(365)
    ends = []
    for number in range(2):
        day = day + timedelta(10)
        assert renewed(shop, capsys, monkeypatch, day, f"Step {number}.").code == 0
        ends.append(max(record.outcome.expires for record in exceptions(shop, day)))
    assert ends == [most, most]
    on_day(monkeypatch, day)
    last = max(exceptions(shop, day), key=lambda record: record.created)
    done = renew(capsys, last.id, "--progress", "x y", "--approver", "@ciso", "--expires", "2027-11-24")
    first = min(exceptions(shop, day), key=lambda record: record.created)
    assert done.err.splitlines()[1] == (
        f"  expires 2027-11-24, 366 days after {first.id} began on 2026-11-23: renewals included, an exception lives "
        "at most 365 days: no later than 2027-11-23"
    )


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param((), "a renewal also needs --progress", id="no-progress"),
        pytest.param(("--progress", "The flow is in review."), "progress says the same as in {last}", id="same-words"),
        pytest.param(("--progress", "THE FLOW, is in review!"), "progress says the same as in {last}", id="same-again"),
        pytest.param(("--progress", "tbd"), 'renewal.progress is "tbd", which says nothing yet', id="placeholder"),
        pytest.param(
            ("--progress", "Done half.", "--residual-risk", "critical"),
            "residual_risk rose from high to critical",
            id="risk",
        ),
        pytest.param(
            ("--progress", "Done half.", "--approver", "@lea"), "approver is @lea, who is also the owner", id="self"
        ),
        pytest.param(
            ("--progress", "Done half.", "--approver", "@security"), "--approver is @security, which is", id="crowd"
        ),
        pytest.param(
            ("--progress", "Done half.", "--expires", "2027-02-01"),
            "expires 2027-02-01, 33 days after 2026-12-30",
            id="long",
        ),
        pytest.param(
            ("--progress", "Done half.", "--review-date", "2026-12-30"),
            "review_date 2026-12-30 is not after",
            id="at-once",
        ),
    ],
)
def test_what_would_not_count_is_refused(shop, capsys, monkeypatch, arguments, reason):
    assert renewed(shop, capsys, monkeypatch, SOON, "The flow is in review.").code == 0
    on_day(monkeypatch, date(2026, 12, 30))
    last = max(exceptions(shop), key=lambda record: record.created)
    if arguments and "--approver" not in arguments:
        arguments = (*arguments, "--approver", "@ciso")
    done = renew(capsys, last.id, *arguments)
    assert (done.code, done.out) == (2, "")
    assert any(reason.format(last=last.id) in line for line in done.err.splitlines()), done.err
    assert shop.git("status", "--porcelain") == ""


def test_only_a_living_exception_is_renewed(shop, capsys, monkeypatch):
    (first,) = exceptions(shop)
    on_day(monkeypatch, SOON)
    backlog = next(entry.record for entry in on(shop).entries if entry.record.block == "backlog")
    assert "is no exception" in renew(capsys, backlog.id, "--progress", "x y").err
    shop.commit("taken back", {"policies/approval.yaml": BASE["policies/approval.yaml"]})
    said = renew(capsys, first.id, "--progress", "x y", "--approver", "@ciso").err.splitlines()
    assert said == [
        f"threatgate: {REFUND} is again what it was before {first.id}",
        f"  threatgate register close {first.id} --how change_reverted",
    ]
    shop.commit("gone", {"policies/approval.yaml": None})
    said = renew(capsys, first.id, "--progress", "x y", "--approver", "@ciso").err.splitlines()
    assert said[0] == f"threatgate: {REFUND} is gone"


def test_a_renewal_covers_the_element_as_it_is_now(shop, capsys, monkeypatch):
    (first,) = exceptions(shop)
    wider = "actions:\n  refund:\n    require_approval: false\n    max_amount: 90\n"
    shop.commit("more", {"policies/approval.yaml": wider, "config/egress.yaml": "allow: []\n"})
    on_day(monkeypatch, SOON)
    assert renew(capsys, first.id, "--progress", "x y", "--approver", "@ciso").code == 0
    shop.commit("renewed")
    (second,) = [record for record in exceptions(shop, SOON) if record.id != first.id]
    assert second.bindings[0].from_digest == first.bindings[0].from_digest
    assert second.bindings[0].to_digest == on(shop, SOON).digests[REFUND] != first.bindings[0].to_digest
    then, now = (record.outcome.compensating_controls[0].digest for record in (first, second))
    assert then != now


def test_an_author_cannot_approve_their_own_renewal(shop, capsys, monkeypatch):
    (first,) = exceptions(shop)
    shop.commit("people", {".threatgate.yaml": PEOPLE.replace("@lea", "@max")})
    on_day(monkeypatch, SOON)
    done = renew(capsys, first.id, "--progress", "x y", "--approver", "@max")
    assert "who also wrote this change" in done.err
    assert done.code == 2


def test_a_markdown_record_is_renewed_as_one(shop, capsys, monkeypatch):
    (first,) = exceptions(shop)
    text = (shop.path / first.path).read_text(encoding="utf-8")
    shop.commit("md", {first.path: None, first.path.replace(".yaml", ".md"): f"---\n{text}---\n# Why\nBecause.\n"})
    on_day(monkeypatch, SOON)
    assert renew(capsys, first.id, "--progress", "x y", "--approver", "@ciso").code == 0
    shop.commit("renewed")
    (second,) = [record for record in exceptions(shop, SOON) if record.id != first.id]
    assert (second.path.endswith(".md"), second.body) == (True, "# Why\nBecause.")


def test_two_renewals_of_two_exceptions_never_have_one_id(shop, capsys, monkeypatch):
    (first,) = exceptions(shop)
    on_day(monkeypatch, SOON)
    names = set()
    for progress in ("x y", "y z"):
        shop.checkout("main").branch(progress.replace(" ", ""))
        assert renew(capsys, first.id, "--progress", progress, "--approver", "@ciso").code == 0
        shop.commit("renewed")
        names |= {record.id for record in exceptions(shop, SOON)}
    assert len(names) == 2
    merged = shop.try_git("merge", "-q", "xy")
    assert merged.returncode == 1
    assert b"CONFLICT" in merged.stdout
