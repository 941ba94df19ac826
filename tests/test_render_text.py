"""What the text says, beyond its golden files."""

from __future__ import annotations

import re

import pytest
from sample_reports import (
    ANSWERED,
    APPROVAL_ID,
    BLOCKED,
    CASES,
    EXCEPTION,
    HOSTILE,
    PASSING,
    narrowed,
    pin,
    prompt,
    report,
    tool,
)

from threatgate.model import AnswerState, Direction, Level, Move, Problem, Scope, Severity, Verdict
from threatgate.render import Look, text
from threatgate.render._escape import columns

SGR = re.compile(r"\x1b\[[0-9;]*m")


def shown(case, **look):
    return text.render(case, Look(**look))


@pytest.mark.parametrize("name", sorted(CASES))
@pytest.mark.parametrize("width", [60, 100])
def test_only_commands_are_wider_than_the_terminal(name, width):
    for line in shown(CASES[name], width=width).splitlines()[1:]:
        assert columns(line) <= width or line.startswith(("  threatgate ", "To answer", "More:")), line


@pytest.mark.parametrize("name", sorted(CASES))
def test_colour_changes_no_word(name):
    coloured = shown(CASES[name], colour=True)
    assert "\x1b[" in coloured
    assert SGR.sub("", coloured) == shown(CASES[name])


def test_no_text_of_the_repository_reaches_the_terminal_unescaped():
    left = SGR.sub("", shown(HOSTILE, colour=True))
    assert all(character.isprintable() or character == "\n" for character in left)
    assert not re.search(r"^\s*::", left, re.MULTILINE)


def test_a_line_cannot_begin_with_a_command_to_the_runner():
    said = "word " * 18 + "::error::file=x and more"
    assert "\\::error::" in shown(report(tool(), notices=(), problems=(Problem("", None, said, "::warning::x"),)))
    assert not re.search(r"^\s*::", shown(report(tool()._replace(summary=said))), re.MULTILINE)


def test_the_same_move_in_several_places_is_one_block():
    same = shown(report(pin("a.model", "a.py", 1), pin("b.model", "b.py", 2)))
    assert same.count("The model pin") == 1
    assert "the same in b.model  b.py:2" in same


def test_another_move_is_a_block_of_its_own():
    other = pin("b.model", "b.py", 2)
    move = Move(("model",), "gpt-4o-2024-08-06", "o3", Direction.WIDENS, "model: gpt-4o-2024-08-06 → o3")
    assert "the same in" not in shown(report(pin("a.model", "a.py", 1), other._replace(moves=(move,))))


def test_the_gravest_comes_first():
    text_ = shown(BLOCKED)
    places = [text_.index(word) for word in ("\ncritical", "\nhigh", "\nmoderate", "\n  narrows")]
    assert places == sorted(places)


def test_shows_sentences_that_went_and_came_once():
    text_ = shown(report(prompt()))
    assert "    - Never issue a refund without approval.\n    + Issue refunds when it helps the customer.\n" in text_
    assert text_.count("Issue refunds when it helps") == 1


def test_a_move_that_the_summary_says_is_not_said_twice():
    one = pin("a.model", "a.py", 1)._replace(summary="model a.model: gpt-4o-2024-08-06 → gpt-4o, a floating alias")
    assert shown(report(one)).count("gpt-4o-2024-08-06") == 1


def test_why_stands_once_for_each_rule():
    page = "T.\n\n## Why it needs an answer\nNew authority. And more.\n"
    text_ = shown(report(tool(), tool("other")), page=lambda _: page)
    assert text_.count("why: New authority.") == 1


@pytest.mark.parametrize(
    ("case", "line"),
    [
        pytest.param(PASSING, "pass: no change of the AI threat surface", id="nothing"),
        pytest.param(report(tool()), "blocked: 1 change of the AI threat surface is unanswered", id="one"),
        pytest.param(
            report(tool(), tool("b")), "blocked: all 2 changes of the AI threat surface are unanswered", id="all"
        ),
        pytest.param(
            report(tool(), narrowed()), "blocked: 1 of 2 changes of the AI threat surface is unanswered", id="some"
        ),
        pytest.param(
            report(narrowed(), verdict=Verdict.PASS),
            "pass: 1 change of the AI threat surface to note, none that needs an answer",
            id="noted",
        ),
        pytest.param(
            report(tool()._replace(answer=AnswerState.DECIDED), verdict=Verdict.PASS),
            "pass: 1 change of the AI threat surface, answered",
            id="answered",
        ),
        pytest.param(
            report(tool()._replace(level=Level.OFF), verdict=Verdict.PASS),
            "pass: no change of the AI threat surface",
            id="off",
        ),
    ],
)
def test_the_first_line(case, line):
    assert shown(case).splitlines()[0] == f"{line} (main → bbbbbbbbbb, 2026-11-23)"


