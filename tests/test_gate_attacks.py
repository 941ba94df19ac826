"""Attacks on the gate: edits that hope to land in silence, each caught whole, with the quiet twins of some."""

from __future__ import annotations

import os

import pytest
from running import threatgate

APPROVAL = """\
actions:
  refund:
    require_approval: true
    max_amount: 50
"""
OFF = APPROVAL.replace("true", "false")
PROMPT = """\
You are the support agent of a shop.
Never issue a refund without the approval of a person.
"""
AGENT = """\
from agents import Agent, function_tool

@function_tool
def lookup(order: str) -> str:
    \"\"\"Look up an order.\"\"\"
    return order

tools = [lookup]
agent = Agent(name="support", tools=tools)
"""
SERVER = '{"mcpServers": {"docs": {"command": "npx", "args": ["-y", "docs-server@1.0.0", "./docs"]}}}\n'
GATE = """\
on: [pull_request]
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: threatgate check
"""
SETTINGS = "version: 1\n"
POLICY = "policies/approval.yaml"
ANCHORED = "usual: &usual\n  require_approval: true\nactions:\n  refund:\n    <<: *usual\n"


def check(capsys, repo, *options):
    """What check says to the branch `change`, with its lines joined."""
    shown = threatgate(capsys, "check", "--repo", repo.path, "--base", "main", "--head", "change", *options)
    return shown._replace(out=" ".join(shown.out.split()))


GATE_JOB = """on: {pull_request: {}}
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - run: threatgate check
"""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param(
            {POLICY: APPROVAL},
            {POLICY: OFF.replace("refund", "repayment").replace("50", "5000")},
            "actions.refund is gone",
            id="renamed and widened in one edit",
        ),
        pytest.param(
            {"tests/prompts/system.md": PROMPT},
            {"tests/prompts/system.md": None, "src/prompts/system.md": PROMPT},
            "src/prompts/system.md is new",
            id="prompt out of the tests",
        ),
        pytest.param({POLICY: APPROVAL}, {POLICY: OFF + "  bad: [\n"}, "cannot be parsed", id="policy made unparsable"),
        pytest.param(
            {POLICY: APPROVAL},
            {POLICY: APPROVAL + "  refund:\n    require_approval: false\n"},
            "the key 'refund' is given twice",
            id="key given twice",
        ),
        pytest.param(
            {POLICY: APPROVAL}, {POLICY: OFF.encode("utf-16")}, "require_approval: true → false", id="in UTF-16"
        ),
        pytest.param(
            {POLICY: ANCHORED},
            {POLICY: ANCHORED + "    require_approval: false\n"},
            "actions.refund: require_approval: true → false",
            id="merge key overridden",
        ),
        pytest.param(
            {POLICY: APPROVAL},
            {POLICY: None, "config/actions.yaml": OFF},
            "moved from approval:policies/approval.yaml#actions.refund",
            id="moved and widened",
        ),
        pytest.param(
            {".mcp.json": SERVER},
            {
                ".mcp.json": None,
                ".vscode/mcp.json": SERVER.replace("mcpServers", "servers").replace("./docs", "/"),
            },
            "roots: ./docs → /",
            id="another dialect and a wider root",
        ),
        pytest.param(
            {"src/agent.py": AGENT},
            {"src/agent.py": AGENT.replace("agent =", "tools += [run_shell]\nagent =")},
            "run_shell",
            id="tool added in place",
        ),
        pytest.param(
            {".github/workflows/ci.yml": GATE},
            {".github/workflows/ci.yml": GATE.replace("threatgate check", "threatgate check || true")},
            "threatgate check || true",
            id="gate job defused",
        ),
        pytest.param(
            {".github/CODEOWNERS": "* @org/all\n/.threatgate.yaml @ciso\n"},
            {".github/CODEOWNERS": "* @org/all\n/.threatgate.yaml @ciso\n.*.yaml @dev\n"},
            "settings: @ciso → @dev",
            id="owners of the settings by a later pattern",
        ),
    ],
)
def test_a_change_does_not_land_in_silence(capsys, repo, before, after, said):
    repo.commit("base", before)
    repo.branch("change").commit("change", after)
    shown = check(capsys, repo)
    assert (shown.code, shown.err) == (1, "")
    assert said in shown.out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({POLICY: APPROVAL}, {POLICY: None, "config/actions.yaml": APPROVAL}, id="moved as it is"),
        pytest.param({POLICY: APPROVAL}, {POLICY: b"\xef\xbb\xbf" + APPROVAL.encode()}, id="byte order mark"),
        pytest.param({POLICY: APPROVAL}, {POLICY: APPROVAL.encode("utf-16")}, id="same text in UTF-16"),
        pytest.param({POLICY: ANCHORED}, {POLICY: ANCHORED + "    require_approval: true\n"}, id="same by merge key"),
    ],
)
def test_the_same_meaning_is_quiet(capsys, repo, before, after):
    repo.commit("base", before)
    repo.branch("change").commit("change", after)
    shown = check(capsys, repo)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("pass: no change")


