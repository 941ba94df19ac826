"""Calls of controls: which approvals, permission checks, filters and tool rules a function goes through.

A control is known by the name of its function (`requireApproval`, `apply_access_filter`, `filterTools`), wherever it is
defined. One element for each function that calls some, and kind: the names of those it calls, each once, in no order. A
control that is itself read by its body, what people see, and what only shows or counts are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Module
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._code import around, code_of, facts, speaks_of_ai, tail
from threatgate.recognisers._parts import fixed, whole
from threatgate.recognisers._policy_reach import reaches
from threatgate.recognisers._policy_words import is_gate, kind_of_key, logic_of, no_logic
from threatgate.vocabulary import polarity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Span

SUBJECT = "logic"


def _read(source: Source) -> Iterator[Found]:
    module = code_of(source)
    if module is None:
        return
    known = facts(module)
    ai = speaks_of_ai(source.path, module)
    own = {one.qualified for one in module.functions if logic_of(one.name, one.where, source.path, ai=ai) is not None}
    found: dict[tuple[str, Kind], dict[str, Span]] = {}
    for site, call in known.calls:
        name = tail(call.callee)
        # What asks a person is read by itself, and so is a control by its body.
        if no_logic(tail(site.where), source.path) or is_gate(call.callee) or not own.isdisjoint(around(site.where)):
            continue
        kind = logic_of(name, "", "", ai=False) if name[:1].islower() or name[:1] == "_" else None
        if kind is None or not reaches(kind, name, source.path, module):
            continue
        if not _is_setting(site.key, kind, ai=ai):
            found.setdefault((site.where, kind), {}).setdefault(name, call.span)
    for (where, kind), names in found.items():
        span = next(iter(names.values()))
        # One text, because more calls of a control are no grant, whatever the kind.
        part = fixed("calls", ", ".join(sorted(names)), span)
        yield whole(kind, f"{where or 'module'}.checks", (part,), span, subject=SUBJECT)


def _is_setting(key: str, kind: Kind, *, ai: bool) -> bool:
    """Whether what a call gives back is the value of a setting, which is read with the name of what it calls."""
    return kind_of_key(key, ai=ai) is kind is Kind.APPROVAL and polarity(kind, key) in ("guard", "grant")


RECOGNISER = Recogniser(
    name="code_checks",
    doc=__doc__,
    kinds=(Kind.APPROVAL, Kind.TOOL, Kind.RETRIEVAL, Kind.IDENTITY, Kind.MEMORY),
    reads=(Module,),
    read=_read,
    rank=55,
)
