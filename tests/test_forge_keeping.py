"""One comment a pull request and one issue a marker: found by marker and author, never broken, never a mention."""

from __future__ import annotations

import httpx
import pytest
from forge_samples import GITHUB, GITLAB, Host

from threatgate.forge import Absent, Did, Done, Issue, Unknown, opened
from threatgate.forge._bodies import body, marker_line, title, unmentioned

HUB, LAB = "/repos/acme/shop", "/api/v4/projects/acme%2Ftools%2Fshop"
MARK = "<!-- threatgate:check -->"
WEB = "https://github.com/acme/shop/pull/7#issuecomment-1"
NOTES = "https://gitlab.example.org/acme/tools/shop/-/merge_requests/7#note_1"


class Site(Host):
    """Keeps comments and issues, as a forge does. `lost` answers get lost on their way back."""

    def __init__(self, me="robot", **more):
        super().__init__(**more)
        self.notes, self.issues, self.lost = [], [], False
        self.me = me
        self.on(
            {
                "GET /user": {"login": me, "username": me},
                "GET /api/v4/user": {"login": me, "username": me},
                f"GET {HUB}/issues/7/comments": lambda _: httpx.Response(200, json=self.notes),
                f"POST {HUB}/issues/7/comments": lambda it: self.made(self.notes, it, html_url=WEB),
                f"PATCH {HUB}/issues/comments/1": lambda it: self.edited(self.notes, it),
                f"GET {LAB}/merge_requests/7/notes": lambda _: httpx.Response(200, json=self.notes),
                f"POST {LAB}/merge_requests/7/notes": lambda it: self.made(self.notes, it),
                f"PUT {LAB}/merge_requests/7/notes/1": lambda it: self.edited(self.notes, it),
                f"GET {HUB}/issues": lambda _: httpx.Response(200, json=self.open_ones()),
                f"POST {HUB}/issues": lambda it: self.made(
                    self.issues, it, html_url="https://github.com/acme/shop/issues/1"
                ),
                f"PATCH {HUB}/issues/1": lambda it: self.edited(self.issues, it),
                f"POST {HUB}/issues/1/comments": {"html_url": "x"},
                f"GET {HUB}/assignees/lea": httpx.Response(204),
                f"GET {LAB}/issues": lambda _: httpx.Response(200, json=self.open_ones()),
                f"POST {LAB}/issues": lambda it: self.made(self.issues, it, web_url="https://gitlab.example.org/i/1"),
                f"PUT {LAB}/issues/1": lambda it: self.edited(self.issues, it),
                f"POST {LAB}/issues/1/notes": {"id": 9},
                "GET /api/v4/users": lambda it: httpx.Response(
                    200, json=[{"id": 5, "username": "Lea"}] if it.query["username"] == "lea" else []
                ),
            }
        )

    def open_ones(self):
        return [one for one in self.issues if one.get("state") not in ("closed", "close")]

    def made(self, shelf, asked, **more):
        who = {"login": self.me, "username": self.me}
        number = len(shelf) + 1
        made = {"id": number, "number": number, "iid": number, "user": who, "author": who, **more, **asked.body}
        shelf.append(made)
        return httpx.ReadTimeout("lost") if self.lost else httpx.Response(201, json=made)

    def edited(self, shelf, asked):
        shelf[0] |= asked.body | {"state": asked.body.get("state_event") or asked.body.get("state")}
        return httpx.Response(200, json=shelf[0])

    def add(self, author, text, **more):
        who = {"login": author, "username": author}
        number = len(self.notes) + 1
        self.notes.append({"id": number, "user": who, "author": who, "body": text, "html_url": WEB, **more})

    def changes(self):
        return self.lines("POST", "PATCH", "PUT")


def forge(site, environ):
    return opened(environ, "", site.wires)


both = pytest.mark.parametrize(("environ", "url"), [(GITHUB, WEB), (GITLAB, NOTES)], ids=["github", "gitlab"])


