"""Every fuzz target over its seeds, and over the seeds cut short and turned inside out: nothing but designed ends."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "fuzz"))

from targets import seeds, targets

TARGETS = targets()
MOST = 12


@pytest.mark.parametrize("target", TARGETS, ids=[target.name for target in TARGETS])
def test_seeds_end_as_designed(target):
    files = seeds(target)
    step = max(1, len(files) // MOST)
    for file in files[::step]:
        data = file.read_bytes()[:16_384]
        for variant in (data, data[: len(data) // 2], data[::-1], data.replace(b":", b"\0"), b"\xff\xfe" + data):
            target.run(variant)


def test_every_format_has_a_target_and_seeds():
    from threatgate.catalog import table
    from threatgate.threat_models import formats

    names = {target.name for target in TARGETS}
    assert {f"document-{form}" for form in table("formats")["readers"]} <= names
    assert {
        f"model-{form}"
        for form in (path.stem for path in Path(sys.modules["threatgate.threat_models"].__path__[0]).glob("[a-z]*.py"))
    } <= names
    assert len(formats()) <= len(names)
