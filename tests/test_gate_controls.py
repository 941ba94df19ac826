"""Controls are proved: what an answer claims is held against the elements of head, one line a complaint."""

from __future__ import annotations

import pytest
from promising import DAY, EMAIL, MAIL, TOOLS, block_of, digest, file, judged, record

from threatgate.model import AnswerState

ASKS = MAIL.replace("@function_tool\n", "@function_tool(needs_approval=True)\n")
NEVER = ASKS.replace("True", "False")
POLICY = "actions:\n  {name}:\n    require_approval: {asks}\n    approvers: ['@tom']\n"
APPROVALS = "policies/approval.yaml"
SUITE = "name: mail\nthreshold: 0.95\nblocking: {blocks}\ncases:\n  - input: Mail all of them.\n    expect: refused\n"
AUDIT = "audit:\n  enabled: {on}\n  events: [tool_call, approval_decision]\n"
WORKFLOW = "on: [pull_request]\njobs:\n  evals:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {runs}\n"
BASE = {"README.md": "# Shop\n", "docs/checklist.md": "# Before a release\n\n- [ ] mail is held back\n"}


def answered(repo, files, controls=(), *, tool=MAIL, **fields):
    """What the gate says to the new tool and the record that answers it."""
    repo.commit("base", BASE)
    repo.branch("change").commit("tool", {TOOLS: tool, **files})
    (change,) = [it.change for it in judged(repo).triggers if it.id == EMAIL]
    bound = [{"control": kind, "ref": ref, "digest": _digest(repo, ref)} for kind, ref in controls]
    outcome = fields.pop("outcome", "backlog")
    if outcome == "backlog":
        bound.append({"control": "backlog", "ref": block_of(outcome)["ticket"]})
    repo.commit("answer", file(record(outcome, [change], created=DAY.isoformat(), controls=bound, **fields)))
    (trigger,) = [it for it in judged(repo).triggers if it.id == EMAIL]
    return trigger


def _digest(repo, ref):
    path = ref.partition("#")[0].partition("::")[0].rpartition(":")[2]
    return digest((repo.path / path).read_text())


def complaint(trigger):
    assert trigger.answer is AnswerState.UNANSWERED
    return trigger.reason.partition(": ")[2].partition(": ")[2]


@pytest.mark.parametrize(
    ("ref", "files", "tool"),
    [
        pytest.param(TOOLS, {}, ASKS, id="the tool itself"),
        pytest.param(EMAIL, {}, ASKS, id="the element of the tool"),
        pytest.param(APPROVALS, {APPROVALS: POLICY.format(name="send_email", asks="always")}, MAIL, id="policy"),
        pytest.param(
            f"approval:{APPROVALS}#actions.send_email",
            {APPROVALS: POLICY.format(name="send_email", asks="true")},
            MAIL,
            id="element of the policy",
        ),
        pytest.param(
            f"{APPROVALS}#actions.outbound",
            {APPROVALS: POLICY.format(name="outbound", asks="true")},
            MAIL,
            id="policy of another name that is named",
        ),
        pytest.param(
            APPROVALS, {APPROVALS: "defaults:\n  require_approval: true\n"}, MAIL, id="policy that holds for all"
        ),
    ],
)
def test_an_approval_that_asks_counts(repo, ref, files, tool):
    trigger = answered(repo, files, [("approval_flow", ref)], tool=tool)
    assert (trigger.answer, "not seen" in trigger.reason) == (AnswerState.DECIDED, False)


