"""Landed records under attack: what lands in the register beyond what may grow holds the change back."""

from __future__ import annotations

from datetime import date

import pytest
from register_samples import TICKET, landed, on, on_day
from running import BASE, WIDER, threatgate

from threatgate import gate
from threatgate.model import Verdict

DAY = date(2026, 11, 24)
DIGEST = ", digest: 'sha256:" + "0" * 64 + "'"
MENDED = {"policies/approval.yaml": BASE["policies/approval.yaml"].replace("50", "20")}
FIXED = "how: fixed, evidence: {{kind: test, ref: '{}'{}}}"


@pytest.fixture
def shop(repo, capsys, monkeypatch):
    return landed(repo, capsys, monkeypatch)


def record_of(shop, outcome="exception"):
    return next(entry.record for entry in on(shop).entries if entry.record.block == outcome)


def judged(shop, day=DAY, base="main"):
    """The verdict, the gate's own triggers, and what is said of records."""
    found = gate.check(gate.CheckRequest(repo=shop.path, base=base, head="HEAD", as_of=day, environ=shop.env))
    own = [
        (trigger.change.element.name, str(trigger.change.edit), trigger.change.element.path)
        for trigger in found.triggers
    ]
    said = [problem for view in found.records for problem in view.problems]
    return found.verdict, own, said, found.problems


def text_of(shop, path):
    return (shop.path / path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(lambda text: text.replace("expires: 2026-12-07", "expires: 2026-12-20"), id="pushed-out"),
        pytest.param(lambda text: text.replace('approver: "@ciso"', 'approver: "@tom"'), id="another-approver"),
        pytest.param(lambda text: text + 'reviews: [{date: 2026-12-04, by: "@tom", note: "as if"}]\n', id="seen-ahead"),
        pytest.param(lambda text: text + 'reviews: [{date: 2026-11-24, by: "@team", note: "x"}]\n', id="by-nobody"),
        pytest.param(lambda text: text + "closed: {date: 2026-11-24, by: '@lea', how: fixed}\n", id="fixed-as-if"),
        pytest.param(lambda text: text.replace("schema: 1", "schema: 2"), id="broken"),
        pytest.param(lambda text: text[:0], id="emptied"),
    ],
)
def test_what_was_promised_is_not_rewritten(shop, edit):
    record = record_of(shop)
    shop.branch("mine").commit("edit", {record.path: edit(text_of(shop, record.path))})
    verdict, own, _, _ = judged(shop)
    assert (verdict, own) == (Verdict.BLOCKED, [("record", "modified", record.path)])


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(lambda text: "# a word\n" + text.replace("\n", "\r\n"), id="layout"),
        pytest.param(lambda text: text + 'reviews: [{date: 2026-11-24, by: "@tom", note: holds}]\n', id="review"),
        pytest.param(lambda text: text + "closed: {date: 2026-11-24, by: '@lea', how: revoked}\n", id="revoked"),
    ],
)
def test_what_may_grow_passes(shop, edit):
    record = record_of(shop)
    shop.branch("mine").commit("edit", {record.path: edit(text_of(shop, record.path))})
    verdict, own, _, _ = judged(shop)
    assert (verdict, own) == (Verdict.PASS, [])


@pytest.mark.parametrize(
    ("there", "text"),
    [
        pytest.param(lambda path: path.replace("/TM-", "/old/TM-"), lambda text: text, id="another-folder"),
        pytest.param(lambda path: path.replace(".yaml", ".yml"), lambda text: text, id="another-ending"),
        pytest.param(lambda path: path.replace(".yaml", ".YAML"), lambda text: text, id="capitals"),
        pytest.param(lambda path: path.replace(".yaml", ".md"), lambda text: f"---\n{text}---\nMore.\n", id="markdown"),
        pytest.param(lambda path: path.replace("/TM-", "/.TM-"), lambda text: text, id="hidden"),
        pytest.param(lambda _: "threat-model/records/README.md", lambda text: text, id="a-readme"),
    ],
)
def test_a_record_stays_in_its_file(shop, there, text):
    record = record_of(shop)
    content = text(text_of(shop, record.path))
    shop.branch("mine").commit("move", {record.path: None, there(record.path): content})
    verdict, own, said, _ = judged(shop)
    assert (verdict, own) == (Verdict.BLOCKED, [("record", "removed", record.path)])
    if said:
        assert f"the id {record.id} is taken by {record.path}" in said[0]


def test_the_body_of_a_markdown_record_is_part_of_it(shop):
    record = record_of(shop)
    path = "threat-model/records/TM-20261101-00aa00.md"
    text = text_of(shop, record.path).replace(record.id, "TM-20261101-00aa00").replace("@lea", "@max")
    shop.commit("another", {path: f"---\n{text}---\n# Why\n\nThe flow lands in May.\n"})
    shop.branch("mine").commit("edit", {path: f"---\n{text}---\n# Why\n\nThe flow lands some day.\n"})
    assert judged(shop)[:2] == (Verdict.BLOCKED, [("record", "modified", path)])
    shop.commit("quiet", {path: f"---\n{text}---\n\n# Why\n\nThe flow lands in May.\n\n\n"})
    assert judged(shop)[:2] == (Verdict.PASS, [])


def test_a_record_that_was_taken_away_does_not_come_back(shop):
    record = record_of(shop)
    text = text_of(shop, record.path)
    shop.commit("taken away", {record.path: None})
    shop.branch("mine").commit("back again", {record.path: text.replace("2026-12-07", "2026-12-20")})
    verdict, own, said, problems = judged(shop)
    assert (verdict, own) == (Verdict.PASS, [])
    assert [one.removeprefix(f"{record.path}:3: the id {record.id} was used before, ") for one in said] == [
        f"by {record.path}, which is no more (an id is never used again: remove this file and decide anew)"
    ]
    assert {problem.severity for problem in problems} == {"note"}


