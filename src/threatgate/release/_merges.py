"""Reasons of the steps: what landed and nobody answered for, and what could not be looked at."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from threatgate.model import Severity
from threatgate.release._api import Ground, Merges, Reason, Weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from threatgate.model import Trigger
    from threatgate.release._history import Judgement
    from threatgate.settings import Settings

    Undone = Callable[[Trigger], bool]

UNNAMED = "TAG"
# A change of the gate, or a promise that was taken over by what does not count, is done however it looks now.
LASTING = frozenset({"gate", "promise"})


def merge_reasons(judgements: tuple[Judgement, ...], settings: Settings, undone: Undone) -> Iterable[Reason]:
    """A reason for each change of a step that nobody answered for, and for each step that could not be read.

    `undone` says whether an element is again as it was at the last release.
    """
    for judgement in judgements:
        step = judgement.step
        since = step.commit[:12]
        for words in judgement.problems:
            mend = f"look at {since} by hand, then begin after it: threatgate release --since {since}"
            yield Reason(Ground.MERGE, Weight.UNDETERMINED, since, f"cannot be judged: {words}", (), since, mend)
        who = handles(judgement.authors, settings)
        for trigger in judgement.open:
            back = trigger.change.element.subject not in LASTING and undone(trigger)
            said = trigger.reason or "nobody answered for it"
            words = f"{trigger.severity} {trigger.rule}: {trigger.summary}; {said}"
            if back:
                words = f"{trigger.rule} was not answered, and is undone since: {trigger.summary}"
            weight = Weight.NOTE if back else Weight.FAIL
            path, line = trigger.change.element.path, trigger.span.line
            mend = "" if back else next(iter(trigger.remedy), answering(trigger, step.parent, step.commit))
            yield Reason(Ground.MERGE, weight, trigger.id, words, who, since, mend, path, line)


def answering(trigger: Trigger, parent: str | None, commit: str) -> str:
    """The command that answers a step afterwards; what is critical never goes to the backlog."""
    outcome = "exception" if trigger.severity is Severity.CRITICAL else "backlog"
    base = f"--base {parent[:12]} " if parent else ""
    return f"threatgate decide {outcome} {base}--head {commit[:12]} {shlex.quote(trigger.id)}"


def nowhere_to_begin() -> Reason:
    """That nobody says where the last release was."""
    words = "nobody says where the last release was, so no merge was looked at"
    mend = f"threatgate release --since {UNNAMED}, the last release; or write adopted: {{commit: SHA}} in the settings"
    return Reason(Ground.MERGE, Weight.UNDETERMINED, "merges", words, mend=mend)


def counted(judgements: tuple[Judgement, ...]) -> Merges:
    """How many steps there were, how many of them change the surface, and of these how many are answered."""
    changing = [one for one in judgements if one.fired]
    return Merges(len(judgements), len(changing), sum(not one.open and not one.problems for one in changing))


def handles(authors: tuple[str, ...], settings: Settings) -> tuple[str, ...]:
    """The handles of authors, or their addresses where nobody says who they are."""
    known = {address.lower(): handle for handle, held in settings.people.items() for address in held}
    return tuple(dict.fromkeys(known.get(author, author) for author in authors))
