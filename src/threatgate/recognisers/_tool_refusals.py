"""When a tool refuses to act, read out of its normalised body: `amount > 50 and not confirm ( order )`.

A refusal is a condition under which the body raises, or hands something back without calling anything, and which is
about what the model may do. Guards may be nested or joined, in one order or another, with `else` or without, in a local
or in a function of the module that is called for it: the terms that must hold together are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from threatgate.documents._located import Code, Ref
from threatgate.recognisers._code import tail
from threatgate.recognisers._logic_terms import denied, parted, sufficing, terms, together, written
from threatgate.recognisers._parts import fixed
from threatgate.recognisers._refusals import ENDS, LOCAL, MOST, OPENS, STOPS, TOKEN
from threatgate.recognisers._stated import without_prose
from threatgate.recognisers._tool_guarding import deeds, holds_back, refuses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from threatgate.documents._kinds import Function
    from threatgate.model import Span
    from threatgate.recognisers._code import Facts
    from threatgate.recognisers._parts import Part

LONGEST: Final = 60_000
# How many tokens a question has whose answer a local keeps.
ASKS: Final = 30
_BRANCHES: Final = frozenset({"if", "elif", "elsif", "unless"})
_AROUND: Final = frozenset(
    {"for", "foreach", "while", "with", "async", "try", "try:", "finally", "using", "begin", "loop", "do", "switch"}
)
_DECLARES: Final = frozenset({"const", "let", "var", "val", "final", ":="})


class _Block(NamedTuple):
    """A block: what holds in it, the conditions of the branches before it, and whether it is the tool's own doing."""

    holds: tuple[str, ...]
    before: tuple[tuple[str, ...], ...]
    own: bool


def _body(function: Function, known: Facts) -> _Body:
    return _Body(_tokens(function.body), _named(function, known), known)


def _written(text: str, known: Facts) -> _Body:
    """The body of a function that is written where it is handed over."""
    head, opens, body = text.partition(OPENS)
    named = [token for token in TOKEN.findall(head) if LOCAL.fullmatch(token)]
    tokens = TOKEN.findall(head)
    names = {token: _key(tokens, tokens.index(token)) for token in named}
    return _Body(_tokens(opens + body), names, known)


def _key(tokens: Sequence[str], at: int) -> str:
    """The name under which a parameter is taken out of what is handed over: `{ "amount" : $1.1 }`."""
    return tokens[at - 2].strip('"') if at > 1 and tokens[at - 1] == ":" else "…"


def _tokens(body: str) -> list[str]:
    return TOKEN.findall(without_prose(body)) if len(body) <= LONGEST else []


def _named(function: Function, known: Facts, given: Sequence[str] | None = None) -> dict[str, str]:
    """The parameters by their locals: their names, or what a call hands over for them."""
    names = [param.name.lstrip("*") for param in function.params]
    bound = known.module.language == "python" and tail(function.where) in known.classes
    static = any(isinstance(each, Ref) and each.name == "staticmethod" for each in function.decorators)
    shift = 2 if bound and not static else 1
    said = names if given is None else [*given, *("…" for _ in names)][: len(names)]
    return {f"$1.{at + shift}": name for at, name in enumerate(said)}


