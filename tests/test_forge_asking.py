"""What GitHub and GitLab say of reviews, authors, checks and files, and what cannot be known there."""

from __future__ import annotations

import httpx
import pytest
from forge_samples import GITHUB, GITLAB, Host

from threatgate.forge import Absent, Authors, Check, Review, Reviews, ReviewState, Unknown, opened

APPROVED, CHANGES = ReviewState.APPROVED, ReviewState.CHANGES_REQUESTED
DISMISSED, COMMENTED = ReviewState.DISMISSED, ReviewState.COMMENTED
HEAD, OLD = "b" * 40, "a" * 40
HUB, LAB = "/repos/acme/shop", "/api/v4/projects/acme%2Ftools%2Fshop"
PULL = {"number": 7, "user": {"login": "lea"}, "head": {"sha": HEAD}, "commits": 2}
REQUEST = {"iid": 7, "author": {"username": "lea"}, "sha": HEAD}


def github(host):
    return opened(GITHUB, "", host.wires)


def gitlab(host):
    return opened(GITLAB, "", host.wires)


def review(user, state, commit, at, *, bot=False):
    return Review(user, state, bot, commit, at)


def said(login, state, commit=HEAD, at="2026-11-20T10:00:00Z", kind="User"):
    return {"user": {"login": login, "type": kind}, "state": state, "commit_id": commit, "submitted_at": at}


def test_the_latest_review_of_each_user_counts():
    reviews = [
        said("tom", "APPROVED", OLD),
        said("tom", "COMMENTED"),
        said("ciso", "APPROVED", OLD),
        said("ciso", "DISMISSED", OLD),
        said("max", "COMMENTED"),
        said("ann", "CHANGES_REQUESTED"),
        said("ann", "APPROVED"),
        said("joe", "APPROVED"),
        said("joe", "CHANGES_REQUESTED"),
        said("me", "PENDING"),
        said("robot[bot]", "APPROVED", kind="Bot"),
        {"user": None, "state": "APPROVED", "commit_id": HEAD},
        {"user": {"login": "odd"}, "state": "SOMETHING"},
    ]
    host = Host(answers={f"GET {HUB}/pulls/7": PULL, f"GET {HUB}/pulls/7/reviews": reviews})
    at = "2026-11-20T10:00:00Z"
    assert github(host).reviews(7) == Reviews(
        7,
        HEAD,
        "lea",
        (
            review("tom", APPROVED, OLD, at),
            review("ciso", DISMISSED, OLD, at),
            review("max", COMMENTED, HEAD, at),
            review("ann", APPROVED, HEAD, at),
            review("joe", CHANGES, HEAD, at),
            review("robot[bot]", APPROVED, HEAD, at, bot=True),
            review("odd", COMMENTED, None, None, bot=True),
        ),
    )


def test_reviews_on_many_pages_are_all_read():
    more = httpx.Response(
        200,
        json=[said("tom", "APPROVED")],
        headers={"link": f'<https://api.github.com{HUB}/reviews2?page=2>; rel="next", <https://x>; rel="last"'},
    )
    host = Host(
        answers={
            f"GET {HUB}/pulls/7": PULL,
            f"GET {HUB}/pulls/7/reviews": more,
            f"GET {HUB}/reviews2": [said("tom", "CHANGES_REQUESTED")],
        }
    )
    assert [one.state for one in github(host).reviews(7).reviews] == [CHANGES]
    assert host.asked[-1].query == {"page": "2"}


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (httpx.Response(200, text="<html>sign in</html>"), "api.github.com answers with something that is not JSON"),
        (httpx.Response(200, text='[{"user"'), "api.github.com answers with something that is not JSON"),
        (httpx.Response(200, text="[" * 200_000), "api.github.com answers with something that is not JSON"),
        ({"message": "?"}, "api.github.com answers with JSON of another shape"),
        (httpx.Response(200, json=[1, 2]), "api.github.com answers with JSON of another shape"),
        (401, "api.github.com does not accept the token (401)"),
        (403, "api.github.com does not allow this to the token (403)"),
        (404, "api.github.com has no such thing, or hides it from the token (404)"),
        (422, "api.github.com does not take what was sent (422)"),
        (500, "api.github.com has a fault of its own (500)"),
        (httpx.ReadTimeout("slow"), "api.github.com does not answer in time"),
        (
            httpx.Response(200, json=[], headers={"link": '<https://api.github.com:99999/x>; rel="next"'}),
            "api.github.com sends to api.github.com, which is not asked",
        ),
        (
            httpx.Response(200, json=[], headers={"link": '<https://[broken>; rel="next"'}),
            "api.github.com sends to another address, which is not asked",
        ),
        (
            httpx.Response(200, json=[], headers={"link": '<https://evil.example/x>; rel="next"'}),
            "api.github.com sends to evil.example, which is not asked",
        ),
        (
            httpx.Response(
                200, json=[], headers={"link": f'<https://api.github.com{HUB}/pulls/7/reviews>; rel="next"'}
            ),
            "api.github.com has more than 40 pages of this",
        ),
    ],
)
def test_what_cannot_be_looked_up_is_never_nothing(page, why):
    host = Host(answers={f"GET {HUB}/pulls/7": PULL, f"GET {HUB}/pulls/7/reviews": page})
    found = github(host).reviews(7)
    assert isinstance(found, Unknown)
    assert found.why == why
    host.on({f"GET {HUB}/pulls/7": page})
    assert isinstance(github(host).reviews(7), Unknown)
    host.on({f"GET {HUB}/commits/{HEAD}/check-runs": page, f"GET {HUB}/pulls/7/commits": page})
    assert isinstance(github(host).checks(HEAD), Unknown)
    assert isinstance(github(host).authors(7), Unknown)


