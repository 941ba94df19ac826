"""Agents that run in pipelines: who may start them, with which rights, prompt, tools and model.

Read are jobs of workflows that use the action of a coding agent or start one from the command line. The rights are
those of the job's token; a job that states none has the repository's default, which is said as such.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Map, Seq, entries_of, items_of, plain, text_of
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._command_lines import flags
from threatgate.recognisers._parts import Part, fixed, kept, listed, members, whole
from threatgate.vocabulary import snake

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUPS = {"prompt": Kind.PROMPT, "model": Kind.MODEL, "tools": Kind.TOOL, "limits": Kind.APPROVAL}
DEFAULT = "the repository's default"


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree):
        return
    for root in tree.roots:
        jobs = root.get("jobs") if isinstance(root, Map) else None
        if isinstance(root, Map) and isinstance(jobs, Map) and root.entry("on") is not None:
            for job in jobs.entries:
                if isinstance(job.value, Map):
                    yield from _job(root, job, job.value)


def _job(root: Map, job: Entry, body: Map) -> Iterator[Found]:
    steps = [step for step in items_of(body.get("steps")) if isinstance(step, Map) and _starts_agent(step)]
    if not steps:
        return
    name = f"jobs.{job.key}"
    yield _rights(root, job, body, name)
    yield _starts(root, job, body, steps, name)
    for index, step in enumerate(steps):
        yield from _step(step, name if len(steps) == 1 else f"{name}.{_called(step, index)}")


@cache
def _command() -> re.Pattern[str]:
    return re.compile(table("pipeline_agents")["commands"], re.MULTILINE)


def _starts_agent(step: Map) -> bool:
    used = (text_of(step.get("uses")) or "").partition("@")[0].lower()
    return used in table("pipeline_agents")["actions"] or _command().search(text_of(step.get("run")) or "") is not None


def _rights(root: Map, job: Entry, body: Map, name: str) -> Found:
    """What the job's token may do: its own permissions, else the workflow's, else what the repository grants."""
    entry = body.entry("permissions") or root.entry("permissions")
    part = kept(entry) if entry is not None else fixed("permissions", DEFAULT, job.span)
    span = entry.span if entry is not None else job.span
    claims = (entry.value,) if entry is not None and entry is body.entry("permissions") else ()
    return whole(Kind.IDENTITY, f"{name}.permissions", [part], span, subject="pipeline", claims=claims)


def _starts(root: Map, job: Entry, body: Map, steps: list[Map], name: str) -> Found:
    """What starts the agent: events, conditions, people and bots beyond those who can write."""
    events = root.entry("on")
    parts: list[Part] = []
    if events is not None:
        found = (
            members(events.value)
            if not isinstance(events.value, Map)
            else [(one.key, one.span) for one in events.value.entries]
        )
        parts.append(listed("on", found, events.span))
    condition = body.entry("if")
    parts.extend([kept(condition)] if condition is not None else [])
    for step in steps:
        own = step.entry("if")
        parts.extend([kept(own, "step_if")] if own is not None else [])
        parts.extend(_setted(entry) for entry in _inputs(step, "starts"))
    span = condition.span if condition is not None else job.span
    return whole(Kind.APPROVAL, f"{name}.starts", parts, span, subject="pipeline")


def _step(step: Map, name: str) -> Iterator[Found]:
    given = {group: [kept(entry, snake(entry.key)) for entry in _inputs(step, group)] for group in _GROUPS}
    given["tools"] = [_setted(entry) for entry in _inputs(step, "tools")]
    for entry in _inputs(step, "lines"):
        for key, value in flags(text_of(entry.value) or "").items():
            known = table("pipeline_agents")["flags"].get(key, key)
            given[_group(known)].append(fixed(known, value, entry.span))
    run = step.entry("run")
    if run is not None and _command().search(text_of(run.value) or ""):
        given["limits"].append(kept(run))
    claims = tuple(entry.value for group in (*_GROUPS, "starts", "lines") for entry in _inputs(step, group))
    for group, kind in _GROUPS.items():
        if given[group]:
            subject = "grant" if kind is Kind.TOOL else ""
            span = given[group][0][2][0][1]
            yield whole(kind, f"{name}.{group}", given[group], span, subject=subject, claims=claims)


def _group(key: str) -> str:
    return next((group for group in _GROUPS if key in table("pipeline_agents")[group]), "limits")


def _inputs(step: Map, group: str) -> list[Entry]:
    """The inputs of a step that belong to a group and say something."""
    known = table("pipeline_agents")[group]
    return [
        entry
        for entry in entries_of(step.get("with"))
        if snake(entry.key) in known and plain(entry.value) not in (None, "")
    ]


def _setted(entry: Entry) -> Part:
    """A list of names as a set, anything longer as it stands."""
    text = text_of(entry.value)
    if isinstance(entry.value, Seq) or (text is not None and "{" not in text and "\n" not in text.strip()):
        return listed(snake(entry.key), members(entry.value), entry.span)
    return kept(entry, snake(entry.key))


def _called(step: Map, index: int) -> str:
    return text_of(step.get("id")) or text_of(step.get("name")) or str(index)


RECOGNISER = Recogniser(
    name="pipeline_agents",
    doc=__doc__,
    kinds=(Kind.PROMPT, Kind.TOOL, Kind.MODEL, Kind.APPROVAL, Kind.IDENTITY),
    reads=(Tree,),
    read=_read,
    rank=18,
)
