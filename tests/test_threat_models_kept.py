"""Promises of threat models are not taken back in silence: an entry that promises less asks for a second person."""

from __future__ import annotations

import pytest
from threat_model_samples import (
    DAY,
    ELEMENT,
    HELD,
    ON,
    PAGE,
    POLICY,
    SHOWN,
    TEST,
    TESTED,
    THREAGILE,
    row,
    section,
    threagile,
)

from threatgate.gate import CheckRequest, check

GATE = {"evals/refunds.yaml": "name: a\n", TEST: TESTED}


def fired(repo, before, after):
    repo.commit("base", {POLICY: ON, **GATE, **before})
    repo.branch("change").commit("change", after, author="Max <max@example.org>")
    report = check(CheckRequest(repo.path, "main", "change", as_of=DAY, environ={}))
    return [(one.rule, one.id, one.change.edit.value, one.second) for one in report.triggers]


def gate_changed(path, ref, edit="modified"):
    return [("gate-changed", f"approval:{path}#{ref}", edit, True)]


@pytest.mark.parametrize(
    ("after", "edit"),
    [
        pytest.param("# Threat model\n", "removed", id="the row is gone"),
        pytest.param(None, "removed", id="the page is gone"),
        pytest.param(f"<!--\n{row()}\n-->", "removed", id="hidden"),
        pytest.param(row(due="2026-02-20"), "modified", id="due later"),
        pytest.param(row(ticket="https://github.com/org/repo/issues/13"), "modified", id="another ticket"),
        pytest.param(row().replace("waits for a person", "is logged"), "modified", id="less to show"),
        pytest.param(row("tool:other.py#x"), "modified", id="another element"),
        pytest.param(row(status="Accepted"), "modified", id="accepted"),
        pytest.param(row(status="Mitigated"), "modified", id="mitigated, and nothing shows it"),
        pytest.param("---\na: 1\na: 2\n---\n", "removed", id="broken"),
    ],
)
def test_what_takes_a_promise_back(repo, after, edit):
    assert fired(repo, {PAGE: row()}, {PAGE: after}) == gate_changed(PAGE, "T1", edit)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({PAGE: row()}, {PAGE: row(due="2026-01-10")}, id="due earlier"),
        pytest.param({PAGE: row()}, {PAGE: row().replace("person |", "person; it is logged |")}, id="more to show"),
        pytest.param(
            {PAGE: row()}, {PAGE: row(threat="A refund is paid out, and nobody has looked at it")}, id="words"
        ),
        pytest.param({PAGE: row()}, {PAGE: row() + "\n## Notes\n\nMore.\n"}, id="around it"),
        pytest.param({PAGE: row()}, {PAGE: None, "THREAT_MODEL.md": row()}, id="renamed"),
        pytest.param({PAGE: row()}, {PAGE: section(*SHOWN)}, id="shown to be done"),
        pytest.param({PAGE: row()}, {PAGE: section(*HELD, status="")}, id="a gate instead of a ticket"),
        pytest.param({PAGE: row("tool:other.py#x")}, {PAGE: "# Threat model\n"}, id="of what is not there"),
        pytest.param({PAGE: row(ticket="")}, {PAGE: "# Threat model\n"}, id="never finished"),
        pytest.param({PAGE: row(due="2029-01-01")}, {PAGE: "# Threat model\n"}, id="never an answer"),
        pytest.param({"docs/guide.md": row()}, {"docs/guide.md": "x\n"}, id="no place of a model"),
    ],
)
def test_what_keeps_or_ends_a_promise(repo, before, after):
    assert fired(repo, before, after) == []


def test_a_gate_is_not_weakened(repo):
    before, after = section(*HELD, status=""), section(*HELD[:3], "Pass condition: pass_rate >= 0.5", status="")
    assert fired(repo, {PAGE: before}, {PAGE: after}) == gate_changed(PAGE, "T1")
    assert ELEMENT in before


def test_other_formats_are_held_to_it_too(repo):
    after = threagile().replace("2026-01-20", "2026-03-20")
    assert fired(repo, {THREAGILE: threagile()}, {THREAGILE: after}) == gate_changed(
        THREAGILE, "refund-without-look@support-agent"
    )
