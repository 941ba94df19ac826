"""From the bytes of the settings file to its values, or to one line that says what is wrong with it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from threatgate.errors import UsageError
from threatgate.levels import levels_of
from threatgate.model import Kind, Mode, Scope, Severity
from threatgate.settings._values import PATH, Limits, Reviews, Settings, Surface, System

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.settings._values import Approvers
    from threatgate.shape import Flaw


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