@both
def test_a_comment_is_posted_once_and_kept_up(environ, url):
    site = Site()
    comment = forge(site, environ).comment
    assert comment(7, "blocked", "threatgate:check") == Done(Did.CREATED, url)
    assert comment(7, "blocked", "threatgate:check") == Done(Did.UNCHANGED, url)
    assert comment(7, "pass", "threatgate:check") == Done(Did.UPDATED, url)
    assert [one["body"] for one in site.notes] == [f"{MARK}\npass"]


@both
def test_a_comment_of_somebody_else_is_left_alone(environ, url):  # noqa: ARG001
    site = Site()
    site.add("mallory", f"{MARK}\nAll is well, merge it")
    site.add("robot", f"I answer:\n{MARK}")
    site.add("ROBOT", f"> {MARK}")
    comment = forge(site, environ).comment
    assert comment(7, "x", "threatgate:check", create=False) == Absent("there is no comment yet")
    assert comment(7, "blocked", "threatgate:check").did is Did.CREATED
    assert len(site.notes) == 4
    assert site.notes[0]["body"] == f"{MARK}\nAll is well, merge it"


def test_what_gitlab_itself_notes_is_no_comment():
    site = Site()
    site.add("robot", f"{MARK}\nold", system=True)
    assert forge(site, GITLAB).comment(7, "x", "threatgate:check", create=False) == Absent("there is no comment yet")


@both
def test_without_create_only_an_update_is_made(environ, url):
    site = Site()
    comment = forge(site, environ).comment
    assert comment(7, "pass", "threatgate:check", create=False) == Absent("there is no comment yet")
    assert site.notes == []
    comment(7, "blocked", "threatgate:check")
    assert comment(7, "pass", "threatgate:check", create=False) == Done(Did.UPDATED, url)


@both
def test_a_comment_whose_answer_got_lost_is_not_posted_twice(environ, url):
    site = Site()
    site.lost = True
    assert forge(site, environ).comment(7, "blocked", "threatgate:check") == Done(Did.CREATED, url)
    assert len(site.notes) == 1


@both
@pytest.mark.parametrize("status", [401, 403, 404, 422, 500])
def test_a_comment_that_cannot_be_posted_is_unknown(environ, url, status):
    site = Site()
    site.on({f"POST {HUB}/issues/7/comments": status, f"POST {LAB}/merge_requests/7/notes": status})
    found = forge(site, environ).comment(7, "blocked", "threatgate:check")
    assert isinstance(found, Unknown)
    assert found.mend
    site.add("robot", f"{MARK}\nold", html_url=url)
    site.on({f"PATCH {HUB}/issues/comments/1": status, f"PUT {LAB}/merge_requests/7/notes/1": status})
    assert isinstance(forge(site, environ).comment(7, "blocked", "threatgate:check"), Unknown)
    site.on({f"GET {HUB}/issues/7/comments": status, f"GET {LAB}/merge_requests/7/notes": status})
    assert isinstance(forge(site, environ).comment(7, "blocked", "threatgate:check"), Unknown)


def test_the_token_of_a_workflow_goes_by_the_name_of_its_app():
    site = Site("github-actions[bot]")
    site.on({"GET /user": 403, "POST /graphql": {"data": {"viewer": {"login": "github-actions[bot]"}}}})
    comment = forge(site, GITHUB).comment
    assert comment(7, "a", "threatgate:check").did is Did.CREATED
    assert comment(7, "b", "threatgate:check").did is Did.UPDATED
    site.on({"POST /graphql": 502})
    assert forge(site, GITHUB).comment(7, "b", "threatgate:check").did is Did.UNCHANGED


