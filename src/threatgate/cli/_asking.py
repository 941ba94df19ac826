"""Asking on a terminal for what was not said, and saying which flags were missing where nobody can be asked."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from threatgate.cli._record_options import NamedType
from threatgate.cli._types import Day
from threatgate.deciding import default_of
from threatgate.errors import UsageError
from threatgate.render._escape import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from threatgate.deciding import Answer, Question
    from threatgate.model import Trigger


def can_ask() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def own_address(root: Path | None) -> str | None:
    """The developer's own address, where their clone knows one."""
    if root is None:
        return None
    from threatgate.repository.clone import identity

    found = identity(root)
    return found if found and "@" in found else None


def picked(triggers: Sequence[Trigger]) -> list[str]:
    """The fingerprints of those of the triggers that a person picks."""
    for number, trigger in enumerate(triggers, start=1):
        click.echo(f"  {number}. {trigger.severity}: {visible(trigger.summary)}", err=True)
    while True:
        said = click.prompt("Which of these does it answer (as in 1,3)", default="all", type=str, err=True)
        if said.strip().lower() == "all":
            return [trigger.fingerprint for trigger in triggers]
        numbers = said.replace(",", " ").split()
        if numbers and all(word.isdecimal() and 1 <= int(word) <= len(triggers) for word in numbers):
            return [triggers[int(word) - 1].fingerprint for word in numbers]
        click.echo(f"    numbers from 1 to {len(triggers)}, or all", err=True)


def asked(answer: Answer, questions: Callable[[Answer], Sequence[Question]], me: str | None = None) -> Answer:
    """The answer with what a person says to each question; a later default may rest on an earlier answer.

    `me` is offered as the owner.
    """
    while True:
        left = questions(answer)
        if not left:
            return answer
        first = left[0]._replace(default=me) if left[0].field == "owner" else left[0]
        answer = replace(answer, **{first.field: _ask(first)})


def said(given: dict[str, Any], questions: Sequence[Question], what: str, *, asking: bool) -> dict[str, Any]:
    """What was given, and what a person answers to each question that is open, or its default.

    Raises UsageError where nobody can be asked and a question has no default, with every flag that is missing.
    """
    left = [question for question in questions if given.get(question.field) in (None, ())]
    if asking:
        return given | {question.field: _ask(question) for question in left}
    missing = [question for question in left if question.default is None]
    if missing:
        flags = " ".join(question.flag for question in missing)
        raise UsageError(f"{what} also needs {flags}", "\n".join(map(_hint, missing)))
    return given | {question.field: default_of(question) for question in left}


def _hint(question: Question) -> str:
    choices = f": {', '.join(question.choices)}" if question.choices else ""
    return f"{question.flag}: {question.words}{choices}"


def _ask(question: Question) -> Any:
    if question.form in ("lines", "named"):
        return _ask_several(question)
    kind: Any = {"day": Day(), "choice": click.Choice(question.choices)}.get(question.form, str)
    default = visible(question.default) if question.default is not None else None
    value = click.prompt(question.words, default=default, type=kind, err=True)
    return value.strip() if isinstance(value, str) else value


def _ask_several(question: Question) -> tuple[Any, ...]:
    kind: Any = NamedType("NAME=PATH") if question.form == "named" else str
    offered: tuple[Any, ...] = default_of(question) if question.default else ()
    click.echo(f"{question.words}{', one a line; an empty line ends' if not offered else ':'}", err=True)
    for each in offered:
        click.echo(f"  - {visible(each)}", err=True)
    if offered and click.confirm("Take these", default=True, err=True):
        return offered
    given: list[Any] = []
    while True:
        value = click.prompt("  -", default="", show_default=False, type=str, err=True)
        if not value and given:
            return tuple(given)
        try:
            given += [kind.convert(value, None, None) if question.form == "named" else value] if value else []
        except click.BadParameter as error:
            click.echo(f"    {visible(error.format_message())}", err=True)
