"""The options that fill in a record's fields, and which of them each outcome takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from threatgate.cli._types import Day, ParamType

if TYPE_CHECKING:
    from collections.abc import Callable

    from threatgate.deciding import Named

F = TypeVar("F", bound="Callable[..., Any]")
SEVERITIES = ["low", "moderate", "high", "critical"]


class NamedType(ParamType):
    """`NAME=REF`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Named:
        """Split at the first `=`."""
        from threatgate.deciding import Named

        if isinstance(value, Named):
            return value
        name, equals, ref = str(value).partition("=")
        if not equals or not name.strip() or not ref.strip():
            return self.fail(f"{value} is not {self.name}", param, ctx)
        return Named(name.strip(), ref.strip())


_BOUND = NamedType("CONTROL=REF")
_COMMON = (
    click.option("--owner", metavar="WHO", help="Who answers for it: @handle, @org/team or an e-mail."),
    click.option("--second", metavar="WHO", help="Who else agreed, neither owner nor author."),
    click.option("--title", metavar="TEXT", help="What it is about.  [default: made from the changes]"),
    click.option("--threat", metavar="TEXT", help="What can go wrong.  [default: the rule's words]"),
    click.option(
        "--control", "controls", type=_BOUND, multiple=True, help="What else it changes: approval_flow=PATH …"
    ),
    click.option(
        "--pre-answer", type=Day(), metavar="DATE", help="Answers such a change until then, also once it has landed."
    ),
    click.option("--supersedes", metavar="ID", help="The record that this one takes the place of."),
    click.option("--monitoring-log", metavar="TEXT", help="Monitoring takes all five: the log …"),
    click.option("--monitoring-alert", metavar="TEXT", help="… the alert …"),
    click.option("--monitoring-owner", metavar="WHO", help="… who hears it …"),
    click.option("--monitoring-threshold", metavar="TEXT", help="… from where on …"),
    click.option("--monitoring-review-date", type=Day(), metavar="DATE", help="… and when somebody looks again."),
)
_TARGET = click.option(
    "--mode", type=click.Choice(["exact", "target"]), help="Bound to both sides, or to the new one.  [default: exact]"
)
_OWN = {
    "backlog": (
        click.option("--ticket", metavar="URL", help="The ticket."),
        click.option("--create-ticket", is_flag=True, help="File the ticket on the forge and write its URL here."),
        click.option("--ticket-label", multiple=True, metavar="TEXT", help="With --create-ticket: a label of it."),
        click.option(
            "--criterion", "criteria", multiple=True, metavar="TEXT", help="Done when.  [default: the rule's]"
        ),
        click.option(
            "--due", type=Day(), metavar="DATE", help="Inclusive.  [default: the latest day for the severity]"
        ),
        _TARGET,
    ),
    "blocker": (
        click.option("--gate", metavar="NAME", help="The check or eval that must pass before a release."),
        click.option("--definition", metavar="PATH", help="The file that defines it."),
        click.option("--pass-condition", metavar="TEXT", help="As in 'pass_rate >= 0.95'."),
        _TARGET,
    ),
    "exception": (
        click.option("--reason", metavar="TEXT", help="Why it ships before its control exists."),
        click.option("--approver", metavar="WHO", help="Who approves, neither owner nor author."),
        click.option(
            "--expires", type=Day(), metavar="DATE", help="Inclusive.  [default: the latest day for the severity]"
        ),
        click.option(
            "--review-date", type=Day(), metavar="DATE", help="Somebody looks again.  [default: a while before]"
        ),
        click.option("--compensating", type=_BOUND, multiple=True, help="What holds the risk down meanwhile."),
        click.option(
            "--residual-risk", type=click.Choice(SEVERITIES), help="The risk that is left.  [default: the severity]"
        ),
        click.option("--exit-plan", metavar="TEXT", help="How it ends."),
        click.option("--emergency", is_flag=True, help="At most 7 days; the approval may follow until then."),
        click.option("--progress", metavar="TEXT", help="With --supersedes: what happened since."),
        click.option(
            "--mode",
            type=click.Choice(["exact", "target", "class"]),
            help="Bound to both sides, to the new one, or to every such change of these files.  [default: exact]",
        ),
    ),
    "no_change": (
        click.option("--rationale", metavar="TEXT", help="Why the threat model already covers this."),
        click.option(
            "--evidence",
            type=NamedType("KIND=REF"),
            multiple=True,
            help="eval, test, review, diff, log, doc or ticket.",
        ),
        click.option("--valid-until", type=Day(), metavar="DATE", help="[default: half a year]"),
    ),
}


def record_options(outcome: str) -> Callable[[F], F]:
    """Add the options of an outcome to a command, its own first."""

    def add(command: F) -> F:
        for option in reversed((*_OWN[outcome], *_COMMON)):
            command = option(command)
        return command

    return add
