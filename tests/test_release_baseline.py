"""What was there before the gate: listed once, looked at, shrinking, and never growing unseen."""

from __future__ import annotations

import pytest
from release_samples import EXCEPTION, REFUND, RETRIEVAL, Shop, said
from running import BASE, WIDER

from threatgate.model import Verdict
from threatgate.records.baseline import Baseline, BrokenBaseline, grew, read
from threatgate.release import BaselineLeft

LIST = "threat-model/baseline.yaml"
SEAL = ("--baseline", "--owner", "@lea", "--reviewed-by", "@tom", "--as-of", "2026-11-23")
DIGEST = "sha256:" + "a" * 64


def listed(*lines, owner='"@lea"', reviewed='{by: "@tom", date: 2026-11-23}'):
    return f"version: 1\nowner: {owner}\nreviewed: {reviewed}\nelements:\n{''.join(lines) or '  {}'}".encode()


def line(element, digest=DIGEST):
    return f'  "{element}": {digest}\n'


@pytest.fixture
def shop(repo, capsys, monkeypatch):
    return Shop(repo, capsys, monkeypatch)


@pytest.fixture
def adopted(shop):
    """A shop whose main branch has settings and a baseline, tagged v2."""
    done = shop.run("init", *SEAL)
    assert done.code == 0, done.err
    shop.repo.commit("adopt")
    shop.repo.git("tag", "v2")
    return shop


def test_init_says_how_a_list_of_its_own_is_answered(shop):
    assert shop.run("init", "--baseline", "--owner", "@lea", "--reviewed-by", "@tom").code == 0
    (shop.repo.path / LIST).unlink()
    done = shop.run("init", "--baseline", "--owner", "@lea", "--reviewed-by", "@tom")
    lines = done.out.splitlines()
    assert f"  git add {LIST} && git commit -m 'Threat gate: baseline'" in lines
    assert f"  threatgate decide no-change {LIST} --evidence doc={LIST}" in lines


def test_init_lists_what_nobody_has_answered_for(adopted):
    found = read((adopted.repo.path / LIST).read_bytes())
    assert isinstance(found, Baseline)
    assert list(found.elements) == [
        "approval:policies/approval.yaml#actions.refund",
        "eval:evals/refunds.yaml#refunds",
        RETRIEVAL,
    ]
    assert (found.owner, found.by, found.day.isoformat()) == ("@lea", "@tom", "2026-11-23")
    again = adopted.run("init", *SEAL)
    assert (again.code, "is there, and a baseline only shrinks" in again.err) == (2, True)
    released = adopted.release(since=None)
    assert (said(released), released.baseline) == ([], BaselineLeft(3, 3, 0, 0))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--owner", "@lea"), "a baseline needs an owner and somebody who looked at it"),
        (("--owner", "@lea", "--reviewed-by", "@lea"), "@lea owns the baseline and looked at it"),
    ],
)
def test_a_baseline_was_looked_at_by_somebody_else(shop, more, message):
    ran = shop.run("init", "--baseline", *more)
    assert (ran.code, ran.err.partition("\n")[0]) == (2, f"threatgate: {message}")
    assert not (shop.repo.path / LIST).exists()


def test_what_was_answered_for_is_not_listed(shop):
    shop.pilot("exception", REFUND, *EXCEPTION)
    assert shop.run("init", *SEAL).code == 0
    found = read((shop.repo.path / LIST).read_bytes())
    assert list(found.elements) == ["eval:evals/refunds.yaml#refunds", RETRIEVAL]


def test_lines_may_go_and_a_line_that_comes_is_a_change_of_the_gate(adopted):
    repo = adopted.repo
    text = (repo.path / LIST).read_text(encoding="utf-8")
    fewer = "".join(one for one in text.splitlines(keepends=True) if "refunds.yaml" not in one)
    repo.branch("less").commit("less", {LIST: fewer})
    assert adopted.run("check", "--base", "main").code == 0
    repo.branch("more").commit("more", {LIST: fewer + line("tool:a.py#b")})
    ran = adopted.run("check", "--base", "less")
    assert (ran.code, "approval:threat-model/baseline.yaml#baseline" in ran.out or LIST in ran.out) == (1, True)
    repo.checkout("main").merge("more")
    reasons = [(ground, subject) for ground, subject, _ in said(adopted.release(since="v2"))]
    assert reasons == [("merge", f"approval:{LIST}#baseline")]
    repo.commit("none left", {LIST: None})
    assert adopted.release(since="v2").baseline is None