def test_a_pull_request_of_nobody_is_unknown():
    host = Host(answers={f"GET {HUB}/pulls/7": {"number": 7}, f"GET {HUB}/pulls/7/reviews": [[]]})
    assert github(host).reviews(7).why == "api.github.com does not say whose pull request 7 is"


def commit(author, committer, message="x"):
    return {
        "author": author and {"login": author},
        "committer": {"login": committer},
        "commit": {
            "author": {"email": f"{author or 'strange'}@example.org"},
            "committer": {"email": f"{committer}@example.org"},
            "message": message,
        },
    }


def test_who_made_a_pull_request():
    commits = [
        commit("lea", "web-flow", "a\n\nCo-authored-by: Tom <tom@example.org>\nco-authored-by: X <>\n"),
        commit(None, "max"),
    ]
    host = Host(answers={f"GET {HUB}/pulls/7": PULL, f"GET {HUB}/pulls/7/commits": commits})
    assert github(host).authors(7) == Authors(
        "lea",
        ("lea", "max"),
        ("lea@example.org", "tom@example.org", "strange@example.org", "max@example.org"),
        ("tom@example.org", "strange@example.org"),
    )


def test_who_claims_to_be_the_forge_itself_stays_an_author():
    host = Host(
        answers={f"GET {HUB}/pulls/7": PULL, f"GET {HUB}/pulls/7/commits": [commit("web-flow", "web-flow")] * 2}
    )
    assert github(host).authors(7).logins == ("lea", "web-flow")


def test_checks_of_a_commit():
    run = {
        "name": "evals",
        "app": {"slug": "github-actions"},
        "status": "completed",
        "conclusion": "success",
        "head_sha": HEAD,
        "html_url": "https://github.com/acme/shop/runs/1",
    }
    host = Host(
        answers={
            f"GET {HUB}/commits/{HEAD}/check-runs": {
                "total_count": 3,
                "check_runs": [run, run | {"status": "in_progress", "conclusion": "success"}, run | {"name": "other"}],
            }
        }
    )
    done = Check("evals", "github-actions", "success", HEAD, run["html_url"])
    assert github(host).checks(HEAD, "evals") == (done, done._replace(conclusion=None))
    assert host.asked[0].query == {"per_page": "100", "filter": "latest", "check_name": "evals"}
    assert [one.name for one in github(host).checks(HEAD)] == ["evals", "evals", "other"]


@pytest.mark.parametrize(
    ("forge", "file", "commit_", "accept"),
    [
        (github, f"{HUB}/contents/threat-model/records/a%20b.yaml", f"{HUB}/git/commits/{HEAD}", "raw"),
        (
            gitlab,
            f"{LAB}/repository/files/threat-model%2Frecords%2Fa%20b.yaml/raw",
            f"{LAB}/repository/commits/{HEAD}",
            "",
        ),
    ],
)
def test_a_file_at_a_commit(forge, file, commit_, accept):
    host = Host(answers={f"GET {file}": httpx.Response(200, content=b"\xff\x00id: x")})
    path = "threat-model/records/a b.yaml"
    assert forge(host).content(path, HEAD) == b"\xff\x00id: x"
    assert host.asked[0].query == {"ref": HEAD}
    assert accept in host.asked[0].headers["accept"]
    host.on({f"GET {file}": 404})
    assert isinstance(forge(host).content(path, HEAD), Unknown)
    host.on({f"GET {commit_}": {"sha": HEAD}})
    assert forge(host).content(path, HEAD) == Absent(f"{path} is not in bbbbbbbbbbbb")
    host.on({f"GET {file}": 403})
    assert isinstance(forge(host).content(path, HEAD), Unknown)
    host.on({f"GET {file}": httpx.ConnectError("no")})
    assert isinstance(forge(host).content(path, HEAD), Unknown)


def test_a_line_of_commits_without_end_is_not_traced():
    commits = [{"sha": f"{n:040x}", "parents": [{"sha": f"{n - 1:040x}"}]} for n in range(1, 90)]
    host = Host(answers={f"GET {HUB}/compare/{OLD}...{commits[-1]['sha']}": {"commits": commits}})
    host.on({f"GET {HUB}/commits/{one['sha']}/pulls": [[]] for one in commits})
    found = github(host).pulls_between(OLD, commits[-1]["sha"])
    assert found.why == "more than 60 commits would have to be traced"
    assert isinstance(github(Host()).pulls_between(OLD, HEAD), Unknown)


def test_an_enterprise_server_tells_whose_token_it_is_beside_its_api():
    host = Host(
        answers={
            "GET /api/v3/user": 403,
            "POST /api/graphql": {"data": {"viewer": {"login": "app[bot]"}}},
            "GET /api/v3/repos/acme/shop/issues/7/comments": [[]],
            "POST /api/v3/repos/acme/shop/issues/7/comments": {"html_url": "https://ghe.example.org/x"},
        }
    )
    environ = GITHUB | {"GITHUB_SERVER_URL": "https://ghe.example.org"}
    assert opened(environ, "", host.wires).comment(7, "a", "threatgate:check").url == "https://ghe.example.org/x"
    assert {one.headers["host"] for one in host.asked} == {"ghe.example.org"}
