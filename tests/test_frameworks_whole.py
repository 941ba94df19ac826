"""The tables of identifiers are whole, each id and title is held, and both editions are shown where an id is."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

import pytest
from records_samples import context, record
from sample_reports import CASES

from threatgate import render
from threatgate.catalog import table
from threatgate.explain import explain
from threatgate.frameworks import EDITIONS, both, known, other_edition, title
from threatgate.model import Kind
from threatgate.records.validity import faults
from threatgate.render import Look
from threatgate.settings import load
from threatgate.triggers import rules

# How many ids each list has, and the digest of its ids with their titles: an edit of either has to be meant.
WHOLE = {
    "mitre-atlas": (221, "7dc83a52a3610cb6de5732cfd1dae6e68c79a0848450ff0cd9371e43705b68d4"),
    "nist-ai-600-1": (212, "8f562ec8e146b31f15a9eee3646a9f51c2e0e267ad316075218585b8cb2dd54d"),
    "nist-ai-rmf-1.0": (72, "9915bc6bbfad33f002d53ff77c15ce3d9c12c9e0b4fc8809039e155c2f0a0877"),
    "owasp-asi-2026": (10, "0b81a688fe0c1fb51ba36ed444c00600aac774d7c0c47b06c1555db10b6a7ead"),
    "owasp-llm-2025": (10, "0251e1010d934755f6943fe9a022a7569738c0d5285c16f1d083dac3ef7d2f8a"),
    "owasp-llm-2026": (10, "aeb2dd4123eec0e59c6c26aac01948ebad239ebe889cb6cad4782c20661d89c9"),
    "owasp-mcp-2025": (10, "baaa8e0e3660d3e8d49117d2b31049d2747a3785871cfcafdc693c2e4be30a8f"),
}
BARE = re.compile(r"\b(?:LLM|ASI|MCP)\d{2}\b(?!:20\d\d)")


def _rows() -> dict[str, dict[str, str]]:
    rows: dict[str, dict[str, str]] = {name: {} for name in table("frameworks")["frameworks"]}
    for identifier, entry in table("frameworks")["ids"].items():
        rows[entry["framework"]][identifier] = entry["title"]
    return rows


def test_every_list_is_whole_and_held():
    held = {
        name: (len(rows), hashlib.sha256("\n".join(f"{a} {b}" for a, b in sorted(rows.items())).encode()).hexdigest())
        for name, rows in _rows().items()
    }
    assert held == WHOLE


def test_atlas_has_its_tactics_techniques_and_mitigations():
    counted = Counter(re.sub(r"\d.*", "", each.removeprefix("AML.")) for each in _rows()["mitre-atlas"])
    assert counted == {"TA": 16, "T": 170, "M": 35}
    for each in _rows()["mitre-atlas"]:
        parent, _, child = each.removeprefix("AML.").partition(".")
        assert not child or str(title(each)).startswith(f"{title(f'AML.{parent}')}: ")


def test_the_actions_of_the_generative_profile_are_numbered_without_a_gap():
    counted = Counter(each.rpartition("-")[0] for each in _rows()["nist-ai-600-1"])
    functions = {"GV": "GOVERN", "MP": "MAP", "MS": "MEASURE", "MG": "MANAGE"}
    assert len(counted) == 49
    for stem, count in counted.items():
        assert known(f"{functions[stem[:2]]} {stem[3:]}"), stem
        assert [known(f"{stem}-{number:03}") for number in range(count + 2)] == [False, *[True] * count, False]


def test_the_two_editions_are_paired_risk_by_risk():
    pairs = table("editions")
    assert set(pairs) == set(_rows()["owasp-llm-2025"])
    assert set(pairs.values()) == set(_rows()["owasp-llm-2026"])
    assert {old for old, new in pairs.items() if title(old) != title(new)} == {"LLM07:2025"}
    for old, new in pairs.items():
        assert (other_edition(old), other_edition(new)) == (new, old)
    assert both("LLM03:2026") == "LLM03:2026 (LLM06:2025)"
    assert [both(each) for each in ("ASI02:2026", "AML.T0051", "nothing")] == ["ASI02:2026", "AML.T0051", "nothing"]


@pytest.mark.parametrize("form", ["text", "markdown", "html", "sarif"])
def test_both_editions_are_printed_where_an_id_is(form):
    shown = render.format_named(form).render(CASES["blocked"], Look())
    assert "LLM06:2026" in shown
    assert "LLM10:2025" in shown
    assert BARE.findall(shown) == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_names_both_editions_and_no_bare_id(edition):
    settings = load(f"version: 1\nframeworks: {{owasp_llm: {edition}}}\n".encode())
    for topic in [*(rule.id for rule in rules()), *Kind, "LLM03:2026", "LLM07:2025"]:
        page = str(explain(topic, settings))
        assert BARE.findall(page) == [], topic
        named = re.findall(r"LLM\d\d:20\d\d", page)
        assert {other_edition(each) for each in named} <= set(named), topic


def test_the_page_of_an_id_says_what_it_was():
    assert "The same risk in the edition of 2025: LLM07:2025, System Prompt Leakage" in str(explain("LLM08:2026"))
    assert "The same risk in the edition" not in str(explain("ASI02:2026"))


@pytest.mark.parametrize(
    ("one", "hint"),
    [
        pytest.param("LLM06", "write LLM06:2026 or LLM06:2025", id="llm"),
        pytest.param("llm06", "write LLM06:2026 or LLM06:2025", id="small letters"),
        pytest.param("ASI02", 'did you mean "ASI02:2026"?', id="agentic"),
        pytest.param("MCP05", 'did you mean "MCP05:2025"?', id="mcp"),
        pytest.param("ASI02:2025", 'did you mean "ASI02:2026"?', id="an edition that is none"),
        pytest.param("AML.T0022", None, id="a technique that was withdrawn"),
        pytest.param("GV-1.1-002", None, id="an example of an id in the document"),
    ],
)
def test_a_record_names_ids_that_exist_with_their_edition(one, hint):
    (fault,) = faults(record("backlog", {"frameworks": [one]}), context())
    assert one in fault.message
    assert hint is None or fault.hint == hint


def test_a_record_may_name_any_id_of_any_list():
    every = list(table("frameworks")["ids"])
    for start in range(0, len(every), 50):
        assert faults(record("backlog", {"frameworks": every[start : start + 50]}), context()) == ()
