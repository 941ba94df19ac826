"""Which Markdown files define an agent, a skill or a command."""

from __future__ import annotations

from posixpath import basename
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._kinds import Prose
from threatgate.model import Scope
from threatgate.recognisers._places import stands_in
from threatgate.recognisers._prompt_text import addressed, speaks

if TYPE_CHECKING:
    from threatgate.recognisers._api import Source


def agent_place(source: Source) -> str:
    """`agent`, `skill`, `command`, `other` for a definition elsewhere in the product; "" if the file is none."""
    prose = source.document
    if not isinstance(prose, Prose) or not source.path.lower().endswith((".md", ".mdx", ".markdown")):
        return ""
    if basename(source.path).split(".")[0].lower() in table("agent_places")["never"]:
        return ""
    for name in table("agent_places")["places"]:
        if stands_in(source.path, "agent_places", "places", name, "sure"):
            return str(name)
    if source.scope is Scope.DOCS:
        return ""
    for name in table("agent_places")["places"]:
        if stands_in(source.path, "agent_places", "places", name, "cued") and (_defines(prose) or _cued(prose)):
            return str(name)
    keys = set(prose.front.keys) if prose.front is not None else set()
    named = {"name", "description"} <= keys and _defines(prose)
    return "other" if named and (keys & set(table("agent_places")["marks"]) or addressed(prose.body)) else ""


def _cued(prose: Prose) -> bool:
    """Without front matter of an agent: the text itself speaks to a model, or takes a command's arguments."""
    return (prose.front is None and speaks(prose.body)) or "$ARGUMENTS" in prose.body


def _defines(prose: Prose) -> bool:
    """Front matter of an agent: what only agents have, or a description without the keys of a page."""
    keys = set(prose.front.keys) if prose.front is not None else set()
    rows = table("agent_places")
    if keys & set(rows["pages"]) - ({"tags"} if keys & set(rows["marks"]) else set()):
        return False
    return bool(keys & set(rows["marks"])) or "description" in keys
