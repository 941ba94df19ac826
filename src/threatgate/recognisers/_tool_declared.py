"""Tools that code declares: decorated functions, classes, and calls or objects with a description and a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._located import Call, Code, Entry, Ref, text_of
from threatgate.model import Kind
from threatgate.recognisers._code import bare, settings, tail
from threatgate.recognisers._parts import Part, fixed, kept, whole
from threatgate.recognisers._prompt_pieces import text_in
from threatgate.recognisers._prompt_text import normalised
from threatgate.recognisers._stated import is_function
from threatgate.recognisers._tool_fields import typed_options
from threatgate.recognisers._tool_refusals import body_parts
from threatgate.recognisers._tool_schemas import class_part, parameters_part, signature_part
from threatgate.recognisers._tool_shaped import is_shape, qualified, shaped_as_tool
from threatgate.recognisers._tool_words import decorates_tool, is_tool_base, part_of, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.documents._kinds import Class, Function
    from threatgate.recognisers._api import Found
    from threatgate.recognisers._code import Facts, Site

_DESCRIBES = frozenset({"Description", "LLMDescription"})
UNNAMED = frozenset({"return", "default", "tools"})


def decorated(function: Function, known: Facts) -> Iterator[Found]:
    """A function that a decorator offers to a model."""
    for decorator in function.decorators:
        if not _offers(decorator, known) and not _imported(decorator, known):
            continue
        call = decorator if isinstance(decorator, Call) else None
        name, described = _words_of(call)
        described = described if described is not None else _described_beside(function)
        text = described if described is not None else function.doc
        parts: list[Part] = []
        if text:
            parts.append(fixed("description", normalised(text), function.doc_span or function.span))
        parts.append(signature_part(function, known))
        parts.extend(_options(settings(call) if call is not None else ()))
        parts.extend(body_parts((function,), known, function.span))
        yield whole(Kind.TOOL, name or function.name, parts, function.span)
        return


def _offers(decorator: Call | Ref, known: Facts) -> bool:
    """Whether a decorator makes a tool, by its own name or by the one it stands for (`ft = function_tool`)."""
    callee = decorator.callee if isinstance(decorator, Call) else decorator.name
    named = known.constants.get(callee)
    return decorates_tool(named.value.name if named is not None and isinstance(named.value, Ref) else callee)


def _imported(decorator: Call | Ref, known: Facts) -> bool:
    """Whether a decorator means a tool because of the package that it is imported from: ADK's `@Schema` on a method."""
    callee = decorator.callee if isinstance(decorator, Call) else decorator.name
    package = rows()["imported_decorators"].get(tail(callee))
    return package is not None and any(name.startswith(package) for name in known.module.imports)


def decorated_class(owner: Class, known: Facts) -> Iterator[Found]:
    """A class that a decorator offers to a model: its fields are what the model fills in."""
    offering = next((each for each in owner.decorators if _offers(each, known)), None)
    if offering is None:
        return
    name, described = _words_of(offering if isinstance(offering, Call) else None)
    text = described if described is not None else owner.doc
    parts = [fixed("description", normalised(text), owner.doc_span or owner.span)] if text else []
    parts.append(parameters_part(Entry("parameters", Ref(owner.name, owner.span), owner.span), known))
    yield whole(Kind.TOOL, name or owner.name, parts, owner.span)


def _words_of(call: Call | None) -> tuple[str | None, str | None]:
    """Name and description that a decorator gives, by keyword or as its first argument."""
    if call is None:
        return None, None
    name = text_of(call.named("name", "Name", "name_override", "tool_name"))
    described = text_in(call.named("description", "Description", "description_override", "tool_description", "value"))
    first = text_in(call.args[0]) if call.args else None
    if first is not None and " " in first:
        return name, described or first
    return name or first, described


def _described_beside(function: Function) -> str | None:
    """The description that another decorator of the function gives."""
    for decorator in function.decorators:
        if isinstance(decorator, Call) and tail(decorator.callee) in _DESCRIBES and decorator.args:
            return text_in(decorator.args[0])
    return None


def _options(entries: Iterable[Entry]) -> Iterator[Part]:
    for entry in entries:
        if part_of(entry.key) == "options":
            yield kept(entry)


def of_class(owner: Class, known: Facts) -> Iterator[Found]:
    """A class that is a tool: its name, description and argument schema are fields."""
    if not any(is_tool_base(base) for base in owner.bases) and not shaped_as_tool(owner, known):
        return
    fields = {entry.key: entry for entry in owner.fields}
    parts: list[Part] = []
    described = fields.get("description") or fields.get("desc")
    if described is not None and (text := text_in(described.value)):
        parts.append(fixed("description", text, described.span))
    elif returned := _returned(owner, "descriptions", known):
        parts.append(returned)
    elif owner.doc and "name" in fields:
        parts.append(fixed("description", normalised(owner.doc), owner.span))
    schema = class_part(owner, known)
    if schema is not None:
        parts.append(schema)
    named = _returned(owner, "names", known)
    name = text_of(fields["name"].value) if "name" in fields else None if named is None else str(named[1])
    if parts or name:
        parts.extend(_options(owner.fields))
        around = qualified(owner)
        runs = [one for one in known.module.functions if one.where == around and _runs(one.name)]
        parts.extend(body_parts(runs, known, owner.span))
    if parts:
        yield whole(Kind.TOOL, name or owner.name, parts, owner.span)


