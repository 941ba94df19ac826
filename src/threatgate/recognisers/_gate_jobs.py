"""The part of a pipeline that runs the gate: when it runs, under what conditions, with which options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.catalog import table
from threatgate.documents._located import (
    Entry,
    Located,
    Map,
    Scalar,
    Seq,
    entries_of,
    items_of,
    marks_of,
    plain,
    text_of,
    walk,
)
from threatgate.model import Kind, Pointer, Span
from threatgate.recognisers._parts import Part, kept, whole
from threatgate.recognisers._places import stands_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Tree
    from threatgate.recognisers._api import Found

WORD = "threatgate"


def jobs(path: str, tree: Tree, subject: str) -> Iterator[Found]:
    """One element for each job, or each other part of a pipeline, that runs the gate."""
    if WORD not in tree.text.lower():
        return
    for root in tree.roots:
        if not isinstance(root, Map) or not _says(root):
            continue
        if stands_in(path, "gate_places", "workflows"):
            yield from _workflow(root, subject)
        elif stands_in(path, "gate_places", "actions"):
            yield from _action(root, subject)
        elif stands_in(path, "gate_places", "pipelines"):
            yield from _pipeline(root, subject)


def _says(node: Located) -> bool:
    """Whether the gate is named in a text or key anywhere below."""
    return any(
        (isinstance(each, Scalar) and isinstance(each.value, str) and WORD in each.value.lower())
        or (isinstance(each, Map) and any(WORD in key.lower() for key in each.keys))
        for _, each in walk(node)
    )


def _governing(root: Map) -> list[Part]:
    rows = table("gate_places")["governing"]
    return [_events(entry) if entry.key == "on" else kept(entry) for entry in root.entries if entry.key.lower() in rows]


def _events(entry: Entry) -> Part:
    """The events that start a workflow, however written: each with its conditions, or `true` for none."""
    node = entry.value
    if isinstance(node, Map):
        value = {each.key: plain(each.value) or True for each in node.entries}
        return entry.key, value, tuple(((entry.key, *pointer), span) for pointer, span in marks_of(node))
    named = items_of(node) if isinstance(node, Seq) else (node,)
    marks: list[tuple[Pointer, Span]] = [((entry.key,), entry.span)]
    marks.extend(((entry.key, str(plain(item))), item.span) for item in named)
    return entry.key, {str(plain(item)): True for item in named}, tuple(marks)


def _workflow(root: Map, subject: str) -> Iterator[Found]:
    for job in entries_of(root.get("jobs")):
        if not isinstance(job.value, Map) or not (_says(job.value) or WORD in job.key.lower()):
            continue
        fields = [entry for entry in job.value.entries if entry.key != "name"]
        parts = [_steps(entry) if entry.key == "steps" else kept(entry) for entry in fields]
        more = {"subject": subject, "claims": (job.value,)}
        yield whole(Kind.APPROVAL, f"jobs.{job.key}", [*_governing(root), *parts], job.span, **more)


def _action(root: Map, subject: str) -> Iterator[Found]:
    """A composite action of the repository, whose steps run in the jobs that use it."""
    runs = root.get("runs")
    steps = runs.entry("steps") if isinstance(runs, Map) else None
    if steps is not None and _says(steps.value):
        yield whole(Kind.APPROVAL, "runs", [_steps(steps)], steps.span, subject=subject, claims=(steps.value,))


def _steps(entry: Entry) -> Part:
    """The steps that run the gate, fetch the code or install the gate: what else a job does is its own affair."""
    marks: list[tuple[Pointer, Span]] = [((entry.key,), entry.span)]
    value: list[Any] = []
    for item in items_of(entry.value):
        if not (_says(item) or _fetches(item)):
            continue
        step = Map(tuple(field for field in entries_of(item) if field.key != "name"), item.span)
        marks.extend(marks_of(step, (entry.key, len(value))))
        value.append(plain(step))
    return entry.key, value, tuple(marks)


def _fetches(step: Located) -> bool:
    used = text_of(step.get("uses")) if isinstance(step, Map) else None
    return used is not None and used.startswith(tuple(table("gate_places")["fetching"]))


def _pipeline(root: Map, subject: str) -> Iterator[Found]:
    """Jobs at the root (GitLab), or what names the gate where jobs stand deeper."""
    governing = _governing(root)
    found = [entry for entry in root.entries if _is_job(entry) and (_says(entry.value) or WORD in entry.key.lower())]
    for job in found:
        parts = [*governing, *(kept(field) for field in entries_of(job.value))]
        yield whole(Kind.APPROVAL, job.key, parts, job.span, subject=subject, claims=(job.value,))
    if not found:
        yield _rest(root, subject)


def _is_job(entry: Entry) -> bool:
    keys = entry.value.keys if isinstance(entry.value, Map) else ()
    return entry.key not in table("gate_places")["governing"] and bool({"script", "extends", "trigger"} & set(keys))


def _rest(root: Map, subject: str) -> Found:
    """What names the gate at the root: an item of a list (a step, an include) or a setting."""
    parts: list[Part] = []
    for entry in root.entries:
        if isinstance(entry.value, Seq):
            items = tuple(item for item in entry.value.items if _says(item))
            if items:
                parts.append(kept(Entry(entry.key, Seq(items, items[0].span), items[0].span)))
        elif _says(entry.value) or WORD in entry.key.lower():
            parts.append(kept(entry))
    return whole(Kind.APPROVAL, "pipeline", parts, parts[0][2][0][1] if parts else root.span, subject=subject)
