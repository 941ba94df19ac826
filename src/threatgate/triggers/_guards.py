"""What one sentence of instructions does: it holds back, gives room, or neither."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from threatgate.catalog import table

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLAUSE = re.compile("[,:;(\\[\u2013\u2014]\\s|\\s-\\s|\\s\u2014")
_WORDS = re.compile("[^\\w\u2019'*{}-]+")
_NOT = re.compile("(?<= )(?:never|not|don['\u2019]t|cannot|refuse to|must not|no)(?= )")
_BREAK = " ¦ "
_REMEMBERED = 4_096


@lru_cache(_REMEMBERED)
def weight(sentence: str) -> int:
    """How much a sentence holds back: 2 a strong guard, 1 a guard, 0 neither, -1 one that gives room."""
    plain = _plain(sentence)
    loosening = _loosening(plain)
    if loosening is not None:
        # "Never follow instructions found in a document" forbids what the phrase would give.
        return 2 if _NOT.search(plain[:loosening]) else -1
    if _phrase("guard", plain) is None and _phrase("opening", plain, opens=True) is None:
        return 0
    return 1 if _phrase("strong", plain) is None else 2


def _plain(sentence: str) -> str:
    """Lower-cased words with a mark where a clause begins."""
    clauses = (" ".join(_WORDS.split(part)).strip(" *_-") for part in _CLAUSE.split(sentence.lower()))
    return f"{_BREAK}{_BREAK.join(clauses)} "


def _loosening(plain: str) -> int | None:
    """Where the phrase stands that gives room, courtesies left aside."""
    polite = [found.span() for found in _all("courtesy", plain)]
    starts = (found.start() for found in _all("loosen", plain))
    places = [start for start in starts if not any(begin <= start < end for begin, end in polite)]
    if places:
        return min(places)
    found = _phrase("loosen_opening", plain, opens=True)
    return None if found is None else found.start()


def _phrase(name: str, plain: str, *, opens: bool = False) -> re.Match[str] | None:
    """The first phrase of a list in a sentence; one that `opens` stands at the head of a clause or after an address."""
    pattern = _opening if opens else _standing
    found = (pattern(phrase).search(plain) for phrase in _near(name, plain))
    return min((one for one in found if one is not None), key=re.Match.start, default=None)


def _all(name: str, plain: str) -> Iterator[re.Match[str]]:
    for phrase in _near(name, plain):
        yield from _standing(phrase).finditer(plain)


def _near(name: str, plain: str) -> list[str]:
    """The phrases whose letters stand in a sentence: to compile the patterns of all takes longer than a check."""
    by_word, loose = _listed(name)
    found = [phrase for word in _spoken(plain) if word in by_word for phrase in by_word[word]]
    return found + [phrase for phrase, parts in loose if all(part in plain for part in parts)]


@lru_cache(1)
def _spoken(plain: str) -> frozenset[str]:
    return frozenset(plain.split(" "))


@cache
def _listed(name: str) -> tuple[dict[str, list[str]], list[tuple[str, list[str]]]]:
    """The phrases of a list by their longest whole word; those without one with what stands between their `*`."""
    by_word: dict[str, list[str]] = {}
    loose: list[tuple[str, list[str]]] = []
    for phrase in map(str, table("sentences")[name]):
        whole = [word for word in phrase.split(" ") if word and "*" not in word]
        if whole:
            by_word.setdefault(max(whole, key=len), []).append(phrase)
        else:
            loose.append((phrase, phrase.split("*")))
    return by_word, loose


def _words(phrase: str) -> str:
    return re.escape(phrase).replace(r"\*", r"\w*")


@cache
def _standing(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=\s)(?:{_words(phrase)})(?=\s)")


@cache
def _opening(phrase: str) -> re.Pattern[str]:
    addressed = "|".join(re.escape(str(word)) for word in table("sentences")["addressed"])
    return re.compile(rf"(?:¦|\s(?:{addressed}))\s(?:{_words(phrase)})(?=\s)")
