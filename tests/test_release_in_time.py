"""When a record may answer a step: with it or after it, and before it only where it says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from records_samples import record

from threatgate.model import Direction, Kind
from threatgate.records.model import Closing, Cover, Family
from threatgate.release._catching_up import begun, in_time
from threatgate.release._history import Circumstances, History
from threatgate.settings import Settings

DAY = date(2026, 11, 23)
EXACT = record("exception")
CLASS = replace(
    EXACT, mode=Cover.CLASS, bindings=(), family=Family(Kind.MODEL, ("config/**",), frozenset({Direction.NEUTRAL}))
)
AHEAD = date(2026, 11, 23)
OVER = date(2026, 11, 22)


def may(one, landed, number=5):
    brought = {} if landed is None else {one.path: landed}
    now = Circumstances({}, Settings(), DAY, {}, online=False, lost=frozenset(), bound=frozenset())
    return in_time(one, number, History({}, brought, {}), now)


@pytest.mark.parametrize(
    ("one", "landed", "allowed"),
    [
        (EXACT, 5, True),
        (EXACT, 6, True),
        (EXACT, 4, False),
        (EXACT, None, False),
        (replace(EXACT, pre_answer=AHEAD), 4, True),
        (replace(EXACT, pre_answer=OVER), None, True),
        (CLASS, 5, True),
        (CLASS, 6, False),
        (CLASS, 4, False),
        (replace(CLASS, pre_answer=AHEAD), 4, True),
        (replace(CLASS, pre_answer=OVER), 4, False),
        (replace(EXACT, closed=Closing(DAY, "@lea", "fixed", None)), 5, True),
        (replace(EXACT, closed=Closing(DAY, "@lea", "invalid", None)), 5, False),
        (replace(EXACT, closed=Closing(DAY, "@lea", "revoked", None)), 6, False),
    ],
)
def test_in_time(one, landed, allowed):
    assert may(one, landed) is allowed


def test_the_first_day_on_which_a_record_could_count():
    assert begun(EXACT) == date(2026, 11, 22)
    later = replace(EXACT, outcome=replace(EXACT.outcome, approved=date(2026, 11, 25)))
    assert begun(later) == date(2026, 11, 25)
