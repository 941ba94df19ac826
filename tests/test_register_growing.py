"""What is added to a record: reviews and its end, in its own file, as its people wrote it."""

from __future__ import annotations

from datetime import date

import pytest
from register_samples import REFUND, ids, landed, on, on_day, states
from running import BASE, threatgate

from threatgate.records.immutability import illegal_edits

REVIEW_DAY = date(2026, 12, 4)
SHOWN = ("--how", "fixed", "--evidence", "test=evals/refunds.yaml")


@pytest.fixture
def shop(repo, capsys, monkeypatch):
    return landed(repo, capsys, monkeypatch)


def record_of(shop, outcome="exception"):
    return next(entry.record for entry in on(shop).entries if entry.record.block == outcome)


def refused(capsys, *arguments):
    done = threatgate(capsys, "register", *arguments, "--no-input")
    assert (done.code, done.out) == (2, "")
    return done.err


def test_a_review_keeps_the_exception_alive(shop, capsys, monkeypatch):
    name, path = record_of(shop).id, record_of(shop).path
    assert record_of(shop).outcome.review_date == REVIEW_DAY
    late = date(2026, 12, 5)
    assert states(shop, late)[name] == "review-overdue"
    on_day(monkeypatch, REVIEW_DAY)
    before = shop.path.joinpath(path).read_bytes()
    done = threatgate(capsys, "register", "review", name, "--note", "still ten users", "--no-input")
    assert done.code == 0, done.err
    after = shop.path.joinpath(path).read_bytes()
    assert after == before + b'reviews:\n  - {date: 2026-12-04, by: "lea@example.org", note: still ten users}\n'
    assert [line for line in done.out.splitlines() if line.startswith("+") and not line.startswith("+++")] == [
        "+reviews:",
        '+  - {date: 2026-12-04, by: "lea@example.org", note: still ten users}',
    ]
    assert done.err.splitlines() == [
        "Written. It counts once it has landed; adding a review needs no record:",
        f"  git add {path} && git commit -m '{name}: reviewed by lea@example.org' -- {path}",
    ]
    shop.branch("review").commit("reviewed")
    assert threatgate(capsys, "check", "--base", "main", "--head", "HEAD").code == 0
    assert states(shop, late)[name] == "expiring"
    assert states(shop, date(2026, 12, 7))[name] == "expiring"
    assert states(shop, date(2026, 12, 8))[name] == "expired"


def test_a_review_before_its_day_says_that_the_day_still_stands(shop, capsys, monkeypatch):
    name = record_of(shop).id
    on_day(monkeypatch, date(2026, 11, 30))
    done = threatgate(capsys, "register", "review", name, "--by", "@tom", "--note", "fine", "--no-input")
    assert "the review that is asked for on 2026-12-04 is still to come" in done.err
    shop.commit("early")
    assert states(shop, date(2026, 12, 5))[name] == "review-overdue"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param(
            ("review", "TM-20261123-ffffff", "--note", "x"), "the register has no TM-20261123-ffffff", id="id"
        ),
        pytest.param(("review", "{id}"), "a review also needs --note", id="nothing-said"),
        pytest.param(
            ("review", "{id}", "--note", "x", "--by", "security"), "--by is security, which is nobody", id="by"
        ),
        pytest.param(
            ("review", "{id}", "--note", "x", "--date", "2026-11-24"), "--date 2026-11-24 is still to come", id="ahead"
        ),
        pytest.param(
            ("review", "{id}", "--note", "x", "--date", "2026-11-22"),
            "--date 2026-11-22 lies before {id} was made, on 2026-11-23",
            id="before-it-was-made",
        ),
        pytest.param(("review", "{id}", "--note", " "), "reviews[0].note", id="no-words"),
        pytest.param(("close", "{id}"), "closing also needs --how", id="how"),
        pytest.param(("close", "{id}", "--how", "fixed"), "closing as fixed also needs --evidence", id="no-evidence"),
        pytest.param(
            ("close", "{id}", "--how", "fixed", "--evidence", "test=tests/none.py"),
            "tests/none.py is no file of the working tree",
            id="evidence-that-is-not-there",
        ),
        pytest.param(
            ("close", "{id}", "--how", "fixed", "--evidence", "hope=README.md"), "closed.evidence.kind", id="kind"
        ),
        pytest.param(
            ("close", "{id}", "--how", "change_reverted"),
            REFUND + " is not what it was before {id}",
            id="nothing-reverted",
        ),
        pytest.param(("close", "{id}", "--how", "superseded"), "no record that counts supersedes {id}", id="no-heir"),
        pytest.param(
            ("close", "{id}", "--how", "revoked", "--by", "@team"), "--by is @team, which is nobody", id="team"
        ),
    ],
)
def test_what_would_not_count_is_refused(shop, capsys, arguments, reason):
    name = record_of(shop).id
    said = refused(capsys, *(word.format(id=name) for word in arguments))
    assert said.splitlines()[0].startswith(f"threatgate: {reason.format(id=name)}")
    assert len(said.splitlines()) > 1
    assert shop.git("status", "--porcelain") == ""


