"""What an edit of instructions does: sentences that came and went, guards lost and room given."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from threatgate.model import Direction, Move, Pointer
from threatgate.triggers._guards import weight

if TYPE_CHECKING:
    from collections.abc import Iterator

_END = re.compile(r"(?<=[.!?;])\s+|(?<=[\u3002\uff01\uff1f])")
_MARK = re.compile(r"^\s*(?:(?:[-*+>]|#{1,6}|\d+[.)]|\[[ xX]\])\s+)*")
_FENCE = re.compile(r"^\s*(?:```|~~~)\s*(\w*)")
_WORD = re.compile(r"\w+")
_PLAIN_FENCES = frozenset({"", "text", "txt", "markdown", "md", "prompt", "xml"})
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")
_CONTINUES = re.compile(r"^ {0,3}(?:[\"'(]?[^\W\d_A-Z][^\W_]*+(?![\w.]*[:=(])|`[^`]+`(?!\s*[-:=]))")
_ENDS = (".", "!", "?", ";", ":", "|", ">", "}", "`")
_FULL = 40
# after "do not guess, instead:" come things to do
_WHAT_ELSE = re.compile(r"\b(?:instead|rather)\W*$", re.IGNORECASE)
_TITLE = 4
SAID = 160
COMPARED = 400
COMMON = 40
ALIKE = 0.6


def sentences(text: str) -> list[str]:
    """The sentences of a text, without bullets and white space around them."""
    return [piece for piece, _ in _pieces(text)]


def _pieces(text: str) -> list[tuple[str, int]]:
    """Each sentence with how much it holds back; an item of a list as much as the line that leads to it, or more.

    Program text, tables and titles tell nobody to do anything.
    """
    found: list[tuple[str, int]] = []
    lead = 0
    for line, speaks in _lines(text):
        item = _ITEM.match(line) is not None
        pieces = [piece.strip() for piece in _END.split(_MARK.sub("", line, count=1)) if piece.strip()]
        lead = lead if item else 0
        found.extend((piece, (weight(piece) or lead) if speaks else 0) for piece in pieces)
        if pieces and pieces[-1].rstrip("*_ ").endswith(":") and speaks and not (item and lead):
            lead = 0 if _WHAT_ELSE.search(pieces[-1]) else weight(pieces[-1])
    return found


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """The lines of a text, those that were only broken to a width joined again, and whether each speaks."""
    fence: str | None = None
    held, last = "", ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if held and not mark and _goes_on(last, line):
            held, last = f"{held.rstrip()} {line.strip()}", line
            continue
        if held:
            yield held, True
        held = last = ""
        if mark:
            fence = mark[1].lower() if fence is None else None
            yield line, False
        elif (fence or "") not in _PLAIN_FENCES or _is_title(line) or line.lstrip().startswith("|"):
            yield line, False
        else:
            held = last = line
    if held:
        yield held, True


def _is_title(line: str) -> bool:
    return line.lstrip().startswith("#") and len(line.split()) <= _TITLE


def _goes_on(line: str, following: str) -> bool:
    """Whether a line was broken because it was full: it is long, ends nothing, and the next begins nothing."""
    return len(line) >= _FULL and not line.rstrip().endswith(_ENDS) and _CONTINUES.match(following) is not None


def _key(sentence: str) -> str:
    return " ".join(sentence.split())


def text_moves(before: str, after: str, pointer: Pointer) -> tuple[Move, ...]:
    """The sentences that differ, paired where one was reworded. Direction only where a guard or its loss says so."""
    old, new = _pieces(before), _pieces(after)
    before_weights, after_weights = dict(old), dict(new)
    old_keys, new_keys = {_key(piece) for piece, _ in old}, {_key(piece) for piece, _ in new}
    lost = [piece for piece in dict.fromkeys(piece for piece, _ in old) if _key(piece) not in new_keys]
    gained = [piece for piece in dict.fromkeys(piece for piece, _ in new) if _key(piece) not in old_keys]
    moves: list[Move] = []
    for one, other in _paired(lost, gained):
        towards = _direction(before_weights.get(one or "", 0), after_weights.get(other or "", 0))
        moves.append(Move(pointer, one, other, towards, _words(one, other)))
    if not moves and before != after:
        moves.append(Move(pointer, None, None, Direction.NEUTRAL, _unseen(before, after)))
    return tuple(moves)


def _paired(lost: list[str], gained: list[str]) -> list[tuple[str | None, str | None]]:
    """Lost and gained sentences that share most of their words, the most alike first come."""
    words = [frozenset(_WORD.findall(item.lower())) for item in gained[:COMPARED]]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, known in enumerate(words):
        for word in known:
            holders[word].append(index)
    taken: set[int] = set()
    pairs: list[tuple[str | None, str | None]] = []
    for position, one in enumerate(lost):
        twin = _most_alike(one, words, holders, taken) if position < COMPARED else None
        if twin is not None:
            taken.add(twin)
        pairs.append((one, None if twin is None else gained[twin]))
    return pairs + [(None, other) for index, other in enumerate(gained) if index not in taken]


def _most_alike(one: str, words: list[frozenset[str]], holders: dict[str, list[int]], taken: set[int]) -> int | None:
    own = frozenset(_WORD.findall(one.lower()))
    shared: Counter[int] = Counter()
    for word in own:
        if len(holders.get(word, ())) <= COMMON:
            shared.update(holders.get(word, ()))
    best: int | None = None
    score = ALIKE
    for index, _ in shared.most_common(COMMON):
        if index in taken:
            continue
        both = len(own & words[index])
        # Twice what is common over all of it; a short sentence that went into a longer one counts as well.
        alike = max(2 * both / (len(own) + len(words[index])), both / min(len(own), len(words[index])) - 0.2)
        if alike >= score and (both > 1 or len(own) == 1):
            best, score = index, alike
    return best


def _direction(old: int, new: int) -> Direction:
    if old == new:
        return Direction.NEUTRAL
    return Direction.WIDENS if new < old else Direction.NARROWS


def _words(before: str | None, after: str | None) -> str:
    if before is None:
        return f"gains “{_clipped(after)}”"
    if after is None:
        return f"loses “{_clipped(before)}”"
    return f"“{_clipped(before)}” → “{_clipped(after)}”"


def _clipped(sentence: str | None) -> str:
    text = sentence or ""
    return text if len(text) <= SAID else f"{text[: SAID - 1]}…"


def _unseen(before: str, after: str) -> str:
    """Same sentences, other text: order, spacing, or characters that cannot be seen."""
    if sorted(before.split()) == sorted(after.split()):
        return "order or spacing of the text"
    return "punctuation or layout of the text"
