"""Bad input for every format of threat model: one line each, in bounded time and memory, never a fault or a pass."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from threat_model_readings import FORMATS, MEGABYTES, broken, reading, whole

from threatgate.threat_models import Broken, ThreatModel, formats, read

if TYPE_CHECKING:
    from collections.abc import Callable

# What is cut short in these is not whole, wherever it is cut.
CLOSED = ("drawio", "threat_composer", "threat_dragon", "threat_model_library", "tm7")


def repeated(head: str, item: Callable[[int], str], foot: str, size: int) -> bytes:
    """A model with so many items that it has a size, each with a number of its own."""
    items: list[str] = []
    length = 0
    while length < size:
        items.append(item(len(items)))
        length += len(items[-1])
    return (head + "".join(items) + foot).encode()


MANY: dict[str, tuple[str, str, Callable[[int], str], str]] = {
    "threat_composer": (
        "a.tc.json",
        '{"schema": 1, "mitigations": [], "threats": [',
        lambda i: f'{{"id": "t{i}", "statement": "Something goes wrong"}},\n',
        '{"id": "last"}]}',
    ),
    "threat_dragon": (
        "a.json",
        '{"version": "2.3.0", "detail": {"diagrams": [{"cells": [{"id": "c", "data": {"threats": [',
        lambda i: f'{{"id": "t{i}", "title": "Something", "status": "Open"}},\n',
        '{"id": "last"}]}}]}]}}',
    ),
    "threat_model_library": (
        "a.json",
        '{"version": "1.0.0", "scope": {"title": "a"}, "trust_zones": [], "threats": [',
        lambda i: f'{{"symbolic_name": "t{i}", "title": "Something"}},\n',
        '{"symbolic_name": "last"}]}',
    ),
    "threagile": (
        "threagile.yaml",
        "threagile_version: 1.0.0\nrisk_tracking:\n",
        lambda i: f"  something@asset{i}:\n    status: unchecked\n",
        "",
    ),
    "otm": (
        "a.otm",
        "otmVersion: 0.2.0\nproject: {name: a, id: a}\nthreats:\n",
        lambda i: f"  - id: t{i}\n    name: Something\n",
        "",
    ),
    "threatcl": (
        "a.hcl",
        'threatmodel "a" {\n  author = "@lea"\n',
        lambda i: f'  threat "t{i}" {{\n    description = "Something"\n  }}\n',
        "}\n",
    ),
    "pytm": (
        "tm.py",
        'from pytm import TM, Server\ntm = TM("a")\n',
        lambda i: f's{i} = Server("s{i}")\ns{i}.controls.isHardened = True\n',
        "",
    ),
    "tm7": (
        "a.tm7",
        '<ThreatModel xmlns:a="u"><Version>4.3</Version><ThreatInstances>\n',
        lambda i: (
            f"<a:KeyValueOfstringThreatpc_P0_PhOB><a:Value><a:Id>{i}</a:Id></a:Value>"
            "</a:KeyValueOfstringThreatpc_P0_PhOB>\n"
        ),
        "</ThreatInstances></ThreatModel>",
    ),
    "drawio": (
        "a.drawio",
        "<mxGraphModel><root>\n",
        lambda i: f'<mxCell id="c{i}" value="Box {i}" vertex="1" parent="1"/>\n',
        "</root></mxGraphModel>",
    ),
    "markdown": (
        "threat-model.md",
        "# Threat model\n\n| id | threat | status |\n|---|---|---|\n",
        lambda i: f"| T{i} | Something goes wrong {i} | open |\n",
        "",
    ),
}


def test_every_format_is_here() -> None:
    names = {form.name.replace("-", "_") for form in formats()}
    assert set(FORMATS) == set(MANY) == names


@pytest.mark.parametrize("form", FORMATS)
def test_cut_short_anywhere(form: str) -> None:
    name, data = whole(form)
    for at in range(0, len(data.rstrip()), max(1, len(data) // 25)):
        found = reading(name, data[:at])
        assert form not in CLOSED or not isinstance(found, ThreatModel), at


@pytest.mark.parametrize("form", FORMATS)
def test_ten_megabytes(form: str) -> None:
    name, head, item, foot = MANY[form]
    broken(name, repeated(head, item, foot, 10 * MEGABYTES), r"^is 10\d{3} KiB, larger than \d+ KiB$")


@pytest.mark.parametrize("size", [100_000, 1_000_000, 4_000_000])
@pytest.mark.parametrize("form", FORMATS)
def test_many_entries_are_read_in_time_or_refused(form: str, size: int) -> None:
    name, head, item, foot = MANY[form]
    found = reading(name, repeated(head, item, foot, size))
    assert found is not None
    if isinstance(found, ThreatModel):
        assert len(found.parts) + len(found.entries) > 500


@pytest.mark.parametrize("depth", [150, 20_000])
@pytest.mark.parametrize(
    ("name", "around", "pair"),
    [
        ("a.tc.json", '{"schema": 1, "mitigations": [], "threats": …}', "[ ]"),
        ("a.json", '{"version": "2.0", "summary": {}, "detail": {"diagrams": …}}', "[ ]"),
        ("a.json", '{"version": "1.0.0", "scope": {}, "trust_zones": […]}', "[ ]"),
        ("threagile.yaml", "threagile_version: 1.0.0\nquestions: …\n", "[ ]"),
        ("a.otm", "otmVersion: 0.2.0\nproject: …\n", "[ ]"),
        ("a.hcl", 'threatmodel "a" {\n  x = …\n}\n', "[ ]"),
        ("tm.py", 'from pytm import TM\ntm = TM("a")\ntm.x = …\n', "[ ]"),
        ("a.tm7", "<ThreatModel>…</ThreatModel>", "<a> </a>"),
        ("a.drawio", "<mxfile>…</mxfile>", "<a> </a>"),
        ("threat-model.md", "---\nthreats: …\n---\n# Threat model\n", "[ ]"),
    ],
)
def test_deep_nesting(name: str, around: str, pair: str, depth: int) -> None:
    opening, closing = pair.split()
    nested = around.replace("…", opening * depth + closing * depth)
    broken(name, nested.encode(), "nested deeper than 100 levels")


def test_deep_lists_and_quotes_of_a_page_are_no_trouble() -> None:
    nested = "# Threats\n\n" + "".join(f"{'  ' * depth}- threat {depth}\n" for depth in range(800)) + "> " * 20_000
    assert isinstance(reading("threat-model.md", nested.encode()), ThreatModel)


BOMB = "".join(f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.otm", f"otmVersion: 0.2.0\nproject:\n  a0: &a0 [x]\n{BOMB}"),
        ("threagile.yaml", f"threagile_version: 1.0.0\nquestions:\n  a0: &a0 [x]\n{BOMB}"),
        ("threat-model.md", f"---\nthreats:\n  a0: &a0 [x]\n{BOMB}---\n# Threat model\n"),
    ],
)
def test_aliases_that_grow(name: str, text: str) -> None:
    broken(name, text.encode(), "once aliases are expanded")


@pytest.mark.parametrize("form", FORMATS)
def test_bytes_that_are_no_text(form: str) -> None:
    name, data = whole(form)
    middle = len(data) // 2
    for stain in (b"\0", b"\xff\xfe\xfd", b"\xc3\x28"):
        found = reading(name, data[:middle] + stain + data[middle:])
        assert isinstance(found, Broken), stain
    reading(name, b"")
    reading(name, b"\n" * 100_000)
    assert read(name, b"\xef\xbb\xbf" + data) == read(name, data)


@pytest.mark.parametrize("form", FORMATS)
def test_lines_of_another_system_mean_the_same(form: str) -> None:
    name, data = whole(form)
    one, other = read(name, data), read(name, data.replace(b"\n", b"\r\n"))
    assert isinstance(one, ThreatModel)
    assert isinstance(other, ThreatModel)
    assert one.digest == other.digest


def test_an_id_cannot_write_to_the_terminal() -> None:
    threats = [{"id": "\x1b[31m\n::error::\u202e", "statement": "one"}] * 2
    data = json.dumps({"schema": 1, "threats": threats, "mitigations": []}).encode()
    broken("a.tc.json", data, "twice")


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    at=st.floats(0, 1),
    cut=st.integers(0, 40),
    put=st.binary(max_size=12) | st.sampled_from([b"{", b"]", b"null", b"-1e999"]),
)
def test_any_damage_is_read_or_told(form: str, at: float, cut: int, put: bytes) -> None:
    name, data = whole(form)
    start = int(at * len(data))
    reading(name, data[:start] + put + data[start + cut :])


@pytest.mark.parametrize("form", [form for form in FORMATS if whole(form)[0].endswith("json")])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    draw=st.data(),
    other=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
        max_leaves=4,
    ),
)
def test_any_value_of_another_kind_is_read_or_told(form: str, draw: st.DataObject, other: object) -> None:
    """Valid JSON, but one value of it is something else."""
    name, data = whole(form)
    held = json.loads(data)
    node = held
    while True:
        key = draw.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        if not (isinstance(node[key], (dict, list)) and node[key]) or draw.draw(st.booleans()):
            break
        node = node[key]
    node[key] = other
    reading(name, json.dumps(held).encode())
