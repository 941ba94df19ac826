"""Settings: the whole file, the defaults, and what it answers about paths, systems and approvers."""

from __future__ import annotations

import subprocess
import sys

import pytest

from threatgate.model import SEVERITIES, Direction, Kind, Level, Mode, Scope, Severity
from threatgate.settings import Settings, Surface, load

WHOLE = b"""
version: 1
register: threat-model
mode: observe
levels:
  prompt: {widens: block, unclear: block, neutral: warn}
  tool-added: block
scopes: {test: off, example: warn, agent-config: {widens: block}}
surfaces:
  - {kind: prompt, paths: ["src/personas/*.txt"]}
  - {kind: approval, paths: ["policy/refunds.yaml"], watch: ["limits.auto_approve_below"]}
ignore: ["vendor/**", "**/*.yaml"]
threat_models: ["docs/threat-model.md", "threagile.yaml"]
approvers: {low: ["@org/leads"], high: ["@ciso"]}
people: {"@ciso": [ciso@example.org], "@org/leads": ["@lea", "@tom"]}
approval: signed
exceptions: {max_days: {low: 100}, renewals: 1, warn_days: 7}
backlog: {max_days: {low: 60}}
escalation: {high: "@ciso", critical: "@ceo"}
tickets: ["https://tracker.example.org/*"]
require: {tool-widened: [approval, eval, logging]}
reviews: {max_days: 100, on: [agent-added, identity-widened]}
systems:
  - {name: services, paths: ["services/**"]}
  - name: support
    paths: ["services/support/**", "shared/*/support.*"]
    approvers: {high: ["@support-lead"]}
    register: services/support/tm
frameworks: {owasp_llm: 2025}
"""


def test_no_file_is_the_defaults() -> None:
    settings = load(None)
    assert settings == Settings()
    assert not settings.given
    assert settings.register == "threat-model"
    assert settings.mode is Mode.ENFORCE
    assert dict(settings.exceptions.max_days) == {"low": 180, "moderate": 90, "high": 30, "critical": 14}
    assert dict(settings.backlog.max_days) == {"low": 180, "moderate": 90, "high": 30}
    assert (settings.exceptions.renewals, settings.exceptions.warn_days) == (2, 14)
    assert settings.owasp_llm == 2026
    assert settings.approval == "declared"
    assert settings.system_for("any/where").name == "default"


@pytest.mark.parametrize("data", [b"", b"# nothing yet\n", b"{}", b"version: 1\n"])
def test_a_file_that_says_nothing_is_the_defaults(data: bytes) -> None:
    settings = load(data)
    assert settings.given
    assert Settings() == Settings(**{name: getattr(settings, name) for name in Settings.__slots__ if name != "given"})


def test_the_whole_file() -> None:
    settings = load(WHOLE)
    assert settings.mode is Mode.OBSERVE
    assert settings.surfaces == (
        Surface(Kind.PROMPT, ("src/personas/*.txt",)),
        Surface(Kind.APPROVAL, ("policy/refunds.yaml",), ("limits.auto_approve_below",)),
    )
    assert settings.threat_models == ("docs/threat-model.md", "threagile.yaml")
    assert dict(settings.people) == {"@ciso": ("ciso@example.org",), "@org/leads": ("@lea", "@tom")}
    assert settings.approval == "signed"
    assert dict(settings.exceptions.max_days) == {"low": 100, "moderate": 90, "high": 30, "critical": 14}
    assert (settings.exceptions.renewals, settings.exceptions.warn_days) == (1, 7)
    assert settings.backlog.max_days[Severity.LOW] == 60
    assert dict(settings.escalation) == {"high": "@ciso", "critical": "@ceo"}
    assert settings.tickets == ("https://tracker.example.org/*",)
    assert dict(settings.require) == {"tool-widened": (Kind.APPROVAL, Kind.EVAL, Kind.LOGGING)}
    assert settings.reviews == (100, frozenset({"agent-added", "identity-widened"}), True)
    assert settings.owasp_llm == 2025
    assert settings.registers == ("threat-model", "services/support/tm")


