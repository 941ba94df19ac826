"""Fields of a located mapping as a model reads them: texts without their layout, what is empty as if it were absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.documents._located import entries_of, plain, text_of
from threatgate.identity import canonical, freeze
from threatgate.threat_models._documents import words
from threatgate.threat_models._stated import from_mapping, from_tags, from_text, merged

if TYPE_CHECKING:
    from threatgate.documents._located import Located, Map
    from threatgate.threat_models._stated import Stated

_EXTENSIONS = ("extensions", "attributes", "metadata")


def stated_of(node: Map, *texts: str) -> Stated:
    """What a mapping says to the gate: in its places for extensions, in its tags, then in these texts of it."""
    given = [from_mapping(plain(found)) for key in _EXTENSIONS if (found := node.get(key)) is not None]
    tags = node.get("tags")
    tagged = from_tags(plain(tags)) if tags is not None and isinstance(plain(tags), list) else {}
    return merged(*given, tagged, *(from_text(raw(node.get(key))) for key in texts))


def told(node: Located | None, without: frozenset[str] | set[str]) -> dict[str, Any]:
    """What a mapping says, texts without their layout, empty fields as if they were absent."""
    found = {entry.key: reflowed(plain(entry.value)) for entry in entries_of(node) if entry.key not in without}
    return {key: value for key, value in found.items() if value not in ("", None, [], {})}


def reflowed(value: Any) -> Any:
    """A value whose texts have lost their layout and whose lists their order."""
    if isinstance(value, str):
        return words(value)
    if isinstance(value, list):
        return sorted((reflowed(item) for item in value), key=lambda item: canonical(freeze(item)))
    if isinstance(value, dict):
        return {key: reflowed(item) for key, item in value.items()}
    return value


def raw(node: Located | None) -> str:
    """The text of a node as it stands; "" for anything else."""
    return text_of(node) or ""


def text_at(node: Map, *keys: str) -> str:
    """The text or number at a path of keys, without layout; "" where there is none."""
    found = node.get(*keys)
    value = plain(found) if found is not None else ""
    return words(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
