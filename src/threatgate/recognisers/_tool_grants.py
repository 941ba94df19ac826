"""The tools that an agent is given: lists, maps and arguments of tools, compared as sets of names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.documents._located import Call, Code, Entry, Located, Map, Ref, Scalar, Seq, text_of
from threatgate.model import Kind
from threatgate.recognisers._code import Facts, Site, around, bare, tail
from threatgate.recognisers._model_words import provider_name
from threatgate.recognisers._parts import alone, listed
from threatgate.recognisers._policy_words import logic_of
from threatgate.recognisers._stated import is_function, quoted, without_strings
from threatgate.recognisers._tool_words import computes, grants, limits, rows, takes_tools

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Span
    from threatgate.recognisers._api import Found

SUBJECT = "grant"
PAIR = 2
_NAMED = re.compile(r"[A-Za-z_$][\w.$]*(?:\(.*\))?")
# What is computed in the key of a tool is no word of its name.
_GAP = re.compile(r"\{[^{}]*\}")
# What a call gives is spread into a list; with what it is called says nothing of the list's name.
_SPREAD_CALL = re.compile(r"^\.{3}(?:[( ]|await )*([A-Za-z_$][\w.$]*) \(.*", re.DOTALL)
# The key under which a call has the types that it is made with.
TYPES = "<T>"
# Languages in which a tool is handed over as the object that has it, under the object's own name.
_BY_NAME = frozenset({"csharp", "java", "kotlin"})


def granted(site: Site, known: Facts) -> Iterator[Found]:
    """The grants that a node states: under a name or key that holds tools, or by position in a call that takes them."""
    node = site.node
    if isinstance(node, Call):
        yield from _by_position(site, node, known)
        yield from _appended(site, node)
        yield from _taken(site, node, known)
        if site.calls and grants(site.key):
            yield from _grant(_named(site), node, site.span, known)
        return
    if _hands_back(site):
        yield from _grant(site.where, node, site.span, known)
        return
    if not site.key or not grants(site.key) or not isinstance(node, (Seq, Map, Code)):
        by_name = known.module.language in _BY_NAME and takes_tools(site.key) == "set"
        if isinstance(node, Ref) and site.calls and by_name:
            names = listed("tools", _offered(node, known), site.span)
            yield alone(Kind.TOOL, _named(site), names, site.span, subject=SUBJECT)
        return
    yield from _grant(_named(site), node, site.span, known)


def _hands_back(site: Site) -> bool:
    """Whether a node is what a function named after its tools hands back: `fn tools() -> HashMap<…>`."""
    if site.key != "return" or site.names or not isinstance(site.node, (Seq, Map)):
        return False
    name = tail(site.where)
    return grants(name) and logic_of(name, "", "", ai=True) is None


def _named(site: Site) -> str:
    """The name of a grant, whichever of the methods that take tools is called."""
    name = site.name
    return f"{name.rpartition('.')[0]}.tools" if site.calls and takes_tools(site.key) == "set" else name


def _taken(site: Site, call: Call, known: Facts) -> Iterator[Found]:
    """Tools handed to a method that takes them: `.tools(new Clock())`, `Plugins.AddFromType<Clock>()`."""
    kind = takes_tools(call.callee)
    owner = call.callee.rpartition(".")[0]
    if not kind or not owner:
        return
    types = [found for entry in call.kwargs if entry.key == TYPES for found in names_in(entry.value, known)]
    given = call.args[:1] if kind == "one" and not types else () if kind == "one" else call.args
    names = [*types, *(found for item in given for found in _offered(item, known))]
    names = [found for found in names if found[0] not in rows()["any_tool"]]
    if not names and kind == "one":
        names = [(tail(call.callee), call.span)]
    if not names:
        return
    last = "tools" if kind == "set" else "+".join(sorted({text for text, _ in names}))[:80]
    # In which method of a class a plugin is added says nothing of it.
    where = next((name for name in around(site.where) if tail(name) in known.classes), "")
    name = ".".join(part for part in (site.where if kind == "set" else where, last) if part)
    yield alone(Kind.TOOL, name, listed("tools", names, call.span), call.span, subject=SUBJECT)


def _offered(node: Located, known: Facts) -> list[tuple[str, Span]]:
    text = text_of(node)
    if isinstance(node, Ref) and known.module.language in _BY_NAME:
        # How a variable is called says less than what it is.
        return [(known.types.get(tail(node.name), tail(node.name)), node.span)]
    return [(text, node.span)] if text else names_in(node, known)


def _by_position(site: Site, call: Call, known: Facts) -> Iterator[Found]:
    at = rows()["granting"].get(tail(call.callee))
    if at is None or at >= len(call.args):
        return
    node = known.resolved(call.args[at])
    if isinstance(node, Seq):
        base = site.name if site.names or site.where else tail(call.callee)
        yield from _grant(f"{base}.tools", node, call.args[at].span, known)


def _appended(site: Site, call: Call) -> Iterator[Found]:
    """`tools.append(search)`: one more tool in a list."""
    owner, _, method = call.callee.rpartition(".")
    if method not in rows()["appends"] or not owner or not grants(tail(owner)) or not call.args:
        return
    names = [found for item in call.args for found in names_in(item) if found[0] not in rows()["any_tool"]]
    if names:
        name = ".".join(part for part in (site.where, bare(owner)) if part)
        last = "+".join(sorted({_SPREAD_CALL.sub(r"...\1()", text) for text, _ in names}))[:80]
        yield alone(Kind.TOOL, f"{name}.{last}", listed("tools", names, call.span), call.span, subject=SUBJECT)


def _grant(name: str, node: Located, span: Span, known: Facts) -> Iterator[Found]:
    names = [found for found in names_in(node, known) if found[0] and not _serves(name, found[0])]
    none = isinstance(node, Seq) and not node.items and limits(name)
    if names or none:
        yield alone(Kind.TOOL, name, listed("tools", names, span), span, subject=SUBJECT)


def _serves(name: str, plugin: str) -> bool:
    """Whether a plugin only brings the models of a provider: `plugins: [googleAI()]`."""
    served = provider_name(plugin) or provider_name(plugin.removesuffix("AI"))
    return tail(name).lower().endswith("plugins") and served is not None


def names_in(node: Located, known: Facts | None = None) -> list[tuple[str, Span]]:
    """The names of the tools a node lists."""
    match node:
        case Seq():
            return [found for item in node.items for found in (_pair(item) or names_in(item, known))]
        case Map():
            named = text_of(node.get("name")) or text_of(node.get("type"))
            if named and any(
                key in ("description", "function", "type", "input_schema", "parameters") for key in node.keys
            ):
                inner = node.get("function", "name")
                return [(text_of(inner) or named, node.span)]
            return [(_GAP.sub("", entry.key) or entry.key, entry.span) for entry in node.entries if _is_given(entry)]
        case Ref():
            return [(tail(node.name), node.span)]
        case Scalar(value=str(text)):
            return [(text, node.span)] if text and " " not in text else []
        case Call():
            named = _made(node)
            return [(named, node.span)] if named else []
        case Code():
            return _in_code(node, known)
    return []


def _pair(item: Located) -> list[tuple[str, Span]]:
    """A tool under its name: `("search", search_tool())`, as maps are made of."""
    if not isinstance(item, Seq) or len(item.items) != PAIR or isinstance(item.items[1], Scalar):
        return []
    text = text_of(item.items[0])
    return [(text, item.span)] if text and " " not in text else []


def _in_code(node: Code, known: Facts | None) -> list[tuple[str, Span]]:
    """The tools that an expression comes to: those it chooses from, those it spells, the lists it adds up."""
    if node.choices:
        return [found for item in node.choices if not isinstance(item, Ref) for found in names_in(item, known)]
    if node.text.startswith("..."):
        return [(node.text, node.span)]
    if is_function(node):
        return []
    spelt = [(text, node.span) for text, before, after in quoted(node.text) if _is_item(text, before, after)]
    return [(f"...{part}", node.span) for part in _added(node.text)] + spelt


def _added(text: str) -> list[str]:
    """The lists that an expression adds up, by name: `base + extra ( )`."""
    if " + " not in without_strings(text):
        return []
    parts = [part.replace(" ", "") for part in without_strings(text).strip("() ").split(" + ")]
    return [part for part in parts if _NAMED.fullmatch(part)]


def _made(call: Call) -> str:
    """The name of the tool that a call makes, "" where it only shapes what it is given."""
    own = text_of(call.named("name", "tool_name", "toolName")) or _wrapped(call)
    if own or computes(call.callee):
        return own or ""
    return bare(call.callee) if call.callee.endswith(("as_tool", "asTool")) else bare(call.callee).rpartition(".")[2]


def _wrapped(call: Call) -> str | None:
    """The function that a factory makes a tool of: `AIFunctionFactory.Create(GetOrder)`."""
    if tail(call.callee) not in rows()["factories"]:
        return None
    texts = [text for item in call.args if (text := text_of(item)) and " " not in text]
    handed = [tail(item.name) for item in call.args if isinstance(item, Ref)]
    return next(iter((*texts, *handed)), None)


def _is_item(text: str, before: str, after: str) -> bool:
    """Whether a literal of an expression is an item of a list in it, no subscript, key or operand."""
    return (
        len(text) > 2
        and " " not in text
        and before in ("", "[", ",", "(")
        and after in ("", "]", ",", ")")
        and (before, after) != ("[", "]")
    )


def _is_given(entry: Entry) -> bool:
    """Whether a key of a map of tools is a tool rather than a switched-off one."""
    return not (isinstance(entry.value, Scalar) and entry.value.value in (False, None))
