"""How a language is described: what each node type of its grammar means, so that one reader serves every language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Mapping

    from threatgate.documents._syntax import Node, Syntax

Role: TypeAlias = Literal[
    "adjacent",  # string literals side by side
    "alias",  # a named type
    "assignment",
    "await",
    "binary",
    "binding",  # a value named on the way: `with … as x`
    "block",
    "call",
    "case",  # one branch of a switch: `pattern` (each child there) is what is compared, the rest is what happens then
    "choice",  # a conditional expression
    "class",
    "computed",  # a key that is an expression
    "conditional",  # an `if` or `elsif`: `condition`, `consequence`, `alternative` (each child there)
    "constant",
    "declaration",  # holds assignments; a doc comment stands before it
    "decorated",  # holds decorators and what they decorate
    "decorator",
    "export",
    "function",
    "import",
    "keyword",
    "list",
    "literals",  # a type that lists the values it allows
    "map",
    "member",
    "name",
    "number",
    "operator",  # any other expression that parentheses may group
    "pair",
    "parameter",
    "pattern",  # takes a value apart
    "returned",  # what a function hands back
    "rest",  # a parameter that takes the rest
    "same",  # stands for the expression inside it
    "shorthand",
    "spread",
    "statement",  # an expression as a statement
    "string",
    "subscript",
    "switch",  # `switch`, `match`, `when`: `subject`; its cases stand anywhere below it
    "unary",
    "verbatim",  # written as it stands
]

Part: TypeAlias = "str | int"
"""Where a part stands: a field's name, `<kind>` for the first child of that kind, or a number among the named."""


class Meaning(NamedTuple):
    """What a node type means, and where its parts stand. `note` is a word of its own for the role."""

    role: Role
    parts: Mapping[str, Part]
    note: str = ""

    def of(self, node: Node, part: str) -> Node | None:
        """One part of a node, or None where the node type or this node has none."""
        place = self.parts.get(part)
        return None if place is None else node.part(place)


def means(role: Role, note: str = "", **parts: Part) -> Meaning:
    """A meaning in one line of a table."""
    return Meaning(role, parts, note)


class Grammar(NamedTuple):
    """A language: its grammar package, its node types, and the few habits that node types do not tell.

    `silent` node types and tokens carry no behaviour (types, modifiers, statements that do nothing); `binders` name the
    part that binds local names (None for every child), `unbinders` declare that a name is not local, `inner` says
    where the names of a pattern stand; `keeps_escapes`: an unknown escape keeps its backslash; `doc_in_body`: the
    documentation is the first string of the body and other bare strings do nothing; `angles`: types stand in `<…>`,
    which an expression can look like; `strange` finds what means nothing in the language and costs its parser without
    bound; `shapes` bring node types into the shape that the reader asks for; `builders` are
    the methods that end a chain of settings; `blocks`: texts in three quotes lose the indentation that their lines
    share and, where the last line feed is the layout's too, that; `wraps` are functions that hand on their only
    argument, `keeps` methods that hand on what they are called on, `defaults` methods whose argument stands in for
    what is missing; `doc_lines` begin each line of a documentation comment; `prepared` writes the source for the
    parser, each byte in its place; `reopens`: a class may be written in several blocks; `setters` begin the names of
    methods that set a field.
    """

    language: str
    package: str
    entry: str
    kinds: Mapping[str, Meaning]
    comments: frozenset[str]
    silent: frozenset[str]
    binders: Mapping[str, str | None]
    imports: Callable[[Syntax, Node], Iterable[str]]
    inner: Mapping[str, Part]
    unbinders: frozenset[str] = frozenset()
    receivers: frozenset[str] = frozenset()
    import_calls: frozenset[str] = frozenset()
    keeps_escapes: bool = False
    doc_in_body: bool = False
    angles: bool = False
    strange: re.Pattern[bytes] | None = None
    shapes: Mapping[str, Callable[[Syntax, Node], None]] = {}
    builders: frozenset[str] = frozenset()
    blocks: Literal["", "kept", "cut"] = ""
    wraps: frozenset[str] = frozenset()
    keeps: frozenset[str] = frozenset()
    defaults: frozenset[str] = frozenset()
    doc_lines: str = ""
    setters: str = ""
    prepared: Callable[[bytes], bytes] | None = None
    reopens: bool = False


def wrappers(grammar: Grammar) -> Mapping[str, Meaning]:
    """The node types that stand for the expression inside them."""
    return {kind: meaning for kind, meaning in grammar.kinds.items() if meaning.role in {"same", "await"}}
