"""The command line: options to values, call, write, exit. In `run` alone, what goes wrong becomes words."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import click

WRONG_USAGE = 2
FAULT = 4
INTERRUPTED = 130
PIPE_CLOSED = 141
BETWEEN_COLLECTIONS = 400_000


def run(argv: Sequence[str] | None = None) -> None:
    """The console script. It always ends the process, with a code of the design."""
    if argv is not None:
        sys.exit(_code(list(argv)))
    # Nearly all that a small check makes lives as long as the check; to look through it for garbage, now and then and
    # at the end, takes a seventh of its time. A big change leaves garbage of its own, which must not pile up.
    gc.set_threshold(BETWEEN_COLLECTIONS)
    code = _code(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


def _code(argv: list[str]) -> int:
    import click

    from threatgate.errors import ThreatgateError

    try:
        from threatgate.cli._main import main

        code = main.main(argv, prog_name="threatgate", standalone_mode=False)
    except ThreatgateError as error:
        return _say(error.code, error.message, error.hint)
    except click.ClickException as error:
        return _say(WRONG_USAGE, _lowered(error.format_message()), _where_to_look(error))
    except (KeyboardInterrupt, click.Abort):
        if sys.stderr.isatty():
            sys.stderr.write("\n")
        return _say(INTERRUPTED, "interrupted: nothing was decided")
    except BrokenPipeError:
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - a fault must never look like a verdict, so its code is set here
        from threatgate.cli._fault import words

        sys.stderr.write(words(error))
        return FAULT
    return code if isinstance(code, int) else 0


def _say(code: int, message: str, hint: str = "") -> int:
    from threatgate.render._escape import visible

    sys.stderr.write(f"threatgate: {visible(message)}\n")
    for line in hint.splitlines():
        sys.stderr.write(f"  {visible(line)}\n")
    return code


def _lowered(message: str) -> str:
    return (message[:1].lower() + message[1:]).removesuffix(".")


def _where_to_look(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"{context.command_path} --help shows what it takes" if context is not None else ""
