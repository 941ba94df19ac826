"""Providers of models and stores of vectors that a dependency chooses by being there.

Read are the dependencies of a Maven project (`pom.xml`): starters of Spring AI, LangChain4j and Quarkus that
configure themselves, as sets, never their versions. What is managed, commented out, or there for tests chooses
nothing. Packages of other languages do nothing until code calls them, and that code is read.
"""

from __future__ import annotations

import re
from functools import cache
from posixpath import basename
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._kinds import Tree
from threatgate.documents._located import Located, Map, Seq, text_of
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._parts import listed, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Span

_NAMES = {
    Kind.MODEL: "providers",
    Kind.RETRIEVAL: "vector stores",
    Kind.MEMORY: "memory stores",
    Kind.TOOL: "protocols",
}


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree) or tree.format != "xml" or not basename(source.path).endswith("pom.xml"):
        return
    found: dict[Kind, list[tuple[str, Span]]] = {}
    for root in tree.roots:
        project = root.get("project") if isinstance(root, Map) else None
        for node in _dependencies(project):
            chosen = _choice(node)
            if chosen is not None:
                found.setdefault(chosen[0], []).append((chosen[1], node.span))
    for kind, items in sorted(found.items()):
        span = items[0][1]
        yield whole(kind, _NAMES[kind], [listed("starters", items, span)], span)


def _dependencies(project: Located | None) -> Iterator[Map]:
    """What the project itself and its profiles depend on."""
    if not isinstance(project, Map):
        return
    for item in _each(project.get("dependencies", "dependency")):
        if isinstance(item, Map) and text_of(item.get("scope")) != "test":
            yield item
    for profile in _each(project.get("profiles", "profile")):
        yield from _dependencies(profile)


def _each(node: Located | None) -> tuple[Located, ...]:
    return node.items if isinstance(node, Seq) else (node,) if node is not None else ()


def _choice(node: Map) -> tuple[Kind, str] | None:
    group, artifact = text_of(node.get("groupId")) or "", text_of(node.get("artifactId")) or ""
    rows = table("dependencies")
    for known, pattern, kind in _patterns():
        found = pattern.fullmatch(artifact) if group == known else None
        if found is not None:
            name = found[1].strip("-") or artifact
            if name in rows["unless"]:
                return None
            store = kind is Kind.MODEL and name in rows["stores"]
            return Kind.RETRIEVAL if store else kind, name
    return None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], Kind], ...]:
    return tuple(
        (row["group"], re.compile(re.escape(row["artifact"]).replace(r"\*", "(.*)")), Kind(row["kind"]))
        for row in table("dependencies")["maven"]
    )


RECOGNISER = Recogniser(
    name="dependencies",
    doc=__doc__,
    kinds=(Kind.MODEL, Kind.RETRIEVAL, Kind.MEMORY, Kind.TOOL),
    reads=(Tree,),
    read=_read,
    rank=60,
)
