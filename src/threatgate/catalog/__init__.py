"""Vocabulary as data: YAML tables with source and date, compiled to JSON because `check` must start at once.

`catalog/*.yaml` is what people edit; `catalog/compiled/*.json` is made from it by `python -m threatgate.catalog.compiler`
and held equal by a test.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def table(name: str) -> Any:
    """The table `name`, as plain JSON."""
    return json.loads((HERE / "compiled" / f"{name}.json").read_bytes())
