"""Which forge, which repository, which pull request, whose token."""

from __future__ import annotations

import json

import pytest
from forge_samples import GITHUB, GITLAB, TOKEN, Host

from threatgate.forge import Maker, Occasion, Place, Unknown, occasion, opened, place, pulls
from threatgate.forge._places import Host as Server
from threatgate.forge._tokens import jira_login, login

HUB, API = "https://github.com", "https://api.github.com"
BASE, HEAD = "a" * 40, "b" * 40


@pytest.mark.parametrize(
    ("environ", "origin", "found"),
    [
        (GITHUB, "", Place(Maker.GITHUB, HUB, API, "acme/shop")),
        (
            GITHUB
            | {"GITHUB_SERVER_URL": "https://ghe.example.org/", "GITHUB_API_URL": "https://ghe.example.org/api/v3"},
            "",
            Place(Maker.GITHUB, "https://ghe.example.org", "https://ghe.example.org/api/v3", "acme/shop"),
        ),
        (
            GITHUB | {"GITHUB_SERVER_URL": "https://acme.ghe.com"},
            "",
            Place(Maker.GITHUB, "https://acme.ghe.com", "https://api.acme.ghe.com", "acme/shop"),
        ),
        (
            GITLAB,
            "",
            Place(Maker.GITLAB, "https://gitlab.example.org", "https://gitlab.example.org/api/v4", "acme/tools/shop"),
        ),
        (
            GITLAB | {"CI_MERGE_REQUEST_IID": "3", "CI_MERGE_REQUEST_PROJECT_PATH": "acme/upstream"},
            "",
            Place(Maker.GITLAB, "https://gitlab.example.org", "https://gitlab.example.org/api/v4", "acme/upstream"),
        ),
        ({}, "git@github.com:acme/shop.git", Place(Maker.GITHUB, HUB, API, "acme/shop")),
        ({}, "https://lea:secret@github.com/acme/shop", Place(Maker.GITHUB, HUB, API, "acme/shop")),
        ({}, "ssh://git@GitHub.com:22/acme/shop.git/", Place(Maker.GITHUB, HUB, API, "acme/shop")),
        (
            {},
            "https://gitlab.com/a/b/c.git",
            Place(Maker.GITLAB, "https://gitlab.com", "https://gitlab.com/api/v4", "a/b/c"),
        ),
        (
            {"GH_HOST": "ghe.example.org"},
            "git@ghe.example.org:acme/shop",
            Place(Maker.GITHUB, "https://ghe.example.org", "https://ghe.example.org/api/v3", "acme/shop"),
        ),
        (
            {"GITLAB_HOST": "https://git.example.org"},
            "git@git.example.org:acme/shop",
            Place(Maker.GITLAB, "https://git.example.org", "https://git.example.org/api/v4", "acme/shop"),
        ),
    ],
)
def test_where_a_repository_is(environ, origin, found):
    assert place(environ, origin) == found


@pytest.mark.parametrize(
    ("environ", "origin", "why"),
    [
        ({}, "", "this clone has no remote `origin` on a forge"),
        ({}, "../shop.git", "this clone has no remote `origin` on a forge"),
        ({}, "C:/repos/shop", "this clone has no remote `origin` on a forge"),
        ({}, "file:///srv/shop.git", "this clone has no remote `origin` on a forge"),
        ({}, "https://[broken/a/b", "this clone has no remote `origin` on a forge"),
        ({}, "git@git.example.org:a/b", "origin is at git.example.org, and nothing says which forge that is"),
        (
            {},
            "https://github.com.evil.example/a/b",
            "origin is at github.com.evil.example, and nothing says which forge that is",
        ),
        ({}, "https://github.com/a", "the address of origin names no repository as owner/name"),
        ({}, "https://github.com/a/b/c", "the address of origin names no repository as owner/name"),
        ({}, "https://github.com/a/../b", "the address of origin names no repository as owner/name"),
        (
            {"CI_SERVER_URL": "https://[broken"},
            "git@git.example.org:a/b",
            "origin is at git.example.org, and nothing says which forge that is",
        ),
        (GITHUB | {"GITHUB_REPOSITORY": ""}, "", "GITHUB_REPOSITORY names no repository as owner/name"),
        (GITHUB | {"GITHUB_REPOSITORY": "a/b?x"}, "", "GITHUB_REPOSITORY names no repository as owner/name"),
        (GITLAB | {"CI_PROJECT_PATH": "a b/c"}, "", "CI_PROJECT_PATH names no repository as owner/name"),
    ],
)
def test_where_it_cannot_be_told(environ, origin, why):
    found = place(environ, origin)
    assert isinstance(found, Unknown)
    assert found.why == why
    assert found.mend
    assert opened(environ, origin) == found