def _returned(owner: Class, what: str, known: Facts) -> Part | None:
    """What a method of a class says that only hands back a text: `description() { return "…"; }`."""
    around = qualified(owner)
    for one in known.module.assignments:
        where, _, method = one.where.rpartition(".")
        if one.target == "return" and where == around and is_shape(what, method):
            text = text_in(one.value)
            if text is not None:
                return fixed(what.removesuffix("s"), text, one.span)
    return None


def declared(site: Site, entries: list[Entry], call: Call | None, known: Facts) -> Iterator[Found]:
    """A tool of these entries and of the function it wraps, if they say more than a name."""
    texts = [text for item in (call.args if call is not None else ()) if (text := text_of(item)) is not None]
    parts = _parts(entries, known)
    spoken = [text for text in texts if " " in text]
    if "description" not in parts and spoken:
        parts["description"] = fixed("description", normalised(spoken[0]), site.span)
    declared_by_type = typed_options(call) if call is not None else {}
    if declared_by_type:
        parts["parameters"] = fixed("parameters", declared_by_type, site.span)
    function = _wrapped(entries, call, known)
    if function is not None:
        if "description" not in parts and function.doc:
            parts["description"] = fixed("description", normalised(function.doc), function.doc_span or function.span)
        parts.setdefault("parameters", signature_part(function, known))
    if "description" not in parts and "parameters" not in parts:
        return
    handlers = [function] if function is not None else _written(entries, call)
    parts |= {part[0]: part for part in body_parts(handlers, known, site.span)}
    names = [entry.value for entry in entries if part_of(entry.key) == "names"]
    name = next((found for node in names if (found := text_of(node))), None)
    if (
        name is None
        and "description" not in parts
        and any(isinstance(node, Ref) and "." in node.name for node in names)
    ):
        # `ToolParam{Name: tool.Name}`: a tool from elsewhere in the shape of another library.
        return
    if name is None and call is None and "description" not in parts and set(site.names[-1:]) <= UNNAMED:
        # Neither name nor text is written here: what comes from elsewhere is put in another shape.
        return
    if name is None and not texts and site.calls:
        texts = [text for item in site.calls[-1].args if (text := text_of(item)) is not None]
    if name is None and texts and " " not in texts[0]:
        name = texts[0]
    yield whole(Kind.TOOL, name or (function.name if function else own_name(site, "tool")), parts.values(), site.span)


def _parts(entries: list[Entry], known: Facts) -> dict[str, Part]:
    parts: dict[str, Part] = {}
    for entry in entries:
        part = part_of(entry.key)
        if part == "descriptions" and (text := text_in(known.resolved(entry.value))) is not None:
            parts["description"] = fixed("description", text, entry.span)
        elif part == "parameters":
            parts["parameters"] = parameters_part(entry, known)
        elif part == "options":
            parts[entry.key] = kept(entry)
    return parts


def _wrapped(entries: list[Entry], call: Call | None, known: Facts) -> Function | None:
    """The function of this module that a tool wraps."""
    handed = [entry.value for entry in entries if part_of(entry.key) == "handlers"]
    named = {text for item in (call.args if call is not None else ()) if (text := text_of(item))}
    spoken = [function for function in known.module.functions if function.name in named]
    if spoken:
        return spoken[0]
    for node in (*handed, *(call.args if call is not None else ())):
        if isinstance(node, Ref) and tail(node.name) not in known.classes:
            name = tail(node.name)
            return next((function for function in known.module.functions if function.name == name), None)
    return None


def _written(entries: list[Entry], call: Call | None) -> list[Code]:
    """The functions that are written where a tool is declared."""
    nodes = [entry.value for entry in entries if part_of(entry.key) == "handlers"]
    nodes += call.args if call is not None else ()
    return [node for node in nodes if isinstance(node, Code) and is_function(node)]


def _runs(method: str) -> bool:
    """Whether a method carries a tool out: `_run`, `execute`, `call`."""
    return part_of(method) == "handlers" or is_shape("runs", method)


def own_name(site: Site, other: str) -> str:
    """The name a tool has in the code: what it is assigned to or the key it stands under."""
    if site.names and site.names[-1] not in UNNAMED:
        return tail(bare(site.names[-1]))
    return tail(site.where) if site.where else other
