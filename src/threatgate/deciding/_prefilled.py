"""A record for each outcome that is open, as far as it can be written without asking anybody.

What only a person can say stands as `FILL IN`, which the gate refuses: a record nobody completed answers nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from threatgate.deciding import _defaults
from threatgate.deciding._answer import OUTCOMES, Answer, Named
from threatgate.deciding._draft import draft
from threatgate.deciding._questions import filled, questions
from threatgate.model import Draft, Severity
from threatgate.records import writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from threatgate.model import Trigger
    from threatgate.settings import Settings

_OPEN = "FILL IN: "
_DIGEST = "the gate says its digest"
_SAID = {
    "backlog": {"ticket": "the address of the ticket"},
    "blocker": {
        "gate": "the check or eval that must pass before a release",
        "definition": f"the file that defines it; {_DIGEST}",
        "pass_condition": "when it passes, as in pass_rate >= 0.95",
    },
    "exception": {
        "reason": "why it ships before its control exists",
        "approver": "who approves, neither owner nor author",
        "exit_plan": "how it ends",
    },
    "no_change": {"rationale": "why the threat model already covers this"},
}


def prefilled(triggers: Sequence[Trigger], settings: Settings, day: date) -> tuple[Draft, ...]:
    """The drafts, in the order of the outcomes; none where nothing waits for an answer."""
    triggers = [trigger for trigger in triggers if not trigger.unfinished]
    if not triggers:
        return ()
    critical = _defaults.severity(triggers) is Severity.CRITICAL
    outcomes = [outcome for outcome in OUTCOMES if not (critical and outcome == "backlog")]
    return tuple(_prefilled(outcome, triggers, settings, day) for outcome in outcomes)


def _prefilled(outcome: str, triggers: Sequence[Trigger], settings: Settings, day: date) -> Draft:
    said: dict[str, Any] = {field: _OPEN + words for field, words in _SAID[outcome].items()}
    second = _OPEN + "who else agreed, neither owner nor author"
    answer = Answer(
        outcome,
        owner=_OPEN + "who answers for it, as @handle or e-mail",
        second=second if _defaults.second_needed(outcome, triggers) else None,
        compensating=(Named(_OPEN + "what holds the risk down meanwhile", _OPEN + f"its file; {_DIGEST}"),)
        if outcome == "exception"
        else (),
        evidence=(Named("review", _OPEN + f"the address that shows it, or a file; {_DIGEST}"),)
        if outcome == "no_change"
        else (),
        criteria=_defaults.criteria(triggers) or (_OPEN + "what must hold when it is done",),
    )
    answer = replace(answer, **said)
    data = draft(filled(answer, questions(answer, triggers, settings, day)), triggers, day, lambda _: None)
    if outcome == "exception":
        data["exception"]["approved"] = _OPEN + "the day the approver agreed"
    register = settings.register_for(frozenset(trigger.system for trigger in triggers))
    return Draft(outcome, f"{register}/records/{data['id']}.yaml", writing.render(data))
