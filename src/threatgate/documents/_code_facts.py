"""The facts of a source file: one walk over its tree, the same for every language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._bounds import UnreadableError
from threatgate.documents._code_names import is_log_call
from threatgate.documents._code_noted import Noted
from threatgate.documents._code_openings import Openings
from threatgate.documents._code_scopes import Hint, Scope
from threatgate.documents._code_tables import Tables
from threatgate.documents._code_targets import Targets
from threatgate.documents._code_tokens import Tokens
from threatgate.documents._code_values import Values
from threatgate.documents._kinds import Assignment, Module, Unreadable
from threatgate.documents._located import Call, Code, text_of
from threatgate.documents._syntax import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from threatgate.documents._code_meaning import Grammar, Meaning
    from threatgate.documents._syntax import Node, Syntax
    from threatgate.model import Span


# `a = b = c = 1`: more names for one value are nobody's code.
_SHARED: Final = 20


def read_module(text: str, grammar: Grammar, lines: Sequence[int] | None = None) -> Module | Unreadable:
    """The facts of a text in a language; never raises. `lines` are those of a file that the text's lines stand at."""
    try:
        return _Walk(parse(text, grammar, lines)).module(text)
    except UnreadableError as fault:
        return Unreadable(fault.message, fault.line, fault.hint)
    except RecursionError:
        return Unreadable("is nested too deeply to be read", None, "split what is nested so deeply")


_HANDED_BACK = frozenset({"adjacent", "binary", "call", "choice", "list", "map", "member", "string"})


