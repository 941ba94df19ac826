"""An agent, however its framework writes it, taken apart: instructions, grants, model, delegates and limits, approvals.

Serves data files, front matter and object literals in code alike.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._located import Entry, Map, Scalar, Seq, items_of, plain, text_of
from threatgate.model import Kind, Scope, Span
from threatgate.recognisers._described import is_field
from threatgate.recognisers._grants import denied, grants
from threatgate.recognisers._hooks import hooks
from threatgate.recognisers._parts import Part, fixed, kept, listed, members, whole
from threatgate.recognisers._prompt_text import normalised
from threatgate.recognisers._secrets import hidden
from threatgate.vocabulary import snake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.recognisers._api import Found

PROVIDER_KEYS = frozenset({"provider", "model_provider", "goose_provider"})
EVERY = "*"


@cache
def group(key: str) -> str:
    """What a key of an agent is about: a group of `agent_keys`, "" if the table does not know it."""
    name = snake(key)
    return next((group for group, keys in table("agent_keys").items() if group != "not_agents" and name in keys), "")


def is_agent(node: Map, taken: frozenset[int] = frozenset()) -> bool:
    """Whether a mapping defines an agent: two of instructions, tools, model and delegates, each with a fitting value.

    An agent or task of a crew is one by its texts alone: role, goal and backstory, or description and expected output.
    """
    free = [entry for entry in node.entries if id(entry.value) not in taken]
    keys = {snake(entry.key) for entry in free}
    if keys & set(table("agent_keys")["not_agents"]):
        return False
    texts = {snake(entry.key) for entry in free if text_of(entry.value)}
    if {"role", "goal", "backstory"} <= texts or ("description" in texts and "expected_output" in keys):
        return True
    groups = {group(entry.key) for entry in free if _fits(entry)}
    if {"role", "goal"} <= texts:
        groups.add("instructions")
    found = groups & {"instructions", "tools", "model", "delegates"}
    return len(found) >= 2 and ("instructions" in found or "model" not in found or _is_model(free) or _lists(free))


def _is_model(entries: list[Entry]) -> bool:
    """Whether the model is one of a provider's, where no instructions show that an agent is meant."""
    from threatgate.model_ids import looks_like_model

    texts = [text_of(entry.value) for entry in entries if group(entry.key) == "model" and _fits(entry)]
    return any(text is None or "$" in text or "{" in text or looks_like_model(text) for text in texts)


def _lists(entries: list[Entry]) -> bool:
    """Whether tools are listed by name beside a model of whatever maker."""
    lists = [entry.value for entry in entries if snake(entry.key) == "tools" and isinstance(entry.value, Seq)]
    models = [text_of(entry.value) or "" for entry in entries if snake(entry.key) in ("model", "model_id")]
    return any(items_of(node) for node in lists) and any(len(text.split()) == 1 for text in models)


def _fits(entry: Entry) -> bool:
    value, kind = entry.value, group(entry.key)
    if is_field(value):
        return False
    if kind == "instructions":
        text = text_of(value) or ""
        return len(text.split()) > 2 or text.startswith(("$[", "file:"))
    if kind == "model":
        return (
            isinstance(value, Scalar)
            and isinstance(value.value, str)
            and 0 < len(value.value) < 200
            and "\n" not in value.value
        ) or isinstance(value, Map)
    if kind in ("tools", "delegates"):
        named = kind == "tools" and snake(entry.key).endswith("tools") and bool(text_of(value))
        return isinstance(value, Seq) or named or (kind == "tools" and isinstance(value, Map))
    return True


def agent(name: str, node: Map, *, scope: Scope | None = None, taken: frozenset[int] = frozenset()) -> Iterator[Found]:
    """The elements of one agent, named `name.instructions`, `name.tools`, `name.model` …; none that are `taken`."""
    grouped: dict[str, list[Entry]] = {}
    for entry in node.entries:
        if id(entry.value) not in taken:
            grouped.setdefault(group(entry.key), []).append(entry)
    yield from prompt(f"{name}.instructions", [*grouped.get("instructions", ()), *grouped.get("beside", ())], scope)
    yield from granted(f"{name}.tools", grouped.get("tools", ()), scope, taken=taken)
    yield from model(f"{name}.model", [*grouped.get("model", ()), *grouped.get("model_with", ())], scope)
    yield from delegates(name, [*grouped.get("delegates", ()), *grouped.get("limits", ())], scope)
    yield from approvals(name, grouped.get("approval", ()), scope)


