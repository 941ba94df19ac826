"""Functions and classes of a file: opened where the walk meets them, complete when it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_docs import documented
from threatgate.documents._code_names import dotted
from threatgate.documents._code_notes import notes_of
from threatgate.documents._code_params import Params
from threatgate.documents._code_scopes import OpenClass, OpenFunction
from threatgate.documents._kinds import Body, Class, Function
from threatgate.documents._located import Call, Code, Entry, Ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.documents._code_scopes import Hint, Scope
    from threatgate.documents._code_tokens import Tokens
    from threatgate.documents._code_values import Values
    from threatgate.documents._located import Located
    from threatgate.documents._syntax import Node, Syntax

# What may stand for a member of an enumeration, alone or with a value.
_MEMBERS: Final = frozenset({"", "assignment", "computed", "name", "string"})


class Openings:
    """Gathers the functions and classes of one file."""

    def __init__(self, syntax: Syntax, tokens: Tokens, values: Values) -> None:
        self._syntax = syntax
        self._tokens = tokens
        self._values = values
        self._params = Params(syntax, values)
        self.annotation = self._params.annotation
        self._functions: list[OpenFunction] = []
        self._classes: list[OpenClass] = []
        self._begins: dict[int, int] = {}
        self._decorators: dict[int, list[Node]] = {}

    def begin(self, node: Node, inner: Node | None = None) -> None:
        """What is inside a declaration is documented by the comment before the declaration."""
        start = self._begins.get(id(node), node.start)
        for child in node.children if inner is None else (inner,):
            self._begins.setdefault(id(child), start)

    def decorated(self, node: Node) -> None:
        """Decorators belong to the next sibling that is none, or to the node itself where it is what they decorate."""
        pending: list[Node] = []
        first = self._begins.get(id(node), node.start)
        alone = self._syntax.role(node) != "block"
        for child in node.named:
            if self._syntax.role(child) == "decorator":
                first = child.start if not alone and not pending else first
                pending.append(child)
                continue
            self._begins.setdefault(id(child), first if alone or pending else child.start)
            if pending:
                self._decorators[id(child)] = pending
                pending = []

    def function(self, node: Node, scope: Scope, hint: Hint | None) -> OpenFunction | None:
        """A function with a name of its own or one it is bound to; None for a nameless one."""
        named = self._syntax.part(node, "name")
        if hint is not None:
            name, where, spans = hint.name, scope.qualified(hint.path) if hint.path else scope.where, hint.node
        elif named is not None:
            owner = self._syntax.part(node, "owner")
            where = scope.where if owner is None else scope.qualified(self._syntax.text(owner))
            name, spans = self._values.key(named), node
        else:
            return None
        outer, method = scope.function, scope.owner is not None
        begins = self._begins.get(id(node), node.start)
        found = OpenFunction(node, name, where, self._decorating(node), begins, method, spans, outer, set())
        self._functions.append(found)
        return found

    def class_(self, node: Node, scope: Scope, hint: Hint | None) -> OpenClass:
        """A class, interface or enumeration."""
        named = self._syntax.part(node, "name")
        name = self._syntax.text(named) if named is not None else hint.name if hint is not None else ""
        found = OpenClass(
            node, name, scope.where, self._decorating(node), self._begins.get(id(node), node.start), {}, {}, {}
        )
        self._classes.append(found)
        for param in self._params.of(node, method=False):
            # What a record is made with are its fields.
            self.field(found, param.name, param.default, param.annotation, node)
        body = self._syntax.part(node, "body")
        if self._note(node):
            for member in [] if body is None else body.named:
                # Members stand in order whether they have a value, which comes later, or none.
                if self._syntax.role(member) not in _MEMBERS:
                    continue
                target = self._syntax.part(member, "target") or member
                self.field(found, self._values.key(target), None, "", member)
        return found

    def _note(self, node: Node) -> str:
        meaning = self._syntax.meaning(node)
        return "" if meaning is None else meaning.note

    def field(self, owner: OpenClass, name: str, value: Located | None, annotation: str, node: Node) -> None:
        """A field of a class; the last of two with one name wins, as it does when the code runs."""
        span = self._syntax.lines(node)
        begins = self._begins.get(id(node), node.start)
        notes = tuple(notes_of(self._syntax, node, begins, self._decorating(node), self._values.read))
        # `A, B string` declares two.
        for one in name.split(", "):
            owner.fields[one] = Entry(one, Code("", span) if value is None else value, span)
            if annotation:
                owner.annotations[one] = annotation
            if notes:
                owner.notes[one] = notes

    def functions(self) -> tuple[Function, ...]:
        """All functions in the order of the text."""
        for opened in reversed(self._functions):
            if opened.outer is not None:
                opened.outer.calls.update(opened.calls)
        return tuple(self._function(opened) for opened in self._functions)

    def classes(self) -> tuple[Class, ...]:
        """All classes in the order of the text."""
        found = [self._class(opened) for opened in self._classes]
        return tuple(_together(found)) if self._syntax.grammar.reopens else tuple(found)

    def _function(self, opened: OpenFunction) -> Function:
        doc, doc_span = documented(self._syntax, opened.node, opened.begins)
        return Function(
            opened.name,
            opened.where,
            opened.decorators,
            self._params.of(opened.node, method=opened.method),
            self.annotation(self._syntax.part(opened.node, "returns")),
            doc,
            doc_span,
            Body(lambda: self._tokens.body(opened.node)),
            tuple(sorted(opened.calls)),
            self._syntax.lines(opened.spans),
        )

    def _class(self, opened: OpenClass) -> Class:
        doc, doc_span = documented(self._syntax, opened.node, opened.begins)
        bases = self._syntax.part(opened.node, "bases")
        note = [self._note(opened.node)] if self._note(opened.node) else []
        return Class(
            opened.name,
            opened.where,
            (*note, *([] if bases is None else self._bases(bases))),
            opened.decorators,
            doc,
            tuple(opened.fields.values()),
            self._syntax.lines(opened.node),
            tuple(opened.annotations.items()),
            doc_span,
            tuple((name, note) for name, notes in opened.notes.items() for note in notes),
        )

    def _bases(self, node: Node) -> Iterator[str]:
        """The names of base classes and interfaces, type arguments left out."""
        for child in node.named:
            role = self._syntax.role(child)
            if role in {"keyword", "spread"} or child.kind in self._syntax.grammar.silent:
                continue
            if child.kind.endswith("_clause"):
                yield from self._bases(child)
                continue
            base = self._syntax.part(child, "object") if role == "subscript" else child
            if child.kind == "generic_type":
                base = child.first
            if base is not None:
                yield dotted(self._syntax, base) or self._tokens.compact(base)

    def _decorating(self, node: Node) -> tuple[Call | Ref, ...]:
        found: list[Call | Ref] = []
        own = [child for child in node.named if self._syntax.role(child) == "decorator"]
        for decorator in (*self._decorators.get(id(node), ()), *own):
            expression = decorator.first
            if expression is None:
                continue
            value = self._values.read(expression)
            found.append(
                value
                if isinstance(value, Call | Ref)
                else Ref(self._tokens.compact(expression), self._syntax.lines(decorator))
            )
        return tuple(found)


def _together(classes: Iterable[Class]) -> Iterator[Class]:
    """Classes that are written in several blocks, each with all that its blocks say, where the first stands."""
    found: dict[tuple[str, str], Class] = {}
    for one in classes:
        before = found.get((one.where, one.name))
        found[one.where, one.name] = (
            one
            if before is None
            else before._replace(
                bases=tuple(dict.fromkeys((*before.bases, *one.bases))),
                decorators=(*before.decorators, *one.decorators),
                fields=tuple({entry.key: entry for entry in (*before.fields, *one.fields)}.values()),
                annotations=(*before.annotations, *one.annotations),
                notes=(*before.notes, *one.notes),
            )
        )
    yield from found.values()
