"""Names that become a part of a prompt: handed to a prompt position, or woven into a text that stands in one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.documents._located import Call, Code, Map, Ref, Scalar, Seq, text_of
from threatgate.recognisers._code import settings, tail
from threatgate.recognisers._prompt_pieces import DEEP, references
from threatgate.recognisers._prompt_words import (
    builds_prompt,
    content_keys,
    for_people,
    is_agent_name,
    is_role,
    key_strength,
    name_strength,
    role_keys,
    shapes,
    wraps,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._located import Located
    from threatgate.recognisers._code import Facts, Site

_HOLE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"(?<![\w$.\"'])\$?([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?![\w(\"'])")
_OWN = frozenset({"self", "this", "cls", "static", "Self"})
_OTHERS = frozenset({"tool", "function"})


def handed(known: Facts) -> Iterator[tuple[str, str]]:
    """Names that are handed to a prompt position, each with the function in which that is done."""
    for site in known.sites:
        for name in _handed_on(site.node):
            yield site.where, name


def woven(known: Facts) -> frozenset[str]:
    """Names of the module that stand in a prompt's text or are added to it, and those that stand in theirs."""
    found: set[str] = set()
    kept: dict[str, list[Located]] = {}
    for one in known.module.assignments:
        kept.setdefault(tail(one.target), []).append(one.value)
    waiting = [name for site in known.sites if _is_prompt_position(site) for name in parts(site.node)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [each for value in kept.pop(name, ()) for each in parts(value, 1)]
    return frozenset(found)


def parts(node: Located | None, depth: int = 0) -> Iterator[str]:
    """The names that a text is put together from: in its gaps, added to it, handed to what formats it."""
    match node:
        case Scalar(value=str(text)) if "{" in text:
            for hole in _HOLE.findall(text):
                yield from _own_names(hole)
        case Ref() if depth:
            yield from _own_names(node.name)
        case Code(choices=()) if " + " in node.text and "(" not in node.text.replace("( ", ""):
            yield from _own_names(node.text)
        case _ if depth < DEEP:
            for item in _pieces(node):
                yield from parts(item, depth + 1)


def _pieces(node: Located | None) -> Iterator[Located | None]:
    """What a text is put together from where it is no literal."""
    match node:
        case Call() if shapes(node.callee) or wraps(node.callee):
            yield from (node.receiver, *node.args, *(entry.value for entry in node.kwargs))
        case Code():
            yield from node.choices
        case Seq():
            yield from node.items
        case Map():
            yield from (entry.value for entry in node.entries if entry.key in content_keys())


def _own_names(text: str) -> Iterator[str]:
    """Names of the module itself: alone, of the own object, of a class or a constant."""
    for dotted in _NAME.findall(text.replace("::", ".").replace("()", "")):
        head, _, rest = dotted.rpartition(".")
        if not head or head in _OWN or head[:1].isupper() or rest.isupper():
            yield rest


def _is_prompt_position(site: Site) -> bool:
    node = site.node
    if any(for_people(call.callee) and not wraps(call.callee) for call in site.calls):
        return False
    if isinstance(node, Map):
        roles = [text_of(entry.value) for entry in node.entries if entry.key in role_keys()]
        return any(is_role(role) and role not in _OTHERS for role in roles)
    if isinstance(node, Call) and wraps(node.callee):
        return True
    if site.top and site.names and name_strength(site.names[0]) == "sure":
        return True
    if site.key == "return":
        return bool(builds_prompt(tail(site.where)))
    strength = key_strength(site.key)
    return strength in ("sure", "field") or (
        strength == "agent" and bool(site.calls) and is_agent_name(site.calls[-1].callee)
    )


def _handed_on(node: Located) -> Iterator[str]:
    if isinstance(node, Call):
        call = node
        if wraps(call.callee):
            for item in (*call.args, *(entry.value for entry in call.kwargs)):
                yield from references(item)
        agent = is_agent_name(call.callee)
        for entry in settings(call):
            strength = key_strength(entry.key)
            if strength in ("sure", "field") or (strength == "agent" and agent):
                yield from references(entry.value)
    elif isinstance(node, Map) and any(text_of(entry.value) == "system" for entry in node.entries):
        for entry in node.entries:
            yield from references(entry.value)
