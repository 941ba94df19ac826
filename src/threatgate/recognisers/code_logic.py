"""Functions whose meaning is a control: approval, permission, tools, filters of what is retrieved, tokens, redaction.

Which functions these are is told by the words of their own name, of their class and of their file. Their value is the
digest of the normalised body (no comments, no layout, locals renamed, sentences for people left out), so that any other
behaviour is a change, and a move, a reformatting or another wording of an error is none. Beside it stand the conditions
under which the function refuses or lets through at once, so that a check that goes is told from one that comes.
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
from threatgate.recognisers._policy_reach import reaches
from threatgate.recognisers._policy_words import is_control_base, logic_of
from threatgate.recognisers._refusals import verdicts
from threatgate.recognisers._stated import without_prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Function
    from threatgate.recognisers._parts import Part

SUBJECT = "logic"
LEAST = 12


def _read(source: Source) -> Iterator[Found]:
    module = code_of(source)
    if module is None:
        return
    ai = speaks_of_ai(source.path, module)
    evals = eval_module(source.path, module)
    controls = {entry.name: Kind.APPROVAL for entry in module.classes if ai and is_control_base(entry.bases)}
    read: set[str] = set()
    for function in module.functions:
        if any(outer in read for outer in around(function.where)):
            continue
        kind = logic_of(function.name, function.where, source.path, ai=ai) or controls.get(function.where)
        if kind is None or not reaches(kind, function.name, source.path, module):
            continue
        if not (evals and kind is Kind.EVAL) and len(function.body) > LEAST:
            read.add(function.qualified)
            yield whole(kind, function.qualified, _parts(function), function.span, subject=SUBJECT)


def _parts(function: Function) -> Iterator[Part]:
    """The body, what it refuses and lets through early, and what is left without that.

    Where only an early exit comes or goes, the rest stays as it was, and which way the change goes can be told.
    """
    body = without_prose(function.body)
    found = verdicts(function.name, body)
    yield fixed("body", digest(body), function.span)
    if found.refuses:
        yield fixed("refuses", list(found.refuses), function.span)
    if found.permits:
        yield fixed("permits", list(found.permits), function.span)
    yield fixed("rest", digest(found.rest), function.span)


RECOGNISER = Recogniser(
    name="code_logic",
    doc=__doc__,
    kinds=(Kind.APPROVAL, Kind.TOOL, Kind.RETRIEVAL, Kind.IDENTITY, Kind.MEMORY, Kind.EVAL, Kind.LOGGING),
    reads=(Module,),
    read=_read,
    rank=50,
)
