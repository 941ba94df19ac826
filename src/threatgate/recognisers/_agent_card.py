"""Agent cards of the A2A protocol: what an agent offers to other agents, where, and whom it lets in."""

from __future__ import annotations

from posixpath import basename
from typing import TYPE_CHECKING

from threatgate.documents._located import Located, Map, Seq, entries_of, items_of, plain, text_of
from threatgate.model import Kind, Scope, Span
from threatgate.recognisers._parts import Part, kept, listed, whole

if TYPE_CHECKING:
    from threatgate.recognisers._api import Found

_NAMES = frozenset({"agent-card.json", "agent_card.json", "agentcard.json"})
_KEPT = frozenset({
    "description", "url", "supportedInterfaces", "additionalInterfaces", "preferredTransport", "capabilities",
    "securitySchemes", "securityRequirements", "security", "supportsAuthenticatedExtendedCard", "authentication",
})  # fmt: skip
_REQUIRED = ("securityRequirements", "security")
_OF_SKILL = ("id", "name", "description", "securityRequirements", "security")


def is_card(root: Map, path: str) -> bool:
    """Whether a document is an agent card: by its shape, which nothing else has."""
    keys = set(root.keys)
    reach = bool(keys & {"url", "supportedInterfaces"})
    shaped = (
        isinstance(root.get("skills"), Seq) and isinstance(root.get("capabilities"), Map) and "name" in keys and reach
    )
    return shaped or (basename(path).lower() in _NAMES and "skills" in keys)


def card(root: Map, scope: Scope | None) -> Found:
    """The agent that a card offers; version, provider and icons are no part of it."""
    parts: list[Part] = [
        listed(entry.key, [_required(item) for item in entry.value.items], entry.span)
        if entry.key in _REQUIRED and isinstance(entry.value, Seq)
        else kept(entry)
        for entry in root.entries
        if entry.key in _KEPT
    ]
    skills = root.entry("skills")
    if skills is not None:
        parts.append(listed("skills", [_skill(item) for item in items_of(skills.value)], skills.span))
    name = text_of(root.get("name")) or "agent"
    return whole(
        Kind.AGENT,
        name,
        parts,
        root.span,
        subject="agent_card",
        claims=(root,),
        scope=scope,
    )


def _required(item: Located) -> tuple[object, Span]:
    """One of the ways in which a caller may prove who it is: the schemes that it takes together, with their scopes."""
    schemes = item.get("schemes") if isinstance(item, Map) and item.get("schemes") is not None else item
    said = []
    for entry in entries_of(schemes):
        scopes = entry.value.get("list") if isinstance(entry.value, Map) else entry.value
        named = ", ".join(sorted(str(plain(scope)) for scope in items_of(scopes)))
        said.append(f"{entry.key} ({named})" if named else entry.key)
    return " and ".join(sorted(said)), item.span


def _skill(item: Located) -> tuple[object, Span]:
    return {entry.key: plain(entry.value) for entry in entries_of(item) if entry.key in _OF_SKILL}, item.span
