"""Data files that a template engine fills in later (Helm, Jinja, Mustache, ERB).

Such a file is often no valid YAML or JSON as it stands: `image: {{ .Values.image }}`. It is read once more with each
template tag replaced by a word of its own, on as many lines; afterwards the tags are put back as text, so a tag that
changes is a value that changes. Where that does not parse either, tags on lines of their own are taken out: what they
choose stands there whatever is chosen, each side of a choice, and what they insert stands elsewhere. A file that is
nothing whole without them is unreadable: it cannot be known before it is rendered.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from threatgate.documents._bounds import UnreadableError
from threatgate.documents._branches import lines_apart
from threatgate.documents._conditions import conditions
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq
from threatgate.identity import sha256

if TYPE_CHECKING:
    from collections.abc import Callable

    from threatgate.documents._kinds import Condition

# Each tag ends before the next one begins, so that a file full of openings costs no more than its length. Few files
# hold any, so it stays text until one is looked for.
_TAG = (
    r"\{\{(?:[^{}]|\{(?!\{)|\}(?!\}))*+\}\}"
    r"|\{%(?:[^{%]|\{(?!%)|%(?!\}))*+%\}"
    r"|\{#(?:[^{#]|\{(?!#)|#(?!\}))*+#\}"
    r"|<%(?:[^<%]|<(?!%)|%(?!>))*+%>"
)
_STRING_OR_TAG = r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|" + _TAG
_RENDER = "have the rendered file checked: what a template tag adds or leaves out here cannot be known before"

Reader: TypeAlias = "Callable[[str], tuple[Located, ...]]"


def through_templates(read: Reader, text: str, *, quoted: bool = False) -> tuple[Located, ...]:
    """What `read` makes of the text, if need be with its template tags as words; `quoted` where a word needs quotes."""
    return with_conditions(read, text, quoted=quoted)[0]


def with_conditions(
    read: Reader, text: str, *, quoted: bool = False
) -> tuple[tuple[Located, ...], tuple[Condition, ...]]:
    """The same, and what the tags that were taken out say."""
    try:
        return read(text), ()
    except UnreadableError:
        if not re.search(_TAG, text):
            raise
    words = _Words(text)
    masked = re.sub(_STRING_OR_TAG, words.quoted, text) if quoted else re.sub(_TAG, words.bare, text)
    try:
        return tuple(_restored(root, words) for root in read(masked)), ()
    except UnreadableError as fault:
        if not quoted and (roots := _without_branches(read, text, words)) is not None:
            return roots, conditions(text)
        hint = _RENDER if _tag_near(text, fault.line) else fault.hint
        raise type(fault)(" ".join(words.put_back(fault.message).split()), fault.line, hint) from None


def _without_branches(read: Reader, text: str, words: _Words) -> tuple[Located, ...] | None:
    """What stands in a text whose tags on lines of their own only choose, repeat or insert; None if that is no text.

    Where a choice has two sides that cannot stand together, each is read, one after the other.
    """
    for sides in ((None,), (0, 1)):
        try:
            return tuple(
                _restored(root, words)
                for side in sides
                for root in read(re.sub(_TAG, words.bare, lines_apart(text, side)))
            )
        except UnreadableError:
            continue
    return None


def _tag_near(text: str, line: int | None) -> bool:
    lines = text.split("\n")
    near = lines if line is None else lines[max(0, line - 2) : line]
    return any(opening in each for each in near for opening in ("{{", "{%", "{#", "<%"))


class _Words:
    """The words that stand for tags: the same tag, the same word, none of which the text could hold by itself."""

    def __init__(self, text: str) -> None:
        self.stem = "t" + sha256(text.encode())[:16]
        self.tags: list[str] = []
        self.numbers: dict[str, int] = {}
        self.pattern = re.compile(self.stem + "n([0-9]+)e")

    def bare(self, found: re.Match[str]) -> str:
        """A tag as a word, followed by as many line feeds as the tag spans."""
        tag = found.group()
        if tag not in self.numbers:
            self.numbers[tag] = len(self.tags)
            self.tags.append(tag)
        return f"{self.stem}n{self.numbers[tag]}e" + "\n" * tag.count("\n")

    def quoted(self, found: re.Match[str]) -> str:
        """The same where words need quotes; tags inside a string have them already."""
        if found.group().startswith(('"', "'")):
            return re.sub(_TAG, self.bare, found.group())
        word = self.bare(found)
        return f'"{word.rstrip()}"' + "\n" * word.count("\n")

    def put_back(self, text: str) -> str:
        """A text with its words turned into tags again."""
        return self.pattern.sub(lambda found: self.tags[int(found[1])], text) if self.stem in text else text


def _restored(node: Located, words: _Words) -> Located:
    match node:
        case Scalar(value=str() as text):
            return Scalar(words.put_back(text), node.span)
        case Seq():
            return Seq(tuple(_restored(item, words) for item in node.items), node.span)
        case Map():
            return Map(
                tuple(Entry(words.put_back(e.key), _restored(e.value, words), e.span) for e in node.entries), node.span
            )
        case _:
            return node
