"""Identifiers of OWASP, ATLAS and NIST: exact titles, editions that are said, a mapping that cites only what exists."""

from __future__ import annotations

import re

import pytest
import yaml

from threatgate.catalog import table
from threatgate.catalog.compiler import HERE, compiled
from threatgate.frameworks import (
    AT_MOST,
    EDITIONS,
    all_ids_for,
    ambiguous,
    controls_for,
    ids_for,
    known,
    title,
)
from threatgate.model import Edit, Kind

# Copied by hand from the publishers' pages, so that an edit of the table has to be meant.
TITLES = """
LLM01:2025 Prompt Injection
LLM02:2025 Sensitive Information Disclosure
LLM03:2025 Supply Chain
LLM04:2025 Data and Model Poisoning
LLM05:2025 Improper Output Handling
LLM06:2025 Excessive Agency
LLM07:2025 System Prompt Leakage
LLM08:2025 Vector and Embedding Weaknesses
LLM09:2025 Misinformation
LLM10:2025 Unbounded Consumption
LLM01:2026 Prompt Injection
LLM02:2026 Sensitive Information Disclosure
LLM03:2026 Excessive Agency
LLM04:2026 Supply Chain
LLM05:2026 Data and Model Poisoning
LLM06:2026 Unbounded Consumption
LLM07:2026 Misinformation
LLM08:2026 Hidden Context Exposure
LLM09:2026 Vector and Embedding Weaknesses
LLM10:2026 Improper Output Handling
ASI01:2026 Agent Goal Hijack
ASI02:2026 Tool Misuse and Exploitation
ASI03:2026 Identity and Privilege Abuse
ASI04:2026 Agentic Supply Chain Vulnerabilities
ASI05:2026 Unexpected Code Execution (RCE)
ASI06:2026 Memory & Context Poisoning
ASI07:2026 Insecure Inter-Agent Communication
ASI08:2026 Cascading Failures
ASI09:2026 Human-Agent Trust Exploitation
ASI10:2026 Rogue Agents
AML.T0010.003 AI Supply Chain Compromise: Model
AML.T0010.005 AI Supply Chain Compromise: AI Agent Tool
AML.T0011.002 User Execution: Poisoned AI Agent Tool
AML.T0012 Valid Accounts
AML.T0018 Manipulate AI Model
AML.T0029 Denial of AI Service
AML.T0034 Cost Harvesting
AML.T0034.002 Cost Harvesting: Agentic Resource Consumption
AML.T0050 Command and Scripting Interpreter
AML.T0051 LLM Prompt Injection
AML.T0051.001 LLM Prompt Injection: Indirect
AML.T0053 AI Agent Tool Invocation
AML.T0054 LLM Jailbreak
AML.T0055 Unsecured Credentials
AML.T0056 Extract LLM System Prompt
AML.T0057 LLM Data Leakage
AML.T0058 Publish Poisoned Models
AML.T0066 Retrieval Content Crafting
AML.T0067 LLM Trusted Output Components Manipulation
AML.T0070 RAG Poisoning
AML.T0071 False RAG Entry Injection
AML.T0077 LLM Response Rendering
AML.T0080.000 AI Agent Context Poisoning: Memory
AML.T0080.001 AI Agent Context Poisoning: Thread
AML.T0081 Modify AI Agent Configuration
AML.T0082 RAG Credential Harvesting
AML.T0083 Credentials from AI Agent Configuration
AML.T0084.003 Discover AI Agent Configuration: Call Chains
AML.T0085.000 Data from AI Services: RAG Databases
AML.T0086 Exfiltration via AI Agent Tool Invocation
AML.T0091.000 Use Alternate Authentication Material: Application Access Token
AML.T0092 Manipulate User LLM Chat History
AML.T0098 AI Agent Tool Credential Harvesting
AML.T0101 Data Destruction via AI Agent Tool Invocation
AML.T0103 Deploy AI Agent
AML.T0104 Publish Poisoned AI Agent Tool
AML.T0105 Escape to Host
AML.T0108 AI Agent
AML.T0109 AI Supply Chain Rug Pull
AML.T0110 AI Agent Tool Poisoning
AML.T0111 AI Supply Chain Reputation Inflation
AML.T0112.000 Machine Compromise: Local AI Agent
AML.M0004 Restrict Number of AI Model Queries
AML.M0008 Validate AI Model
AML.M0014 Verify AI Artifacts
AML.M0015 Adversarial Input Detection
AML.M0019 Control Access to AI Models and Data in Production
AML.M0020 Generative AI Guardrails
AML.M0023 AI Bill of Materials
AML.M0024 AI Telemetry Logging
AML.M0025 Maintain AI Dataset Provenance
AML.M0026 Privileged AI Agent Permissions Configuration
AML.M0027 Single-User AI Agent Permissions Configuration
AML.M0028 AI Agent Tools Permissions Configuration
AML.M0029 Human In-the-Loop for AI Agent Actions
AML.M0030 Restrict AI Agent Tool Invocation on Untrusted Data
AML.M0031 Memory Hardening
AML.M0032 Segmentation of AI Agent Components
AML.M0033 Input and Output Validation for AI Agent Components
"""
PINNED = dict(line.split(" ", 1) for line in TITLES.strip().splitlines())
FORMS = re.compile(
    r"(LLM|ASI|MCP)\d\d:20\d\d|AML\.(T|M|TA)\d{4}(\.\d{3})?"
    r"|(GOVERN|MAP|MEASURE|MANAGE) \d\.\d{1,2}|(GV|MP|MS|MG)-\d\.\d{1,2}-\d{3}"
)


