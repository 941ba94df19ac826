"""Vocabulary as data: YAML tables with source and date, compiled to JSON because `check` must start at once.

`catalog/*.yaml` is what people edit; `catalog/compiled/*.json` is made from it by
`python -m threatgate.catalog.compiler` and held equal by a test.
"""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

HERE = os.path.dirname(__file__)


@cache
def table(name: str) -> Any:
    """The table `name`, as plain JSON."""
    with open(os.path.join(HERE, "compiled", f"{name}.json"), "rb") as file:
        return json.load(file)
