"""Agents that data files define: instructions, grants, model, delegates and limits, approvals.

Read are CrewAI agents and tasks, ADK agent configs, cagent, kagent resources, declarative agents of Microsoft 365,
goose recipes, `langgraph.json`, A2A agent cards, agents of Amazon Q, Kiro, opencode and Roo Code, and any mapping
that holds two of instructions, tools, model and delegates.
"""

from __future__ import annotations

from posixpath import basename
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._kinds import Tree
from threatgate.documents._located import Located, Map, Seq, entries_of, items_of, text_of
from threatgate.model import Kind, Scope
from threatgate.recognisers._agent_card import card, is_card
from threatgate.recognisers._agent_parts import agent, group, is_agent
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._described import describes
from threatgate.recognisers._kagent import is_kagent, resource
from threatgate.recognisers._parts import kept, whole
from threatgate.recognisers._places import steering, stem
from threatgate.vocabulary import snake

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 12


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree):
        return
    scope = steering(source)
    for root in tree.roots:
        if describes(root):
            continue
        if isinstance(root, Map) and is_kagent(root):
            yield from resource(root, scope, source.taken)
        elif isinstance(root, Map) and is_card(root, source.path):
            yield card(root, scope)
        elif isinstance(root, Map) and basename(source.path).lower() == "langgraph.json":
            yield from _graphs(root, scope)
        else:
            yield from _below(source, root, (), scope)


def _below(source: Source, node: Located, path: tuple[str, ...], scope: Scope | None) -> Iterator[Found]:
    if len(path) > DEEPEST or id(node) in source.taken:
        return
    if isinstance(node, Map):
        if is_agent(node, source.taken) or (len(path) == 1 and _of_crew(source, node)):
            yield from _agent(source, node, path, scope)
        for entry in entries_of(node):
            yield from _below(source, entry.value, (*path, entry.key), scope)
    elif isinstance(node, Seq):
        for index, item in enumerate(items_of(node)):
            if isinstance(item, (Map, Seq)):
                yield from _below(source, item, (*path, str(index)), scope)


def _of_crew(source: Source, node: Map) -> bool:
    """An agent or task by its file alone: `config/agents.yaml`, `config/tasks.yaml`."""
    told = {"agents": ("role", "goal"), "tasks": ("description",)}.get(stem(source.path), ())
    return any(len((text_of(node.get(key)) or "").split()) > 2 for key in told) and not node.get("hosts")


def _agent(source: Source, node: Map, path: tuple[str, ...], scope: Scope | None) -> Iterator[Found]:
    """The agent, with the model and limits that a recipe keeps under `settings`."""
    settings = node.get("settings")
    more = tuple(entry for entry in entries_of(settings) if group(entry.key) in ("model", "model_with", "limits"))
    whole_node = Map((*node.entries, *more), node.span)
    yield from agent(_name(node, path, source.path), whole_node, scope=scope, taken=source.taken)


def _name(node: Map, path: tuple[str, ...], file: str) -> str:
    """The name an agent gives itself or has in a list, the key above it, or the file's name."""
    rows = table("agent_keys")
    above = next((part for part in reversed(path) if snake(part) not in rows["holders"] and not part.isdigit()), None)
    if path and above is not None and above == path[-1]:
        return above
    own = next((text for key in rows["names"] if (text := text_of(node.get(key))) and len(text) < 80), None)
    if own is not None:
        return own
    place = f"[{path[-1]}]" if path and path[-1].isdigit() else ""
    return (above or stem(file)) + place


def _graphs(root: Map, scope: Scope | None) -> Iterator[Found]:
    """The graphs a LangGraph server serves; what they may do stands in the code they point to."""
    for entry in entries_of(root.get("graphs")):
        yield whole(
            Kind.AGENT, entry.key or "graph", [kept(entry, "graph")], entry.span, claims=(entry.value,), scope=scope
        )


RECOGNISER = Recogniser(
    name="agent_tree",
    doc=__doc__,
    kinds=(Kind.PROMPT, Kind.TOOL, Kind.MODEL, Kind.AGENT, Kind.APPROVAL),
    reads=(Tree,),
    read=_read,
    rank=40,
)
