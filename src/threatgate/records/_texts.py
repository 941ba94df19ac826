"""What a record says in words: placeholders that say nothing, promises to monitor, identifiers of threat catalogues."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from threatgate.catalog import table
from threatgate.records.model import Backlog, Blocker, Fault, NoChange, RiskException

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from threatgate.model import Pointer
    from threatgate.records.model import Record

_BARE_LLM = re.compile(r"LLM(?:0[1-9]|10)", re.IGNORECASE)
_MONITORING = "monitoring: {log: …, alert: …, owner: …, threshold: …, review_date: …}"


def faults(record: Record) -> tuple[Fault, ...]:
    """What the words of a record leave open."""
    return (*_placeholders(record), *_promises(record), *_frameworks(record))


def _placeholders(record: Record) -> Iterator[Fault]:
    empty = frozenset(table("owners")["placeholders"])
    for pointer, text in (*_treatment(record), *_threat(record)):
        said = text.strip().casefold()
        if said.strip(".!:") in empty or text.strip() in empty or said.startswith("fill in"):
            yield _fault(record, pointer, f'{_name(pointer)} is "{text[:40]}", which says nothing yet', "write it out")


def _promises(record: Record) -> Iterator[Fault]:
    """A promise to monitor is an answer only with the log, the alert, the owner, the threshold and the review date."""
    if record.monitoring is not None:
        if record.monitoring.review_date < record.created:
            message = f"monitoring.review_date {record.monitoring.review_date} lies before {record.created}"
            yield _fault(record, ("monitoring", "review_date"), message, "choose a day to come")
        return
    for pointer, text in (*_treatment(record), (("body",), record.body)):
        promise = _promise().search(text)
        if promise:
            words = " ".join(promise[0].split())
            message = f'{_name(pointer)} promises monitoring ("{words[:60]}"), which is no answer by itself'
            yield _fault(record, pointer, message, f"say how: {_MONITORING}")
            return
    if record.controls and all(control.control == "logging_schema" for control in record.controls):
        message = "logging is the only control, and a log that nobody reads is none"
        yield _fault(record, ("controls",), message, f"say who reads it: {_MONITORING}")


@cache
def _promise() -> re.Pattern[str]:
    words = table("promises")
    fillers = "|".join(map(re.escape, words["fillers"]))
    forms = []
    for form in words["forms"]:
        openers = "|".join(rf"\b{re.escape(one)}" if one[0].isalpha() else re.escape(one) for one in form["openers"])
        forms.append(rf"(?:{openers})\s+(?:(?:{fillers})\s+){{0,2}}(?:{'|'.join(form['verbs'])})\b")
    forms += [rf"\b{re.escape(phrase)}\b" for phrase in words["phrases"]]
    return re.compile("|".join(forms), re.IGNORECASE)


def _frameworks(record: Record) -> Iterator[Fault]:
    known = _known_ids()
    for index, one in enumerate(record.frameworks):
        if one in known:
            continue
        here = ("frameworks", index)
        if _BARE_LLM.fullmatch(one):
            editions = [f"{year} ({_title(known, f'{one.upper()}:{year}')})" for year in ("2025", "2026")]
            message = f"{one} means two things: {' and '.join(editions)}"
            yield _fault(record, here, message, f"write {one.upper()}:2026 or {one.upper()}:2025")
        elif known:
            import difflib

            from threatgate.frameworks import ambiguous

            close = list(ambiguous(one.partition(":")[0]))[:1] or difflib.get_close_matches(one[:40], list(known), n=1)
            hint = (
                f'did you mean "{close[0]}"?' if close else "write it as its publisher does, OWASP ids with the edition"
            )
            yield _fault(record, here, f'frameworks names "{one[:60]}", which no known catalogue has', hint)


@cache
def _known_ids() -> Mapping[str, Any]:
    """The ids of the table of frameworks; none where the package has no such table."""
    try:
        frameworks = table("frameworks")
    except FileNotFoundError:
        return {}
    ids: Mapping[str, Any] = frameworks.get("ids", frameworks)
    return ids


def _title(known: Mapping[str, Any], one: str) -> str:
    return str(known.get(one, {}).get("title", one))


def _treatment(record: Record) -> Iterator[tuple[Pointer, str]]:
    """The texts that say what is done about it."""
    yield ("title",), record.title
    match record.outcome:
        case Backlog(acceptance_criteria=criteria):
            for index, text in enumerate(criteria):
                yield ("backlog", "acceptance_criteria", index), text
        case Blocker(gate=gate, pass_condition=condition):
            yield ("blocker", "gate"), gate
            yield ("blocker", "pass_condition"), condition
        case RiskException(reason=reason, exit_plan=plan, compensating_controls=controls):
            yield ("exception", "reason"), reason
            yield ("exception", "exit_plan"), plan
            for index, control in enumerate(controls):
                yield ("exception", "compensating_controls", index, "control"), control.control
        case NoChange(rationale=rationale, evidence=evidence):
            yield ("no_change", "rationale"), rationale
            for index, one in enumerate(evidence):
                yield ("no_change", "evidence", index, "ref"), one.ref
    if record.renewal is not None:
        yield ("renewal", "progress"), record.renewal.progress


def _threat(record: Record) -> Iterator[tuple[Pointer, str]]:
    """The texts that say what can go wrong, and what is watched."""
    if record.threat is not None:
        yield ("threat", "statement"), record.threat.statement
    if record.monitoring is not None:
        for key in ("log", "alert", "threshold"):
            yield ("monitoring", key), getattr(record.monitoring, key)


def _name(pointer: Pointer) -> str:
    return ".".join(str(part) for part in pointer if isinstance(part, str))


def _fault(record: Record, pointer: Pointer, message: str, hint: str) -> Fault:
    return Fault(record.path, record.line(*pointer), message, hint)
