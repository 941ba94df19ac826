"""Infrastructure as code that provisions AI: Bicep, ARM, Terraform, CloudFormation and SAM.

Read are the resources of Azure, AWS and Google that run models, agents, knowledge bases, indexes and guardrails, by
the properties that say what they are and who reaches them (`catalog/infrastructure.yaml`); model deployments wherever
they are listed; parameters and variables with their defaults and allowed values; policies and roles that grant
something to or of AI; the environment of what runs beside it; and models named under any key. Capacity, tags, places
and versions of an interface are no part of it. A file that provisions no AI is not read.
"""

from __future__ import annotations

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
from threatgate.recognisers._parts import Part, fixed, kept, settled, whole
from threatgate.recognisers._resources import MODULE, Resource, flavour, provisions_ai, resources, textual
from threatgate.vocabulary import is_noise, lookup, snake

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARAMETERS = {"bicep": "param", "arm": "parameters", "cloudformation": "Parameters", "hcl": "variable"}
_DEFAULT = ("default", "defaultValue", "Default")
_ALLOWED = ("allowed", "allowedValues", "AllowedValues")
_OPEN = ("var", "locals", "variables", "inputs")
_TEXTS = (Kind.PROMPT, Kind.TOOL)
_DEPLOYED = ("format", "version", "publisher")
_ROWS_OF = dict[str, Any]


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree):
        return
    page = Page(source.path, frozenset(), speaks=True)
    for original in tree.roots:
        kind = flavour(tree.format, original)
        if not kind or id(original) in source.taken or not provisions_ai(f"{source.path} {tree.text}"):
            continue
        root = textual(original)
        if isinstance(root, Map):
            found = _Reading(page).of(kind, root)
            for each in found:
                yield each._replace(claims=(original,))


class _Reading:
    """One reading of a document; `done` holds the nodes that an element accounts for, by `id`."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._done: set[int] = set()
        self._rows: dict[str, _ROWS_OF] = {
            kind: row for row in table("infrastructure")["rows"] for kind in row["types"]
        }

    def of(self, kind: str, root: Map) -> Iterator[Found]:
        """Everything in one document."""
        held = _PARAMETERS[kind]
        for entry in entries_of(root.get(held)):
            yield from self._parameter(held, entry)
        for resource in resources(kind, root):
            yield from self._resource(resource)
            if resource.type not in self._rows:
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
        row = self._rows.get(resource.type) if resource.type != MODULE else _module_row(resource)
        if row is not None:
            yield from self._of_row(resource, row)
        else:
            yield from statements(resource.name, resource.properties)
        attached = named_policies(resource)
        if attached is not None:
            yield attached

    def _of_row(self, resource: Resource, row: _ROWS_OF) -> Iterator[Found]:
        entries = {snake(entry.key): entry for entry in resource.properties.entries}
        for kind in Kind:
            chosen = [entries[key] for key in row.get(kind, ()) if key in entries]
            parts = [part for entry in chosen for part in self._parts(kind, entry)]
            if kind == row.get("is") and not parts:
                parts = [fixed("type", resource.source or resource.type, resource.span)]
            if not parts:
                continue
            for entry in chosen:
                self._done.update(id(node) for _, node in walk(entry.value))
            if kind is Kind.PROMPT:
                for part, entry in zip(parts, chosen, strict=False):
                    yield whole(kind, f"{resource.name}.{entry.key}", [part], entry.span)
            else:
                yield whole(kind, resource.name, parts, resource.span, subject=_subject(row, kind))

    def _parts(self, kind: Kind, entry: Entry) -> list[Part]:
        """A property; of a model its name, version and maker side by side."""
        if kind is Kind.MODEL and snake(entry.key) == "model" and _is_deployed(entry.value):
            return [
                kept(one, "model" if one.key == "name" else "")
                for one in entries_of(entry.value)
                if snake(one.key) in ("name", *_DEPLOYED)
            ]
        pared = Entry(entry.key, _pared(kind, entry.value), entry.span)
        if isinstance(pared.value, Map) and not pared.value.entries:
            return []
        return [settled(pared, empty=True) if kind not in _TEXTS else kept(pared)]

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
        deployed = node.get("model")
        if deployed is not None and _is_deployed(deployed):
            row = {"is": "model", "model": self._rows["azurerm_cognitive_deployment"]["model"]}
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


def _subject(row: _ROWS_OF, kind: Kind) -> str:
    return str(row.get("subject", "")) if kind is Kind.APPROVAL else ""


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


def _module_row(resource: Resource) -> _ROWS_OF | None:
    rows = table("infrastructure")
    source = resource.source.lower()
    row = next((row for row in rows["modules"] if any(word in source for word in row["words"])), None)
    return {**rows["module_reads"], **({} if row is None else {"is": row["is"]})} if row is not None else None


def _is_deployed(node: Located) -> bool:
    """`{format, name, version}`: a model as Azure deploys it."""
    return (
        isinstance(node, Map) and node.get("name") is not None and any(node.get(key) is not None for key in _DEPLOYED)
    )


def _pared(kind: Kind, node: Located) -> Located:
    """A value without what says how much and where, and, outside texts, without what speaks to people."""
    if isinstance(node, Seq):
        return Seq(tuple(_pared(kind, item) for item in node.items), node.span)
    if not isinstance(node, Map):
        return node
    dropped = table("infrastructure")["dropped"]
    return Map(
        tuple(
            Entry(entry.key, _pared(kind, entry.value), entry.span)
            for entry in node.entries
            if snake(entry.key) not in dropped and (kind in _TEXTS or not is_noise(entry.key) or entry.key == "version")
        ),
        node.span,
    )


RECOGNISER = Recogniser(
    name="infrastructure",
    doc=__doc__,
    kinds=tuple(Kind),
    reads=(Tree,),
    read=_read,
    rank=25,
)
