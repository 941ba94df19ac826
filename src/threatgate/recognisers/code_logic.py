"""Functions whose meaning is a control: approval, permission, tool selection, filters of what may be retrieved, tokens.

Which functions these are is told by the words of their own name, of their class and of their file. Their value is the
digest of the normalised body (no comments, no layout, locals renamed, sentences for people left out), so that any other
behaviour is a change, and a move, a reformatting or another wording of an error is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Module
from threatgate.identity import digest
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._code import around, code_of, speaks_of_ai
from threatgate.recognisers._eval_calls import eval_module
from threatgate.recognisers._parts import fixed, whole
from threatgate.recognisers._policy_words import logic_of
from threatgate.recognisers._stated import without_prose

if TYPE_CHECKING:
    from collections.abc import Iterator

SUBJECT = "logic"
LEAST = 12


def _read(source: Source) -> Iterator[Found]:
    module = code_of(source)
    if module is None:
        return
    ai = speaks_of_ai(source.path, module)
    evals = eval_module(source.path, module)
    read: set[str] = set()
    for function in module.functions:
        if any(outer in read for outer in around(function.where)):
            continue
        kind = logic_of(function.name, function.where, source.path, ai=ai)
        if kind is not None and not (evals and kind is Kind.EVAL) and len(function.body) > LEAST:
            read.add(function.qualified)
            part = fixed("body", digest(without_prose(function.body)), function.span)
            yield whole(kind, function.qualified, (part,), function.span, subject=SUBJECT)


RECOGNISER = Recogniser(
    name="code_logic",
    doc=__doc__,
    kinds=(Kind.APPROVAL, Kind.TOOL, Kind.RETRIEVAL, Kind.IDENTITY, Kind.MEMORY, Kind.EVAL),
    reads=(Module,),
    read=_read,
    rank=50,
)
