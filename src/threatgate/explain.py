"""Why something fires and how to answer it: the pages of rules and kinds, and what identifiers mean, as text."""

from __future__ import annotations

import re
from difflib import get_close_matches
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate.catalog import table
from threatgate.frameworks import all_ids_for, ambiguous, known, other_edition, title
from threatgate.levels import FIXED
from threatgate.model import Direction, Kind, Level, Scope
from threatgate.settings import Settings
from threatgate.triggers import rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.triggers._api import Rule

KINDS = {
    Kind.PROMPT: "what the model is told: system prompts, instructions, templates, skills, rules for assistants",
    Kind.MODEL: "which model answers: ids, pins, aliases, providers, endpoints, parameters",
    Kind.TOOL: "what the model can call: functions, schemas, plugins, MCP servers, grants",
    Kind.RETRIEVAL: "what the model may read (RAG): sources, indexes, retrievers, filters",
    Kind.APPROVAL: "what has to be allowed first: approvals, limits, permission lists, guardrails, sandboxes",
    Kind.MEMORY: "what is kept between turns and users: stores, histories, lifetimes, sharing",
    Kind.IDENTITY: "as whom the agent acts: accounts, scopes, roles, credentials",
    Kind.EVAL: "what is tested before a release: suites, cases, thresholds, gates",
    Kind.LOGGING: "what is recorded: audit logs, traces, redaction, alerts",
    Kind.AGENT: "who works with whom: agents, handoffs, delegation, limits of a run",
}
REQUIRED = (
    "a control counts that is on, that stands in product files or pipelines, and that this change does not remove",
    "an approval names the element, hangs on its agent, or speaks of all tools of the same system",
    "an eval, an audit log or anything else is of the same system, or of none",
)
WIDTH = 120
_ORDER = ("LLM", "ASI", "MCP", "AML.T", "AML.M", "GOVERN", "MAP", "MEASURE", "MANAGE", "G", "M")


class Standing(NamedTuple):
    """What the defaults make of a change in one direction: how much is at stake and what happens without an answer."""

    direction: Direction
    severity: str
    level: Level


def explain(topic: str, settings: Settings | None = None) -> str | None:
    """The text for a rule, a kind or a framework id; None for anything else (`suggest` then names the nearest)."""
    chosen = settings or Settings()
    name = _plain(topic)
    for rule in rules():
        if rule.id == name:
            return _rule_page(rule, chosen)
    if name in set(Kind):
        return _kind_page(Kind(name), chosen)
    exact = topic.strip()
    for identifier in (exact, exact.upper()):
        if known(identifier):
            return _id_page(identifier)
    return None


def suggest(topic: str) -> tuple[str, ...]:
    """The names nearest to one that `explain` does not know, the best first."""
    meant = ambiguous(topic)
    if meant:
        return meant
    name = _plain(topic)
    names = [rule.id for rule in rules()] + [str(kind) for kind in Kind]
    inside = [each for each in names if len(name) > 2 and (name in each or each in name.split("-"))]
    inside += [str(kind) for kind, words in KINDS.items() if len(name) > 2 and name in words.lower()]
    near = get_close_matches(name, names, n=5, cutoff=0.6)
    head, every = topic.strip().upper(), list(table("frameworks")["ids"])
    ids = [each for each in every if len(head) > 4 and each.startswith(head)]
    ids += get_close_matches(head, every, n=3, cutoff=0.8)
    return tuple(dict.fromkeys((*near, *inside, *ids)))[:5]


def standings(rule: Rule, settings: Settings) -> tuple[Standing, ...]:
    """Severity and level in product files, a row for each direction that the rule takes."""
    severities = table("severity")
    rows = []
    for direction in (each for each in Direction if each in rule.directions):
        severity = str(severities["base"][rule.kind][direction])
        if rule.subject == "gate":
            severity = str(severities["gate"])
        elif rule.subject in FIXED:
            severity = "as the record states"
        elif rule.kind is Kind.TOOL and direction is Direction.WIDENS:
            grades = severities["tools"]
            severity = f"{grades[0]} to {grades[-1]}, by the gravest thing that the tool can do"
        elif direction is Direction.WIDENS and rule.kind in severities["critical"]:
            severity += ", critical for wildcards and owners"
        level = settings.level(rule.kind, rule.id, direction, Scope.PRODUCT, rule.subject)
        rows.append(Standing(direction, severity, level))
    return tuple(rows)


