"""Reviewed approvals: whose review counts, of what, and what it says once the branch goes on."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest
from running import BASE, WIDER, threatgate
from signed_samples import SETTINGS, pull_request

from threatgate.answering import _reviewed
from threatgate.forge import Absent, Authors, Review, Reviews, ReviewState, Unknown

REVIEWED = SETTINGS.replace("approval: signed", "approval: reviewed")
LEA = Authors("lea", ("lea",), ("lea@example.org",), ())
POLICY = "policies/approval.yaml"


class FakeForge(NamedTuple):
    """A forge that answers from memory."""

    pulled: Any = (7,)
    reviewed: Any = None
    made: Any = LEA
    files: Any = Unknown("no network in a test")

    def pulls_of(self, commit: str) -> Any:
        assert len(commit) == 40
        return self.pulled

    def reviews(self, number: int) -> Any:
        return self.reviewed if not isinstance(self.reviewed, dict) else self.reviewed[number]

    def authors(self, number: int) -> Any:
        assert number
        return self.made

    def content(self, path: str, commit: str) -> Any:
        return self.files(path, commit) if callable(self.files) else self.files


def review(commit, user="ciso", state=ReviewState.APPROVED, *, bot=False):
    return Review(user, state, bot, commit, "2026-11-23T10:00:00Z")


def reviews(*given, number=7, head="0" * 40, by="lea", lasting=None):
    return Reviews(number, head, by, given, lasting)


@pytest.fixture
def shop(capsys, repo, monkeypatch):
    """`shop.check(forge)` runs the gate in a pipeline, online, with that forge; `shop.tip` is what was reviewed."""
    record = pull_request(capsys, repo, None, REVIEWED)
    tip = repo.commit("record")
    monkeypatch.setenv("CI", "true")

    class Shop:
        name = record.rpartition("/")[2].removesuffix(".yaml")

        def check(self, forge, *more):
            monkeypatch.setattr(_reviewed, "opened", lambda environ, origin: forge)  # noqa: ARG005 - the door's names
            shown = threatgate(
                capsys, "check", "--repo", repo.path, "--base", "main", "--as-of", "2026-11-23", "--online", *more
            )
            return shown.code, " ".join(shown.out.split())

    made = Shop()
    made.repo, made.record, made.tip, made.capsys = repo, record, tip, capsys
    return made


def test_an_approving_review_opens_the_gate(shop):
    code, said = shop.check(FakeForge(reviewed=reviews(review(shop.tip))))
    assert (code, "approved by @ciso: reviewed in #7" in said) == (0, True)


def test_the_review_outlives_an_update_of_the_branch(shop):
    shop.repo.checkout("main").commit("other work", {"src/other.txt": "1\n", "README.md": "# The shop\n"})
    shop.repo.checkout("pilot").merge("main")
    shop.repo.commit("a typo", {"docs/guide.md": "words\n"})
    assert shop.check(FakeForge(reviewed=reviews(review(shop.tip))))[0] == 0


def test_the_approver_may_update_the_branch_and_smuggle_nothing(shop):
    shop.repo.checkout("main").commit("other work", {"src/other.txt": "1\n"})
    ciso = {"GIT_AUTHOR_EMAIL": "ciso@example.org", "GIT_COMMITTER_EMAIL": "noreply@github.com"}
    shop.repo.checkout("pilot").git("merge", "-q", "--no-ff", "-m", "Merge main into pilot", "main", env=ciso)
    assert shop.check(FakeForge(reviewed=reviews(review(shop.tip))))[0] == 0
    shop.repo.write({"src/other.txt": "2\n"}).git("commit", "-q", "-a", "--amend", "--no-edit", env=ciso)
    code, said = shop.check(FakeForge(reviewed=reviews(review(shop.tip))))
    assert (code, "who also wrote this change, as ciso@example.org" in said) == (1, True)


def test_a_squash_in_a_merge_queue_keeps_the_review(shop):
    shop.repo.branch("queue", "main").git("merge", "-q", "--squash", "pilot")
    shop.repo.commit("squashed (#7)")
    assert shop.check(FakeForge(reviewed=reviews(review(shop.tip))), "--head", "queue")[0] == 0


def test_one_of_several_pull_requests_of_a_group_suffices(shop):
    both = {3: reviews(number=3), 7: reviews(review(shop.tip))}
    assert shop.check(FakeForge(pulled=(3, 7), reviewed=both))[0] == 0
    assert shop.check(FakeForge(pulled=(3,), reviewed=both))[0] == 1


def test_a_review_before_the_record_was_edited_is_void(shop):
    text = (shop.repo.path / shop.record).read_text(encoding="utf-8")
    shop.repo.commit("edited", {shop.record: text.replace("ten users", "all users")})
    code, said = shop.check(FakeForge(reviewed=reviews(review(shop.tip))))
    assert (code, f"approved #7 at {shop.tip[:10]}, and {shop.name} was changed since" in said) == (1, True)
    assert "let @ciso approve #7 again" in said


def test_a_comment_in_the_record_voids_nothing(shop):
    text = (shop.repo.path / shop.record).read_text(encoding="utf-8")
    shop.repo.commit("commented", {shop.record: f"# a pilot\n{text}"})
    assert shop.check(FakeForge(reviewed=reviews(review(shop.tip))))[0] == 0


def test_a_review_of_another_content_of_the_element_is_void(shop):
    """The record was written ahead for what came after the review."""
    shop.repo.git("reset", "-q", "--hard", "HEAD~1")
    shop.repo.commit("harmless", {POLICY: BASE[POLICY]})
    shop.repo.git("checkout", "-q", shop.tip, "--", shop.record)
    reviewed = shop.repo.commit("the record first")
    shop.repo.commit("and then the change", {POLICY: WIDER[POLICY]})
    code, said = shop.check(FakeForge(reviewed=reviews(review(reviewed))))
    assert (code, f"and approval:{POLICY}#actions.refund was changed since" in said) == (1, True)


def test_a_comment_in_the_elements_file_voids_nothing(shop):
    shop.repo.commit("commented", {POLICY: "# refunds\n" + WIDER[POLICY]})
    assert shop.check(FakeForge(reviewed=reviews(review(shop.tip))))[0] == 0


def test_a_review_of_a_commit_without_the_record_is_void(shop):
    code, said = shop.check(FakeForge(reviewed=reviews(review(shop.repo.git("rev-parse", "HEAD~1")))))
    assert (code, f"and {shop.name} was changed since" in said) == (1, True)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (ReviewState.CHANGES_REQUESTED, "@ciso asks for changes (#7)"),
        (ReviewState.DISMISSED, "@ciso had an approval, which was dismissed (#7)"),
        (ReviewState.COMMENTED, "@ciso commented and did not approve (#7)"),
    ],
)
def test_only_a_standing_approval_counts(shop, state, why):
    code, said = shop.check(FakeForge(reviewed=reviews(review(shop.tip, state=state))))
    assert (code, "unproven" in said, why in said) == (1, True, True)


@pytest.mark.parametrize(
    ("given", "more", "why"),
    [
        ({"bot": True}, {}, "the review of #7 by @ciso is a bot's"),
        ({"user": "tom"}, {}, "@ciso has not reviewed #7"),
        ({}, {"by": "CISO"}, "@ciso reviewed #7 and also wrote it"),
    ],
    ids=["bot", "somebody-else", "who-opened-it"],
)
def test_only_the_approvers_own_review_counts(shop, given, more, why):
    code, said = shop.check(FakeForge(reviewed=reviews(review(shop.tip, **given), **more)))
    assert (code, why in said) == (1, True)


@pytest.mark.parametrize(
    "makers",
    [LEA._replace(opened_by="ciso"), LEA._replace(logins=("lea", "CISO"))],
    ids=["opened", "wrote"],
)
def test_an_author_by_the_forges_account_does_not_review(shop, makers):
    code, said = shop.check(FakeForge(reviewed=reviews(review(shop.tip)), made=makers))
    assert (code, "@ciso reviewed #7 and also wrote it" in said) == (1, True)


def test_the_authors_second_account_does_not_review(shop):
    lists = REVIEWED.replace('["@ciso"]', '["@ciso", "@lea-too"]')
    shop.repo.checkout("main").commit("lists", {".threatgate.yaml": lists})
    shop.repo.checkout("pilot")
    text = (shop.repo.path / shop.record).read_text(encoding="utf-8")
    tip = shop.repo.commit("by my other self", {shop.record: text.replace('"@ciso"', '"@lea-too"')})
    code, said = shop.check(FakeForge(reviewed=reviews(review(tip, user="lea-too"))))
    assert (code, "approver is @lea-too, who also wrote this change, as lea@example.org" in said) == (1, True)


@pytest.mark.parametrize("lasting", [None, True])
def test_an_approval_of_no_commit_is_unproven_and_says_which_setting_mends_it(shop, lasting):
    code, said = shop.check(FakeForge(reviewed=reviews(review(None), head=shop.tip, lasting=lasting)))
    assert (code, "the forge does not say at which commit" in said) == (1, True)
    assert "remove all approvals when commits are added to the source branch" in said


def test_an_approval_that_every_push_takes_away_is_of_the_head(shop):
    assert shop.check(FakeForge(reviewed=reviews(review(None), head=shop.tip, lasting=False)))[0] == 0
    before = shop.repo.git("rev-parse", "HEAD~1")
    assert shop.check(FakeForge(reviewed=reviews(review(None), head=before, lasting=False)))[0] == 1


def test_a_commit_that_the_clone_lacks_is_read_on_the_forge(shop):
    def there(path, commit):
        assert commit == "a" * 40
        return (shop.repo.path / path).read_bytes()

    given = reviews(review("a" * 40))
    assert shop.check(FakeForge(reviewed=given, files=there))[0] == 0
    code, said = shop.check(FakeForge(reviewed=given, files=lambda path, _: Absent(f"{path} is not there")))
    assert (code, f"{shop.name} was changed since" in said) == (1, True)
    code, said = shop.check(FakeForge(reviewed=given))
    assert (code, f"git fetch origin {'a' * 40}" in said) == (3, True)


@pytest.mark.parametrize(
    "forge",
    [
        Unknown("no token was given", "set GITHUB_TOKEN"),
        FakeForge(pulled=Unknown("the network is away", "set GITHUB_TOKEN")),
        FakeForge(reviewed=Unknown("the network is away", "set GITHUB_TOKEN")),
        FakeForge(reviewed=reviews(), made=Unknown("the network is away", "set GITHUB_TOKEN")),
    ],
    ids=["token", "pull", "reviews", "authors"],
)
def test_what_cannot_be_asked_leaves_the_verdict_open(shop, forge):
    code, said = shop.check(forge)
    assert (code, f"whether @ciso approved {shop.name} cannot be told" in said, "set GITHUB_TOKEN" in said) == (
        3, True, True,
    )  # fmt: skip


def test_no_pull_request_is_no_approval(shop):
    code, said = shop.check(FakeForge(pulled=()))
    assert (code, "no pull request is known that brings this" in said) == (1, True)


def test_offline_a_pipeline_cannot_tell_and_a_developer_is_told(shop, monkeypatch):
    arguments = ("check", "--repo", shop.repo.path, "--base", "main", "--as-of", "2026-11-23")
    shown = threatgate(shop.capsys, *arguments)
    assert (shown.code, "add --online, and a token" in " ".join(shown.out.split())) == (3, True)
    monkeypatch.delenv("CI")
    shown = threatgate(shop.capsys, *arguments)
    assert (shown.code, "the approval is proven in CI" in " ".join(shown.out.split())) == (0, True)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("CI", "woodpecker", 3),
        ("TF_BUILD", "True", 3),
        ("JENKINS_URL", "https://ci.example.org", 3),
        ("CI", "false", 0),
        ("CI", "", 0),
    ],
)
def test_every_runner_is_a_pipeline(shop, monkeypatch, name, value, code):
    monkeypatch.delenv("CI")
    monkeypatch.setenv(name, value)
    arguments = ("check", "--repo", shop.repo.path, "--base", "main", "--as-of", "2026-11-23")
    assert threatgate(shop.capsys, *arguments).code == code


def test_an_author_whom_only_the_forge_knows_is_told_apart(shop):
    shop.repo.commit("more", author="Max <max@example.org>")
    given = reviews(review(shop.tip))
    known = LEA._replace(logins=("lea", "max"), emails=("lea@example.org", "Max@example.org"))
    assert shop.check(FakeForge(reviewed=given, made=known))[0] == 0
    unknown = known._replace(unattributed=("max@example.org",))
    code, said = shop.check(FakeForge(reviewed=given, made=unknown))
    assert (code, "the author max@example.org is in no entry of people" in said) == (1, True)


def test_on_github_the_pull_request_is_the_events_and_its_trial_merge_nobodys(shop, monkeypatch, tmp_path):
    shop.repo.branch("trial", "main")
    ciso = {"GIT_AUTHOR_EMAIL": "ciso@example.org", "GIT_COMMITTER_EMAIL": "noreply@github.com"}
    shop.repo.git("merge", "-q", "--no-ff", "-m", "Merge 1 into 2", "pilot", env=ciso)
    merge = shop.repo.git("rev-parse", "HEAD")
    pull = {"number": 9, "user": {"login": "lea"}, "head": {"sha": shop.tip}, "base": {"ref": "main"}}
    (tmp_path / "event.json").write_text(json.dumps({"action": "opened", "pull_request": pull}), encoding="utf-8")
    given = {"ACTIONS": "true", "EVENT_NAME": "pull_request", "EVENT_PATH": str(tmp_path / "event.json"), "SHA": merge}
    for key, value in given.items():
        monkeypatch.setenv(f"GITHUB_{key}", value)
    both = {7: reviews(), 9: reviews(review(shop.tip), number=9)}
    monkeypatch.setattr(_reviewed, "opened", lambda environ, origin: FakeForge(reviewed=both))  # noqa: ARG005
    shown = threatgate(shop.capsys, "check", "--repo", shop.repo.path, "--as-of", "2026-11-23", "--online")
    assert (shown.code, "approved by @ciso: reviewed in #9" in " ".join(shown.out.split())) == (0, True)
