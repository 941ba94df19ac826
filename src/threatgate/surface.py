"""Changed files to elements: which files are read, what the recognisers find in them, what could not be read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from threatgate.budget import unreached
from threatgate.catalog import table
from threatgate.model import Element, Kind, Problem, Scope, Span
from threatgate.repository._api import Blob, ChangedFile, Missing, TooLarge
from threatgate.scope import says_generated, scope_of
from threatgate.unparsed import SCANNED, Content, Opaque, both_opaque, unparsed_lines, why_opaque

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from threatgate.budget import Budget
    from threatgate.documents._kinds import Document, Module, Prose, Script, Tree
    from threatgate.recognisers._api import Found
    from threatgate.settings import Settings

GENERATED = "generated"
TOGETHER = 256
SURVIVED: tuple[type[Exception], ...] = (Exception,)
OUR_FAULT = "could not be read because of a fault in threatgate"
REPORT = "please report it together with the file; until then it can stand under `ignore` in .threatgate.yaml"


class Surface(NamedTuple):
    """Both sides of the changed files as elements, with what could not be read."""

    before: tuple[Element, ...]
    after: tuple[Element, ...]
    problems: tuple[Problem, ...]
    files_read: int
    unread: frozenset[str]


def worth_reading(files: Sequence[ChangedFile], settings: Settings) -> tuple[ChangedFile, ...]:
    """The files that could hold a part of the surface, by path alone."""
    return tuple(file for file in files if _scope(file.path, settings) is not None)


def read_surface(
    files: Sequence[ChangedFile], contents: Mapping[str, Content], settings: Settings, budget: Budget | None = None
) -> Surface:
    """Elements and problems of files whose blobs are in `contents`, by object id, as far as the budget goes."""
    before: list[Element] = []
    after: list[Element] = []
    problems: list[Problem] = []
    unread: set[str] = set()
    read = 0
    for at, file in enumerate(files):
        if budget is not None and (why := budget.over()):
            rest = [file.path for file in files[at:]]
            problems.append(unreached(why, rest))
            unread.update(rest)
            break
        old, new = _content(file.before, contents), _content(file.after, contents)
        kept = any(test(file.path) for test in (settings.is_record, settings.is_signature, settings.is_baseline))
        scope = None if kept else _scope(file.path, settings)
        if scope is None or not _may_hold(file.path, [side for side in (old, new) if side is not None], settings):
            continue
        if all(side is None or _generated(file.path, side) for side in (old, new)) and old is not None:
            continue
        read += 1
        first, second = _side_by_side(file.path, old, new)
        sides = [
            read_file(file.path, old, scope, settings, document=first),
            read_file(file.path, new, scope, settings, problems, document=second),
        ]
        opaque = [isinstance(side, Opaque) for side in sides]
        if any(opaque):
            problems.extend(why_opaque(file.path, sides))
            sides = both_opaque(file, [old, new], sides, scope)
        for side, elements in zip(sides, (before, after), strict=True):
            if isinstance(side, Problem):
                problems.append(side)
                unread.add(file.path)
            elif not isinstance(side, Opaque):
                elements.extend(side)
                if budget is not None:
                    budget.take(len(side))
    return Surface(tuple(before), tuple(after), tuple(dict.fromkeys(problems)), read, frozenset(unread))


def whole(
    blobs: Iterable[tuple[str, Blob]], read: Callable[[set[str]], Mapping[str, Content]], settings: Settings
) -> Iterator[Surface]:
    """The surface of a whole tree, some files at a time, so that a large repository fits into memory."""
    from threatgate.documents import readable

    present = [ChangedFile(path, None, blob) for path, blob in blobs]
    files = [
        file for file in worth_reading(present, settings) if readable(file.path) or settings.surface_for(file.path)
    ]
    for start in range(0, len(files), TOGETHER):
        part = files[start : start + TOGETHER]
        oids = {file.after.oid for file in part if file.after is not None and not file.after.is_submodule}
        yield read_surface(part, read(oids), settings)


def _scope(path: str, settings: Settings) -> Scope | None:
    if settings.ignored(path) and not _of_the_gate(path):
        return None
    if settings.own(path) and path != settings.path:
        # The register is read as records; words of the AI surface in a record are no surface.
        kept = (settings.is_record, settings.is_signature, settings.is_baseline, settings.is_signers)
        own = any(test(path) for test in kept)
        return Scope.PRODUCT if own else None
    if settings.surface_for(path):
        return Scope.PRODUCT
    return scope_of(path)


def _of_the_gate(path: str) -> bool:
    """Whether a path is one of those that the gate itself rests on; nothing hides them."""
    from threatgate.recognisers._places import gate_place

    return gate_place(path) or scope_of(path) is Scope.CI


def _content(blob: Blob | None, contents: Mapping[str, Content]) -> Content | None:
    if blob is None:
        return None
    if blob.is_submodule:
        return f"submodule at {blob.oid}".encode()
    return contents.get(blob.oid, Missing())


@cache
def _cues() -> tuple[bytes, ...]:
    return tuple(cue.encode() for cue in table("cues")["any"])


def _speaks(texts: Sequence[bytes]) -> bool:
    """Whether a cue stands in one of the texts. No cue holds a space, so each different word is looked at once.

    The sides of a change are nearly the same text and most words come again, so that is four times as fast as to look
    through all of it; and to look for one cue after the other is four times as fast as one pattern of all of them.
    """
    words: set[bytes] = set()
    for text in texts:
        words.update(text.lower().split())
    different = b" ".join(words)
    return any(cue in different for cue in _cues())


def _may_hold(path: str, sides: Sequence[Content], settings: Settings) -> bool:
    """Whether a file is worth parsing: data or declared, a cue in its path or a side, or a side that is not here.

    Data may spell its keys with escapes, and a file in UTF-16 shows no cue: both are parsed whatever they seem to say.
    """
    from threatgate.documents import format_of

    if settings.surface_for(path):
        return bool(sides)
    known = [side for side in sides if isinstance(side, bytes)]
    form = format_of(path)
    if form is None or len(known) < len(sides):
        return form is not None
    if path.endswith(("CODEOWNERS", "allowed_signers")):
        return True
    wide = form in table("formats")["data"] or any(b"\0" in side[:SCANNED] for side in known)
    return wide or _speaks([path.encode("utf-8", "surrogateescape"), *known])


def _side_by_side(path: str, old: Content | None, new: Content | None) -> tuple[Document | None, Document | None]:
    """Both sides of a file as documents; code that speaks of AI on one side is read as such on the other."""
    from threatgate.documents import read
    from threatgate.documents._kinds import Module

    first = read(path, old) if isinstance(old, bytes) else None
    second = read(path, new) if isinstance(new, bytes) else None
    if isinstance(first, Module) and isinstance(second, Module) and first.imports != second.imports:
        return first._replace(beside=second.imports), second._replace(beside=first.imports)
    return first, second


def read_file(
    path: str,
    content: Content | None,
    scope: Scope,
    settings: Settings,
    notes: list[Problem] | None = None,
    *,
    document: Document | None = None,
) -> tuple[Element, ...] | Opaque | Problem:
    """The elements of one side of one file; absent files have none. What of it could not be read goes into `notes`."""
    match content:
        case None:
            return ()
        case TooLarge():
            return Problem(
                path, None, f"{path} is {content.size // 1024} KiB, too large to be read", _MEND, _weight(scope)
            )
        case Missing():
            return Problem(
                path,
                None,
                f"{path} is not in the object store",
                "fetch it first: git fetch --refetch, or check out without a filter",
                _weight(scope),
            )
    from threatgate.documents import read
    from threatgate.documents._kinds import Module, Unreadable

    document = document or read(path, content)
    declared = _declared(path, content, document, scope, settings)
    if document is None or isinstance(document, Unreadable):
        return declared or (() if document is None else Opaque(document))
    if notes is not None and isinstance(document, Module) and document.faults:
        notes.append(unparsed_lines(path, document.faults))
    try:
        found = declared + _recognised(path, document, scope)
    except SURVIVED as fault:
        # One file that a recogniser trips over must not keep every other change from being judged.
        return Problem(path, None, f"{path} {OUR_FAULT} ({type(fault).__name__})", REPORT, _weight(scope))
    return (*found, _unread_from_now_on(path, scope)) if found and _generated(path, content) else found


def _generated(path: str, content: Content) -> bool:
    """Whether a file says that a tool wrote it. Text may not: what it says is what a model is told."""
    from threatgate.documents import format_of

    if not isinstance(content, bytes) or not says_generated(content):
        return False
    reader = table("formats")["readers"].get(format_of(path))
    return reader is not None and reader["module"] != "markdown"


def _unread_from_now_on(path: str, scope: Scope) -> Element:
    """A header that takes a part of the surface out of sight is itself something to answer for."""
    return Element(
        Kind.APPROVAL, GENERATED, path, "its changes are not read any more", Span(1, 1), scope, subject="gate"
    )


_MEND = "put it under `ignore` in .threatgate.yaml if it is no part of the AI system, or split it"


def _weight(scope: Scope) -> str:
    """Unread tests and documents are worth a note; anything else leaves the verdict open."""
    return "note" if scope in (Scope.TEST, Scope.DOCS) else "error"


def _recognised(path: str, document: Tree | Prose | Module | Script, scope: Scope) -> tuple[Element, ...]:
    from threatgate.documents._kinds import Module
    from threatgate.recognisers import readers
    from threatgate.recognisers._api import Source
    from threatgate.recognisers._conditions import conditions_around
    from threatgate.recognisers._eval_harness import as_eval
    from threatgate.recognisers._spoken_names import named_in_words

    taken: set[int] = set()
    elements: list[Element] = []
    for recogniser in readers(code=isinstance(document, Module)):
        if not isinstance(document, recogniser.reads):
            continue
        source = Source(path, document, scope, frozenset(taken))
        for found in recogniser.read(source):
            _take(found, taken)
            told = named_in_words(found, path) if isinstance(document, Module) else found
            elements.append(_element(as_eval(source, told), path, scope, recogniser.name))
    whole = Source(path, document, scope)
    elements.extend([_element(found, path, scope, "template") for found in conditions_around(whole, elements)])
    return tuple(elements)


def _take(found: Found, taken: set[int]) -> None:
    """Claimed nodes with all below them; many elements may claim one node, which is walked once."""
    from threatgate.documents._located import walk

    for claim in found.claims:
        if id(claim) not in taken:
            taken.update(id(node) for _, node in walk(claim))


def _element(found: Found, path: str, scope: Scope, recogniser: str) -> Element:
    return Element(
        kind=found.kind, name=found.name, path=path, value=found.value, span=found.span, scope=found.scope or scope,
        marks=found.marks, subject=found.subject, recogniser=recogniser,
    )  # fmt: skip


def _declared(path: str, content: bytes, document: object, scope: Scope, settings: Settings) -> tuple[Element, ...]:
    """Elements of files that the settings declare: the watched keys of a data file, or the whole file."""
    from threatgate.documents._kinds import Tree
    from threatgate.recognisers._declared import declared_elements

    found: list[Found] = []
    for surface in settings.surface_for(path):
        found.extend(
            declared_elements(surface.kind, surface.watch, content, document if isinstance(document, Tree) else None)
        )
    return tuple(_element(item, path, scope, "declared") for item in found)