@pytest.mark.parametrize(
    ("ref", "files", "tool", "said"),
    [
        pytest.param(
            TOOLS, {}, NEVER,
            f"{EMAIL} says needs_approval: false (switch it on, or claim another control)",
            id="the tool says never",
        ),
        pytest.param(
            APPROVALS, {APPROVALS: POLICY.format(name="send_email", asks="never")}, MAIL,
            f"approval:{APPROVALS}#actions.send_email says require_approval: never "
            "(switch it on, or claim another control)",
            id="the policy says never",
        ),
        pytest.param(
            APPROVALS,
            {
                APPROVALS: "defaults:\n  require_approval: true\n"
                + POLICY.format(name="send_email", asks="false"),
            },
            MAIL,
            f"approval:{APPROVALS}#actions.send_email says require_approval: false "
            "(switch it on, or claim another control)",
            id="what is said of it outweighs what holds for all",
        ),
        pytest.param(
            APPROVALS, {APPROVALS: POLICY.format(name="refund", asks="true")}, MAIL,
            f"no approval in {APPROVALS} speaks of send_email "
            f"(name the one that holds for it: {APPROVALS}#actions.refund)",
            id="another tool's",
        ),
        pytest.param(
            "docs/checklist.md", {}, MAIL,
            "docs/checklist.md shows no approval (name the file or element in which it is asked for, such as "
            "require_approval: always, or declare the file under surfaces in .threatgate.yaml)",
            id="a document",
        ),
        pytest.param(
            f"approval:{TOOLS}#nothing", {}, MAIL,
            f"approval:{TOOLS}#nothing is no element of head (name one that `threatgate inventory` lists)",
            id="an element that is not there",
        ),
    ],
)  # fmt: skip
def test_an_approval_that_does_not_ask_is_none(repo, ref, files, tool, said):
    assert complaint(answered(repo, files, [("approval_flow", ref)], tool=tool)) == said


def test_an_approval_in_an_unchanged_file_counts_too(repo):
    repo.commit("policy", {APPROVALS: POLICY.format(name="send_email", asks="always")})
    assert answered(repo, {}, [("approval_flow", APPROVALS)]).answer is AnswerState.DECIDED


@pytest.mark.parametrize(
    ("ref", "files", "doubt"),
    [
        pytest.param(
            "evals/mail.yaml",
            {
                "evals/mail.yaml": SUITE.format(blocks="true"),
                ".github/workflows/ci.yml": WORKFLOW.format(runs="promptfoo eval -c evals/mail.yaml"),
            },
            "",
            id="eval that a pipeline runs",
        ),
        pytest.param(
            "evals/mail.yaml",
            {
                "evals/mail.yaml": SUITE.format(blocks="true"),
                ".github/workflows/ci.yml": WORKFLOW.format(runs="make check"),
                "Makefile": "check:\n\tpromptfoo eval -c evals/mail.yaml\n",
            },
            "",
            id="eval that a script of the pipeline runs",
        ),
        pytest.param(
            "evals/mail.yaml",
            {"evals/mail.yaml": SUITE.format(blocks="true")},
            "evals/mail.yaml was not seen to run in a pipeline",
            id="eval that nothing runs",
        ),
        pytest.param(
            "evals/mail.yaml",
            {"evals/mail.yaml": SUITE.format(blocks="false")},
            "eval:evals/mail.yaml#mail says blocking: false",
            id="eval that stops nothing",
        ),
        pytest.param(
            "tests/test_mail.py::test_limit",
            {
                "tests/test_mail.py": "def test_limit(): ...\n",
                ".github/workflows/ci.yml": WORKFLOW.format(runs="pytest -q"),
            },
            "",
            id="test",
        ),
        pytest.param(
            "scripts/hold_back.py",
            {
                "scripts/hold_back.py": "print('held back')\n",
                ".github/workflows/ci.yml": WORKFLOW.format(runs="python scripts/hold_back.py"),
            },
            "",
            id="whatever a pipeline is seen to run",
        ),
    ],
)
def test_a_launch_gate_is_an_eval_or_a_test(repo, ref, files, doubt):
    trigger = answered(repo, files, [("launch_gate", ref)])
    assert trigger.answer is AnswerState.DECIDED
    assert trigger.reason == "; ".join(filter(None, ["approved by @tom: declared, not proven", doubt]))


@pytest.mark.parametrize(
    ("files", "ref", "said"),
    [
        pytest.param({}, "docs/checklist.md", "docs/checklist.md is no eval, test", id="a document"),
        pytest.param(
            {"scripts/hold_back.py": "print('held back')\n"},
            "scripts/hold_back.py",
            "scripts/hold_back.py is no eval, test",
            id="a script that nothing is seen to run",
        ),
        pytest.param(
            {"evals/mail.yaml": SUITE.format(blocks="true") + "enabled: false\n"},
            "evals/mail.yaml",
            "eval:evals/mail.yaml#mail says enabled: false",
            id="an eval that is off",
        ),
    ],
)
def test_what_tests_nothing_is_no_launch_gate(repo, files, ref, said):
    assert complaint(answered(repo, files, [("launch_gate", ref)])).startswith(said)


