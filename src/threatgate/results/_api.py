"""What a run of tests or evals is to the gate, whatever tool wrote it: how its cases ended, its numbers, its commit."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NO_METRICS: Mapping[str, float] = MappingProxyType({})
PASSED, FAILED, ERRORED, SKIPPED = "passed", "failed", "errored", "skipped"


class Counts(NamedTuple):
    """How many cases ended in each way."""

    passed: int = 0
    failed: int = 0
    errored: int = 0
    skipped: int = 0

    @property
    def bad(self) -> int:
        """How many did not pass, though they were tried."""
        return self.failed + self.errored

    @property
    def ran(self) -> int:
        """How many came to an end, good or bad."""
        return self.passed + self.bad


class Case(NamedTuple):
    """One test or sample. `group` is what it stands in: a class, a file, a prompt; `state` is how it ended."""

    name: str
    group: str
    state: str

    def called(self, name: str) -> bool:
        """Whether a name means this case, alone or with its group before it."""
        whole = self.group and name.startswith(self.group) and name.endswith(self.name)
        between = name[len(self.group) : len(name) - len(self.name)] if whole else ""
        return name == self.name or between in {".", "::", " ", "/"}


class Results(NamedTuple):
    """One run as a file tells it.

    `names` are other names that it goes by (ids, suites, the file of the eval), `commit` the commit that the file says
    the run was made at ("" where it says none; it may be shortened), `started` a time as the file writes it. `metrics`
    are finite numbers. `problems` are reasons why the run is not whole, and with one of them it proves nothing. `parts`
    are suites or runs within the file that have a name of their own.
    """

    name: str
    format: str
    path: str
    commit: str = ""
    started: str = ""
    counts: Counts = Counts()
    metrics: Mapping[str, float] = NO_METRICS
    cases: tuple[Case, ...] = ()
    names: tuple[str, ...] = ()
    parts: tuple[Results, ...] = ()
    problems: tuple[str, ...] = ()


class Broken(NamedTuple):
    """A file that no results can be read from: where, why, the mend. `line` is None where it has no lines."""

    path: str
    line: int | None
    message: str
    hint: str


Reading: TypeAlias = "Results | Broken"


class Format(NamedTuple):
    """One format. `carriers` are what its files are written in (`json`, `jsonl`, `xml`, `zip`).

    `claims` says whether a parsed file is of this format, `read` reads it. Neither raises on odd content but with
    `RefusedError`.
    """

    name: str
    carriers: tuple[str, ...]
    claims: Callable[[Any], bool]
    read: Callable[[str, Any], Results]


class RefusedError(Exception):
    """Why a file is given up."""

    def __init__(self, message: str, hint: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.line = line


def counted(cases: tuple[Case, ...]) -> Counts:
    """How many of the cases ended in each way."""
    found = Counter(case.state for case in cases)
    return Counts(found[PASSED], found[FAILED], found[ERRORED], found[SKIPPED])
