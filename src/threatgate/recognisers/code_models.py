"""Models chosen in code.

Read are model ids in value position (a keyword argument, a property, a constant, the default of a parameter, field or
environment variable), provider classes and functions (`ChatOpenAI(…)`, `groq("…")`), catalogues of models and
registries of providers, with endpoint and parameters that stand beside them: one element a call, constant or table. Ids
that are only compared with, printed, counted or priced choose nothing and are not read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.documents._kinds import Module
from threatgate.documents._located import Call, Code, Entry, Located, Map, Ref, Scalar, Seq, text_of, walk
from threatgate.model import Kind
from threatgate.model_ids import looks_like_model, parse
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._code import Facts, Site, code_of, facts, settings, speaks_of_ai, tail
from threatgate.recognisers._model_tables import provider_functions, table_of
from threatgate.recognisers._model_values import model_in, provider_beside
from threatgate.recognisers._model_words import (
    base_of,
    drops,
    is_common,
    is_fallback,
    is_loader,
    is_request,
    is_run,
    is_spectator_name,
    is_telling,
    looks_on,
    makes_client,
    names_model,
    of_provider,
    provider_name,
    provider_of,
    role_of,
    service_of,
)  # fmt: skip
from threatgate.recognisers._parts import Part, fixed, whole
from threatgate.recognisers._stated import COMPUTED, setting, stated
from threatgate.vocabulary import snake, words

_WORD = re.compile(r"[A-Za-z_$][\w$.]*")

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.documents._kinds import Class


def _read(source: Source) -> Iterator[Found]:
    module = code_of(source)
    if module is None:
        return
    known = facts(module)
    reader = _Reader(known, ai=speaks_of_ai(source.path, module))
    for site in known.sites:
        if id(site.node) not in reader.done:
            yield from reader.of(site)
    for entry in module.classes:
        yield from _of_class(entry, ai=reader.ai)
    if reader.ai:
        yield from provider_functions(module)


class _Reader:
    """One reading of a module; `done` holds the nodes that an element already accounts for."""

    def __init__(self, known: Facts, *, ai: bool) -> None:
        self.known = known
        self.ai = ai
        # `options.setModel("…")` is read as the assignment that it is.
        self.done = set(_setters(known))

    def of(self, site: Site) -> Iterator[Found]:
        node = site.node
        if any(is_spectator_name(name) for name in (*site.names, tail(site.where))):
            self._pass_over([node])
            return
        found = table_of(site, ai=self.ai)
        if found is not None:
            self._pass_over([node])
        elif isinstance(node, Call):
            found = self._of_value(site) if site.key and stated(node) is not COMPUTED else None
            if found is not None:
                self._pass_over([node])
            else:
                found = self._of_call(site, node)
        elif isinstance(node, Map):
            found = self._of_settings(site, node.entries, ())
        else:
            found = self._of_value(site)
        if found is not None:
            yield found

    def _pass_over(self, nodes: Iterable[Located]) -> None:
        for node in nodes:
            self.done.update(id(part) for _, part in walk(node))

    def _of_call(self, site: Site, call: Call) -> Found | None:
        if looks_on(call) and not is_run(call.callee):
            self._pass_over([call])
            return None
        provider = provider_of(call.callee) or service_of(call)
        parts: list[Part] = []
        if self.ai and (dropped := drops(call)):
            return whole(Kind.MODEL, f"{site.where}.{dropped}", (fixed("drops", dropped, call.span),), call.span)
        first = text_of(call.args[0]) if call.args else None
        if provider is not None and self._is_chosen(call, first):
            parts.append(fixed("provider", provider, call.span))
        loads = bool(parts) or is_loader(call.callee)
        for item in call.args:
            named = loads and item is call.args[0] and service_of(call) is None
            if is_loader(call.callee) and not provider:
                named = named and (
                    text_of(item) is None or parse(text_of(item) or "") is not None or "/" in (text_of(item) or "")
                )
            if isinstance(item, (Scalar, Ref)) or (isinstance(item, (Call, Code)) and loads):
                self._model(parts, item, named=named)
        if is_fallback(call.callee) and self.ai:
            parts.extend(_fallbacks(call))
        if not site.key and not parts and not _settles(call.callee) and not is_run(call.callee) and not _telling(call):
            return None
        found = self._of_settings(site, tuple(settings(call)), tuple(parts), call)
        if found is not None:
            self.done.update(id(item) for item in call.args if isinstance(item, Map))
        return found

    def _is_chosen(self, call: Call, first: str | None) -> bool:
        """Whether a call of a provider's name makes a model or client: a class, a service, a function given a model."""
        models = [text_of(entry.value) for entry in settings(call) if role_of(entry.key) == "model"]
        if service_of(call) is not None or any(looks_like_model(text) for text in (first, *models) if text):
            return True
        if not self.ai:
            return False
        last = tail(call.callee)
        if (
            not is_common(call.callee)
            and (last[:1].isupper() or last.startswith("create"))
            and makes_client(call.callee)
        ):
            return True
        return any(role_of(entry.key) == "model" for entry in settings(call)) or (
            first is not None and " " not in first and "." not in call.callee
        )

    def _of_settings(
        self, site: Site, entries: tuple[Entry, ...], parts: tuple[Part, ...], call: Call | None = None
    ) -> Found | None:
        """The model with what stands beside it, from the arguments of a call or the entries of an object."""
        found = list(parts)
        told = bool(parts)
        for entry in entries:
            role = role_of(entry.key)
            if role == "model" and not (isinstance(entry.value, Map)):
                told = self._model(found, entry.value, named=True, entry=entry) or told
            elif role is not None and role != "model" and (part := setting(entry)) is not None:
                found.append(part)
                told = told or (self.ai and is_telling(entry.key))
        if call is not None and is_run(call.callee) and self.ai:
            told = told or any(key != "provider" for key, _, _ in found)
        if not told:
            return None
        for entry in entries:
            if any(key == entry.key for key, _, _ in found):
                self._pass_over([entry.value])
        return whole(Kind.MODEL, site.name, {part[0]: part for part in found}.values(), site.span)

    def _model(self, parts: list[Part], node: Located, *, named: bool, entry: Entry | None = None) -> bool:
        """Add the model that a node states; whether it states one."""
        value = model_in(node, named=named, ai=self.ai)
        if value is COMPUTED:
            return False
        provider = provider_beside(node)
        self._pass_over([node])
        parts.append(
            fixed(entry.key if entry is not None else "model", value, entry.span if entry is not None else node.span)
        )
        if provider is not None and not any(key == "provider" for key, _, _ in parts):
            parts.append(fixed("provider", provider, node.span))
        return True

    def _of_value(self, site: Site) -> Found | None:
        """A constant, variable, field or default that holds a model id or a parameter of a model."""
        if self.ai and site.top and is_telling(site.key) and stated(site.node) is COMPUTED:
            if any(is_request(name) for name in site.names[:1]):
                return whole(Kind.MODEL, site.name, (fixed(site.key, _masked(site.node), site.span),), site.span)
            return None
        if not site.key or (isinstance(site.node, Ref) and parse(tail(site.node.name)) is None):
            return None
        value = model_in(site.node, named=names_model(site.key), ai=self.ai)
        if value is not COMPUTED:
            return whole(Kind.MODEL, site.name, (fixed("model", value, site.span),), site.span)
        role = role_of(site.key)
        if self.ai and site.top and (is_telling(site.key) or (role == "endpoint" and len(words(site.key)) > 1)):
            part = setting(Entry(site.key, site.node, site.span))
            # A parameter without a value is left to whoever runs the model.
            if (
                part is not None
                and part[1] is not None
                and (role == "parameter" or of_provider(site.name, _address(part[1])))
            ):
                return whole(Kind.MODEL, site.name, (part,), site.span)
        if self.ai and site.top and words(site.key)[-1:] == ("provider",):
            part = setting(Entry(site.key, site.node, site.span))
            chosen = part[1].get("default") if part is not None and isinstance(part[1], dict) else part and part[1]
            if part is not None and isinstance(chosen, str) and provider_name(chosen):
                return whole(Kind.MODEL, site.name, (part,), site.span)
        return None


