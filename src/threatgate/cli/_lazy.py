"""A group whose commands are imported when they are run: each a module with one constant, `COMMAND`."""

from __future__ import annotations

import importlib
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


class LazyGroup(click.Group):
    """Commands by name; the module of `name` is `within` followed by the name.

    `names` are in the order of first need, each with the words that fit on its line.
    """

    within = ""
    names: Mapping[str, str] = MappingProxyType({})

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's contract
        """In the order of first need."""
        return list(self.names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's contract
        """Import the command."""
        if cmd_name not in self.names:
            return None
        command: click.Command = importlib.import_module(f"{self.within}{cmd_name}").COMMAND
        command.short_help = self.names[cmd_name]
        return command
