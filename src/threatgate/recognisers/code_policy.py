"""Controls that code sets: approval, memory, identity, evals, logging.

Read are named arguments, fields, constants and keys that set a control (`require_approval=True`, `ALLOWED_TOOLS`,
`scopes=[…]`), classes that hold such settings (memories, guardrails, policies, audit logs), questions to a person, and
guards in front of a function. One element a call, object or constant, and kind.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from threatgate.documents._kinds import Module
from threatgate.documents._located import Call, Code, Entry, Located, Map, Ref, Scalar, Seq, plain, text_of
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._code import Site, code_of, facts, settings, speaks_of_ai, tail
from threatgate.recognisers._eval_calls import eval_module
from threatgate.recognisers._model_words import names_model
from threatgate.recognisers._parts import Part, fixed, listed, whole
from threatgate.recognisers._policy_words import guard_of, holder_of, is_gate, is_setter, kind_of_key, rows
from threatgate.recognisers._secrets import hidden
from threatgate.recognisers._stated import COMPUTED, setting, stated
from threatgate.recognisers._tool_grants import TYPES, names_in
from threatgate.vocabulary import polarity, snake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.documents._kinds import Class, Function
    from threatgate.model import Span

# An action of a cloud's access policy, as in `userPool.grant(role, "cognito-idp:AdminAddUserToGroup")`.
_ACTION = re.compile(r"[a-z][a-z0-9-]+:[A-Z][A-Za-z]+\*?")
_LEVELS = frozenset({"read", "write", "admin", "none", "full"})


def _read(source: Source) -> Iterator[Found]:
    module = code_of(source)
    if module is None:
        return
    evals = eval_module(source.path, module)
    # What an eval's own code sets for it is read as a suite.
    yield from (found for found in _controls(source, module) if not (evals and found.kind is Kind.EVAL))


def _controls(source: Source, module: Module) -> Iterator[Found]:
    ai = speaks_of_ai(source.path, module)
    known = facts(module)
    for site in known.sites:
        node = site.node
        if isinstance(node, Call):
            yield from _of_call(site, node, ai=ai)
        elif isinstance(node, Map) and id(node) not in known.handed:
            yield from _grouped(site, node.entries, ai=ai)
            if site.top and _is_permissions(node):
                yield _permissions(site, node)
        if site.top and site.key:
            yield from _of_name(site, ai=ai)
    for function in module.functions:
        yield from _guards(function.qualified, function, (param.default for param in function.params), ai=ai)
    for owner in module.classes if ai else ():
        yield from _guards(f"{owner.where}.{owner.name}" if owner.where else owner.name, owner, (), ai=ai)


def _of_call(site: Site, call: Call, *, ai: bool) -> Iterator[Found]:
    held = holder_of(call.callee)
    if held is not None and (ai or tail(call.callee) == "PolicyStatement" or _is_sure(held[0], call)):
        kind, exists = held
        if kind is Kind.AGENT:
            return
        parts = [part for entry in settings(call) if (part := _held(entry)) is not None]
        made = tail(call.callee)
        if made[:1].islower():
            value = stated(call.args[0]) if len(call.args) == 1 else COMPUTED
            parts += [fixed(made, value, call.span)] if value is not COMPUTED else []
            made = tail(call.callee.rpartition(".")[0])
        if parts or exists:
            parts.append(fixed("of", made, call.span))
            yield whole(kind, site.name, parts, site.span)
        return
    if is_gate(call.callee) and ai:
        parts = [
            part
            for entry in settings(call)
            if not isinstance(entry.value, Scalar) or not isinstance(entry.value.value, str)
            if (part := setting(entry))
        ]
        given = listed("given", [(entry.key, entry.span) for entry in call.kwargs], call.span)
        asks = _asked(call.callee)
        name = ".".join(part for part in (site.where, asks) if part)
        parts = [fixed("asks", asks, call.span), *parts, given]
        yield whole(Kind.APPROVAL, name, parts, site.span, subject="gate_call")
        return
    controls = _controls_added(call)
    if controls:
        last = "+".join(sorted({text for text, _ in controls}))
        name = ".".join(part for part in (site.where, last) if part)
        yield whole(Kind.APPROVAL, name, (listed("controls", controls, call.span),), site.span, subject="control")
        return
    if is_setter(call.callee) and len(call.args) > 1 and (option := text_of(call.args[0])):
        yield from _grouped(site, (Entry(option, call.args[1], call.span),), ai=ai)
        return
    actions = [(text, item.span) for item in call.args if (text := text_of(item)) and _ACTION.fullmatch(text)]
    if actions:
        yield whole(Kind.IDENTITY, site.name, (listed("actions", actions, call.span),), site.span)
    yield from _grouped(site, tuple(settings(call)), ai=ai)


def _asked(callee: str) -> str:
    """What asks: the last name, or the type that a constructor makes, `Confirm::new("Run it?")`."""
    last = tail(callee)
    return tail(callee.rpartition(".")[0]) if last in {"new", "New", "with_theme"} and "." in callee else last


def _controls_added(call: Call) -> list[tuple[str, Span]]:
    """Filters and guardrails that are put in force: `AddSingleton<IFunctionInvocationFilter, Ask>()`, `….Add(…)`."""
    types = next((entry.value for entry in call.kwargs if entry.key == TYPES), None)
    named = names_in(types) if types is not None else []
    if any(text in rows()["control_bases"] for text, _ in named):
        return named[1:] or named
    owner, _, method = call.callee.rpartition(".")
    if method.lower() != "add" or tail(owner) not in rows()["control_lists"]:
        return []
    return [found for item in call.args for found in names_in(item)]


def _is_sure(kind: Kind, call: Call) -> bool:
    """Whether a holder holds a setting that means its kind in any file."""
    return any(kind_of_key(entry.key, ai=False) is kind for entry in settings(call))


def _grouped(site: Site, entries: tuple[Entry, ...], *, ai: bool) -> Iterator[Found]:
    """One element for each kind that some of these entries set."""
    found: dict[Kind, list[Part]] = {}
    for entry in entries:
        kind = kind_of_key(entry.key, ai=ai)
        if ai and kind is Kind.TOOL and isinstance(entry.value, (Map, Seq)):
            # A list of tools is a grant, which is read as one.
            continue
        if kind is Kind.IDENTITY and isinstance(entry.value, Map) and not _is_permissions(entry.value):
            continue
        if kind is not None and (part := _part(entry)) is not None:
            found.setdefault(kind, []).append(part)
    for kind, parts in found.items():
        yield whole(kind, site.name, parts, site.span)


def _held(entry: Entry) -> Part | None:
    """A setting inside a class that holds settings: anything stated but texts for people, and models, read as such."""
    if names_model(entry.key):
        return None
    part = setting(entry)
    if part is not None and isinstance(part[1], str) and part[1].count(" ") > 2:
        return None
    return part if part is not None else _part(entry) if isinstance(entry.value, Seq) else None


def _part(entry: Entry) -> Part | None:
    """The value of a control: a switch or number as stated, a list as a set of names, a function by its name."""
    node = entry.value
    if isinstance(node, Seq):
        names = names_in(node)
        stated_items = stated(node)
        if names and (stated_items is COMPUTED or all(isinstance(item, (str, dict)) for item in stated_items)):
            return listed(entry.key, names, entry.span)
    part = setting(entry)
    if part is not None:
        return part if part[1] is not None else None
    match node:
        case Ref():
            passed_on = snake(tail(node.name)) == snake(entry.key)
            counts = _counts_by_name(entry.key) and not passed_on
            return fixed(entry.key, {"$ref": tail(node.name)}, entry.span) if counts else None
        case Call():
            return fixed(entry.key, {"$call": tail(node.callee)}, entry.span) if _counts_by_name(entry.key) else None
        case Map() | Code():
            return fixed(entry.key, hidden(entry.key, plain(node)), entry.span) if _counts_by_name(entry.key) else None
    return None


def _counts_by_name(key: str) -> bool:
    """Whether a control counts though its value is computed: an approval that asks a function is one."""
    if snake(key) in rows()["by_name"]:
        return True
    return polarity(Kind.APPROVAL, key) in ("guard", "grant") or "approv" in key.lower()


def _of_name(site: Site, *, ai: bool) -> Iterator[Found]:
    """A constant, field or default that sets a control by its own name."""
    key = tail(site.key)
    kind = kind_of_key(key, ai=ai)
    node: Located = site.node
    if kind is None or site.key == "return" or (ai and kind is Kind.TOOL and isinstance(node, (Map, Seq))):
        return
    if isinstance(node, Scalar) and isinstance(node.value, str) and " " in node.value.strip():
        return
    if isinstance(node, Ref) or (isinstance(node, Scalar) and node.value is None and not site.calls):
        return
    if isinstance(node, Map) and any(kind_of_key(entry.key, ai=ai) is kind for entry in node.entries):
        return
    part = _part(Entry(key, node, site.span))
    if part is not None and part[1] not in ({}, ""):
        yield whole(kind, site.name, (part,), site.span)


def _is_permissions(node: Map) -> bool:
    """Whether an object grants levels to scopes: `{contents: "write", issues: "read"}`."""
    texts = [text_of(entry.value) for entry in node.entries]
    return len(texts) > 1 and all(text in _LEVELS for text in texts)


def _permissions(site: Site, node: Map) -> Found:
    value: dict[str, Any] = {entry.key: text_of(entry.value) for entry in node.entries}
    marks = tuple((("permissions", entry.key), entry.span) for entry in node.entries)
    return whole(
        Kind.IDENTITY, site.name, (("permissions", value, ((("permissions",), site.span), *marks)),), site.span
    )


def _guards(name: str, holder: Function | Class, defaults: Iterable[Located | None], *, ai: bool) -> Iterator[Found]:
    """What must hold before a function runs: dependencies and decorators that check the caller."""
    names: list[tuple[str, Any]] = []
    for node in (*holder.decorators, *defaults):
        if isinstance(node, Call):
            handed = [tail(item.name) if isinstance(item, Ref) else text_of(item) or "" for item in node.args]
            handed += [f"{entry.key}={text_of(entry.value) or ''}" for entry in node.kwargs if text_of(entry.value)]
            if guard_of(node.callee, " ".join(handed)):
                names.append((" ".join((tail(node.callee), *handed)).strip(), node.span))
        elif isinstance(node, Ref) and ai and guard_of(node.name, ""):
            names.append((tail(node.name), node.span))
    # `[AllowAnonymous]` stands where guards do and takes them away.
    opens = [found for found in names if found[0] in rows()["opens"]]
    if opens:
        yield whole(Kind.IDENTITY, f"{name}.anonymous", (listed("open", opens, holder.span),), holder.span)
    guards = [found for found in names if found not in opens]
    if guards:
        part = listed("guards", guards, holder.span)
        yield whole(Kind.IDENTITY, f"{name}.guards", (part,), holder.span, subject="guard")


RECOGNISER = Recogniser(
    name="code_policy",
    doc=__doc__,
    kinds=(Kind.APPROVAL, Kind.MEMORY, Kind.IDENTITY, Kind.EVAL, Kind.LOGGING, Kind.TOOL),
    reads=(Module,),
    read=_read,
    rank=45,
)
