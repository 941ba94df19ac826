"""What a threat model is to the gate, whatever its format: parts, entries, and a digest of what they mean."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from threatgate.model import Json, Span

NOTHING: Mapping[str, str | tuple[str, ...]] = MappingProxyType({})
ROLES = ("threat", "mitigation", "control", "risk", "assumption", "decision", "exclusion")


class Part(NamedTuple):
    """One thing that the model is drawn of: a process, a store, a flow, an actor, a boundary.

    `ref` is its id in the model, `kind` the format's own word for what it is, `meaning` what else is said of it.
    """

    ref: str
    kind: str
    name: str
    span: Span
    meaning: Json = None


class Entry(NamedTuple):
    """One statement of the model that can change: a threat, a mitigation, a risk, a decision.

    `ref` is its id in the model (what `threat.model.ref` of a record names), `role` one of ROLES, `status` the format's
    own word. `meaning` is all that it says, without layout. `about` are refs of parts and of other entries that it
    speaks of. `stated` is what it says to the gate: `element`, `outcome`, `owner`, `ticket`, `due`, `acceptance` …
    """

    ref: str
    role: str
    title: str
    status: str
    meaning: Json
    span: Span
    about: tuple[str, ...] = ()
    stated: Mapping[str, str | tuple[str, ...]] = NOTHING


class ThreatModel(NamedTuple):
    """A model as it was read. `digest` covers what it means: parts and entries, no positions, colours, order of keys.

    `owner` is "" where the file says none. `notes` are readings that were given up in part, each one line.
    """

    format: str
    path: str
    title: str
    parts: tuple[Part, ...]
    entries: tuple[Entry, ...]
    digest: str
    owner: str = ""
    notes: tuple[str, ...] = ()

    def entry(self, ref: str) -> Entry | None:
        """The entry of an id."""
        return next((one for one in self.entries if one.ref == ref), None)


class Broken(NamedTuple):
    """A file that seems to be a threat model and cannot be read as one: where, why, the mend."""

    format: str
    path: str
    line: int
    message: str
    hint: str


Reading: TypeAlias = "ThreatModel | Broken"


class Format(NamedTuple):
    """One format. `suffixes` are endings of paths worth looking at, in lower case (a whole name counts as an ending).

    `claims` looks at the path and the first bytes or the whole, cheaply, and says whether the file is of this format;
    `read` reads it whole. Neither raises, neither takes more than the bounds of `documents` allow.
    """

    name: str
    suffixes: tuple[str, ...]
    claims: Callable[[str, bytes], bool]
    read: Callable[[str, bytes], Reading]