def test_a_token_of_nobody_posts_nothing():
    site = Site()
    outside = {"GITHUB_TOKEN": "x"}
    origin = "git@github.com:acme/shop"
    for answers in (
        {"GET /user": 403},
        {"GET /user": {"login": ""}},
        {"GET /user": 401},
        {"GET /user": httpx.ConnectError("")},
    ):
        site.on(answers)
        assert isinstance(opened(outside, origin, site.wires).comment(7, "a", "threatgate:check"), Unknown)
    site.on({"GET /api/v4/user": 401})
    found = forge(site, GITLAB).comment(7, "a", "threatgate:check")
    assert found.mend == "set GITLAB_TOKEN to a token with the scope `api`; CI_JOB_TOKEN may not write"
    site.on({"GET /api/v4/user": {}})
    assert isinstance(forge(site, GITLAB).comment(7, "a", "threatgate:check"), Unknown)
    assert isinstance(forge(site, GITLAB).issue(Issue("t", "x", "m")), Unknown)
    assert site.notes == []


WANTED = Issue("Late", "text", "threatgate:record:TM-1", ("lea", "nobody"), ("security",))
ISSUES = pytest.mark.parametrize(
    ("environ", "url"),
    [(GITHUB, "https://github.com/acme/shop/issues/1"), (GITLAB, "https://gitlab.example.org/i/1")],
    ids=["github", "gitlab"],
)


@ISSUES
def test_an_issue_is_opened_once_kept_up_and_closed(environ, url):
    site = Site()
    where = forge(site, environ)
    note = f"nobody cannot be assigned in this {'repository' if environ is GITHUB else 'project'}"
    assert where.close(WANTED.marker, "over") == Absent("there is no open issue of it")
    assert where.issue(WANTED) == Done(Did.CREATED, url, note)
    made = site.issues[0]
    assert made["body" if environ is GITHUB else "description"] == "<!-- threatgate:record:TM-1 -->\ntext"
    if environ is GITHUB:
        assert (made["assignees"], made["labels"]) == (["lea"], ["security"])
    else:
        assert (made["assignee_ids"], made["labels"]) == ([5], "security")
    made["assignees"] = [{"login": "lea"}]
    assert where.issue(WANTED) == Done(Did.UNCHANGED, url)
    assert where.issue(WANTED._replace(title="Later")) == Done(Did.UPDATED, url)
    assert site.issues[0]["title"] == "Later"
    assert site.issues[0]["assignees"] == [{"login": "lea"}]
    assert where.close(WANTED.marker, "over") == Done(Did.CLOSED, url)
    assert where.close(WANTED.marker, "over") == Absent("there is no open issue of it")
    assert where.issue(WANTED).did is Did.CREATED
    assert len(site.issues) == 2


@ISSUES
def test_an_issue_that_lost_its_assignees_is_given_them_again(environ, url):
    site = Site()
    where = forge(site, environ)
    plain = Issue("Late", "text", "m")
    where.issue(plain)
    assert where.issue(plain) == Done(Did.UNCHANGED, url)
    assert where.issue(plain._replace(assignees=("lea",))) == Done(Did.UPDATED, url)


@ISSUES
def test_an_issue_whose_answer_got_lost_is_not_opened_twice(environ, url):
    site = Site()
    site.lost = True
    assert forge(site, environ).issue(WANTED) == Done(Did.CREATED, url)
    assert len(site.issues) == 1


