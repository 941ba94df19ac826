"""What an entry must hold to answer, what the trigger says where it does not, and how an entry names an element."""

from __future__ import annotations

import pytest
from threat_model_samples import (
    ELEMENT,
    EVAL,
    HELD,
    OFF,
    PAGE,
    POLICY,
    SHOWN,
    TEST,
    TESTED,
    answers,
    judged,
    row,
    section,
)

from threatgate.model import AnswerState


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        pytest.param(
            row(ticket="", due=""),
            f"{PAGE}#T1 is there but does not count: {PAGE}:7: T1 names {ELEMENT} as backlog and lacks Ticket, Due "
            "(write `Ticket: …`, `Due: …` in a column of the table or on a line of its own in the entry)",
            id="lacking",
        ),
        pytest.param(
            row(threat="Too short"),
            f"{PAGE}#T1 is there but does not count: {PAGE}:7: T1 names {ELEMENT} as backlog and lacks "
            "Threat statement of at least 40 characters (write `Threat statement: …` in a column of the table or on a "
            "line of its own in the entry)",
            id="short",
        ),
        pytest.param(
            row(status="Risk accepted"),
            f"{PAGE}#T1 is there but does not count: {PAGE}:7: T1 names {ELEMENT}, but its status is 'Risk accepted', "
            "which is no answer (an exception lives in the register only: write it with `threatgate decide exception`)",
            id="accepted",
        ),
        pytest.param(
            row(ticket="XYZ-12"),
            f'{PAGE}#T1 is there but does not count: {PAGE}:7: backlog.ticket is "XYZ-12", which is not a web address '
            '(write for example "https://github.com/org/repo/issues/12")',
            id="no address",
        ),
        pytest.param(
            row().replace("@tom", "@lea"),
            f"{PAGE}#T1 is there but does not count: {PAGE}:7: second is @lea, who is also the owner "
            "(name somebody who neither owns this nor wrote the change)",
            id="no second person",
        ),
    ],
)
def test_the_trigger_says_what_is_missing_and_where_to_write_it(repo, after, reason):
    (trigger,) = judged(repo, {}, {POLICY: OFF, PAGE: after}).triggers
    assert (trigger.answer, trigger.reason) == (AnswerState.UNANSWERED, reason)


@pytest.mark.parametrize(
    ("after", "files", "answer"),
    [
        pytest.param(section(*SHOWN), {TEST: TESTED}, AnswerState.DECIDED, id="no change, shown here"),
        pytest.param(section(*SHOWN), {TEST: f"{TESTED}#"}, AnswerState.UNANSWERED, id="no change, shown otherwise"),
        pytest.param(section(*SHOWN), {}, AnswerState.UNANSWERED, id="no change, evidence that is not there"),
        pytest.param(
            section(*SHOWN[:2], f"Evidence: {PAGE}"),
            {},
            AnswerState.UNANSWERED,
            id="no change, shown by the model itself",
        ),
        pytest.param(section(*SHOWN[:2]), {}, AnswerState.UNANSWERED, id="no change, nothing shown"),
        pytest.param(section(*HELD, status=""), {EVAL: "name: a\n"}, AnswerState.DECIDED, id="blocker"),
        pytest.param(section(*HELD, status=""), {}, AnswerState.UNANSWERED, id="blocker without its gate"),
        pytest.param(section(*HELD, "Outcome: exception"), {EVAL: "name: a\n"}, AnswerState.UNANSWERED, id="exception"),
    ],
)
def test_outcomes_need_what_they_need(repo, after, files, answer):
    report = judged(repo, {}, {POLICY: OFF, PAGE: after, **files})
    assert answers(report)[ELEMENT] == (answer, f"{PAGE}#T1")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (f"See `{ELEMENT}`.", AnswerState.DECIDED),
        (f"See {ELEMENT.partition(':')[2]}.", AnswerState.DECIDED),
        (f"See x{ELEMENT}.", AnswerState.UNANSWERED),
        (f"See {ELEMENT}s and {ELEMENT}.max.", AnswerState.UNANSWERED),
        (f"See {ELEMENT}. Element: tool:other.py#x", AnswerState.DECIDED),
        (f"See {ELEMENT}.\n- Element: tool:other.py#x", AnswerState.UNANSWERED),
        ("See refund.", AnswerState.UNANSWERED),
    ],
)
def test_how_an_entry_names_an_element(repo, said, answer):
    after = section(*HELD[1:], status="Open").replace("without a look.", f"without a look. {said}")
    report = judged(repo, {}, {POLICY: OFF, PAGE: after, EVAL: "name: a\n"})
    assert answers(report)[ELEMENT][0] == answer
