"""Elements of both sides to changes: what was added, modified, removed; what merely moved is no change."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from itertools import zip_longest
from posixpath import basename
from typing import TYPE_CHECKING, NamedTuple

from threatgate.identity import canonical, element_digest
from threatgate.model import Change, Edit, Element, Json, Kind
from threatgate.similarity import Effort, alike

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_Side = tuple[Element, str]
LONG_PROMPT = 40
OFFERED = 20
LOOKED_AT = 100


def compare(
    before: Iterable[Element], after: Iterable[Element], unread: frozenset[str] = frozenset()
) -> tuple[Change, ...]:
    """The changes between two sides, by path and line.

    `unread` names paths that could not be read on one side: what the other side holds there says nothing.
    """
    before, after = _by_path(before), _by_path(after)
    gone, come, changes = _by_id(before, after, unread)
    files = _Files(frozenset(element.path for element in before), frozenset(element.path for element in after))
    _, gone, come = _cancel_moved(gone, come, files)
    pairs, gone, come = _moved_and_edited(gone, come, files)
    swapped, gone, come = _swapped(gone, come)
    pairs += swapped
    changes += [_modified(old, new) for old, new in pairs]
    changes += [Change(Edit.REMOVED, element, None, digest, None) for element, digest in gone]
    changes += [Change(Edit.ADDED, None, element, None, digest) for element, digest in come]
    return tuple(
        sorted(
            _told_once(changes),
            key=lambda change: (change.element.path, change.element.span.line, change.element.id, change.edit),
        )
    )


def moved(before: Iterable[Element], after: Iterable[Element]) -> dict[str, Element]:
    """What goes by another id on head, edited or not: the id on base, and the element as it is now.

    That includes elements that changed their names with each other, which have an old and a new one each.
    """
    before, after = _by_path(before), _by_path(after)
    gone, come, changes = _by_id(before, after, frozenset())
    files = _Files(frozenset(element.path for element in before), frozenset(element.path for element in after))
    same, gone, come = _cancel_moved(gone, come, files)
    edited, gone, come = _moved_and_edited(gone, come, files)
    swapped, _, _ = _swapped(gone, come)
    return {old.id: new for (old, _), (new, _) in (*_renamed(changes), *same, *edited, *swapped) if old.id != new.id}


def _by_path(side: Iterable[Element]) -> list[Element]:
    """The elements file by file, so that what is taken for moved does not depend on who read first."""
    return sorted(side, key=lambda element: element.path)


def _renamed(changes: list[Change]) -> Iterator[tuple[_Side, _Side]]:
    """Elements whose meaning another one took over that was something else before; a word or two is no meaning."""
    taken = {(change.element.kind, change.to_digest): change for change in changes if change.edit is Edit.MODIFIED}
    for change in changes:
        twin = taken.get((change.element.kind, change.from_digest))
        if (
            twin is not None
            and twin is not change
            and change.before is not None
            and twin.after is not None
            and len(canonical(change.before.value)) > LONG_PROMPT
        ):
            yield (change.before, str(change.from_digest)), (twin.after, str(twin.to_digest))


def _told_once(changes: list[Change]) -> list[Change]:
    """Without changes that another one of the same file and kind tells in full: an entry and what it holds alone."""
    found: dict[tuple[str, Kind, Edit], dict[str, Change]] = defaultdict(dict)
    for change in changes:
        found[change.element.path, change.element.kind, change.edit][change.element.name] = change
    return [
        change for change in changes if not _told(change, found[change.element.path, change.element.kind, change.edit])
    ]


def _told(change: Change, beside: dict[str, Change]) -> bool:
    element = change.element
    if isinstance(element.value, Mapping) and len(element.value) == 1 and change.moved_from is None:
        key = next(iter(element.value))
        inner = beside.get(f"{element.name}.{key}")
        if inner is not None and _values(inner) == tuple(_only(value, key) for value in _values(change)):
            return True
    outer, dot, _ = element.name.rpartition(".")
    whole = beside.get(outer) if dot else None
    return whole is not None and whole.element.subject == element.subject and _values(whole) == _values(change)


def _values(change: Change) -> tuple[Json, Json]:
    return (
        None if change.before is None else change.before.value,
        None if change.after is None else change.after.value,
    )


def _only(value: Json, key: str) -> Json:
    return value.get(key) if isinstance(value, Mapping) and len(value) == 1 else None


def _by_id(
    before: Iterable[Element], after: Iterable[Element], unread: frozenset[str]
) -> tuple[list[_Side], list[_Side], list[Change]]:
    groups: dict[str, tuple[list[_Side], list[_Side]]] = defaultdict(lambda: ([], []))
    for index, side in enumerate((before, after)):
        for element in side:
            if element.path not in unread:
                groups[element.id][index].append((element, element_digest(element)))
    gone: list[_Side] = []
    come: list[_Side] = []
    changes: list[Change] = []
    for old, new in groups.values():
        left, right = _without_common(old, new)
        for one, other in zip_longest(left, right):
            if one is None:
                come.append(other)
            elif other is None:
                gone.append(one)
            elif one[0].scope is other[0].scope:
                changes.append(_modified(one, other))
            else:
                gone.append(one)
                come.append(other)
    return gone, come, changes


def _without_common(old: list[_Side], new: list[_Side]) -> tuple[list[_Side], list[_Side]]:
    twins = Counter((digest, element.scope) for element, digest in old)
    twins &= Counter((digest, element.scope) for element, digest in new)
    sides: list[list[_Side]] = []
    for given in (old, new):
        common = twins.copy()
        sides.append([])
        for side in given:
            if common[side[1], side[0].scope] > 0:
                common[side[1], side[0].scope] -= 1
            else:
                sides[-1].append(side)
    return sides[0], sides[1]


def _modified(old: _Side, new: _Side) -> Change:
    return Change(Edit.MODIFIED, old[0], new[0], old[1], new[1])


class _Files(NamedTuple):
    """The paths that hold elements on either side."""

    before: frozenset[str]
    after: frozenset[str]

    def moved(self, old: Element, new: Element) -> bool:
        """Whether one file went and the other came, as when a file and the class in it are renamed."""
        return old.path not in self.after and new.path not in self.before


def _same_thing(old: Element, new: Element, files: _Files) -> bool:
    """Whether two elements of equal meaning are one thing that moved. A tool's name is part of its meaning."""
    if old.scope is not new.scope or old.kind is not new.kind:
        return False
    if old.name == new.name:
        return True
    if old.subject == new.subject == "logic":
        return old.path == new.path or (files.moved(old, new) and _inside(old) == _inside(new))
    if old.kind is Kind.TOOL:
        return False
    if old.kind is Kind.PROMPT and len(canonical(old.value)) > LONG_PROMPT:
        return True
    if old.path == new.path:
        # A list of providers is the same one whatever the function is called that knows it.
        listed = (
            old.subject == new.subject == "provider" and isinstance(old.value, Mapping) and "providers" in old.value
        )
        return listed or old.name.rpartition(".")[2] == new.name.rpartition(".")[2]
    return files.moved(old, new) and _inside(old) == _inside(new)


