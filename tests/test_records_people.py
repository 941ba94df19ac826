"""Names: who is nobody, who is a crowd, and when two names can mean one person."""

from __future__ import annotations

import pytest

from threatgate.records._people import (
    complaint_about,
    forge_handle,
    identities,
    is_bot,
    is_known,
    is_team,
    may_be_one,
    members,
)

PEOPLE = {
    "@ciso": ("@maria",),
    "@maria": ("maria@example.org", "Maria@Home.example"),
    "@lea": ("lea@example.org",),
    "@oncall": ("@lea", "@maria"),
    "@org/leads": ("@lea", "@org/leads", "@tom"),
}


@pytest.mark.parametrize(
    "who", ["@lea", "@Lea-Example", "@org/team", "@group/sub/team", "lea@example.org", "a+b@x.example.org"]
)
def test_somebody(who: str) -> None:
    assert complaint_about(who) == ""


@pytest.mark.parametrize(
    ("who", "complaint"),
    [
        ("security", "which is nobody in particular"),
        ("Security Team", "which is nobody in particular"),
        ("the security team", "which is nobody in particular"),
        ("@team", "which is nobody in particular"),
        ("DevOps", "which is nobody in particular"),
        ("tbd", "which is nobody"),
        ("@TBD", "which is nobody"),
        ("@org/todo", "which is nobody"),
        ("nobody@example.org", "which is nobody"),
        ("Lea", "which is neither a handle nor an e-mail address"),
        ("lea@localhost", "which is neither a handle nor an e-mail address"),
        ("@lea, @tom", "which is neither a handle nor an e-mail address"),
        ("@lea\u200b", "which is neither a handle nor an e-mail address"),
        ("@lеa", "which is neither a handle nor an e-mail address"),  # noqa: RUF001 - a Cyrillic letter is the case
        ("", "which is neither a handle nor an e-mail address"),
    ],
)
def test_nobody(who: str, complaint: str) -> None:
    assert complaint_about(who) == complaint


def test_identities_follow_roles_and_teams_down() -> None:
    assert identities("@CISO", PEOPLE) == {"@ciso", "@maria", "maria@example.org", "maria@home.example"}
    assert identities("@org/leads", PEOPLE) == {"@org/leads", "@lea", "lea@example.org", "@tom"}
    assert identities("@unheard", PEOPLE) == {"@unheard"}


def test_an_author_is_known_by_every_address_but_not_by_the_others_of_a_role() -> None:
    assert identities("maria@home.example", PEOPLE) == identities("@maria", PEOPLE)
    assert identities("lea@example.org", PEOPLE) == {"@lea", "lea@example.org"}
    assert "@tom" not in identities("@lea", PEOPLE)
    assert identities("@ciso", PEOPLE) & identities("maria@example.org", PEOPLE)
    assert not identities("@ciso", PEOPLE) & identities("lea@example.org", PEOPLE)


@pytest.mark.parametrize(
    ("mail", "handle"),
    [
        ("12345+Lea@users.noreply.github.com", "@lea"),
        ("lea@users.noreply.github.com", "@lea"),
        ("49699333+dependabot[bot]@users.noreply.github.com", "@dependabot[bot]"),
        ("77-lea@users.noreply.gitlab.com", "@lea"),
        ("lea@example.org", None),
        ("lea@users.noreply.github.com.evil.example", None),
    ],
)
def test_addresses_of_the_forges(mail: str, handle: str | None) -> None:
    assert forge_handle(mail) == handle
    assert is_known(mail, {}) is (handle is not None)


def test_who_is_known() -> None:
    assert is_known("LEA@example.org", PEOPLE)
    assert is_known("@anyone", PEOPLE)
    assert not is_known("dana@example.org", PEOPLE)


def test_teams() -> None:
    assert is_team("@org/leads")
    assert not is_team("@ciso")
    assert not is_team("a/b@example.org")


PERSONS = {
    "@lea": ("lea@example.org", "@lea-too", "7+lea-three@users.noreply.github.com"),
    "@lea-too": ("lea@home.example",),
    "@oncall": ("@lea", "@tom"),
    "@org/leads": ("lea@example.org", "tom@example.org"),
    "@tom": ("tom@example.org",),
}


@pytest.mark.parametrize(
    "name",
    ["@Lea", "@lea-too", "@lea-three", "lea@home.example", "LEA@example.org", "7+lea-three@users.noreply.github.com"],
)
def test_every_name_of_a_person_leads_to_all_others(name: str) -> None:
    assert identities(name, PERSONS) >= {"@lea", "@lea-too", "@lea-three", "lea@example.org", "lea@home.example"}
    assert "@tom" not in identities(name, PERSONS)


@pytest.mark.parametrize(
    ("who", "author", "one"),
    [
        ("@lea", "lea+ci@example.org", True),
        ("lea+work@home.example", "@lea-three", True),
        ("l.e.a@gmail.com", "Lea+x@GoogleMail.com", True),
        ("@oncall", "tom@example.org", True),
        ("@tom", "@oncall", True),
        ("@tom", "lea@example.org", False),
        ("tom@example.org", "tom@example.net", False),
        ("l.ea@example.org", "lea@example.org", False),
        ("+@example.org", "+x@example.org", False),
        ("@tom", "", False),
    ],
)
def test_whether_two_names_can_be_one_person(who: str, author: str, *, one: bool) -> None:
    assert may_be_one(who, author, PERSONS) is one


@pytest.mark.parametrize(
    ("who", "persons"),
    [
        ("@lea", ("@lea",)),
        ("@OnCall", ("@lea", "@tom")),
        ("@org/leads", ("lea@example.org", "tom@example.org")),
        ("@org/unheard", ("@org/unheard",)),
        ("x@example.org", ("x@example.org",)),
    ],
)
def test_the_persons_of_a_name(who: str, persons: tuple[str, ...]) -> None:
    assert members(who, PERSONS) == persons


def test_roles_that_name_each_other_end() -> None:
    assert members("@a", {"@a": ("@b",), "@b": ("@a", "@c")}) == ("@c",)


@pytest.mark.parametrize(
    "who", ["@x[bot]", "@Renovate", "@deploy_bot", "@group_7_bot", "1+x[bot]@users.noreply.github.com"]
)
def test_bots(who: str) -> None:
    assert is_bot(who)


@pytest.mark.parametrize("who", ["@abbot", "@bot", "@lea", "bot@example.org", "@project_lead"])
def test_no_bots(who: str) -> None:
    assert not is_bot(who)
