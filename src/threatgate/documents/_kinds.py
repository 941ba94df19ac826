"""The shapes of document that recognisers read: trees of data, prose, code, and what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from threatgate.documents._located import Call, Entry, Located, Map, Ref
    from threatgate.model import Span


class Condition(NamedTuple):
    """A tag of a template and the lines that depend on it; of one that sets a variable, the variable's name."""

    text: str
    span: Span
    sets: str = ""


class Tree(NamedTuple):
    """A data file: YAML, JSON, TOML, dotenv, INI. `roots` has one node for each document of the file.

    `conditions` are the tags of a template that were taken out so that the rest could be read.
    """

    format: str
    roots: tuple[Located, ...]
    text: str
    conditions: tuple[Condition, ...] = ()


class Prose(NamedTuple):
    """Text with optional front matter: Markdown, plain text, prompt templates."""

    format: str
    front: Map | None
    body: str
    body_span: Span
    text: str


class Assignment(NamedTuple):
    """A name given a value: constant, variable, attribute, field default, environment default.

    `target` is dotted as written (`self.model`, `config["model"]` becomes `config.model`), `where` the qualified name
    of the enclosing function or class, "" at module level. What a function hands back stands under the target `return`.
    """

    target: str
    value: Located
    where: str
    span: Span
    annotation: str = ""


class Invocation(NamedTuple):
    """A call and where it stands. `bound_to` is the name its result is assigned to, "" if none."""

    call: Call
    where: str
    bound_to: str
    span: Span


class Param(NamedTuple):
    """A parameter of a function. `decorators` are what stands on it: `@ToolParam(description = "…") String city`."""

    name: str
    annotation: str
    default: Located | None
    decorators: tuple[Call | Ref, ...] = ()


class Body:
    """What a function does, as text that is written when it is first asked for: of most functions it never is."""

    __slots__ = ("_text", "_write")

    def __init__(self, write: Callable[[], str]) -> None:
        self._write: Callable[[], str] | None = write
        self._text = ""

    @property
    def text(self) -> str:
        """The text, the same each time."""
        if self._write is not None:
            self._text, self._write = self._write(), None
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Body) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


class Function(NamedTuple):
    """A function or method. `body` is normalised: tokens without comments, docstring and layout, locals renamed."""

    name: str
    where: str
    decorators: tuple[Call | Ref, ...]
    params: tuple[Param, ...]
    returns: str
    doc: str
    doc_span: Span | None
    does: Body
    calls: tuple[str, ...]
    span: Span

    @property
    def body(self) -> str:
        """What it does, as tokens."""
        return self.does.text

    @property
    def qualified(self) -> str:
        """The name with the names around it, dotted."""
        return f"{self.where}.{self.name}" if self.where else self.name


class Class(NamedTuple):
    """A class, interface or enumeration with its bases and the fields of its body.

    A field that is only declared has the value `Code("")`; `annotations` are the fields that have one, as text. `notes`
    are what stands beside a field: a tag, an attribute, its documentation as `doc("…")`.
    """

    name: str
    where: str
    bases: tuple[str, ...]
    decorators: tuple[Call | Ref, ...]
    doc: str
    fields: tuple[Entry, ...]
    span: Span
    annotations: tuple[tuple[str, str], ...] = ()
    doc_span: Span | None = None
    notes: tuple[tuple[str, Call], ...] = ()


class Table(NamedTuple):
    """A switch, a match or a chain of `if`s over one expression: what each value of it leads to, by value.

    `subject` is the expression as text. An entry holds what its branch hands back or assigns, `Code("")` where it does
    more than that; the branch for all other values has the key `*`.
    """

    subject: str
    entries: tuple[Entry, ...]
    where: str
    span: Span


class Module(NamedTuple):
    """The facts of one source file, the same for every language. `faults` are lines that could not be parsed.

    `beside` is what the other side of a change imports, None where there is no other side or it imports the same: a
    file that joins or leaves the AI system in a change is read in the same light on both sides, so that the lines
    which stay as they are make no difference.

    What is found out about a module is kept by it, so it is compared by identity, which costs the same for every size.
    """

    language: str
    imports: tuple[str, ...]
    assignments: tuple[Assignment, ...]
    invocations: tuple[Invocation, ...]
    functions: tuple[Function, ...]
    classes: tuple[Class, ...]
    text: str
    faults: tuple[Span, ...] = ()
    tables: tuple[Table, ...] = ()
    beside: tuple[str, ...] | None = None

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


class Command(NamedTuple):
    """A command of a script: its words without their quotes, `${…}` and `$(…)` where the shell fills something in.

    `given` is the text handed to it on the spot (`<<EOF`), `into` the file that takes its output, `bound_to` the
    variable that does.
    """

    words: tuple[str, ...]
    given: str
    into: str
    bound_to: str
    where: str
    span: Span


class Script(NamedTuple):
    """A shell script: the variables that it sets and the commands that it runs, in the order of the text."""

    assignments: tuple[Assignment, ...]
    commands: tuple[Command, ...]
    text: str
    faults: tuple[Span, ...] = ()


class Unreadable(NamedTuple):
    """A file of a known format that could not be parsed: what is wrong, where, what would mend it."""

    message: str
    line: int | None
    hint: str


Document: TypeAlias = "Tree | Prose | Module | Script | Unreadable"
