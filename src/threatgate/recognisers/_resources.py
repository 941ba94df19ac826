"""Infrastructure as code, whatever writes it, as resources: their type, name and properties."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from threatgate.catalog import table
from threatgate.documents._located import Call, Code, Entry, Located, Map, Ref, Scalar, Seq, items_of, plain, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Span

_INTRINSIC = re.compile(r"!\w+|Fn::\w+|Ref|Condition")
_ARM = ("deploymentTemplate", "DeploymentTemplate")
# `parameters('name')` in the language of ARM.
_NAMED = re.compile(r"(?:parameters|variables)\('([\w-]+)'\)")
# Whether a value is handed in or worked out on the way says nothing of it.
_HELD = re.compile(r"\$\{(?:var|local)\.(?=[\w-]+\})")
_JOINING = frozenset({"concat", "union", "merge", "setunion", "flatten", "setUnion"})
LONGEST = 200
MODULE = "module"


class Resource(NamedTuple):
    """A resource or module. `type` is in lower case, `properties` hold no nodes of code, `source` is a module's."""

    type: str
    name: str
    properties: Map
    span: Span
    source: str = ""


def flavour(form: str, root: Located) -> str:
    """Which language of infrastructure a document is written in, "" for none."""
    if form in ("hcl", "bicep"):
        return form
    if not isinstance(root, Map):
        return ""
    if any(word in (text_of(root.get("$schema")) or "") for word in _ARM):
        return "arm"
    resources = root.get("Resources")
    if isinstance(resources, Map) and any(_is_aws(entry.value) for entry in resources.entries):
        return "cloudformation"
    held = root.get("resource")
    return "hcl" if isinstance(held, Map) and all("_" in key for key in held.keys) and held.keys else ""


def _is_aws(node: Located) -> bool:
    return isinstance(node, Map) and (text_of(node.get("Type")) or "").startswith(("AWS::", "Custom::", "Alexa::"))


def resources(kind: str, root: Map) -> Iterator[Resource]:
    """The resources of a document that holds data alone, see `textual`."""
    match kind:
        case "hcl":
            yield from _terraform(root)
        case "bicep":
            yield from _bicep(root)
        case "arm":
            yield from _arm(root.get("resources"))
        case "cloudformation":
            held = root.get("Resources")
            for entry in held.entries if isinstance(held, Map) else ():
                node = entry.value
                if isinstance(node, Map):
                    given = node.get("Properties")
                    body = given if isinstance(given, Map) else Map((), node.span)
                    yield Resource((text_of(node.get("Type")) or "").lower(), entry.key, body, entry.span)


def _terraform(root: Map) -> Iterator[Resource]:
    for kind in ("resource", "data"):
        types = root.get(kind)
        for declared in types.entries if isinstance(types, Map) else ():
            for named in declared.value.entries if isinstance(declared.value, Map) else ():
                for body in named.value.items if isinstance(named.value, Seq) else (named.value,):
                    if isinstance(body, Map) and (kind == "resource" or declared.key.endswith("_policy_document")):
                        yield _azapi(declared.key, named.key, body, named.span)
    modules = root.get("module")
    for entry in modules.entries if isinstance(modules, Map) else ():
        if isinstance(entry.value, Map):
            source = text_of(entry.value.get("source")) or ""
            yield Resource(MODULE, f"module.{entry.key}", entry.value, entry.span, source)


def _azapi(kind: str, name: str, body: Map, span: Span) -> Resource:
    told, inner = text_of(body.get("type")), body.get("body")
    if kind.startswith("azapi_") and told is not None and isinstance(inner, Map):
        return Resource(told.partition("@")[0].lower(), f"{kind}.{name}", _flat(inner), span)
    return Resource(kind.lower(), f"{kind}.{name}", body, span)


def _bicep(root: Map) -> Iterator[Resource]:
    declared = root.get("resource")
    for entry in declared.entries if isinstance(declared, Map) else ():
        if isinstance(entry.value, Map) and entry.value.get("existing") is None:
            kind = (text_of(entry.value.get("type")) or "").lower()
            yield Resource(kind, entry.key, _flat(_without(entry.value, "type", "apiVersion", "for", "if")), entry.span)
    modules = root.get("module")
    for entry in modules.entries if isinstance(modules, Map) else ():
        if isinstance(entry.value, Map):
            given = entry.value.get("params")
            scope = entry.value.entry("scope")
            body = given if isinstance(given, Map) else Map((), entry.span)
            if scope is not None and body.get("scope") is None:
                body = Map((*body.entries, scope), entry.span)
            yield Resource(MODULE, entry.key, body, entry.span, text_of(entry.value.get("source")) or "")


