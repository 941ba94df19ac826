"""What infrastructure lets an AI system do: statements of policies, assignments of roles, policies given by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._located import Located, Map, Scalar, Seq, entries_of, items_of, plain, text_of, walk
from threatgate.identity import canonical
from threatgate.model import Kind
from threatgate.recognisers._parts import Part, fixed, listed, whole
from threatgate.vocabulary import snake, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Span
    from threatgate.recognisers._api import Found
    from threatgate.recognisers._resources import Resource

_ACTIONS = ("action", "actions", "not_action", "not_actions")
_RESOURCES = ("resource", "resources", "not_resource", "not_resources")
_NAMED = ("managed_policy_arns", "policies", "policy_arn", "managed_policies")
_POLICY = ("PolicyName", "policy_name")
# The same resource in whichever part of the cloud.
_PARTITION = re.compile(r"^arn:(?:aws[\w-]*|\$\{[^}]*\}):")
MOST = 200


def statements(name: str, body: Map) -> Iterator[Found]:
    """One element for each list of statements that has to do with AI, as what they allow and deny."""
    known: dict[str, int] = {}
    for label, items in _lists(body, ""):
        if any(_of_ai(item) for item in items):
            full = f"{name}.{label}" if label else name
            known[full] = known.get(full, 0) + 1
            yield _policy(full if known[full] == 1 else f"{full}[{known[full]}]", items)


def states(key: str) -> bool:
    """Whether statements of a policy stand under a key."""
    return words(key)[-1:] in (("statement",), ("statements",))


def _lists(node: Located, label: str) -> Iterator[tuple[str, list[Map]]]:
    """Lists of statements at any depth, `Statement: […]` or `statement {…}`, with what their policy is called."""
    for item in items_of(node):
        yield from _lists(item, label)
    named = next((text for key in _POLICY if isinstance(node, Map) and (text := text_of(node.get(key)))), label)
    for entry in entries_of(node):
        held = entry.value.items if isinstance(entry.value, Seq) else (entry.value,)
        found = [item for item in held if isinstance(item, Map) and _is_statement(item)]
        if found and states(entry.key):
            yield named, found
        else:
            yield from _lists(entry.value, "trust" if words(entry.key)[:1] == ("assume",) else named)


def _is_statement(node: Map) -> bool:
    keys = {snake(key) for key in node.keys}
    return bool(keys & set(_ACTIONS)) and bool(keys & {"effect", "resource", "resources", "principal", "principals"})


def _texts(node: Map, keys: tuple[str, ...]) -> list[tuple[str, Span, str]]:
    found = []
    for entry in node.entries:
        if snake(entry.key) in keys:
            held = entry.value.items if isinstance(entry.value, Seq) else (entry.value,)
            mark = "not " if snake(entry.key).startswith("not") else ""
            found += [(str(plain(item)), item.span, mark) for item in held]
    return found


def _of_ai(node: Map) -> bool:
    known = set(table("infrastructure")["ai_services"])
    acts = any(text.partition(":")[0].lower() in known for text, _, _ in _texts(node, _ACTIONS))
    principal = next((entry.value for entry in node.entries if snake(entry.key) in ("principal", "principals")), None)
    text = canonical(plain(principal)).lower() if principal is not None else ""
    return acts or any(f"{service}.amazonaws.com" in text for service in known)


def _policy(name: str, items: list[Map]) -> Found:
    rows = table("infrastructure")
    allowed: list[tuple[str, Span]] = []
    denied: list[tuple[str, Span]] = []
    for item in items:
        effect = next((text_of(e.value) or "" for e in item.entries if snake(e.key) == "effect"), "Allow")
        held = denied if effect.lower() == "deny" else allowed
        under = next((e.value for e in item.entries if snake(e.key) in ("condition", "conditions")), None)
        condition = f" if {canonical(plain(under))}" if under is not None else ""
        reached = [
            f"{mark}{_PARTITION.sub('arn:aws:', text)}" for text, _, mark in _texts(item, _RESOURCES)
        ] or _principals(item)
        for action, span, mark in _texts(item, _ACTIONS):
            if action.partition(":")[0].lower() not in rows["plumbing_services"]:
                held.extend((f"{mark}{action} on {each}{condition}", span) for each in reached or ["*"])
    span = items[0].span._replace(end_line=max(item.span.end_line for item in items))
    parts = [listed(key, sorted(held)[:MOST], span) for key, held in (("allow", allowed), ("deny", denied)) if held]
    return whole(Kind.IDENTITY, name, parts, span)


def _principals(item: Map) -> list[str]:
    """Whom a statement of trust speaks of."""
    held = next((e.value for e in item.entries if snake(e.key) in ("principal", "principals")), None)
    return [f"behalf of {node.value}" for _, node in walk(held) if isinstance(node, Scalar)] if held is not None else []


def role(resource: Resource) -> Found | None:
    """A role given to somebody: which, to whom, on what."""
    rows = table("infrastructure")
    entries = {snake(entry.key): entry for entry in resource.properties.entries}
    named = next((entries[key] for key in rows["roles"]["role"] if key in entries), None)
    if named is None or not any(key in entries for key in rows["roles"]["principal"]):
        return None
    told = _role_name(named.value)
    if told.lower() in rows["plumbing_roles"]:
        return None
    parts: list[Part] = [fixed("role", told, named.span)]
    for place in ("principal", "scope"):
        for key in rows["roles"][place]:
            if key in entries and key != "principal_type":
                parts.append(fixed(place, plain(entries[key].value), entries[key].span))
                break
    return whole(Kind.IDENTITY, resource.name, parts, resource.span)


def _role_name(node: Located) -> str:
    """The role's name, if need be by its id anywhere in the text."""
    text = str(plain(node))
    rows = table("infrastructure")
    return next((name for key, name in rows["role_ids"].items() if key in text.lower()), None) or next(
        (key for key in rows["plumbing_roles"] if key in text.lower()), text
    )


def named_policies(resource: Resource) -> Found | None:
    """Policies about AI that are attached by their names."""
    rows = table("infrastructure")
    found: list[tuple[str, Span]] = []
    span = resource.span
    for entry in resource.properties.entries:
        if snake(entry.key) in _NAMED:
            for item in items_of(entry.value) or (entry.value,):
                text = text_of(item) or ""
                if not text.startswith("${") and any(
                    word in text.replace("_", "").lower() for word in rows["ai_policies"]
                ):
                    found.append((text.rpartition("/")[2] or text, item.span))
                    span = entry.span
    if not found:
        return None
    return whole(Kind.IDENTITY, f"{resource.name}.policies", [listed("policies", found, span)], span)
