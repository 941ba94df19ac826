"""Threat models that people write: Markdown, Threat Dragon, the Threat Model Library, Threagile; what each says."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from test_threat_models_native import digest_of, model_of, said

from threatgate.threat_models import ThreatModel, meant, read, records_in, said_anew

FIXTURES = Path(__file__).parent.parent / "fixtures" / "threat_models"
FORMATS = ("markdown", "threagile", "threat_dragon", "threat_model_library")
CASES = sorted(case for form in FORMATS for case in (FIXTURES / form).iterdir())
TABLE = "markdown/support_agent"
SECTIONS = "markdown/sections"
DECISION = "markdown/decision"
DRAGON = "threat_dragon/support_agent"
LIBRARY = "threat_model_library/support_agent"
RISKS = "threagile/support_agent"


def model(case, edit=lambda data: data):
    name, data = model_of(case)
    found = read(name, edit(data))
    assert isinstance(found, ThreatModel), found
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_all_that_a_model_says(case):
    name, data = model_of(f"{case.parent.name}/{case.name}")
    assert said(read(name, data)) == yaml.safe_load((case / "expected.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/guide.md", "# Guide\n\nHow to install it.\n"),
        ("package.json", '{"detail": {}, "name": "x"}'),
        ("schema.json", '{"properties": {"trust_zones": {}, "data_flows": {}, "scope": {}}}'),
        ("deploy.yaml", "kind: Deployment\n"),
        ("THREAT_MODEL.txt", "threats"),
    ],
)
def test_what_is_no_threat_model(path, text):
    assert read(path, text.encode()) is None


def test_what_was_given_up_is_noted():
    assert model("markdown/fenced").notes == ("line 17: the record has no id",)
    assert model(RISKS).notes == ("includes assets.yaml, which is not read from here",)


def test_a_fenced_record_is_found_with_its_line_and_one_that_is_shown_is_not():
    name, data = model_of("markdown/fenced")
    assert [(text.splitlines()[0], line) for text, line in records_in(name, data)] == [
        ("schema: 1", 4),
        ("title: no id", 17),
    ]
    assert records_in("model.json", data) == ()


# A model, a text in it, and another in its place.
LAYOUT = [
    (TABLE, b"| T1 |", b"|   **T1**   |"),
    (TABLE, b"|:-------|", b"|---|"),
    (TABLE, b"reads tickets and pays", b"reads tickets\nand pays"),
    (TABLE, b"| Hidden | High |", b"| Hidden | Low |"),
    (TABLE, b"reviewed: 2026-11-01", b"reviewed: 2026-11-20"),
    (TABLE, b"- Theft of servers", b"* Theft of\n  servers"),
    (SECTIONS, b"============", b"==="),
    (SECTIONS, b"make the agent pay refunds", b"make the\nagent pay refunds"),
    (SECTIONS, b"* Agent", b"- Agent"),
    (SECTIONS, b"1. Somebody", b"2) Somebody"),
    (DECISION, b"date: 2026-11-20", b"date: 2026-11-21"),
    (DRAGON, b'"x": 300', b'"x": 12'),
    (DRAGON, b'"width": 100', b'"width": 10'),
    (DRAGON, b'"zIndex": 1', b'"zIndex": 4'),
    (DRAGON, b'"vertices": [{"x": 1, "y": 2}]', b'"vertices": []'),
    (DRAGON, b'"source": {"x": 1', b'"source": {"x": 99'),
    (DRAGON, b'"hasOpenThreats": true', b'"hasOpenThreats": false'),
    (DRAGON, b"thumbnail.stride.jpg", b"thumbnail.jpg"),
    (DRAGON, b'"number": 1', b'"number": 7'),
    (LIBRARY, b'"reviewed_at": "2026-11-01"', b'"reviewed_at": "2026-11-20"'),
    (LIBRARY, b'"frozen": false', b'"frozen": true'),
    (RISKS, b"date: 2026-11-02", b"date: 2026-11-20"),
    (RISKS, b"diagram_tweak_weight: 2", b"diagram_tweak_weight: 9"),
    (RISKS, b"[agent, ledger]", b"\n      - agent\n      - ledger"),
]
MEANING = [
    (TABLE, b"| T2 |", b"| T7 |"),
    (TABLE, b"In progress", b"Done"),
    (TABLE, b"Allow list", b"Deny list"),
    (TABLE, b"2027-01-20", b"2027-02-20"),
    (TABLE, b"reads tickets", b"writes tickets"),
    (TABLE, b"Theft of servers", b"Theft of laptops"),
    (SECTIONS, b"**Open**", b"**Mitigated**"),
    (SECTIONS, b"are quoted", b"are dropped"),
    (SECTIONS, b"pass_rate >= 0.95", b"pass_rate >= 0.5"),
    (SECTIONS, b"| low | high |", b"| low | low |"),
    (DECISION, b"status: accepted", b"status: rejected"),
    (DECISION, b"the approval queue exists", b"a queue exists"),
    (DRAGON, b'"status": "Open"', b'"status": "Mitigated"'),
    (DRAGON, b"A person looks", b"A machine looks"),
    (DRAGON, b'"isEncrypted": true', b'"isEncrypted": false'),
    (DRAGON, b'"target": {"cell": "ledger"}', b'"target": {"cell": "line"}'),
    (DRAGON, b'"severity": "High"', b'"severity": "Low"'),
    (LIBRARY, b'"validity": "confirmed"', b'"validity": "rejected"'),
    (LIBRARY, b'"status": "scheduled"', b'"status": "active"'),
    (LIBRARY, b'"encrypted": true', b'"encrypted": false'),
    (LIBRARY, b'"due": "2027-01-20"', b'"due": "2027-02-20"'),
    (RISKS, b"status: in-progress", b"status: mitigated"),
    (RISKS, b"issues/7", b"issues/8"),
    (RISKS, b"protocol: https", b"protocol: http"),
    (RISKS, b'tickets?: ""', b"tickets?: Support"),
    (RISKS, b"quantity: many", b"quantity: few"),
]


@pytest.mark.parametrize(("case", "old", "new"), LAYOUT)
def test_layout_is_in_no_digest(case, old, new):
    name, data = model_of(case)
    assert old in data
    assert digest_of(name, data.replace(old, new)) == digest_of(name, data)
    assert said_anew([model(case)], model(case, lambda data: data.replace(old, new))) == ()


@pytest.mark.parametrize(("case", "old", "new"), MEANING)
def test_what_is_said_is_in_the_digest(case, old, new):
    name, data = model_of(case)
    assert old in data
    assert digest_of(name, data.replace(old, new)) != digest_of(name, data)


def test_what_is_said_anew_is_told_by_meaning_not_by_id():
    before = model(DRAGON)
    after = model(DRAGON, lambda data: data.replace(b"A person looks", b"Nobody").replace(b'"th-2"', b'"th-3"'))
    assert [one.ref for one in said_anew([before], after)] == ["th-1"]
    assert said_anew([before], model(DRAGON, lambda data: data.replace(b'"name": "Ledger"', b'"name": "Book"'))) == ()
    assert said_anew([], before) == before.entries


@pytest.mark.parametrize(
    ("case", "ref", "outcome"),
    [
        (TABLE, "T1", "backlog"),
        (TABLE, "T2", "no_change"),
        (TABLE, "T3", ""),
        (SECTIONS, "T-1", "blocker"),
        (SECTIONS, "T-4", "backlog"),
        (SECTIONS, "M1", "no_change"),
        (SECTIONS, "somebody-pretends-to-be-a-customer", ""),
        (DECISION, "ADR-0007", "no_change"),
        (DRAGON, "th-1", "backlog"),
        (DRAGON, "th-2", ""),
        (LIBRARY, "person-looks", "backlog"),
        (RISKS, "untrusted-input@agent", "backlog"),
        (RISKS, "missing-hardening@*", ""),
        (RISKS, "unencrypted-communication@agent>ledger", "no_change"),
    ],
)
def test_the_outcome_that_an_entry_stands_for(case, ref, outcome):
    found = model(case)
    entry = found.entry(ref)
    assert entry is not None
    assert meant(found.format, entry).outcome == outcome


@pytest.mark.parametrize("word", ["exception", "Accepted", "risk-acceptance", "Accept risk"])
def test_no_word_makes_an_exception(word):
    found = model(TABLE)
    entry = found.entries[0]._replace(stated={**found.entries[0].stated, "outcome": word})
    assert meant(found.format, entry)[::2] == (
        "",
        "an exception lives in the register only: write it with `threatgate decide exception`",
    )
    accepted = found.entries[0]._replace(status="Accepted", stated={**found.entries[0].stated, "outcome": "backlog"})
    assert meant(found.format, accepted).outcome == ""