def test_settings_of_the_same_change_excuse_nothing(capsys, repo):
    repo.commit("base", {".threatgate.yaml": SETTINGS, POLICY: APPROVAL})
    repo.branch("change").commit("change", {".threatgate.yaml": 'ignore: ["**"]\nmode: observe\n', POLICY: OFF})
    shown = check(capsys, repo, "--mode", "observe")
    assert shown.code == 1
    assert "gate settings" in shown.out
    assert "require_approval: true → false" in shown.out


def test_first_settings_do_not_hold_for_the_change_that_brings_them(capsys, repo):
    repo.commit("base", {POLICY: APPROVAL})
    repo.branch("change").commit("change", {".threatgate.yaml": 'ignore: ["**"]\n', POLICY: OFF})
    assert check(capsys, repo).code == 1


def test_a_merge_commit_hides_nothing(capsys, repo):
    repo.commit("base", {POLICY: APPROVAL})
    repo.branch("change").commit("harmless", {"src/x.txt": "1\n"})
    repo.checkout("main").commit("other", {"y.txt": "2\n"})
    repo.checkout("change").git("merge", "-q", "--no-ff", "--no-commit", "main")
    repo.commit("merge", {POLICY: OFF})
    shown = check(capsys, repo)
    assert (shown.code, "require_approval: true → false" in shown.out) == (1, True)


def test_a_tightening_that_a_merge_drops_is_a_widening(capsys, repo):
    repo.commit("base", {POLICY: OFF})
    repo.branch("change").commit("harmless", {"src/x.txt": "1\n"})
    repo.checkout("main").commit("tighten", {POLICY: APPROVAL})
    repo.checkout("change").merge("main", "ours", "-s", "ours")
    assert check(capsys, repo).code == 1


def test_a_prompt_that_becomes_a_link_fires(capsys, repo):
    repo.commit("base", {"prompts/system.md": PROMPT, "docs/other.md": "Issue every refund.\n"})
    repo.branch("change").write({"prompts/system.md": None})
    os.symlink("../docs/other.md", repo.path / "prompts/system.md")
    repo.commit("link")
    shown = check(capsys, repo)
    assert (shown.code, "prompts/system.md" in shown.out) == (1, True)


def decided(capsys, repo, second="@tom"):
    """A pull request that switches an approval off, with the record that answers it and its file."""
    repo.commit("base", {POLICY: APPROVAL, "docs/review.md": "reviewed\n"})
    repo.branch("change").commit("change", {POLICY: OFF})
    said = "The threat model already covers refunds of this size without a person."
    shown = threatgate(
        capsys, "decide", "no-change", "--repo", repo.path, "--base", "main", "--head", "change", "--all",
        "--owner", "@max", "--rationale", said, "--evidence", "doc=docs/review.md", "--second", second,
    )  # fmt: skip
    return shown, sorted((repo.path / "threat-model/records").glob("TM-*.yaml"))


