"""Identity in code: whose authority a program acts with, and who it lets act.

Read are calls that administer identities (a user pool, a role, a group, a policy), tokens checked with what the
check demands, credentials that clients are given, and headers that carry an identity to a service (`Authorization`,
`X-User-Id`). One element for each function: the names of what it does, each once, in no order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Module
from threatgate.documents._located import Call, Map
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._code import code_of, facts, settings, speaks_of_ai, tail
from threatgate.recognisers._identity_words import administers, carries_identity, checks_token, credential, demands
from threatgate.recognisers._parts import Part, fixed, whole
from threatgate.recognisers._policy_words import no_logic
from threatgate.recognisers._stated import setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Span
    from threatgate.recognisers._code import Site

_Acts = dict[str, dict[str, "Span"]]


def _read(source: Source) -> Iterator[Found]:
    module = code_of(source)
    if module is None:
        return
    known = facts(module)
    ai = speaks_of_ai(source.path, module)
    found: dict[str, _Acts] = {}
    for site in known.sites:
        if no_logic(tail(site.where), source.path):
            continue
        for what, name in _acts(site, ai=ai):
            found.setdefault(site.where, {}).setdefault(what, {}).setdefault(name, site.span)
        if isinstance(site.node, Call) and checks_token(site.node.callee):
            yield from _check(site, site.node)
    for where, acts in found.items():
        # One text each, because more of them are neither more nor less authority by themselves.
        parts = [fixed(what, ", ".join(sorted(names)), min(names.values())) for what, names in sorted(acts.items())]
        yield whole(Kind.IDENTITY, f"{where or 'module'}.identity", parts, min(parts, key=_place)[2][0][1])


def _place(part: Part) -> Span:
    return part[2][0][1]


def _acts(site: Site, *, ai: bool) -> Iterator[tuple[str, str]]:
    node = site.node
    if isinstance(node, Call):
        if administers(node):
            yield "administers", tail(node.callee)
        elif ai and credential(node.callee):
            yield "credentials", tail(node.callee)
    if ai and site.key and not isinstance(node, Map) and carries_identity(site.key):
        yield "headers", tail(site.key) if "." in site.key else site.key


def _check(site: Site, call: Call) -> Iterator[Found]:
    """What the check of a token demands: algorithms, audience, issuer, whether the signature is checked at all."""
    parts = [part for entry in settings(call) if demands(entry.key) and (part := setting(entry)) is not None]
    if parts:
        name = ".".join(each for each in (site.where, tail(call.callee)) if each)
        yield whole(Kind.IDENTITY, name, parts, call.span)


RECOGNISER = Recogniser(
    name="code_identity",
    doc=__doc__,
    kinds=(Kind.IDENTITY,),
    reads=(Module,),
    read=_read,
    rank=46,
)
