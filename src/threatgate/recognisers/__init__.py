"""What AI systems are made of, one module a kind of artefact; found by file name in this package only."""

from __future__ import annotations

import importlib
import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threatgate.recognisers._api import Recogniser

CODE = "code_"


@cache
def recognisers() -> tuple[Recogniser, ...]:
    """Every recogniser, specific ones first, then by name."""
    return _loaded(_names())


@cache
def readers(*, code: bool) -> tuple[Recogniser, ...]:
    """The recognisers of source files, or those of everything else: a change of data loads none that reads code."""
    return _loaded([name for name in _names() if name.startswith(CODE) is code])


def _loaded(names: list[str]) -> tuple[Recogniser, ...]:
    loaded = [importlib.import_module(f"{__name__}.{name}").RECOGNISER for name in names]
    return tuple(sorted(loaded, key=lambda recogniser: (recogniser.rank, recogniser.name)))


def _names() -> list[str]:
    """The modules of this folder. `pkgutil` would say the same, and load a megabyte to say it."""
    files = (entry.partition(".") for folder in __path__ for entry in os.listdir(folder))
    return sorted({stem for stem, _, suffix in files if suffix in ("py", "pyc") and not stem.startswith("_")})
