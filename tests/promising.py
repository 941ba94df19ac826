"""Repositories in which a tool or policy is bound by a record that has landed, for the tests of promises."""

from __future__ import annotations

from datetime import date
from typing import Any

from threatgate.gate import CheckRequest, check
from threatgate.identity import sha256
from threatgate.records import writing

DAY = date(2026, 11, 24)
TOOLS = "src/agent/tools.py"
MAIL = '''\
from agents import function_tool


@function_tool
def send_email(to: str, body: str) -> str:
    """Send an e-mail to a customer of the shop."""
    return "sent"
'''
NOTE = '''

@function_tool
def add_note(order: str) -> str:
    """Put a note for colleagues into an order of the shop."""
    return "noted"
'''
EGRESS = "allow: [help.example.com]\n"
TEST = "def test_limit():\n    assert True\n"
FILES = {TOOLS: MAIL + NOTE, "config/egress.yaml": EGRESS, "tests/test_mail.py": TEST, "README.md": "# Shop\n"}
EMAIL = f"tool:{TOOLS}#send_email"
SETTINGS = """version: 1
people:
  "@lea": [lea@example.org]
  "@ciso": [ciso@example.org]
  "@tom": [tom@example.org]
"""


def digest(text: str) -> str:
    return f"sha256:{sha256(text.encode())}"


def judged(repo, day: date = DAY, base: str = "main", head: str = "change"):
    """What the gate says of the branch `change`."""
    return check(CheckRequest(repo.path, base, head, as_of=day, environ=repo.env))


def said(report) -> list[tuple[str, str, str, str, str]]:
    """Each trigger: rule, element, level, answer, record."""
    return sorted((it.rule, it.id, it.level, it.answer, it.record or "") for it in report.triggers)


def block_of(outcome: str, **edits: Any) -> dict[str, Any]:
    blocks: dict[str, dict[str, Any]] = {
        "exception": {
            "reason": "The pilot begins before the approval flow exists.",
            "approver": "@ciso",
            "approved": "2026-11-20",
            "expires": "2026-12-18",
            "review_date": "2026-12-10",
            "compensating_controls": [
                {"control": "outbound domain allow-list", "ref": "config/egress.yaml", "digest": digest(EGRESS)}
            ],
            "residual_risk": "moderate",
            "exit_plan": "The approval flow lands with release 4 and the exception ends.",
        },
        "backlog": {
            "ticket": "https://github.com/org/repo/issues/12",
            "acceptance_criteria": ["a mail that goes outside needs a recorded approval"],
            "due": "2026-12-18",
        },
        "no_change": {
            "rationale": "The threat model already covers mail to customers, and the test shows the limit.",
            "evidence": [{"kind": "test", "ref": "tests/test_mail.py::test_limit", "digest": digest(TEST)}],
            "decided_by": "@lea",
        },
    }
    return {**blocks[outcome], **edits}


def record(outcome: str, changes, *, number: str = "00000a", created: str = "2026-11-20", **fields: Any) -> dict:
    """The data of a record that answers these changes."""
    block = fields.pop("block", None) or block_of(outcome)
    usual: dict[str, Any] = {"owner": "@lea", "severity": "high", "title": "Mail of the support agent"}
    if outcome != "no_change":
        usual["threat"] = {"statement": "Whoever can put text before the model can have mail sent in our name."}
    if outcome != "exception":
        usual["second"] = "@tom"
    if outcome == "backlog":
        usual["controls"] = [{"control": "backlog", "ref": block["ticket"]}]
    found = writing.build(outcome, block, created=date.fromisoformat(created), changes=changes, **(usual | fields))
    found["id"] = f"TM-{created.replace('-', '')}-{number}"
    return found


def path(data: dict) -> str:
    return f"threat-model/records/{data['id']}.yaml"


def file(data: dict) -> dict[str, str]:
    """The record as a file of the repository."""
    return {path(data): writing.render(data)}


def closed(data: dict[str, Any], how: str = "revoked") -> dict[str, Any]:
    return data | {"closed": {"date": DAY.isoformat(), "by": "@lea", "how": how}}


def landed(repo, outcome: str = "exception", names: tuple[str, ...] = ("send_email",), **fields: Any) -> dict:
    """A repository whose main has the tools and the record that answered them; gives the record, on a new branch."""
    repo.commit("settings", {".threatgate.yaml": SETTINGS, **{k: v for k, v in FILES.items() if k != TOOLS}})
    repo.branch("first").commit("tools", {TOOLS: FILES[TOOLS]})
    report = judged(repo, head="first")
    changes = [it.change for it in report.triggers if it.change.element.name in names]
    assert len(changes) == len(names)
    data = record(outcome, changes, **fields)
    repo.commit("record", file(data))
    repo.checkout("main").merge("first")
    repo.branch("change")
    return data