def test_an_id_comes_back_under_no_other_name_either(shop):
    record = record_of(shop)
    text = text_of(shop, record.path)
    shop.commit("taken away", {record.path: None})
    path = record.path.replace("/TM-", "/2026/TM-").replace(".yaml", ".md")
    shop.branch("mine").commit("back again", {path: f"---\n{text}---\n"})
    _, _, said, _ = judged(shop)
    assert [f"the id {record.id} was used before" in one for one in said] == [True]


def test_what_never_landed_was_never_used(shop):
    record = record_of(shop)
    text = text_of(shop, record.path).replace(record.id, "TM-20261124-00aa00")
    path = "threat-model/records/TM-20261124-00aa00.yaml"
    shop.branch("first").commit("written", {path: text})
    shop.commit("and thought over", {path: None})
    shop.checkout("main").merge("first")
    shop.branch("mine").commit("written again", {path: text})
    _, _, said, _ = judged(shop)
    assert said == [f"{path}:14: answers no change of this range"]


def test_a_shallow_history_is_said(shop, make_repo):
    record = record_of(shop)
    text = text_of(shop, record.path).replace(record.id, "TM-20261124-00aa00")
    shop.branch("mine").commit("written", {"threat-model/records/TM-20261124-00aa00.yaml": text})
    clone = make_repo("clone")
    clone.git("fetch", "-q", "--depth", "2", f"file://{shop.path}", "main:refs/heads/theirs", "mine:mine")
    clone.checkout("mine")
    problems = judged(clone, base="theirs")[3]
    assert [problem.message for problem in problems if "used before" in problem.message] == [
        "part of the history of the register is not here: whether an id was used before cannot be told"
    ]


@pytest.mark.parametrize(
    ("content", "edit"), [("another signature", "modified"), (None, "removed")], ids=["replaced", "deleted"]
)
def test_a_signature_belongs_to_its_record(shop, content, edit):
    path = f"{record_of(shop).path}.sig"
    shop.branch("signed").commit("signed", {path: "a signature\n"})
    assert judged(shop)[:2] == (Verdict.PASS, [])
    shop.checkout("main").merge("signed")
    shop.branch("mine").commit("again", {path: content})
    assert judged(shop)[:2] == (Verdict.BLOCKED, [("signature", edit, path)])


def test_what_is_decided_anew_has_a_new_id(shop, capsys):
    record = record_of(shop, "backlog")
    shop.commit("taken back", {"config/rag.yaml": BASE["config/rag.yaml"], record.path: None})
    shop.branch("mine").commit("once more", {"config/rag.yaml": WIDER["config/rag.yaml"]})
    at = ("--base", "main", "--owner", "@lea", "--no-input")
    done = threatgate(capsys, "decide", "backlog", "retriever", *at, *TICKET)
    assert done.code == 0, done.err
    shop.commit("answer")
    verdict, _, said, _ = judged(shop)
    new = record_of(shop, "backlog")
    assert (verdict, said) == (Verdict.PASS, [])
    assert (new.id != record.id, new.bindings == record.bindings) == (True, True)


@pytest.mark.parametrize(
    ("closing", "files", "true"),
    [
        pytest.param("how: superseded", {}, False, id="by-no-record"),
        pytest.param("how: change_reverted", {}, False, id="not-taken-back"),
        pytest.param(
            "how: change_reverted", {"policies/approval.yaml": BASE["policies/approval.yaml"]}, True, id="taken-back"
        ),
        pytest.param(FIXED.format("evals/none.yaml", ""), {}, False, id="shown-by-nothing"),
        pytest.param(FIXED.format("evals/refunds.yaml", DIGEST), {}, False, id="shown-by-something-else"),
        pytest.param(FIXED.format("evals/refunds.yaml", ""), {}, False, id="shown-and-as-it-was"),
        pytest.param(FIXED.format("https://ci.example.org/run/7", ""), {}, False, id="shown-elsewhere-and-as-it-was"),
        pytest.param(FIXED.format("evals/refunds.yaml", ""), MENDED, True, id="shown"),
        pytest.param(FIXED.format("https://ci.example.org/run/7", ""), MENDED, True, id="shown-elsewhere"),
        pytest.param("how: revoked", {}, True, id="revoked"),
    ],
)
def test_a_record_ends_as_it_says(shop, closing, files, true):
    record = record_of(shop)
    text = text_of(shop, record.path) + f"closed: {{date: 2026-11-24, by: '@lea', {closing}}}\n"
    shop.branch("mine").commit("end", {record.path: text, **files})
    _, own, _, _ = judged(shop)
    own = [one for one in own if one[0] == "record"]
    assert own == ([] if true else [("record", "modified", record.path)])


def test_a_record_is_superseded_by_one_of_the_same_change(shop, capsys, monkeypatch):
    record = record_of(shop)
    shop.branch("mine")
    on_day(monkeypatch, DAY)
    more = ("--progress", "The flow is in review.", "--approver", "@ciso", "--no-input")
    assert threatgate(capsys, "register", "renew", record.id, *more).code == 0
    assert threatgate(capsys, "register", "close", record.id, "--how", "revoked", "--no-input").code == 2
    assert threatgate(capsys, "register", "close", record.id, "--how", "superseded", "--no-input").code == 0
    shop.commit("end")
    assert judged(shop)[:2] == (Verdict.PASS, [])


def test_a_record_that_becomes_too_large_to_read_is_rewritten(shop):
    record = record_of(shop)
    shop.branch("mine").commit("large", {record.path: b"#" * (17 << 20)})
    _, own, _, _ = judged(shop)
    assert own == [("record", "modified", record.path)]
