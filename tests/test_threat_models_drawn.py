"""From an entry to a record: how evidence, controls and days are written, and what the record holds of them."""

from __future__ import annotations

from datetime import date

import pytest
from threat_model_samples import PAGE, section

from threatgate import threat_models
from threatgate.answering._model_records import Bound, named, record_of
from threatgate.model import Severity
from threatgate.records.deriving import from_block
from threatgate.records.model import Blocker, BrokenRecord, Control, Evidence, NoChange, Record
from threatgate.settings import Settings
from threatgate.threat_models import Broken, ThreatModel, read

DAY = date(2026, 11, 22)
DIGEST = "sha256:" + "a" * 64
BOUND = Bound(("tool:a.py#b", "tool:old.py#b"), DIGEST, "sha256:" + "b" * 64, Severity.MODERATE)
NAMED = "Element: tool:a.py#b"
WHY = "Rationale: nothing new can be reached by anybody"


def drawn(*lines, status="Mitigated", bounds=(BOUND,)):
    model = read(PAGE, section(NAMED, *lines, status=status).encode())
    assert isinstance(model, ThreatModel)
    return record_of(model, model.entries[0], bounds, Settings(), DAY)


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("tests/test_a.py::test_b", Evidence("test", "tests/test_a.py::test_b", None)),
        (f"tests/test_a.py {DIGEST}", Evidence("test", "tests/test_a.py", DIGEST)),
        (f"`evals/a.yaml` ({DIGEST})", Evidence("eval", "evals/a.yaml", DIGEST)),
        (f"log: logs/a.json, {DIGEST}", Evidence("log", "logs/a.json", DIGEST)),
        ("review https://example.org/r/1", Evidence("review", "https://example.org/r/1", None)),
        ("https://example.org/r/1", Evidence("review", "https://example.org/r/1", None)),
        ("https://github.com/a/b/issues/1", Evidence("ticket", "https://github.com/a/b/issues/1", None)),
        ("docs/a.md", Evidence("doc", "docs/a.md", None)),
        ("we looked at it", Evidence("doc", "we looked at it", None)),
    ],
)
def test_how_evidence_is_written(text, evidence):
    record = drawn(WHY, f"Evidence: {text}", "Valid until: 2027-01-31", "Decided by: @ann")
    assert isinstance(record, Record), record
    assert isinstance(record.outcome, NoChange)
    assert record.outcome.evidence == (evidence,)
    assert (record.outcome.decided_by, record.outcome.valid_until) == ("@ann", date(2027, 1, 31))


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("evals/a.yaml", Control("launch_gate", "evals/a.yaml", None)),
        (f"approval_flow: config/a.yaml {DIGEST}", Control("approval_flow", "config/a.yaml", DIGEST)),
        ("runtime_policy `policy/a.rego`", Control("runtime_policy", "policy/a.rego", None)),
        ("some control", Control("launch_gate", "some control", None)),
    ],
)
def test_how_controls_are_written(text, control):
    record = drawn("Gate: a", "Pass condition: failures == 0", f"Changes: {text}", "Abuse case: A bot asks.", status="")
    assert isinstance(record, Record), record
    assert record.outcome == Blocker("a", "", "failures == 0")
    assert record.controls == (control,)
    assert record.threat is not None
    assert (record.threat.abuse_case, record.threat.model_path, record.threat.model_ref) == ("A bot asks.", PAGE, "T1")
    assert (record.severity, record.second, record.line("owner")) == ("moderate", "@tom", 5)


def test_a_record_is_bound_to_all_that_its_entry_is_asked_about():
    other = Bound(("tool:c.py#d",), None, DIGEST, Severity.HIGH)
    record = drawn(WHY, "Evidence: docs/a.md", bounds=(BOUND, other, BOUND))
    assert isinstance(record, Record)
    assert (record.elements, record.severity, record.id) == (("tool:a.py#b", "tool:c.py#d"), "high", f"{PAGE}#T1")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("Record severity: huge", WHY, "Evidence: docs/a.md"), 'severity is "huge"'),
        ((WHY, "Evidence: docs/a.md", "Valid until: soon"), 'no_change.valid_until is "soon"'),
        ((WHY, "Evidence: docs/a.md", "Valid until: 2027-02-30"), "no_change.valid_until is 2027-02-30"),
        ((WHY, f"Evidence: ./{PAGE}#T1"), "T1 leans on the threat model itself"),
        ((WHY,), "T1 names tool:a.py#b as no_change and lacks Evidence"),
        (("Outcome: nothing",), "T1 names tool:a.py#b, but its outcome is 'nothing'"),
    ],
)
def test_what_is_no_record(lines, message):
    record = drawn(*lines)
    assert isinstance(record, BrokenRecord)
    assert record.message.startswith(message)
    assert record.elements == ("tool:a.py#b",)
    assert (record.path, record.line) == (PAGE, 5)


def test_an_entry_goes_by_the_ids_of_both_sides():
    model = read(PAGE, section("Element: tool:old.py#b").encode())
    assert isinstance(model, ThreatModel)
    assert named(model.entries[0], BOUND)
    assert not named(model.entries[0], BOUND._replace(ids=("tool:a.py#b",)))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: [", 8, "not valid YAML"),
        ("", 7, "the block is empty"),
        ("a: 1\n", 7, "covers is missing"),
        ("- a\n", 7, "the file must be"),
    ],
)
def test_a_block_that_is_no_record(text, line, message):
    found = from_block(PAGE, text, 7)
    assert isinstance(found, BrokenRecord)
    assert found.message.startswith(message), found
    assert found.line in (7, line)


def test_a_fault_of_ours_is_a_value(monkeypatch):
    def fault(*_):
        raise ValueError

    def deep(*_):
        raise RecursionError

    for raising, words in ((fault, "fault in threatgate (ValueError)"), (deep, "nested too deeply")):
        broken = tuple(form._replace(read=raising) for form in threat_models.formats())
        monkeypatch.setattr(threat_models, "formats", lambda broken=broken: broken)
        found = read("threat-model.md", b"# Threats\n")
        assert isinstance(found, Broken)
        assert words in found.message
