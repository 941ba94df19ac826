"""Threat models in the formats of the tools: what each small model says, whole or broken, and what is layout in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from threatgate.threat_models import Broken, ThreatModel, read

FIXTURES = Path(__file__).parent.parent / "fixtures" / "threat_models"
FORMATS = ("drawio", "otm", "pytm", "threat_composer", "threatcl", "tm7")
CASES = sorted(case for form in FORMATS for case in (FIXTURES / form).iterdir())


def model_of(case: str) -> tuple[str, bytes]:
    """The name and the bytes of the model of a case."""
    (file,) = (file for file in (FIXTURES / case).iterdir() if file.name != "expected.yaml")
    return file.name, file.read_bytes()


def digest_of(name: str, data: bytes) -> str:
    found = read(name, data)
    assert isinstance(found, ThreatModel), found
    return found.digest


def said(found: ThreatModel | Broken | None) -> dict[str, Any]:
    """All that a reading says, as `expected.yaml` writes it."""
    if isinstance(found, Broken):
        return {"broken": {"line": found.line, "message": found.message, "hint": found.hint}}
    assert found is not None
    entries = []
    for entry in found.entries:
        stated = {key: value if isinstance(value, str) else list(value) for key, value in entry.stated.items()}
        more = {"status": entry.status, "about": list(entry.about), "stated": stated}
        entries.append(
            {
                "ref": entry.ref,
                "role": entry.role,
                "title": entry.title,
                **{key: value for key, value in more.items() if value},
            }
        )
    parts = [f"{part.kind}: {part.ref}" for part in found.parts]
    return {"format": found.format, "title": found.title, "owner": found.owner, "parts": parts, "entries": entries}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_all_that_a_model_says(case: Path) -> None:
    name, data = model_of(f"{case.parent.name}/{case.name}")
    expected = yaml.safe_load((case / "expected.yaml").read_text(encoding="utf-8"))
    assert said(read(name, data)) == expected


def test_every_format_has_a_whole_model_and_broken_ones() -> None:
    for form in FORMATS:
        cases = {case.name for case in (FIXTURES / form).iterdir()}
        assert cases >= {"support_agent", "truncated", "twice"}, form


def test_a_program_is_read_and_never_run() -> None:
    read(*model_of("pytm/support_agent"))
    assert not (FIXTURES / "pytm" / "support_agent" / "ran").exists()
    assert not Path("ran").exists()


def test_the_same_model_in_another_spelling_means_the_same() -> None:
    assert digest_of(*model_of("otm/support_agent")) == digest_of(*model_of("otm/support_agent_json"))
    drawings = {digest_of(*model_of(f"drawio/{case}")) for case in ("support_agent", "packed", "picture")}
    assert len(drawings) == 1


# A model, a text in it, and another in its place.
LAYOUT = [
    ("threat_composer/support_agent", b'"displayOrder": 1', b'"displayOrder": 9'),
    ("threat_composer/support_agent", b'"numericId": 2', b'"numericId": 7'),
    ("threat_composer/support_agent", b"base64,AAAA", b"base64,BBBB"),
    ("otm/support_agent", b"x: 10, y: 20", b"x: 900, y: 2"),
    ("otm/support_agent", b"width: 1000", b"width: 10"),
    ("otm/support_agent", b"name: Diagram", b"name: Overview"),
    ("threatcl/support_agent", b"updated_at = 1700000100", b"updated_at = 1800000000"),
    ("threatcl/support_agent", b'  author     = "@lea"\n', b'\n\n  # whose it is\n  author = "@lea"\n'),
    ("pytm/support_agent", b"agent.levels = [1, 2]", b"agent.levels = [0]"),
    ("pytm/support_agent", b"tm.isOrdered = True", b"tm.isOrdered = False"),
    ("pytm/support_agent", b"look_up = Dataflow", b"fetch = Dataflow"),
    ("pytm/support_agent", b"import pathlib", b"import os\nimport pathlib"),
    ("tm7/support_agent", b">300</Left>", b">30</Left>"),
    ("tm7/support_agent", b">120</HandleX>", b">7</HandleX>"),
    ("tm7/support_agent", b"2026-11-21T08:00:00", b"2026-12-01T09:30:00"),
    ("tm7/support_agent", b"EXAMPLE\\lea", b"EXAMPLE\\tom"),
    ("drawio/support_agent", b'x="60" y="90"', b'x="61" y="95"'),
    ("drawio/support_agent", b"rounded=0;dashed=1", b"rounded=1;fillColor=#ff0000"),
    ("drawio/support_agent", b"&lt;b&gt;Customer&lt;/b&gt;", b"&lt;i&gt;Customer&lt;/i&gt;&lt;br&gt;"),
    ("drawio/support_agent", b'etag="abc"', b'etag="def"'),
]
MEANING = [
    ("threat_composer/support_agent", b"threatIdentified", b"threatResolved"),
    ("threat_composer/support_agent", b"above 50 EUR", b"above 500 EUR"),
    ("threat_composer/support_agent", b'"value": "High"', b'"value": "Low"'),
    ("threat_composer/support_agent", b'["T", "E"]', b'["T"]'),
    ("threat_composer/support_agent", b'0d7c3f9b1a01"}\n  ],\n', b'0d7c3f9b1a02"}\n  ],\n'),
    ("threat_composer/support_agent", b"support/issues/7", b"support/issues/8"),
    ("otm/support_agent", b"state: required", b"state: implemented"),
    ("otm/support_agent", b"trustRating: 90", b"trustRating: 10"),
    ("otm/support_agent", b"destination: orders", b"destination: agent"),
    ("otm/support_agent", b"Refunds wait", b"Large refunds wait"),
    ("threatcl/support_agent", b"implemented    = true", b"implemented    = false"),
    ("threatcl/support_agent", b"are written by customers", b"are written by us"),
    ("threatcl/support_agent", b"internet_facing = true", b"internet_facing = false"),
    ("threatcl/support_agent", b'to   = "agent"', b'to   = "orders"'),
    ("pytm/support_agent", b"hasContentFiltering=False", b"hasContentFiltering=True"),
    ("pytm/support_agent", b'response="mitigated"', b'response="accepted"'),
    ("pytm/support_agent", b"agent.inBoundary = inside\n", b""),
    ("pytm/support_agent", b"controls=Controls(isEncryptedAtRest=True)", b"controls={'isEncryptedAtRest': False}"),
    ("pytm/support_agent", b'exclude={"AC01"}', b'exclude={"AC02"}'),
    ("tm7/support_agent", b"AutoGenerated", b"Mitigated"),
    ("tm7/support_agent", b"<b:SelectedIndex>1<", b"<b:SelectedIndex>2<"),
    ("tm7/support_agent", b"First draft", b"Second draft"),
    ("tm7/support_agent", b"support/issues/7", b"support/issues/8"),
    ("drawio/support_agent", b'label="Support agent"', b'label="Sales agent"'),
    ("drawio/support_agent", b'target="agent"', b'target="zone"'),
    ("drawio/support_agent", b'vertex="1" parent="zone"', b'vertex="1" parent="1"'),
    ("drawio/support_agent", b"gpt-4o-2024-11-20", b"gpt-4o-mini"),
    ("drawio/support_agent", b'status="Open"', b'status="Mitigated"'),
]


@pytest.mark.parametrize(("case", "old", "new"), LAYOUT)
def test_layout_is_in_no_digest(case: str, old: bytes, new: bytes) -> None:
    name, data = model_of(case)
    assert old in data
    assert digest_of(name, data.replace(old, new)) == digest_of(name, data)


@pytest.mark.parametrize(("case", "old", "new"), MEANING)
def test_what_is_said_is_in_the_digest(case: str, old: bytes, new: bytes) -> None:
    name, data = model_of(case)
    assert old in data
    assert digest_of(name, data.replace(old, new)) != digest_of(name, data)
