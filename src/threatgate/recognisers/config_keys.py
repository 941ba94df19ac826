"""Settings by the meaning of their keys, in any YAML, JSON, TOML, dotenv or properties file of the product.

Read are mappings that hold keys of the vocabulary (`catalog/keys.yaml`): model and parameters, prompts, retrieval,
approval and guardrails, memory, identity scopes, evals and thresholds, audit and tracing. A mapping gives one element a
kind. Inside a place of approval, retrieval, memory, identity, eval or logging every setting counts, known or not.
Environment variables are read by their names, and a value that can be nothing but a model id is a model under any key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, entries_of, text_of
from threatgate.model import Kind, Scope
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._config_elements import catalogue, element, elements, is_catalogue
from threatgate.recognisers._described import describes
from threatgate.recognisers._env import variables
from threatgate.recognisers._evals import eval_place
from threatgate.recognisers._flat import read_flat, settings
from threatgate.recognisers._keys import (
    WHOLE,
    Page,
    container,
    counts,
    names_models,
    place,
    reading,
    records_results,
    speaks_of_ai,
    speaks_to_a_model,
)
from threatgate.recognisers._prompt_text import addressed
from threatgate.recognisers._resources import flavour
from threatgate.vocabulary import Term, is_noise, lookup, snake, words

if TYPE_CHECKING:
    from collections.abc import Iterator

FLAT = frozenset({"dotenv", "properties", "ini"})
# read by their own recognisers, or not at all
ROWS = frozenset({"csv", "rego", "cedar", "colang", "hcl", "bicep", "dockerfile", "xml"})
NAMED = ("name", "Name", "id", "Id", "model_name", "key", "title", "provider", "type")
NAMES = (("name",), ("id",))
# what the keys of a pipeline can say of an AI system that it runs
RUN = frozenset({Kind.MODEL, Kind.PROMPT, Kind.TOOL, Kind.APPROVAL})
ARGUMENTS = frozenset(
    {"parameters", "params", "arguments", "args", "inputs", "outputs", "properties", "fields", "headers", "env"}
)
PROMPTS = frozenset({"prompt", "prompts", "persona", "personas"})


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree) or tree.format in ROWS or records_results(source.path):
        return
    pipeline = source.scope is Scope.CI or any(isinstance(root, Map) and _is_workflow(root) for root in tree.roots)
    page = Page(source.path, source.taken, speaks_of_ai(f"{source.path} {tree.text}"), pipeline)
    if tree.format in FLAT:
        # Of the variables that evals run with, only a secret that stands there in full is of the system.
        harness = eval_place(source.path) == "sure"
        yield from (found for found in read_flat(page, tree) if not harness or _is_leaked(found))
        return
    if page.pipeline and not page.speaks:
        return
    inside = None if page.pipeline else place(source.path, tree.text)
    for index, root in enumerate(tree.roots):
        if flavour(tree.format, root) or describes(root) or _is_sequence(root):
            # Infrastructure as code has words of its own; a schema says what may be set, and sets nothing.
            continue
        prefix = (f"document {index + 1}",) if len(tree.roots) > 1 else ()
        yield from _below(page, root, prefix, inside)


def _is_leaked(found: Found) -> bool:
    return isinstance(found.value, Mapping) and found.value.get("literal") is True


def _is_workflow(root: Map) -> bool:
    """A workflow is a pipeline wherever it is shown."""
    return isinstance(root.get("jobs"), Map) and root.entry("on") is not None


def _is_sequence(root: Located) -> bool:
    """Steps of a conversation, or such as provision and publish an app: a deployment there is one of infrastructure."""
    if not isinstance(root, Map):
        return False
    stages = [root.get(stage) for stage in ("provision", "deploy", "publish")]
    return text_of(root.get("kind")) == "AdaptiveDialog" or any(
        isinstance(stage, Seq) and any(isinstance(item, Map) and "uses" in item.keys for item in stage.items)
        for stage in stages
    )


def _below(page: Page, node: Located, path: tuple[str, ...], inside: Kind | None) -> Iterator[Found]:
    if _accounted(page, node):
        return
    set_here = variables(node)
    if set_here:
        yield from settings(page, set_here, (), path)
    elif isinstance(node, Seq) and inside is Kind.MODEL and is_catalogue(node):
        yield catalogue(node, path)
    elif isinstance(node, Seq):
        for index, item in enumerate(node.items):
            if isinstance(item, (Map, Seq)):
                name = (*path[:-1], f"{path[-1] if path else 'item'}[{_item_name(item, index)}]")
                yield from _of_item(page, item, name, inside)
    elif isinstance(node, Map):
        yield from _of_map(page, node, path, inside)


def _accounted(page: Page, node: Located) -> bool:
    """Whether another recogniser has read a node: itself, or all that is in it."""
    if id(node) in page.taken:
        return True
    match node:
        case Map(entries=entries):
            return bool(entries) and all(_accounted(page, entry.value) for entry in entries)
        case Seq(items=items):
            return bool(items) and all(_accounted(page, item) for item in items)
    return False


def _item_name(item: Located, index: int) -> str:
    if isinstance(item, Map):
        for key in NAMED:
            value = item.get(key)
            if isinstance(value, Scalar) and isinstance(value.value, str) and value.value:
                return value.value[:60]
    return str(index)


def _of_item(page: Page, item: Map | Seq, path: tuple[str, ...], inside: Kind | None) -> Iterator[Found]:
    """A named item in a list of tools is a tool, whatever else is said of it; one in a list of arguments is none."""
    lists_tools = inside is Kind.TOOL and page.speaks and snake(path[-1].partition("[")[0]) not in ARGUMENTS
    if lists_tools and isinstance(item, Map) and _is_named(item) and not _accounted(page, item):
        yield element(Kind.TOOL, path, [entry for entry in item.entries if not is_noise(entry.key)])
    else:
        yield from _below(page, item, path, inside)


def _describes_tools(node: Located) -> bool:
    """Whether every entry of a map is a tool that is described to somebody: name → what it does and how."""
    return bool(entries_of(node)) and all(
        isinstance(entry.value, Map) and len(entry.value.entries) > 1 and text_of(entry.value.get("description"))
        for entry in entries_of(node)
    )


def _described_tools(page: Page, tools: Entry, path: tuple[str, ...]) -> Iterator[Found]:
    for entry in entries_of(tools.value):
        if not _accounted(page, entry.value):
            told = [each for each in entries_of(entry.value) if each.key == "description" or not is_noise(each.key)]
            yield element(Kind.TOOL, (*path, tools.key, entry.key), told)


def _is_named(item: Map) -> bool:
    named = [entry for entry in item.entries if words(entry.key) in NAMES and isinstance(entry.value, Scalar)]
    return bool(named) and len(item.entries) > len(named)


def _of_map(page: Page, node: Map, path: tuple[str, ...], inside: Kind | None) -> Iterator[Found]:
    grouped: dict[Kind, list[Entry]] = {}
    rest: list[Entry] = []
    entries = [entry for entry in node.entries if not is_noise(entry.key) and not _accounted(page, entry.value)]
    here = {term.kind for entry in entries if (term := _strong(page, entry))} | ({inside} if inside else set())
    for entry in entries:
        term = _term(page, entry, here, inside)
        within = container(entry.key, inside, page)
        if inside is Kind.APPROVAL and within is Kind.TOOL:
            # Rules about tools, in a place of rules.
            within = inside
        if within is Kind.TOOL and page.speaks and _describes_tools(entry.value) and not page.pipeline:
            yield from _described_tools(page, entry, path)
            continue
        opens = within is not None and isinstance(entry.value, (Map, Seq)) and not _scalars_only(entry.value)
        if opens and (isinstance(entry.value, Map) or within is not inside):
            yield from _below(page, entry.value, (*path, entry.key), within)
        elif term is not None:
            grouped.setdefault(term.kind, []).append(entry)
        elif (told := _says_itself(page, entry, path, inside)) is not None:
            grouped.setdefault(told, []).append(entry)
        elif inside in WHOLE:
            rest.append(entry)
        elif isinstance(entry.value, (Map, Seq)):
            yield from _below(page, entry.value, (*path, entry.key), within or inside)
    yield from _whole_or_below(page, rest, grouped, path, inside)
    for kind, members in sorted(grouped.items()):
        yield from elements(page.path, kind, members, path)


def _says_itself(page: Page, entry: Entry, path: tuple[str, ...], inside: Kind | None) -> Kind | None:
    """What a value says by itself: a model id is a model, a sentence among prompts a prompt, as is "You are a …"."""
    value = entry.value
    if inside is Kind.PROMPT and speaks_to_a_model(value) and PROMPTS & set(words(path[-1] if path else page.path)):
        return Kind.PROMPT
    if inside is None and page.speaks and any(term.kind is Kind.PROMPT for term in lookup(entry.key)):
        text = text_of(value)
        if text is not None and speaks_to_a_model(value) and addressed(text):
            return Kind.PROMPT
    return Kind.MODEL if inside not in (Kind.EVAL, Kind.LOGGING) and names_models(value) else None


def _strong(page: Page, entry: Entry) -> Term | None:
    if page.pipeline and isinstance(entry.value, Scalar) and str(entry.value.value).startswith("${{"):
        return None
    term = reading(entry.key, entry.value, None, page)
    if term is None or not counts(term, page) or (page.pipeline and term.kind not in RUN):
        return None
    return term


def _term(page: Page, entry: Entry, here: set[Kind], inside: Kind | None) -> Term | None:
    strong = _strong(page, entry)
    if strong is not None and (inside not in (Kind.EVAL, Kind.LOGGING) or strong.kind is inside):
        return strong
    for kind in [inside] if inside else sorted(here):
        term = reading(entry.key, entry.value, kind, page)
        if term is not None and term.kind is kind and (kind is not inside or kind in here):
            return term
    return None


def _scalars_only(node: Located) -> bool:
    return isinstance(node, Seq) and all(isinstance(item, Scalar) for item in node.items)


def _whole_or_below(
    page: Page, rest: list[Entry], grouped: dict[Kind, list[Entry]], path: tuple[str, ...], inside: Kind | None
) -> Iterator[Found]:
    """Unknown keys inside a whole place join the mapping's element; one that holds only mappings gives one each."""
    if inside is None or not rest:
        return
    leaves = [entry for entry in rest if not isinstance(entry.value, Map)]
    whole = bool(path) and (bool(leaves) or inside in grouped)
    grouped.setdefault(inside, []).extend(rest if whole else leaves)
    for entry in rest:
        if not whole and isinstance(entry.value, Map):
            yield from _below(page, entry.value, (*path, entry.key), inside)


RECOGNISER = Recogniser(
    name="config_keys",
    doc=__doc__,
    kinds=tuple(Kind),
    reads=(Tree,),
    read=_read,
    rank=90,
)
