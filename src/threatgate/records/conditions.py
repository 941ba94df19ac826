"""Pass conditions of blockers: a small language, parsed here and never evaluated as code.

    pass_rate >= 0.95
    failed == 0 and skipped == 0
    accuracy >= 90%
    case "refund limits" passes
    passes

A condition is one to twenty terms joined by `and`. A term compares a number of the run with a number, names a case that
must pass, or is the word `passes`: nothing failed and something passed.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple, TypeAlias

LONGEST = 500
MOST_TERMS = 20
OPERATORS = {">=": ">=", "<=": "<=", ">": ">", "<": "<", "==": "==", "=": "==", "≥": ">=", "≤": "<="}
COUNTS = ("passed", "failed", "errored", "skipped", "cases")
RATE = "pass_rate"
EXAMPLE = 'write it as in: pass_rate >= 0.95 and failed == 0 (also: case "a name" passes)'

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | "(?P<quoted>[^"\\\r\n]{1,200})"
    | (?P<number>-?\d{1,12}(?:\.\d{1,12})?)(?P<percent>\s?%)?(?![\w.])
    | (?P<operator>>=|<=|==|[<>=≥≤])
    | (?P<word>[^\W\d][\w./@:-]{0,199})""",
    re.VERBOSE,
)


class Measure(NamedTuple):
    """A number of the run that is compared. `limit` is a share of one where it was written in percent."""

    metric: str
    operator: str
    limit: float
    text: str


class CasePasses(NamedTuple):
    """A case that must be there and pass."""

    case: str
    text: str


class Passes(NamedTuple):
    """Nothing failed and something passed."""

    text: str = "passes"


Term: TypeAlias = "Measure | CasePasses | Passes"


class Condition(NamedTuple):
    """What must hold: every term."""

    terms: tuple[Term, ...]
    text: str


class Unreadable(NamedTuple):
    """Why a text is no condition; `column` counts characters from 1."""

    column: int
    message: str
    hint: str = EXAMPLE

    @property
    def words(self) -> str:
        """The reason with its place."""
        return f"column {self.column}: {self.message}"


class _Token(NamedTuple):
    kind: str
    text: str
    at: int
    percent: bool = False


class _ConditionError(Exception):
    def __init__(self, at: int, message: str, hint: str = EXAMPLE) -> None:
        super().__init__(message)
        self.reason = Unreadable(at + 1, message, hint)


def parse(text: str) -> Condition | Unreadable:
    """The condition that a text states, or the first reason why it states none."""
    if len(text) > LONGEST:
        return Unreadable(LONGEST + 1, f"is longer than {LONGEST} characters", "keep to what must hold")
    try:
        return Condition(tuple(_Reader(text).terms()), " ".join(text.split()))
    except _ConditionError as fault:
        return fault.reason


class _Reader:
    """One reading of one text, token by token."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._next = 0
        self._end = len(text)

    def terms(self) -> list[Term]:
        found = [self._term()]
        while self._next < len(self._tokens):
            joint = self._take()
            if joint.kind != "word" or joint.text.lower() != "and":
                raise _ConditionError(joint.at, f"has {joint.text[:60]!r} where only `and` may follow")
            if len(found) == MOST_TERMS:
                raise _ConditionError(joint.at, f"has more than {MOST_TERMS} terms", "split it into several records")
            found.append(self._term())
        return found

    def _term(self) -> Term:
        name = self._take("a number's name, `case` or `passes`")
        if name.kind not in {"word", "quoted"}:
            raise _ConditionError(name.at, f"begins with {name.text[:60]!r}, which names nothing")
        if name.kind == "word" and name.text.lower() in {"passes", "pass"}:
            return Passes()
        if name.kind == "word" and name.text.lower() == "case":
            case = self._take("the case's name in quotes")
            if case.kind != "quoted":
                raise _ConditionError(case.at, "names a case without quotes", 'write: case "refund limits" passes')
            self._passes()
            return CasePasses(case.text, f'case "{case.text}" passes')
        operator = self._take("a comparison")
        if operator.kind != "operator":
            said = f"has {operator.text[:60]!r} where a comparison should stand (>=, <=, >, <, ==)"
            raise _ConditionError(operator.at, said)
        limit = self._take("a number")
        if limit.kind != "number":
            raise _ConditionError(limit.at, f"has {limit.text[:60]!r} where a number should stand")
        return _measure(name, OPERATORS[operator.text], limit)

    def _passes(self) -> None:
        verb = self._take("`passes`")
        if verb.kind != "word" or verb.text.lower() not in {"passes", "passed", "pass"}:
            raise _ConditionError(verb.at, f"has {verb.text[:60]!r} where `passes` should stand")

    def _take(self, expected: str = "") -> _Token:
        if self._next >= len(self._tokens):
            raise _ConditionError(self._end, f"ends where {expected} should stand")
        self._next += 1
        return self._tokens[self._next - 1]


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _ConditionError(at, f"has {text[at]!r}, which has no meaning here")
        kind = match.lastgroup if match.lastgroup != "percent" else "number"
        if kind is not None and kind != "space":
            found.append(_Token(kind, match[kind], at, match["percent"] is not None))
        at = match.end()
    return found


def _measure(name: _Token, operator: str, limit: _Token) -> Measure:
    exact = Fraction(limit.text) / (100 if limit.percent else 1)
    metric = name.text.lower() if name.text.lower() in (RATE, *COUNTS) else name.text
    if metric == RATE and not 0 <= exact <= 1:
        hint = f"write {limit.text}%" if 1 < exact <= 100 else "write a share, as in 0.95 or 95%"
        raise _ConditionError(limit.at, "compares pass_rate with a number that is no share of one", hint)
    if metric in COUNTS and (exact.denominator != 1 or exact < 0):
        raise _ConditionError(limit.at, f"compares {metric}, a count, with {limit.text}", "write a whole number")
    always = {">=": exact == 0, "<=": metric == RATE and exact == 1}
    if metric in (RATE, *COUNTS) and always.get(operator):
        hint = "write what could fail, as in pass_rate >= 0.95"
        raise _ConditionError(name.at, f"{metric} {operator} {limit.text} holds whatever the run says", hint)
    shown = name.text if name.kind == "word" else f'"{name.text}"'
    return Measure(metric, operator, float(exact), f"{shown} {operator} {limit.text}{'%' if limit.percent else ''}")
