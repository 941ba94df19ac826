"""Policies on agents and their tools in Rego and Cedar: what is allowed, what is denied, what holds by default.

A policy is read where it speaks of agents, tools, models or prompts. In Rego one element a rule, its clauses in any
order; in Cedar one a policy, by its id or by whom and what it is about. Layout, comments, metadata and the order of
rules are left out. A rule whose name says that it allows or denies is read as such; of any other only that it changed
can be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Seq, entries_of, items_of, plain, text_of, walk
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._keys import speaks_of_ai
from threatgate.recognisers._parts import Part, fixed, listed, whole
from threatgate.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Pointer, Span

SUBJECT = "policy"
_ALLOWS = frozenset({"allow", "allowed", "allows", "permit", "permitted", "grant", "granted", "exempt", "trusted"})
_DENIES = frozenset({
    "deny", "denied", "denies", "forbid", "forbidden", "block", "blocked", "violation", "violations", "reject",
    "require", "requires", "required", "must", "needs", "disallow", "disallowed", "restricted", "warn",
})  # fmt: skip


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree) or tree.format not in ("rego", "cedar") or not _is_ours(source.path, tree):
        return
    for root in tree.roots:
        if tree.format == "rego":
            for entry in entries_of(root.get("rules") if isinstance(root, Map) else None):
                yield _rule(entry, root)
        else:
            for item in items_of(root):
                if isinstance(item, Map):
                    yield _policy(item, root)


def _is_ours(path: str, tree: Tree) -> bool:
    """Whether the policy itself, comments aside, or its place speaks of AI."""
    said = [path]
    for root in tree.roots:
        for pointer, node in walk(root):
            said.extend(str(part) for part in pointer[-1:])
            said.append(text_of(node) or "")
    return speaks_of_ai(" ".join(" ".join(words(text)) for text in said))


def _side(name: str) -> str:
    parts = set(words(name))
    return "deny" if parts & _DENIES else "allow" if parts & _ALLOWS else "rule"


def _rule(entry: Entry, root: Located) -> Found:
    value = entry.value
    side = _side(entry.key)
    said: dict[str, object] = {}
    places: list[tuple[Pointer, Span]] = [((side,), entry.span)]
    default = value.entry("default") if isinstance(value, Map) else None
    if default is not None:
        said["default"] = plain(default.value)
        places.append(((side, "default"), default.span))
    clauses = [(plain(item), item.span) for item in items_of(value.get("clauses") if isinstance(value, Map) else None)]
    if clauses:
        _, texts, marks = listed("clauses", clauses, entry.span)
        said["clauses"] = texts
        places.extend(((side, *pointer), span) for pointer, span in marks)
    part: Part = (side, said, tuple(places))
    return whole(Kind.APPROVAL, entry.key, [part], entry.span, subject=SUBJECT, claims=(root,))


def _policy(item: Map, root: Located) -> Found:
    effect = text_of(item.get("effect")) or "permit"
    scope = [str(plain(one)) for one in items_of(item.get("scope"))]
    name = text_of(item.get("@id")) or f"{effect} {', '.join(scope)}"
    said: dict[str, object] = {"scope": scope}
    if effect == "permit":
        said["checks"] = [*_conditions(item, "when"), *(f"unless {one}" for one in _conditions(item, "unless"))]
    else:
        # What a prohibition is bound to loosens it, and comes with it all the same.
        said["conditions"] = (
            " and ".join([*_conditions(item, "when"), *_conditions(item, "unless", "unless ")]) or "in any case"
        )
    return whole(Kind.APPROVAL, name, [fixed(effect, said, item.span)], item.span, subject=SUBJECT, claims=(root,))


def _conditions(item: Map, key: str, before: str = "") -> list[str]:
    node = item.get(key)
    return sorted(f"{before}{plain(one)}" for one in node.items) if isinstance(node, Seq) else []


RECOGNISER = Recogniser(
    name="policy_rules",
    doc=__doc__,
    kinds=(Kind.APPROVAL,),
    reads=(Tree,),
    read=_read,
    rank=20,
)
