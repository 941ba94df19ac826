"""A group whose commands are imported when they are run: each a module with one constant, `COMMAND`."""

from __future__ import annotations

import importlib

import click


class LazyGroup(click.Group):
    """Commands by name; the module of `name` is `within` followed by the name."""

    within = ""
    names: tuple[str, ...] = ()

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's contract
        """In the order of first need."""
        return list(self.names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's contract
        """Import the command."""
        if cmd_name not in self.names:
            return None
        command: click.Command = importlib.import_module(f"{self.within}{cmd_name}").COMMAND
        return command
