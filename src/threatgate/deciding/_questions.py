"""What a record of an outcome needs from a person: the flag that says it, the question, a default if any."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate.deciding import _defaults
from threatgate.deciding._again import WouldNotCountError
from threatgate.errors import UsageError
from threatgate.model import SEVERITIES, Severity
from threatgate.records._dates import review_before

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threatgate.deciding._answer import Answer
    from threatgate.model import Trigger
    from threatgate.settings import Settings


class Question(NamedTuple):
    """A field that is still open. `form` is text, day, choice, lines or named; `default` None asks for an answer."""

    field: str
    flag: str
    words: str
    form: str = "text"
    default: str | None = None
    choices: tuple[str, ...] = ()


def questions(answer: Answer, triggers: Sequence[Trigger], settings: Settings, day: date) -> tuple[Question, ...]:
    """Every field of the outcome that nobody has filled in yet, those without a default first needed.

    Raises WouldNotCountError before anything is asked where no answer would make the outcome count.
    """
    asked = [Question("owner", "--owner", "Who answers for it (@handle or e-mail)")]
    match answer.outcome:
        case "backlog":
            asked += _backlog(triggers, settings, day)
        case "blocker":
            asked += _BLOCKER
        case "exception":
            asked += _exception(answer, triggers, settings, day)
        case _:
            asked += _no_change(day)
    if _defaults.second_needed(answer.outcome, triggers):
        asked.append(Question("second", "--second", "Who else agreed, neither owner nor author (@handle)"))
    if answer.outcome != "no_change":
        asked.append(Question("threat", "--threat", "What can go wrong", default=_defaults.threat(triggers)))
    said = {field.name: getattr(answer, field.name) for field in fields(answer)}
    return tuple(question for question in asked if said[question.field] in (None, ()))


def filled(answer: Answer, open_: Sequence[Question]) -> Answer:
    """The answer with the defaults. Raises UsageError where a question has none, with every flag that is missing."""
    missing = [question for question in open_ if question.default is None]
    if missing:
        flags = " ".join(question.flag for question in missing)
        hint = "\n".join(f"{question.flag}: {question.words}" for question in missing)
        raise UsageError(f"{answer.outcome.replace('_', '-')} also needs {flags}", hint)
    said: dict[str, Any] = {question.field: default_of(question) for question in open_}
    return replace(answer, **said)


def default_of(question: Question) -> Any:
    """The default as the field takes it."""
    text = question.default or ""
    match question.form:
        case "day":
            return date.fromisoformat(text)
        case "lines":
            return tuple(text.split("\n"))
        case _:
            return text


def _backlog(triggers: Sequence[Trigger], settings: Settings, day: date) -> tuple[Question, ...]:
    if _defaults.severity(triggers) is Severity.CRITICAL:
        raise WouldNotCountError(
            "a critical change cannot go to the backlog: answer with a blocker or an exception, or do not make it"
        )
    return (
        Question("ticket", "--ticket", "The ticket's address"),
        Question("criteria", "--criterion", "Done when", "lines", "\n".join(_defaults.criteria(triggers)) or None),
        Question("due", "--due", "Due", "day", _defaults.due(triggers, settings, day).isoformat()),
    )


_BLOCKER = (
    Question("gate", "--gate", "The check or eval that must pass before a release"),
    Question("definition", "--definition", "The file that defines it"),
    Question("pass_condition", "--pass-condition", "It passes when (as in pass_rate >= 0.95)"),
)


def _exception(answer: Answer, triggers: Sequence[Trigger], settings: Settings, day: date) -> tuple[Question, ...]:
    end = answer.expires or _defaults.expires(answer, triggers, settings, day)
    review = review_before(end, day)
    return (
        Question("reason", "--reason", "Why it ships before its control exists"),
        Question("approver", "--approver", "Who approves, neither owner nor author (@handle)"),
        Question("compensating", "--compensating", "What holds the risk down meanwhile (CONTROL=PATH)", "named"),
        Question("expires", "--expires", "Ends", "day", end.isoformat()),
        Question("review_date", "--review-date", "Somebody looks again", "day", review.isoformat()),
        Question(
            "residual_risk",
            "--residual-risk",
            "The risk that is left",
            "choice",
            _defaults.severity(triggers).value,
            tuple(map(str, SEVERITIES)),
        ),
        Question("exit_plan", "--exit-plan", "How it ends"),
    )


def _no_change(day: date) -> tuple[Question, ...]:
    return (
        Question("rationale", "--rationale", "Why the threat model already covers this"),
        Question("evidence", "--evidence", "What shows it (KIND=PATH, as in test=tests/test_refunds.py)", "named"),
        Question("valid_until", "--valid-until", "Holds until", "day", _defaults.valid_until(day).isoformat()),
    )
