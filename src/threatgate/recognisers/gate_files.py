"""The gate's own files: its settings, the CI job that runs it, the owners of both, and who may sign approvals.

Whoever can edit these unseen can switch the gate off, so they are read in every repository and every scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Prose, Tree
from threatgate.documents._located import Map
from threatgate.identity import freeze
from threatgate.model import Kind, Pointer, Span
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._code_owners import owners
from threatgate.recognisers._gate_jobs import jobs
from threatgate.recognisers._parts import Part, settled, whole
from threatgate.recognisers._places import stands_in

if TYPE_CHECKING:
    from collections.abc import Iterator

SUBJECT = "gate"
# Lines for other purposes, such as commits, let nobody approve.
PURPOSE = "threatgate-approval"


def _read(source: Source) -> Iterator[Found]:
    document = source.document
    if isinstance(document, Tree):
        if stands_in(source.path, "gate_places", "settings"):
            yield from _settings(document)
        else:
            yield from jobs(source.path, document, SUBJECT)
    elif isinstance(document, Prose) and stands_in(source.path, "gate_places", "owners"):
        yield from owners(document.text, SUBJECT)
    elif isinstance(document, Prose) and stands_in(source.path, "gate_places", "signers"):
        yield from _signers(document.text)


def _settings(tree: Tree) -> Iterator[Found]:
    for root in tree.roots:
        if isinstance(root, Map):
            parts: list[Part] = [settled(entry, empty=True) for entry in root.entries]
            yield whole(Kind.APPROVAL, "settings", parts, root.span, subject=SUBJECT, claims=(root,))


def _signers(text: str) -> Iterator[Found]:
    """Every line that may let somebody sign an approval. Comments, spaces and the order of lines mean nothing."""
    lines = [(" ".join(line.split()), number) for number, line in enumerate(text.split("\n"), start=1)]
    kept = {line: Span(number, number) for line, number in lines if PURPOSE in line and not line.startswith("#")}
    if kept:
        listed = sorted(kept)
        marks: list[tuple[Pointer, Span]] = [((), min(kept.values()))]
        marks += [(("signers", index), kept[line]) for index, line in enumerate(listed)]
        value = freeze({"signers": listed})
        yield Found(Kind.APPROVAL, "allowed_signers", value, min(kept.values()), tuple(marks), SUBJECT)


RECOGNISER = Recogniser(
    name="gate_files",
    doc=__doc__,
    kinds=(Kind.APPROVAL,),
    reads=(Tree, Prose),
    read=_read,
    rank=1,
)
