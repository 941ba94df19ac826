"""Pages of the rules, from the docstrings of their modules, and of the tables of framework identifiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docs_table import MADE, escaped, grid

from threatgate.catalog import table
from threatgate.explain import KINDS, cited, criteria, standings
from threatgate.frameworks import EDITIONS, title
from threatgate.model import Kind
from threatgate.settings import Settings
from threatgate.triggers import rules

if TYPE_CHECKING:
    from threatgate.triggers._api import Rule

WORDS = ("added", "removed", "widened", "narrowed", "changed")
RULES = """\
Every change of the AI surface is taken by one rule: the kind of the element and what happened to it. An edit is
`widened` when it gives more authority, reach or autonomy or fewer controls, `narrowed` when it does the reverse,
`changed` when neither can be told."""
IDS = """\
Identifiers are written in one way everywhere. OWASP ids carry their edition, because the list of 2026 is renumbered:
`LLM06:2025` is Excessive Agency, `LLM06:2026` is Unbounded Consumption, and Excessive Agency is now `LLM03:2026`. So a
bare `LLM06` is refused. Which edition is cited is chosen in the settings (`frameworks: {owasp_llm: 2026}`)."""
LICENCES = """\
OWASP titles are used under CC BY-SA 4.0, unchanged. MITRE ATLAS is a trademark of The MITRE Corporation. Titles of the
OWASP MCP Top 10 are our own words. A NIST title is the first sentence of its text."""
NEAREST = """\
The nearest row counts: `kind/subject`, then `*/subject`, then `kind`, each first with the last word of the rule
(`tool:changed`). A trigger names at most six ids of its row, without the controls."""


def pages() -> dict[str, str]:
    """Every generated page: its path below docs/ and its text."""
    made = {f"rules/{rule.id}.md": _rule(rule) for rule in rules()}
    return {"rules/README.md": _index(), **made, "frameworks.md": _frameworks()}


def _rule(rule: Rule) -> str:
    settings = Settings()
    heading, _, body = rule.doc.partition("\n")
    rows = [[f"`{row.direction}`", f"`{row.level}`", row.severity] for row in standings(rule, settings)]
    ids = [[f"`{each}`", words] for each, words in cited(rule, settings.owasp_llm)]
    parts = [
        MADE + f"# {heading.rstrip('.')}",
        f"Rule `{rule.id}`, kind `{rule.kind}`. `threatgate explain {rule.id}` prints this page.",
        body.strip(),
        "## Criteria to start from\n" + "\n".join(f"- {escaped(each)}" for each in criteria(rule)),
        "Controls that usually answer it: " + ", ".join(f"`{each}`" for each in rule.controls) + ".",
        "## Without an answer\nIn product files, where the settings say nothing else:\n\n"
        + grid(["direction", "level", "severity"], rows),
        "## Frameworks\n" + grid(["id", "title"], ids),
    ]
    return "\n\n".join(parts) + "\n"


def _index() -> str:
    named = {rule.id: rule for rule in rules()}
    parts = [
        MADE + "# Rules",
        RULES,
    ]
    for kind in Kind:
        own = [named[f"{kind}-{word}"] for word in WORDS]
        lines = [f"- [`{rule.id}`]({rule.id}.md): {rule.title}" for rule in own]
        parts.append(f"## {str(kind).capitalize()}\n{KINDS[kind][:1].upper()}{KINDS[kind][1:]}.\n\n" + "\n".join(lines))
    gate = named["gate-changed"]
    parts.append(f"## The gate\n- [`{gate.id}`]({gate.id}.md): {gate.title}")
    return "\n\n".join(parts) + "\n"


def _frameworks() -> str:
    data = table("frameworks")
    mapping = table("mapping")
    named = sorted(data["frameworks"].items(), key=lambda each: (not each[0].startswith("owasp"), each[0]))
    fields = ("name", "edition", "source", "licence", "retrieved")
    sources = [[row[field] for field in fields] for _, row in named]
    parts = [
        MADE + "# Frameworks",
        IDS,
        "## Sources\n" + grid(["framework", "edition", "source", "licence", "read on"], sources),
        LICENCES,
        f"## What a change cites\n{NEAREST}",
        _mapping(mapping),
        "## Titles of the ids above",
    ]
    for key, source in named:
        rows = [[f"`{each}`", str(title(each))] for each in _cited_of(key, data, mapping)]
        if rows:
            parts.append(f"### {source['name']}, {source['edition']}\n" + grid(["id", "title"], rows))
    return "\n\n".join(parts) + "\n"


def _mapping(mapping: dict[str, Any]) -> str:
    rows = []
    for name, row in sorted(mapping.items()):
        lists = [row["owasp_llm"][edition] for edition in reversed(EDITIONS)]
        agents = [*row["owasp_asi"], *row.get("owasp_mcp", [])]
        lists += [agents, row["techniques"], [*row["mitigations"], *row["nist"]]]
        rows.append([f"`{name}`", *(", ".join(each) for each in lists)])
    return grid(["row", "OWASP LLM 2026", "OWASP LLM 2025", "OWASP ASI, MCP", "ATLAS techniques", "controls"], rows)


def _cited_of(framework: str, data: dict[str, Any], mapping: dict[str, Any]) -> list[str]:
    used = str(mapping)
    return [each for each, row in data["ids"].items() if row["framework"] == framework and f"'{each}'" in used]
