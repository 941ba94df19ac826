"""Corners of the register: what cannot be written into, what cannot be read, what lost a part, what lives elsewhere."""

from __future__ import annotations

from datetime import date

import pytest
from register_samples import DAY, EXCEPTION, REFUND, RETRIEVER, TICKET, landed, on, on_day
from running import BASE, WIDER, threatgate

from threatgate.records.model import Record
from threatgate.register import due

MORE = {"policies/more.yaml": "actions:\n  pay:\n    require_approval: false\n"}
ASKED = "actions:\n  pay:\n    require_approval: always\n"
PAY = "approval:policies/more.yaml#actions.pay"
MONITORED = [
    *("--monitoring-log", "audit", "--monitoring-alert", "pager", "--monitoring-owner", "@duty"),
    *("--monitoring-threshold", "one an hour", "--monitoring-review-date", "2026-12-01"),
    *("--control", "approval_flow=policies/pay.yaml"),
]


@pytest.fixture
def shop(repo, capsys, monkeypatch):
    return landed(repo, capsys, monkeypatch)


def record_of(shop, outcome="exception"):
    return next(entry.record for entry in on(shop).entries if entry.record.block == outcome)


def run(capsys, *arguments):
    return threatgate(capsys, "register", *arguments, "--no-input")


def words(shop, day=DAY):
    return {(item.entry.record.id, item.weight.name): (item.words, item.mend) for item in due(on(shop, day))}


def answered(repo, capsys, monkeypatch, files, *answer):
    """A repository where `files` were answered by one record."""
    on_day(monkeypatch, DAY)
    repo.git("config", "user.email", "lea@example.org")
    repo.commit("base", BASE | {"policies/pay.yaml": ASKED})
    repo.branch("pilot").commit("pilot", files)
    monkeypatch.chdir(repo.path)
    done = threatgate(capsys, "decide", *answer, "--base", "main", "--owner", "@lea", "--no-input")
    assert done.code == 0, done.err
    repo.commit("answer")
    repo.checkout("main").merge("pilot")
    return next(entry.record for entry in on(repo).entries)


def test_without_a_working_tree_nothing_is_written(shop, capsys, tmp_path):
    shop.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    done = run(capsys, "review", record_of(shop).id, "--note", "x", "--repo", tmp_path / "bare.git")
    assert (done.code, done.err.splitlines()[0]) == (
        2,
        f"threatgate: there is no working tree at {tmp_path / 'bare.git'}",
    )
    assert threatgate(capsys, "register", "list", "--repo", tmp_path / "bare.git").code == 0


def test_what_is_no_record_does_not_grow(shop, capsys):
    path = "threat-model/records/TM-20261123-00aa00.yaml"
    shop.write({path: "schema: 1\n"})
    done = run(capsys, "review", path, "--note", "x")
    assert (done.code, done.err.splitlines()[0].startswith(f"threatgate: {path}:1: ")) == (2, True)


def test_an_id_has_one_file(shop, capsys):
    record = record_of(shop)
    other = record.path.replace("records/", "records/old/")
    shop.write({other: (shop.path / record.path).read_text(encoding="utf-8")})
    done = run(capsys, "review", record.id, "--note", "x")
    said = f"threatgate: {record.id} stands in {other} and {record.path}"
    assert (done.code, sorted(done.err.splitlines()[0].split())) == (2, sorted(said.split()))
    assert run(capsys, "review", other, "--note", "x").code == 0


def test_a_late_review_says_what_it_was_late_for(shop, capsys, monkeypatch):
    on_day(monkeypatch, date(2026, 12, 5))
    done = run(capsys, "review", record_of(shop).id, "--note", "x")
    assert done.err.startswith(
        "threatgate: it was asked for on 2026-12-04: from then until this lands it did not count"
    )


def test_evidence_may_be_an_address(shop, capsys):
    shown = ("--how", "fixed", "--evidence", "ticket=https://github.com/acme/shop/issues/12")
    done = run(capsys, "close", record_of(shop, "backlog").id, *shown)
    assert (done.code, "issues/12" in done.out, "digest" in done.out) == (0, True, False)