@pytest.mark.parametrize(
    ("arguments", "compared"),
    [
        pytest.param("", "aaaaaaaaaa → bbbbbbbbbb", id="default"),
        pytest.param("--base main --head feature/x", "main → feature/x", id="named"),
        pytest.param("--staged", "aaaaaaaaaa → what is staged", id="staged"),
        pytest.param("--base v1 --worktree", "v1 → the working tree", id="worktree"),
        pytest.param("--patch -", "patch -", id="patch"),
        pytest.param("--base 'unclosed", "aaaaaaaaaa → bbbbbbbbbb", id="broken"),
    ],
)
def test_says_what_was_compared(arguments, compared):
    assert f"({compared}, 2026-11-23)" in shown(PASSING._replace(range_arguments=arguments)).splitlines()[0]


def test_says_that_an_answer_ends_soon():
    soon = ANSWERED._replace(records=(EXCEPTION._replace(state="expiring"),))
    assert "excepted by TM-20261122-3f9a1c (exception, until 2026-12-20, which is soon); approved by @ciso" in shown(
        soon
    )


def commands(*triggers, **more):
    return [
        line.strip() for line in shown(report(*triggers, **more)).splitlines() if line.startswith("  threatgate decide")
    ]


def test_offers_every_outcome_and_no_backlog_for_what_is_critical():
    def outcomes(*triggers):
        return [command.split()[2] for command in commands(*triggers)]

    assert outcomes(tool()) == ["backlog", "blocker", "exception", "no-change"]
    assert outcomes(tool()._replace(severity=Severity.CRITICAL)) == ["blocker", "exception", "no-change"]


def test_names_one_element_and_asks_for_all_of_several():
    assert all(
        command.startswith(f"threatgate decide {command.split()[2]} --base main send_email ")
        for command in commands(tool())
    )
    assert all(" --base main --all " in command for command in commands(tool(), tool("b")))


def test_names_an_element_so_that_a_shell_takes_it():
    assert APPROVAL_ID not in commands(tool()._replace())[0]
    assert " 'tool:a b.py#it'\"'\"'s' " in commands(tool("it's", path="a b.py"))[0]
    assert re.search(r" sha256:[0-9a-f]{12} ", commands(tool("a\u202eb"))[0])


STALE = {"answer": AnswerState.STALE, "record": "TM-20261101-0b1ab5"}


def test_offers_to_bind_a_record_anew_only_where_it_has_not_landed():
    assert commands(tool()._replace(**STALE, reason="run `threatgate decide --refresh`")) == [
        "threatgate decide --base main --refresh"
    ]
    landed = commands(tool()._replace(**STALE, reason="it has landed, so answer with a new record"))
    assert [command.split()[2] for command in landed] == ["backlog", "blocker", "exception", "no-change"]


@pytest.mark.parametrize("answer", [AnswerState.UNPROVEN, AnswerState.UNANSWERED])
def test_a_record_that_does_not_count_yet_is_to_be_finished_and_its_fault_is_said_once(answer):
    fault = Problem("threat-model/records/TM-20261101-0b1ab5.yaml", 3, "nobody approved it yet", "let somebody", "note")
    reason = "TM-20261101-0b1ab5 is there but does not count: nobody approved it yet"
    there = {"answer": answer, "record": "TM-20261101-0b1ab5", "reason": reason}
    case = report(tool()._replace(**there), tool("b")._replace(**there), problems=(fault,))
    assert commands(tool()._replace(**there)) == []
    lines = shown(case).splitlines()
    assert "To answer, finish TM-20261101-0b1ab5: what is missing stands with each change." in lines
    assert not any(line.startswith("Could not be read") for line in lines)
    assert any(line.startswith("Could not be read") for line in shown(report(problems=(fault,))).splitlines())


def test_an_entry_of_a_model_that_does_not_count_leaves_every_way_open():
    there = {"record": "docs/threat-model.md#T1", "reason": "docs/threat-model.md#T1 is there but does not count"}
    assert [command.split()[2] for command in commands(tool()._replace(**there))] == [
        "backlog",
        "blocker",
        "exception",
        "no-change",
    ]


def test_no_word_of_an_answer_is_lost_at_the_end_of_a_line():
    reason = "approved by @lea: declared, not proven"
    for length in range(1, 60):
        there = {"answer": AnswerState.DECIDED, "record": "x" * length, "reason": reason}
        lines = shown(report(tool()._replace(**there), verdict=Verdict.PASS))
        assert " ".join(reason.split()) in " ".join(lines.split())


def test_asks_for_a_second_person_only_where_one_is_needed():
    assert "--second @other" in commands(tool())[0]
    assert "--second" not in commands(tool()._replace(second=False))[0]


def test_a_long_list_is_cut_and_says_so():
    many = report(*(tool(f"t{number}", line=number + 1)._replace(rule=f"tool-{number}") for number in range(200)))
    text_ = shown(many)
    assert "and 70 more unanswered; --format json lists them all" in text_
    assert len(text_.splitlines()) < 350


def test_a_huge_value_is_cut():
    huge = tool()
    after = huge.change.after._replace(value=("x" * 10_000_000,))
    text_ = shown(report(huge._replace(change=huge.change._replace(after=after), summary="s" * 100_000)))
    assert len(text_) < 3000


def test_the_scope_of_what_is_no_product_stands_at_its_place():
    shipped, tried = tool(), tool()
    after = tried.change.after._replace(scope=Scope.EXAMPLE)
    tried = tried._replace(change=tried.change._replace(after=after))
    assert "scope: example" in shown(report(tried))
    assert "scope:" not in shown(report(shipped))
