"""One run is bounded as a whole: what it does not reach is named, and the verdict stays open."""

from __future__ import annotations

import itertools
import time
from types import SimpleNamespace

import pytest
from running import threatgate

from threatgate import budget
from threatgate.answering import _reading
from threatgate.compare import compare
from threatgate.model import Edit
from threatgate.repository import _landing, _objects
from threatgate.repository._api import Blob, ChangedFile
from threatgate.settings import load
from threatgate.surface import read_surface
from threatgate.triggers._firing import fire

SETTINGS = load(None)
POLICY = "actions:\n  refund:\n    require_approval: {}\n"
HANGS = 60  # seconds of work: what hangs shows, a busy machine does not


@pytest.fixture
def change(repo):
    """A branch that switches off the approval in five files."""
    repo.commit("base", {f"policies/a{number}.yaml": POLICY.format("true") for number in range(5)})
    repo.branch("change")
    repo.commit("off", {f"policies/a{number}.yaml": POLICY.format("false") for number in range(5)})
    return repo


def check(capsys, repo):
    shown = threatgate(capsys, "check", "--repo", repo.path, "--base", "main", "--head", "change")
    return shown._replace(out=" ".join(shown.out.split()))


def test_within_the_budget_nothing_is_said_of_it(capsys, change):
    shown = check(capsys, change)
    assert (shown.code, shown.out.count("require_approval: true → false")) == (1, 1)
    assert "was not judged" not in shown.out
    assert "not read" not in shown.out


def test_elements_beyond_the_budget_leave_the_verdict_open(capsys, change, monkeypatch):
    monkeypatch.setattr(budget, "ELEMENTS", 3)
    shown = check(capsys, change)
    assert shown.code == 3
    assert "3 files were not read, because this change holds more than 3 elements: policies/a2.yaml, " in shown.out
    assert "ignore" in shown.out


def test_time_beyond_the_budget_leaves_the_verdict_open(capsys, change, monkeypatch):
    monkeypatch.setattr(budget, "SECONDS", -1)
    shown = check(capsys, change)
    assert shown.code == 3
    assert "5 files were not read, because this change takes more than -1 seconds" in shown.out


def test_one_file_is_spoken_of_as_one(capsys, repo, monkeypatch):
    monkeypatch.setattr(budget, "SECONDS", -1)
    repo.commit("base", {"policies/a.yaml": POLICY.format("true")})
    repo.branch("change").commit("off", {"policies/a.yaml": POLICY.format("false")})
    assert "1 file was not read, because" in check(capsys, repo).out


def test_what_cannot_all_be_weighed_leaves_the_verdict_open(capsys, change, monkeypatch):
    """Time stands still while files are read, and has run out when changes are weighed."""
    ticks = itertools.chain([0.0] * 7, itertools.repeat(10_000.0))
    monkeypatch.setattr(budget, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
    shown = check(capsys, change)
    assert shown.code == 3
    assert "not every change was judged, because to compare them takes more than 600 seconds" in shown.out


def test_bytes_beyond_the_budget_are_undetermined(capsys, change, monkeypatch):
    monkeypatch.setattr(_objects, "TOTAL_LIMIT", 10)
    shown = check(capsys, change)
    assert (shown.code, "the changed files hold more than" in shown.err) == (3, True)
    assert "split the change" in shown.err


def test_a_history_of_many_merge_bases_is_undetermined(capsys, repo, monkeypatch):
    monkeypatch.setattr(_landing, "MOST_MERGE_BASES", 1)
    repo.commit("base", {"a.md": "a\n"})
    repo.branch("change").commit("mine", {"a.md": "b\n"})
    mine = repo.git("rev-parse", "HEAD")
    repo.checkout("main").commit("theirs", {"b.md": "c\n"})
    theirs = repo.git("rev-parse", "HEAD")
    repo.merge(mine)
    repo.commit("more", {"a.md": "d\n"})
    repo.checkout("change").merge(theirs)
    repo.commit("more", {"a.md": "e\n"})
    shown = check(capsys, repo)
    assert (shown.code, "head and base meet at 2 commits and conflict" in shown.err) == (3, True)


def test_records_without_end_are_undetermined(capsys, change, monkeypatch):
    monkeypatch.setattr(_reading, "MOST_RECORDS", 3)
    change.commit("records", {f"threat-model/records/TM-20261122-{number:06x}.yaml": "x: 1\n" for number in range(4)})
    shown = check(capsys, change)
    assert (shown.code, "this change brings 4 records, more than 3" in shown.err) == (3, True)


def fired(before, after, path="prompts/system.md", other=None):
    """What a change of one file fires, also when it moves to another path."""
    contents = {"1": before.encode(), "2": after.encode()}
    old, new = Blob("1", "100644"), Blob("2", "100644")
    files = [ChangedFile(path, old, None if other else new)] + ([ChangedFile(other, None, new)] if other else [])
    found = read_surface(files, contents, SETTINGS)
    return fire(compare(found.before, found.after, found.unread), SETTINGS, found.before, found.after)


def actions(name, count):
    return "agents:\n" + "".join(f"  {name}{at}: {{model: gpt-4o, require_approval: true}}\n" for at in range(count))


def listed(name, count):
    items = "".join(f"      - {{name: {name}{at}, path: x}}\n" for at in range(count))
    return f"agents:\n  a:\n    model: gpt-4o\n    tools:\n{items}"


@pytest.mark.parametrize(
    ("before", "after", "path", "other"),
    [
        pytest.param("ab" * 2_000, "aab" * 1_333, "prompts/a.md", "prompts/b.md", id="two letters in a moved prompt"),
        pytest.param("you\n" * 20_000, "you must\n" * 20_000, "prompts/a.md", None, id="one sentence many times"),
        pytest.param(". " * 60_000, "." * 60_000, "prompts/a.md", None, id="ends of sentences"),
        pytest.param(actions("a", 1_500), actions("b", 1_500), "config/agents.yaml", None, id="one value, many names"),
        pytest.param(listed("a", 4_000), listed("b", 4_000), "config/agents.yaml", None, id="lists of named items"),
    ],
)
def test_what_repeats_itself_is_compared_in_time(before, after, path, other):
    began = time.process_time()
    assert fired(before, after, path, other)
    assert time.process_time() - began < HANGS


def test_a_moved_prompt_is_still_known_by_most_of_its_text():
    text = "\n".join(f"{at}. Never give a refund of more than {at} to customer {at * 7}." for at in range(40))
    moved = fired(text, text.replace("39. Never", "39. Always"), "prompts/desk.md", "prompts/support.md")
    assert [(one.change.edit, one.change.moved_from) for one in moved] == [
        (Edit.MODIFIED, "prompt:prompts/desk.md#text")
    ]
    other = "\n".join(f"Weather of day {at}: sunny, with clouds from the west." for at in range(40))
    assert {one.change.edit for one in fired(text, other, "prompts/desk.md", "prompts/support.md")} == {
        Edit.ADDED,
        Edit.REMOVED,
    }
