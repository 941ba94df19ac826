"""Approvals that are reviews: the approver's latest review of the pull request approves what would land.

What was approved is told by content, not by commit: the record and the elements that it answers must have been, at the
commit that was reviewed, what they are now. So an update of the branch or a merge queue voids nothing; an edit does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.answering._reviewed_content import changed_since
from threatgate.forge import ReviewState, opened, pulls
from threatgate.forge import Unknown as Unlearned
from threatgate.records._people import identities, may_be_one
from threatgate.records.proof import InPipeline, Proof, Proven, Unknown, Unproven

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.answering._case import Case
    from threatgate.forge import Authors, Forge, Review, Reviews
    from threatgate.records._context import Context
    from threatgate.records.model import Record

_ASK = "add --online, and a token that may read pull requests: GITHUB_TOKEN or GITLAB_TOKEN"
_LASTING = (
    "in GitLab, Settings > Merge requests: remove all approvals when commits are added to the source branch; "
    "or set `approval: signed`"
)
HEX = frozenset("0123456789abcdef")
_SAYS = {
    ReviewState.CHANGES_REQUESTED: "asks for changes",
    ReviewState.DISMISSED: "had an approval, which was dismissed",
    ReviewState.COMMENTED: "commented and did not approve",
}


class _Asked(NamedTuple):
    """One pull request of a change, and where to ask about it."""

    case: Case
    forge: Forge
    number: int


class _Request(NamedTuple):
    """Whose approval of what is looked for."""

    record: Record
    who: str
    context: Context


def reviewed(case: Case, record: Record, who: str, context: Context) -> Proof:
    """Whether the approver's review of one of the pull requests of this change approves the record."""
    if not case.online:
        return Unknown("the forge was not asked for reviews", _ASK) if case.in_pipeline else InPipeline("reviewed")
    forge = opened(case.environ, case.judged.origin)
    if isinstance(forge, Unlearned):
        return Unknown(*forge) if case.in_pipeline else InPipeline("reviewed")
    found: list[Proof] = []
    for number in _numbers(case, forge):
        found.append(
            Unknown(*number)
            if isinstance(number, Unlearned)
            else _of_pull(_Asked(case, forge, number), _Request(record, who, context))
        )
        if isinstance(found[-1], Proven):
            return found[-1]
    unknown = next((proof for proof in found if isinstance(proof, Unknown)), None)
    nothing = Unproven("no pull request is known that brings this", f"open one, and let {who} approve it")
    return unknown or next(iter(found), nothing)


def _numbers(case: Case, forge: Forge) -> Iterator[int | Unlearned]:
    """The pull requests that the pipeline runs for, or that hold the head; the second where the first are none."""
    running = any(case.environ.get(name) == "true" for name in ("GITHUB_ACTIONS", "GITLAB_CI"))
    for by_pipeline in (True, False) if case.judged.by_pipeline else (False, True):
        told: tuple[int, ...] | Unlearned = ()
        if by_pipeline and running:
            told = pulls(forge, case.environ)
        elif not by_pipeline and set(case.judged.head) <= HEX:
            told = forge.pulls_of(case.judged.head)
        if isinstance(told, Unlearned):
            yield told
        elif told:
            yield from told
            return


def _of_pull(asked: _Asked, wanted: _Request) -> Proof:
    """Whether the approver approved one pull request, which others made."""
    reviews = asked.forge.reviews(asked.number)
    if isinstance(reviews, Unlearned):
        return Unknown(*reviews)
    makers = asked.forge.authors(asked.number)
    if isinstance(makers, Unlearned):
        return Unknown(*makers)
    settings, who = wanted.context.settings, wanted.who
    names = identities(who, settings.people)
    if not any(name.startswith("@") for name in names):
        mend = f"add the account to people in {settings.path} on the base side"
        return Unproven(f"no account of {who} is known, so no review can be told to be theirs", mend)
    logins = {f"@{login}".casefold() for login in (reviews.opened_by, makers.opened_by, *makers.logins) if login}
    authors = frozenset(wanted.context.authors | logins)
    found = [
        _of_review(review, reviews, authors, asked, wanted)
        for review in reviews.reviews
        if f"@{review.user}".casefold() in names
    ]
    for proof in found:
        if isinstance(proof, Proven):
            return proof._replace(known=_told_apart(makers))
    unknown = next((proof for proof in found if isinstance(proof, Unknown)), None)
    nothing = Unproven(f"{who} has not reviewed #{asked.number}", f"let {who} approve it")
    return unknown or next(iter(found), nothing)


def _told_apart(makers: Authors) -> frozenset[str]:
    """The addresses of authors that the forge knows the accounts of."""
    return frozenset(mail.lower() for mail in makers.emails) - frozenset(mail.lower() for mail in makers.unattributed)


def _of_review(review: Review, reviews: Reviews, authors: frozenset[str], asked: _Asked, wanted: _Request) -> Proof:
    """What one review proves."""
    user, number = f"@{review.user}", reviews.number
    again = f"let {wanted.who} approve #{number}"
    if review.bot:
        return Unproven(f"the review of #{number} by {user} is a bot's", again)
    for author in sorted(authors):
        if may_be_one(user, author, wanted.context.settings.people):
            said = f"{user} reviewed #{number} and also wrote it" + (
                "" if author == user.casefold() else f", as {author}"
            )
            return Unproven(said, "let somebody else approve it")
    if review.state is not ReviewState.APPROVED:
        return Unproven(f"{user} {_SAYS[review.state]} (#{number})", again)
    commit = review.commit or (reviews.head if reviews.lasting is False else None)
    if commit is None:
        return Unproven(f"{user} approved #{number}, and the forge does not say at which commit", _LASTING)
    match changed_since(commit, asked.case, asked.forge, wanted.record, wanted.context.covered):
        case Unlearned(why=why, mend=mend):
            return Unknown(f"{user} approved #{number} at {commit[:10]}, and {why}", mend)
        case "":
            return Proven(f"reviewed in #{number}")
        case changed:
            return Unproven(
                f"{user} approved #{number} at {commit[:10]}, and {changed} was changed since", f"{again} again"
            )