def test_what_was_added_and_moved_is_not_taken_back(repo, capsys, monkeypatch):
    record = answered(repo, capsys, monkeypatch, MORE, "exception", "pay", *EXCEPTION)
    assert record.elements == (PAY,)
    repo.write({"policies/more.yaml": None, "policies/all.yaml": MORE["policies/more.yaml"]})
    done = run(capsys, "close", record.id, "--how", "change_reverted")
    here = PAY.replace("more", "all")
    assert (done.code, done.err.splitlines()) == (
        2,
        [
            f"threatgate: {PAY} may have moved: {here} has the same name and value",
            f"  threatgate register rebind {record.id} '{PAY}' '{here}'",
        ],
    )
    repo.write({"policies/all.yaml": None})
    assert run(capsys, "close", record.id, "--how", "change_reverted").code == 0


def test_a_part_that_is_gone_is_said(repo, capsys, monkeypatch):
    record = answered(repo, capsys, monkeypatch, WIDER, "backlog", "--all", *TICKET)
    assert set(record.elements) == {REFUND, RETRIEVER}
    repo.commit("gone", {"config/rag.yaml": None})
    assert words(repo) == {
        (record.id, "NOTE"): ("1 of its elements is gone", f"threatgate register rebind {record.id}, or close it")
    }


def test_what_cannot_be_read_is_not_gone(shop, capsys, monkeypatch):
    record = record_of(shop)
    shop.commit("broken", {"policies/approval.yaml": "actions: [\n"})
    (entry,) = [entry for entry in on(shop).entries if entry.record.id == record.id]
    assert (entry.living, entry.gone, entry.unused) == ((REFUND,), (), False)
    late = {key: said for key, said in words(shop, date(2026, 12, 8)).items() if key[0] == record.id}
    assert set(late) == {(record.id, "FAIL")}
    on_day(monkeypatch, date(2026, 12, 4))
    done = run(capsys, "renew", record.id, "--progress", "x y", "--approver", "@ciso")
    assert (done.code, done.err.splitlines()[0]) == (2, f"threatgate: {REFUND} cannot be read")


def test_a_renewal_binds_its_controls_and_monitoring_anew(repo, capsys, monkeypatch):
    record = answered(
        repo, capsys, monkeypatch, {"policies/approval.yaml": WIDER["policies/approval.yaml"]}, *("exception", "--all"),
        *EXCEPTION, *MONITORED,
    )  # fmt: skip
    repo.commit("more", {"policies/pay.yaml": f"# asked for since March\n{ASKED}"})
    on_day(monkeypatch, date(2026, 12, 10))
    done = run(capsys, "renew", record.id, "--progress", "x y", "--approver", "@ciso")
    assert done.code == 0, done.err
    repo.commit("renewed")
    second = max((entry.record for entry in on(repo).entries if isinstance(entry.record, Record)), key=lambda it: it.id)
    assert second.monitoring.review_date == second.outcome.review_date > date(2026, 12, 10)
    assert second.controls[0].digest != record.controls[0].digest


def test_a_class_of_changes_is_renewed_as_it_is(repo, capsys, monkeypatch):
    files = {"conf/model.yaml": "model: gpt-4o\ntemperature: 0.2\n"}
    narrower = {"policies/approval.yaml": BASE["policies/approval.yaml"].replace("50", "40")}
    record = answered(repo, capsys, monkeypatch, narrower | files, "exception", "refund", *EXCEPTION, "--mode", "class")
    assert (record.family is not None, record.bindings) == (True, ())
    done = run(capsys, "close", record.id, "--how", "change_reverted")
    assert (done.code, "is of no one change" in done.err) == (2, True)
    on_day(monkeypatch, date(2026, 12, 5))
    done = run(capsys, "renew", record.id, "--progress", "x y", "--approver", "@ciso")
    assert done.code == 0, done.err
    repo.commit("renewed")
    families = {entry.record.id: entry.record.family for entry in on(repo).entries}
    assert len(families) == 2
    assert len(set(map(str, families.values()))) == 1
    ends = max(entry.record.outcome.expires for entry in on(repo).entries)
    assert (ends - date(2026, 12, 5)).days == 14


def test_what_it_leans_on_is_held_against_what_is_there(shop):
    record = record_of(shop)
    shop.commit("no list", {"config/egress.yaml": None})
    assert words(shop)[record.id, "WARN"][0] == "cannot be proved: config/egress.yaml is not there"
    shop.commit("signed", {".threatgate.yaml": "version: 1\napproval: signed\n"})
    (entry,) = [entry for entry in on(shop).entries if entry.record.id == record.id]
    assert "there is no signature by @ciso" in [gap.words for gap in entry.unproven]