def cited(rule: Rule, edition: int) -> tuple[tuple[str, str], ...]:
    """Each framework id that concerns a rule, with its title and what it is in the other edition."""
    word = "" if rule.subject else rule.id.rpartition("-")[2]
    return tuple((each, _named(each)) for each in all_ids_for(rule.kind, rule.subject, word, edition))


def _named(identifier: str) -> str:
    """The title, and the id in the other edition with its title where that differs."""
    own, other = title(identifier) or "", other_edition(identifier)
    if other is None:
        return own
    return f"{own} ({other})" if title(other) == own else f"{own} ({other}: {title(other)})"


def _plain(topic: str) -> str:
    return re.sub(r"[\s_]+", "-", topic.strip().lower())


def _rule_page(rule: Rule, settings: Settings) -> str:
    body = re.sub(r"^## ", "", rule.doc.partition("\n")[2].strip(), flags=re.MULTILINE)
    parts = [f"{rule.id}: {rule.title}", body, _listed("Criteria to start from", criteria(rule))]
    parts.append(_listed("Controls that usually answer it", [", ".join(rule.controls)]))
    rows = [f"{row.direction:<8} {row.level:<6} severity {row.severity}" for row in standings(rule, settings)]
    parts.append(_listed("Without an answer, in product files", rows))
    wanted = dict.fromkeys((*settings.require.get(rule.id, ()), *settings.require.get(rule.kind, ())))
    if wanted and not rule.subject:
        said = f"{', '.join(wanted)}: without them on head no record answers"
        parts.append(_listed("Controls that the settings require", [said, *REQUIRED]))
    parts.append(_frameworks(cited(rule, settings.owasp_llm)))
    return "\n\n".join(parts) + "\n"


def criteria(rule: Rule) -> tuple[str, ...]:
    """The acceptance criteria of a rule, with words where a record would have the element's own."""
    return tuple(each.format(name="<name>", path="<path>", summary="<what changed>") for each in rule.criteria)


def _kind_page(kind: Kind, settings: Settings) -> str:
    own = [rule for rule in rules() if rule.kind is kind]
    width = max(len(rule.id) for rule in own)
    listed = [f"{rule.id:<{width}}  {rule.title}" for rule in own]
    ids = dict(pair for rule in own for pair in cited(rule, settings.owasp_llm))
    ordered = sorted(
        ids.items(), key=lambda pair: next(at for at, head in enumerate(_ORDER) if pair[0].startswith(head))
    )
    return "\n\n".join((f"{kind}: {KINDS[kind]}", _listed("Rules", listed), _frameworks(ordered))) + "\n"


def _id_page(identifier: str) -> str:
    data = table("frameworks")
    source = data["frameworks"][data["ids"][identifier]["framework"]]
    rows = [name for name, row in table("mapping").items() if identifier in _flat(row)]
    parts = [f"{identifier}: {title(identifier)}"]
    if other := other_edition(identifier):
        parts.append(f"The same risk in the edition of {other.rpartition(':')[2]}: {other}, {title(other)}")
    parts.append(f"{source['name']}, edition {source['edition']}\n{source['source']}\n{source['licence']}")
    parts.append(_listed("Cited for", sorted(rows) or ["nothing by default; a record may cite it"]))
    return "\n\n".join(parts) + "\n"


def _flat(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    return {each for item in (value.values() if isinstance(value, dict) else value) for each in _flat(item)}


def _listed(heading: str, lines: Iterable[str], hanging: int = 2) -> str:
    wrapped = [
        "\n".join(wrap(f"- {line}", WIDTH, subsequent_indent=" " * hanging, break_on_hyphens=False)) for line in lines
    ]
    return "\n".join([heading, *wrapped])


def _frameworks(pairs: Iterable[tuple[str, str]]) -> str:
    listed = list(pairs)
    width = max((len(each) for each, _ in listed), default=0)
    return _listed("Frameworks", [f"{each:<{width}}  {words}" for each, words in listed], width + 4)