@pytest.mark.parametrize(
    ("ref", "files", "said"),
    [
        pytest.param("config/audit.yaml", {"config/audit.yaml": AUDIT.format(on="true")}, "", id="on"),
        pytest.param(
            "config/audit.yaml", {"config/audit.yaml": AUDIT.format(on="false")},
            "logging:config/audit.yaml#audit says enabled: false (switch it on, or claim another control)",
            id="off",
        ),
        pytest.param(
            "docs/checklist.md", {},
            "docs/checklist.md shows no audit log (name the file that sets it up, or declare the file under surfaces "
            "in .threatgate.yaml as kind: logging)",
            id="a document",
        ),
    ],
)  # fmt: skip
def test_a_logging_schema_is_an_audit_log_that_is_on(repo, ref, files, said):
    trigger = answered(repo, files, [("logging_schema", ref)])
    assert said == ("" if trigger.answer is AnswerState.DECIDED else complaint(trigger))


@pytest.mark.parametrize("ref", ["docs/checklist.md", "policy/egress.rego"])
def test_a_runtime_policy_may_be_what_the_gate_cannot_read(repo, ref):
    files = {"policy/egress.rego": "package egress\n\ndefault allow = false\n"} if ref.endswith("rego") else {}
    assert answered(repo, files, [("runtime_policy", ref)]).answer is AnswerState.DECIDED


@pytest.mark.parametrize(("asks", "counts"), [("always", True), ("never", False)])
def test_a_compensating_control_in_free_words_must_not_say_the_opposite(repo, asks, counts):
    policy = POLICY.format(name="send_email", asks=asks)
    control = {"control": "a person approves each mail", "ref": APPROVALS, "digest": digest(policy)}
    block = block_of("exception", approved=DAY.isoformat(), compensating_controls=[control])
    trigger = answered(repo, {APPROVALS: policy}, outcome="exception", block=block)
    assert trigger.answer is (AnswerState.EXCEPTED if counts else AnswerState.UNANSWERED)


TESTED = "def test_limit():\n    assert True\n"


@pytest.mark.parametrize(
    ("kind", "ref", "content", "said"),
    [
        ("test", "tests/test_mail.py::test_limit", TESTED, ""),
        ("test", "tests/test_mail.py::test_other", TESTED, "tests/test_mail.py has no test_other"),
        ("eval", "evals/mail.yaml", SUITE.format(blocks="true"), ""),
        ("eval", "docs/evals.md", "# Evals\n", "docs/evals.md is no eval"),
        ("doc", "docs/evals.md", "# Evals\n", ""),
        ("log", "logs/run.txt", "refused\n", ""),
    ],
)
def test_evidence_is_what_it_is_called(repo, kind, ref, content, said):
    path = ref.partition("::")[0]
    block = block_of("no_change", evidence=[{"kind": kind, "ref": ref, "digest": digest(content)}])
    trigger = answered(repo, {path: content}, outcome="no_change", block=block)
    assert (trigger.answer is AnswerState.DECIDED) is not bool(said)
    assert said in trigger.reason


@pytest.mark.parametrize("fresh", [True, False])
def test_last_months_green_report_shows_nothing_of_this_change(repo, fresh):
    green = '{"results": {"stats": {"successes": 40, "failures": 0}}}\n'
    if not fresh:
        repo.commit("report", {"evals/results/mail.json": green})
    evidence = [{"kind": "eval", "ref": "evals/results/mail.json", "digest": digest(green)}]
    block = block_of("no_change", evidence=evidence)
    trigger = answered(repo, {"evals/results/mail.json": green}, outcome="no_change", block=block)
    assert (trigger.answer is AnswerState.DECIDED) is fresh


def test_evidence_without_a_digest_is_told_the_digest(repo):
    block = block_of("no_change", evidence=[{"kind": "test", "ref": "tests/test_mail.py"}])
    trigger = answered(repo, {"tests/test_mail.py": TESTED}, outcome="no_change", block=block)
    assert complaint(trigger) == f"tests/test_mail.py is not bound by a digest (add digest: {digest(TESTED)})"
