"""From an entry of a threat model to the record that it amounts to, or to what it lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate import globs
from threatgate.catalog import table
from threatgate.model import SEVERITIES
from threatgate.records.deriving import from_data
from threatgate.records.model import BrokenRecord
from threatgate.records.promises import file_of
from threatgate.threat_models import meant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from threatgate.model import Json, Severity, Trigger
    from threatgate.records.model import Record
    from threatgate.settings import Settings
    from threatgate.threat_models import Entry, ThreatModel

SHORTEST = 40
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PROOF = re.compile(
    r"(?:(eval|test|review|diff|log|doc|ticket)\s*[: ]\s*)?(\S+?)(?:[\s,(]+(sha256:[0-9a-f]{64})\)?)?", re.IGNORECASE
)
_CONTROL = re.compile(
    r"(?:(backlog|launch_gate|runtime_policy|approval_flow|logging_schema)\s*[: ]\s*)?(\S+?)"
    r"(?:[\s,(]+(sha256:[0-9a-f]{64})\)?)?",
    re.IGNORECASE,
)


class Bound(NamedTuple):
    """An element to bind: the ids that it goes by, today's first, its digests on either side, what is at stake."""

    ids: tuple[str, ...]
    before: str | None
    after: str | None
    severity: Severity


def bound_by(trigger: Trigger) -> Bound:
    """The element of a trigger."""
    change = trigger.change
    sides = (one.id for one in (change.after, change.before) if one is not None)
    return Bound(tuple(dict.fromkeys(sides)), change.from_digest, change.to_digest, trigger.severity)


def named(entry: Entry, bound: Bound) -> bool:
    """Whether an entry speaks of an element: by its id, or by path and name.

    What it says under `Element:` decides; only where it says nothing there do its other words count.
    """
    wanted = {*bound.ids, *(one.partition(":")[2] for one in bound.ids)}
    stated = entry.stated.get("element", ())
    if stated:
        return not wanted.isdisjoint(_tuple(stated))
    said = [entry.title, *texts(entry.meaning)]
    return any(_mentions(text, one) for text in said for one in wanted)


def _mentions(text: str, one: str) -> bool:
    """Whether an id stands in a text as a word of its own."""
    start = text.find(one)
    while start >= 0:
        before, after = text[:start][-1:], text[start + len(one) :][:2]
        ends = not after or not (after[0].isalnum() or after[0] in "_-/:#" or (after[0] == "." and after[1:].isalnum()))
        if ends and not (before.isalnum() or before in ("_", "-", "/", ".", ":")):
            return True
        start = text.find(one, start + 1)
    return False


def texts(value: Json) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)


def record_of(
    model: ThreatModel, entry: Entry, bounds: tuple[Bound, ...], settings: Settings, created: date
) -> Record | BrokenRecord:
    """The record that an entry amounts to, bound to exactly these elements; a broken one says what the entry lacks."""
    elements = tuple(dict.fromkeys(bound.ids[0] for bound in bounds))
    found = f"{model.path}#{entry.ref}"
    outcome = meant(model.format, entry)
    if not outcome.outcome:
        message = f"{entry.ref[:60]} names {elements[0]}, but {outcome.why}"
        return BrokenRecord(model.path, entry.span.line, message, outcome.mend, found, (), elements)
    said = _said(model, entry)
    lacking = _lacking(outcome.outcome, said)
    if lacking:
        labels = [f"{table('threat_models')['labels'][key]}: …" for key in lacking]
        message = f"{entry.ref[:60]} names {elements[0]} as {outcome.outcome} and lacks {_listed(lacking)}"
        where = table("threat_models")["where"].get(model.format, "in the entry")
        hint = f"write `{'`, `'.join(labels)}` {where}"
        return BrokenRecord(model.path, entry.span.line, message, hint, found, (), elements)
    own = [one["ref"] for one in _proofs(said, settings) if file_of(one["ref"]) == model.path]
    if own and outcome.outcome == "no_change":
        message = f"{entry.ref[:60]} leans on the threat model itself ({own[0]})"
        return BrokenRecord(
            model.path, entry.span.line, message, "name a test, an eval or a review as evidence", found, (), elements
        )
    ends = [said[key] for key in ("due", "valid_until") if _DAY.fullmatch(said.get(key, ""))]
    data = _data(model, entry, outcome.outcome, said, bounds)
    data |= {"created": min([created.isoformat(), *ends]), outcome.outcome: _block(outcome.outcome, said, settings)}
    return from_data(model.path, entry.ref, data, entry.span.line)


