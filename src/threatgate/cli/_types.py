"""What options take: a day, a format, a file to write a format to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from datetime import date

    ParamType = click.ParamType[Any]
else:
    # Generic since click 8.4, and older ones serve as well.
    ParamType = click.ParamType


class Day(ParamType):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Only the one spelling: a week or an ordinal day would be read by few as what it is."""
        from datetime import date

        if isinstance(value, date):
            return value
        text = str(value)
        try:
            if len(text) == 10 and text[4] == text[7] == "-":
                return date.fromisoformat(text)
        except ValueError:
            pass
        return self.fail(f"{text} is no day; write it as YYYY-MM-DD", param, ctx)


class FormatName(ParamType):
    """The name of a format that there is."""

    name = "format"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Find it by name; list them only where it is not there."""
        from threatgate import render

        try:
            return render.format_named(str(value)).name
        except KeyError:
            return self.fail(f"no format {value}; there are {', '.join(render.names())}", param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:  # noqa: ARG002 - click's contract
        """The formats, for help."""
        from threatgate import render

        return f"[{'|'.join(render.names())}]"


class Target(NamedTuple):
    """A file to write in a format."""

    format: str
    file: str


class TargetType(ParamType):
    """`FORMAT=FILE`."""

    name = "FORMAT=FILE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Target:
        """Split at the first `=`."""
        if isinstance(value, Target):
            return value
        name, equals, file = str(value).partition("=")
        if not equals or not file:
            return self.fail(f"{value} is not FORMAT=FILE, as in json=report.json", param, ctx)
        return Target(FormatName().convert(name, param, ctx), file)
