"""One page that needs nothing else: the verdict, what to do, every change with before and after, the records."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from threatgate.model import SEVERITIES, Level
from threatgate.render._api import Format, Look
from threatgate.render._at_hand import OUTCOMES, assignment, new_file
from threatgate.render._grouping import ordered, unsaid
from threatgate.render._html import code, lines, text
from threatgate.render._html_changes import change
from threatgate.render._html_look import script, style
from threatgate.render._promises import views_of
from threatgate.render._verdict_line import verdict_line
from threatgate.render._ways import MENDING, finishing, remedies, ways

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.model import Report, Trigger


NOTHING_ELSE = "base-uri 'none'; form-action 'none'"
MOST, SHOWN = 100, 1_000
COLUMNS = ("record", "outcome", "state", "until", "faults")


def render(report: Report, look: Look) -> str:
    """The page. Its script is named by its hash, so that no other one would run."""
    word, rest = verdict_line(report)
    run = f"\n{script()}"
    allowed = base64.b64encode(hashlib.sha256(run.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{allowed}'; {NOTHING_ELSE}"
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Threatgate: {text(word)}</title>",
        f"<style>\n{style()}</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#changes">Skip to the changes</a>',
        *_header(report, word, rest),
        "<main>",
        *_notices(report),
        *_answering(report, look),
        *_changes(report, look),
        *_records(report),
        *_problems(report),
        "</main>",
        *_footer(report),
        f"<script>{run}</script>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _header(report: Report, word: str, rest: str) -> Iterator[str]:
    facts, _, _ = rest.partition(" (")
    yield "<header>"
    yield '<p class="brand">Threatgate</p>'
    yield f'<h1><span class="word {word}">{text(word)}</span> {text(facts)}</h1>'
    day = f"{report.as_of} (not today)" if report.dated else report.as_of
    told = (("base", code(report.base)), ("head", code(report.head)), ("as of", text(day)), ("mode", text(report.mode)))
    yield f"<dl>{''.join(f'<dt>{name}</dt><dd>{value}</dd>' for name, value in told)}</dl>"
    yield "</header>"


def _notices(report: Report) -> Iterator[str]:
    if report.notices:
        yield "<h2>Notes</h2>"
        yield f"<ul>{''.join(f'<li>{text(notice)}</li>' for notice in report.notices)}</ul>"


def _answering(report: Report, look: Look) -> Iterator[str]:
    unanswered = [trigger for trigger in report.triggers if trigger.is_open]
    if not unanswered:
        return
    yield '<h2 id="answer">What to do next</h2>'
    mending, unfinished, deciding = remedies(unanswered), finishing(unanswered), ways(report, unanswered)
    if unfinished:
        yield f"<p>{text(unfinished)}</p>"
    if mending:
        yield f"<p>{MENDING} run what is true of each on the branch and commit it.</p>"
        yield from _commands(mending)
    if deciding:
        one = "Run this on the branch and commit the record."
        several = "Choose one answer, run its command on the branch and commit the record that it writes."
        yield f"<p>{one if len(deciding) == 1 else several}</p>"
        yield from _commands(deciding)
    yield from _at_hand(report, look, unanswered)


def _commands(commands: list[str]) -> Iterator[str]:
    shown = "\n".join(map(text, commands))
    yield f'<pre tabindex="0" aria-labelledby="answer">{shown}</pre>'


def _at_hand(report: Report, look: Look, unanswered: list[Trigger]) -> Iterator[str]:
    """A record to complete for each outcome, and words for a coding assistant."""
    for draft in report.drafts:
        words = f"Without installing anything: {draft.outcome.replace('_', ' ')}, {OUTCOMES[draft.outcome].lower()}"
        yield f"<details><summary>{text(words)}</summary>"
        if look.branch is not None:
            address, filled = new_file(draft, look.branch)
            then = "replace every FILL IN" if filled else "copy the text below into it and replace every FILL IN"
            yield f'<p><a href="{text(address, 10_000)}">Create this file on the branch</a>: {then}, and commit.</p>'
        yield f"<p>{code(draft.path)}</p>"
        yield f'<pre tabindex="0" aria-label="{text(draft.outcome)}">{lines(draft.text.rstrip())}</pre>'
        yield "</details>"
    if report.drafts:
        words = lines("\n".join(assignment(report, unanswered[:MOST])))
        yield "<details><summary>Words for a coding assistant, to copy</summary>"
        yield f'<pre tabindex="0" aria-label="words to copy">{words}</pre>'
        yield "</details>"


def _changes(report: Report, look: Look) -> Iterator[str]:
    triggers = ordered(it for it in report.triggers if it.level is not Level.OFF)
    triggers.sort(key=lambda it: (not it.is_open, it.answered))
    yield '<h2 id="changes">Changes of the AI threat surface</h2>'
    if not triggers:
        yield '<p class="none">There are none.</p>'
        return
    yield from _filters(triggers)
    views = views_of(report)
    yield '<ol class="changes">'
    for trigger in triggers[:SHOWN]:
        yield from change(trigger, look.page(trigger.rule), views)
    yield "</ol>"
    if len(triggers) > SHOWN:
        yield f'<p class="none">And {len(triggers) - SHOWN} more: the report in JSON has them all.</p>'


def _filters(triggers: list[Trigger]) -> Iterator[str]:
    yield '<form class="filters" hidden aria-label="Show only some changes">'
    yield '<label>Search<input type="search" name="search" autocomplete="off"></label>'
    severities = {trigger.severity for trigger in triggers}
    yield _choice("severity", [severity for severity in reversed(SEVERITIES) if severity in severities])
    yield _choice("direction", sorted({trigger.direction for trigger in triggers}))
    yield _choice("kind", sorted({trigger.change.element.kind for trigger in triggers}))
    yield _choice("answer", sorted({trigger.answer for trigger in triggers}))
    yield "</form>"
    yield '<p id="count" role="status"></p>'


def _choice(name: str, values: Iterable[str]) -> str:
    options = "".join(f'<option value="{text(value)}">{text(value)}</option>' for value in values)
    return f'<label>{name.capitalize()}<select name="{name}"><option value="">all</option>{options}</select></label>'


def _records(report: Report) -> Iterator[str]:
    if not report.records:
        return
    yield "<h2>Records that took part</h2>"
    head = "".join(f"<th>{column}</th>" for column in COLUMNS)
    yield f'<table class="wide"><thead><tr>{head}</tr></thead>'
    yield "<tbody>"
    for record in report.records:
        cells = (text(record.outcome.replace("_", " ")), text(record.state), text(record.expires or ""))
        faults = "<br>".join(map(text, record.problems))
        told = "".join(f"<td>{cell}</td>" for cell in (*cells, faults))
        yield f'<tr><th scope="row">{code(record.id)}<br>{code(record.path)}</th>{told}</tr>'
    yield "</tbody></table>"


def _problems(report: Report) -> Iterator[str]:
    problems = unsaid(report)
    if not problems:
        return
    yield "<h2>Could not be read or trusted</h2>"
    yield "<ul>"
    for problem in sorted(problems, key=lambda it: (it.severity, it.path, it.line or 0)):
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        hint = f" <br>{text(problem.hint)}" if problem.hint else ""
        yield f"<li><strong>{text(problem.severity)}</strong> {code(place)} {text(problem.message)}{hint}</li>"
    yield "</ul>"


def _footer(report: Report) -> Iterator[str]:
    stats = report.stats
    read = f"{stats.files_changed} changed files, {stats.files_read} read"
    elements = f"{stats.elements_before} elements before, {stats.elements_after} after"
    yield f"<footer>{read}; {elements}. Nothing of the repository was run.</footer>"


FORMAT = Format("html", render)