def _said(model: ThreatModel, entry: Entry) -> dict[str, Any]:
    """What the entry says, where it says nothing of an owner, what the model says."""
    several = table("threat_models")["several"]
    said: dict[str, Any] = {
        key: value if isinstance(value, str) or key in several else next(iter(value), "")
        for key, value in entry.stated.items()
    }
    statement = str(said.get("statement", ""))
    said["statement"] = statement if len(statement) >= SHORTEST else f"{entry.title}. {statement}".strip(". ")
    if len(said["statement"]) < SHORTEST:
        said["statement"] = ""
    mitigation = entry.meaning.get("mitigation", "") if isinstance(entry.meaning, Mapping) else ""
    if isinstance(mitigation, tuple):
        mitigation = next((one for one in mitigation if isinstance(one, str)), "")
    said.setdefault("rationale", mitigation if isinstance(mitigation, str) else "")
    said.setdefault("owner", said.get("decided_by", "") or model.owner)
    said.setdefault("decided_by", said["owner"])
    return said


def _lacking(outcome: str, said: dict[str, Any]) -> tuple[str, ...]:
    return tuple(key for key in table("threat_models")["needs"][outcome] if not said.get(key))


def _listed(keys: tuple[str, ...]) -> str:
    labels = table("threat_models")["labels"]
    long = f" of at least {SHORTEST} characters"
    return ", ".join(labels[key] + (long if key == "statement" else "") for key in keys)


def _data(
    model: ThreatModel, entry: Entry, outcome: str, said: dict[str, Any], bounds: tuple[Bound, ...]
) -> dict[str, Any]:
    """The entry as a record would be written."""
    highest = max((bound.severity for bound in bounds), key=SEVERITIES.index)
    bindings = {bound.ids[0]: {"element": bound.ids[0], "from": bound.before, "to": bound.after} for bound in bounds}
    data: dict[str, Any] = {
        "schema": 1,
        "title": " ".join((entry.title or entry.ref).split())[:300],
        "outcome": outcome,
        "owner": said["owner"],
        "severity": str(said.get("severity", highest)).lower(),
        "covers": {"mode": "exact", "changes": list(bindings.values())},
    }
    if said["statement"]:
        data["threat"] = {"statement": said["statement"], "model": {"path": model.path, "ref": entry.ref[:300]}}
        if said.get("abuse_case"):
            data["threat"]["abuse_case"] = said["abuse_case"]
    if said.get("second"):
        data["second"] = said["second"]
    if said.get("control"):
        data["controls"] = [_control(one, outcome) for one in _tuple(said["control"])]
    return data


def _block(outcome: str, said: dict[str, Any], settings: Settings) -> dict[str, Any]:
    match outcome:
        case "backlog":
            return {
                "ticket": said["ticket"],
                "acceptance_criteria": list(_tuple(said["acceptance"])),
                "due": said["due"],
            }
        case "blocker":
            defined = {"definition": said["definition"]} if said.get("definition") else {}
            return {"gate": said["gate"], "pass_condition": said["pass_condition"], **defined}
        case _:
            until = {"valid_until": said["valid_until"]} if said.get("valid_until") else {}
            proofs = list(_proofs(said, settings))
            return {"rationale": said["rationale"], "evidence": proofs, "decided_by": said["decided_by"], **until}


def _proofs(said: dict[str, Any], settings: Settings) -> Iterator[dict[str, str]]:
    """Evidence as lines give it: `test tests/test_refunds.py sha256:…`, the kind told by the path if not said."""
    for text in _tuple(said.get("evidence", ())):
        found = _PROOF.fullmatch(text)
        if found is None:
            yield {"kind": "doc", "ref": text}
            continue
        ref = found[2].strip("`")
        kind = (found[1] or _kind(ref, settings)).lower()
        yield {"kind": kind, "ref": ref, **({"digest": found[3]} if found[3] else {})}


def _kind(ref: str, settings: Settings) -> str:
    if "://" in ref:
        return "ticket" if globs.matches_any(ref, settings.tickets) else "review"
    words = set(re.split(r"[/_.-]", ref.lower()))
    return "eval" if words & {"eval", "evals"} else "test" if words & {"test", "tests", "spec"} else "doc"


def _control(text: str, outcome: str) -> dict[str, str]:
    found = _CONTROL.fullmatch(text)
    usual = "launch_gate" if outcome == "blocker" else "runtime_policy"
    if found is None:
        return {"control": usual, "ref": text}
    digest = {"digest": found[3]} if found[3] else {}
    return {"control": (found[1] or usual).lower(), "ref": found[2].strip("`"), **digest}


def _tuple(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