def _masked(node: Located) -> str:
    """How a parameter is computed, whatever the variables are called: `v / 2.0` is `… / 2.0`, `v` is handed on."""
    return _WORD.sub("…", node.text) if isinstance(node, Code) else "handed on"


def _address(value: object) -> str:
    """The first address in a stated value."""
    found = re.search(r"https?://[^'\"\s]+", str(value))
    return found.group() if found is not None else ""


def _setters(known: Facts) -> Iterator[int]:
    assigned = {id(one.value) for one in known.module.assignments}
    for one in known.module.invocations:
        if len(one.call.args) == 1 and id(one.call.args[0]) in assigned and tail(one.call.callee).startswith("set"):
            yield id(one.call)


def _settles(callee: str) -> bool:
    return tail(callee)[:1].isupper()


def _telling(call: Call) -> bool:
    return any(role_of(entry.key) == "model" or is_telling(entry.key) for entry in settings(call))


def _fallbacks(call: Call) -> Iterator[Part]:
    """The alternatives a model falls back on or may be exchanged for."""
    named: list[str] = []
    for node in (*call.args, *(entry.value for entry in call.kwargs)):
        for item in node.items if isinstance(node, Seq) else (node,):
            if isinstance(item, Ref):
                named.append(tail(item.name))
            elif isinstance(item, Call):
                named.append(tail(item.callee))
    named.extend(entry.key for entry in call.kwargs if isinstance(entry.value, (Ref, Call)))
    if named:
        yield fixed("alternatives", sorted(set(named)), call.span)


def _of_class(entry: Class, *, ai: bool) -> Iterator[Found]:
    """A class that implements a project's or framework's interface of model providers."""
    base = base_of(entry.bases)
    if base is not None and ai:
        name = f"{entry.where}.{entry.name}" if entry.where else entry.name
        yield whole(Kind.MODEL, name, (fixed("implements", base, entry.span),), entry.span, subject="provider")
    parts = [part for note in entry.decorators if isinstance(note, Call) and (part := _noted(note)) is not None]
    if ai and any(key in ("model", "provider") for key, _, _ in parts):
        yield whole(Kind.MODEL, f"{entry.where}.{entry.name}".strip("."), parts, entry.span)


def _noted(note: Call) -> Part | None:
    """What stands on an agent's class of its model: `#[Model("gpt-4o")]`, `#[Temperature(0.2)]`."""
    key = snake(tail(note.callee))
    if role_of(key) is None or len(note.args) != 1 or note.kwargs:
        return None
    return setting(Entry(key, note.args[0], note.span))


RECOGNISER = Recogniser(
    name="code_models",
    doc=__doc__,
    kinds=(Kind.MODEL,),
    reads=(Module,),
    read=_read,
    rank=40,
)
