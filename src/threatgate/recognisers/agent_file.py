"""Agents, skills and commands that Markdown files with front matter define.

Four things stand in such a file: the instructions (body, name and description), the tools granted, the model, and
what runs or is allowed without asking (`permissionMode`, hooks). A subagent without a list of tools has all of them;
that too is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._kinds import Prose
from threatgate.documents._located import Entry, Map, Scalar
from threatgate.model import Kind, Scope
from threatgate.recognisers._agent_parts import approvals, delegates, granted, group, model, prompt
from threatgate.recognisers._agent_places import agent_place
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._places import steering, stem
from threatgate.recognisers._prompt_text import body_part

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOLD = ("name", "description", "when_to_use", "globs", "role")


def _read(source: Source) -> Iterator[Found]:
    prose = source.document
    place = agent_place(source)
    if not place or not isinstance(prose, Prose):
        return
    scope = _scope(source)
    name = stem(source.path)
    front = prose.front if prose.front is not None else Map((), prose.body_span)
    told = [entry for entry in front.entries if entry.key in _TOLD and isinstance(entry.value, Scalar)]
    body = [body_part(prose)] if prose.body.strip() else []
    yield from prompt(f"{name}.instructions", told, scope, body)
    yield from _front(name, place, front, scope)


def _front(name: str, place: str, front: Map, scope: Scope | None) -> Iterator[Found]:
    grouped: dict[str, list[Entry]] = {}
    for entry in front.entries:
        if entry.key not in _TOLD:
            grouped.setdefault(group(entry.key), []).append(entry)
    absent = table("agent_places")["places"].get(place, {}).get("absent")
    every = front.span if absent == "all" and front.entries else None
    yield from granted(f"{name}.tools", grouped.get("tools", ()), scope, every=every)
    yield from model(f"{name}.model", [*grouped.get("model", ()), *grouped.get("model_with", ())], scope)
    yield from delegates(name, [*grouped.get("delegates", ()), *grouped.get("limits", ())], scope)
    yield from approvals(name, grouped.get("approval", ()), scope)


def _scope(source: Source) -> Scope | None:
    """A definition named like a page (`support.md`) is one all the same."""
    steers = steering(source)
    return Scope.PRODUCT if steers is None and source.scope is Scope.DOCS else steers


RECOGNISER = Recogniser(
    name="agent_file",
    doc=__doc__,
    kinds=(Kind.PROMPT, Kind.TOOL, Kind.MODEL, Kind.APPROVAL, Kind.AGENT),
    reads=(Prose,),
    read=_read,
    rank=20,
)
