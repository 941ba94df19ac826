"""What a threat model says that none said before: entries by what they mean, never by where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.identity import canonical
from threatgate.threat_models._digest import entry_meaning

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.threat_models._api import Entry, ThreatModel


def said_anew(befores: Iterable[ThreatModel], after: ThreatModel) -> tuple[Entry, ...]:
    """The entries of a model that say what no entry of the models before said, under whatever id and in whatever file.

    A model that is renamed or copied, and an entry that is given another id, say nothing anew.
    """
    said = {_says(entry) for model in befores for entry in model.entries}
    return tuple(entry for entry in after.entries if _says(entry) not in said)


def _says(entry: Entry) -> str:
    return canonical(entry_meaning(entry._replace(ref="")))
