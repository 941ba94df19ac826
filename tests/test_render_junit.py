"""JUnit XML has the elements and attributes that Jenkins' schema (xunit-plugin, junit-10) allows, and no other."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from sample_reports import CASES

from threatgate.render import Look, format_named

COUNTS = {"name", "tests", "failures", "errors", "time"}
ATTRIBUTES = {
    "testsuites": COUNTS,
    "testsuite": COUNTS | {"skipped", "timestamp", "hostname", "id", "package", "file", "log", "url", "group"},
    "testcase": {"name", "classname", "time", "group"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "system-out": set(),
}
INSIDE = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase", "system-out"},
    "testcase": {"failure", "error", "system-out"},
    "failure": set(),
    "error": set(),
    "system-out": set(),
}


@pytest.mark.parametrize("name", CASES)
def test_only_what_the_schema_allows(name):
    root = ET.fromstring(format_named("junit").render(CASES[name], Look()))  # noqa: S314 - it is our own
    assert root.tag == "testsuites"
    for node in root.iter():
        assert set(node.attrib) <= ATTRIBUTES[node.tag]
        assert {child.tag for child in node} <= INSIDE[node.tag]
