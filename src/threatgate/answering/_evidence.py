"""Answers to be revisited: what a landed record leans on is edited or removed, so that its digest does not hold.

Only what this change does to a file counts here; a digest that did not hold before is for the release and the clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.answering._promises import WORDS, Kept
from threatgate.answering._raised import RECOGNISER, between, raised
from threatgate.identity import canonical, content_digest
from threatgate.model import Element, Kind, Level, Scope, Span
from threatgate.records._people import may_be_one
from threatgate.records.model import RiskException
from threatgate.records.promises import Support, supports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from threatgate.answering._case import Case
    from threatgate.model import Trigger

RULE = "evidence-changed"
KINDS = {
    "eval": Kind.EVAL,
    "test": Kind.EVAL,
    "launch_gate": Kind.EVAL,
    "log": Kind.LOGGING,
    "logging_schema": Kind.LOGGING,
}


def revisited(case: Case, promises: Iterable[Kept], head: Callable[[str], str | None]) -> Iterator[Trigger]:
    """A trigger for each file that this change takes from under an open record; `head` gives the digests of head."""
    edited = case.edited
    for one in promises:
        if one.replaced:
            continue
        leans: dict[str, Support] = {}
        for support in supports(one.record):
            # What compensates for a risk weighs more than what is only shown.
            weighs = support.path not in leans or support.pointer[0] == "exception"
            if weighs and support.path in edited and support.digest is not None:
                leans[support.path] = support
        for path, support in leans.items():
            now = head(path)
            if now == support.digest or _digest(case.judged.base_file(path)) != support.digest:
                continue
            if not _looked_again(case, one, gone=now is None):
                yield _trigger(case, one, support, now)


def _digest(data: bytes | None) -> str | None:
    return None if data is None else content_digest(data)


def _looked_again(case: Case, one: Kept, *, gone: bool) -> bool:
    """Whether somebody who may noted here that they looked again; at what is gone there is nothing to look."""
    new = one.now.reviews[len(one.record.reviews) :]
    if gone or not new:
        return False
    outcome, people = one.record.outcome, case.settings.people
    if not isinstance(outcome, RiskException):
        return True
    by_approver = any(may_be_one(review.by, outcome.approver, people) for review in new)
    return by_approver and not any(may_be_one(outcome.approver, author, people) for author in case.judged.authors())


def _says_the_same(case: Case, path: str) -> bool:
    """Whether an edit of a data file changes its layout or comments only, so that it says what it said."""
    from threatgate.documents import read
    from threatgate.documents._kinds import Tree
    from threatgate.documents._located import plain

    contents = (case.judged.base_file(path), case.judged.head_file(path))
    sides = [read(path, data) for data in contents if data is not None]
    told = [canonical([plain(root) for root in side.roots]) for side in sides if isinstance(side, Tree) and side.roots]
    return len(told) == len(contents) and told[0] == told[1]


def _trigger(case: Case, one: Kept, support: Support, now: str | None) -> Trigger:
    record = one.record
    excepted = isinstance(record.outcome, RiskException)
    holds = excepted or support.control if now is None else excepted and not _says_the_same(case, support.path)
    before = _element(support, record.id, support.digest)
    after = None if now is None else _element(support, record.id, now)
    what = "is removed" if now is None else "is edited"
    who = record.outcome.approver if isinstance(record.outcome, RiskException) else record.owner
    review = f"threatgate register review {record.id}"
    mend = f"let {who} look again: `{review}`"
    if now is None:
        mend = f"answer anew with a record that supersedes it, or close it: `threatgate register close {record.id}`"
    return raised(case, RULE, record, between(before, after))._replace(
        level=Level.BLOCK if holds else Level.WARN,
        summary=f"{support.path} {what}, on which {WORDS[record.block]} of {record.owner} leans as {support.claim}",
        reason=f"{record.id} is to be revisited: {mend}",
        remedy=(review,) if now is not None else (f"threatgate register close {record.id}",),
    )


def _element(support: Support, record: str, digest: str | None) -> Element:
    kind = KINDS.get(support.claim, Kind.APPROVAL)
    value = {"file": digest or ""}
    return Element(kind, record, support.path, value, Span(1, 1), Scope.PRODUCT, (), "evidence", RECOGNISER)
