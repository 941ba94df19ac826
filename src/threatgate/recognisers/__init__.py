"""What AI systems are made of, one module a kind of artefact; found by file name in this package only."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threatgate.recognisers._api import Recogniser


@cache
def recognisers() -> tuple[Recogniser, ...]:
    """Every recogniser, specific ones first, then by name."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    loaded = [importlib.import_module(f"{__name__}.{name}").RECOGNISER for name in names]
    return tuple(sorted(loaded, key=lambda recogniser: (recogniser.rank, recogniser.name)))
