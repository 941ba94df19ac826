"""The forge against a mock that Prism makes of GitHub's published OpenAPI description: each request is checked."""

from __future__ import annotations

import json
import socket
import subprocess
import time

import httpx
import pytest

from threatgate.forge import Absent, Authors, Check, Did, Issue, Reviews, Ticket, Tickets, Unknown, Wires, opened

REPO = "/repos/{owner}/{repo}"
PATHS = (
    "/user",
    "/user/repos",
    REPO,
    f"{REPO}/pulls/{{pull_number}}",
    f"{REPO}/pulls/{{pull_number}}/reviews",
    f"{REPO}/pulls/{{pull_number}}/commits",
    f"{REPO}/commits/{{commit_sha}}/pulls",
    f"{REPO}/commits/{{ref}}/check-runs",
    f"{REPO}/compare/{{basehead}}",
    f"{REPO}/contents/{{path}}",
    f"{REPO}/git/commits/{{commit_sha}}",
    f"{REPO}/assignees/{{assignee}}",
    f"{REPO}/issues",
    f"{REPO}/issues/{{issue_number}}",
    f"{REPO}/issues/{{issue_number}}/comments",
    f"{REPO}/issues/comments/{{comment_id}}",
)
TYPES = ("application/vnd.github+json", "application/vnd.github.raw+json")


def slim(description):
    """The paths that are asked, answered as the official media types too, and responses unchecked.

    Some examples of the description do not hold its own schemas, and the mock would refuse to give them.
    """
    kept = {path: description["paths"][path] for path in PATHS}
    for operation in (it for path in kept.values() for it in path.values() if isinstance(it, dict)):
        for code, response in operation.get("responses", {}).items():
            operation["responses"][code] = answer = resolved(description, response)
            answer.pop("headers", None)  # the example of a next page leads to the real host
            content = answer.get("content", {})
            if "application/json" in content:
                given = {key: value for key, value in content["application/json"].items() if key != "schema"}
                answer["content"] = dict.fromkeys(("application/json", *TYPES), given)
    return {**description, "paths": kept, "x-webhooks": {}}


def resolved(description, response):
    name = response.get("$ref", "").rpartition("/")[2]
    return dict(description["components"]["responses"][name] if name else response)


@pytest.fixture(scope="module")
def mock(tmp_path_factory, module, node):
    """The address of a running mock."""
    prism, given = module(".bin/prism"), module("@octokit/openapi/generated/api.github.com.json")
    description = slim(json.loads(given.read_text(encoding="utf-8")))
    spec = tmp_path_factory.mktemp("prism") / "slim.json"
    spec.write_text(json.dumps(description), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (spec.parent / "log").open("wb")
    command = [node, str(prism), "mock", "--errors", "-h", "127.0.0.1", "-p", str(port), str(spec)]
    with log, subprocess.Popen(command, stdout=log, stderr=log) as running:
        try:
            yield ready(f"http://127.0.0.1:{port}", running)
        finally:
            running.terminate()


def ready(address, running):
    for _ in range(600):
        assert running.poll() is None
        try:
            httpx.get(f"{address}/user", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return address
    pytest.fail("the mock did not start")


class Wanting(httpx.BaseTransport):
    """Asks the mock for a status."""

    def __init__(self, status=None):
        self.status = status
        self.seen = []

    def handle_request(self, request):
        if self.status is not None:
            request.headers["prefer"] = f"code={self.status}"
        with httpx.HTTPTransport() as transport:
            response = transport.handle_request(request)
            body = response.read()
        self.seen.append((request.method, request.url.path, response.status_code))
        return httpx.Response(response.status_code, headers=response.headers, content=body)


def environ(address):
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_REPOSITORY": "octocat/Hello-World",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_API_URL": address,
        "GITHUB_TOKEN": "ghs_nobodys",
    }


def forge(address, status=None):
    transport = Wanting(status)
    return opened(environ(address), "", Wires(transport)), transport


def test_what_is_asked_and_told_holds_the_description(mock):
    where, transport = forge(mock)
    reviews = where.reviews(1347)
    assert isinstance(reviews, Reviews)
    assert [(one.user, one.state, one.bot) for one in reviews.reviews] == [("octocat", "approved", False)]
    assert isinstance(where.authors(1347), Authors)
    checks = where.checks("ce587453ced02b1526dfb4cb910479d431683101", "mighty_readme")
    assert [(type(one), one.name, one.app, one.conclusion) for one in checks] == [
        (Check, "mighty_readme", "octoapp", "neutral")
    ]
    assert where.pulls_of("6dcb09b5b57875f334f61aebed695e2e4193db5e") == (1347,)
    assert not isinstance(where.pulls_between("a" * 40, "b" * 40), Unknown)
    assert isinstance(where.content("README", "a" * 40), bytes)
    assert where.comment(1347, "blocked", "threatgate:check").did is Did.CREATED
    assert where.issue(Issue("Late", "text", "threatgate:record:TM-1", ("octocat",), ("security",))).did is Did.CREATED
    assert isinstance(where.close("threatgate:record:TM-1", "over"), Absent)
    assert {status for _, _, status in transport.seen} <= {200, 201, 204}


def test_a_ticket_is_looked_up(mock):
    ticket = Tickets(environ(mock), wires=Wires(Wanting())).ticket("https://github.com/octocat/Hello-World/issues/1347")
    assert isinstance(ticket, (Ticket, Absent))


@pytest.mark.parametrize("status", [403, 404, 410, 422])
def test_refusals_of_the_description_are_unknown(mock, status):
    """Each is forced on every request; where the description has no such answer, Prism says 404 itself."""
    where, _ = forge(mock, status)
    for found in (
        where.reviews(1347),
        where.authors(1347),
        where.checks("a" * 40),
        where.pulls_of("a" * 40),
        where.pulls_between("a" * 40, "b" * 40),
        where.content("README", "a" * 40),
        where.comment(1347, "blocked", "threatgate:check"),
        where.issue(Issue("Late", "text", "m")),
        where.close("m", "over"),
    ):
        assert isinstance(found, Unknown)