class _Body:
    """One walk over the tokens of a body; `found` are the refusals."""

    def __init__(self, tokens: list[str], names: Mapping[str, str], known: Facts, *, inner: bool = False) -> None:
        self.tokens = tokens
        self.names = dict(names)
        self.known = known
        self.inner = inner
        self.found: set[str] = set()
        self.does = deeds(tokens)
        self._walk()

    def _walk(self) -> None:
        blocks: list[_Block] = []
        before: tuple[tuple[str, ...], ...] = ()
        head: list[str] = []
        last: list[str] = []
        for at, token in enumerate(self.tokens):
            if token == OPENS:
                blocks.append(self._opened(head, before, blocks))
                head, before = [], ()
            elif token == ENDS:
                if not blocks:
                    return
                ended = blocks.pop()
                before, head = ended.before, []
                acts = len(blocks) == 1 and ended.own and ended.holds and not refuses(last)
                if acts and self._nothing_after(at + 1):
                    self._refused([*blocks, _Block((), ended.before, own=True)], tuple(denied(ended.holds)))
            elif token == STOPS:
                if blocks and blocks[-1].own:
                    self._statement(head, blocks)
                last, head, before = head, [], ()
            else:
                head.append(token)

    def _opened(self, head: list[str], before: tuple[tuple[str, ...], ...], blocks: list[_Block]) -> _Block:
        """The block that a head begins."""
        own = not blocks or blocks[-1].own
        other = bool(head) and head[0] == "else"
        words = head[1:] if other else head
        first = words[0] if words else ""
        if first in _BRANCHES:
            condition = tuple(terms(word for word in words[1:] if word != ":"))
            holds = tuple(denied(condition)) if first == "unless" else condition
            return _Block(holds, (*before, holds) if other or first[:2] == "el" else (holds,), own)
        if other:
            parts = [token for each in before for token in ("and", "(", *denied(each), ")")][1:]
            return _Block(tuple(parts), (), own)
        return _Block((), (), own and (not blocks or not words or first in _AROUND))

    def _statement(self, head: list[str], blocks: list[_Block]) -> None:
        if not head:
            return
        if head[0] == "assert":
            condition = parted(terms(head[1:]), ",")[0]
            self._refused([*blocks, _Block((), (), own=True)], tuple(denied(condition)))
        elif len(blocks) > 1 and refuses(head):
            last = next((at for at in range(len(blocks) - 1, 0, -1) if blocks[at].holds), 0)
            if last:
                self._refused([*blocks[:last], _Block((), (), own=True)], blocks[last].holds)
        else:
            self._bind(head)
            self._helped(head, blocks)

    def _refused(self, blocks: Sequence[_Block], condition: tuple[str, ...]) -> None:
        """Each of the conditions that suffice is a refusal of its own, with what holds around it."""
        around = [term for block in blocks for term in together(block.holds) if block.holds]
        for enough in sufficing(condition):
            own = [self._resolved(term) for term in together(enough)]
            if any(map(holds_back, own)) and len(self.found) < MOST:
                said = {written(term) for term in (*own, *map(self._resolved, around))}
                self.found.add(" and ".join(sorted(said)))

    def _resolved(self, term: Sequence[str]) -> list[str]:
        """A term with parameters by their names and locals as what was asked for them; other locals say nothing."""
        return [word for token in term for word in self.names.get(token, self._other(token)).split(" ")]

    def _other(self, token: str) -> str:
        return LOCAL.sub("…", token)

    def _bind(self, head: Sequence[str]) -> None:
        """What a local stands for, where that is about permission. One that is set again stands for nothing."""
        words = [word for word in head if word not in _DECLARES]
        if len(words) > 2 and words[1] == "=" and LOCAL.fullmatch(words[0]):
            value = self._resolved(terms(words[2:]))
            asks = len(value) <= ASKS and "{" not in value and OPENS not in value
            plain = asks and words[0] not in self.names and holds_back(value)
            self.names[words[0]] = " ".join(value) if plain else "…"

    def _helped(self, head: Sequence[str], blocks: Sequence[_Block]) -> None:
        """The refusals of a function of the module that is called and does not answer: `check_amount ( amount )`."""
        words = terms(head[2:] if head[1:2] == ["="] else head[head[:1] == ["return"] :])
        if self.inner or len(words) < 3 or words[-1] != ")" or "(" not in words:
            return
        opens = words.index("(")
        name = words[opens - 1]
        callee = words[:opens]
        helper = next((one for one in self.known.module.functions if one.name == name), None)
        if helper is None or not (len(callee) == 1 or callee[0] in ("self", "this", "$1.1")) or len(callee) > 3:
            return
        given = [" ".join(self._resolved(part)) for part in parted(words[opens + 1 : -1], ",")]
        inside = _Body(_tokens(helper.body), _named(helper, self.known, given), self.known, inner=True)
        around = {written(self._resolved(term)) for block in blocks if block.holds for term in together(block.holds)}
        self.does |= inside.does
        if head[0] in ("return", *_DECLARES) or head[1:2] == ["="]:
            # What a function hands back need not be an answer of the tool.
            return
        self.found |= {" and ".join(sorted({*around, *one.split(" and ")})) for one in inside.found}

    def _nothing_after(self, at: int) -> bool:
        """Whether what follows a branch only refuses, so that the branch is all that the tool does."""
        rest = [token for token in self.tokens[at:] if token not in (STOPS, ENDS)]
        return STOPS in self.tokens[at : at + 1] and OPENS not in rest and (not rest or refuses(rest))


def body_parts(handlers: Iterable[Function | Code], known: Facts, span: Span) -> Iterator[Part]:
    """When the functions that carry out a tool refuse, and what they do that it need not say, as parts of the tool."""
    bodies = [_written(one.text, known) if isinstance(one, Code) else _body(one, known) for one in handlers]
    refuses_when = {condition for body in bodies for condition in body.found}
    does = {deed for body in bodies for deed in body.does}
    if refuses_when:
        yield fixed("refuses", sorted(refuses_when), span)
    if does:
        yield fixed("does", sorted(does), span)