@pytest.mark.parametrize(
    ("maker", "environ", "name"),
    [
        (Maker.GITHUB, {"GITHUB_TOKEN": "a", "GH_TOKEN": "b"}, "GITHUB_TOKEN"),
        (Maker.GITHUB, {"THREATGATE_TOKEN": "c", "GITHUB_TOKEN": "a"}, "THREATGATE_TOKEN"),
        (Maker.GITHUB, {"GITHUB_TOKEN": " ", "GH_TOKEN": "b"}, "GH_TOKEN"),
        (Maker.GITHUB, {"THREATGATE_TOKEN": "c", "GITLAB_CI": "true", "GH_TOKEN": "b"}, "GH_TOKEN"),
        (Maker.GITLAB, {"GITLAB_TOKEN": "a", "CI_JOB_TOKEN": "b"}, "GITLAB_TOKEN"),
        (Maker.GITLAB, {"CI_JOB_TOKEN": "b"}, "CI_JOB_TOKEN"),
        (Maker.GITLAB, {"THREATGATE_TOKEN": "c", "GITHUB_ACTIONS": "true", "GITLAB_TOKEN": "a"}, "GITLAB_TOKEN"),
    ],
)
def test_which_token(maker, environ, name):
    host = Server(maker, f"https://{maker}.com", "https://api.example.org")
    found = login(host, environ)
    assert found.token == name
    sent = dict(found.headers)
    if maker is Maker.GITHUB:
        assert sent["authorization"] == f"Bearer {environ[name]}"
    else:
        assert sent["job-token" if name == "CI_JOB_TOKEN" else "private-token"] == environ[name]


def test_a_token_is_not_for_another_host():
    environ = {"GITHUB_SERVER_URL": "https://ghe.example.org", "GITHUB_TOKEN": TOKEN}
    found = login(Server(Maker.GITHUB, HUB, API), environ)
    assert found.why == "no token is for github.com: those of this environment are for ghe.example.org"


def test_no_token_is_said_with_its_name():
    found = opened({"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "acme/shop"})
    assert found == Unknown("there is no token for github.com", "set GITHUB_TOKEN or THREATGATE_TOKEN")
    found = opened({"GITLAB_CI": "true", "CI_PROJECT_PATH": "a/b"})
    assert found == Unknown("there is no token for gitlab.com", "set GITLAB_TOKEN or THREATGATE_TOKEN")
    assert jira_login({}) == Unknown("there is no token for Jira", "set JIRA_TOKEN, and for the cloud JIRA_EMAIL too")


def test_jira_takes_an_account_or_a_token():
    cloud = jira_login({"JIRA_API_TOKEN": "t", "JIRA_EMAIL": "lea@example.org"})
    assert (cloud.token, dict(cloud.headers)) == ("JIRA_API_TOKEN", {"authorization": "Basic bGVhQGV4YW1wbGUub3JnOnQ="})
    assert dict(jira_login({"JIRA_TOKEN": "t"}).headers) == {"authorization": "Bearer t"}


def event(tmp_path, name, **data):
    path = tmp_path / "event.json"
    path.write_text(json.dumps(data))
    return GITHUB | {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)}


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("pull_request", {"number": 7, "pull_request": {"number": 7}}, Occasion((7,))),
        ("pull_request_target", {"number": 8}, Occasion((8,))),
        ("pull_request_review", {"pull_request": {"number": 9}}, Occasion((9,))),
        (
            "pull_request",
            {"number": True},
            Unknown("the event pull_request names no pull request", "name it: --number N"),
        ),
        ("issue_comment", {"issue": {"number": 4, "pull_request": {"url": "x"}}}, Occasion((4,))),
        ("issue_comment", {"issue": {"number": 4}}, Occasion()),
        (
            "merge_group",
            {
                "merge_group": {
                    "head_ref": f"refs/heads/gh-readonly-queue/main/pr-12-{BASE}",
                    "base_sha": BASE,
                    "head_sha": HEAD,
                }
            },
            Occasion((12,), BASE, HEAD),
        ),
        (
            "merge_group",
            {"merge_group": {"head_ref": "refs/heads/pr-12-x", "base_sha": "main", "head_sha": HEAD}},
            Occasion((), "", HEAD),
        ),
        ("push", {"before": BASE, "after": HEAD}, Occasion((), BASE, HEAD)),
        ("push", {"before": "0" * 40, "after": HEAD}, Occasion((), "", HEAD)),
        ("push", {"before": BASE, "after": "0" * 40}, Occasion((), BASE, "")),
        ("schedule", {}, Occasion()),
        (
            "workflow_run",
            {"workflow_run": {"pull_requests": [{"number": 3}, {}]}},
            Occasion((3,)),
        ),
    ],
)
def test_the_occasion_on_github(tmp_path, name, data, found):
    assert occasion(event(tmp_path, name, **data)) == found


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({"CI_MERGE_REQUEST_IID": "5"}, Occasion((5,))),
        ({"CI_MERGE_REQUEST_IID": "5", "CI_MERGE_REQUEST_EVENT_TYPE": "merge_train"}, Occasion((5,))),
        ({"CI_COMMIT_SHA": HEAD}, Occasion(head=HEAD)),
        (
            {"CI_EXTERNAL_PULL_REQUEST_IID": "5"},
            Unknown("the pull request is on another forge than this pipeline", "run the gate there"),
        ),
    ],
)
def test_the_occasion_on_gitlab(environ, found):
    assert occasion(GITLAB | environ) == found


