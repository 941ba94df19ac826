"""Judges and rubrics in files of their own: the Prompty evaluators and prompts of an eval.

A prompt that lies among evals (`evaluators/groundedness.prompty`, `evals/prompts/judge.md`) tells a model how to score.
It is read as the eval it is, with the model, the inputs and the scale that its front matter states; samples are left
out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Prose
from threatgate.model import Kind
from threatgate.recognisers._agent_places import agent_place
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._eval_texts import judges
from threatgate.recognisers._evals import eval_scope, is_harness
from threatgate.recognisers._parts import kept, whole
from threatgate.recognisers._prompt_text import body_part
from threatgate.vocabulary import is_noise

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN = frozenset({"sample", "samples", "name"})


def _read(source: Source) -> Iterator[Found]:
    prose = source.document
    if not isinstance(prose, Prose) or agent_place(source) or not judges(source):
        return
    front = prose.front.entries if prose.front is not None else ()
    parts = [
        kept(entry) for entry in front if not (is_noise(entry.key) or is_harness(entry.key) or entry.key in _SHOWN)
    ]
    yield whole(
        Kind.EVAL, "text", [*parts, body_part(prose)], prose.body_span, subject="judge", scope=eval_scope(source)
    )


RECOGNISER = Recogniser(
    name="eval_text",
    doc=__doc__,
    kinds=(Kind.EVAL,),
    reads=(Prose,),
    read=_read,
    rank=29,
)
