"""From changes and an answer to the data of a record: defaults, classes, renewals, places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sample_reports import approval, narrowed, pin, prompt, tool

from threatgate.deciding import Answer, Named, Situation, filled, matching, questions, select, written
from threatgate.deciding import _defaults as defaults
from threatgate.errors import UsageError
from threatgate.model import AnswerState, Severity
from threatgate.records._dates import review_before
from threatgate.records.model import Record
from threatgate.records.reading import read
from threatgate.settings import load

DAY = date(2026, 11, 23)
FILES = {"config/egress.yaml": "sha256:" + "1" * 64, "evals/refunds.yaml": "sha256:" + "2" * 64}
EXCEPTION = Answer(
    "exception",
    owner="@lea",
    approver="@ciso",
    reason="a pilot with ten users",
    compensating=(Named("allow-list", "config/egress.yaml"),),
    exit_plan="the approval flow of sprint 12",
)


def situation(settings=b"version: 1\n", register=(), landed=()):
    return Situation(
        settings=load(settings, ".threatgate.yaml"),
        day=DAY,
        head=FILES.get,
        edited=frozenset(),
        authors=frozenset({"kim@acme.example"}),
        register={record.id: record for record in register},
        landed=frozenset(landed),
        root=None,
    )


def decided(answer, triggers, now):
    made = written(filled(answer, questions(answer, triggers, now.settings, now.day)), triggers, now)
    record = read(made.path, made.text.encode())
    assert isinstance(record, Record), record
    return made, record


@pytest.mark.parametrize(
    ("changes", "severity", "expires", "review"),
    [
        pytest.param([pin("m", "a.py", 1)], "moderate", date(2027, 2, 21), date(2027, 1, 30), id="moderate"),
        pytest.param([tool(), pin("m", "a.py", 1)], "high", date(2026, 12, 23), date(2026, 12, 16), id="high"),
        pytest.param([approval(), tool()], "critical", date(2026, 12, 7), date(2026, 12, 4), id="critical"),
    ],
)
def test_the_gravest_change_sets_severity_and_days(changes, severity, expires, review):
    _, record = decided(EXCEPTION, changes, situation())
    assert (record.severity, record.outcome.expires, record.outcome.review_date) == (severity, expires, review)
    assert record.outcome.residual_risk == severity
    assert record.outcome.approved == DAY


def test_an_emergency_is_short_and_its_approval_may_follow():
    _, record = decided(replace(EXCEPTION, emergency=True), [tool()], situation())
    assert (record.outcome.expires, record.outcome.approved) == (date(2026, 11, 30), None)


def test_files_are_bound_by_their_digest():
    evidence = (Named("test", "evals/refunds.yaml"), Named("review", "https://github.com/acme/shop/pull/3"))
    answer = Answer("no_change", owner="@lea", second="@tom", rationale="covered", evidence=evidence)
    _, record = decided(answer, [tool()], situation())
    assert [one.digest for one in record.outcome.evidence] == [FILES["evals/refunds.yaml"], None]
    assert record.outcome.decided_by == "@lea"
    assert record.outcome.valid_until == date(2027, 5, 22)


def test_a_class_takes_kind_files_and_directions_of_its_changes():
    changes = [pin("a.model", "config/a.yaml", 1), pin("b.model", "config/b.yaml", 1)]
    _, record = decided(replace(EXCEPTION, mode="class"), changes, situation())
    assert (record.family.kind, record.family.paths) == ("model", ("config/a.yaml", "config/b.yaml"))
    assert record.family.directions == {"widens"}
    assert record.outcome.expires == date(2026, 12, 7)
    with pytest.raises(UsageError, match="one kind"):
        decided(replace(EXCEPTION, mode="class"), [tool(), pin("m", "a.py", 1)], situation())


def test_what_takes_the_place_of_an_exception_renews_it():
    _, first = decided(EXCEPTION, [tool()], situation())
    now = situation(register=[first], landed=[first.path])
    changed = [tool(path="src/agent/tools.py", line=50)]
    with pytest.raises(UsageError, match="this renews it"):
        decided(replace(EXCEPTION, supersedes=first.id), changed, now)
    _, second = decided(replace(EXCEPTION, supersedes=first.id, progress="half of the flow is built"), changed, now)
    assert (second.supersedes, second.renewal.number, second.renewal.progress) == (
        first.id,
        1,
        "half of the flow is built",
    )
    assert second.id != first.id


def test_all_five_make_monitoring_an_answer():
    words = {"log": "audit", "alert": "pager", "owner": "@kim", "threshold": "3 a day"}
    said = {f"monitoring_{name}": value for name, value in words.items()}
    ticket = Answer("backlog", owner="@lea", second="@tom", ticket="https://github.com/acme/shop/issues/1", **said)
    with pytest.raises(UsageError, match="--monitoring-review-date"):
        decided(ticket, [tool()], situation())
    _, record = decided(replace(ticket, monitoring_review_date=date(2026, 12, 1)), [tool()], situation())
    assert record.monitoring.alert == "pager"


def test_a_record_of_one_system_goes_into_its_register():
    settings = b"systems: [{name: support, paths: [src/**], register: services/support/threats}]\n"
    one, two = tool()._replace(system="support"), prompt()._replace(system="default")
    made, _ = decided(EXCEPTION, [one], situation(settings))
    assert made.path.startswith("services/support/threats/records/TM-")
    made, _ = decided(EXCEPTION, [one, two], situation(settings))
    assert made.path.startswith("threat-model/records/TM-")


def test_what_only_lacks_its_proof_is_written_with_a_note():
    settings = b"approvers: {high: ['@ciso']}\npeople: {'@ciso': [ciso@acme.example]}\n"
    made, _ = decided(EXCEPTION, [tool()], situation(settings))
    assert any("kim@acme.example" in note for note in made.notes)


def test_an_id_that_has_landed_gives_way_to_another():
    made, _ = decided(EXCEPTION, [tool()], situation())
    again, _ = decided(EXCEPTION, [tool()], situation(landed=[made.path]))
    assert again.path != made.path


def test_words_of_a_prompt_are_in_no_title_and_no_criterion():
    watching = prompt()._replace(summary="prompt prompts/system.md: gains “We will monitor this.”")
    assert "monitor" not in defaults.title([watching])
    assert all("monitor" not in each for each in defaults.criteria([watching]))
    assert "prompt system.md" in defaults.title([watching])


@pytest.mark.parametrize("number", [1, 2, 13])
def test_titles_threats_and_criteria_stay_short(number):
    many = [tool(f"tool_{index}", line=index + 1) for index in range(number)]
    assert len(defaults.title(many)) < 200
    assert 40 <= len(defaults.threat(many)) < 2000
    assert len(defaults.criteria(many)) == 3
    assert "\n" not in defaults.title([tool("a\nb\x1b")])


def test_finds_changes_by_what_people_write():
    among = (
        tool(),
        pin("model", "app/a.py", 1),
        pin("model", "app/b.py", 1),
        narrowed()._replace(answer=AnswerState.DECIDED, record="TM-1"),
    )
    assert matching("send_email", among) == among[:1]
    assert matching("model", among) == among[1:3]
    assert matching("app/b.py", among) == among[2:3]
    assert matching("A.PY", among) == among[1:2]
    assert matching(among[0].fingerprint[:15], among) == among[:1]
    assert matching("abc", among) == ()
    assert select((), among, every=True) == among[:3]
    assert select(["app/b.py", "send_email", "app/b.py"], among, every=False) == (among[0], among[2])
    with pytest.raises(UsageError, match="answered already, by TM-1"):
        select(["top_k"], among, every=False)


def test_what_is_only_to_note_may_be_answered_where_nothing_blocks():
    assert select((), (narrowed(),), every=False) == (narrowed(),)
    assert select((), (narrowed(), tool()), every=True) == (tool(),)


def test_a_long_choice_is_cut():
    many = tuple(tool(f"t{index}", line=index + 1) for index in range(20))
    with pytest.raises(UsageError) as said:
        select((), many, every=False)
    assert "and 12 more" in said.value.hint


def test_defaults_know_every_severity():
    for severity in Severity:
        assert defaults.due([tool()._replace(severity=severity)], situation().settings, DAY) > DAY
    assert review_before(DAY, DAY) == DAY
