"""Changed files to elements: what is read, what is compared by its bytes, what cannot be read at all."""

from __future__ import annotations

import hashlib

import pytest

from threatgate import surface as reading
from threatgate.catalog import table
from threatgate.model import Scope
from threatgate.repository._api import Blob, ChangedFile, Missing, TooLarge
from threatgate.settings import load
from threatgate.surface import read_surface, worth_reading

RULES = b"refunds:\n  require_approval: true\n  max_amount: 50\n"
BROKEN = b"refunds: [\n"


def surface(path, before, after, settings=b"version: 1\n", mode="100644"):
    contents = {}
    sides = []
    for content in (before, after):
        if content is None:
            sides.append(None)
            continue
        oid = hashlib.sha256(repr(content).encode()).hexdigest()
        contents[oid] = content
        sides.append(Blob(oid, mode))
    file = ChangedFile(path, *sides)
    known = load(settings)
    return read_surface(worth_reading((file,), known), contents, known)


def ids(elements):
    return [f"{element.id} {element.scope}" for element in elements]


def said(found):
    return [(problem.path, problem.severity, problem.message) for problem in found.problems]


def test_both_sides_are_read():
    found = surface("policy/approval.yaml", RULES, RULES.replace(b"50", b"60"))
    assert ids(found.before) == ids(found.after) == ["approval:policy/approval.yaml#refunds product"]
    assert (found.files_read, found.problems) == (1, ())


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("node_modules/x/approval.yaml", id="vendored"),
        pytest.param("locales/approval.yaml", id="translation"),
        pytest.param("poetry.lock", id="lock file"),
        pytest.param("assets/approval.png", id="no format"),
        pytest.param("ignored/approval.yaml", id="ignored"),
    ],
)
def test_what_is_never_read(path):
    found = surface(path, None, RULES, b'ignore: ["ignored/**"]\n')
    assert (found.after, found.files_read, found.problems) == ((), 0, ())


def test_a_file_without_a_cue_is_not_parsed():
    assert surface("src/shapes.py", b"x = 1\n", b"x = 2\n").files_read == 0


def test_declared_surfaces_are_read_whatever_they_are():
    settings = b"""
surfaces:
  - {kind: prompt, paths: ["personas/*.bin"]}
  - {kind: approval, paths: ["p.yaml"], watch: [limits.low]}
"""
    assert ids(surface("personas/a.bin", None, b"Be kind.\n", settings).after) == ["prompt:personas/a.bin#text product"]
    assert ids(surface("personas/b.bin", None, b"\xff\xfe\x00", settings).after) == [
        "prompt:personas/b.bin#text product"
    ]
    watched = surface("p.yaml", None, b"limits: {low: 5, high: 9}\nother: [1]\n", settings)
    assert ids(watched.after) == ["approval:p.yaml#limits.low product"]
    assert dict(watched.after[0].value) == {"low": 5}


def test_a_declared_data_file_without_watched_keys_counts_whole():
    found = surface(
        "x/personas.json", None, b'{"b": 1, "a": [2]}', b'surfaces: [{kind: prompt, paths: ["x/*.json"]}]\n'
    )
    assert ids(found.after) == ["prompt:x/personas.json#file product"]


def test_a_file_that_cannot_be_parsed_is_compared_by_its_bytes_on_both_sides():
    found = surface("policy/approval.yaml", RULES, BROKEN)
    assert ids(found.before) == ids(found.after) == ["approval:policy/approval.yaml#file product"]
    assert found.before[0].value != found.after[0].value
    assert [(path, severity) for path, severity, _ in said(found)] == [("policy/approval.yaml", "note")]


def test_a_new_file_that_cannot_be_parsed_is_what_its_place_says():
    found = surface("config/guardrails.yaml", None, BROKEN)
    assert (ids(found.before), ids(found.after)) == ([], ["approval:config/guardrails.yaml#file product"])
    assert ids(surface(".mcp.json", None, b'{"mcpServers": ').after) == ["tool:.mcp.json#file agent-config"]


def test_a_file_that_cannot_be_parsed_and_speaks_of_ai_is_opaque():
    found = surface("deploy/values.yaml", None, b"llm: [gpt-4o\n")
    assert ids(found.after) == ["agent:deploy/values.yaml#file product"]


