"""HTTP interfaces that are handed to a model as its tools: OpenAPI descriptions of actions, plugins and action groups.

A description counts by what it says (`x-openai-isConsequential`, `x-requireConfirmation`) or by where it stands (an app
package, an action group, a folder of agents). Each operation is a tool; whether its calls are confirmed is an approval;
where they go and how they are signed in are read besides. Descriptions of any other interface are left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Located, Map, entries_of, items_of, plain, text_of
from threatgate.model import Kind, Scope
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._parts import fixed, kept, listed, whole
from threatgate.recognisers._places import stands_in, steering, stem

if TYPE_CHECKING:
    from collections.abc import Iterator


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree):
        return
    for root in tree.roots:
        if isinstance(root, Map) and _is_interface(root) and _for_a_model(root, source.path):
            claims: tuple[Located, ...] = (root,)
            for found in _of_interface(root, stem(source.path), steering(source)):
                yield found._replace(claims=claims)
                claims = ()


def _is_interface(root: Map) -> bool:
    version = root.get("openapi") or root.get("swagger")
    return version is not None and not isinstance(version, Map) and isinstance(root.get("paths"), Map)


def _for_a_model(root: Map, path: str) -> bool:
    from threatgate.recognisers._openapi_operations import asked, operations

    return stands_in(path, "openapi_tools", "places") or any(asked(each) is not None for each in operations(root))


def _of_interface(root: Map, name: str, scope: Scope | None) -> Iterator[Found]:
    from threatgate.recognisers._openapi_operations import asked, operations, parts

    for each in operations(root):
        shared = root.get("paths", each.path, "parameters")
        yield whole(Kind.TOOL, each.name, parts(each, root, shared), each.entry.span, scope=scope)
        answer = asked(each)
        if answer is not None:
            entry, confirmed = answer
            part = fixed("require_confirmation", confirmed, entry.span)
            yield whole(Kind.APPROVAL, f"{each.name}.confirmation", [part], entry.span, scope=scope)
    servers = root.entry("servers") or root.entry("host")
    if servers is not None:
        urls = [(text_of(item.get("url")), item.span) for item in items_of(servers.value) if isinstance(item, Map)]
        part = listed("servers", urls or [(plain(servers.value), servers.span)], servers.span)
        yield whole(Kind.TOOL, f"{name}.servers", [part], servers.span, subject="grant", scope=scope)
    yield from _security(root, name, scope)


def _security(root: Map, name: str, scope: Scope | None) -> Iterator[Found]:
    """How calls are signed in, where the whole interface says it."""
    told = [kept(entry) for entry in root.entries if entry.key == "security"]
    schemes = root.get("components", "securitySchemes") or root.get("securityDefinitions")
    told += [kept(entry) for entry in entries_of(schemes)]
    if told:
        yield whole(Kind.IDENTITY, f"{name}.security", told, told[0][2][0][1], scope=scope)


RECOGNISER = Recogniser(
    name="openapi_tools",
    doc=__doc__,
    kinds=(Kind.TOOL, Kind.APPROVAL, Kind.IDENTITY),
    reads=(Tree,),
    read=_read,
    rank=18,
)