def test_what_is_left_is_said_and_what_nobody_ever_looked_at_is_named(adopted):
    repo = adopted.repo
    rag = {"config/rag.yaml": WIDER["config/rag.yaml"]}
    adopted.landed(
        "rag", rag, ("backlog", RETRIEVAL, "--ticket", "https://github.com/a/b/issues/1", "--second", "@tom")
    )
    found = adopted.release(since="v2")
    assert (found.verdict, found.baseline) == (Verdict.PASS, BaselineLeft(3, 2, 1, 0))
    assert said(found, "note") == [("baseline", LIST, f"1 of its elements changed or went: {RETRIEVAL}")]
    text = (repo.path / LIST).read_text(encoding="utf-8")
    fewer = "".join(one for one in text.splitlines(keepends=True) if "policies/" not in one and "rag" not in one)
    repo.commit("less", {LIST: fewer})
    again = adopted.release(since="v2")
    assert (again.verdict, again.baseline) == (Verdict.PASS, BaselineLeft(1, 1, 0, 1))
    words = "is neither in the baseline nor in any record, so nobody ever looked at it"
    assert said(again, "note") == [("baseline", REFUND, words)]
    # A file that moved took its line's element along.
    moved = {"evals/refunds.yaml": None, "checks/evals/refunds.yaml": BASE["evals/refunds.yaml"]}
    repo.commit("moved", moved)
    assert adopted.release(since="v2").baseline == BaselineLeft(1, 1, 0, 1)


def test_a_list_that_cannot_be_read_keeps_the_release_closed(adopted):
    adopted.repo.commit("broken", {LIST: "version: 2\n"})
    found = [(ground, subject) for ground, subject, _ in said(adopted.release(since="v2"))]
    assert found == [("merge", f"approval:{LIST}#baseline"), ("baseline", LIST)]


@pytest.mark.parametrize(
    ("before", "after", "grown"),
    [
        (None, listed(line("a:b#c")), 1),
        (listed(line("a:b#c")), None, None),
        (listed(line("a:b#c")), listed(line("a:b#c")), None),
        (listed(line("a:b#c"), line("a:b#d")), b"# less\n" + listed(line("a:b#d")), None),
        (listed(line("a:b#c")), listed(line("a:b#c"), line("a:b#d")), 6),
        (listed(line("a:b#c")), listed(line("a:b#c", "sha256:" + "b" * 64)), 5),
        (listed(line("a:b#c")), listed(line("a:b#c"), owner='"@tom"'), 1),
        (listed(line("a:b#c")), listed(line("a:b#c"), reviewed='{by: "@ciso", date: 2026-11-23}'), 1),
        (listed(line("a:b#c")), b"", 1),
        (listed(line("a:b#c")), b"elements: [\n", 1),
        (b"version: 2\n", listed(line("a:b#c")), 1),
    ],
)
def test_what_growing_is(before, after, grown):
    found = grew(before, after)
    assert found == grown or (grown == 1 and found is not None)


@pytest.mark.parametrize(
    "data",
    [
        b"- 1\n",
        b"version: 1\n",
        listed(owner="''"),
        listed(reviewed="{by: '@tom'}"),
        listed(reviewed="{by: '@tom', date: 2026-02-30}"),
        listed("  a: b\n"),
        listed("  - a\n"),
        listed(line("a:b#c"), line("a:b#c")),
        b"a: &x [*x]\n",
    ],
)
def test_what_is_no_list(data):
    found = read(data)
    assert isinstance(found, BrokenBaseline)
    assert found.message
    assert found.hint
