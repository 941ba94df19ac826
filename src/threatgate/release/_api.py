"""What the release gate finds, as values: reasons that keep a release closed, and what was looked at."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from datetime import date

    from threatgate.model import Mode, Problem, Verdict
    from threatgate.results import Results


class Ground(StrEnum):
    """What a reason is about."""

    MERGE = "merge"
    RECORD = "record"
    BLOCKER = "blocker"
    EVIDENCE = "evidence"
    REVIEW = "review"
    BASELINE = "baseline"


class Weight(StrEnum):
    """What a reason does: it keeps the release closed, it leaves the verdict open, or it is only said."""

    FAIL = "fail"
    UNDETERMINED = "undetermined"
    NOTE = "note"


class Reason(NamedTuple):
    """What is not kept: of what, in words, whose it is, since when, and the command that mends it.

    `since` is a day or a commit, "" where neither is known. `path` and `line` say where it stands.
    """

    ground: Ground
    weight: Weight
    subject: str
    words: str
    who: tuple[str, ...] = ()
    since: str = ""
    mend: str = ""
    path: str = ""
    line: int | None = None


class Binding(StrEnum):
    """How evidence is bound to the commit that is released."""

    NAMED = "named"
    CLAIMED = "claimed"
    OTHER = "other"
    NONE = "none"
    BROKEN = "broken"


class Given(NamedTuple):
    """One file of evidence: how it is bound to the release, in words why not, and what it holds."""

    path: str
    binding: Binding
    words: str
    results: Results | None = None

    @property
    def counts(self) -> bool:
        """Whether it speaks of the commit that is released."""
        return self.binding in (Binding.NAMED, Binding.CLAIMED)


class Merges(NamedTuple):
    """The steps that landed: how many, how many of them change the surface, how many of these are answered."""

    steps: int = 0
    changing: int = 0
    answered: int = 0


class BaselineLeft(NamedTuple):
    """What is left of the elements from before adoption: lines, those that still hold, those that can go."""

    lines: int = 0
    living: int = 0
    stale: int = 0
    unaccounted: int = 0


class CheckRun(NamedTuple):
    """What a forge says of checks of one name on one commit: `passed` None where it cannot be told, and why."""

    passed: bool | None
    words: str


class Checks(Protocol):
    """Somebody who can be asked for the checks of a commit by name."""

    def __call__(self, commit: str, name: str) -> CheckRun:
        """The verdict of all checks of that name."""
        ...


class ReleaseRequest(NamedTuple):
    """What is to be released and what speaks for it. `evals` are paths of evidence, each with a claim and its bytes.

    A claim is the commit that it is said to be of, "" where nothing is said. `online` says that the forge may be asked,
    and `checks` whom to ask if not the one that the clone came from.
    """

    repo: str | os.PathLike[str]
    since: str | None
    head: str | None
    evals: tuple[tuple[str, str, bytes], ...]
    as_of: date | None
    environ: Mapping[str, str]
    checks: Checks | None = None
    online: bool = False


class Release(NamedTuple):
    """All that was found. `since` is the commit from which the steps were walked, `origin` who named it."""

    verdict: Verdict
    mode: Mode
    repository: str
    since: str
    origin: str
    head: str
    as_of: str
    dated: bool
    reasons: tuple[Reason, ...]
    evidence: tuple[Given, ...]
    merges: Merges
    baseline: BaselineLeft | None
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]
