"""Records as text: built from what was decided, written for people to read, and rebound after another edit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from threatgate import strict_yaml
from threatgate.errors import UsageError
from threatgate.identity import digest, thaw
from threatgate.records import _yaml_text
from threatgate.records._covering import names
from threatgate.records.reading import front_matter

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from threatgate.model import Change

_ORDER = (
    "schema", "id", "title", "outcome", "created", "owner", "severity", "second", "threat", "frameworks", "covers",
    "pre_answer", "controls", "monitoring", "supersedes", "renewal", "backlog", "blocker", "exception", "no_change",
    "reviews", "moves", "closed",
)  # fmt: skip
_COMMENTS = {
    "outcome": "backlog | blocker | exception | no_change",
    "severity": "not lower than the rule's",
    "second": "who agreed; neither owner nor author",
    "pre_answer.until": "answers changes until then, also after it has landed",
    "backlog.due": "inclusive, end of that day UTC",
    "exception.approved": "the day the approver agreed",
    "exception.expires": "inclusive, end of that day UTC",
    "exception.review_date": "past without an entry in reviews, the exception no longer counts",
}
_HEAD = "# This record answers changes of the threat surface; `threatgate schema record` describes its fields.\n"


def new_id(day: date, covered: Any, taken: Container[str] = ()) -> str:
    """The id of a record: the day, and six hex digits of the digest of what it covers.

    `covered` is the `covers` of the record. An id that is `taken` already gives way to the next one.
    """
    attempt = 0
    while True:
        value = digest(covered if not attempt else {"covers": covered, "attempt": attempt})
        candidate = f"TM-{day.isoformat().replace('-', '')}-{value.removeprefix('sha256:')[:6]}"
        if candidate not in taken:
            return candidate
        attempt += 1


def build(
    outcome: str,
    block: Mapping[str, Any],
    *,
    created: date,
    title: str,
    owner: str,
    severity: str,
    changes: Iterable[Change] = (),
    mode: str = "exact",
    family: Mapping[str, Any] | None = None,
    taken: Container[str] = (),
    **fields: Any,
) -> dict[str, Any]:
    """The data of a new record.

    `block` is the outcome's own block, `changes` what it covers (for a class of changes, `family`), `fields` are
    further keys of the record (`threat`, `second`, `controls` …). What is None or empty is left out, days may be dates.
    """
    covers: dict[str, Any] = {"mode": mode}
    if family is not None:
        covers["class"] = thaw(family)
    else:
        covers["changes"] = sorted((_binding(change) for change in changes), key=lambda one: str(one["element"]))
    stated = {
        "schema": 1,
        "id": new_id(created, covers, taken),
        "title": title,
        "outcome": outcome,
        "created": created,
        "owner": owner,
        "severity": severity,
        "covers": covers,
        outcome: block,
        **fields,
    }
    said = {key: plain(value) for key, value in stated.items() if value is not None and value not in ("", [], {}, ())}
    return _ordered(said)


def render(record_data: Mapping[str, Any]) -> str:
    """The text of a record's file, with the comments that help to edit it."""
    return _HEAD + _yaml_text.block(_ordered(plain(record_data)), _COMMENTS) + "\n"


def refresh(text: str, new_changes: Iterable[Change]) -> str:
    """The same record, bound to what the changes are now; an approval of other content is void.

    Elements that are no longer changed are dropped. Raises UsageError where none is left or the text is no record.
    """
    parts = front_matter(text)
    front = text if parts is None else parts[0]
    data = _data(front)
    changes: dict[str, list[Change]] = {}
    bound = tuple(new_changes)
    for change in bound:
        for name in names(change):
            changes.setdefault(name, []).append(change)
    old = data["covers"]["changes"]
    went = {move["from"] for move in data.get("moves", ())}
    found = [
        _binding(change) | ({"element": one["element"]} if one["element"] in went else {})
        for one in old
        for change in changes.get(one["element"], ()) or _renamed(one, bound)
    ]
    bindings = list({(str(one["element"]), one["from"]): one for one in found}.values())
    if not bindings:
        raise UsageError(f"nothing that {data.get('id')} covers is changed any more", "remove the record")
    if bindings == old:
        return text
    wanted = {**data, "covers": {**data["covers"], "changes": bindings}}
    wanted.pop("second", None)
    if isinstance(wanted.get("exception"), dict):
        wanted["exception"] = {key: value for key, value in wanted["exception"].items() if key != "approved"}
    written = _patched(front, wanted)
    if parts is None:
        return written
    closing = text.removeprefix("\ufeff").split("\n")[front.count("\n") + 2]
    return f"---\n{written.rstrip()}\n{closing}\n{parts[1]}"


def _renamed(stated: Mapping[str, Any], changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The very change that a record was written for, where its file or folder was renamed since; () unless just one."""
    sides = (stated.get("from"), stated.get("to"))
    kind, _, place = stated["element"].partition(":")
    found = tuple(
        change
        for change in changes
        if (change.from_digest, change.to_digest) == sides
        and change.element.kind == kind
        and place.endswith(f"#{change.element.name}")
    )
    return found if len(found) == 1 else ()


def _data(text: str) -> dict[str, Any]:
    try:
        data = strict_yaml.read(text).data
    except strict_yaml.StrictYamlError as error:
        raise UsageError(f"line {error.line}: {error.message}", error.hint) from None
    covers = data.get("covers") if isinstance(data, dict) else None
    changes = covers.get("changes") if isinstance(covers, dict) else None
    fits = isinstance(changes, list) and all(
        isinstance(one, dict) and isinstance(one.get("element"), str) for one in changes
    )
    if not fits:
        raise UsageError(
            "covers.changes is missing or is no list of changes", "only a record of changes can be rebound"
        )
    found: dict[str, Any] = data
    return found


def _patched(text: str, wanted: dict[str, Any]) -> str:
    """The text with only what differs replaced, so that people's own comments stay; else the whole written anew."""
    lines = text.split("\n")
    strict = strict_yaml.read(text)
    starts = [*sorted(strict.lines[path] for path in strict.lines if len(path) == 1), len(lines) + 1]
    first = strict.line_of(("covers",))
    last = next(line for line in starts if line > first)
    drop = set()
    if "second" in strict.data and "second" not in wanted:
        drop.add(strict.line_of(("second",)))
    if ("exception", "approved") in strict.lines:
        drop.add(strict.line_of(("exception", "approved")))
    kept = [line for number, line in enumerate(lines, start=1) if number not in drop and not first <= number < last]
    before = sum(1 for number in range(1, first) if number not in drop)
    tail = [line for line in lines[first - 1 : last - 1] if line.startswith("#")]
    covers = [*_yaml_text.block({"covers": wanted["covers"]}, {}).split("\n"), *tail]
    patched = "\n".join([*kept[:before], *covers, *kept[before:]])
    try:
        if strict_yaml.read(patched).data == wanted:
            return patched
    except strict_yaml.StrictYamlError:
        pass
    return render(wanted)


def _binding(change: Change) -> dict[str, Any]:
    return {"element": change.element.id, "from": change.from_digest, "to": change.to_digest}


def _ordered(data: Mapping[str, Any]) -> dict[str, Any]:
    known = {key: data[key] for key in _ORDER if key in data}
    return {**known, **{key: value for key, value in data.items() if key not in known}}


def plain(value: Any) -> Any:
    """Dicts, lists and scalars; a day as text, what is None left out of mappings except the sides of a change."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        kept = {str(key): item for key, item in value.items() if item is not None or key in ("from", "to")}
        return {key: plain(item) for key, item in kept.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, str) else value
