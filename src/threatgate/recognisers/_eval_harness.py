"""What code among evals holds besides evals: its models and prompts judge, its tools and accounts are a harness's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Module
from threatgate.model import Kind, Scope
from threatgate.recognisers._eval_calls import eval_module
from threatgate.recognisers._evals import eval_place

if TYPE_CHECKING:
    from threatgate.recognisers._api import Found, Source

_JUDGES = frozenset({Kind.PROMPT, Kind.MODEL})


def as_eval(source: Source, found: Found) -> Found:
    """The same element as a part of an eval, where the file lies among evals and nowhere else."""
    module = source.document
    if found.kind is Kind.EVAL or eval_place(source.path) != "sure" or not isinstance(module, Module):
        return found
    if source.scope is not Scope.PRODUCT or not eval_module(source.path, module):
        return found
    if found.kind in _JUDGES:
        return found._replace(kind=Kind.EVAL, name=f"{found.name} ({found.kind})", subject="judge")
    return found._replace(scope=Scope.TEST)
