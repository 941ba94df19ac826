"""Servers of models and stores of vectors in containers: Kubernetes, KServe, Compose, Dockerfiles.

Read are containers whose image serves models or keeps vectors, or whose command does: the image and how it is pinned,
the model, its revision, remote code, adapters and templates out of arguments, and weights that are
fetched. Of an inference service of KServe where its model comes from. Memory, replicas and accelerators are no part
of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, entries_of, items_of, text_of
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._flat import settings
from threatgate.recognisers._keys import Page, speaks_of_ai
from threatgate.recognisers._parts import fixed, settled, whole
from threatgate.recognisers._resources import flavour, textual
from threatgate.recognisers._served import image_of, named, options, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.recognisers._parts import Part

# Kubernetes; the same in Terraform; tasks of ECS
_HOLDERS = ("containers", "initContainers", "container", "init_container", "container_definitions")
DEEPEST = 14
_READ = frozenset({"image", "command", "entrypoint", "args", "FROM", "volumes", "volumeMounts"})
_HUB = re.compile(r"hf://([\w.-]+/[\w.-]+?)(?::([\w.-]+))?")


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree):
        return
    page = Page(source.path, source.taken, speaks_of_ai(f"{source.path} {tree.text}"))
    for root in tree.roots:
        if not isinstance(root, Map):
            continue
        if flavour(tree.format, root):
            yield from _containers("", textual(root), 0)
        elif tree.format == "dockerfile":
            yield from _dockerfile(page, root)
        elif text_of(root.get("apiVersion")) and text_of(root.get("kind")):
            yield from _kubernetes(root)
        elif isinstance(root.get("services"), Map):
            for entry in entries_of(root.get("services")):
                yield from _container(entry.key, entry.value, entry)


def _dockerfile(page: Page, root: Map) -> Iterator[Found]:
    yield from settings(page, entries_of(root.get("ARG")), ())
    for index, stage in enumerate(items_of(root.get("stages"))):
        if isinstance(stage, Map):
            name = f"stage {text_of(stage.get('name')) or index + 1}"
            yield from _container(name, stage, None)
            for word in ("ENV", "ARG"):
                yield from settings(page, entries_of(stage.get(word)), (), (name,))


def _container(name: str, node: Located, entry: Entry | None) -> Iterator[Found]:
    if not isinstance(node, Map):
        return
    image = image_of(text_of(node.get("image")) or text_of(node.get("FROM")))
    parts = parts_of(node, image)
    if image is None and not any(key in ("model", "fetches") for key, _, _ in parts):
        return
    kind = Kind.RETRIEVAL if image is not None and image.kind == "store" else Kind.MODEL
    claims = tuple(each.value for each in node.entries if each.key in _READ)
    yield whole(kind, name, parts, entry.span if entry is not None else node.span, claims=claims)


def _kubernetes(root: Map) -> Iterator[Found]:
    name = text_of(root.get("metadata", "name")) or "workload"
    if text_of(root.get("kind")) in (
        "InferenceService",
        "LLMInferenceService",
        "ServingRuntime",
        "ClusterServingRuntime",
    ):
        yield from _predictors(name, root.get("spec"))
    yield from _containers(name, root.get("spec"), 0)


def _containers(name: str, node: Located | None, depth: int) -> Iterator[Found]:
    """Containers at any depth: pods, templates of deployments, jobs, sets and resources of operators."""
    if depth > DEEPEST or node is None:
        return
    for entry in entries_of(node):
        if entry.key in _HOLDERS and isinstance(entry.value, (Map, Seq)):
            for item in items_of(entry.value) or (entry.value,):
                if isinstance(item, Map):
                    yield from _container(".".join(filter(None, (name, named(item, entry.key)))), item, None)
        else:
            yield from _containers(name, entry.value, depth + 1)
    for item in items_of(node):
        if isinstance(item, Map):
            yield from _containers(name, item, depth + 1)


def _predictors(name: str, spec: Located | None) -> Iterator[Found]:
    """The model of a predictor: format, place of the weights and arguments."""
    if not isinstance(spec, Map):
        return
    predictor = spec.get("predictor")
    known = table("model_servers")["predictor"]
    held = predictor.entries if isinstance(predictor, Map) else spec.entries
    for entry in held:
        node = entry.value
        if not isinstance(node, Map) or not ({"storageUri", "modelFormat", "storage", "uri"} & set(node.keys)):
            continue
        claims = tuple(one.value for one in node.entries if one.key in (*known, "args"))
        yield whole(Kind.MODEL, name, list(_predicted(node, known)), entry.span, claims=claims)


def _predicted(node: Map, known: list[str]) -> Iterator[Part]:
    """What a predictor says; a model of the Hub apart from its revision."""
    for entry in node.entries:
        place = _HUB.fullmatch(text_of(entry.value) or "") if entry.key in ("storageUri", "uri") else None
        if place is not None:
            yield fixed("model", place[1], entry.span)
            if place[2]:
                yield fixed("revision", place[2], entry.span)
        elif entry.key in known:
            yield settled(entry)
    given = [str(item.value) for item in items_of(node.get("args")) if isinstance(item, Scalar)]
    for field, text in dict(options(given)).items():
        yield fixed("served_as" if field == "model" else field, text == "true" or text, node.span)


RECOGNISER = Recogniser(
    name="model_servers",
    doc=__doc__,
    kinds=tuple(Kind),
    reads=(Tree,),
    read=_read,
    rank=30,
)
