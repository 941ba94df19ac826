"""`threatgate schema`: the published JSON Schemas."""

from __future__ import annotations

import click

from threatgate import schemas
from threatgate.cli._output import put
from threatgate.errors import UsageError


@click.command(
    "schema",
    epilog="""\b
Examples:
  threatgate schema                  the names there are
  threatgate schema report > report.schema.json
""",
)
@click.argument("name", required=False)
def schema(name: str | None) -> int:
    """Print the JSON Schema NAME: what others may rely on."""
    if name is None:
        put("".join(f"{each}\n" for each in schemas.names()))
        return 0
    try:
        put(schemas.schema(name))
    except KeyError:
        raise UsageError(f"no schema {name}", f"there are {', '.join(schemas.names())}") from None
    return 0


COMMAND = schema
