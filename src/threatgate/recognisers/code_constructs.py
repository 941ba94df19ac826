"""Infrastructure that code declares: constructs of the AWS CDK beside agents and knowledge bases.

Read are the constructs that stand for one resource of CloudFormation each (`CfnKnowledgeBase`, `CfnUserPoolGroup`):
where their data comes from, whose role they have, what they log, by the same properties as in a template. What is
computed is no part of it. Models, tools, prompts and agents in them are read as in any other code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Module
from threatgate.documents._located import Call, Entry, Located, Map, Scalar, Seq, text_of
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._code import facts, settings, speaks_of_ai, tail
from threatgate.recognisers._resource_rows import read, row_of
from threatgate.recognisers._resources import Resource
from threatgate.recognisers._stated import COMPUTED, stated

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = 2
_KINDS = (Kind.RETRIEVAL, Kind.IDENTITY, Kind.LOGGING)


def _read(source: Source) -> Iterator[Found]:
    module = source.document
    if not isinstance(module, Module) or not any("cdk" in name for name in module.imports):
        return
    for site, call in facts(module).calls:
        kind = tail(call.callee)
        row = row_of(kind.lower()) if kind.startswith("Cfn") else None
        if row is None or (row.get("beside") and not speaks_of_ai(source.path, module)):
            continue
        name = text_of(call.args[1]) if len(call.args) >= _NAME else None
        entries = tuple(made for entry in settings(call) if (made := _stated(entry)) is not None)
        resource = Resource(kind, name or site.name, Map(entries, call.span), call.span)
        for found, _ in read(resource, row):
            if found.kind in _KINDS:
                yield found


def _stated(entry: Entry) -> Entry | None:
    value = _data(entry.value)
    return None if value is None else Entry(entry.key, value, entry.span)


def _data(node: Located) -> Located | None:
    """What stands there: properties of properties are objects, or calls with named arguments."""
    match node:
        case Map() | Call(kwargs=(_, *_)):
            entries = node.entries if isinstance(node, Map) else node.kwargs
            return Map(tuple(made for entry in entries if (made := _stated(entry)) is not None), node.span)
        case Seq():
            items = (_data(item) for item in node.items)
            return Seq(tuple(item for item in items if item is not None), node.span)
        case Scalar():
            return node
        case _:
            value = stated(node)
            return None if value is COMPUTED or isinstance(value, (dict, list)) else Scalar(value, node.span)


RECOGNISER = Recogniser(
    name="code_constructs",
    doc=__doc__,
    kinds=_KINDS,
    reads=(Module,),
    read=_read,
    rank=20,
)