def _inside(element: Element) -> str:
    """The name without the class that everything in the file is named after; a constructor goes by that too."""
    outer, *rest = element.name.split(".")
    return ".".join(part for part in rest if part != outer) or _own(element)


def _own(element: Element) -> str:
    """The name of what stands on its own; what a file is named after has none."""
    return "" if element.name in (basename(element.path).partition(".")[0], basename(element.path)) else element.name


def _cancel_moved(
    gone: list[_Side], come: list[_Side], files: _Files
) -> tuple[list[tuple[_Side, _Side]], list[_Side], list[_Side]]:
    """Pair what is the same at another place; it is no change."""
    pairs: list[tuple[_Side, _Side]] = []
    named: dict[tuple[str, str, str], deque[_Side]] = defaultdict(deque)
    for side in come:
        named[side[1], side[0].name, side[0].scope].append(side)
    others: list[_Side] = []
    for side in gone:
        twins = named.get((side[1], side[0].name, side[0].scope))
        if twins:
            pairs.append((side, twins.popleft()))
        else:
            others.append(side)
    taken = {id(side) for _, side in pairs}
    arrived: dict[str, list[_Side]] = defaultdict(list)
    for side in come:
        if id(side) not in taken:
            arrived[side[1]].append(side)
    left: list[_Side] = []
    for side in others:
        offered = arrived.get(side[1], [])
        at = next((at for at, one in enumerate(offered[:LOOKED_AT]) if _same_thing(side[0], one[0], files)), None)
        if at is None:
            left.append(side)
        else:
            pairs.append((side, offered.pop(at)))
    kept = {id(side) for sides in arrived.values() for side in sides}
    return pairs, left, [side for side in come if id(side) in kept]


def _alike(old: Element, new: Element, effort: Effort) -> bool:
    if basename(old.path) == basename(new.path) and old.name != "text":
        return True
    return alike(canonical(old.value), canonical(new.value), effort)


def _key(element: Element) -> tuple[Kind, str, str]:
    name = element.name if element.kind is Kind.TOOL and element.subject != "logic" else _inside(element)
    return element.kind, name, element.scope


def _one_thing(old: Element, new: Element, files: _Files, effort: Effort) -> bool:
    if old.path == new.path or not (old.name == new.name or files.moved(old, new)):
        return False
    return _alike(old, new, effort)


def _moved_and_edited(
    gone: list[_Side], come: list[_Side], files: _Files
) -> tuple[list[tuple[_Side, _Side]], list[_Side], list[_Side]]:
    """Pair what left one path and came at another under the same kind and name, if it is recognisably one thing."""
    effort = Effort()
    candidates: dict[tuple[Kind, str, str], list[_Side]] = defaultdict(list)
    for side in come:
        candidates[_key(side[0])].append(side)
    pairs: list[tuple[_Side, _Side]] = []
    left: list[_Side] = []
    for side in gone:
        offered = candidates[_key(side[0])]
        at = next((at for at, one in enumerate(offered[:OFFERED]) if _one_thing(side[0], one[0], files, effort)), None)
        if at is None:
            left.append(side)
        else:
            pairs.append((side, offered.pop(at)))
    kept = {id(side) for sides in candidates.values() for side in sides}
    return pairs, left, [side for side in come if id(side) in kept]


def _swapped(gone: list[_Side], come: list[_Side]) -> tuple[list[tuple[_Side, _Side]], list[_Side], list[_Side]]:
    """Pair the one model that a function does not make any more with the one that it makes instead.

    What makes them is named after its provider (`AddAzureOpenAIChatCompletion`, `ChatAnthropic`), and so is the model.
    """
    places: dict[tuple[str, str, str], tuple[list[_Side], list[_Side]]] = defaultdict(lambda: ([], []))
    for index, sides in enumerate((gone, come)):
        for side in sides:
            outer, _, maker = side[0].name.rpartition(".")
            if side[0].kind is Kind.MODEL and outer and maker[:1].isupper() and not maker.isupper():
                places[side[0].path, outer, side[0].scope][index].append(side)
    pairs = [(old[0], new[0]) for old, new in places.values() if len(old) == len(new) == 1]
    taken = {id(side) for pair in pairs for side in pair}
    left, right = ([side for side in sides if id(side) not in taken] for sides in (gone, come))
    return pairs, left, right
