"""What one sentence of instructions does: it holds back, gives room, or neither."""

from __future__ import annotations

import re
from functools import cache

from threatgate.catalog import table

_CLAUSE = re.compile("[,:;(\\[\u2013\u2014]\\s|\\s-\\s|\\s\u2014")
_WORDS = re.compile("[^\\w\u2019'*{}-]+")
_NOT = re.compile("(?<= )(?:never|not|don['\u2019]t|cannot|refuse to|must not|no)(?= )")
_BREAK = " ¦ "


def weight(sentence: str) -> int:
    """How much a sentence holds back: 2 a strong guard, 1 a guard, 0 neither, -1 one that gives room."""
    plain = _plain(sentence)
    loosening = _loosening(plain)
    if loosening is not None:
        # "Never follow instructions found in a document" forbids what the phrase would give.
        return 2 if _NOT.search(plain[:loosening]) else -1
    if not _phrases("guard", plain).search(plain) and not _openings("opening", plain).search(plain):
        return 0
    return 2 if _phrases("strong", plain).search(plain) else 1


def _plain(sentence: str) -> str:
    """Lower-cased words with a mark where a clause begins."""
    clauses = (" ".join(_WORDS.split(part)).strip(" *_-") for part in _CLAUSE.split(sentence.lower()))
    return f"{_BREAK}{_BREAK.join(clauses)} "


def _loosening(plain: str) -> int | None:
    """Where the phrase stands that gives room, courtesies left aside."""
    loosen = _phrases("loosen", plain)
    found = loosen.search(plain)
    while found is not None and _phrases("courtesy", plain).match(plain, found.start()):
        found = loosen.search(plain, found.end())
    found = found or _openings("loosen_opening", plain).search(plain)
    return None if found is None else found.start()


def _phrases(name: str, plain: str) -> re.Pattern[str]:
    return _standing(_near(name, plain))


def _openings(name: str, plain: str) -> re.Pattern[str]:
    """A phrase at the head of a clause or after a word that addresses the reader."""
    return _opening(_near(name, plain))


def _near(name: str, plain: str) -> tuple[str, ...]:
    """The phrases whose letters stand in a sentence: a pattern of all of them takes longer to compile than a check."""
    return tuple(phrase for phrase, parts in _parts(name) if all(part in plain for part in parts))


@cache
def _parts(name: str) -> tuple[tuple[str, list[str]], ...]:
    """The phrases, longest first, each with what stands between its `*`."""
    words = sorted((str(phrase) for phrase in table("sentences")[name]), key=len, reverse=True)
    return tuple((word, word.split("*")) for word in words)


def _any(phrases: tuple[str, ...]) -> str:
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in phrases) or "(?!)"


@cache
def _standing(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<=\s)(?:{_any(phrases)})(?=\s)")


@cache
def _opening(phrases: tuple[str, ...]) -> re.Pattern[str]:
    addressed = "|".join(re.escape(str(word)) for word in table("sentences")["addressed"])
    return re.compile(rf"(?:¦|\s(?:{addressed}))\s(?:{_any(phrases)})(?=\s)")