def prompt(name: str, entries: Iterable[Entry], scope: Scope | None, more: Iterable[Part] = ()) -> Iterator[Found]:
    """The texts that the model is told, in one element."""
    texts = [entry for entry in entries if isinstance(entry.value, Scalar) and entry.value.value not in (None, "")]
    parts = [fixed(snake(entry.key), _text(entry), entry.span) for entry in texts] + list(more)
    if parts:
        claims = tuple(entry.value for entry in texts)
        yield whole(
            Kind.PROMPT,
            name,
            parts,
            _span([*(entry.span for entry in texts), *(part[2][0][1] for part in more)]),
            claims=claims,
            scope=scope,
        )


def _text(entry: Entry) -> object:
    text = text_of(entry.value)
    return normalised(text) if text is not None else plain(entry.value)


def granted(
    name: str,
    entries: Iterable[Entry],
    scope: Scope | None,
    *,
    every: Span | None = None,
    taken: frozenset[int] = frozenset(),
) -> Iterator[Found]:
    """The grant, as sorted sets, and what is declared in it. `every` is where all tools are granted unsaid."""
    parts: list[Part] = []
    claims = []
    for entry in entries:
        part, declared = grants(entry, scope, taken)
        yield from declared
        claims.append(entry.value)
        parts.extend(each for each in (part, denied(entry)) if each is not None)
    if every is not None and not any(key in ("tools", "allowed_tools") for key, _, _ in parts):
        parts.insert(0, listed("tools", [(EVERY, every)], every))
    if parts:
        span = _span([part[2][0][1] for part in parts])
        yield whole(Kind.TOOL, name, parts, span, subject="grant", claims=tuple(claims), scope=scope)


def model(name: str, entries: Iterable[Entry], scope: Scope | None) -> Iterator[Found]:
    """The model with provider and parameters, whichever key names it."""
    parts: list[Part] = []
    chosen = [entry for entry in entries if plain(entry.value) not in (None, "", {}, [])]
    named = False
    for entry in chosen:
        key = snake(entry.key)
        if (
            group(entry.key) == "model"
            and not named
            and key not in ("fallback_model", "fallback_models", "small_model")
        ):
            named = True
            key = "model"
        elif key in PROVIDER_KEYS:
            key = "provider"
        parts.append(kept(entry, key))
    if parts:
        yield whole(
            Kind.MODEL,
            name,
            parts,
            _span([entry.span for entry in chosen]),
            claims=tuple(entry.value for entry in chosen),
            scope=scope,
        )


def delegates(name: str, entries: Iterable[Entry], scope: Scope | None) -> Iterator[Found]:
    """Whom the agent may hand over to, and how far it may go on its own."""
    chosen = [entry for entry in entries if plain(entry.value) is not None]
    parts = [_delegate(entry) for entry in chosen]
    if parts:
        yield whole(
            Kind.AGENT,
            name,
            parts,
            _span([entry.span for entry in chosen]),
            claims=tuple(entry.value for entry in chosen),
            scope=scope,
        )


def _delegate(entry: Entry) -> Part:
    key = snake(entry.key)
    if not isinstance(entry.value, (Seq, Map)):
        return kept(entry, key)
    called = []
    for value, span in members(entry.value):
        known = next(
            (
                value[name]
                for name in ("name", "agent", "config_path", "path", "id")
                if isinstance(value, dict) and isinstance(value.get(name), str)
            ),
            None,
        )
        called.append(
            (
                known
                if known is not None and not {"label", "prompt", "send", "description"} & set(value)
                else hidden("", value),
                span,
            )
        )
    return listed(key, called, entry.span)


def approvals(name: str, entries: Iterable[Entry], scope: Scope | None) -> Iterator[Found]:
    """One element a setting: who is asked, what stops it, what runs around it."""
    for entry in entries:
        key = snake(entry.key)
        if plain(entry.value) in (None, "", {}, []):
            continue
        if key == "hooks":
            yield from hooks(f"{name}.hooks", entry, scope)
            continue
        flat = isinstance(entry.value, Seq) and all(isinstance(item, Scalar) for item in entry.value.items)
        part = listed(key, members(entry.value), entry.span) if flat else kept(entry, key)
        yield whole(Kind.APPROVAL, f"{name}.{key}", [part], entry.span, claims=(entry.value,), scope=scope)


def _span(spans: Iterable[Span]) -> Span:
    all_spans = tuple(spans)
    return Span(min(span.line for span in all_spans), max(span.end_line for span in all_spans))
