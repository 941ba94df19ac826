"""One register, sixty days, a `check`, a `register check` and a `release` a day: states change on the right days."""

from __future__ import annotations

import pytest
import sixty_days
from release_samples import junit
from running import threatgate
from sixty_days import CHECKS, DAYS, FIRST, LANDINGS, RELEASES, STATES, TICKET, WEIGHTS, Winter, begin, day

from threatgate import gate
from threatgate.register import due, read_register
from threatgate.release import ReleaseRequest, release


def on_day(table, today):
    """What holds on a day of what is written down for the days on which it changes; None before the first."""
    return next((table[key] for key in reversed(table) if day(key) <= today), None)


@pytest.fixture
def winter(repo):
    found = Winter(repo)
    found.file("answer", 99, "11-23", "backlog", TICKET | {"due": day("12-23")})
    repo.commit("answered")
    repo.checkout("main")
    begin(found)
    return found


def landed(winter, today):
    """Have land what lands on a day."""
    for text, steps in LANDINGS.items():
        if day(text) == today:
            for step in steps:
                step(winter)
            winter.repo.commit(f"on {today}")


def states_and_weights(winter, today):
    """What `register list` and `register check` say, by the keys of the records."""
    register = read_register(winter.repo.path, None, today, winter.repo.env)
    keys = {data["id"]: key for key, data in winter.data.items()}
    states = {keys[entry.record.id]: str(entry.state) for entry in register.entries}
    weights = dict.fromkeys(states, "")
    for item in reversed(due(register)):
        weights[keys[item.entry.record.id]] = item.weight.name.lower()
    return states, weights


def checked(winter, today):
    """What `check` says of the work on the excepted action."""
    request = gate.CheckRequest(repo=winter.repo.path, base="main", head="work", environ=winter.repo.env, as_of=today)
    report = gate.check(request)
    (said,) = [str(trigger.answer) for trigger in report.triggers if trigger.fingerprint]
    return str(report.verdict), said


def released(winter, today):
    """What keeps a release of the day closed, by what it is about: records by their keys, changes by their actions."""
    head = winter.repo.git("rev-parse", "HEAD")
    root = winter.repo.git("rev-list", "--max-parents=0", "HEAD")
    run = (("refunds.xml", "", junit(head)),)
    request = ReleaseRequest(winter.repo.path, root, None, run, today, winter.repo.env)
    keys = {data["id"]: key for key, data in winter.data.items()}
    found = release(request)
    assert not [reason for reason in found.reasons if reason.weight == "undetermined"], found.reasons
    failing = [reason for reason in found.reasons if reason.weight == "fail"]
    assert str(found.verdict) == ("blocked" if failing else "pass")
    return {_about(str(one.ground), one.subject, keys) for one in failing}


def _about(ground, subject, keys):
    """A reason in two words: a record by its key, the way a record ended, or a change by its action."""
    if subject.endswith("#record"):
        return f"ending {keys[subject.rpartition('/')[2].partition('.')[0]]}"
    return f"{ground} {keys.get(subject, subject.rpartition('.')[2])}"


@pytest.mark.slow
def test_sixty_days(winter):
    seen = []
    for today in DAYS:
        landed(winter, today)
        states, weights = states_and_weights(winter, today)
        expected = {key: on_day(table, today) for key, table in STATES.items()}
        assert states == {key: said for key, said in expected.items() if said is not None}, today
        told = {key: on_day(table, today) for key, table in WEIGHTS.items()}
        assert weights == {key: said for key, said in told.items() if said is not None}, today
        assert checked(winter, today) == on_day(CHECKS, today), today
        assert released(winter, today) == on_day(RELEASES, today), today
        seen.append(today)
    assert (len(seen), seen[0]) == (60, FIRST)


def test_the_commands_say_the_same(winter, capsys, monkeypatch):
    monkeypatch.chdir(winter.repo.path)
    for text, code in (("11-23", 0), ("12-09", 0), ("12-10", 1), ("12-12", 0), ("12-13", 1)):
        if text == "12-12":
            winter.put("touched", reviews=[sixty_days.review("12-11")])
            winter.put("kept", reviews=[sixty_days.review("12-04")])
            winter.repo.commit("reviewed")
        said = threatgate(capsys, "check", "--base", "main", "--head", "work", "--as-of", day(text).isoformat())
        assert (text, said.code) == (text, code)
        assert ("as of" in said.out or "as-of" in said.out) == (day(text) != gate.today())
    assert threatgate(capsys, "register", "check", "--as-of", "2026-11-24").code == 0
    assert threatgate(capsys, "register", "check", "--as-of", "2026-12-13").code == 1