def test_closing_as_fixed_binds_what_shows_it(shop, capsys):
    name, path = record_of(shop, "backlog").id, record_of(shop, "backlog").path
    done = threatgate(capsys, "register", "close", name, *SHOWN, "--by", "@tom", "--no-input")
    assert done.code == 0, done.err
    assert f"from the day it has landed, {name} promises nothing any more" in done.err
    shop.branch("close").commit("closed")
    assert threatgate(capsys, "check", "--base", "main", "--head", "HEAD").code == 0
    closed = record_of(shop, "backlog").closed
    assert (closed.date, closed.by, closed.how) == (date(2026, 11, 23), "@tom", "fixed")
    assert closed.evidence.digest.startswith("sha256:")
    assert states(shop)[name] == "closed"
    assert shop.path.joinpath(path).read_text(encoding="utf-8").startswith("# This record answers")
    said = refused(capsys, "review", name, "--note", "x")
    assert said.startswith(f"threatgate: {name} was closed on 2026-11-23 by @tom: fixed\n")
    assert refused(capsys, "close", name, *SHOWN).startswith(f"threatgate: {name} was closed")


def test_the_end_of_an_exception_takes_more_than_one(shop, capsys):
    name = record_of(shop).id
    shop.branch("close")
    done = threatgate(capsys, "register", "close", name, *SHOWN, "--by", "@lea", "--no-input")
    assert (done.code, "so that its end is a change of the gate" in done.err) == (0, True)
    shop.commit("closed")
    assert threatgate(capsys, "check", "--base", "main", "--head", "HEAD").code == 1
    why = ("--owner", "@lea", "--rationale", "The screen of release 4 asks before every refund of the pilot.")
    shown = ("--evidence", "doc=evals/refunds.yaml", "--second", "@tom", "--no-input")
    done = threatgate(capsys, "decide", "no-change", "--base", "main", "--all", *why, *shown)
    assert done.code == 0, done.err
    shop.commit("agreed")
    assert threatgate(capsys, "check", "--base", "main", "--head", "HEAD").code == 0


def test_a_change_that_is_taken_back_closes_its_record(shop, capsys):
    name = record_of(shop).id
    shop.branch("back").commit("back", {"policies/approval.yaml": BASE["policies/approval.yaml"]})
    done = threatgate(capsys, "register", "close", name, "--how", "change_reverted", "--no-input")
    assert done.code == 0, done.err
    shop.commit("closed")
    assert states(shop)[name] == "closed"
    assert [item.words for item in due_of(shop) if item.entry.record.id == name] == []
    shop.commit("and again", {"policies/approval.yaml": WIDE})
    (said,) = [item for item in due_of(shop) if item.entry.record.id == name]
    assert (said.weight.name, said.words) == (
        "FAIL",
        f"was closed on 2026-11-23 because its change was taken back, and {REFUND} is still changed",
    )