class _Walk:
    """Goes through the nodes in the order of the text, without recursion, and notes what they say."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._tokens = Tokens(syntax)
        self._values = Values(syntax, self._tokens)
        self._openings = Openings(syntax, self._tokens, self._values)
        self._targets = Targets(syntax, self._values, self._openings.annotation)
        self._tables = Tables(syntax, self._values, self._tokens)
        self._waiting: list[tuple[Node, Scope, Hint | None]] = []
        self._noted = Noted(syntax)
        self._imports: set[str] = set()
        self._assignments: list[Assignment] = []
        handlers: dict[str, Callable[[Node, Meaning, Scope, Hint | None], None]] = {
            "alias": self._alias,
            "assignment": self._assignment,
            "await": self._through,
            "binary": self._environment,
            "binding": self._binding,
            "call": self._call,
            "class": self._class,
            "conditional": self._conditional,
            "declaration": self._declaration,
            "decorated": self._decorated,
            "export": self._export,
            "function": self._function,
            "import": self._import,
            "keyword": self._pair,
            "list": self._list,
            "map": self._map,
            "member": self._environment,
            "pair": self._pair,
            "returned": self._returned,
            "same": self._through,
            "statement": self._statement,
            "subscript": self._environment,
            "switch": self._switch,
        }
        self._handlers = {
            kind: (handlers[meaning.role], meaning)
            for kind, meaning in syntax.grammar.kinds.items()
            if meaning.role in handlers
        }

    def module(self, text: str) -> Module:
        """All facts of the file."""
        self._waiting.append((self._syntax.root, Scope(""), None))
        waiting, handlers, silent = self._waiting, self._handlers, self._syntax.grammar.silent
        while waiting:
            node, scope, hint = waiting.pop()
            found = handlers.get(node.kind)
            if found is not None:
                found[0](node, found[1], scope, hint)
            elif node.kind not in silent:
                waiting.extend((child, scope, None) for child in reversed(node.children) if child.children)
        return Module(
            self._syntax.grammar.language,
            tuple(sorted(self._imports)),
            tuple(self._assignments),
            tuple(self._noted.invocations),
            self._openings.functions(),
            self._openings.classes(),
            text,
            self._faults(),
            self._tables.found(),
        )

    def _faults(self) -> tuple[Span, ...]:
        """The outermost places that could not be parsed."""
        found: list[Span] = []
        end = -1
        for node in self._syntax.errors:
            if node.start >= end:
                found.append(self._syntax.lines(node))
                end = node.end
        return tuple(dict.fromkeys(found))

    def _next(self, nodes: Iterable[Node | None], scope: Scope, hint: Hint | None = None) -> None:
        """These nodes are looked at next, in this order."""
        self._waiting.extend((node, scope, hint) for node in reversed(list(nodes)) if node is not None)

    def _through(self, node: Node, _meaning: Meaning, scope: Scope, hint: Hint | None) -> None:
        self._next(node.named, scope, hint)

    def _list(self, node: Node, _meaning: Meaning, scope: Scope, hint: Hint | None) -> None:
        for child in reversed(node.named):
            self._next([child], scope, hint if self._syntax.role(child) in {"map", "call"} else None)

    def _map(self, node: Node, _meaning: Meaning, scope: Scope, hint: Hint | None) -> None:
        for child in reversed(node.named):
            key = self._syntax.part(child, "name") if self._syntax.role(child) == "function" else None
            self._next([child], scope, hint if key is None else self._below(hint, key, child))

    def _below(self, hint: Hint | None, key: Node, node: Node) -> Hint:
        name = self._values.key(key)
        return Hint("", name, node) if hint is None else hint.below(name, node)

    def _statement(self, node: Node, _meaning: Meaning, scope: Scope, _hint: Hint | None) -> None:
        inner = node.first
        if inner is not None and scope.function is not None and is_log_call(self._syntax, inner):
            scope = Scope(scope.where, None, scope.owner)
        self._next(node.named, scope)

    def _switch(self, node: Node, _meaning: Meaning, scope: Scope, hint: Hint | None) -> None:
        comes_to = self._tables.switch(node, scope.where)
        if scope.function is not None and id(node) not in self._noted.bound:
            self._assignments += [Assignment("return", value, scope.where, value.span) for value in comes_to]
        self._next(node.named, scope, hint)

    def _conditional(self, node: Node, _meaning: Meaning, scope: Scope, _hint: Hint | None) -> None:
        self._tables.conditional(node, scope.where)
        self._next((child for child in node.named if child.children), scope)

    def _function(self, node: Node, meaning: Meaning, scope: Scope, hint: Hint | None) -> None:
        opened = self._openings.function(node, scope, hint)
        body = meaning.of(node, "body")
        inside = Scope(scope.where, scope.function) if opened is None else Scope(opened.qualified, opened)
        around = scope if opened is None else Scope(opened.qualified, scope.function)
        if body is not None and self._syntax.role(body) != "block" and opened is not None:
            self._handed_back(body, body, inside)
        self._next([body], inside)
        self._next((child for child in node.named if child is not body and child.children), around)

    def _returned(self, node: Node, meaning: Meaning, scope: Scope, _hint: Hint | None) -> None:
        value = meaning.of(node, "value")
        if value is not None and (scope.function is not None or node.scope is None):
            self._handed_back(node, value, scope)
        self._next(node.named, scope)

    def _handed_back(self, node: Node, value: Node, scope: Scope) -> None:
        """What leaves a function without a name of its own stands under the name `return`."""
        inner = self._syntax.inner(value)
        if self._syntax.role(inner) in _HANDED_BACK:
            read = self._values.read(inner)
            if not isinstance(read, Code) or read.choices:
                self._assignments.append(Assignment("return", read, scope.where, self._syntax.lines(node)))

    def _class(self, node: Node, meaning: Meaning, scope: Scope, hint: Hint | None) -> None:
        opened = self._openings.class_(node, scope, hint)
        body = meaning.of(node, "body")
        if body is not None:
            self._openings.decorated(body)
        self._next([body], Scope(opened.qualified, scope.function, opened))
        self._next((child for child in node.named if child is not body and child.children), scope)

    def _decorated(self, node: Node, _meaning: Meaning, scope: Scope, hint: Hint | None) -> None:
        self._openings.decorated(node)
        self._next(node.named, scope, hint)

    def _declaration(self, node: Node, _meaning: Meaning, scope: Scope, _hint: Hint | None) -> None:
        self._openings.begin(node)
        self._next(node.named, scope)

    def _export(self, node: Node, meaning: Meaning, scope: Scope, _hint: Hint | None) -> None:
        self._import(node, meaning, scope, None)
        self._openings.decorated(node)
        value = meaning.of(node, "value")
        if value is None:
            self._next(node.named, scope)
            return
        self._assigned("default", node, value, scope)

    def _import(self, node: Node, _meaning: Meaning, _scope: Scope, _hint: Hint | None) -> None:
        self._imports.update(self._syntax.grammar.imports(self._syntax, node))

    def _alias(self, node: Node, meaning: Meaning, scope: Scope, _hint: Hint | None) -> None:
        """A named type says something only where it lists the values it allows."""
        target, value = meaning.of(node, "target"), meaning.of(node, "value")
        listed = value is not None and self._syntax.role(self._syntax.inner(value)) == "literals"
        read = self._values.read(value) if value is not None and listed else None
        if target is not None and isinstance(read, Call):
            name = self._syntax.text(target)
            self._assignments.append(Assignment(name, read, scope.where, self._syntax.lines(node)))

    def _binding(self, node: Node, meaning: Meaning, scope: Scope, _hint: Hint | None) -> None:
        value, target = meaning.of(node, "value"), meaning.of(node, "target")
        if value is not None and target is not None:
            self._noted.bound[id(self._syntax.inner(value))] = self._targets.name(target)
        self._next([value], scope)

    def _assignment(self, node: Node, meaning: Meaning, scope: Scope, _hint: Hint | None) -> None:
        target, value = meaning.of(node, "target"), meaning.of(node, "value")
        operator, annotation = meaning.of(node, "operator"), meaning.of(node, "annotation")
        if target is None:
            self._next(node.named, scope)
            return
        kind = self._openings.annotation(annotation) if operator is None else self._syntax.text(operator)
        if value is None:
            if scope.owner is not None:
                self._openings.field(scope.owner, self._targets.name(target), None, kind, node)
            # The accessors of a property are functions of its name.
            self._next((child for child in node.named if self._syntax.role(child) == "function"), scope)
        else:
            for name, part, note in self._targets.pairs(target, value):
                self._assigned(name, node, part, scope, kind or note)
        # What is assigned is no value itself, but what it is part of and its index are: `cache[key()] = …`.
        self._next((child for child in target.children if child.children), scope)
        self._next([annotation], scope)

    def _assigned(self, name: str, node: Node, value: Node, scope: Scope, annotation: str = "") -> None:
        """A name gets a value; a function or class with a name is no assignment but a fact of its own."""
        inner = self._syntax.inner(value)
        for _ in range(_SHARED):
            last = self._syntax.part(inner, "value") if self._syntax.role(inner) == "assignment" else None
            if last is None:
                break
            inner = self._syntax.inner(last)
        self._openings.begin(node, inner)
        if self._syntax.role(inner) not in {"function", "class"}:
            read = self._values.read(inner)
            self._noted.bound.setdefault(id(inner), name)
            self._assignments.append(Assignment(name, read, scope.where, self._syntax.lines(node), annotation))
            if scope.owner is not None:
                self._openings.field(scope.owner, name, read, annotation, node)
        self._next([value], scope, Hint("", name, node))

    def _pair(self, node: Node, meaning: Meaning, scope: Scope, hint: Hint | None) -> None:
        key, value = meaning.of(node, "key"), meaning.of(node, "value")
        if key is None or value is None:
            self._next(node.named, scope)
            return
        self._openings.begin(node, self._syntax.inner(value))
        self._next([value], scope, self._below(hint, key, node))
        self._next([key] if key.children else [], scope)

    def _environment(self, node: Node, _meaning: Meaning, scope: Scope, hint: Hint | None) -> None:
        """A read of an environment variable is a call, whatever it looks like; its default is any other value."""
        found = self._values.environment(node)
        if found is None:
            self._next((child for child in node.named if child.children), scope)
            return
        self._noted.invoked(node, found, scope)
        self._next([self._syntax.part(node, "right")], scope, hint)

    def _call(self, node: Node, meaning: Meaning, scope: Scope, hint: Hint | None) -> None:
        value = self._values.read(node)
        callee, arguments = meaning.of(node, "callee"), meaning.of(node, "arguments")
        if isinstance(value, Call) and id(node) not in self._values.links:
            self._noted.invoked(node, value, scope)
            field = self._noted.field_set(node, value, scope)
            self._assignments += [] if field is None else [field]
            if value.callee in self._syntax.grammar.import_calls and value.args:
                self._imports.add(text_of(value.args[0]) or "")
                self._imports.discard("")
        wraps = isinstance(value, Call) and "." not in value.callee.removeprefix("React.")
        alone = arguments is None or bool(self._syntax.role(arguments))
        given = [] if arguments is None else [arguments] if alone else arguments.named
        for argument in reversed(given):
            role = self._syntax.role(self._syntax.inner(argument))
            passes = role in {"map", "keyword"} or (wraps and role in {"function", "call"})
            self._next([argument], scope, hint if passes else None)
        self._next([meaning.of(node, "initializer"), meaning.of(node, "body")], scope, hint)
        self._next([callee], scope)
