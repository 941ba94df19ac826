"""Trailers of commits and of the pull request's text: they link and say what would answer, and answer nothing."""

from __future__ import annotations

import json

import pytest
from running import risky, threatgate

MODEL = "# Threats of the shop\n\n## Refund without a person\n\n| id | threat |\n|---|---|\n| T-12 | refunds |\n"
TICKET = ("--owner", "@lea", "--second", "@tom", "--ticket", "https://github.com/acme/shop/issues/12")
MEND = "a trailer links and answers nothing: answer with a record, run `threatgate decide`"
DAY = ("--as-of", "2026-11-23")
UNKNOWN = "TM-20261122-000000"
RAG = {"config/rag.yaml": "retriever:\n  top_k: 60\n  index: help-centre\n"}


@pytest.fixture
def shop(repo, monkeypatch):
    risky(repo)
    monkeypatch.chdir(repo.path)
    return repo


def judged(capsys, *arguments):
    """The exit code, the answers by name with their records and reasons, and the notes."""
    shown = threatgate(capsys, "check", "--base", "main", "--format", "json", *DAY, *arguments)
    report = json.loads(shown.out)
    answers = {one["name"]: (one["answer"], one["record"]) for one in report["triggers"]}
    return shown.code, answers, [one for one in report["problems"] if "trailer" in one["message"]], report


def landed(capsys, shop, *more):
    """The pilot and its record land; gives the record's id."""
    assert threatgate(capsys, "decide", "backlog", "--base", "main", "--all", *TICKET, *DAY, *more).code == 0
    shop.commit("the answer")
    shop.checkout("main").merge("pilot")
    return next(shop.path.glob("threat-model/records/*")).stem


def unanswered(answers):
    return dict.fromkeys(answers) == {name: record for name, (_, record) in answers.items()}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        pytest.param(UNKNOWN, "names no record that is here", id="no such record"),
        pytest.param("docs/nothing.md", "names neither a record nor a file that is here", id="no such file"),
        pytest.param("../../etc/passwd", "names neither a record nor a file that is here", id="outside"),
        pytest.param("https://example.org/tm", "names neither a record nor a file that is here", id="an address"),
        pytest.param("docs/tm.md", "links it", id="a threat model"),
        pytest.param("docs/tm.md#T-12", "links it", id="a threat of it"),
        pytest.param("docs/tm.md#refund-without-a-person", "links it", id="a heading of it"),
        pytest.param("docs/tm.md#T-1", "names a part that docs/tm.md does not have", id="a threat that it lacks"),
    ],
)
def test_a_trailer_links_and_never_answers(shop, capsys, value, said):
    shop.commit(f"more\n\nThreat-Model: {value}\n", {"docs/tm.md": MODEL})
    place = f"commit {shop.git('rev-parse', 'HEAD')[:10]}"
    code, answers, notes, _ = judged(capsys)
    assert (code, unanswered(answers)) == (1, True)
    message = f"the trailer `Threat-Model: {value}` in {place} {said}"
    assert notes == [{"path": "", "line": None, "message": message, "hint": MEND, "severity": "note"}]


def test_the_record_of_the_change_needs_no_word(shop, capsys):
    assert threatgate(capsys, "decide", "backlog", "--base", "main", "--all", *TICKET).code == 0
    name = next(shop.path.glob("threat-model/records/*")).stem
    shop.commit(f"the answer\n\nThreat-Model: {name}\n")
    code, answers, notes, _ = judged(capsys)
    assert (code, set(answers.values()), notes) == (0, {("decided", name)}, [])


def test_a_landed_record_is_linked_and_does_not_answer_again(shop, capsys):
    name = landed(capsys, shop)
    shop.branch("next").commit(f"wider\n\nThreat-Model: {name}\n", RAG)
    code, answers, notes, report = judged(capsys)
    assert (code, set(answers.values()), notes) == (1, {("unanswered", name)}, [])
    earlier, links = "answered an earlier change of this element and still binds it", "it answers nothing alone"
    assert [one["reason"] for one in report["triggers"]] == [f"{name} {earlier} (a trailer links {name}; {links})"]


def test_a_trailer_to_a_closed_record(shop, capsys):
    name = landed(capsys, shop)
    path = f"threat-model/records/{name}.yaml"
    closed = "closed: {date: 2026-11-23, by: '@tom', how: revoked}\n"
    shop.commit("closed", {path: (shop.path / path).read_text() + closed})
    shop.branch("next").commit(f"wider\n\nThreat-Model: {name}\n", RAG)
    code, answers, notes, _ = judged(capsys)
    assert (code, unanswered(answers)) == (1, True)
    assert [one["message"].partition("` in ")[2].partition(" ")[2][11:] for one in notes] == [
        "names a record that is revoked"
    ]


@pytest.mark.parametrize("value", ["{id}", "threat-model/records/{id}.yaml"])
def test_a_trailer_to_a_record_of_other_elements(shop, capsys, value):
    name = landed(capsys, shop)
    edited = {"policies/pay.yaml": "actions:\n  pay:\n    require_approval: false\n"}
    shop.branch("next").commit(f"other\n\nThreat-Model: {value.format(id=name)}\n", edited)
    code, answers, notes, _ = judged(capsys)
    assert (code, unanswered(answers), len(notes)) == (1, True, 1)
    assert notes[0]["message"].endswith("names a record that speaks of no unanswered element of this change")


@pytest.mark.usefixtures("shop")
def test_the_pull_requests_text_counts_like_a_commit(capsys, tmp_path, monkeypatch):
    event = {"pull_request": {"body": f"Why.\r\n\r\nThreat-Model: {UNKNOWN}, docs/nothing.md\r\n"}}
    (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event.json"))
    code, answers, notes, _ = judged(capsys, "--head", "pilot")
    assert (code, unanswered(answers), len(notes)) == (1, True, 2)
    assert all("in the text of the pull request names" in one["message"] for one in notes)


def test_what_a_trailer_says_is_cut_and_escaped_and_counted(shop, capsys):
    lines = "".join(f"Threat-Model: TM-20261122-{number:06x}\n" for number in range(30))
    shop.commit(f"many\n\nThreat-Model: ::error::\x1b[2J{'x' * 500}\n{lines}")
    shown = threatgate(capsys, "check", "--base", "main")
    assert (shown.code, "\x1b" in shown.out, "x" * 200 in shown.out) == (1, False, False)
    assert "21 more trailers were not looked at" in shown.out


def test_nothing_is_looked_up_where_everything_is_answered(shop, capsys):
    shop.commit("back\n\nThreat-Model: nothing\n", {"docs/tm.md": MODEL})
    shop.git("checkout", "main", "--", "policies", "config")
    shop.commit("as it was")
    code, answers, notes, _ = judged(capsys)
    assert (code, answers, notes) == (0, {}, [])