WIDE = "actions:\n  refund:\n    require_approval: false\n    max_amount: 50\n"


def due_of(shop):
    from threatgate.register import due

    return due(on(shop))


def test_what_only_moved_is_not_taken_back(shop, capsys):
    shop.commit("tool", {"src/tools.yaml": "x: 1\n"})
    name = record_of(shop, "backlog").id
    shop.write({"config/rag.yaml": None, "config/search/rag.yaml": WIDER_RAG})
    shop.write({"config/rag.yaml": BASE["config/rag.yaml"]})
    assert threatgate(capsys, "register", "close", name, "--how", "change_reverted", "--no-input").code == 0


WIDER_RAG = "retriever:\n  top_k: 20\n  index: help-centre\n"


def test_dry_run_writes_nothing(shop, capsys):
    name = record_of(shop).id
    done = threatgate(capsys, "register", "review", name, "--note", "x", "--dry-run", "--no-input")
    assert (done.code, "+reviews:" in done.out, done.err) == (0, True, REVIEW_STANDS)
    assert shop.git("status", "--porcelain") == ""


REVIEW_STANDS = (
    "threatgate: the review that is asked for on 2026-12-04 is still to come: this one does not count as it\n"
)


def test_a_record_with_windows_line_ends_and_comments_keeps_both(shop, capsys):
    name, path = record_of(shop).id, record_of(shop).path
    file = shop.path / path
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n") + b"# people's own words\r\n")
    shop.commit("layout")
    before = file.read_bytes()
    assert threatgate(capsys, "register", "review", name, "--note", "x", "--no-input").code == 0
    after = file.read_bytes()
    assert after.endswith(b"# people's own words\r\n")
    assert b"\n" not in after.replace(b"\r\n", b"")
    assert illegal_edits(path, before, after) == ()
    assert set(before.split(b"\r\n")) < set(after.split(b"\r\n"))


def test_an_approver_who_looks_at_an_emergency_approves_it(repo, capsys, monkeypatch):
    shop = landed(repo, capsys, monkeypatch, "--emergency", expires="2026-11-30")
    name = record_of(shop).id
    assert [words for item in due_of(shop) for words in [item.words] if item.entry.record.id == name][-1] == (
        "cannot be proved: @ciso has not approved it yet"
    )
    done = threatgate(capsys, "register", "review", name, "--by", "@ciso", "--note", "agreed", "--no-input")
    assert "as the approver's, this approves the emergency" in done.err
    shop.commit("agreed")
    assert all("approved" not in item.words for item in due_of(shop))


def test_a_record_that_was_changed_meanwhile_is_not_overwritten(shop, capsys, monkeypatch):
    name, path = record_of(shop).id, record_of(shop).path
    from threatgate.register import _desk

    grown = _desk.amended

    def meanwhile(*arguments):
        found = grown(*arguments)
        with shop.path.joinpath(path).open("ab") as file:
            file.write(b"# somebody else\n")
        return found

    monkeypatch.setattr(_desk, "amended", meanwhile)
    done = threatgate(capsys, "register", "review", name, "--note", "x", "--no-input")
    assert (done.code, done.err.splitlines()[-2:]) == (
        2,
        [f"threatgate: {path} was changed meanwhile", "  run the command again"],
    )


def test_ids_name_records_of_the_working_tree_too(shop, capsys):
    name = ids(shop)["exception"]
    path = record_of(shop).path
    assert threatgate(capsys, "register", "review", path, "--note", "x", "--no-input").code == 0
    assert threatgate(capsys, "register", "review", name, "--note", "y", "--no-input").code == 0
    assert shop.path.joinpath(path).read_text(encoding="utf-8").count("\n  - {date: ") == 2