def test_the_author_is_no_second_person_in_any_spelling(capsys, repo):
    shown, records = decided(capsys, repo, second="Lea@Example.org")
    assert (shown.code, records) == (2, [])
    assert "also wrote this change" in shown.err


def test_a_co_author_is_no_second_person(capsys, repo):
    _, records = decided(capsys, repo, second="tom@example.org")
    repo.commit("record\n\nCo-authored-by: Tom <TOM@example.org>")
    shown = check(capsys, repo)
    assert (len(records), shown.code) == (1, 1)
    assert "also wrote this change" in shown.out


def test_an_answer_does_not_outlive_its_content(capsys, repo):
    decided(capsys, repo)
    repo.commit("record")
    assert check(capsys, repo).code == 0
    repo.commit("more", {POLICY: OFF.replace("50", "5000")})
    shown = check(capsys, repo)
    assert (shown.code, "stale" in shown.out) == (1, True)


def test_a_landed_record_neither_answers_again_nor_changes(capsys, repo):
    _, (record,) = decided(capsys, repo)
    repo.commit("record")
    repo.checkout("main").merge("change")
    repo.commit("back", {POLICY: APPROVAL})
    repo.git("branch", "-q", "-D", "change")
    repo.branch("change").commit("again", {POLICY: OFF})
    assert check(capsys, repo).code == 1
    record.write_text(record.read_text() + "pre_answer: {until: 2026-12-01}\n")
    repo.commit("may answer")
    shown = check(capsys, repo)
    assert (shown.code, "gate record" in shown.out) == (1, True)
    said = " ".join(shown.out.split())
    assert f"unanswered: pre_answer of {record.stem} is rewritten: write a new record that supersedes it" in said
    record.unlink()
    repo.commit("deleted")
    said = " ".join(check(capsys, repo).out.split())
    assert f"unanswered: the record {record.stem} is deleted: keep the file and add closed" in said


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param(".threatgate.yaml", "version: 1\n", "version: 1\n[[", id="settings"),
        pytest.param(".github/workflows/gate.yml", GATE_JOB, GATE_JOB + "x: [\n", id="job"),
        pytest.param("CODEOWNERS", "* @lea\n", b"* @le\xe9\n", id="owners"),
    ],
)
def test_a_file_of_the_gate_that_cannot_be_parsed_stays_one(capsys, repo, path, before, after):
    repo.commit("base", {path: before})
    repo.branch("change").commit("break", {path: after})
    shown = check(capsys, repo)
    assert (shown.code, "needs a second person" in shown.out) == (1, True)


def test_ignoring_the_pipeline_does_not_hide_the_gate(capsys, repo):
    repo.commit("base", {".threatgate.yaml": 'ignore: [".github/**"]\n', ".github/workflows/gate.yml": GATE_JOB})
    repo.branch("change").commit("gone", {".github/workflows/gate.yml": None})
    assert check(capsys, repo).code == 1


def test_invalid_settings_of_the_base_side_say_where_they_stand(capsys, repo):
    repo.commit("base", {".threatgate.yaml": "mode: lax\n"})
    repo.branch("change").commit("mend", {".threatgate.yaml": "mode: enforce\n"})
    shown = check(capsys, repo)
    assert (shown.code, "as it stands on the base side" in shown.err) == (2, True)


def test_guards_that_come_do_not_excuse_what_comes_beside_them(capsys, repo):
    text = "You help customers.\nAnswer in French.\n"
    repo.commit("base", {"prompts/system.md": text})
    more = "Never be rude.\nNever use emojis.\nIssue refunds at once whenever the customer wants one.\n"
    repo.branch("change").commit("more", {"prompts/system.md": text + more})
    assert check(capsys, repo).code == 1
