"""What the settings of a coding assistant let it do: permission rules, sandbox, approval mode, hooks, model.

Which files and keys these are stands in the table `assistant_settings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from threatgate.catalog import table
from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Seq, entries_of, plain, text_of
from threatgate.model import Kind, Scope
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._hooks import SUBJECT, hooks
from threatgate.recognisers._parts import alone, kept, listed, settled, whole
from threatgate.recognisers._places import stands_in
from threatgate.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SHIPPED = frozenset({Scope.PRODUCT, Scope.CI, Scope.AGENT_CONFIG})
_EMPTY: tuple[object, ...] = (None, "", {}, [])
_Reader: TypeAlias = "Callable[[str, Entry, Scope | None], Iterator[Found]]"


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree):
        return
    for name, dialect in table("assistant_settings").items():
        if stands_in(source.path, "assistant_settings", name, "places"):
            scope = (
                Scope.AGENT_CONFIG
                if source.scope in _SHIPPED and not source.path.endswith("hooks/hooks.json")
                else None
            )
            for root in tree.roots:
                yield from _settings(dialect, _begin(root, dialect), "", scope)
            return


def _begin(root: Located, dialect: dict[str, Any]) -> Located:
    for path in dialect.get("roots", ()):
        inner = root.get(*path.split(".")) if isinstance(root, Map) else None
        if inner is not None:
            return inner
    return root


def _settings(dialect: dict[str, Any], root: Located, prefix: str, scope: Scope | None) -> Iterator[Found]:
    if not isinstance(root, Map):
        return
    for key, read in _READERS:
        for path in () if "prefixes" in dialect else dialect.get(key, ()):
            for entry in _at(root, path):
                yield from read(prefix + path, entry, scope)
    yield from _flat(dialect, root, scope)
    for path in dialect.get("profiles", ()):
        for profile in entries_of(root.get(path)):
            yield from _settings(dialect, profile.value, f"{path}.{profile.key}.", scope)


def _at(root: Map, path: str) -> Iterator[Entry]:
    """The entry at a dotted path, whose keys may stand nested or joined."""
    whole_key = root.entry(path)
    if whole_key is not None:
        yield whole_key
        return
    head, _, tail = path.partition(".")
    inner = root.get(head) if tail else None
    if isinstance(inner, Map):
        yield from _at(inner, tail)


def _policy(name: str, entry: Entry, scope: Scope | None) -> Iterator[Found]:
    """A map of rules with its fields, a single switch or list by its own key."""
    if plain(entry.value) in _EMPTY:
        return
    if isinstance(entry.value, Map):
        yield alone(Kind.APPROVAL, name, settled(entry), entry.span, claims=(entry.value,), scope=scope)
    else:
        yield whole(
            Kind.APPROVAL, name, [settled(entry, _last(entry.key))], entry.span, claims=(entry.value,), scope=scope
        )


def _last(key: str) -> str:
    """The last word of an editor's dotted key."""
    return key.rpartition(".")[2]


def _command(name: str, entry: Entry, scope: Scope | None) -> Iterator[Found]:
    if plain(entry.value) not in _EMPTY:
        part = kept(entry, "run")
        yield whole(Kind.APPROVAL, name, [part], entry.span, subject=SUBJECT, claims=(entry.value,), scope=scope)


def _trusted(name: str, entry: Entry, scope: Scope | None) -> Iterator[Found]:
    """The projects whose own settings and hooks count without asking, as a set."""
    trusted = [each for each in entries_of(entry.value) if text_of(_level(each)) == "trusted"]
    if trusted:
        part = listed("trusted", [(each.key, each.span) for each in trusted], entry.span)
        yield whole(Kind.APPROVAL, name, [part], entry.span, claims=(entry.value,), scope=scope)


def _level(project: Entry) -> Located | None:
    return project.value.get("trust_level") if isinstance(project.value, Map) else None


def _grant(name: str, entry: Entry, scope: Scope | None) -> Iterator[Found]:
    if plain(entry.value) not in _EMPTY:
        yield whole(Kind.TOOL, name, [settled(entry)], entry.span, subject="grant", claims=(entry.value,), scope=scope)


def _model(name: str, entry: Entry, scope: Scope | None) -> Iterator[Found]:
    """The model by its key; a map of providers or named models gives one element each."""
    if isinstance(entry.value, Map) and not all(isinstance(inner.value, Map) for inner in entry.value.entries):
        yield alone(Kind.MODEL, name, settled(entry), entry.span, claims=(entry.value,), scope=scope)
    elif isinstance(entry.value, Map):
        for inner in entry.value.entries:
            yield alone(
                Kind.MODEL, f"{name}.{inner.key}", settled(inner), inner.span, claims=(inner.value,), scope=scope
            )
    elif plain(entry.value) not in _EMPTY:
        part = settled(entry, _last(entry.key))
        yield whole(Kind.MODEL, name, [part], entry.span, claims=(entry.value,), scope=scope)


def _prompt(name: str, entry: Entry, scope: Scope | None) -> Iterator[Found]:
    if plain(entry.value) not in _EMPTY:
        more = {"subject": "instructions", "claims": (entry.value,), "scope": scope}
        yield whole(Kind.PROMPT, name, [settled(entry, _last(entry.key))], entry.span, **more)


def _flat(dialect: dict[str, Any], root: Map, scope: Scope | None) -> Iterator[Found]:
    """Keys of an editor's settings that belong to its assistant."""
    prefixes = tuple(dialect.get("prefixes", ()))
    for entry in root.entries if prefixes else ():
        if (
            not entry.key.startswith(prefixes)
            or entry.key.lower().endswith("mcpservers")
            or plain(entry.value) in _EMPTY
        ):
            continue
        last = set(words(_last(entry.key)))
        if last & set(dialect["instructions"]) and isinstance(entry.value, Seq):
            yield from _prompt(entry.key, entry, scope)
        elif last & set(dialect["models"]) and not isinstance(entry.value, Map):
            yield from _model(entry.key, entry, scope)
        else:
            yield from _policy(entry.key, entry, scope)


_READERS: tuple[tuple[str, _Reader], ...] = (
    ("approvals", _policy),
    ("hooks", hooks),
    ("commands", _command),
    ("trusted", _trusted),
    ("grants", _grant),
    ("models", _model),
    ("prompts", _prompt),
)

RECOGNISER = Recogniser(
    name="assistant_settings",
    doc=__doc__,
    kinds=(Kind.APPROVAL, Kind.TOOL, Kind.MODEL, Kind.PROMPT),
    reads=(Tree,),
    read=_read,
    rank=10,
)
