"""The release gate in every format: golden files, the published schema, and text that cannot break out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from threatgate import schemas
from threatgate.model import Mode, Problem, Verdict
from threatgate.release import (
    BaselineLeft,
    Binding,
    Given,
    Ground,
    Merges,
    Reason,
    Release,
    Weight,
)
from threatgate.render._api import Look
from threatgate.render._json_text import json_text
from threatgate.render._release import text
from threatgate.render._release_document import document
from threatgate.render._release_markdown import markdown
from threatgate.results._api import Case, Counts, Results

GOLDEN = Path(__file__).parent.parent / "fixtures" / "release"
HEAD, SINCE = "1f3c5a7e9b2d4f6081a3c5e7f90b1d2c3e4f5061", "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
EXCEPTION, TOOL = "TM-20261122-3f9a1c", "tool:src/agent/tools.py#send_email"
PATH = f"threat-model/records/{EXCEPTION}.yaml"
RUN = Results(
    name="refund-evals",
    format="junit",
    path="out/run.xml",
    commit=HEAD,
    started="2026-11-23T08:00:00Z",
    counts=Counts(18, 2, 0, 1),
    metrics={"accuracy": 0.9},
    cases=(Case("a", "b", "passed"),),
)
SCAN = Results("scan", "sarif", "scan.sarif", metrics={"errors": 0.0})
LIST = "threat-model/baseline.yaml"
CLOSED = Release(
    verdict=Verdict.UNDETERMINED,
    mode=Mode.ENFORCE,
    repository="acme/shop",
    since=SINCE,
    origin="--since",
    head=HEAD,
    as_of="2026-12-08",
    dated=True,
    reasons=(
        Reason(
            Ground.MERGE, Weight.FAIL, TOOL, "high tool-added: agent gains send_email; nobody answered for it",
            ("@max",), "9b2d4f6081a3", f"threatgate decide backlog --base {SINCE[:12]} --head 9b2d4f6081a3 '{TOOL}'",
            "src/agent/tools.py", 42,
        ),
        Reason(
            Ground.RECORD, Weight.FAIL, EXCEPTION, "exception expired: expired at the end of 2026-12-07",
            ("@lea", "@ciso"), "2026-12-07", f"remove what it excuses and: threatgate register close {EXCEPTION}",
            PATH, 30,
        ),
        Reason(
            Ground.BLOCKER, Weight.FAIL, "TM-20261122-77aa01", "refund-evals: failed == 0: it is 2 (out/run.xml)",
            ("@tom",), "2026-11-22", "mend what fails, run refund-evals on 1f3c5a7e9b2d, then: threatgate release "
            "--evals FILE", PATH, 21,
        ),
        Reason(
            Ground.MERGE, Weight.UNDETERMINED, "aaaabbbbcccc", "cannot be judged: app/agent.py is too large",
            (), "aaaabbbbcccc", "look at it by hand, then begin after it: threatgate release --since aaaabbbbcccc",
        ),
        Reason(
            Ground.BASELINE, Weight.NOTE, LIST, "1 of its elements changed or went: a:b#c",
            ("@lea",), "2026-10-01", f"remove their lines from {LIST}", LIST,
        ),
    ),
    evidence=(
        Given("out/run.xml", Binding.NAMED, "it names the commit 1f3c5a7e9b2d", RUN),
        Given("scan.sarif", Binding.OTHER, "it is of the commit 0a1b2c3d4e5f", SCAN),
        Given("log.eval", Binding.BROKEN, "log.eval is no whole ZIP archive (let the run write it again)"),
    ),
    merges=Merges(12, 4, 3),
    baseline=BaselineLeft(40, 39, 1, 2),
    problems=(Problem("app/agent.py", None, "app/agent.py is 4096 KiB, too large to be read", "split it", "error"),),
    notices=("each merge was judged by the settings that it met",),
)  # fmt: skip
OPEN = Release(
    Verdict.PASS, Mode.OBSERVE, "acme/shop", "", "", HEAD, "2026-12-08", dated=False, reasons=(), evidence=(),
    merges=Merges(), baseline=None, problems=(), notices=(),
)  # fmt: skip
MADE = {
    "closed.txt": lambda: text(CLOSED, Look(width=100)),
    "closed.md": lambda: markdown(CLOSED),
    "closed.json": lambda: json_text(document(CLOSED)),
    "open.txt": lambda: text(OPEN, Look(width=100)),
    "open.md": lambda: markdown(OPEN),
    "open.json": lambda: json_text(document(OPEN)),
}


@pytest.mark.parametrize("name", MADE)
def test_golden(name):
    assert MADE[name]() == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("found", [CLOSED, OPEN], ids=["closed", "open"])
def test_what_is_printed_holds_the_published_schema(found):
    schema = json.loads(schemas.schema("release"))
    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document(found))] == []


def test_observe_lets_a_closed_release_through_and_says_so():
    said = text(CLOSED._replace(verdict=Verdict.BLOCKED, mode=Mode.OBSERVE), Look(width=200)).splitlines()[-1]
    assert said.endswith(", and is let through: mode is observe")


HOSTILE = "\x1b[31m\u202eevil|\n## @all <b>`x`</b> ##vso[task]"


def test_nothing_breaks_out():
    reason = CLOSED.reasons[0]._replace(subject=HOSTILE, words=HOSTILE, who=(HOSTILE,), since=HOSTILE, mend=HOSTILE)
    given = CLOSED.evidence[0]._replace(path=HOSTILE, words=HOSTILE, results=RUN._replace(name=HOSTILE))
    bad = CLOSED._replace(reasons=(reason,), evidence=(given,), notices=(HOSTILE,), origin=HOSTILE)
    for made in (text(bad, Look(width=100)), markdown(bad), json_text(document(bad))):
        assert "\x1b" not in made
        assert "\u202e" not in made
        assert "##vso[" not in made
    assert not [line for line in markdown(bad).splitlines()[1:] if line.startswith("## ")]
    assert "<b>" not in markdown(bad)
    assert all(line.count(" | ") == 4 for line in markdown(bad).splitlines() if line.startswith("| fail"))
