"""Laws of the gate over files that nobody thought of: no exception, no silence about what was not read, no order."""

from __future__ import annotations

import json
import random

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from threatgate import surface
from threatgate.compare import compare
from threatgate.identity import element_digest
from threatgate.model import Edit
from threatgate.repository._api import Blob, ChangedFile, Missing, TooLarge
from threatgate.settings import load
from threatgate.surface import read_surface, worth_reading
from threatgate.triggers._firing import fire

SETTINGS = load(None)
STEADILY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
POLICY = b"actions:\n  refund:\n    require_approval: true\n    max_amount: 50\n"
PROMPT = b"You are the support agent of a shop.\nNever refund without the approval of a person.\n"
SURFACES = {"policies/approval.yaml": POLICY, "prompts/system.md": PROMPT}
PATHS = (
    "prompts/system.md", "policies/approval.yaml", "config/agent.json", "config/agent.toml", ".mcp.json",
    "src/agent.py", "src/agent.ts", "src/Agent.java", "src/agent.go", "agents/a.ipynb", "evals/a.csv", "infra/agent.tf",
    "AGENTS.md", ".github/workflows/agent.yml", ".env", "CODEOWNERS", "Dockerfile", "policies/a.rego", "rails/a.co",
    "agent.baml",
)  # fmt: skip
PIECES = (
    "agent", "model: ", "gpt-4o", "prompt", "tools", "require_approval", "true", "false", "never ", "always ", "{", "}",
    "[", "]", ":", ",", "\n", "  ", "- ", "&a ", "*a", "<<: ", "---\n", "!!", "'", '"', "`", "#", "\\", "\t", "\x00",
    "\ufeff", "\u200b", "\u202e", "@tool\n", "def f(x):\n", "import openai\n", "=", "(", ")", "${A:-b}", "{{ x }}", "|",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join).map(str.encode) | st.binary(max_size=60)
TREES = st.dictionaries(st.sampled_from(PATHS), TEXTS, max_size=4)


@pytest.fixture(autouse=True)
def _no_fault_is_forgiven(monkeypatch):
    monkeypatch.setattr(surface, "SURVIVED", ())


def judged(before, after, order=None):
    """The changes that must be answered, and the problems that leave the verdict open."""
    paths = sorted({*before, *after})
    if order is not None:
        random.Random(order).shuffle(paths)  # noqa: S311 - an order, no secret
    contents, files = {}, []
    for path in paths:
        sides = []
        for number, tree in enumerate((before, after)):
            if path in tree:
                contents[f"{number}{path}"] = tree[path]
            sides.append(Blob(f"{number}{path}", "100644") if path in tree else None)
        if before.get(path) != after.get(path):
            files.append(ChangedFile(path, *sides))
    found = read_surface(worth_reading(files, SETTINGS), contents, SETTINGS)
    fired = fire(compare(found.before, found.after, found.unread), SETTINGS, found.before, found.after)
    return fired, [one for one in found.problems if one.severity == "error"], found


def told(fired):
    return sorted((one.id, one.change.edit, one.rule, one.level, one.summary) for one in fired)


@STEADILY
@given(TREES, TREES, st.integers())
@example({"src/agent.py": b"\0"}, {"config/agent.json": b"\0", "config/agent.toml": b"\0"}, 1)
def test_no_input_breaks_it_and_the_order_of_files_is_irrelevant(before, after, order):
    fired, problems, _ = judged(before, after)
    again, others, _ = judged(before, after, order)
    assert told(fired) == told(again)
    assert set(problems) == set(others)


@STEADILY
@given(TREES)
def test_a_tree_against_itself_is_nothing(tree):
    assert judged(tree, dict(tree))[:2] == ((), [])


@STEADILY
@pytest.mark.parametrize("path", SURFACES)
@given(
    content=TEXTS
    | st.sampled_from([b"", b"\x00", b"[", b"{}", b"---\n---\n"])
    | st.just(TooLarge(2**21))
    | st.just(Missing())
)
def test_what_replaces_a_surface_is_never_passed_over(path, content):
    """Any other content is a change to answer, or a verdict that stays open; only the same meaning is neither."""
    fired, problems, found = judged({path: SURFACES[path]}, {path: content})
    before, after = ({(one.id, element_digest(one)) for one in side} for side in (found.before, found.after))
    assert any(one.level == "block" for one in fired) or problems or before == after


@STEADILY
@given(TREES, TREES)
def test_swapping_the_sides_swaps_what_came_and_went(before, after):
    turned = {Edit.ADDED: Edit.REMOVED, Edit.REMOVED: Edit.ADDED, Edit.MODIFIED: Edit.MODIFIED}
    forth, _, one = judged(before, after)
    back, _, other = judged(after, before)
    changes = [
        sorted((each.element.id, each.edit) for each in compare(side.before, side.after)) for side in (one, other)
    ]
    if not any(each.change.moved_from for each in (*forth, *back)):
        assert changes[0] == sorted((name, turned[edit]) for name, edit in changes[1])


VALUES = st.recursive(
    st.booleans() | st.integers(0, 99) | st.sampled_from(["ask", "auto", "never", "gpt-4o", "refund an order"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["require_approval", "tools", "model", "limit", "mode"]), inner, max_size=3)
    ),
    max_leaves=8,
)
POLICIES = st.dictionaries(st.sampled_from(["refund", "delete", "agent", "send_email"]), VALUES, min_size=1, max_size=3)


def written(data, style):
    match style:
        case "json":
            return json.dumps(data).encode()
        case "indented":
            return json.dumps(data, indent=3, sort_keys=True).encode()
        case "flow":
            return yaml.safe_dump(data, default_flow_style=True, sort_keys=True).encode()
        case "commented":
            return b"# who may do what\n\n" + yaml.safe_dump(data, indent=6, sort_keys=False).encode() + b"\n# end\n"
        case _:
            return yaml.safe_dump(data, default_style='"' if style == "quoted keys" else None, sort_keys=False).encode()


@STEADILY
@given(
    POLICIES, st.sampled_from(["json", "indented", "flow", "commented", "block"]), st.sampled_from(["flow", "block"])
)
@example({"refund": {"require_approval": True}}, "json", "block")
def test_another_layout_changes_no_verdict(policy, one, other):
    """Order of keys, quotes, indentation, comments: the same data is the same element."""
    before, after = (written({"actions": policy}, style) for style in (other, one))
    assert judged({"policies/approval.yaml": before}, {"policies/approval.yaml": after})[:2] == ((), [])


@STEADILY
@given(st.sampled_from(sorted(SURFACES)), st.sampled_from(["a", "b/c", "very/deep/down"]))
def test_another_folder_changes_no_verdict(path, folder):
    fired, problems, _ = judged({path: SURFACES[path]}, {f"{folder}/{path}": SURFACES[path]})
    assert (told(fired), problems) == ([], [])


@STEADILY
@given(POLICIES, POLICIES)
def test_a_rename_changes_no_verdict_of_an_edit(before, after):
    """What an edit must answer for, it must answer for in a renamed file."""
    one, other = written({"actions": before}, "block"), written({"actions": after}, "block")
    stays = judged({"policies/approval.yaml": one}, {"policies/approval.yaml": other})
    moves = judged({"policies/approval.yaml": one}, {"rules/policies/approval.yaml": other})
    assert any(each.level == "block" for each in stays[0]) <= any(each.level == "block" for each in moves[0])
