"""Evals written as data: suites with their cases, checks and thresholds, red teaming, data sets of cases.

A file is a suite by what it holds (prompts, providers and tests of promptfoo, eval sets of ADK, test data and
evaluators of GitHub Models), or by its place (`evals/`, `redteam/`, `promptfooconfig.yaml`) where it holds cases,
checks or a threshold; JSON Lines, CSV and lists of questions in such a place are data sets. One element a file. How
evals are run, cached and shown is left out. An eval counts below `tests/` too, unless it is a fixture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Located, Map, Scalar, Seq
from threatgate.model import Kind, Span
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._eval_cases import is_case, is_cases, labels, meaning
from threatgate.recognisers._evals import eval_place, eval_scope, is_harness, rows
from threatgate.recognisers._keys import records_results, speaks_of_ai
from threatgate.recognisers._parts import Part, fixed, whole
from threatgate.recognisers._places import stem
from threatgate.vocabulary import is_noise, snake

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = frozenset({"jsonl", "csv"})
FLAT = frozenset({"dotenv", "properties", "ini"})
LOOKED_AT = 20_000
_PROMPT = (".prompt.yml", ".prompt.yaml", ".prompt.json")


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree) or tree.format in FLAT or not tree.roots or records_results(source.path):
        return
    placed = _placed(source.path, tree.text)
    if tree.format in ROWS:
        if placed and is_case(tree.roots[0]):
            yield _set(source, tree.roots)
        return
    for index, root in enumerate(tree.roots):
        if id(root) in source.taken:
            continue
        name = stem(source.path) if len(tree.roots) == 1 else f"{stem(source.path)}.document {index + 1}"
        if isinstance(root, Map) and (_has_shape(root) or (placed and _holds(root))):
            yield from _suite(source, name, root)
        elif isinstance(root, Seq) and placed and root.items and all(is_case(item) for item in root.items[:3]):
            yield _set(source, root.items, root)


def _placed(path: str, text: str) -> bool:
    place = eval_place(path)
    return place == "sure" or (place == "cued" and speaks_of_ai(text[:LOOKED_AT]))


def _has_shape(root: Map) -> bool:
    keys = {snake(key) for key in root.keys}
    return any(keys.issuperset(row) for row in rows()["shapes"])


def _holds(root: Map) -> bool:
    """Whether a table in a place of evals has cases, or a check or bar at its head."""
    for entry in root.entries:
        key = snake(entry.key)
        if isinstance(entry.value, Seq) and is_cases(key) and entry.value.items:
            return True
        if key in rows()["bars"] or (key in rows()["guards"] and isinstance(entry.value, (Seq, Map))):
            return True
    return False


def _suite(source: Source, name: str, root: Map) -> Iterator[Found]:
    """All that is tested, and how; in a prompt's own file only the tests, for the prompt is read beside them."""
    beside = source.path.lower().endswith(_PROMPT)
    parts: list[Part] = []
    claims: list[Located] = []
    spans: list[Span] = []
    for entry in root.entries:
        key = snake(entry.key)
        if beside and key not in rows()["cases"] and key not in rows()["guards"]:
            continue
        claims.append(entry.value)
        if is_harness(entry.key) or (is_noise(entry.key) and not _is_threshold(entry.key)):
            continue
        value, places = meaning(entry.key, entry.value)
        if value == {}:
            continue
        parts.append((entry.key, value, (((entry.key,), entry.span), *_under(entry.key, places))))
        spans.append(entry.span)
    if parts:
        span = Span(min(one.line for one in spans), max(one.end_line for one in spans))
        taken = tuple(claims) if beside else (root,)
        yield whole(Kind.EVAL, name, parts, span, claims=taken, scope=eval_scope(source))


def _is_threshold(key: str) -> bool:
    return snake(key) in rows()["bars"]


def _under(key: str, places: Any) -> tuple[Any, ...]:
    return tuple(((key, *pointer), span) for pointer, span in places)


def _set(source: Source, items: tuple[Located, ...], root: Located | None = None) -> Found:
    """A data set: its cases in any order, each by its question and a digest."""
    span = Span(items[0].span.line, items[-1].span.end_line)
    told = [item for item in items if not (isinstance(item, Scalar) and item.value is None)]
    part = fixed("cases", labels(told), span)
    claims = (root,) if root is not None else items
    return whole(Kind.EVAL, stem(source.path), [part], span, claims=claims, scope=eval_scope(source))


RECOGNISER = Recogniser(
    name="eval_suite",
    doc=__doc__,
    kinds=(Kind.EVAL,),
    reads=(Tree,),
    read=_read,
    rank=20,
)
