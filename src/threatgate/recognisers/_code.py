"""A module as a reader sees it: every node once, with the names around it and the calls it is handed to."""

from __future__ import annotations

from collections import deque
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from threatgate.catalog import table
from threatgate.documents._located import Call, Code, Entry, Located, Map, Ref, Scalar, Seq
from threatgate.recognisers._code_field import cues, is_package_of_the_field, of_the_field, path_words
from threatgate.recognisers._options import options
from threatgate.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from threatgate.documents._kinds import Assignment, Class, Function, Module
    from threatgate.model import Span
    from threatgate.recognisers._api import Source

NEAREST = 3
# Languages whose imports begin with the name of the whole project, which says nothing of the module.
_NAMED_WHOLE = frozenset({"csharp", "java", "kotlin"})
# Names of what is not kept, or only tells whether a call went well: `_, err := agent.New(ctx)`.
_UNSAID = frozenset({"_", "err", "ok"})
MAKES = 2
# How far up a folder of migrations may stand: `db/migrations/versions/2026/0001_add.py`.
MIGRATED = 4


class Site(NamedTuple):
    """A node and where it stands.

    `where` is the enclosing function or class, `names` lead to it from the outside in (what it is assigned to, keyword
    arguments, keys), `calls` are the calls it is an argument of, outermost first. `key` is the name it stands under
    directly, "" for a positional argument or an item of a list.
    """

    node: Located
    span: Span
    where: str
    names: tuple[str, ...]
    calls: tuple[Call, ...] = ()
    key: str = ""
    top: bool = False

    @property
    def name(self) -> str:
        """The logical name: function or class, variable, keys."""
        named = tuple(name for name in self.names if name not in _UNSAID)
        own = named or ((spoken(self.node.callee),) if isinstance(self.node, Call) else ())
        called = () if named or not self.calls else (spoken(self.calls[0].callee),)
        parts = [part for part in (self.where, *called, *own) if part]
        return ".".join(dict.fromkeys(bare(part) for part in parts)) or "module"


class Facts:
    """What the recognisers of code ask of a module, worked out once."""

    def __init__(self, module: Module) -> None:
        self.module = module

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every node of the module, parents before their parts."""
        return tuple(_sites(self.module))

    @cached_property
    def calls(self) -> tuple[tuple[Site, Call], ...]:
        """Every call with its site."""
        return tuple((site, site.node) for site in self.sites if isinstance(site.node, Call))

    @cached_property
    def handed(self) -> frozenset[int]:
        """The objects that are arguments of a call, by `id`: who reads the call reads them with it."""
        return frozenset(id(item) for _, call in self.calls for item in call.args if isinstance(item, Map))

    @cached_property
    def constants(self) -> dict[str, Assignment]:
        """What is assigned at module level or in a class body, by its last name."""
        classes = {entry.name for entry in self.module.classes}
        return {
            tail(one.target): one
            for one in self.module.assignments
            if not one.where or one.where.rpartition(".")[2] in classes
        }

    @cached_property
    def functions(self) -> dict[str, Function]:
        """Functions by their qualified name."""
        return {function.qualified: function for function in self.module.functions}

    @cached_property
    def classes(self) -> dict[str, Class]:
        """Classes by their name."""
        return {entry.name: entry for entry in self.module.classes}

    @cached_property
    def types(self) -> dict[str, str]:
        """What fields, parameters and locals are declared or made as, by name."""
        from threatgate.recognisers._declared_types import declared_types

        return declared_types(self.module)

    @cached_property
    def imports_ai(self) -> bool:
        """Whether the module imports a package of the field, or a module of the project that is named after it."""
        named_whole = self.module.language in _NAMED_WHOLE
        names = (*self.module.imports, *(self.module.beside or ()))
        return any(of_the_field(name, named_whole=named_whole) for name in names)

    def resolved(self, node: Located | None) -> Located | None:
        """The value of a constant of this module that a name stands for; any other node as it is."""
        if isinstance(node, Ref):
            found = self.constants.get(tail(node.name))
            return found.value if found is not None else node
        return node


_RECENT: deque[Facts] = deque(maxlen=4)


def facts(module: Module) -> Facts:
    """The facts of a module; every recogniser of code asks for the same ones, one after the other."""
    for known in _RECENT:
        if known.module is module:
            return known
    known = Facts(module)
    _RECENT.append(known)
    return known


def code_of(source: Source) -> Module | None:
    """The module that a source is; None for other documents and for migrations, which describe a database's past."""
    from threatgate.documents._kinds import Module

    module = source.document
    return module if isinstance(module, Module) and not _of_the_past(source.path, module) else None


def _of_the_past(path: str, module: Module) -> bool:
    """Whether a module is a migration: by what it imports on both sides, and by its place or its revisions.

    One import more hides nothing: what uses a package of the field is read, and so is a file that was none before.
    """
    context = table("code_context")
    past = tuple(context["migrations"])
    sides = (module.imports,) if module.beside is None else (module.imports, module.beside)
    if not all(any(name.lower().startswith(past) for name in side) for side in sides):
        return False
    columns = tuple(context["columns"])
    if any(is_package_of_the_field(one) and not one.lower().startswith(columns) for side in sides for one in side):
        return False
    folders = path_words(path.rpartition("/")[0], MIGRATED)
    stated = {entry.target for entry in module.assignments if not entry.where}
    return bool(folders & set(context["migrated"])) or stated >= {"revision", "down_revision"}


