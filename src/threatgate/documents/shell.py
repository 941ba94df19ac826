"""Shell scripts: what they set and what they run; nothing is run.

Variables with what they are given, commands with their words, texts handed over on the spot and files that take output,
read from a syntax tree. What the shell would fill in stands as it is written: `${NAME}`, `${NAME:-default}`, `$(…)`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from threatgate.documents._code_meaning import Grammar
from threatgate.documents._kinds import Assignment, Command, Script
from threatgate.documents._located import Code, Located, Scalar, Seq
from threatgate.documents._syntax import parse

if TYPE_CHECKING:
    from threatgate.documents._syntax import Node, Syntax

_GRAMMAR: Final = Grammar(
    language="shell",
    package="tree_sitter_bash",
    entry="language",
    # One pipe behind the other, which the parser holds open all at once and tries in every way where they do not end.
    strange=re.compile(rb"(?<![^\n;&])(?:[^|;\n]*+\|\s*+){300,}+"),
    kinds={},
    comments=frozenset({"comment"}),
    silent=frozenset(),
    binders={},
    imports=lambda _syntax, _node: (),
    inner={},
)
_ESCAPE: Final = re.compile(r"\\(\n|.)", re.DOTALL)
_QUOTED_ESCAPE: Final = re.compile(r"\\([\"$`\\\n])")
_FILLED: Final = frozenset({"command_substitution", "process_substitution"})
_PLAIN: Final = frozenset({"command", "variable_assignment", "redirected_statement", "function_definition"})
_HANDS_ON: Final = frozenset({"cat", "tee"})
_HEREDOC: Final = "heredoc_redirect"


class _Place(NamedTuple):
    """Where a node stands: the function around it, the variable and the file that take what it writes."""

    where: str = ""
    bound_to: str = ""
    into: str = ""
    given: str = ""


def read(text: str) -> Script:
    """What a script sets and runs; what cannot be parsed is left out. Raises UnreadableError beyond a bound."""
    return _Reader(parse(text, _GRAMMAR)).script(text)


class _Reader:
    """One walk through a script, in the order of the text."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._assignments: list[Assignment] = []
        self._commands: list[Command] = []
        self._waiting: list[tuple[Node, _Place]] = []

    def script(self, text: str) -> Script:
        """All that the script sets and runs."""
        self._waiting.append((self._syntax.root, _Place()))
        while self._waiting:
            node, place = self._waiting.pop()
            match node.kind:
                case "command":
                    self._command(node, place)
                case "variable_assignment":
                    self._assignment(node, place)
                case "redirected_statement":
                    self._redirected(node, place)
                case "function_definition":
                    name = node.part("name")
                    where = "" if name is None else self._syntax.text(name)
                    self._next(node.named, _Place(f"{place.where}.{where}".strip(".")))
                case _:
                    self._next(node.named, place)
        faults = tuple(dict.fromkeys(self._syntax.lines(node) for node in self._syntax.errors))
        return Script(tuple(self._assignments), tuple(self._commands), text, faults)

    def _next(self, nodes: list[Node], place: _Place) -> None:
        self._waiting.extend((node, place) for node in reversed(nodes) if node.children or node.kind in _PLAIN)

    def _command(self, node: Node, place: _Place) -> None:
        words = [self._word(one) for one in node.named if one.field in {"name", "argument"}]
        given = place.given or next((self._here(one) for one in node.children if one.kind.startswith("here")), "")
        if words:
            span = self._syntax.lines(node)
            self._commands.append(Command(tuple(words), given, place.into, place.bound_to, place.where, span))
        for one in node.named:
            if one.kind == "variable_assignment":
                self._waiting.append((one, place))
            else:
                self._substituted(one, _Place(place.where))

    def _substituted(self, node: Node, place: _Place) -> None:
        """What runs inside a word is a command of its own."""
        waiting = [node]
        while waiting:
            one = waiting.pop()
            if one.kind in _FILLED:
                self._next(one.named, place)
            else:
                waiting += reversed(one.children)

    def _assignment(self, node: Node, place: _Place) -> None:
        name, value = node.part("name"), node.part("value")
        if name is None:
            return
        target = self._syntax.text(name)
        span = self._syntax.lines(node)
        operator = "+=" if any(one.kind == "'+=" for one in node.children) else ""
        read = Scalar("", span) if value is None else self._value(value)
        self._assignments.append(Assignment(target, read, place.where, span, operator))
        if value is not None:
            self._substituted(value, _Place(place.where, target))

    def _value(self, node: Node) -> Located:
        span = self._syntax.lines(node)
        if node.kind == "array":
            return Seq(tuple(Scalar(self._word(one), self._syntax.lines(one)) for one in node.named), span)
        inside = [one for one in node.named if one.kind in _FILLED]
        only = node if node.kind in _FILLED else inside[0] if len(inside) == len(node.named) == 1 else None
        if only is None:
            return Scalar(self._word(node), span)
        text = self._shown(only)
        return Code(" ".join(self._syntax.text(only).split())[:200], span) if text is None else Scalar(text, span)

    def _shown(self, node: Node) -> str | None:
        """The text of `$(cat <<EOF … EOF)`; None for another command."""
        inner = node.named[0] if len(node.named) == 1 else None
        body = None if inner is None or inner.kind != "redirected_statement" else inner.part("body")
        if inner is None or body is None or body.kind != "command" or len(body.named) != 1:
            return None
        heredoc = next((one for one in inner.children if one.kind == _HEREDOC), None)
        return self._here(heredoc) if heredoc is not None and self._word(body.named[0]) in _HANDS_ON else None

    def _redirected(self, node: Node, place: _Place) -> None:
        """A file takes the output of the last command of a pipe, a text is handed to the one it stands behind."""
        into, given = place.into, place.given
        rest: list[Node] = []
        for one in node.children:
            if one.kind == "file_redirect":
                destination = one.part("destination")
                written = any(sign.kind in {"'>", "'>>", "'>|", "'&>", "'&>>"} for sign in one.children)
                into = self._word(destination) if written and destination is not None else into
            elif one.kind in {_HEREDOC, "herestring_redirect"}:
                given = self._here(one)
                rest += [inner for inner in one.named if inner.kind in {*_PLAIN, "pipeline", "list"}]
                written_to = next((inner for inner in one.named if inner.kind == "file_redirect"), None)
                destination = None if written_to is None else written_to.part("destination")
                into = into if destination is None else self._word(destination)
        body = node.part("body")
        if body is not None:
            self._next([body, *rest], _Place(place.where, place.bound_to, into, given))

    def _here(self, node: Node) -> str:
        """The text that a command is given on the spot."""
        body = next((one for one in node.children if one.kind == "heredoc_body"), None)
        if body is None:
            return "".join(self._word(one) for one in node.named) if node.kind == "herestring_redirect" else ""
        text = self._between(body, body.start, body.end)
        if any(one.kind == "'<<-" for one in node.children):
            text = "\n".join(line.lstrip("\t") for line in text.split("\n"))
        return text

    def _word(self, node: Node) -> str:
        """A word without its quotes."""
        text = self._syntax.text(node)
        match node.kind:
            case "command_name" | "concatenation":
                return "".join(self._word(one) for one in node.named)
            case "word":
                return _ESCAPE.sub(lambda found: "" if found[1] == "\n" else found[1], text)
            case "raw_string":
                return text[1:-1]
            case "ansi_c_string":
                return text[2:-1].replace("\\n", "\n").replace("\\'", "'")
            case "string" | "translated_string":
                return self._between(node, node.children[0].end, node.children[-1].start) if node.children else text
            case "simple_expansion":
                return f"${{{text[1:]}}}"
            case kind if kind in _FILLED:
                return "$(…)"
        return text

    def _between(self, node: Node, start: int, end: int) -> str:
        """The text of a literal with what fills in as it is written."""
        found: list[str] = []
        for one in node.children:
            if one.kind[0] == "'" or one.kind in {"string_content", "heredoc_content"} or one.start < start:
                continue
            found += (self._syntax.between(start, one.start), self._word(one))
            start = one.end
        found.append(self._syntax.between(start, max(start, end)))
        return _QUOTED_ESCAPE.sub(lambda match: "" if match[1] == "\n" else match[1], "".join(found))
