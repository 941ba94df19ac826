"""The group of all commands. A command is imported when it is run, so that `check` pays for nothing else."""

from __future__ import annotations

import importlib

import click

from threatgate import __version__

# In the order of first need, each with the words that fit on its line.
COMMANDS = {
    "check": "Say whether this change may land.",
    "decide": "Write the record that answers changes.",
    "explain": "Explain a rule, a kind, a framework id or a change.",
    "register": "Show what is promised, and keep it true.",
    "release": "Say whether a commit may be released.",
    "inventory": "List the prompts, models, tools … that are here.",
    "init": "Look at what is here and write first settings.",
    "comment": "Post or update the comment on the pull request.",
    "hook": "Have every push judged before it leaves.",
    "doctor": "Say which ways around the gate are open.",
    "demo": "Watch a risky change blocked, answered, let through.",
    "schema": "Print a JSON Schema.",
}


class Commands(click.Group):
    """Commands by name, one module each with one constant, `COMMAND`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's contract
        """In the order of first need."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's contract
        """Import the command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"threatgate.cli.{cmd_name}").COMMAND
        command.short_help = COMMANDS[cmd_name]
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """An unknown name is answered with the nearest one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, 1)
            meant = f": did you mean {near[0]}?" if near else f"; there are {', '.join(COMMANDS)}"
            raise click.UsageError(f"no such command: {args[0]}{meant}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  threatgate demo                        see it work, one minute
  threatgate init                        what is here to guard, and first settings
  threatgate check                       what CI will say of this branch
  threatgate check --base main --format json
  threatgate decide backlog --all --owner @you --ticket URL

\b
Exit codes: 0 pass, 1 blocked, 2 wrong usage or settings, 3 undetermined, 4 a fault of ours.
Colour: none with NO_COLOR set or away from a terminal.
Completion: eval "$(_THREATGATE_COMPLETE=bash_source threatgate)"   (or zsh_source, fish_source)
""",
)
@click.version_option(__version__, "--version", "-V", prog_name="threatgate", message="%(prog)s %(version)s")
@click.pass_context
def main(context: click.Context) -> int:
    """A change to an AI system's threat surface lands only when somebody has answered for it."""
    if context.invoked_subcommand is None:
        # A gate whose arguments got lost must not look like a gate that passed.
        click.echo(context.get_help(), err=True)
        return 2
    return 0
