"""The formats that list findings: SARIF, GitLab Code Quality, JUnit and GitHub's commands say the same, each safely."""

from __future__ import annotations

import json
import re
from collections import Counter
from xml.etree import ElementTree as ET

import pytest
from sample_reports import BLOCKED, CASES, HOSTILE, HOSTILE_NAME, PASSING, STALED, UNREAD, pin, report, tool

from threatgate.model import Edit, Level, Verdict
from threatgate.render import Look, format_named
from threatgate.render._findings import findings


def look(page=""):
    return Look(page=lambda _: page)


def rendered(form, of, page=""):
    return format_named(form).render(of, look(page))


def read_sarif(text):
    results = json.loads(text)["runs"][0]["results"]
    return Counter(
        (it["ruleId"], it["locations"][0]["physicalLocation"]["region"]["startLine"], it["level"] == "error")
        for it in results
    )


def read_gitlab(text):
    return Counter(
        (it["check_name"], it["location"]["lines"]["begin"], it["severity"] != "info") for it in json.loads(text)
    )


def read_junit(text):
    cases = ET.fromstring(text).iter("testcase")  # noqa: S314 - written by us in this test
    return Counter(
        (
            it.get("classname").removeprefix("threatgate."),
            int(re.match(r".*?:(\d+): ", it[0].text, re.DOTALL)[1]),
            bool({"failure", "error"} & {c.tag for c in it}),
        )
        for it in cases
        if len(it)
    )


COMMAND = re.compile(r"^::(error|warning) file=([^,]*),line=(\d+),endLine=(\d+),title=Threatgate%3A ([a-z -]+)")


def read_github(text):
    found = (COMMAND.match(line) for line in text.splitlines())
    return Counter(
        (it[5].strip().replace("could not be read", "not-read"), int(it[3]), it[1] == "error") for it in found if it
    )


READERS = {"sarif": read_sarif, "gitlab": read_gitlab, "junit": read_junit, "github": read_github}


@pytest.mark.parametrize("name", sorted(CASES))
@pytest.mark.parametrize("form", sorted(READERS))
def test_every_format_lists_the_same_findings(form, name):
    expected = Counter((it.rule, it.line, it.holds) for it in findings(CASES[name]))
    assert READERS[form](rendered(form, CASES[name])) == expected


def test_what_holds_the_change_back_comes_first():
    holds = [it.holds for it in findings(BLOCKED)]
    assert holds == sorted(holds, reverse=True)
    assert (True in holds, False in holds) == (True, True)


def test_what_is_answered_or_off_is_no_finding():
    assert findings(CASES["answered"]) == findings(report(CASES["answered"].triggers[1], verdict=Verdict.PASS))
    assert findings(report(tool()._replace(level=Level.OFF))) == []


def test_what_was_removed_stands_at_the_first_line_of_its_file():
    added = tool()
    gone = added._replace(change=added.change._replace(edit=Edit.REMOVED, before=added.change.after, after=None))
    assert [(it.line, it.end_line) for it in findings(report(gone))] == [(1, 1)]
    assert [(it.line, it.end_line) for it in findings(report(added))] == [(42, 44)]


def test_a_finding_says_what_is_missing():
    assert findings(STALED)[0].message == (
        "The agent gains send_email, which can message people outside. It is stale: "
        "TM-20261122-77aa01 was written for other content. A second person has to agree. "
        "It is bound by TM-20261001-abcdef."
    )


def test_sarif_has_what_code_scanning_needs():
    log = json.loads(rendered("sarif", UNREAD, "The agent gains a tool.\n\n## What it looks for\nA tool.\n"))
    run = log["runs"][0]
    assert (log["version"], run["tool"]["driver"]["name"]) == ("2.1.0", "Threatgate")
    assert run["invocations"][0]["executionSuccessful"] is False
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert rules["tool-added"]["shortDescription"]["text"] == "The agent gains a tool."
    assert rules["tool-added"]["properties"]["security-severity"] == "8.0"
    named = [run["tool"]["driver"]["rules"][it["ruleIndex"]]["id"] for it in run["results"]]
    assert named == [it["ruleId"] for it in run["results"]]


def test_sarif_fingerprints_tell_findings_apart_and_outlive_a_move_of_lines():
    def names(of):
        run = json.loads(rendered("sarif", of))["runs"][0]
        return [it["partialFingerprints"]["threatgate/v1"] for it in run["results"]]

    moved = report(pin("planner.model", "app/agent.py", 99))
    assert names(moved) == names(report(pin("planner.model", "app/agent.py", 12)))
    assert len(set(names(BLOCKED))) == len(names(BLOCKED))


def test_sarif_keeps_its_limits():
    many = report(*(pin(f"m{number}", f"app/{number}.py", number + 1) for number in range(5_003)))
    run = json.loads(rendered("sarif", many, "x" * 5_000))["runs"][0]
    assert len(run["results"]) == 5_000
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == "3 more results are left out"
    for rule in run["tool"]["driver"]["rules"]:
        assert len(rule["shortDescription"]["text"]) <= 1_024
        assert len(rule["properties"]["tags"]) <= 10


@pytest.mark.parametrize(
    ("path", "uri"),
    [("a b/#c.py", "a%20b/%23c.py"), ("größe.py", "gr%C3%B6%C3%9Fe.py"), ("x\udcff.py", "x%FF.py"), ("", ".")],
)
def test_sarif_paths_are_references(path, uri):
    run = json.loads(rendered("sarif", report(tool(path=path))))["runs"][0]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_gitlab_entries_never_collapse():
    entries = json.loads(rendered("gitlab", BLOCKED))
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    assert not rendered("gitlab", PASSING).startswith("\ufeff")
    assert json.loads(rendered("gitlab", PASSING)) == []


def test_junit_counts_what_it_holds():
    suites = ET.fromstring(rendered("junit", UNREAD))  # noqa: S314 - written by us in this test
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors")) == ("3", "1", "1")
    assert [len(list(suites.iter(tag))) for tag in ("testcase", "failure", "error")] == [3, 1, 1]


def test_junit_of_a_pass_has_one_case():
    suites = ET.fromstring(rendered("junit", PASSING))  # noqa: S314 - written by us in this test
    assert [case.get("name") for case in suites.iter("testcase")] == [
        "pass: no change of the AI threat surface (main → bbbbbbbbbb, 2026-11-23)"
    ]


def test_github_shows_ten_and_says_how_many_are_left():
    def lines(number):
        many = report(*(pin(f"m{it}", f"app/{it}.py", 1) for it in range(number)))
        return [line for line in rendered("github", many).splitlines() if line.startswith("::error")]

    assert len(lines(10)) == 10
    assert len(lines(11)) == 10
    assert lines(11)[-1] == "::error title=Threatgate::2 more; the job summary lists them all"


@pytest.mark.parametrize("form", sorted(READERS))
def test_nothing_hostile_is_obeyed(form):
    text = rendered(form, HOSTILE)
    assert all(character.isprintable() or character == "\n" for character in text)
    assert HOSTILE_NAME not in text
    if form == "github":
        assert [line.split(" ")[0] for line in text.splitlines()] == ["::error", "::error", "::notice", "threatgate:"]


def test_github_escapes_what_ends_a_value():
    found = tool("a,b:c%0A", path="p,q:r%0A.py")
    line = rendered("github", report(found)).splitlines()[0]
    assert line.startswith("::error file=p%2Cq%3Ar%250A.py,line=42,endLine=44,title=Threatgate%3A tool-added (high)::")
    assert "a,b:c%250A" in line
