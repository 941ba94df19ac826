"""The ticket of a backlog answer, filed on the forge before its record is written, so that the record can name it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from threatgate.deciding._writing import written
from threatgate.errors import UndeterminedError, UsageError
from threatgate.records._logins import logins
from threatgate.records.model import Backlog, Record
from threatgate.records.reading import read
from threatgate.render._markdown import code, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threatgate.deciding._answer import Answer
    from threatgate.deciding._situation import Situation
    from threatgate.deciding._writing import Written
    from threatgate.forge import Done, Issue
    from threatgate.model import Trigger

MARKER = "threatgate:ticket:{}"


def to_be_filed(answer: Answer, environ: Mapping[str, str], origin: str) -> Answer:
    """The answer with an address like the one that its ticket will get. Nothing is asked for it."""
    from threatgate.forge import Maker, Unknown, place

    if answer.ticket:
        raise UsageError("--ticket and --create-ticket exclude each other", "name the ticket, or have one filed")
    found = place(environ, origin)
    if isinstance(found, Unknown):
        raise UsageError(f"where a ticket is to be filed is not known: {found.why}", found.mend)
    part = "-/issues" if found.maker is Maker.GITLAB else "issues"
    return replace(answer, ticket=f"{found.web}/{found.name}/{part}/1")


def ticket(record: Written, now: Situation, labels: Sequence[str] = ()) -> Issue:
    """What the ticket of a record says: the threat, the acceptance criteria as a checklist, owner and due day."""
    from threatgate.forge import Issue

    parsed = read(record.path, record.text.encode())
    assert isinstance(parsed, Record)  # noqa: S101 - it was judged before
    assert isinstance(parsed.outcome, Backlog)  # noqa: S101 - no other outcome has a ticket
    due = parsed.outcome.due
    lines = [plain(parsed.threat.statement, 6000), ""] if parsed.threat is not None else []
    lines += ["### Acceptance criteria", ""]
    lines += [f"- [ ] {plain(one, 1200)}" for one in parsed.outcome.acceptance_criteria]
    lines += ["", f"Owner: {plain(parsed.owner)}", f"Severity: {parsed.severity}", f"Due: {due}", ""]
    lines += [f"Answers for these changes, in the record {code(parsed.id)}:", ""]
    lines += [f"- {code(element, 300)}" for element in parsed.elements]
    return Issue(
        parsed.title,
        "\n".join(lines) + "\n",
        MARKER.format(parsed.id),
        logins(parsed.owner, now.settings.people),
        tuple(labels),
        due,
    )


def filed(issue: Issue, environ: Mapping[str, str], origin: str) -> Done:
    """The ticket, on the forge. Raises UndeterminedError where it could not be filed."""
    from threatgate.forge import Unknown, opened

    forge = opened(environ, origin)
    done = forge if isinstance(forge, Unknown) else forge.issue(issue)
    if isinstance(done, Unknown):
        raise UndeterminedError(f"the ticket could not be filed, and no record is written: {done.why}", done.mend)
    return done


def with_ticket(answer: Answer, url: str, chosen: Sequence[Trigger], now: Situation) -> Written:
    """The record that names the filed ticket."""
    return written(replace(answer, ticket=url), chosen, now)
