"""Infrastructure as code that provisions AI: Bicep, ARM, Terraform, CloudFormation and SAM.

Read are the resources of Azure, AWS and Google that run models, agents, knowledge bases, indexes and guardrails, by
the properties that say what they are and who reaches them (`catalog/infrastructure.yaml`); model deployments wherever
they are listed; parameters and variables with their defaults and allowed values; policies and roles that grant
something to or of AI; the environment of what runs beside it; and models named under any key. Capacity, tags, places
and versions of an interface are no part of it. A file that provisions no AI is not read.
"""

from __future__ import annotations

from posixpath import basename
from typing import TYPE_CHECKING, Any

from threatgate.catalog import table
from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, entries_of, text_of, walk
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._config_elements import elements
from threatgate.recognisers._env import variables
from threatgate.recognisers._flat import settings
from threatgate.recognisers._granted import named_policies, role, statements, states
from threatgate.recognisers._keys import Page, fits, names_models
from threatgate.recognisers._parts import kept, settled, whole
from threatgate.recognisers._resource_rows import is_deployed, module_row, read, row_of
from threatgate.recognisers._resources import MODULE, Resource, flavour, provisions_ai, resources, textual
from threatgate.vocabulary import is_noise, lookup

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARAMETERS = {"bicep": "param", "arm": "parameters", "cloudformation": "Parameters", "hcl": "variable"}
_DEFAULT = ("default", "defaultValue", "Default")
_ALLOWED = ("allowed", "allowedValues", "AllowedValues")
_OPEN = ("var", "locals", "variables", "inputs")


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree):
        return
    page = Page(source.path, frozenset(), speaks=True)
    for original in tree.roots:
        kind = flavour(tree.format, original)
        if not kind and isinstance(original, Map):
            yield from _policies(source.path, original)
        if not kind or id(original) in source.taken or not provisions_ai(f"{source.path} {tree.text}"):
            continue
        root = textual(original)
        if isinstance(root, Map):
            found = _Reading(page).of(kind, root)
            for each in found:
                yield each._replace(claims=(original,))


def _policies(path: str, root: Map) -> Iterator[Found]:
    """A policy in a file of its own, and the statements that a serverless service is deployed with."""
    if root.get("Statement") is not None:
        held: Located | None = root
    else:
        held = root.get("provider", "iam") or root.get("provider", "iamRoleStatements")
        held = root.get("provider") if isinstance(held, Seq) else held
    if held is None:
        return
    node = textual(held)
    if isinstance(node, Map):
        for found in statements(basename(path).partition(".")[0], node):
            yield found._replace(claims=(held,))


class _Reading:
    """One reading of a document; `done` holds the nodes that an element accounts for, by `id`."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._done: set[int] = set()

    def of(self, kind: str, root: Map) -> Iterator[Found]:
        """Everything in one document."""
        held = _PARAMETERS[kind]
        for entry in entries_of(root.get(held)):
            yield from self._parameter(held, entry)
        for resource in resources(kind, root):
            yield from self._resource(resource)
            if row_of(resource.type) is None:
                yield from self._inside(resource.properties, (resource.name,))
        for key in _OPEN:
            for entry in entries_of(root.get(key)):
                yield from self._open(entry, (key,))
        if kind == "hcl" and not {"resource", "module", "variable", "provider", "data"} & set(root.keys):
            # A file of values: every attribute is one.
            for entry in root.entries:
                yield from self._open(entry, ())

    def _open(self, entry: Entry, path: tuple[str, ...]) -> Iterator[Found]:
        if isinstance(entry.value, (Map, Seq)):
            yield from self._inside(entry.value, (*path, entry.key))
        if isinstance(entry.value, Scalar) or names_models(entry.value):
            yield from settings(self._page, [entry], (), path)

    def _parameter(self, held: str, entry: Entry) -> Iterator[Found]:
        """A parameter as the setting that its default and its allowed values are."""
        node = entry.value
        if not isinstance(node, Map):
            return
        default = next((one for key in _DEFAULT if (one := node.entry(key)) is not None), None)
        allowed = next((one for key in _ALLOWED if (one := node.entry(key)) is not None), None)
        model = (allowed is not None and names_models(allowed.value)) or (
            default is not None
            and (names_models(default.value) or (_names_a_model(entry.key) and bool(text_of(default.value))))
        )
        if model:
            parts = [kept(default, "default")] if default is not None else []
            parts += [settled(allowed, "allowed_models")] if allowed is not None else []
            yield whole(Kind.MODEL, f"{held}.{entry.key}", parts, entry.span)
        elif default is not None and isinstance(default.value, Scalar):
            yield from settings(self._page, [Entry(entry.key, default.value, entry.span)], (), (held,))
        elif default is not None:
            yield from self._inside(default.value, (held, entry.key))

    def _resource(self, resource: Resource) -> Iterator[Found]:
        rows = table("infrastructure")
        if resource.type in rows["roles"]["types"] or resource.type == MODULE:
            found = role(resource)
            if found is not None:
                yield found
                return
        row = row_of(resource.type) if resource.type != MODULE else module_row(resource.source)
        if row is not None:
            yield from self._of_row(resource, row)
        else:
            yield from statements(resource.name, resource.properties)
        attached = named_policies(resource)
        if attached is not None:
            yield attached

    def _of_row(self, resource: Resource, row: dict[str, Any]) -> Iterator[Found]:
        for found, entries in read(resource, row):
            for entry in entries:
                self._done.update(id(node) for _, node in walk(entry.value))
            yield found

    def _inside(self, node: Located, path: tuple[str, ...]) -> Iterator[Found]:
        """Deployments of models, environments and settings at any depth."""
        if id(node) in self._done:
            return
        found = variables(node)
        if found:
            yield from settings(self._page, found, (), path)
            return
        if isinstance(node, Seq):
            for index, item in enumerate(node.items):
                name = next(
                    (text for key in ("name", "Name") if isinstance(item, Map) and (text := text_of(item.get(key)))),
                    None,
                )
                yield from self._inside(item, (*path[:-1], f"{path[-1]}[{name or index}]"))
        elif isinstance(node, Map):
            yield from self._of_map(node, path)

    def _of_map(self, node: Map, path: tuple[str, ...]) -> Iterator[Found]:
        row = row_of("azurerm_cognitive_deployment")
        if row is not None and is_deployed(node.get("model")):
            yield from self._of_row(Resource("", ".".join(path), node, node.span), row)
            return
        grouped: dict[Kind, list[Entry]] = {}
        for entry in node.entries:
            if id(entry.value) in self._done or is_noise(entry.key) or states(entry.key):
                continue
            kind = _kind_of(entry)
            if kind is not None:
                grouped.setdefault(kind, []).append(entry)
            else:
                yield from self._inside(entry.value, (*path, entry.key))
        for kind, members in sorted(grouped.items()):
            yield from elements(self._page.path, kind, members, path)


def _kind_of(entry: Entry) -> Kind | None:
    """What an entry is by its key or value alone; a reference is told by its key."""
    if names_models(entry.value):
        return Kind.MODEL
    for term in lookup(entry.key):
        if term.strong and not term.cued and fits(term, entry.key, entry.value):
            return term.kind
    return None


def _names_a_model(key: str) -> bool:
    return any(term.kind is Kind.MODEL and term.strong and not term.cued for term in lookup(key))


RECOGNISER = Recogniser(
    name="infrastructure",
    doc=__doc__,
    kinds=tuple(Kind),
    reads=(Tree,),
    read=_read,
    rank=25,
)
