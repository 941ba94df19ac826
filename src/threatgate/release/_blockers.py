"""Blockers: the pass condition of each one that binds something must hold in evidence of the release commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.records.conditions import Passes, Unreadable, parse
from threatgate.records.model import Blocker, Record
from threatgate.records.promises import file_of
from threatgate.records.states import State
from threatgate.release._api import Binding, Ground, Reason, Weight
from threatgate.results._holding import Finding, Holding, hold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.records.conditions import Condition
    from threatgate.register import Register
    from threatgate.release._api import Checks, Given
    from threatgate.results import Results


class _Bar(NamedTuple):
    """A blocker with what must hold for it."""

    record: Record
    blocker: Blocker
    condition: Condition


def blocker_reasons(register: Register, evidence: tuple[Given, ...], checks: Checks | None) -> Iterable[Reason]:
    """A reason for each blocker that is open, binds something and is not shown to hold."""
    for entry in register.entries:
        record = entry.record
        if not isinstance(record, Record) or not isinstance(record.outcome, Blocker):
            continue
        if not entry.promising or entry.unused or entry.state is State.INVALID:
            continue
        condition = parse(record.outcome.pass_condition)
        if isinstance(condition, Unreadable):
            words = f"unproven: its pass_condition cannot be read at {condition.words}"
            mend = f"answer with a blocker that supersedes {record.id}; {condition.hint}"
            yield _reason(record, words, mend)
            continue
        bar = _Bar(record, record.outcome, condition)
        finding, mend = _finding(bar, evidence, checks, register.revision)
        if finding.holding is not Holding.HOLDS:
            unproven = "unproven: " if finding.holding is Holding.UNPROVEN else ""
            yield _reason(record, f"{record.outcome.gate}: {unproven}{finding.words}", mend)


def _finding(bar: _Bar, evidence: tuple[Given, ...], checks: Checks | None, head: str) -> tuple[Finding, str]:
    """The worst that the evidence says which speaks of this gate; where it says nothing, what the forge says."""
    speaking = [(one, run) for one in evidence for run in about(bar.blocker, one)]
    found = [_said(one, run, bar.condition) for one, run in speaking if one.counts]
    failing = next((one for one in found if one.holding is Holding.FAILS), None)
    holding = next((one for one in found if one.holding is Holding.HOLDS), None)
    rerun = f"run {bar.blocker.gate} on {head[:12]}, then: threatgate release --evals FILE"
    if failing is not None:
        return failing, f"mend what fails, {rerun}"
    if holding is not None:
        return holding, ""
    if checks is not None:
        return _checked(bar, checks, head, rerun)
    if found:
        return found[0], rerun
    return Finding(Holding.UNPROVEN, _silence(speaking, evidence, head)), rerun


def about(blocker: Blocker, one: Given) -> tuple[Results, ...]:
    """The runs in a file that a gate speaks of: parts of its name, else the whole by its own or the file's name."""
    run = one.results
    if run is None:
        return ()
    wanted = blocker.gate.casefold()
    parts = tuple(each for each in run.parts if wanted in _called(each))
    if parts:
        return parts
    # The definition names the file that defines an eval, and some formats name it too.
    definition = file_of(blocker.definition).casefold()
    stem = one.path.replace("\\", "/").rpartition("/")[2].partition(".")[0].casefold()
    here = {*_called(run), stem}
    named = definition and (definition in here or definition.rpartition("/")[2].partition(".")[0] == stem)
    return (run,) if wanted in here or named else ()


def _called(run: Results) -> set[str]:
    return {name.casefold() for name in (run.name, *run.names) if name}


def _said(one: Given, run: Results, condition: Condition) -> Finding:
    finding = hold(condition, run)
    claimed = "; the commit is claimed, not named" if one.binding is Binding.CLAIMED else ""
    return Finding(finding.holding, f"{finding.words} ({one.path}{claimed})")


def _checked(bar: _Bar, checks: Checks, head: str, rerun: str) -> tuple[Finding, str]:
    run = checks(head, bar.blocker.gate)
    if run.passed is None:
        return Finding(Holding.UNPROVEN, run.words), rerun
    if not run.passed:
        return Finding(Holding.FAILS, run.words), f"mend what fails, {rerun}"
    if all(isinstance(term, Passes) for term in bar.condition.terms):
        return Finding(Holding.HOLDS, run.words), ""
    return Finding(Holding.UNPROVEN, f"{run.words}, which shows no number for: {bar.condition.text}"), rerun


def _silence(speaking: list[tuple[Given, Results]], evidence: tuple[Given, ...], head: str) -> str:
    """Why nothing shows it."""
    if speaking:
        one = speaking[0][0]
        return f"{one.path} proves nothing for {head[:12]}: {one.words}"
    broken = next((one for one in evidence if one.binding is Binding.BROKEN), None)
    if broken is not None:
        return f"no evidence that can be read speaks of it: {broken.words}"
    if evidence:
        heard = ", ".join(one.results.name or one.path for one in evidence[:4] if one.results is not None)
        return f"no evidence of this name was given; given was {heard}"
    return "no evidence was given"


def _reason(record: Record, words: str, mend: str) -> Reason:
    line = record.line("blocker", "pass_condition")
    since = record.created.isoformat()
    return Reason(Ground.BLOCKER, Weight.FAIL, record.id, words, (record.owner,), since, mend, record.path, line)
