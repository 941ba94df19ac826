"""Agents and graphs of agents in code.

Read are constructors of agents and crews with whom they may hand work to, how long they may run and what they may do on
their own, limits given to a run, and the edges of a graph as a set. Nodes and routes that are controls (a review, a
check, a person) are elements of their own, so that removing one is said as what it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Module
from threatgate.documents._located import Call, Entry, Map, Ref, Scalar, Seq
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._code import code_of, facts, settings, speaks_of_ai, tail
from threatgate.recognisers._graphs import graphs
from threatgate.recognisers._parts import Part, fixed, listed, whole
from threatgate.recognisers._policy_words import holder_of, is_agent, names_limit, rows
from threatgate.recognisers._stated import setting
from threatgate.recognisers._tool_grants import names_in
from threatgate.vocabulary import snake

if TYPE_CHECKING:
    from collections.abc import Iterator


def _read(source: Source) -> Iterator[Found]:
    module = code_of(source)
    if module is None or not speaks_of_ai(source.path, module):
        return
    known = facts(module)
    for site, call in known.calls:
        held = holder_of(call.callee)
        if is_agent(call.callee) or (held is not None and held[0] is Kind.AGENT):
            made_by = fixed("of", tail(call.callee), call.span)
            yield whole(Kind.AGENT, site.name, (made_by, *_settings(call, every=True)), site.span)
        else:
            parts = list(_settings(call, every=False))
            if parts:
                yield whole(Kind.AGENT, site.name, parts, site.span)
    for site in known.sites:
        if isinstance(site.node, Map) and not site.calls:
            limits = [
                part
                for entry in site.node.entries
                if snake(entry.key) in rows()["limits"] and (part := setting(entry)) is not None
            ]
            if limits:
                yield whole(Kind.AGENT, site.name, limits, site.span)
        elif site.top and names_limit(site.key) and isinstance(site.node, Scalar) and isinstance(site.node.value, int):
            yield whole(Kind.AGENT, site.name, (fixed(tail(site.key), site.node.value, site.span),), site.span)
    yield from graphs(known)


def _settings(call: Call, *, every: bool) -> Iterator[Part]:
    """Delegates as sets of names, limits and switches as stated; of other calls than agents limits only."""
    known = rows()
    for entry in _opened(call):
        name = snake(entry.key)
        if name in known["limits"]:
            # A limit that is only passed on is set elsewhere.
            part = setting(entry) or (None if isinstance(entry.value, Ref) else _named(entry))
            if part is not None:
                yield part
        elif every and name in known["delegates"]:
            names = names_in(entry.value)
            if names:
                yield listed(entry.key, names, entry.span)
        elif every and name in known["switches"]:
            part = setting(entry) or _named(entry)
            if part is not None:
                yield part


def _opened(call: Call) -> Iterator[Entry]:
    """The settings of a call, and those in its `config` (`config={"recursion_limit": 50}`)."""
    for entry in settings(call):
        yield entry
        if entry.key in ("config", "options", "run_config", "runConfig") and isinstance(entry.value, Map):
            yield from entry.value.entries


def _named(entry: Entry) -> Part | None:
    """A list of guardrails, callbacks or conditions by their names."""
    node = entry.value
    if isinstance(node, Call) and node.args and isinstance(node.args[0], Scalar):
        return fixed(entry.key, {"$call": tail(node.callee), "args": [node.args[0].value]}, entry.span)
    if isinstance(node, (Seq, Ref, Call)):
        names = names_in(node)
        return listed(entry.key, names, entry.span) if names else None
    return None


RECOGNISER = Recogniser(
    name="code_agents",
    doc=__doc__,
    kinds=(Kind.AGENT, Kind.APPROVAL),
    reads=(Module,),
    read=_read,
    rank=40,
)
