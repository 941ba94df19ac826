"""The values every room speaks in: elements, changes, triggers, problems, the report.

Frozen, without behaviour that reads or prints. They are named tuples: a dataclass costs eight times as much to import,
and `check` imports these before it knows whether there is anything to do. A JSON value is built of None, bool,
int, float, str, tuples and read-only mappings (`identity.freeze` makes one), so an element can be shared without fear.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Json: TypeAlias = "bool | int | float | str | tuple[Json, ...] | Mapping[str, Json] | None"
Pointer: TypeAlias = "tuple[str | int, ...]"


class Kind(StrEnum):
    """What an element is to the AI system."""

    PROMPT = "prompt"
    MODEL = "model"
    TOOL = "tool"
    RETRIEVAL = "retrieval"
    APPROVAL = "approval"
    MEMORY = "memory"
    IDENTITY = "identity"
    EVAL = "eval"
    LOGGING = "logging"
    AGENT = "agent"


class Scope(StrEnum):
    """Where an element works: shipped, tested, explained, shown, steering an assistant, or in the pipeline."""

    PRODUCT = "product"
    TEST = "test"
    DOCS = "docs"
    EXAMPLE = "example"
    AGENT_CONFIG = "agent-config"
    CI = "ci"


class Edit(StrEnum):
    """How an element differs between base and head."""

    ADDED = "added"
    MODIFIED = "modified"
    REMOVED = "removed"


class Direction(StrEnum):
    """What a change does to authority, reach, autonomy and controls."""

    WIDENS = "widens"
    NARROWS = "narrows"
    NEUTRAL = "neutral"
    UNCLEAR = "unclear"


class Level(StrEnum):
    """What an unanswered trigger does."""

    BLOCK = "block"
    WARN = "warn"
    OFF = "off"


class Severity(StrEnum):
    """How much is at stake; `SEVERITIES` orders them."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    CRITICAL = "critical"


SEVERITIES = (Severity.LOW, Severity.MODERATE, Severity.HIGH, Severity.CRITICAL)
GRAVE = SEVERITIES[-2:]


class AnswerState(StrEnum):
    """What the records say to a trigger."""

    DECIDED = "decided"
    EXCEPTED = "excepted"
    EXPIRED = "expired"
    STALE = "stale"
    UNPROVEN = "unproven"
    UNANSWERED = "unanswered"


ANSWERED = frozenset({AnswerState.DECIDED, AnswerState.EXCEPTED})


class Verdict(StrEnum):
    """May the change land."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    BLOCKED = "blocked"
    UNDETERMINED = "undetermined"


class Mode(StrEnum):
    """Whether a blocked verdict stops the pipeline."""

    ENFORCE = "enforce"
    OBSERVE = "observe"


class Span(NamedTuple):
    """Lines of one file, first and last, counted from 1."""

    line: int
    end_line: int


class Element(NamedTuple):
    """One thing the AI system is made of, as one side of the change states it.

    `value` is the meaning and the only thing, with the kind, that the digest covers. `marks` says at which lines the
    parts of the value stand, `subject` refines the kind for words and framework ids (`mcp_server`, `guardrail` …),
    `recogniser` names who read it.
    """

    kind: Kind
    name: str
    path: str
    value: Json
    span: Span
    scope: Scope
    marks: tuple[tuple[Pointer, Span], ...] = ()
    subject: str = ""
    recogniser: str = ""

    @property
    def id(self) -> str:
        """`kind:path#name`: a logical name, never a line."""
        return f"{self.kind}:{self.path}#{self.name}"


class Change(NamedTuple):
    """An element added, modified or removed. One side is None for the first and the last."""

    edit: Edit
    before: Element | None
    after: Element | None
    from_digest: str | None
    to_digest: str | None

    @property
    def element(self) -> Element:
        """The side that is left to look at: head's where there is one."""
        found = self.after if self.after is not None else self.before
        assert found is not None  # noqa: S101 - `compare` builds no change without a side
        return found

    @property
    def moved_from(self) -> str | None:
        """The id on base where the element was edited and moved at once."""
        if self.before is None or self.after is None or self.before.id == self.after.id:
            return None
        return self.before.id


class Move(NamedTuple):
    """One field of an element's value that differs: where in the value, from what to what, and what that does.

    None stands for absent. For a list that is a set, `before` and `after` hold only what was lost and gained; for text,
    the sentences that went and came. `words` says the move in a few words, field first.
    """

    pointer: Pointer
    before: Json
    after: Json
    direction: Direction
    words: str


class Problem(NamedTuple):
    """Something that could not be read or trusted. `error` makes the verdict undetermined, `note` does not."""

    path: str
    line: int | None
    message: str
    hint: str = ""
    severity: str = "error"


class Trigger(NamedTuple):
    """A change that a rule says must be answered, with what the records answered.

    `obligations` are the open records that bind the element. `remedy` are the commands that answer it where no decision
    does.
    """

    change: Change
    rule: str
    direction: Direction
    severity: Severity
    level: Level
    summary: str
    span: Span
    frameworks: tuple[str, ...]
    second: bool
    moves: tuple[Move, ...] = ()
    system: str = "default"
    fingerprint: str = ""
    answer: AnswerState = AnswerState.UNANSWERED
    record: str | None = None
    reason: str = ""
    obligations: tuple[str, ...] = ()
    remedy: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The element's id."""
        return self.change.element.id

    @property
    def answered(self) -> bool:
        """Whether a record answers it."""
        return self.answer in ANSWERED

    @property
    def is_open(self) -> bool:
        """Whether it holds the change back: it blocks, and nobody has answered."""
        return self.level is Level.BLOCK and not self.answered

    @property
    def unfinished(self) -> str | None:
        """The record that speaks of it and does not count yet; no other can be written for the same change.

        An entry of a threat model is none: a record may still be written in its stead.
        """
        waits = self.answer is AnswerState.UNPROVEN or (self.answer is AnswerState.UNANSWERED and not self.remedy)
        return self.record if waits and self.record is not None and "#" not in self.record else None


class RecordView(NamedTuple):
    """What a report says of a record that took part: its id, outcome, place, state on the day, end and faults.

    `owner` is who promised, `promise` what, where it binds elements.
    """

    id: str
    outcome: str
    path: str
    state: str
    expires: str | None
    problems: tuple[str, ...] = ()
    owner: str = ""
    promise: str = ""


class Draft(NamedTuple):
    """A record that would answer what waits, before a person completed it: its outcome, place and text."""

    outcome: str
    path: str
    text: str


class Stats(NamedTuple):
    """What the work cost."""

    files_changed: int = 0
    files_read: int = 0
    elements_before: int = 0
    elements_after: int = 0
    seconds: float = 0.0


class Report(NamedTuple):
    """All that `check` found, ready for any renderer."""

    verdict: Verdict
    mode: Mode
    repository: str
    base: str
    head: str
    as_of: str
    triggers: tuple[Trigger, ...] = ()
    records: tuple[RecordView, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()
    stats: Stats = Stats()
    dated: bool = False
    range_arguments: str = ""
    drafts: tuple[Draft, ...] = ()