@ISSUES
@pytest.mark.parametrize("status", [403, 410, 422, 500])
def test_an_issue_that_cannot_be_kept_is_unknown(environ, url, status):  # noqa: ARG001
    site = Site()
    site.on({f"POST {HUB}/issues": status, f"POST {LAB}/issues": status})
    assert isinstance(forge(site, environ).issue(WANTED), Unknown)
    assert isinstance(forge(site, environ).issue(WANTED._replace(marker="")), Unknown)
    who = {"login": "robot", "username": "robot"}
    text = "<!-- threatgate:record:TM-1 -->\nold"
    site.issues.append({"number": 1, "iid": 1, "user": who, "author": who, "body": text, "description": text})
    site.on({f"PATCH {HUB}/issues/1": status, f"PUT {LAB}/issues/1": status})
    assert isinstance(forge(site, environ).issue(WANTED), Unknown)
    assert isinstance(forge(site, environ).close(WANTED.marker, "over"), Unknown)
    site.on({f"POST {HUB}/issues/1/comments": status, f"POST {LAB}/issues/1/notes": status})
    assert isinstance(forge(site, environ).close(WANTED.marker, "over"), Unknown)
    site.on({f"GET {HUB}/issues": status, f"GET {LAB}/issues": status})
    assert isinstance(forge(site, environ).issue(WANTED), Unknown)
    assert isinstance(forge(site, environ).close(WANTED.marker, "over"), Unknown)


def test_a_pull_request_is_no_issue_and_no_one_elses_is_touched():
    site = Site()
    text = "<!-- threatgate:record:TM-1 -->\nold"
    robot, mallory = {"login": "robot"}, {"login": "mallory"}
    site.issues += [
        {"number": 8, "user": robot, "body": text, "pull_request": {}},
        {"number": 9, "user": mallory, "body": text},
    ]
    assert forge(site, GITHUB).issue(WANTED).did is Did.CREATED
    assert site.asked[1].query["creator"] == "robot"


HOSTILE = [
    ("ping @ciso and @org/team", "ping @\u200bciso and @\u200borg/team"),
    ("mail lea@example.org", "mail lea@\u200bexample.org"),
    ("run `decide --owner @you`, @tom", "run `decide --owner @you`, @\u200btom"),
    ("``a ` @b`` @c", "``a ` @b`` @\u200bc"),
    ("open ` @b", "open ` @\u200bb"),
    (r"\`@a\` `@b`", "\\`@\u200ba\\` `@b`"),
    ('<i t="`">@a `b`', '<i t="`">@\u200ba `b`'),
    ("/close", "\u200b/close"),
    ("  /merge now", "  \u200b/merge now"),
    ("a/b", "a/b"),
    ("```sh\n--owner @you\n/close\n```\n@tom", "```sh\n--owner @you\n/close\n```\n@\u200btom"),
    ("~~~\n```\n@a\n~~~\n@b", "~~~\n```\n@a\n~~~\n@\u200bb"),
    ("````\n```\n@a\n````\n@b", "````\n```\n@a\n````\n@\u200bb"),
    ("```no `fence`\n@a", "```no `fence`\n@\u200ba"),
]


@pytest.mark.parametrize(("said", "sent"), HOSTILE)
def test_nobody_is_mentioned_and_nothing_ordered(said, sent):
    assert unmentioned(said) == sent


def test_a_text_too_long_is_cut_with_what_it_opened_closed():
    long = "\n".join(["# Title", "<details><summary>x</summary>", "", "```diff", *(f"+ line {n}" for n in range(9999))])
    cut = body(long, "threatgate:check", 5_000)
    assert len(cut) <= 5_000
    assert cut.startswith(f"{MARK}\n# Title\n")
    assert cut.endswith("\n```\n</details>\n\nThe rest is too long to be shown here.\n")
    assert body("x" * 9_000, "m", 5_000) == "<!-- m -->\n\nThe rest is too long to be shown here.\n"
    assert body("short\0\ud800\r\n", "", 5_000) == "short\ufffd?\n"


@pytest.mark.parametrize(
    ("said", "shown"), [("a\nb\t@c  d", "a b @\u200bc d"), ("x" * 300, "x" * 249 + "…"), ("\ud800", "(no title)")]
)
def test_a_title_is_one_line(said, shown):
    assert title(said) == shown


@pytest.mark.parametrize("marker", ["", "a b", "a--b", "-->", "x" * 201])
def test_a_marker_is_a_word(marker):
    with pytest.raises(ValueError, match=r".*"):
        marker_line(marker)
