"""Threat models that teams already have, read natively and leniently: one format a module, found by its constant.

Nothing of a model is run, fetched or followed. A model that cannot be read is a value that says where and why.
"""

from __future__ import annotations

import importlib
import os
from functools import cache
from typing import TYPE_CHECKING

from threatgate.threat_models._api import Broken, Entry, Part, ThreatModel
from threatgate.threat_models._comparing import said_anew
from threatgate.threat_models._digest import entry_meaning
from threatgate.threat_models._outcomes import Meant, meant
from threatgate.threat_models._records import records_in

if TYPE_CHECKING:
    from threatgate.threat_models._api import Format

__all__ = [
    "Broken",
    "Entry",
    "Meant",
    "Part",
    "ThreatModel",
    "entry_meaning",
    "formats",
    "meant",
    "read",
    "records_in",
    "said_anew",
]

ANY_TEXT = "markdown"


@cache
def formats() -> tuple[Format, ...]:
    """Every format by name, Markdown last: it claims what is written for people."""
    files = (entry.partition(".") for folder in __path__ for entry in os.listdir(folder))
    names = sorted({stem for stem, _, suffix in files if suffix in ("py", "pyc") and not stem.startswith("_")})
    found = [importlib.import_module(f"{__name__}.{name}").FORMAT for name in names]
    return tuple(sorted(found, key=lambda form: (form.name == ANY_TEXT, form.name)))


def read(path: str, data: bytes) -> ThreatModel | Broken | None:
    """The model that a file holds; None for a file that is no threat model."""
    name = path.lower()
    for form in formats():
        if not name.endswith(form.suffixes):
            continue
        try:
            if form.claims(path, data):
                return form.read(path, data)
        except RecursionError:
            return Broken(form.name, path, 1, "is nested too deeply to be read", "split what is nested so deeply")
        except Exception as fault:  # noqa: BLE001 - one hostile model must not keep the change from being judged
            said = f"could not be read because of a fault in threatgate ({type(fault).__name__})"
            return Broken(form.name, path, 1, said, "please report it together with the file")
    return None
