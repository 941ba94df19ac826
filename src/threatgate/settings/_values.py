"""What the settings say, as values with the defaults, and which path is what under them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from threatgate import globs
from threatgate.catalog import table
from threatgate.levels import LevelMap, level_for
from threatgate.model import SEVERITIES, Direction, Kind, Level, Mode, Scope, Severity

PATH = ".threatgate.yaml"
DEFAULT_SYSTEM = "default"

People = Mapping[str, tuple[str, ...]]
Approvers = Mapping[Severity, tuple[str, ...]]


class System(NamedTuple):
    """A product inside the repository. The one named `default` is everything that no other claims."""

    name: str
    paths: tuple[str, ...]
    approvers: Approvers
    register: str


class Surface(NamedTuple):
    """Files that the team declares part of the surface; `watch` limits them to some keys, () takes the whole file."""

    kind: Kind
    paths: tuple[str, ...]
    watch: tuple[str, ...] = ()


class Limits(NamedTuple):
    """How long an outcome may live, by severity; a severity that is absent may not take this outcome at all."""

    max_days: Mapping[Severity, int]
    renewals: int = 2
    warn_days: int = 14
    warn_by: Mapping[Severity, int] = MappingProxyType({})

    def warning(self, severity: Severity) -> int:
        """How many days before its end a record of a severity is said to come due."""
        return self.warn_by.get(severity, self.warn_days)


class Reviews(NamedTuple):
    """How old a posture review may be, and which rules ask for a new one; `asked` says that the settings want one."""

    max_days: int = 365
    on: frozenset[str] = frozenset()
    asked: bool = False


_DAYS = {Severity.LOW: 180, Severity.MODERATE: 90, Severity.HIGH: 30}
_EXCEPTIONS = Limits(MappingProxyType({**_DAYS, Severity.CRITICAL: 14}))
_BACKLOG = Limits(MappingProxyType(_DAYS))
_REVIEWS = Reviews()
_NONE: Mapping[Any, Any] = MappingProxyType({})


class Settings(NamedTuple):
    """Everything the settings file can say. `given` tells whether there was a file."""

    path: str = PATH
    given: bool = False
    register: str = "threat-model"
    mode: Mode = Mode.ENFORCE
    levels: Mapping[str, LevelMap] = _NONE
    scopes: Mapping[Scope, LevelMap] = _NONE
    surfaces: tuple[Surface, ...] = ()
    ignore: tuple[str, ...] = ()
    threat_models: tuple[str, ...] = ()
    approvers: Approvers = _NONE
    people: People = _NONE
    approval: str = "declared"
    repository: str = ""
    exceptions: Limits = _EXCEPTIONS
    backlog: Limits = _BACKLOG
    escalation: Mapping[Severity, str] = _NONE
    own_tickets: tuple[str, ...] = ()
    require: Mapping[str, tuple[Kind, ...]] = _NONE
    reviews: Reviews = _REVIEWS
    systems: tuple[System, ...] = ()
    frameworks: Mapping[str, int] = _NONE
    adopted: str = ""

    @property
    def tickets(self) -> tuple[str, ...]:
        """Patterns of ticket addresses: the team's own, or the built-in ones."""
        return self.own_tickets or tuple(table("tickets")["patterns"])

    @property
    def registers(self) -> tuple[str, ...]:
        """Every folder that holds a register: the repository's and those of its systems."""
        return tuple(dict.fromkeys((self.register, *(system.register for system in self.systems))))

    def level(self, kind: Kind, rule: str, direction: Direction, scope: Scope, subject: str = "") -> Level:
        """What an unanswered change does."""
        return level_for(
            self.levels, self.scopes, kind=kind, rule=rule, direction=direction, scope=scope, subject=subject
        )

    def system_for(self, path: str) -> System:
        """The system that a path belongs to: that of the pattern that says most, the first of equals."""
        best, most = self.default_system, -1
        for system in self.systems:
            for pattern in system.paths:
                if globs.matches(path, pattern) and globs.weight(pattern) > most:
                    best, most = system, globs.weight(pattern)
        return best

    def system_named(self, name: str) -> System:
        """A system by its name; the repository itself where there is none of that name."""
        return next((one for one in self.systems if one.name == name), self.default_system)

    def register_for(self, systems: frozenset[str]) -> str:
        """Where a record of these systems belongs: the register of the one, or the repository's for several."""
        return self.system_named(next(iter(systems))).register if len(systems) == 1 else self.register

    @property
    def owasp_llm(self) -> int:
        """The edition of the OWASP LLM list that is cited."""
        return self.frameworks.get("owasp_llm", 2026)

    @property
    def default_system(self) -> System:
        """The repository itself."""
        return System(DEFAULT_SYSTEM, ("**",), self.approvers, self.register)

    def approvers_for(self, severity: Severity, system: str = DEFAULT_SYSTEM) -> tuple[str, ...]:
        """Who may agree; () where no list says so.

        A missing severity takes the next higher list, or the highest there is; a system without lists takes the
        repository's.
        """
        for lists in (self.system_named(system).approvers, self.approvers):
            higher = [one for one in SEVERITIES[SEVERITIES.index(severity) :] if one in lists]
            lower = [one for one in reversed(SEVERITIES) if one in lists]
            for one in (*higher, *lower):
                return tuple(lists[one])
        return ()

    def hears(self, severity: Severity) -> str | None:
        """Who hears of what comes due: a severity that names nobody takes the next lower one."""
        lower = reversed(SEVERITIES[: SEVERITIES.index(severity) + 1])
        return next((self.escalation[one] for one in lower if one in self.escalation), None)

    def ignored(self, path: str) -> bool:
        """Whether a path is never read. Settings and registers cannot be ignored."""
        return not self.own(path) and globs.matches_any(path, self.ignore)

    def own(self, path: str) -> bool:
        """Whether a path is the settings file or lies in a register."""
        return path == self.path or any(path.startswith(f"{register}/") for register in self.registers)

    def is_record(self, path: str) -> bool:
        """Whether a path is where a record stands: a YAML or Markdown file below `records/` of a register."""
        name = path.rpartition("/")[2]
        if name.startswith(".") or name.lower() == "readme.md" or not name.endswith((".yaml", ".yml", ".md")):
            return False
        return any(path.startswith(f"{register}/records/") for register in self.registers)

    def is_signature(self, path: str) -> bool:
        """Whether a path is where the signature of a record stands: the record's path and `.sig`."""
        return path.endswith(".sig") and self.is_record(path.removesuffix(".sig"))

    def is_threat_model(self, path: str) -> bool:
        """Whether a path is where a threat model stands: one that the settings name, or one of the usual places."""
        places = table("threat_models")["places"]
        likely = any(word in path.lower() for word in places["words"])
        usual = path in places["exact"] or (likely and globs.matches_any(path, tuple(places["patterns"])))
        return usual or globs.matches_any(path, self.threat_models)

    def is_baseline(self, path: str) -> bool:
        """Whether a path is the list of a register of what was there before adoption."""
        return path.endswith("/baseline.yaml") and path.removesuffix("/baseline.yaml") in self.registers

    def is_kept(self, path: str) -> bool:
        """Whether a path is where something stands that may only grow or shrink once it has landed."""
        return self.is_record(path) or self.is_signature(path) or self.is_baseline(path)

    def is_signers(self, path: str) -> bool:
        """Whether a path is where a register lists who may sign approvals."""
        return any(path == f"{register}/allowed_signers" for register in self.registers)

    @property
    def threat_model_paths(self) -> tuple[str, ...]:
        """The exact paths at which a threat model may stand: those of the settings, and the usual ones."""
        named = tuple(one for one in self.threat_models if not globs.is_wild(one))
        return tuple(dict.fromkeys((*named, *table("threat_models")["places"]["exact"])))

    def surface_for(self, path: str) -> tuple[Surface, ...]:
        """The declared surfaces that a path belongs to."""
        return tuple(surface for surface in self.surfaces if globs.matches_any(path, surface.paths))
