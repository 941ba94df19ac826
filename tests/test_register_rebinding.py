"""Records follow the elements that they bind to where these went, and only there."""

from __future__ import annotations

import subprocess

import pytest
from register_samples import REFUND, RETRIEVER, WIDER, landed, on
from running import threatgate

MOVED = REFUND.replace("policies/", "policies/agents/")
LINE = "{id}: {gone}\n  -> {here}  ({why})\n"


@pytest.fixture
def shop(repo, capsys, monkeypatch):
    return landed(repo, capsys, monkeypatch)


def record_of(shop, outcome="exception"):
    return next(entry.record for entry in on(shop).entries if entry.record.block == outcome)


def move(shop, text=None):
    text = text or WIDER["policies/approval.yaml"]
    shop.branch("move").write({"policies/approval.yaml": None, "policies/agents/approval.yaml": text})


def test_what_moved_is_found_by_name_and_value(shop, capsys):
    record = record_of(shop)
    move(shop)
    done = threatgate(capsys, "register", "rebind", record.id, "--no-input")
    assert done.code == 0, done.err
    expected = LINE.format(id=record.id, gone=REFUND, here=MOVED, why="the same name and value")
    assert done.err.startswith(expected)
    said, command = done.err.splitlines()[2:]
    assert said == "Written. Commit it with the move:"
    assert command.split(" && ") == [
        f"  git add {record.path} policies/agents/approval.yaml",
        "git rm -q --cached --ignore-unmatch policies/approval.yaml",
        f"git commit -m '{record.id}: follow what moved'",
    ]
    subprocess.run(["sh", "-c", command], cwd=shop.path, env=shop.env, check=True, capture_output=True)
    assert shop.git("status", "--porcelain") == ""
    (entry,) = [entry for entry in on(shop).entries if entry.record.id == record.id]
    assert (entry.living, entry.gone) == ((MOVED,), ())
    assert [(one.from_id, one.to_id) for one in entry.record.moves] == [(REFUND, MOVED)]
    assert threatgate(capsys, "check", "--base", "main", "--head", "HEAD").code == 0


def test_what_moved_and_changed_is_found_by_name(shop, capsys):
    move(shop, WIDER["policies/approval.yaml"].replace("50", "70"))
    done = threatgate(capsys, "register", "rebind", "--no-input")
    assert (done.code, "(the same name)" in done.err) == (0, True)


def test_what_was_renamed_is_found_by_value(shop, capsys):
    move(shop, WIDER["policies/approval.yaml"].replace("refund:", "repay:"))
    done = threatgate(capsys, "register", "rebind", "--no-input")
    assert (done.code, "#actions.repay  (the same value)" in done.err) == (0, True)


def test_every_open_record_at_once(shop, capsys):
    move(shop)
    shop.write({"config/rag.yaml": None, "config/search/rag.yaml": WIDER["config/rag.yaml"]})
    assert threatgate(capsys, "register", "rebind", "--no-input").code == 0
    shop.commit("moved")
    gone = {entry.record.id: entry.gone for entry in on(shop).entries}
    assert set(gone.values()) == {()}


def test_two_places_are_for_people_to_choose_from(shop, capsys):
    record = record_of(shop)
    move(shop)
    other = REFUND.replace("policies/", "policies/other/")
    shop.write({"policies/other/approval.yaml": WIDER["policies/approval.yaml"]})
    done = threatgate(capsys, "register", "rebind", record.id, "--no-input")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[:2] == [
        "threatgate: where it went cannot be told",
        f"  {record.id}: {REFUND} may be {MOVED} or {other}",
    ]
    assert threatgate(capsys, "register", "rebind", record.id, REFUND, other).code == 0
    shop.commit("moved")
    assert [entry.living for entry in on(shop).entries if entry.record.id == record.id] == [(other,)]


def test_what_is_nowhere_is_left(shop, capsys):
    shop.write({"policies/approval.yaml": None})
    done = threatgate(capsys, "register", "rebind", "--no-input")
    assert done.code == 2
    assert f"{record_of(shop).id}: {REFUND} is nowhere else" in done.err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        pytest.param((REFUND, MOVED), f"{MOVED} is not there", id="not-there"),
        pytest.param((REFUND, RETRIEVER), f"{RETRIEVER} is of another kind than {REFUND}", id="another-kind"),
        pytest.param((MOVED, REFUND), "{id} does not bind " + MOVED, id="not-bound"),
        pytest.param((REFUND,), f"{REFUND} went where?", id="half"),
    ],
)
def test_what_would_not_count_is_refused(shop, capsys, words, reason):
    record = record_of(shop)
    shop.write({"policies/approval.yaml": None})
    done = threatgate(capsys, "register", "rebind", record.id, *words)
    assert (done.code, done.err.splitlines()[0]) == (2, f"threatgate: {reason.format(id=record.id)}")


def test_what_is_where_it_was_stays_bound(shop, capsys):
    record = record_of(shop)
    shop.write({"policies/agents/approval.yaml": WIDER["policies/approval.yaml"]})
    done = threatgate(capsys, "register", "rebind", record.id, REFUND, MOVED)
    assert (done.code, done.err.splitlines()[0]) == (2, f"threatgate: {REFUND} is still where it was")
    done = threatgate(capsys, "register", "rebind", "--no-input")
    assert (done.code, done.err.splitlines()[0]) == (2, "threatgate: every element that is bound is where it was")


def test_a_moved_change_is_not_taken_back(shop, capsys):
    record = record_of(shop)
    move(shop)
    done = threatgate(capsys, "register", "close", record.id, "--how", "change_reverted", "--no-input")
    assert done.code == 2
    assert done.err.splitlines()[0] == f"threatgate: {REFUND} is not what it was before {record.id}"
