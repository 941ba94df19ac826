"""Which texts tell a model how to judge: they are evals, not prompts of the product."""

from __future__ import annotations

from posixpath import basename
from typing import TYPE_CHECKING

from threatgate.documents._kinds import Prose
from threatgate.model import Scope
from threatgate.recognisers._evals import eval_place, rows
from threatgate.recognisers._places import prompt_place
from threatgate.recognisers._prompt_text import speaks
from threatgate.vocabulary import words

if TYPE_CHECKING:
    from threatgate.recognisers._api import Source


def judges(source: Source) -> bool:
    """Whether a text lies among evals and is a prompt or rubric there."""
    prose = source.document
    if not isinstance(prose, Prose) or source.scope is Scope.DOCS or not eval_place(source.path):
        return False
    place = prompt_place(source.path)
    if place == "sure":
        return True
    named = set(words(basename(source.path).partition(".")[0])) & set(rows()["scoring"])
    return (place == "cued" or bool(named)) and speaks(prose.body)
