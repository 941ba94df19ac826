"""Repositories of other projects' own test suites: whatever stands in them, a check ends as it is designed to end.

THREATGATE_WEIRD names a folder of such repositories, in folders by where they are from, and of patches as `*.patch`.
None of them is kept here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

RUNS = Path(__file__).with_name("weird_runs.py")
WAYS = 12
WEIRD = os.environ.get("THREATGATE_WEIRD", "")
SOURCES = sorted(path.name for path in Path(WEIRD).iterdir() if path.is_dir()) if WEIRD else []

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SOURCES, reason="THREATGATE_WEIRD names no folder of repositories"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes that part here"),
]


@pytest.mark.parametrize("source", SOURCES or [""])
def test_every_check_ends_as_designed(source):
    argv = [sys.executable, str(RUNS), str(Path(WEIRD, source)), str(WAYS)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *wrong, summary = map(json.loads, done.stdout.splitlines())
    assert (wrong, summary["left"]) == ([], [])
    assert set(summary["codes"]) <= {"0", "1", "2", "3"}
    assert summary["codes"]