@pytest.mark.parametrize(
    ("path", "system"),
    [
        ("services/support/agent.py", "support"),
        ("services/billing/agent.py", "services"),
        ("shared/prompts/support.md", "support"),
        ("shared/prompts/billing.md", "default"),
        ("agent.py", "default"),
    ],
)
def test_the_pattern_that_says_most_names_the_system(path: str, system: str) -> None:
    assert load(WHOLE).system_for(path).name == system


@pytest.mark.parametrize(
    ("severity", "system", "approvers"),
    [
        pytest.param("low", "default", ("@org/leads",), id="own-list"),
        pytest.param("moderate", "default", ("@ciso",), id="next-higher-list"),
        pytest.param("critical", "default", ("@ciso",), id="highest-list-there-is"),
        pytest.param("high", "support", ("@support-lead",), id="own-list-of-the-system"),
        pytest.param("low", "support", ("@support-lead",), id="next-higher-of-the-system"),
        pytest.param("low", "services", ("@org/leads",), id="system-without-lists"),
        pytest.param("low", "unheard-of", ("@org/leads",), id="no-such-system"),
    ],
)
def test_approvers(severity: str, system: str, approvers: tuple[str, ...]) -> None:
    assert load(WHOLE).approvers_for(Severity(severity), system) == approvers


def test_no_list_at_all() -> None:
    assert load(None).approvers_for(Severity.CRITICAL) == ()


def test_paths() -> None:
    settings = load(WHOLE)
    assert settings.ignored("vendor/a/b.py")
    assert not settings.ignored("src/a.py")
    assert settings.ignored("config/a.yaml")
    assert not settings.ignored(".threatgate.yaml")
    assert not settings.ignored("threat-model/records/TM-20261122-3f9a1c.yaml")
    assert not settings.ignored("services/support/tm/records/TM-20261122-3f9a1c.yaml")
    assert settings.surface_for("src/personas/kind.txt") == (Surface(Kind.PROMPT, ("src/personas/*.txt",)),)
    assert settings.surface_for("src/personas/deep/kind.txt") == ()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("threat-model/records/TM-20261122-3f9a1c.yaml", True),
        ("threat-model/records/TM-20261122-3f9a1c.md", True),
        ("threat-model/records/2026/misnamed.yml", True),
        ("services/support/tm/records/TM-20261122-3f9a1c.yaml", True),
        ("threat-model/records/README.md", False),
        ("threat-model/records/.keep.yaml", False),
        ("threat-model/records/notes.txt", False),
        ("threat-model/reviews/2026.yaml", False),
        ("records/TM-20261122-3f9a1c.yaml", False),
    ],
)
def test_where_records_stand(path: str, *, expected: bool) -> None:
    assert load(WHOLE).is_record(path) is expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://github.com/org/repo/issues/12", True),
        ("https://github.com/org/repo/pull/12", False),
        ("https://github.com/org/repo/issues/", False),
        ("https://gitlab.com/group/sub/repo/-/issues/3", True),
        ("https://acme.atlassian.net/browse/SEC-12", True),
        ("https://linear.app/acme/issue/ENG-1/add-approval", True),
        ("https://dev.azure.com/acme/product/_workitems/edit/7", True),
        ("https://example.org/issues/1", False),
        ("http://github.com/org/repo/issues/12", False),
    ],
)
def test_the_tickets_known_without_settings(address: str, *, expected: bool) -> None:
    from threatgate import globs

    assert globs.matches_any(address, load(None).tickets) is expected


def test_levels_are_asked_through_the_settings() -> None:
    settings = load(WHOLE)
    assert settings.level(Kind.PROMPT, "prompt-changed", Direction.NEUTRAL, Scope.PRODUCT) is Level.WARN
    assert settings.level(Kind.APPROVAL, "gate-changed", Direction.NARROWS, Scope.CI, "gate") is Level.BLOCK


def test_the_common_path_loads_no_validator_and_without_a_file_no_yaml() -> None:
    program = (
        "import sys; from threatgate.settings import load; load(None); assert 'yaml' not in sys.modules;"
        "load(b'version: 1'); assert 'yaml' in sys.modules; assert 'jsonschema' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_who_hears_of_a_severity_that_names_nobody():
    settings = load(b'version: 1\nescalation: {moderate: "@lea", critical: "@ceo"}\n')
    assert [settings.hears(severity) for severity in SEVERITIES] == [None, "@lea", "@lea", "@ceo"]