def speaks_of_ai(path: str, module: Module) -> bool:
    """Whether weak words may be read as AI settings in this file: by what it imports, or by its name and folders."""
    return facts(module).imports_ai or bool(cues() & path_words(path, NEAREST))


def tail(dotted: str) -> str:
    """The last name of a dotted one, call marks off."""
    return dotted.rpartition(".")[2].removesuffix("()")


def bare(dotted: str) -> str:
    """A dotted name without `self` and call marks."""
    plain = dotted.replace("()", "")
    for prefix in ("self.", "this.", "cls.", "module.exports."):
        plain = plain.removeprefix(prefix)
    return plain


def spoken(callee: str) -> str:
    """A callee as a reviewer says it: its last three names at most."""
    return ".".join(bare(callee).split(".")[-3:])


def around(where: str) -> Iterator[str]:
    """A qualified name and the names around it, the innermost first."""
    while where:
        yield where
        where = where.rpartition(".")[0]


def settings(call: Call) -> Iterator[Entry]:
    """The named arguments of a call, and the entries of the objects passed to it."""
    yield from call.kwargs
    for item in call.args:
        if isinstance(item, Map):
            yield from item.entries
    yield from options(call)


def may_make(name: str) -> bool:
    """Whether a name in capitals may be a class or make something, where methods are written in capitals too."""
    parts = words(name)
    return len(parts) < MAKES or parts[0] not in _does()


@lru_cache(maxsize=1)
def _does() -> frozenset[str]:
    return frozenset(table("code_context")["does"])


def is_constant(name: str) -> bool:
    """Whether a name is written as constants and members of enumerations are."""
    last = tail(name)
    return last.isupper() and len(last) > 1


def _sites(module: Module) -> Iterator[Site]:
    inner: set[int] = set()
    seen: set[tuple[str, Span]] = set()
    for root in _named_roots(module):
        for site in _below(root):
            inner.add(id(site.node))
            if isinstance(site.node, Call):
                seen.add((site.node.callee, site.node.span))
            yield site
    loose = [
        one for one in module.invocations if id(one.call) not in inner and (one.call.callee, one.call.span) not in seen
    ]
    handed = _handed([one.call for one in loose])
    for one in loose:
        if id(one.call) not in handed:
            yield from _below(
                Site(one.call, one.span, one.where, (one.bound_to.partition(",")[0],) if one.bound_to else (), top=True)
            )


def _named_roots(module: Module) -> Iterator[Site]:
    taken: set[int] = set()
    for one in module.assignments:
        taken.add(id(one.value))
        target = one.target.partition(",")[0]
        named = (target,) if target != "return" else ()
        yield Site(one.value, one.span, one.where, named, key=tail(target), top=True)
    for kept in module.classes:
        qualified = f"{kept.where}.{kept.name}" if kept.where else kept.name
        for entry in kept.fields:
            if id(entry.value) not in taken:
                yield Site(entry.value, entry.span, qualified, (entry.key,), key=entry.key, top=True)
    for function in module.functions:
        for param in function.params:
            if param.default is not None:
                yield Site(
                    param.default, param.default.span, function.qualified, (param.name,), key=param.name, top=True
                )


def _below(site: Site) -> Iterator[Site]:
    stack = [site]
    while stack:
        here = stack.pop()
        yield here
        stack.extend(reversed(list(_inside(here))))


def _inside(site: Site) -> Iterator[Site]:
    match site.node:
        case Map():
            for entry in site.node.entries:
                yield Site(entry.value, entry.span, site.where, (*site.names, entry.key), site.calls, entry.key)
        case Seq():
            for item in site.node.items:
                yield Site(item, item.span, site.where, site.names, site.calls)
        case Call():
            call = site.node
            if call.receiver is not None:
                yield Site(call.receiver, call.receiver.span, site.where, site.names, site.calls)
            calls = (*site.calls, call)
            for item in call.args:
                yield Site(item, item.span, site.where, site.names, calls)
            for entry in call.kwargs:
                yield Site(entry.value, entry.span, site.where, (*site.names, entry.key), calls, entry.key)
        case Scalar() | Ref() | Code():
            return


def _handed(calls: Sequence[Call]) -> set[int]:
    """What is handed to one of these calls, at any depth; each node is looked into once, however deep calls nest."""
    handed: set[int] = set()
    entered: set[int] = set()
    for call in calls:
        waiting: list[Located] = [call]
        while waiting:
            node = waiting.pop()
            if id(node) not in entered:
                entered.add(id(node))
                below = [site.node for site in _inside(Site(node, node.span, "", ()))]
                handed.update(map(id, below))
                waiting += below
    return handed
