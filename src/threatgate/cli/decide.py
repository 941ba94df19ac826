"""`threatgate decide` writes the record that answers changes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from threatgate.cli._range import NAMES, check_request, range_options
from threatgate.cli._record_options import record_options
from threatgate.errors import UsageError

if TYPE_CHECKING:
    from threatgate.deciding import Answer, Situation, Written
    from threatgate.gate import CheckRequest
    from threatgate.model import Trigger

_HELP = {
    "backlog": "Answer with a ticket: the control will be built, by whom and by when.",
    "blocker": "Answer with a gate: nothing is released until a check or eval passes.",
    "exception": "Answer with an exception: the risk is carried for a while, approved by a second person.",
    "no_change": "Answer with evidence: the threat model already covers this.",
}
_EXAMPLES = {
    "backlog": "--all --owner @lea --ticket https://github.com/acme/shop/issues/12",
    "blocker": "run_shell --owner @lea --gate injection --definition evals/injection.yaml "
    "--pass-condition 'rate >= 0.95'",
    "exception": "send_email --owner @lea --approver @ciso --reason 'pilot with ten users' "
    "--compensating allow-list=config/egress.yaml --exit-plan 'approval flow in sprint 12'",
    "no_change": "system.md --owner @lea --rationale 'wording only, same guards' --evidence test=tests/test_prompt.py",
}


@click.group(
    "decide",
    invoke_without_command=True,
    no_args_is_help=False,
    epilog="""\b
Examples:
  threatgate decide backlog --base main --all      on a terminal, asks for what it needs
  threatgate decide --refresh                      after another edit: bind the records anew
  threatgate decide no-change --help
""",
)
@range_options
@click.option("--refresh", is_flag=True, help="Bind every record that has not landed to the change as it is now.")
@click.option("--second", metavar="WHO", help="With --refresh: who agrees again.")
@click.option("--approver", metavar="WHO", help="With --refresh: who approves an exception again.")
@click.pass_context
def decide(context: click.Context, /, **options: Any) -> int:
    """Write the record that answers changes: backlog, blocker, exception or no-change."""
    if context.invoked_subcommand is not None:
        # `decide --base main backlog` means what `decide backlog --base main` means.
        context.default_map = {context.invoked_subcommand: {name: it for name, it in options.items() if it}}
        return 0
    if not options.pop("refresh"):
        raise click.UsageError("which answer? backlog, blocker, exception or no-change", context)
    how = {"elements": (), "every": False, "refresh": True, "from_report": None, "no_input": True, "dry_run": False}
    return _decide(None, options | how)


def _add(outcome: str) -> None:
    name = outcome.replace("_", "-")
    examples = f"\b\nExamples:\n  threatgate decide {name} {_EXAMPLES[outcome]}\n  threatgate decide {name} --refresh"

    @decide.command(name, help=_HELP[outcome], short_help=_HELP[outcome].partition(":")[0] + ".", epilog=examples)
    @click.argument("elements", nargs=-1, metavar="[ELEMENT]...")
    @click.option("--all", "every", is_flag=True, help="Answer everything that waits for an answer.")
    @range_options
    @record_options(outcome)
    @click.option("--refresh", is_flag=True, help="Bind a record that has not landed to the change as it is now.")
    @click.option("--from-report", metavar="FILE", help="Take the changes from a JSON report instead of a check.")
    @click.option("--no-input", is_flag=True, help="Ask nothing; say which flags are missing.")
    @click.option("--dry-run", is_flag=True, help="Print the record and write nothing.")
    def command(**options: Any) -> int:
        return _decide(outcome, options)


for _outcome in _HELP:
    _add(_outcome)


def _decide(outcome: str | None, options: dict[str, Any]) -> int:
    range_ = {name: options.pop(name) for name in NAMES}
    how = {name: options.pop(name) for name in ("elements", "every", "refresh", "from_report", "no_input", "dry_run")}
    how |= {"create_ticket": options.pop("create_ticket", False), "labels": options.pop("ticket_label", ())}
    options["mode"] = options.get("mode") or "exact"
    from threatgate import gate
    from threatgate.deciding import ANY, Answer, situation
    from threatgate.repository.judged import JudgeRequest, open_judged

    request = check_request(range_)
    triggers = _triggers(request, how["from_report"])
    wanted = JudgeRequest(Path(request.repo), request.base, request.head, request.source, request.patch, os.environ)
    with open_judged(wanted) as judged:
        now = situation(judged, request.as_of or gate.today(), Path(request.repo), request.config)
        answer = Answer(outcome or ANY, **options)
        records = (
            _refreshed(answer, triggers, how, now)
            if how["refresh"]
            else (_new(answer, triggers, how, (now, judged.origin)),)
        )
        for record in records:
            _hand_over(record, now, judged.range_arguments, dry_run=how["dry_run"])
    return 0


def _triggers(request: CheckRequest, file: str | None) -> tuple[Trigger, ...]:
    from threatgate import gate
    from threatgate.cli._given import given
    from threatgate.cli._progress import progress
    from threatgate.deciding import reported

    if file is not None:
        return reported(given(file), file)
    with progress("reading the change"):
        return gate.check(request).triggers


def _new(answer: Answer, triggers: tuple[Trigger, ...], how: dict[str, Any], where: tuple[Situation, str]) -> Written:
    """The record, with what a person is asked for or the defaults; `where` is the situation and origin's address."""
    from threatgate.cli._asking import can_ask, picked
    from threatgate.deciding import filled, questions, select, to_be_filed, waiting, written

    now, origin = where
    answer = to_be_filed(answer, os.environ, origin) if how["create_ticket"] else answer
    asking = can_ask() and not how["no_input"]
    several = waiting(triggers)
    listed = asking and len(several) > 1 and not (how["elements"] or how["every"])
    if listed:
        how["elements"] = picked(several)
    chosen = select(how["elements"], triggers, every=how["every"])
    for trigger in chosen if asking and not listed else ():
        click.echo(f"{trigger.severity}: {_visible(trigger.summary)}", err=True)
    if asking:
        answer, record = _asked(answer, chosen, now)
    else:
        answer = filled(answer, questions(answer, _grave(answer, chosen, now), now.settings, now.day))
        record = written(answer, chosen, now)
    return _filed(record, answer, (chosen, how), where) if how["create_ticket"] else record


