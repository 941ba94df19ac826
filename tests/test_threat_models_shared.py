"""Small models that mean much work: what one place says and thousands of others would repeat."""

from __future__ import annotations

import json
from typing import Any

import pytest
from threat_model_readings import MEGABYTES, reading

from threatgate.threat_models import Broken, ThreatModel

ELEMENTS = [f"tool:a.py#t{number}" for number in range(10_000)]
LONG = "x" * MEGABYTES
MANY = range(3_000)


def otm(**held: Any) -> str:
    return json.dumps({"otmVersion": "0.2.0", "project": {"id": "a"}, **held})


def composer(**held: Any) -> str:
    return json.dumps({"schema": 1, "mitigations": [], "threats": [], **held})


def one_threat(text: str) -> str:
    return composer(threats=[{"id": "t", "metadata": [{"key": "Comments", "value": text}]}])


def dragon(cell: dict[str, Any], threats: list[Any]) -> str:
    held = {"cells": [{"id": cell["id"], "data": {"description": cell["description"], "threats": threats}}]}
    return json.dumps({"version": "2.3", "summary": {"title": "a"}, "detail": {"diagrams": [held]}})


def drawing(ref: str, cells: str) -> str:
    return f'<mxfile><diagram id="{ref}"><mxGraphModel><root>{cells}</root></mxGraphModel></diagram></mxfile>'


def program(label: str, lines: str) -> str:
    return f'from pytm import TM, Server\ntm = TM("a")\ns = Server("{label}")\n{lines}'


THREATS = "".join(f'  threat "t{number}" {{\n    description = "x"\n  }}\n' for number in range(900))
CASES = {
    "elements of a definition": (
        "a.otm",
        otm(
            threats=[{"id": "t", "attributes": {"element": ELEMENTS}}],
            components=[
                {"id": f"c{n}", "attributes": {"element": f"e{n}"}, "threats": [{"threat": "t"}]} for n in MANY
            ],
        ),
    ),
    "text of a definition": (
        "a.otm",
        otm(
            threats=[{"id": "t", "name": LONG, "description": LONG}],
            components=[{"id": f"c{n}", "threats": [{"threat": "t"}]} for n in MANY],
        ),
    ),
    "id of a component": ("a.otm", otm(components=[{"id": LONG, "threats": [{"threat": f"t{n}"} for n in MANY]}])),
    "elements through links": (
        "a.tc.json",
        composer(
            threats=[{"id": f"t{n}", "metadata": [{"key": "custom:element", "value": f"tool:a#t{n}"}]} for n in MANY],
            mitigations=[{"id": "m0"}, {"id": "m1"}],
            mitigationLinks=[{"mitigationId": f"m{n % 2}", "linkedId": f"t{n}"} for n in MANY],
        ),
    ),
    "lines of a comment": ("a.tc.json", one_threat("".join(f"Element: e{n}\n" for n in range(100_000)))),
    "values of a line": ("a.tc.json", one_threat("Element: " + "a:b, " * 500_000)),
    "blanks of a line": ("a.tc.json", one_threat("Element" + " " * 1_000_000 + ":" + "\n " * 500_000)),
    "attributes of a model": (
        "a.hcl",
        'threatmodel "a" {\n'
        + "".join(f'  additional_attribute "element" {{\n    value = "e{n}"\n  }}\n' for n in range(1_000))
        + THREATS
        + "}\n",
    ),
    "name of a model": ("a.hcl", f'threatmodel "{"n" * 150_000}" {{\n{THREATS}}}\n'),
    "name of a thing": ("tm.py", program("n" * 100_000, "".join(f"s.controls.c{n} = True\n" for n in MANY))),
    "fields of a thing": ("tm.py", program("a", "".join(f's.element = "e{n}"\ns.controls.c{n} = 1\n' for n in MANY))),
    "id of a page": ("a.drawio", drawing("p" * MEGABYTES, "".join(f'<mxCell id="c{n}" value="v"/>' for n in MANY))),
    "label of a property": (
        "a.tm7",
        "<ThreatModel><Version>4.3</Version><ThreatInstances>"
        + "".join(
            f"<KeyValueOfstringThreatpc_P0_PhOB><Value><Id>{n}</Id><Properties><KeyValueOfstringstring><Key>k</Key>"
            "<Value>v</Value></KeyValueOfstringstring></Properties></Value></KeyValueOfstringThreatpc_P0_PhOB>"
            for n in MANY
        )
        + "</ThreatInstances><KnowledgeBase><ThreatMetaData><PropertiesMetaData><ThreatMetaDatum><Name>k</Name>"
        + f"<Label>{LONG}</Label></ThreatMetaDatum></PropertiesMetaData></ThreatMetaData></KnowledgeBase>"
        + "</ThreatModel>",
    ),
    "id of a cell": ("a.json", dragon({"id": LONG, "description": ""}, [{"number": n, "title": "t"} for n in MANY])),
    "elements of a cell": (
        "a.json",
        dragon(
            {"id": "c", "description": "\n".join(f"Element: {one}" for one in ELEMENTS)},
            [{"id": f"t{n}", "title": "t"} for n in MANY],
        ),
    ),
    "elements of an asset": (
        "threagile.yaml",
        "threagile_version: 1.0.0\ntechnical_assets:\n  A:\n    id: a\n    description: |\n"
        + "".join(f"      Element: {one}\n" for one in ELEMENTS)
        + "risk_tracking:\n"
        + "".join(f"  risk{n}@a: {{status: unchecked}}\n" for n in MANY),
    ),
    "name of a category": (
        "threagile.yaml",
        "threagile_version: 1.0.0\nindividual_risk_categories:\n  A:\n    id: "
        + LONG
        + "\n    risks_identified:\n"
        + "".join(f"      r{n}: {{severity: low}}\n" for n in MANY),
    ),
    "elements of a component": (
        "a.json",
        json.dumps(
            {
                "version": "1",
                "scope": {"title": "a"},
                "trust_zones": [],
                "components": [{"symbolic_name": "c", "description": "\n".join(f"Element: {one}" for one in ELEMENTS)}],
                "threats": [{"symbolic_name": f"t{n}", "components_affected": ["c"]} for n in MANY],
            }
        ),
    ),
    "extensions of a library": (
        "a.json",
        json.dumps(
            {
                "version": "1",
                "scope": {"title": "a"},
                "trust_zones": [],
                "threats": [{"symbolic_name": f"t{n}"} for n in MANY],
                "extensions": {"threatgate": {f"x{n}": {"owner": "@lea"} for n in range(30_000)}},
            }
        ),
    ),
    "heading of a page": (
        "threat-model.md",
        f"# Threats {'n' * 200_000}\n\n" + "".join(f"## T{n}: threat\n\n- a threat\n" for n in MANY),
    ),
    "front matter of a page": (
        "threat-model.md",
        "---\nthreats:\n" + "".join(f"  - {{id: T{n}, title: t}}\n" for n in MANY) + "---\n# Threat model\n",
    ),
    "emphasis of a cell": (
        "threat-model.md",
        "| id | threat | element |\n|---|---|---|\n| T1 | " + "*`_[" * 100_000 + " | " + "`a:b` " * 50_000 + " |\n",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_shared_costs_little(case: str) -> None:
    name, text = CASES[case]
    found = reading(name, text.encode())
    assert isinstance(found, (ThreatModel, Broken))
    for entry in found.entries if isinstance(found, ThreatModel) else ():
        assert all(len(value) <= 2_000 for value in entry.stated.values()), entry.ref