def _arm(node: Located | None, above: str = "") -> Iterator[Resource]:
    if isinstance(node, Map):
        listed: tuple[tuple[str, Located], ...] = tuple((entry.key, entry.value) for entry in node.entries)
    else:
        listed = tuple(("", item) for item in items_of(node))
    for key, item in listed:
        if not isinstance(item, Map):
            continue
        kind = "/".join(filter(None, (above, (text_of(item.get("type")) or "").lower())))
        if above and "." in kind.rpartition(above)[2]:
            kind = (text_of(item.get("type")) or "").lower()
        named = _NAMED.sub(r"\1", (text_of(item.get("name")) or "").strip("[]"))[:LONGEST]
        name = key or ".".join(filter(None, (kind.rpartition("/")[2], named)))
        yield Resource(kind, name, _flat(_without(item, "type", "apiVersion", "resources", "dependsOn")), item.span)
        yield from _arm(item.get("resources"), kind)
        nested = item.get("properties", "template")
        if kind == "microsoft.resources/deployments" and isinstance(nested, Map):
            yield from _arm(nested.get("resources"))


def _without(node: Map, *keys: str) -> Map:
    return Map(tuple(entry for entry in node.entries if entry.key not in keys), node.span)


def _flat(node: Map) -> Map:
    """The properties of an Azure resource beside what stands around them."""
    inner = node.get("properties")
    if not isinstance(inner, Map):
        return node
    own = {entry.key for entry in inner.entries}
    outer = (entry for entry in node.entries if entry.key != "properties" and entry.key not in own)
    return Map((*outer, *inner.entries), node.span)


def textual(node: Located) -> Located:
    """Data alone: expressions and functions of a template as `${…}`."""
    match node:
        case Scalar(value=str(text)) if "${" in text:
            return Scalar(_HELD.sub("${", text), node.span)
        case Scalar():
            return node
        case Seq():
            return Seq(tuple(textual(item) for item in node.items), node.span)
        case Map():
            if len(node.entries) == 1 and _INTRINSIC.fullmatch(node.entries[0].key):
                return Scalar(_intrinsic(node.entries[0]), node.span)
            return Map(tuple(Entry(e.key, textual(e.value), e.span) for e in node.entries), node.span)
        case Call() if node.callee in _JOINING and (joined := _joined(node)) is not None:
            return joined
        case Code() if (
            chosen := next((each for each in node.choices if isinstance(each, (Map, Seq))), None)
        ) is not None:
            return textual(chosen)
        case Code() if node.choices:
            said = sorted(
                {
                    str(part.value)
                    for each in node.choices
                    if isinstance(part := textual(each), Scalar) and part.value not in (None, "")
                }
            )
            return Scalar(" or ".join(said), node.span)
        case _:
            return Scalar(_HELD.sub("${", f"${{{written(node).replace('.? ', '.')}}}"), node.span)


def _joined(call: Call) -> Located | None:
    """Lists or mappings that a function joins, as far as they stand there."""
    parts = [textual(item) for item in call.args]
    lists = [part for part in parts if isinstance(part, Seq)]
    maps = [part for part in parts if isinstance(part, Map)]
    if lists:
        return Seq(tuple(item for part in lists for item in part.items), call.span)
    if not maps:
        return None
    held = {entry.key: entry for part in maps for entry in part.entries}
    return Map(tuple(held.values()), call.span)


def _intrinsic(entry: Entry) -> str:
    name, value = entry.key.removeprefix("Fn::").removeprefix("!"), plain(entry.value)
    if name == "Sub" and isinstance(value, str):
        return value
    parts = [str(part) for part in value] if isinstance(value, list) else [str(value)]
    said = ".".join(parts) if name in ("Ref", "GetAtt") else f"{name}({', '.join(parts)})"
    return f"${{{said[:LONGEST]}}}"


def written(node: Located) -> str:
    """An expression as one line of text."""
    match node:
        case Ref():
            return node.name
        case Code():
            return node.text
        case Call():
            return f"{node.callee}({', '.join(written(item) for item in node.args)})"
        case Scalar():
            return str(node.value)
        case Seq():
            return f"[{', '.join(written(item) for item in node.items)}]"
    return "{…}"


@cache
def _cue() -> re.Pattern[str]:
    return re.compile(r"(?<![a-z])(?:" + "|".join(re.escape(cue) for cue in table("infrastructure")["cues"]) + ")")


def provisions_ai(text: str) -> bool:
    """Whether infrastructure of this text has to do with AI."""
    return _cue().search(text.lower()) is not None