def _grave(answer: Answer, chosen: tuple[Trigger, ...], now: Situation) -> tuple[Trigger, ...]:
    """The changes with the severity that the record will have."""
    from threatgate.deciding import no_milder

    return tuple(no_milder(chosen, now.register.get(answer.supersedes or "")))


def _asked(answer: Answer, chosen: tuple[Trigger, ...], now: Situation) -> tuple[Answer, Written]:
    """What a person says, and the record; what keeps it from counting is asked again, and nothing else."""
    from threatgate.cli._asking import asked, own_address
    from threatgate.deciding import WouldNotCountError, questions, unsaid, written

    me, grave = own_address(now.root) if answer.owner is None else None, _grave(answer, chosen, now)
    while True:
        answer = asked(answer, lambda so_far: questions(so_far, grave, now.settings, now.day), me)
        try:
            return answer, written(answer, chosen, now)
        except WouldNotCountError as error:
            if not error.fields:
                raise
            click.echo("That would not count as an answer:", err=True)
            click.echo("".join(f"  {_visible(line)}\n" for line in error.hint.splitlines()), err=True, nl=False)
            answer = unsaid(answer, error.fields)


def _filed(
    record: Written, answer: Answer, what: tuple[tuple[Trigger, ...], dict[str, Any]], where: tuple[Situation, str]
) -> Written:
    """The record with the address of its ticket, which is filed now: the record has been judged to count."""
    from threatgate.deciding import filed, ticket, with_ticket

    (chosen, how), (now, origin) = what, where
    wanted = ticket(record, now, how["labels"])
    if how["dry_run"]:
        click.echo(f"Would file the ticket “{_visible(wanted.title)}”:", err=True)
        click.echo("".join(f"  {_visible(line)}\n" for line in wanted.text.splitlines()), err=True, nl=False)
        return record
    done = filed(wanted, os.environ, origin)
    click.echo(f"Ticket {done.did}: {_visible(done.url)}", err=True)
    if done.note:
        click.echo(f"threatgate: {_visible(done.note)}", err=True)
    return with_ticket(answer, done.url, chosen, now)


def _refreshed(
    answer: Answer, triggers: tuple[Trigger, ...], how: dict[str, Any], now: Situation
) -> tuple[Written, ...]:
    from threatgate.deciding import matching, refreshed

    chosen = [trigger for word in how["elements"] for trigger in matching(word, triggers)]
    if how["elements"] and not chosen:
        raise UsageError(f"no change here is called {' or '.join(how['elements'])}", "threatgate check lists them")
    found = refreshed(chosen, triggers, answer, now)
    if not found:
        kind = f"{answer.outcome.replace('_', '-')} " if answer.outcome else ""
        raise UsageError(
            f"no {kind}record that has not landed needs to be bound anew",
            "a record that has landed stays as it is; answer with a new one",
        )
    return found


def _hand_over(record: Written, now: Situation, range_arguments: str, *, dry_run: bool) -> None:
    """Write it, show it, and say what to commit."""
    from threatgate.cli._commit import alone
    from threatgate.cli._output import put
    from threatgate.deciding import save

    put(record.text)
    for note in record.notes:
        click.echo(f"threatgate: not enough yet: {_visible(note)}", err=True)
    if dry_run:
        return
    if now.root is None:
        click.echo(f"threatgate: no working tree here; commit this as {_visible(record.path)}", err=True)
        return
    save(now.root, record)
    check = f"threatgate check {range_arguments}".rstrip()
    commit = alone(record.path, record.title)
    click.echo(f"Written. Commit it with the change it answers:\n  {commit}\n  {_visible(check)}", err=True)


def _visible(text: str) -> str:
    from threatgate.render._escape import visible

    return visible(text)


COMMAND = decide
