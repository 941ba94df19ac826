"""A report that `check` wrote, read again to be shown: Markdown stays as it is, JSON becomes the report it was."""

from __future__ import annotations

import json
from typing import Any

from threatgate.errors import UsageError
from threatgate.model import Mode, Problem, RecordView, Report, Verdict

_HEAD = "### "
_NAME = " Threatgate: "
_MEND = "write one with: threatgate check --output markdown=report.md"


def read_report(data: bytes, name: str) -> tuple[str, Verdict]:
    """The Markdown of a report and its verdict. Raises UsageError where the file holds no report."""
    from threatgate.render.markdown import MARK

    text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    if not text.startswith(MARK):
        return _rendered(data, name)
    _, _, rest = text.partition("\n")
    word = rest.partition("\n")[0].removeprefix(_HEAD).partition(_NAME)[2].strip()
    if word not in set(Verdict):
        raise UsageError(f"{name} tells no verdict in its second line", _MEND)
    return text, Verdict(word)


def _rendered(data: bytes, name: str) -> tuple[str, Verdict]:
    from threatgate.cli._output import page
    from threatgate.deciding import reported
    from threatgate.render import Look, format_named

    triggers = reported(data, name)
    found: dict[str, Any] = json.loads(data)
    try:
        report = Report(
            verdict=Verdict(found["verdict"]),
            mode=Mode(found["mode"]),
            repository=str(found["repository"]),
            base=str(found["base"]),
            head=str(found["head"]),
            as_of=str(found["as_of"]),
            triggers=triggers,
            records=tuple(_record(one) for one in found["records"]),
            problems=tuple(_problem(one) for one in found["problems"]),
            notices=tuple(map(str, found.get("notices", ()))),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{name} cannot be read as a report: {error!r}", _MEND) from None
    return format_named("markdown").render(report, Look(page=page)), report.verdict


def _record(one: dict[str, Any]) -> RecordView:
    expires = one["expires"]
    return RecordView(
        str(one["id"]),
        str(one["outcome"]),
        str(one["path"]),
        str(one["state"]),
        None if expires is None else str(expires),
        tuple(map(str, one["problems"])),
    )


def _problem(one: dict[str, Any]) -> Problem:
    line = one["line"]
    return Problem(
        str(one["path"]),
        line if isinstance(line, int) else None,
        str(one["message"]),
        str(one["hint"]),
        "note" if one["severity"] == "note" else "error",
    )