def test_a_file_that_cannot_be_parsed_and_says_nothing_of_ai_is_noted_only():
    found = surface("deploy/values.yaml", None, b"system: [\n")
    assert (found.after, [severity for _, severity, _ in said(found)]) == ((), ["note"])


@pytest.mark.parametrize(
    ("path", "content", "severity"),
    [
        pytest.param("policy/approval.yaml", TooLarge(50 << 20), "error", id="too large"),
        pytest.param("policy/approval.yaml", Missing(), "error", id="missing"),
        pytest.param("tests/approval.yaml", TooLarge(50 << 20), "note", id="too large, a test"),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_no_change(path, content, severity):
    found = surface(path, RULES, content)
    assert [(where, weight) for where, weight, _ in said(found)] == [(path, severity)]
    assert found.unread == {path}


def test_a_submodule_is_text_that_names_its_commit():
    found = surface("prompts/system.md", None, b"", mode="160000")
    assert ids(found.after) == ["prompt:prompts/system.md#text product"]


def test_scope_comes_from_place_and_content():
    assert [element.scope for element in surface("AGENTS.md", None, b"Run the tests before you push.\n").after] == [
        Scope.AGENT_CONFIG
    ]
    assert surface("docs/agents.md", None, b"Run the tests before you push.\n").after == ()


def test_no_cue_holds_a_space():
    # The words of a file are looked at one by one, so a cue of two words would never be found.
    assert all(len(cue.split()) == 1 for cue in table("cues")["any"])


@pytest.mark.parametrize("kind", sorted(set(table("keys")) - {"noise"}))
def test_every_strong_key_holds_a_cue(kind):
    cues = table("cues")["any"]
    keys = [key.strip("*_") for keys in table("keys")[kind].get("strong", {}).values() for key in keys]
    forms = [form for key in keys for form in (key, key.replace("_", ""))]
    assert [form for form in forms if not any(cue in form for cue in cues)] == []


@pytest.mark.parametrize(
    ("path", "content"),
    [
        pytest.param("policies/refunds.yaml", "refunds: {require_approval: true}".encode("utf-16"), id="UTF-16"),
        pytest.param("x.json", b'{"a": {"require_\\u0061pproval": true}}', id="escaped key"),
        pytest.param("shop.yaml", b"refund: {max_refund: 50}", id="no word of AI"),
    ],
)
def test_data_is_read_whatever_it_seems_to_say(path, content):
    assert [element.kind for element in surface(path, None, content).after] == ["approval"]


FETCH = "def load(url):\n    return http.get(url, headers={'Authorization': token})\n"


@pytest.mark.parametrize(
    ("before", "after", "differ"),
    [
        pytest.param(FETCH, "import pydantic_ai\n\n" + FETCH, [], id="an import alone"),
        pytest.param("import pydantic_ai\n\n" + FETCH, FETCH, [], id="an import that goes"),
        pytest.param(
            FETCH,
            "import pydantic_ai\n\n" + FETCH.replace("}", ", 'X-User-Id': user}"),
            ["identity:src/fetch.py#load.identity"],
            id="an import and what it reaches",
        ),
    ],
)
def test_a_file_that_joins_the_ai_system_is_read_in_the_same_light_on_both_sides(before, after, differ):
    found = surface("src/fetch.py", before.encode(), after.encode())
    assert len(found.before) == len(found.after) == 1
    assert [new.id for old, new in zip(found.before, found.after, strict=True) if old.value != new.value] == differ


def test_a_fault_of_ours_leaves_the_verdict_open_and_the_rest_is_judged(monkeypatch):
    def broken(*_):
        raise KeyError("x")

    monkeypatch.setattr(reading, "SURVIVED", (Exception,))
    monkeypatch.setattr(reading, "_recognised", broken)
    found = surface("policy/approval.yaml", RULES, RULES.replace(b"50", b"60"))
    message = "policy/approval.yaml could not be read because of a fault in threatgate (KeyError)"
    assert said(found) == [("policy/approval.yaml", "error", message)]
    assert found.unread == {"policy/approval.yaml"}
