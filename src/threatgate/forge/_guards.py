"""What a forge enforces on a branch, one guard at a time: what the gate inside a pull request cannot see to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from threatgate.forge import _json as json_
from threatgate.forge._api import Guard, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.forge._http import Door

ALL = {"per_page": 100}
RULES = "repository settings, Rules"


def of_github(door: Door, root: str, branch: str, names: frozenset[str]) -> tuple[Guard, ...] | Unknown:
    """The guards of a branch on GitHub: its rulesets, and the older protection as far as the token may see it.

    `names` are what the job of the gate is called.
    """
    rules = json_.every(door, f"{root}/rules/branches/{quote(branch, safe='')}", ALL)
    if isinstance(rules, Unknown):
        return rules
    at = f"{root}/branches/{quote(branch, safe='')}"
    shown = json_.get(door, at)
    bare = not isinstance(shown, Unknown) and shown.get("protected") is False
    older = {} if bare else json_.get(door, f"{at}/protection")
    return tuple(_github(rules, None if isinstance(older, Unknown) else older, names, _errors(door, root)))


def _errors(door: Door, root: str) -> int | None:
    """How many errors GitHub sees in CODEOWNERS; None where it does not say."""
    said = json_.get(door, f"{root}/codeowners/errors")
    return None if isinstance(said, Unknown) else len(json_.maps(said, "errors"))


def _github(
    rules: tuple[dict[str, Any], ...], older: dict[str, Any] | None, names: frozenset[str], errors: int | None
) -> Iterator[Guard]:
    """`older` is None where the token may not see the older protection."""
    by = {kind: [one.get("parameters") or {} for one in rules if one.get("type") == kind] for kind in _KINDS}
    hidden = older is None
    required = [one for it in by["required_status_checks"] for one in json_.maps(it, "required_status_checks")]
    required += json_.maps(older, "required_status_checks", "checks")
    asked = [(str(one.get("context")), one.get("integration_id", one.get("app_id"))) for one in required]
    ours = [app for context, app in asked if _is_gate(context, names)]
    yield Guard(
        bool(ours) or (None if hidden and not asked else False),
        "the gate is a required check",
        f"no required check is the gate's ({', '.join(sorted(names)) or 'no job of that name'})",
        f"require it: {RULES}, Require status checks to pass",
    )
    if ours:
        yield Guard(
            all(isinstance(app, int) and app > 0 for app in ours),
            "the check counts from one app only",
            "whoever may write a status can set the required check to green",
            f"choose its source: {RULES}, the check, GitHub Actions",
        )
    reviews = [*by["pull_request"], (older or {}).get("required_pull_request_reviews") or {}]
    for keys, fine, words, mend in _REVIEWS:
        holds = any(one.get(key) is True for one in reviews for key in keys)
        yield Guard(holds or (None if hidden else False), fine, words, f"{RULES}, Require a pull request: {mend}")
    workflows = any(it.get("workflows") for it in by["workflows"])
    yield Guard(
        workflows,
        "a workflow of another repository is required, which no pull request here can edit",
        "the pipeline is what the pull request says it is: only code owners see that it still runs the gate",
        "with an organisation: a ruleset that requires a workflow of a repository of its own",
        advice=True,
    )
    yield Guard(
        None if errors is None else not errors,
        "CODEOWNERS has no error",
        f"CODEOWNERS has {errors} error{'' if errors == 1 else 's'}, and a faulty line has no owner",
        "mend it; the page of the file says where",
    )


_KINDS = ("required_status_checks", "pull_request", "workflows")
_REVIEWS = (
    (
        ("require_code_owner_review", "require_code_owner_reviews"),
        "code owners have to agree to what they own",
        "code owners are asked and need not agree",
        "Require review from Code Owners",
    ),
    (
        ("require_last_push_approval",),
        "somebody other than the last pusher has to agree",
        "who pushes last may have approved their own change",
        "Require approval of the most recent reviewable push",
    ),
    (
        ("dismiss_stale_reviews_on_push", "dismiss_stale_reviews"),
        "a push makes earlier approvals void",
        "an approval outlives the pushes that follow it",
        "Dismiss stale pull request approvals when new commits are pushed",
    ),
)


def _is_gate(context: str, names: frozenset[str]) -> bool:
    """Whether a check is the gate's: it is called like its job, alone or behind the workflow's name."""
    last = str(context).rpartition(" / ")[2]
    return last in names or "threatgate" in str(context).lower()


def of_gitlab(door: Door, root: str, branch: str) -> tuple[Guard, ...] | Unknown:
    """The guards of a branch on GitLab; approvals and code owners are told by its paid tiers only."""
    project = json_.get(door, root)
    if isinstance(project, Unknown):
        return project
    seen = (json_.get(door, f"{root}/{path}") for path in (f"protected_branches/{quote(branch, safe='')}", "approvals"))
    return tuple(_gitlab(project, *(None if isinstance(one, Unknown) else one for one in seen)))


def _gitlab(
    project: dict[str, Any], branch: dict[str, Any] | None, approvals: dict[str, Any] | None
) -> Iterator[Guard]:
    """What is None the token may not see, or the tier does not have."""
    yield Guard(
        project.get("only_allow_merge_if_pipeline_succeeds") is True,
        "only what passed its pipeline is merged",
        "a merge request is merged whatever its pipeline says",
        "Settings, Merge requests: Pipelines must succeed",
    )
    yield Guard(
        project.get("allow_merge_on_skipped_pipeline") is not True,
        "a skipped pipeline does not count as passed",
        "a skipped pipeline counts as passed: `[skip ci]` goes around the gate",
        "Settings, Merge requests: take Skipped pipelines are considered successful away",
    )
    yield Guard(
        None if branch is None else branch.get("code_owner_approval_required") is True,
        "code owners have to agree to what they own",
        "code owners are asked and need not agree",
        "Settings, Repository, Protected branches: Code owner approval",
    )
    yield Guard(
        None if branch is None else branch.get("allow_force_push") is not True,
        "nobody forces the branch",
        "the branch can be pushed by force, and what landed can be undone unseen",
        "Settings, Repository, Protected branches: Allowed to force push",
    )
    for key, wanted, fine, words, mend in _APPROVALS:
        holds = None if approvals is None else approvals.get(key) is wanted
        yield Guard(holds, fine, words, f"Settings, Merge requests, Approval settings: {mend}")


_APPROVALS = (
    (
        "merge_requests_author_approval",
        False,
        "authors do not approve their own",
        "an author may approve their own merge request",
        "Prevent approval by author",
    ),
    (
        "merge_requests_disable_committers_approval",
        True,
        "committers do not approve what they wrote",
        "who added commits may approve the merge request",
        "Prevent approvals by users who add commits",
    ),
    (
        "reset_approvals_on_push",
        True,
        "a push makes earlier approvals void",
        "an approval outlives the pushes that follow it",
        "Remove all approvals when a commit is added",
    ),
)
