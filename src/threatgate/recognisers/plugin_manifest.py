"""What plugins bring to an assistant: marketplaces and manifests of coding assistants and of chat products.

A marketplace gives one tool a plugin, by name: where it comes from and what it adds. Version, author, description and
the like are for people who choose a plugin and are left out. `ai-plugin.json` tells the model what a plugin does and
which of its calls are confirmed.
"""

from __future__ import annotations

from posixpath import basename, dirname
from typing import TYPE_CHECKING

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, entries_of, items_of, plain, text_of
from threatgate.model import Kind, Scope
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._hooks import hooks
from threatgate.recognisers._parts import Part, fixed, kept, setted, whole
from threatgate.recognisers._prompt_text import normalised

if TYPE_CHECKING:
    from collections.abc import Iterator

SUBJECT = "plugin"
_SETS = frozenset({"commands", "agents", "skills", "rules", "outputStyles", "tools"})
_BROUGHT = frozenset({"commands", "agents", "skills", "hooks", "mcpServers", "lspServers", "outputStyles"})
_KEPT = frozenset({"source", "path", "strict", "policy", "mcpServers", "lspServers", "apps", "enabled", "dependencies"})
_OFFERED = frozenset({"capabilities", "defaultPrompt", "default_prompt"})


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree):
        return
    # A marketplace is for whoever installs it, wherever its folder's name seems to belong.
    scope = Scope.PRODUCT if source.scope is Scope.AGENT_CONFIG else None
    for root in tree.roots:
        if not isinstance(root, Map):
            continue
        if _is_marketplace(root, source.path):
            for plugin in items_of(root.get("plugins")):
                yield from _plugin(plugin, source.taken, scope) if isinstance(plugin, Map) else ()
        elif basename(source.path).lower() == "plugin.json" and (_in_plugin_folder(source.path) or _brings(root)):
            yield from _plugin(root, source.taken, scope)
        elif (
            text_of(root.get("description_for_model")) is not None
            or "plugin-manifest" in (text_of(root.get("$schema")) or "")
            or _is_m365(root)
        ):
            claims: tuple[Located, ...] = (root,)
            for found in _chat_plugin(root, source.taken):
                yield found._replace(claims=claims + found.claims)
                claims = ()


def _is_marketplace(root: Map, path: str) -> bool:
    plugins = root.get("plugins")
    named = basename(path).lower() == "marketplace.json" or "marketplace" in (text_of(root.get("$schema")) or "")
    return (
        named
        and isinstance(plugins, Seq)
        and all(isinstance(item, Map) and "name" in item.keys for item in plugins.items)
    )


def _in_plugin_folder(path: str) -> bool:
    """`.claude-plugin/`, `.codex-plugin/` and their like."""
    folder = basename(dirname(path))
    return folder.startswith(".") and folder.endswith("plugin")


def _brings(root: Map) -> bool:
    """Whether a manifest names what only a plugin of an assistant brings, wherever it stands."""
    brought = {entry.key for entry in root.entries if isinstance(entry.value, (Seq, Map)) or text_of(entry.value)}
    return text_of(root.get("name")) is not None and bool(brought & _BROUGHT)


def _is_m365(root: Map) -> bool:
    return isinstance(root.get("functions"), Seq) and isinstance(root.get("runtimes"), Seq)


def _plugin(node: Map, taken: frozenset[int], scope: Scope | None) -> Iterator[Found]:
    name = text_of(node.get("name"))
    if not name:
        return
    parts: list[Part] = []
    for entry in node.entries:
        if id(entry.value) in taken or plain(entry.value) in (None, "", [], {}):
            continue
        if entry.key in _SETS:
            parts.append(setted(entry))
        elif entry.key in _KEPT or (entry.key == "hooks" and isinstance(entry.value, Scalar)):
            parts.append(kept(entry))
        elif entry.key == "interface":
            # The rest of it is how a shop window shows the plugin.
            parts.extend(kept(shown) for shown in entries_of(entry.value) if shown.key in _OFFERED)
    yield whole(Kind.TOOL, name, parts, node.span, subject=SUBJECT, claims=(node,), scope=scope)
    run = node.entry("hooks")
    if run is not None and isinstance(run.value, Map):
        yield from hooks(f"{name}.hooks", run.value.entry("hooks") or run, scope)


def _chat_plugin(root: Map, taken: frozenset[int]) -> Iterator[Found]:
    name = (
        text_of(root.get("name_for_model"))
        or text_of(root.get("namespace"))
        or text_of(root.get("name_for_human"))
        or "plugin"
    )
    told = root.entry("description_for_model")
    if told is not None and text_of(told.value):
        part = fixed("description_for_model", normalised(text_of(told.value) or ""), told.span)
        yield whole(Kind.PROMPT, f"{name}.description_for_model", [part], told.span, claims=(told.value,))
    reach = [entry for entry in root.entries if entry.key in ("api", "auth", "runtimes")]
    if reach:
        claims = tuple(entry.value for entry in reach)
        yield whole(Kind.TOOL, name, [kept(entry) for entry in reach], reach[0].span, subject=SUBJECT, claims=claims)
    for item in items_of(root.get("functions")):
        if isinstance(item, Map) and id(item) not in taken:
            yield from _function(item)


def _function(node: Map) -> Iterator[Found]:
    """A function of a plugin; whether its calls are confirmed is an approval."""
    name = text_of(node.get("name"))
    if not name:
        return
    told: list[Entry] = [entry for entry in entries_of(node) if entry.key in ("description", "parameters", "states")]
    yield whole(Kind.TOOL, name, [kept(entry) for entry in told], node.span, claims=(node,))
    capabilities = node.get("capabilities")
    asked = capabilities.entry("confirmation") if isinstance(capabilities, Map) else None
    if asked is not None:
        yield whole(Kind.APPROVAL, f"{name}.confirmation", [kept(asked)], asked.span)


RECOGNISER = Recogniser(
    name="plugin_manifest",
    doc=__doc__,
    kinds=(Kind.TOOL, Kind.PROMPT, Kind.APPROVAL),
    reads=(Tree,),
    read=_read,
    rank=15,
)
