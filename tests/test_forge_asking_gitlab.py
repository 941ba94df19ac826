"""What GitLab says of approvals, authors and statuses, and what cannot be known there."""

from __future__ import annotations

from forge_samples import GITLAB, Host

from threatgate.forge import Authors, Check, ReviewState, Unknown, opened

HEAD, OLD = "b" * 40, "a" * 40
LAB = "/api/v4/projects/acme%2Ftools%2Fshop"
REQUEST = {"iid": 7, "author": {"username": "lea"}, "sha": HEAD}


def gitlab(host):
    return opened(GITLAB, "", host.wires)


def lab(**more):
    versions = [
        {"head_commit_sha": HEAD, "created_at": "2026-11-20T12:00:00.000Z"},
        {"head_commit_sha": OLD, "created_at": "2026-11-19T12:00:00.000Z"},
        {"head_commit_sha": "c" * 40, "created_at": "no time"},
    ]
    return Host(
        answers={
            f"GET {LAB}/merge_requests/7": REQUEST,
            f"GET {LAB}/merge_requests/7/versions": versions,
            f"GET {LAB}/approvals": {"reset_approvals_on_push": False},
            "GET /api/v4/users/1": {"bot": False},
            "GET /api/v4/users/2": {"bot": True},
            **more,
        }
    )


def approvals(*given):
    return {f"GET {LAB}/merge_requests/7/approvals": {"approved_by": list(given)}}


def by(name, number=1, at=None):
    return {"user": {"username": name, "id": number}} | ({"approved_at": at} if at else {})


def test_approvals_of_gitlab_are_for_the_version_that_stood():
    host = lab(
        **approvals(
            by("tom", at="2026-11-20T13:00:00+00:00"),
            by("ann", at="2026-11-20T11:00:00Z"),
            by("joe", at="2026-11-01T00:00:00Z"),
            by("robot", 2, at="2026-11-20T13:00:00Z"),
            by("project_3_bot_0a", at="2026-11-20T13:00:00Z"),
        )
    )
    found = gitlab(host).reviews(7)
    assert (found.head, found.opened_by, found.lasting) == (HEAD, "lea", True)
    assert [(one.user, one.commit, one.bot) for one in found.reviews] == [
        ("tom", HEAD, False),
        ("ann", OLD, False),
        ("joe", None, False),
        ("robot", HEAD, True),
        ("project_3_bot_0a", HEAD, True),
    ]
    assert {one.state for one in found.reviews} == {ReviewState.APPROVED}


def test_an_older_gitlab_says_in_a_note_when_it_was_approved():
    def note(user, text, at, *, system=True):
        return {"author": {"username": user}, "body": text, "created_at": at, "system": system}

    notes = [
        note("tom", "approved this merge request", "2026-11-19T13:00:00Z"),
        note("ann", "approved this merge request", "2026-11-20T13:00:00Z", system=False),
    ]
    host = lab(**approvals(by("tom"), by("ann")), **{f"GET {LAB}/merge_requests/7/notes": notes})
    found = gitlab(host).reviews(7)
    assert [(one.user, one.commit, one.at) for one in found.reviews] == [
        ("tom", OLD, "2026-11-19T13:00:00Z"),
        ("ann", None, None),
    ]
    assert len([one for one in host.asked if one.path.endswith("/notes")]) == 1
    host.on({f"GET {LAB}/merge_requests/7/notes": 403})
    assert isinstance(gitlab(host).reviews(7), Unknown)


def test_what_gitlab_does_not_show_to_a_job_is_said_with_the_token_that_may():
    host = lab(**{f"GET {LAB}/merge_requests/7/approvals": 403})
    found = gitlab(host).reviews(7)
    assert found.mend == "set GITLAB_TOKEN to a token with the scope `read_api`; CI_JOB_TOKEN is not shown approvals"
    host = lab(**approvals(), **{f"GET {LAB}/merge_requests/7/versions": 404})
    assert isinstance(gitlab(host).reviews(7), Unknown)
    assert isinstance(gitlab(Host()).reviews(7), Unknown)
    host = lab(**approvals(by("tom", at="2026-11-20T13:00:00Z")), **{"GET /api/v4/users/1": 401})
    assert isinstance(gitlab(host).reviews(7), Unknown)
    host = lab(**approvals(), **{f"GET {LAB}/merge_requests/7": {"iid": 7}})
    assert isinstance(gitlab(host).reviews(7), Unknown)


def test_whether_approvals_outlast_a_push_may_stay_untold():
    assert gitlab(lab(**approvals(), **{f"GET {LAB}/approvals": 404})).reviews(7).lasting is None
    assert (
        gitlab(lab(**approvals(), **{f"GET {LAB}/approvals": {"reset_approvals_on_push": True}})).reviews(7).lasting
        is False
    )


def test_who_made_a_merge_request():
    commits = [
        {"author_email": "lea@example.org", "committer_email": "tom@example.org", "message": "x"},
        {"author_email": "lea@example.org", "message": "y\n\nCo-authored-by: A <ann@example.org>"},
    ]
    host = lab(**{f"GET {LAB}/merge_requests/7/commits": commits})
    mails = ("lea@example.org", "tom@example.org", "ann@example.org")
    assert gitlab(host).authors(7) == Authors("lea", ("lea",), mails, mails)
    assert isinstance(gitlab(lab()).authors(7), Unknown)
    assert isinstance(gitlab(Host()).authors(7), Unknown)


def test_statuses_of_a_commit_on_gitlab():
    status = {
        "name": "evals",
        "status": "success",
        "author": {"username": "lea"},
        "sha": HEAD,
        "target_url": "https://gitlab.example.org/x",
    }
    path = f"GET {LAB}/repository/commits/{HEAD}/statuses"
    host = Host(answers={path: [status, status | {"status": "running"}, status | {"name": "b"}]})
    assert gitlab(host).checks(HEAD, "evals") == (
        Check("evals", "lea", "success", HEAD, "https://gitlab.example.org/x"),
        Check("evals", "lea", None, HEAD, "https://gitlab.example.org/x"),
    )
    assert isinstance(gitlab(Host()).checks(HEAD), Unknown)


def test_commits_of_gitlab_are_traced():
    host = Host(
        answers={
            f"GET {LAB}/repository/compare": {"commits": [{"id": HEAD, "parent_ids": [OLD]}]},
            f"GET {LAB}/repository/commits/{HEAD}/merge_requests": [{"iid": 4}, {"iid": "x"}],
        }
    )
    assert gitlab(host).pulls_between(OLD, HEAD) == (4,)
    assert gitlab(host).pulls_of(HEAD) == (4,)
    assert isinstance(gitlab(Host()).pulls_between(OLD, HEAD), Unknown)
    host.on({f"GET {LAB}/repository/compare": {"commits": [{"id": HEAD}]}})
    assert isinstance(gitlab(host).pulls_between(OLD, HEAD), Unknown)
    assert isinstance(gitlab(Host()).pulls_of(HEAD), Unknown)
