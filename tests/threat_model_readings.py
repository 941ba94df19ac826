"""The small models of every format, and readings that hold what every reading must."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

from threatgate.threat_models import Broken, ThreatModel, read

FIXTURES = Path(__file__).parent.parent / "fixtures" / "threat_models"
FORMATS = tuple(sorted(folder.name for folder in FIXTURES.iterdir() if (folder / "support_agent").is_dir()))
# Measuring coverage takes its own time.
SECONDS = 2.0 if sys.gettrace() is None else 12.0
MEGABYTES = 1024 * 1024


def whole(form: str) -> tuple[str, bytes]:
    """The name and the bytes of the small model of a format."""
    (file,) = (file for file in (FIXTURES / form / "support_agent").iterdir() if file.name != "expected.yaml")
    return file.name, file.read_bytes()


def reading(name: str, data: bytes) -> ThreatModel | Broken | None:
    """What is read, once it is sure that it was read in time and that what is broken is said in one line."""
    begun = time.process_time()
    found = read(name, data)
    assert time.process_time() - begun < SECONDS
    if isinstance(found, Broken):
        assert 1 <= found.line <= max(1, len(data.splitlines()) + 1), found
        assert found.hint, found
        assert "fault in threatgate" not in found.message, found
        for text in (found.message, found.hint):
            assert text == text.strip()
            assert len(text) < 300, found
            assert not re.search(r"[\x00-\x1f\x7f-\x9f]", text), found
    return found


def broken(name: str, data: bytes, words: str) -> None:
    found = reading(name, data)
    assert isinstance(found, Broken), found
    assert re.search(words, found.message), found
