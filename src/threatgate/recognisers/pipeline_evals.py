"""Evals that pipelines run: the step, its command, and whether its failure stops anything.

Read are steps of GitHub workflows and jobs of GitLab pipelines that use an eval action or call an eval from the command
line. A step that may fail (`continue-on-error`, `allow_failure`, `|| true`) is stated as not blocking.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, entries_of, items_of, plain, text_of
from threatgate.model import Kind, Scope
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._evals import rows
from threatgate.recognisers._parts import Part, fixed, kept, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

SUBJECT = "eval_step"
NAMED = 4
_FAILS = ("continue-on-error", "continueOnError", "allow_failure")
_COMMENT = re.compile(r"(?m)^[ \t]*+#.*$|(?<!\s)\s++#\s.*$")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rows()[name], re.MULTILINE)


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree) or tree.format != "yaml":
        return
    for root in tree.roots:
        if not isinstance(root, Map):
            continue
        jobs = root.get("jobs")
        if isinstance(jobs, Map) and root.entry("on") is not None:
            for job in entries_of(jobs):
                yield from _job(job, f"jobs.{job.key}")
        elif source.scope is Scope.CI:
            for job in root.entries:
                if isinstance(job.value, Map) and (lines := _script(job.value)):
                    yield from _step(job.key, job.value, lines, job.value)


def _job(job: Entry, name: str) -> Iterator[Found]:
    for step in items_of(job.value.get("steps") if isinstance(job.value, Map) else None):
        if isinstance(step, Map) and isinstance(job.value, Map):
            called = text_of(step.get("id")) or text_of(step.get("name")) or ""
            yield from _step(f"{name}.{called}", step, text_of(step.get("run")) or "", job.value)


def _script(job: Map) -> str:
    node = job.get("script")
    lines = [text_of(item) or "" for item in items_of(node)] if isinstance(node, Seq) else [text_of(node) or ""]
    return "\n".join(lines)


def _step(name: str, step: Map, script: str, job: Map) -> Iterator[Found]:
    used = (text_of(step.get("uses")) or "").partition("@")[0].lower()
    lines = [
        line for line in _lines(script) if _pattern("commands").search(line) and not _pattern("setup").search(line)
    ]
    if not lines and used not in rows()["actions"]:
        return
    if name.endswith("."):
        name += used.rpartition("/")[2] or " ".join(lines[0].split()[:NAMED])
    parts: list[Part] = [fixed("runs", lines or used, step.span)]
    given = step.entry("with")
    parts.extend([kept(given)] if given is not None else [])
    parts.extend(kept(entry) for holder in (job, step) if (entry := holder.entry("if")) is not None)
    loose = any(_stated(holder.get(key)) for holder in (job, step) for key in _FAILS)
    ignored = any(_pattern("ignored").search(line) for line in _lines(script))
    parts.append(fixed("blocking", not (loose or ignored), step.span))
    yield whole(Kind.EVAL, name, parts, step.span, subject=SUBJECT)


def _lines(script: str) -> list[str]:
    """The commands of a script, one each, without comments; a line that goes on is one with the next."""
    joined = re.sub(r"\\\n\s*", " ", _COMMENT.sub("", script))
    return [" ".join(line.split()) for line in joined.split("\n") if line.strip()]


def _stated(node: Located | None) -> bool:
    return (isinstance(node, Scalar) and plain(node) in (True, "true")) or isinstance(node, Map)


RECOGNISER = Recogniser(
    name="pipeline_evals",
    doc=__doc__,
    kinds=(Kind.EVAL,),
    reads=(Tree,),
    read=_read,
    rank=19,
)
