"""Published examples of the tools' own projects: read whole, and counted.

`THREATGATE_EXAMPLES` names a folder with checkouts under the names of their repositories; without it, and for one that
is not there, the test is skipped. Counted by hand in the files' own lists on 2026-11-23, at these commits:
threat-composer 14227fc, OpenThreatModel a86e9fd, spec 819cee7, pytm 86ccaa8, TMTool (newest), drawio-diagrams (newest).
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from threatgate.threat_models import Broken, ThreatModel, read

FOLDER = os.environ.get("THREATGATE_EXAMPLES", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="THREATGATE_EXAMPLES names no folder")

_COMPOSER = "threat-composer/packages/threat-composer/src/data/workspaceExamples"
_GENAI = "threat-composer/workshop-examples/threat-modeling-for-builders-genai-edition-2025"
_BUILDERS = "threat-composer/workshop-examples/threat-modeling-for-builders-self-paced-elearning"
# File → parts, then entries by role.
COUNTS: dict[str, tuple[int, dict[str, int]]] = {
    f"{_COMPOSER}/GenAIChatbot.tc.json": (0, {"threat": 37, "mitigation": 84, "assumption": 13}),
    f"{_COMPOSER}/ThreatComposer.tc.json": (0, {"threat": 20, "mitigation": 18, "assumption": 5}),
    f"{_GENAI}/ThreatComposer_Workshop_GenAI-ex1.tc.json": (0, {"assumption": 1}),
    f"{_GENAI}/ThreatComposer_Workshop_GenAI-ex3.tc.json": (0, {"threat": 37, "assumption": 13}),
    f"{_BUILDERS}/ThreatModelingForBuilders-Exercise1.tc.json": (0, {}),
    f"{_BUILDERS}/ThreatModelingForBuilders-Exercise4.tc.json": (
        0,
        {"threat": 10, "mitigation": 22, "assumption": 19},
    ),
    "OpenThreatModel/EXAMPLE.yaml": (10, {"threat": 1, "mitigation": 2, "risk": 2, "control": 2}),
    "OpenThreatModel/EXAMPLE.json": (10, {"threat": 1, "mitigation": 2, "risk": 2, "control": 2}),
    "spec/testdata/tm1.hcl": (13, {"threat": 2, "exclusion": 2}),
    "spec/testdata/tm1.json": (3, {"threat": 2}),
    "spec/testdata/tm-with-expanded-controls.hcl": (0, {"threat": 3, "control": 3}),
    "spec/testdata/tm-constraint-multidfd.hcl": (12, {"threat": 1}),
    "spec/testdata/including/shared/tower.hcl": (3, {"threat": 2, "control": 2, "exclusion": 1}),
    "pytm/tm.py": (33, {"assumption": 2, "control": 10, "risk": 8}),
    "pytm/docs/sample_llm.py": (16, {"control": 3, "risk": 14}),
    "TMTool/test_model.tm7": (17, {"assumption": 1, "threat": 10}),
    "drawio-diagrams/blog/threat-modelling.drawio": (127, {}),
    "drawio-diagrams/blog/data-flow.drawio": (66, {}),
    "drawio-diagrams/diagrams/flowchart.drawio.svg": (11, {}),
}
BROKEN = {"spec/testdata/tm-invalid.hcl": 1, "spec/testdata/tm-invalid.json": 2}
DRAWINGS = 62


def held(name: str) -> bytes:
    file = Path(FOLDER) / name
    if not file.is_file():
        pytest.skip(f"{name} is not there")
    return file.read_bytes()


@pytest.mark.parametrize("name", COUNTS)
def test_an_example_is_read_whole(name: str) -> None:
    found = read(name, held(name))
    assert isinstance(found, ThreatModel), found
    assert (len(found.parts), Counter(entry.role for entry in found.entries)) == COUNTS[name]
    assert found.notes == ()
    assert len({entry.ref for entry in found.entries}) == len(found.entries)


@pytest.mark.parametrize("name", BROKEN)
def test_a_negative_example_is_broken_on_its_line(name: str) -> None:
    found = read(name, held(name))
    assert isinstance(found, Broken)
    assert (found.line, "\n" in found.message) == (BROKEN[name], False)


def test_every_published_drawing_is_read() -> None:
    folder = Path(FOLDER) / "drawio-diagrams"
    files = [*folder.rglob("*.drawio"), *folder.rglob("*.drawio.svg")]
    if not files:
        pytest.skip("drawio-diagrams is not there")
    assert len(files) == DRAWINGS
    assert [file for file in files if not isinstance(read(file.name, file.read_bytes()), ThreatModel)] == []


def test_the_links_of_the_chatbot_are_what_its_threats_are_about() -> None:
    name = f"{_COMPOSER}/GenAIChatbot.tc.json"
    found = read(name, held(name))
    assert isinstance(found, ThreatModel)
    roles = {entry.ref: entry.role for entry in found.entries}
    ends = Counter(tuple(sorted((entry.role, roles[ref]))) for entry in found.entries for ref in entry.about)
    assert ends["mitigation", "threat"] == 2 * 122
