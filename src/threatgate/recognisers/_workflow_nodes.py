"""The elements of one node of a graph: a tool, a model, a source … or an agent, which is taken apart."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._located import Entry, Located, Map, items_of, plain, text_of
from threatgate.model import Kind, Span
from threatgate.recognisers._parts import Part, fixed, listed, whole
from threatgate.recognisers._workflow_values import EMPTY, fits, meaning, model_parts, part_of, parts
from threatgate.vocabulary import snake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Scope
    from threatgate.recognisers._api import Found
    from threatgate.recognisers._workflow_reading import Graph, Node

_ADDRESSES = frozenset({"mcp_server", "mcp_servers", "mcp_servers_config"})


@cache
def role(dialect: str, kind: str) -> str:
    """What a node of this type is: `agent` to be taken apart, `skip` for logic, else a kind of element."""
    name = kind.lower()
    forms = (name, name.partition("/")[0]) if dialect == "flowise" else (name,)
    for found, patterns in table("workflow_nodes")["nodes"][dialect]:
        if any(fits(form, patterns) for form in forms):
            return str(found)
    return "skip"


def elements(graph: Graph, node: Node, scope: Scope | None) -> Iterator[Found]:
    """The elements of one node."""
    found = role(graph.dialect, node.type)
    if found == "skip":
        return
    if found == "agent":
        yield from _agent(node, scope)
        return
    if found == "model":
        given = model_parts(node.settings.entries)
        if not any(key == "provider" for key, _, _ in given):
            given.append(fixed("of", _made(graph.dialect, node), node.span))
        yield whole(Kind.MODEL, node.name, [*given, *_logins(node)], node.span, scope=scope)
        return
    entries = list(node.settings.entries)
    if found == "approval":
        # The model that words the question is a model; the step is what asks.
        models = model_parts(entry for entry in entries if part_of(entry.key) == "model")
        if models:
            yield whole(Kind.MODEL, f"{node.name}.model", models, _span(models), scope=scope)
        entries = [entry for entry in entries if part_of(entry.key) != "model"]
    told = parts(entries)
    if found == "prompt":
        if told:
            yield whole(Kind.PROMPT, node.name, told, node.span, scope=scope)
        return
    asks = found == "tool" and any(
        key == "operation" and str(value).lower() in table("workflow_nodes")["waits"] for key, value, _ in told
    )
    kind = Kind.APPROVAL if asks else Kind(found)
    if kind is Kind.APPROVAL:
        # That it stands in the graph is what asks or checks, whatever else it is told.
        told.insert(0, fixed("required", value=True, span=node.span))
    own = fixed("of", _made(graph.dialect, node), node.span)
    yield whole(kind, node.name, [own, *told, *_logins(node)], node.span, scope=scope)


def _made(dialect: str, node: Node) -> str:
    """What a node is an instance of, in the platform's words."""
    return node.type.partition("/")[0] if dialect == "promptflow" else node.type.rpartition("/")[2].rpartition(".")[2]


def _logins(node: Node) -> Iterator[Part]:
    if node.credentials:
        yield listed("credentials", [(name, node.span) for name in node.credentials], node.span)
    if node.disabled:
        yield fixed("disabled", value=True, span=node.span)


def _agent(node: Node, scope: Scope | None) -> Iterator[Found]:
    grouped: dict[str, list[Entry]] = {}
    for entry in _flat(node.settings):
        grouped.setdefault(part_of(entry.key), []).append(entry)
    prompts = parts(grouped.get("prompt", ()))
    if prompts:
        yield whole(Kind.PROMPT, f"{node.name}.instructions", prompts, _span(prompts), scope=scope)
    models = model_parts(grouped.get("model", ()))
    logins = list(_logins(node))
    if models:
        models, logins = [*models, *logins], []
        yield whole(Kind.MODEL, f"{node.name}.model", models, _span(models), scope=scope)
    for entry in grouped.get("tools", ()):
        yield from _tools(node.name, entry, scope)
    for part, kind in (("memory", Kind.MEMORY), ("retrieval", Kind.RETRIEVAL), ("approval", Kind.APPROVAL)):
        told = parts(grouped.get(part, ()))
        if told and not _off(told):
            yield whole(kind, f"{node.name}.{part}", told, _span(told), scope=scope)
    rest = [*parts(each for each in grouped.get("", ()) if snake(each.key) not in ("type", "category")), *logins]
    if rest:
        yield whole(Kind.AGENT, node.name, rest, _span(rest), scope=scope)


def _off(told: list[Part]) -> bool:
    """Whether settings only say that there is none: `agentEnableMemory: false`."""
    return any(value is False and snake(key).endswith(("enable_memory", "enabled")) for key, value, _ in told)


