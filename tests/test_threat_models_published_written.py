"""Published examples of Threat Dragon, the Threat Model Library and Threagile: read whole, and counted.

`THREATGATE_EXAMPLES` names a folder with checkouts under the names of their repositories; without it, and for one that
is not there, the test is skipped. Counted in the files' own lists on 2026-11-23, at these commits: threat-dragon
6b72aad, www-project-threat-model-library cb9fa13, threagile 74e323e.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from threatgate.threat_models import Broken, ThreatModel, read

FOLDER = os.environ.get("THREATGATE_EXAMPLES", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="THREATGATE_EXAMPLES names no folder")

_LIBRARY = "www-project-threat-model-library/threat-models"
# File → parts, then entries by role.
COUNTS: dict[str, tuple[int, dict[str, int]]] = {
    "threat-dragon/ThreatDragonModels/v2-threat-model.json": (20, {"threat": 14}),
    "threat-dragon/ThreatDragonModels/v2-new-model.json": (0, {}),
    "threat-dragon/td.vue/tests/unit/service/migration/tmbom-test-model.json": (
        48,
        {"threat": 5, "control": 8, "risk": 6, "assumption": 4},
    ),
    f"{_LIBRARY}/ai-ml-systems/husky-ai-threat-model.json": (
        55,
        {"threat": 9, "control": 22, "risk": 3, "assumption": 1},
    ),
    f"{_LIBRARY}/infrastructure/hashicorp-vault-threat-model.json": (
        57,
        {"threat": 8, "control": 23, "risk": 4, "assumption": 10},
    ),
    f"{_LIBRARY}/web-applications/ephemeral-browser-isolation-threat-model.json": (
        48,
        {"threat": 11, "control": 14, "risk": 6, "assumption": 9},
    ),
    f"{_LIBRARY}/web/cryptocurrency-wallet-threat-model.json": (33, {"threat": 3, "control": 3, "assumption": 2}),
    "threagile/demo/example/threagile.yaml": (52, {"risk": 9, "threat": 11, "assumption": 3, "control": 3}),
    "threagile/demo/stub/threagile.yaml": (6, {"risk": 2, "threat": 1, "assumption": 2, "control": 1}),
}
FIRST_VERSION = ("demo-threat-model.json", "enter-the-dragon/enter-the-dragon-1.json", "new-model.json")


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


@pytest.mark.parametrize("name", FIRST_VERSION)
def test_the_first_version_of_threat_dragon_is_named_and_not_read(name: str) -> None:
    found = read(name, held(f"threat-dragon/ThreatDragonModels/{name}"))
    assert isinstance(found, Broken)
    assert found.hint in ("open it in Threat Dragon 2 and save it", "save it with Threat Dragon 2")


def test_what_is_no_threat_model_is_none() -> None:
    for name in (
        "threat-dragon/ThreatDragonModels/test/v2-malformed-new-model.json",
        "www-project-threat-model-library/threat-model.schema.json",
    ):
        assert read(name, held(name)) is None
