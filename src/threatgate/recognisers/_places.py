"""Where files stand: paths against the patterns of a catalogue table, and what steers coding assistants."""

from __future__ import annotations

from functools import lru_cache
from posixpath import basename, dirname
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents import format_of
from threatgate.globs import matches_any
from threatgate.model import Kind, Scope
from threatgate.vocabulary import words

if TYPE_CHECKING:
    from threatgate.recognisers._api import Source

_MANY = 4096
_FOLDER_NAMES = frozenset({"skill", "index", "prompt", "instructions", "instruction", "config", "main", "system"})


@lru_cache(_MANY)
def stands_in(path: str, name: str, *keys: str) -> bool:
    """Whether a path fits a list of patterns of a catalogue table, case ignored."""
    rows = table(name)
    for key in keys:
        rows = rows[key]
    return matches_any(path.lower(), tuple(row.lower() for row in rows))


def gate_place(path: str) -> bool:
    """Whether a file holds the gate's settings, or says who owns them or signs approvals."""
    return any(stands_in(path, "gate_places", one) for one in ("settings", "owners", "signers"))


def steering(source: Source) -> Scope | None:
    """`agent-config` for a file that steers coding assistants though its place alone does not say so; else None."""
    if source.scope in (Scope.PRODUCT, Scope.CI) and stands_in(source.path, "assistant_places", "steering"):
        return Scope.AGENT_CONFIG
    return None


def stem(path: str) -> str:
    """The file's name without folder and suffixes; the folder's name where the file's says only what sort it is."""
    name = basename(path)
    bare = name.lstrip(".").split(".")[0] or name
    folder = basename(dirname(path))
    return folder if bare.lower() in _FOLDER_NAMES and folder else bare


_HELD = {
    "settings": Kind.APPROVAL,
    "gate": Kind.APPROVAL,
    "mcp": Kind.TOOL,
    "instructions": Kind.PROMPT,
    "agents": Kind.AGENT,
}


# Formats that nothing but AI systems are written in.
_LANGUAGES = {"baml": Kind.PROMPT, "colang": Kind.APPROVAL, "modelfile": Kind.MODEL}


@lru_cache(_MANY)
def surface_kind(path: str) -> Kind | None:
    """What the file at a path holds by its place alone, for one that cannot be parsed; None if nothing says it."""
    for key, kind in _HELD.items():
        if stands_in(path, "assistant_places", key):
            return kind
    for name in ("agent", "skill", "command"):
        if stands_in(path, "agent_places", "places", name, "sure"):
            return Kind.PROMPT
    return Kind.PROMPT if prompt_place(path) == "sure" else _LANGUAGES.get(format_of(path) or "")


@lru_cache(_MANY)
def prompt_place(path: str) -> str:
    """`sure` where folder, name or suffix make a file a prompt, `cued` where its text must bear it out, else ""."""
    rows = table("prompt_places")
    name = basename(path).lower()
    folders = dirname(path).lower().split("/")
    bare = name.lstrip(".").split(".")[0]
    parts = words(basename(path).partition(".")[0])
    if bare in rows["never"]["names"] or set(folders) & set(rows["never"]["folders"]):
        return ""
    if name.endswith(tuple(rows["suffixes"])):
        return "sure"
    if not name.endswith(tuple(rows["templates"])):
        return ""
    if set(folders) & set(rows["folders"]):
        return "sure"
    if set(parts) & set(rows["never"]["words"]):
        return ""
    paired = any(all(word in parts for word in pair) for pair in rows["pairs"])
    if paired or set(parts) & set(rows["words"]):
        return "sure"
    return "cued" if bare in rows["cued"] or name.endswith(tuple(rows["cued_suffixes"])) else ""
