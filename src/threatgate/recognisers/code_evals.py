"""Evals written as code, notebooks included: suites, their cases, metrics, scorers and thresholds.

A module is an eval by the library it imports (DeepEval, Ragas, Braintrust, Inspect, LangSmith, Azure AI Evaluation …)
or by its place (`evals/`, `tutorial.eval.ts`) where it also works with models. Read are the calls that run a suite with
the metrics and data they name, lists of cases, metrics with their settings, bars that a result is held against, and the
functions that score, by a digest of what they do. What else a harness does (retries, logs, reports) is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Module
from threatgate.documents._located import Call, Map, Scalar, Seq
from threatgate.identity import digest
from threatgate.model import Kind, Scope, Span
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._code import Facts, Site, around, facts, tail
from threatgate.recognisers._eval_calls import (
    data_of,
    eval_module,
    is_bar,
    is_metric,
    is_scorer,
    is_suite,
    lifted,
    runs_models,
    scored_by,
    told,
)
from threatgate.recognisers._eval_cases import is_case, labels
from threatgate.recognisers._eval_words import holds_cases
from threatgate.recognisers._evals import eval_place
from threatgate.recognisers._parts import fixed, whole
from threatgate.recognisers._places import stem
from threatgate.recognisers._stated import without_prose

if TYPE_CHECKING:
    from collections.abc import Iterator

SCORER = "scorer"
SUITE = "suite"
LEAST = 8


def _read(source: Source) -> Iterator[Found]:
    module = source.document
    if not isinstance(module, Module) or not eval_module(source.path, module):
        return
    scope = lifted(source, module)
    found = [*_of_sites(module, scope), *_scorers(module, scope)]
    yield from found
    if eval_place(source.path) and (found or scored_by(module) or runs_models(module)):
        # That it is there counts, whatever of it comes and goes.
        span = Span(1, max(1, module.text.count("\n")))
        scored = scored_by(module)
        named = data_of(module)
        parts = [fixed(key, names, span) for key, names in (("metrics", scored), ("data", named)) if names]
        yield whole(Kind.EVAL, stem(source.path), parts, span, subject=SUITE, scope=scope)


def _of_sites(module: Module, scope: Scope | None) -> Iterator[Found]:
    inside: set[int] = set()
    scorers = {function.qualified for function in module.functions if is_scorer(function)}
    for site in facts(module).sites:
        if any(outer in scorers for outer in around(site.where)):
            continue
        node = site.node
        if isinstance(node, Call) and (is_suite(node) or is_metric(node)):
            if any(id(outer) in inside for outer in site.calls):
                continue
            inside.add(id(node))
            yield _called(site, node, facts(module), scope)
        elif isinstance(node, Seq) and not site.calls and _are_cases(site, node):
            yield whole(Kind.EVAL, site.name, [fixed("cases", labels(node.items), site.span)], site.span, scope=scope)
        elif isinstance(node, Scalar) and site.key and not site.calls and is_bar(site.key, node.value):
            yield whole(Kind.EVAL, site.name, [fixed(tail(site.key), node.value, site.span)], site.span, scope=scope)


def _called(site: Site, call: Call, known: Facts, scope: Scope | None) -> Found:
    first = call.args[0] if call.args else None
    named = first.value if isinstance(first, Scalar) and isinstance(first.value, str) else None
    name = named if named and len(named) < 80 and "\n" not in named else site.name
    return whole(Kind.EVAL, name, told(call, known), site.span, scope=scope)


def _are_cases(site: Site, node: Seq) -> bool:
    """A list under a name that holds cases, made of cases, calls that make one, or sentences."""
    if not site.key or not holds_cases(tail(site.key)) or not node.items:
        return False
    first = node.items[0]
    if isinstance(first, Map):
        return is_case(first)
    return isinstance(first, Call) or (
        isinstance(first, Scalar) and isinstance(first.value, str) and " " in first.value
    )


def _scorers(module: Module, scope: Scope | None) -> Iterator[Found]:
    read: set[str] = set()
    for function in module.functions:
        if any(outer in read for outer in around(function.where)):
            continue
        if is_scorer(function) and len(function.body) > LEAST:
            read.add(function.qualified)
            part = fixed("body", digest(without_prose(function.body)), function.span)
            yield whole(Kind.EVAL, function.qualified, (part,), function.span, subject=SCORER, scope=scope)


RECOGNISER = Recogniser(
    name="code_evals",
    doc=__doc__,
    kinds=(Kind.EVAL,),
    reads=(Module,),
    read=_read,
    rank=44,
)