@pytest.mark.parametrize("content", ["", "[]", "[" * 100_000, "{"])
def test_an_event_that_cannot_be_read_is_said(tmp_path, content):
    path = tmp_path / "event.json"
    path.write_text(content)
    found = occasion(GITHUB | {"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(path)})
    assert isinstance(found, Unknown)
    assert isinstance(occasion(GITHUB), Unknown)


def test_outside_a_pipeline_no_pull_request_is_known():
    assert occasion({}) == Unknown("this is no pipeline, so no pull request is known", "name it: --number N")


def test_a_merge_queue_is_traced_to_its_pull_requests(tmp_path):
    """Two pull requests in one group: the last by the name of the branch, the other by what its merge commit merges."""
    one, two, middle = "1" * 40, "2" * 40, "c" * 40
    commits = [
        {"sha": one, "parents": [{"sha": BASE}]},
        {"sha": middle, "parents": [{"sha": BASE}, {"sha": one}]},
        {"sha": two, "parents": [{"sha": BASE}]},
        {"sha": HEAD, "parents": [{"sha": middle}, {"sha": two}]},
    ]
    host = Host(
        answers={
            f"GET /repos/acme/shop/compare/{BASE}...{HEAD}": {"commits": commits},
            f"GET /repos/acme/shop/commits/{HEAD}/pulls": [[]],
            f"GET /repos/acme/shop/commits/{middle}/pulls": [[]],
            f"GET /repos/acme/shop/commits/{one}/pulls": [[{"number": 11}]],
            f"GET /repos/acme/shop/commits/{two}/pulls": [[{"number": 12}]],
        }
    )
    queue = {"head_ref": f"refs/heads/gh-readonly-queue/main/pr-12-{BASE}", "base_sha": BASE, "head_sha": HEAD}
    environ = event(tmp_path, "merge_group", merge_group=queue)
    assert pulls(opened(environ, "", host.wires), environ) == (12, 11)
    host.on({f"GET /repos/acme/shop/commits/{one}/pulls": 403})
    assert isinstance(pulls(opened(environ, "", host.wires), environ), Unknown)


def test_a_pull_request_known_by_number_is_not_asked_for(tmp_path):
    host = Host()
    environ = event(tmp_path, "pull_request", number=3)
    assert pulls(opened(environ, "", host.wires), environ) == (3,)
    assert host.asked == []
    assert isinstance(pulls(opened(environ, "", host.wires), {}), Unknown)


def test_a_pushed_commit_is_traced(tmp_path):
    host = Host(
        answers={f"GET /repos/acme/shop/commits/{HEAD}/pulls": [{"number": 5}, {"number": 5}, {"number": None}]}
    )
    environ = event(tmp_path, "push", before="0" * 40, after=HEAD)
    assert pulls(opened(environ, "", host.wires), environ) == (5,)
