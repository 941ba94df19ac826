"""All that a rule is: which changes it takes, its page (the docstring of its module), and the answers it suggests."""

from __future__ import annotations

from dataclasses import dataclass

from threatgate.model import Direction, Edit, Kind


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule takes the changes of one kind with one edit and, for modified ones, one of these directions.

    `doc` is the module's docstring and the only source of the rule's words. `criteria` are acceptance criteria that a
    backlog item or blocker can start from (`{name}`, `{path}` and `{summary}` are filled in), `controls` the kinds of
    control that usually answer it, `subject` limits the rule to elements of that subject ("" takes all).
    """

    id: str
    doc: str
    kind: Kind
    edit: Edit
    directions: frozenset[Direction]
    criteria: tuple[str, ...]
    controls: tuple[str, ...]
    subject: str = ""

    @property
    def title(self) -> str:
        """The first line of the page."""
        return self.doc.partition("\n")[0].rstrip(".")


ANY = frozenset(Direction)
WIDENED = frozenset({Direction.WIDENS})
NARROWED = frozenset({Direction.NARROWS})
CHANGED = frozenset({Direction.NEUTRAL, Direction.UNCLEAR})
