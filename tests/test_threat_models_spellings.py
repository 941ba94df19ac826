"""The same thing said in another way that its format allows, and the little that a file may lack."""

from __future__ import annotations

import zlib
from base64 import b64encode

import pytest
from test_threat_models_native import digest_of

from threatgate.threat_models import Broken, ThreatModel, read

HEAD = 'from pytm import TM, Agent, Assumption, Controls, Finding, Server\n\ntm = TM("Web")\n'
PROGRAMS = [
    ('web = Server("Web")\nweb.OS = "Linux"\n', 'web = Server("Web")\nsetattr(web, "OS", "Linux")\n'),
    ('web = Server("Web", OS="Linux")\n', 'Server(name="Web", OS="Linux")\n'),
    ('web = Server("Web", OS="Linux")\n', 'import pytm\nweb = pytm.Server("Web", OS="Linux")\n'),
    (
        'web = Server("Web", controls=Controls(isHardened=True))\n',
        'web = Server("Web", controls={"isHardened": True})\n',
    ),
    ('web = Server("Web")\nweb.controls.isHardened = True\n', 'web = Server("Web", controls={"isHardened": True})\n'),
    (
        'web = Server("Web", overrides=[Finding(threat_id="A", response="mitigated")])\n',
        'web = Server("Web")\nweb.overrides.extend([Finding(threat_id="A", response="mitigated")])\n',
    ),
    (
        'web = Server("Web")\nweb.controls.isHardened = True\n',
        'web = Server("Web")\nweb.controls.isHardened = False\nweb.controls.isHardened = True\n',
    ),
    ('tm.assumptions = ["Nobody else"]\n', 'tm.assumptions = ["Nobody   else"]  # so far\n'),
]


@pytest.mark.parametrize(("one", "other"), PROGRAMS)
def test_two_ways_to_write_a_program(one: str, other: str) -> None:
    assert digest_of("tm.py", (HEAD + one).encode()) == digest_of("tm.py", (HEAD + other).encode())


def test_what_a_program_does_to_things_that_it_does_not_make_is_nothing() -> None:
    quiet = HEAD + 'web = Server("Web")\n'
    more = 'other.OS = "x"\nother.overrides.append(1)\nsetattr(other, "OS", "x")\nsetattr(web, name, 1)\nprint(web)\n'
    assert digest_of("tm.py", quiet.encode()) == digest_of("tm.py", (quiet + more).encode())


def test_a_thing_without_a_name_is_known_by_its_variable() -> None:
    found = read("tm.py", (HEAD + "web = Server()\nServer()\n").encode())
    assert isinstance(found, ThreatModel)
    assert [part.ref for part in found.parts] == ["web", "Server"]


def test_values_that_are_no_constants_are_kept_as_they_are_written() -> None:
    found = read("tm.py", (HEAD + 'web = Server("Web", port=base + 1, tags={"a": [other, None]})\n').encode())
    assert isinstance(found, ThreatModel)
    assert found.parts[0].meaning == {"port": {"$code": "base + 1"}, "tags": {"a": ("other", None)}}


@pytest.mark.parametrize(
    ("name", "text", "line", "message"),
    [
        (
            "a.tc.json",
            '{"threats": [], "mitigations": []}',
            1,
            "names no schema, so it is no workspace of Threat Composer",
        ),
        ("a.tc.json", "[]", 1, "holds no mapping, or several documents"),
        ("a.otm", "project: {id: a}\n", 1, "names no otmVersion, so it is no Open Threat Model"),
        ("a.tm7", "<Model/>", 1, "holds no ThreatModel"),
        ("a.tm7", "<ThreatModel>\n<Notes/></ThreatModel>", 1, "names no version of its format"),
        ("a.drawio.svg", '<svg content="&lt;p/&gt;"/>', 1, "holds no drawing of draw.io"),
        ("a.drawio.svg", '\n\n<svg content="&lt;p"/>', 1, "is no well-formed XML: unclosed token"),
        ("a.drawio", "", 1, "is no well-formed XML: no element found"),
    ],
)
def test_what_a_file_lacks(name: str, text: str, line: int, message: str) -> None:
    found = read(name, text.encode())
    assert isinstance(found, Broken)
    assert (found.line, found.message) == (line, message)


def packed(text: str) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return b64encode(packer.compress(text.encode()) + packer.flush()).decode()


@pytest.mark.parametrize(
    ("inner", "message"),
    [
        ("<p/>", "has a page 'p' without a drawing"),
        ("<p>", "has a page 'p' that is no well-formed XML: no element found"),
    ],
)
def test_a_page_that_holds_something_else(inner: str, message: str) -> None:
    found = read("a.drawio", f'<mxfile>\n<diagram name="p">{packed(inner)}</diagram></mxfile>'.encode())
    assert isinstance(found, Broken)
    assert (found.line, found.message) == (2, message)


def test_a_drawing_may_be_bare_and_a_page_empty() -> None:
    bare = read("a.drawio", b'<mxGraphModel><root><mxCell id="0"/><mxCell value="Box"/></root></mxGraphModel>')
    assert isinstance(bare, ThreatModel)
    assert [(part.ref, part.name) for part in bare.parts] == [("1/Box", "Box")]
    empty = read("a.drawio", b'<mxfile><diagram name="One"/><diagram name="Two">\n</diagram></mxfile>')
    assert isinstance(empty, ThreatModel)
    assert (empty.parts, empty.entries) == ((), ())


def test_what_an_open_model_applies_need_not_be_in_its_library() -> None:
    text = (
        "otmVersion: 0.2.0\nproject: {name: a, id: a}\ncomponents:\n"
        "  - id: c\n    threats:\n      - 7\n      - {state: exposed}\n"
        "      - {threat: t, state: exposed, mitigations: [1, {state: x}, {mitigation: m, state: required}]}\n"
    )
    found = read("a.otm", text.encode())
    assert isinstance(found, ThreatModel)
    assert [(entry.ref, entry.title, entry.status) for entry in found.entries] == [
        ("c/t", "t", "exposed"),
        ("c/t/m", "m", "required"),
    ]


def test_a_chosen_value_beyond_the_list_is_none() -> None:
    text = (
        "<ThreatModel><DrawingSurfaceList><DrawingSurfaceModel><Borders><KeyValueOfguidanyType><Value>"
        "<Guid>g</Guid><Properties><anyType><DisplayName>Runs as</DisplayName><Value><string>a</string></Value>"
        "<SelectedIndex>7</SelectedIndex></anyType></Properties></Value></KeyValueOfguidanyType></Borders>"
        "</DrawingSurfaceModel></DrawingSurfaceList><Version>4.3</Version></ThreatModel>"
    )
    found = read("a.tm7", text.encode())
    assert isinstance(found, ThreatModel)
    assert found.parts[0].meaning == {"Runs as": "", "type": ""}


def test_a_variable_of_hcl_that_is_nowhere_stays_a_name() -> None:
    text = 'threatmodel "a" {\n  threat "t" {\n    description = var.none\n    impacts = [var.none]\n  }\n}\n'
    found = read("a.hcl", text.encode())
    assert isinstance(found, ThreatModel)
    assert found.entries[0].meaning == {"description": {"$ref": "var.none"}, "impacts": ({"$ref": "var.none"},)}
