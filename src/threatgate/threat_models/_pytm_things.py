"""What the source of a pytm model makes: things with their fields, from calls and assignments, never by running it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from threatgate.catalog import table
from threatgate.documents._kinds import Assignment, Invocation
from threatgate.documents._located import Call, Map, Ref, Scalar, Seq, plain, text_of
from threatgate.threat_models._documents import known_as, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Module
    from threatgate.documents._located import Located
    from threatgate.model import Span

_FLOW_ENDS: Final = ("source", "sink")
_ADDING: Final = ("append", "add", "extend", "insert")


class Field(NamedTuple):
    """A value that a thing is given, and where: by name as written, dotted (`controls.isHardened`)."""

    name: str
    value: Located
    span: Span


class Thing(NamedTuple):
    """An element, the model itself or a threat of one's own: what a call of a class of pytm makes."""

    kind: str
    label: str
    span: Span
    fields: list[Field]

    def given(self, name: str) -> Located | None:
        """The last value of a field."""
        return next((field.value for field in reversed(self.fields) if field.name == name), None)

    def every(self, name: str) -> Iterator[Located]:
        """The items of a field that holds a list, of those that are added later too."""
        for field in self.fields:
            if field.name == name:
                yield from field.value.items if isinstance(field.value, Seq) else (field.value,)


def kind_of(callee: str) -> str:
    """The class that a call names, with or without the name of the package; "" for any other call."""
    package, _, name = callee.rpartition(".")
    known = name in table("pytm")["elements"] or name in ("TM", "Threat")
    return name if known and "." not in package and "(" not in package else ""


class Things:
    """The things of a module in the order of the text, and which of them a name stands for."""

    def __init__(self, module: Module) -> None:
        self.all: list[Thing] = []
        self._names: dict[tuple[str, str], Thing] = {}
        facts: list[Assignment | Invocation] = [*module.invocations, *module.assignments]
        # A thing is there before what is assigned on its line; Python's sort keeps the order of the text.
        for fact in sorted(facts, key=lambda one: one.span.line):
            match fact:
                case Invocation():
                    self._invoked(fact)
                case Assignment():
                    self._assigned(fact)

    def _invoked(self, fact: Invocation) -> None:
        kind = kind_of(fact.call.callee)
        if kind:
            thing = Thing(kind, "", fact.span, [])
            thing.fields.extend(_given(kind, fact.call))
            thing = thing._replace(label=known_as(words(self._label(thing)) or fact.bound_to or kind))
            self.all.append(thing)
            if fact.bound_to:
                self._names[fact.where, fact.bound_to] = thing
            return
        target, _, method = fact.call.callee.rpartition(".")
        owner, _, name = target.partition(".")
        found = self.named(fact.where, owner)
        if found is not None and name and method in _ADDING and fact.call.args:
            found.fields.append(Field(name, fact.call.args[-1], fact.span))
        elif fact.call.callee == "setattr" and len(fact.call.args) > 2:
            self._set(fact)

    def _set(self, fact: Invocation) -> None:
        of, name, value = fact.call.args[:3]
        found = self.named(fact.where, of.name) if isinstance(of, Ref) else None
        if found is not None and (said := text_of(name)):
            found.fields.append(Field(said, value, fact.span))

    def _assigned(self, fact: Assignment) -> None:
        owner, _, name = fact.target.partition(".")
        found = self.named(fact.where, owner) if name else None
        if found is not None:
            found.fields.append(Field(name, fact.value, fact.span))

    def named(self, where: str, name: str) -> Thing | None:
        """The thing that a name stands for at this place of the text, in this function or around it."""
        return self._names.get((where, name)) or self._names.get(("", name))

    def _label(self, thing: Thing) -> str:
        """The name of a thing; a data flow is told from others by its ends too."""
        name = text_of(thing.given("name")) or ""
        if thing.kind != "Dataflow":
            return name
        source, sink = (self.value(end) for end in map(thing.given, _FLOW_ENDS))
        return f"{source} to {sink}: {name}"

    def value(self, node: Located | None) -> Any:
        """What a value says, with the label of a thing where its variable stands."""
        match node:
            case None:
                return None
            case Ref():
                found = self.named("", node.name)
                return found.label if found is not None else node.name
            case Seq():
                return [self.value(item) for item in node.items]
            case Map():
                return {entry.key: self.value(entry.value) for entry in node.entries}
            case Call():
                given = {entry.key: self.value(entry.value) for entry in node.kwargs}
                return {"call": node.callee.rpartition(".")[2], "args": [*map(self.value, node.args)], **given}
            case Scalar():
                return node.value
            case _:
                return plain(node)


def _given(kind: str, call: Call) -> Iterator[Field]:
    """The arguments of a call: a name first, of a data flow its ends before."""
    order = (*_FLOW_ENDS, "name") if kind == "Dataflow" else ("name",)
    for name, value in zip(order, call.args, strict=False):
        yield Field(name, value, value.span)
    for entry in call.kwargs:
        if isinstance(entry.value, Call) and entry.key == "controls":
            yield from (Field(f"controls.{one.key}", one.value, one.span) for one in entry.value.kwargs)
        elif isinstance(entry.value, Map) and entry.key == "controls":
            yield from (Field(f"controls.{one.key}", one.value, one.span) for one in entry.value.entries)
        else:
            yield Field(entry.key, entry.value, entry.span)
