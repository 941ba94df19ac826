"""BAML: clients, functions, prompts, tests and types as declared.

Each declaration is an entry under its head (`client Support`, `function Triage`, `class Order`). Blocks are mappings,
lists are lists; a prompt is the text between its marks. What types hold and functions take is kept as its words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.documents._bounds import MalformedError
from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq
from threatgate.documents._policy_tokens import Token, joined, tokens
from threatgate.documents._scalars import bare_word
from threatgate.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECLARED = frozenset({
    "client", "function", "class", "enum", "type", "test", "generator", "retry_policy", "template_string", "dynamic",
    "impl", "printer", "python", "typescript",
})  # fmt: skip
_TYPES = frozenset({"class", "enum", "dynamic"})
_RAW = re.compile(r'(#+)"(.*)"\1', re.DOTALL)


def read(text: str) -> Tree:
    """The declarations of a file. Raises UnreadableError on what is none."""
    entries: dict[str, Entry] = {}
    counts: dict[str, int] = {}
    for said in _declarations(list(tokens(text, "//"))):
        entry = _declared(said)
        counts[entry.key] = counts.get(entry.key, 0) + 1
        key = entry.key if counts[entry.key] == 1 else f"{entry.key} ({counts[entry.key]})"
        entries[key] = Entry(key, entry.value, entry.span)
    return Tree("baml", (Map(tuple(entries.values()), Span(1, max(1, text.count("\n")))),), text)


def _declarations(found: list[Token]) -> Iterator[list[Token]]:
    said: list[Token] = []
    for token in found:
        feed = token.text == "\n" and not token.text_like
        if feed and token.depth == 0:
            if said and said[-1].text != "|" and (said[-1].text == "}" or said[0].text == "type" or said[-1].text_like):
                yield said
                said = []
        elif not (feed and not said):
            said.append(token)
    if said:
        yield said


def _declared(said: list[Token]) -> Entry:
    sort = said[0].text
    if sort not in _DECLARED:
        raise MalformedError("is no BAML declaration", said[0].line, "mend the declaration that begins here")
    span = Span(said[0].line, said[-1].end_line)
    body = next((at for at, token in enumerate(said) if token.depth == 0 and token.text == "{"), None)
    head = said[1 : body if body is not None else len(said)]
    name = next((token.text for token in head if token.depth == 0 and re.match(r"\w", token.text)), "")
    if head and head[0].text == "<":
        # `client<llm> Name`, and in early versions `impl<llm, Function> name`
        name = ".".join(token.text for token in head[3:] if re.match(r"\w", token.text))
    key = f"{sort} {name}"
    if body is None:
        texts = [token for token in said if token.text_like]
        node: Located = _text(texts[-1]) if texts and sort == "template_string" else Scalar(joined(said[1:]), span)
        return Entry(key, node, span)
    if sort in _TYPES:
        return Entry(key, Scalar(joined([one for one in said[body:] if one.text != ","]), span), span)
    block = _block(said[body + 1 : -1], said[body].depth + 1, span)
    if sort == "function":
        signature = joined([one for one in head[1:] if one.text != "\n"])
        block = Map((Entry("signature", Scalar(signature, span), Span(span.line, span.line)), *block.entries), span)
    return Entry(key, block, span)


def _block(said: list[Token], depth: int, span: Span) -> Map:
    """`key value` lines of a block; checks (`@@assert(...)`) stand under their own words."""
    entries: dict[str, Entry] = {}
    for line in _lines(said, depth):
        entry = _setting(line, depth)
        entries[entry.key if entry.key not in entries else joined(line)] = entry
    return Map(tuple(entries.values()), span)


def _lines(said: list[Token], depth: int) -> Iterator[list[Token]]:
    """The settings of a block: each ends with its line, with a comma, or where another word follows its value."""
    line: list[Token] = []
    for token in said:
        here = token.depth == depth
        if here and token.text in ("\n", ",") and not token.text_like:
            if line:
                yield line
            line = []
            continue
        whole = len(line) > 1 and (_is_word(line[-1]) or line[-1].text in ("}", "]"))
        if here and whole and _is_word(token) and not line[0].text.startswith("@"):
            yield line
            line = []
        line.append(token)
    if line:
        yield line


def _is_word(token: Token) -> bool:
    return token.text_like or re.match(r"[\w$]", token.text) is not None


def _setting(line: list[Token], depth: int) -> Entry:
    span = Span(line[0].line, line[-1].end_line)
    if line[0].text.startswith("@") or len(line) == 1:
        return Entry(joined(line), Scalar(value=True, span=span), span)
    rest = line[1:]
    if rest[0].text in (":", "=") and len(rest) > 1:
        rest = rest[1:]
    return Entry(line[0].text.strip('"'), _value(rest, depth), span)


def _value(said: list[Token], depth: int) -> Located:
    span = Span(said[0].line, said[-1].end_line)
    if len(said) == 1:
        return _text(said[0]) if said[0].text_like else Scalar(bare_word(said[0].text), span)
    if said[0].text == "{" and said[-1].text == "}":
        return _block(said[1:-1], depth + 1, span)
    if said[0].text == "[" and said[-1].text == "]":
        return Seq(tuple(_items(said[1:-1], depth + 1)), span)
    return Scalar(joined(said), span)


def _items(said: list[Token], depth: int) -> Iterator[Located]:
    item: list[Token] = []
    for token in (*said, Token(",", 0, depth)):
        if token.depth == depth and token.text in ("\n", ",") and not token.text_like:
            if item:
                yield _value(item, depth)
            item = []
        else:
            item.append(token)


def _text(token: Token) -> Scalar:
    """A text without its marks; of one on several lines, without the depth that all lines share."""
    span = Span(token.line, token.end_line)
    raw = _RAW.fullmatch(token.text)
    if raw is None:
        return Scalar(token.text[1:-1].replace('\\"', '"').replace("\\n", "\n"), span)
    lines = raw[2].strip("\n").rstrip().split("\n")
    depth = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return Scalar(
        "\n".join(line[depth:].rstrip() if index or depth else line.rstrip() for index, line in enumerate(lines)), span
    )
