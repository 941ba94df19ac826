"""Configuration of products that build on models, told by its shape: gateways, guardrails, agent platforms.

Read are LiteLLM's proxy (models, what falls back to what, aliases, guardrails, who is let in, what is logged), NeMo
Guardrails (every flow of its rails is a guardrail of its own), declarative agents of Microsoft 365 (each capability and
action by name), Copilot Studio, prompt files of Semantic Kernel, AutoGen components, programs saved by DSPy and
LangChain manifests. The table `platform_files` says which part of each says what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate.catalog import table
from threatgate.documents._kinds import Tree
from threatgate.documents._located import Located, Map, Seq, entries_of, items_of
from threatgate.model import Kind, Scope
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._described import may_say
from threatgate.recognisers._places import stands_in, steering, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 24


class _Product(NamedTuple):
    """A row of the table, for one file: what to look for, the nodes that are accounted for, the scope."""

    row: dict[str, Any]
    taken: frozenset[int]
    scope: Scope | None


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree):
        return
    wanted = [
        _Product(row, source.taken, steering(source))
        for name, row in table("platform_files").items()
        if may_say(tree.text, row["cue"])
        and ("where" not in row or stands_in(source.path, "platform_files", name, "where"))
    ]
    for root in tree.roots:
        for product in wanted:
            read = _of_each if product.row.get("each") else _of_root
            found = tuple(read(root, product, {"stem": stem(source.path)}))
            yield from found
            if found and product.row.get("closed"):
                break


def _of_root(root: Located, product: _Product, around: dict[str, str]) -> Iterator[Found]:
    from threatgate.recognisers._platform_shapes import shaped

    if isinstance(root, Map) and id(root) not in product.taken and shaped(root, product.row["when"]):
        yield from _of_shape(root, product, around)


def _of_shape(base: Map, product: _Product, around: dict[str, str]) -> Iterator[Found]:
    from threatgate.recognisers._platform_rows import elements

    used = set(product.taken)
    claims: tuple[Located, ...] = (base,) if product.row.get("closed") else ()
    for each in product.row["rows"]:
        for found in elements(each, base, around, used, product.scope):
            yield found._replace(claims=claims + found.claims)
            claims = ()


def _of_each(node: Located, product: _Product, around: dict[str, str], depth: int = 0) -> Iterator[Found]:
    """The shape wherever it stands; `^` is what the nearest one is called, `^^` the one around it."""
    from threatgate.recognisers._platform_shapes import called, places, shaped

    if depth > DEEPEST or id(node) in product.taken:
        return
    if isinstance(node, Map) and shaped(node, product.row["when"]):
        name = called(product.row.get("called", "{stem}"), next(places(node, "")), node, around)
        around = {**around, "^^": around.get("^", around["stem"]), "^": name}
        yield from _of_shape(node, product, around)
    inside = [entry.value for entry in entries_of(node)] + list(items_of(node))
    for inner in inside:
        if isinstance(inner, (Map, Seq)):
            yield from _of_each(inner, product, around, depth + 1)


RECOGNISER = Recogniser(
    name="platform_file",
    doc=__doc__,
    kinds=tuple(kind for kind in Kind if kind is not Kind.EVAL),
    reads=(Tree,),
    read=_read,
    rank=12,
)
