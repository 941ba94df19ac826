"""Commands that a coding assistant runs by itself when something happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._located import Entry, Located, Map, Seq, entries_of, plain, text_of
from threatgate.identity import freeze
from threatgate.model import Kind, Scope
from threatgate.recognisers._api import Found
from threatgate.recognisers._secrets import hidden

if TYPE_CHECKING:
    from collections.abc import Iterator

SUBJECT = "hook"
_SILENT = frozenset({"timeout", "timeoutSec", "timeout_sec", "statusMessage", "description", "comment"})


def hooks(name: str, entry: Entry, scope: Scope | None) -> Iterator[Found]:
    """One element a command, named by its event and what it matches."""
    claims: tuple[Located, ...] = (entry.value,)
    for event in entries_of(entry.value):
        for matcher, hook in _of_event(event):
            value = {"event": event.key, **({"matcher": matcher} if matcher else {}), "run": _meaning(hook)}
            called = ".".join(part for part in (name, event.key, matcher) if part)
            yield Found(
                Kind.APPROVAL,
                called,
                freeze(value),
                hook.span,
                (((), hook.span), (("run",), hook.span)),
                SUBJECT,
                claims,
                scope,
            )
            claims = ()


def _of_event(event: Entry) -> Iterator[tuple[str, Located]]:
    """Every hook of an event with its matcher: nested in groups, or listed as they are."""
    items = event.value.items if isinstance(event.value, Seq) else (event.value,)
    for item in items:
        inner = item.get("hooks") if isinstance(item, Map) else None
        matcher = text_of(item.get("matcher")) if isinstance(item, Map) else None
        for hook in inner.items if isinstance(inner, Seq) else (item,):
            yield matcher or "", hook


def _meaning(hook: Located) -> object:
    if isinstance(hook, Map):
        return {
            entry.key: hidden(entry.key, plain(entry.value))
            for entry in hook.entries
            if entry.key not in (*_SILENT, "matcher")
        }
    return hidden("", plain(hook))