def _cited() -> set[str]:
    found: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.add(value)
        for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(item)

    walk(table("mapping"))
    return found


@pytest.mark.parametrize("identifier", PINNED)
def test_a_title_is_the_publishers_own(identifier):
    assert title(identifier) == PINNED[identifier]


def test_every_cited_id_exists_and_owasp_and_atlas_ones_are_pinned_here():
    cited = _cited()
    assert {each for each in cited if not known(each)} == set()
    assert {each for each in cited if each.startswith(("LLM", "ASI", "AML"))} <= set(PINNED)


def test_every_id_has_the_one_form_a_title_and_a_framework():
    data = table("frameworks")
    for identifier, entry in data["ids"].items():
        assert FORMS.fullmatch(identifier), identifier
        assert entry["title"].strip(), identifier
        assert entry["framework"] in data["frameworks"]
    for framework in data["frameworks"].values():
        assert set(framework) == {"name", "edition", "source", "licence", "retrieved"}


def test_no_bare_owasp_id_in_the_tables_or_in_any_page():
    bare = re.compile(r"\b(?:LLM|ASI|MCP)\d{2}\b(?!:20\d\d)")
    assert [each for each in _cited() if bare.search(each)] == []
    pages = [path.read_text(encoding="utf-8") for path in (HERE.parent / "triggers").glob("*.py")]
    assert [text for text in pages if bare.search(text)] == []


def test_the_2026_list_is_renumbered():
    assert title("LLM06:2025") == title("LLM03:2026") == "Excessive Agency"
    assert title("LLM06:2026") == "Unbounded Consumption"
    assert ambiguous("LLM06") == ("LLM06:2025", "LLM06:2026")
    assert ambiguous("llm6") == ("LLM06:2025", "LLM06:2026")
    assert ambiguous("ASI02") == ("ASI02:2026",)
    assert ambiguous("LLM06:2025") == ()
    assert not known("LLM06")


def test_atlas_says_which_of_its_two_versions_it_is():
    atlas = table("frameworks")["frameworks"]["mitre-atlas"]
    assert atlas["edition"] == "5.6.0"
    assert "v5.6.1" in atlas["source"]


def test_the_errors_of_the_published_crosswalk_are_not_here():
    assert not known("AML.T0022")
    assert title("AML.T0015") == "Evade AI Model"
    assert title("AML.T0016") == "Obtain Capabilities"
    assert "decommissioning" in str(title("GOVERN 1.7"))
    assert not {"AML.T0015", "AML.T0016", "AML.T0022", "GOVERN 1.7"} & _cited()
    assert title("MS-2.7-007").startswith("Perform AI red-teaming")  # the draft of April 2024 says otherwise


def test_cyclonedx_has_no_threat_ids_to_cite():
    assert not any("cyclonedx" in name for name in table("frameworks")["frameworks"])


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_cites_something_in_each_edition(kind, edition):
    for edit in Edit:
        ids = ids_for(kind, "", edit, int(edition))
        assert 0 < len(ids) <= AT_MOST
        assert len(set(ids)) == len(ids)
        assert all(each.endswith(edition) for each in ids if each.startswith("LLM"))
    assert controls_for(kind, "")
    assert all(not each.startswith(("LLM", "ASI", "MCP", "AML.T")) for each in controls_for(kind, ""))


def test_both_editions_of_a_row_name_the_same_risks():
    renamed = {"System Prompt Leakage": "Hidden Context Exposure"}
    for row in table("mapping").values():
        old, new = ([title(each) for each in row["owasp_llm"][edition]] for edition in EDITIONS)
        assert [renamed.get(each, each) for each in old] == new


@pytest.mark.parametrize(
    ("kind", "subject", "edit", "direction", "first"),
    [
        pytest.param("tool", "", "added", "", "LLM03:2026", id="a tool is agency"),
        pytest.param("tool", "", "modified", "widens", "LLM03:2026", id="a wider tool too"),
        pytest.param("tool", "", "modified", "neutral", "LLM01:2026", id="other words of a tool are injection"),
        pytest.param("tool", "mcp_server", "added", "", "LLM04:2026", id="a server is supply chain"),
        pytest.param("approval", "guardrail", "removed", "", "LLM01:2026", id="a guardrail holds injection back"),
        pytest.param("approval", "never heard of", "removed", "", "LLM03:2026", id="unknown subject: the kind"),
        pytest.param("logging", "", "removed", "", "ASI10:2026", id="logging has no LLM id"),
    ],
)
def test_the_nearest_row_wins(kind, subject, edit, direction, first):
    assert ids_for(kind, subject, edit, 2026, direction)[0] == first


def test_servers_cite_the_mcp_list_and_others_do_not():
    assert "MCP04:2025" in ids_for("tool", "mcp_server", "added", 2026)
    assert not any(each.startswith("MCP") for each in ids_for("tool", "", "added", 2026))
    assert "MCP02:2025" in all_ids_for("tool", "", "added", 2026)


def test_a_decision_itself_has_controls():
    assert controls_for("record", "")[:2] == ("MANAGE 1.3", "MANAGE 1.4")
    assert ids_for("no such kind", "", "added", 2026) == ()


@pytest.mark.parametrize("name", ["frameworks", "mapping"])
def test_the_compiled_table_is_current(name):
    assert (HERE / "compiled" / f"{name}.json").read_bytes() == compiled(HERE / f"{name}.yaml")
    assert {"_source", "_date"} <= set(yaml.safe_load((HERE / f"{name}.yaml").read_bytes()))
