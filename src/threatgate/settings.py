"""The settings, `.threatgate.yaml`: what a team decides about its gate, and the defaults where it decided nothing.

Read from the base side of a change. Unknown keys and odd values are errors with the line and the mend, never guesses:
a misspelt key that is silently ignored is a gate that is silently open.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate import globs
from threatgate.catalog import table
from threatgate.errors import UsageError
from threatgate.levels import LevelMap, level_for, levels_of
from threatgate.model import SEVERITIES, Direction, Kind, Level, Mode, Scope, Severity

if TYPE_CHECKING:
    from threatgate.shape import Flaw

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
        named = next((one.approvers for one in self.systems if one.name == system), {})
        for lists in (named, self.approvers):
            higher = [one for one in SEVERITIES[SEVERITIES.index(severity) :] if one in lists]
            lower = [one for one in reversed(SEVERITIES) if one in lists]
            for one in (*higher, *lower):
                return tuple(lists[one])
        return ()

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


def load(data: bytes | None, path: str = PATH) -> Settings:
    """The settings that a file states; the defaults where there is none. Raises UsageError: one line, one mend."""
    if data is None:
        return Settings(path=path)
    from threatgate import shape, strict_yaml

    try:
        strict = strict_yaml.read(data)
    except strict_yaml.StrictYamlError as error:
        raise UsageError(f"{path}:{error.line}: {error.message}", error.hint) from None
    stated = {} if strict.data is None else strict.data
    flaws = _own_flaws(stated) or shape.flaws(shape.schema("settings"), stated)
    if flaws:
        lines = sorted((strict.line_of(flaw.pointer), flaw.message, flaw.hint) for flaw in flaws)
        line, message, hint = lines[0]
        more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
        raise UsageError(f"{path}:{line}: {message}{more}", hint)
    return _settings(stated, path)


def _settings(data: dict[str, Any], path: str) -> Settings:
    """The settings of a file that holds the schema."""
    usual = Settings(path)
    register = data.get("register", usual.register)
    reviews = data.get("reviews", {})
    return Settings(
        path=path,
        given=True,
        register=register,
        mode=Mode(data.get("mode", usual.mode)),
        levels=MappingProxyType({key: levels_of(value) for key, value in data.get("levels", {}).items()}),
        scopes=MappingProxyType({Scope(key): levels_of(value) for key, value in data.get("scopes", {}).items()}),
        surfaces=tuple(
            Surface(Kind(one["kind"]), tuple(one["paths"]), tuple(one.get("watch", ())))
            for one in data.get("surfaces", ())
        ),
        ignore=tuple(data.get("ignore", ())),
        threat_models=tuple(data.get("threat_models", ())),
        approvers=_approvers(data.get("approvers", {})),
        people=_lists(data.get("people", {})),
        approval=data.get("approval", usual.approval),
        repository=data.get("repository", usual.repository),
        exceptions=_limits(data.get("exceptions", {}), usual.exceptions),
        backlog=_limits(data.get("backlog", {}), usual.backlog),
        escalation=MappingProxyType({Severity(key): who for key, who in data.get("escalation", {}).items()}),
        own_tickets=tuple(data.get("tickets", ())),
        require=MappingProxyType(
            {rule: tuple(Kind(kind) for kind in kinds) for rule, kinds in data.get("require", {}).items()}
        ),
        reviews=Reviews(
            reviews.get("max_days", usual.reviews.max_days),
            frozenset(reviews.get("on", usual.reviews.on)),
            "reviews" in data,
        ),
        systems=tuple(
            System(
                one["name"],
                tuple(one["paths"]),
                _approvers(one.get("approvers", {})),
                one.get("register", register),
            )
            for one in data.get("systems", ())
        ),
        frameworks=MappingProxyType(dict(data.get("frameworks", {}))),
        adopted=data.get("adopted", {}).get("commit", ""),
    )


def _lists(value: dict[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({key: tuple(items) for key, items in value.items()})


def _approvers(value: dict[str, list[str]]) -> Approvers:
    return MappingProxyType({Severity(key): tuple(items) for key, items in value.items()})


def _limits(value: dict[str, Any], usual: Limits) -> Limits:
    days = {**usual.max_days, **{Severity(key): count for key, count in value.get("max_days", {}).items()}}
    warn = value.get("warn_days", usual.warn_days)
    by = {Severity(key): count for key, count in warn.items()} if isinstance(warn, dict) else {}
    warn_days = usual.warn_days if by else warn
    return Limits(MappingProxyType(days), value.get("renewals", usual.renewals), warn_days, MappingProxyType(by))


def _own_flaws(data: Any) -> tuple[Flaw, ...]:
    """What a settings file must not say and a schema cannot forbid, or not in as clear words."""
    if not isinstance(data, dict):
        return ()
    from threatgate.shape import Flaw

    found = []
    levels = data.get("levels")
    if isinstance(levels, dict) and "gate-changed" in levels:
        hint = "remove it; to let the pipeline pass for now, set `mode: observe`"
        found.append(Flaw(("levels", "gate-changed"), "a change of the gate itself always blocks", hint))
    systems = data.get("systems")
    seen: set[str] = set()
    for index, system in enumerate(systems if isinstance(systems, list) else ()):
        name = system.get("name") if isinstance(system, dict) else None
        if name == "default":
            hint = "give it another name: `default` is what no system claims"
            found.append(Flaw(("systems", index, "name"), 'a system cannot be called "default"', hint))
        if isinstance(name, str) and name in seen:
            found.append(Flaw(("systems", index, "name"), f'two systems are called "{name[:60]}"', "rename one"))
        if isinstance(name, str):
            seen.add(name)
    return tuple(found)
