"""YAML tags: what the standard ones make of a value, and how a stranger's tag is kept."""

from __future__ import annotations

from threatgate.documents._located import Entry, Located, Map
from threatgate.documents._scalars import Word, yaml_word

_STANDARD = "tag:yaml.org,2002:"
_TEXT = frozenset({"!", "!!str", "!!binary", "!!timestamp"})
_NUMBERS = {"!!int": int, "!!float": float}
_AS_THEY_ARE = frozenset({"!", "!!map", "!!seq", "!!set", "!!omap", "!!pairs"})


def displayed(tag: str) -> str:
    """A tag as people write it: `!!str`, `!Ref`, `!<tag:example.org,2026:x>`."""
    if tag.startswith(_STANDARD):
        return "!!" + tag.removeprefix(_STANDARD)
    return tag if tag.startswith("!") else f"!<{tag}>"


def tagged_word(tag: str, text: str, *, plain: bool) -> tuple[Word, str]:
    """A scalar's value under its tag, and the tag that is left to keep, "" if the value says it all."""
    if tag in _TEXT:
        return text, ""
    word = yaml_word(text)
    if tag in _NUMBERS and isinstance(word, (int, float)) and not isinstance(word, bool):
        return _NUMBERS[tag](word), ""
    if (tag == "!!bool" and isinstance(word, bool)) or (tag == "!!null" and word is None):
        return word, ""
    return (word if plain else text), tag


def tagged(tag: str, node: Located) -> Located:
    """A node under a tag that no reader here knows: a mapping from the tag to the value, as CloudFormation has it."""
    if not tag or tag in _AS_THEY_ARE:
        return node
    return Map((Entry(tag, node, node.span),), node.span)