def _flat(settings: Map) -> Iterator[Entry]:
    """The settings with those that stand in a map of options beside them."""
    for entry in settings.entries:
        if isinstance(entry.value, Map) and entry.key in ("options", "parameters"):
            yield from entry.value.entries
        else:
            yield entry


def _tools(owner: str, entry: Entry, scope: Scope | None) -> Iterator[Found]:
    """One element a tool, and one for the person who is asked before it runs."""
    text = text_of(entry.value)
    if snake(entry.key) in _ADDRESSES and text:
        part = fixed("url" if "://" in text[:12] else "servers", meaning(entry.key, entry.value), entry.span)
        yield whole(Kind.TOOL, f"{owner}.{entry.key}", [part], entry.span, subject="mcp_server", scope=scope)
    for item in items_of(entry.value):
        if isinstance(item, Map):
            yield from _tool(owner, item, scope)
        elif text_of(item) and meaning(entry.key, item) is not None:
            part = fixed("tool", text_of(item), item.span)
            yield whole(Kind.TOOL, f"{owner}.{text_of(item)}", [part], item.span, scope=scope)


def _tool(owner: str, item: Map, scope: Scope | None) -> Iterator[Found]:
    name = next((text for key in table("workflow_nodes")["tool_names"] if (text := text_of(item.get(key)))), "tool")
    asked = [entry for entry in item.entries if _asks(entry)]
    off = [entry for entry in item.entries if entry.key == "enabled"]
    told = parts(entry for entry in item.entries if entry not in (*asked, *off))
    if any(plain(entry.value) is False for entry in off):
        told.append(fixed("disabled", value=True, span=off[0].span))
    yield whole(Kind.TOOL, f"{owner}.{name}", told, item.span, scope=scope)
    for entry in asked:
        if plain(entry.value) not in EMPTY:
            part = fixed("require_approval", plain(entry.value), entry.span)
            yield whole(Kind.APPROVAL, f"{owner}.{name}.require_approval", [part], entry.span, scope=scope)


def _asks(entry: Entry) -> bool:
    return fits(snake(entry.key), table("workflow_nodes")["tool_approval"])


def _span(given: list[Part]) -> Span:
    spans = [places[0][1] for _, _, places in given]
    return Span(min(span.line for span in spans), max(span.end_line for span in spans))


def application(root: Map, scope: Scope | None) -> Iterator[Found]:
    """What a Dify application says besides its graph: its chat settings, its filter of words, its secrets."""
    chat = root.get("model_config")
    if isinstance(chat, Map):
        yield from _chat(chat, scope)
    name = "sensitive_word_avoidance"
    for owner in (chat, root.get("workflow", "features")):
        entry = owner.entry(name) if isinstance(owner, Map) else None
        told = parts([entry]) if entry is not None else []
        if told:
            yield whole(Kind.APPROVAL, name, told, told[0][2][0][1], subject="guardrail", scope=scope)
    for item in items_of(root.get("workflow", "environment_variables")):
        yield from _secret(item, scope)


def _chat(chat: Map, scope: Scope | None) -> Iterator[Found]:
    prompts = parts(entry for entry in chat.entries if entry.key in ("pre_prompt", "chat_prompt_config"))
    if prompts:
        yield whole(Kind.PROMPT, "app.instructions", prompts, _span(prompts), scope=scope)
    model = chat.entry("model")
    if model is not None:
        yield whole(Kind.MODEL, "app.model", model_parts([model]), model.span, scope=scope)
    mode = chat.get("agent_mode")
    if isinstance(mode, Map):
        for entry in mode.entries:
            if entry.key == "tools":
                yield from _tools("app", entry, scope)
        rest = parts(entry for entry in mode.entries if entry.key not in ("tools", "prompt"))
        yield whole(Kind.AGENT, "app", rest, mode.span, scope=scope)
    known = chat.entry("dataset_configs")
    told = parts([known]) if known is not None else []
    if told:
        yield whole(Kind.RETRIEVAL, "app.retrieval", told, told[0][2][0][1], scope=scope)


def _secret(item: Located, scope: Scope | None) -> Iterator[Found]:
    """A variable that the platform is told to keep secret."""
    name = text_of(item.get("name")) if isinstance(item, Map) else None
    if isinstance(item, Map) and name and text_of(item.get("value_type")) == "secret":
        told = [fixed("credential", name, item.span), fixed("literal", bool(text_of(item.get("value"))), item.span)]
        yield whole(Kind.IDENTITY, name, told, item.span, subject="credential", scope=scope)
