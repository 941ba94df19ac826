"""What a change of a policy language does: Rego, Cedar, Colang, BAML, Modelfiles."""

from __future__ import annotations

import pytest
from test_directions import towards

from threatgate.compare import compare
from threatgate.model import Scope
from threatgate.settings import Settings
from threatgate.surface import read_file

REGO = "package agent.tools\n"
RAIL = '<rail><output><string name="a" validators="{}" on-fail-pii="{}"/></output></rail>'
CEDAR = 'permit (principal, action == Action::"callTool", resource)'


def directions(path: str, before: str, after: str) -> list[str]:
    sides = [read_file(path, text.encode(), Scope.PRODUCT, Settings()) for text in (before, after)]
    assert all(isinstance(side, tuple) for side in sides)
    return [str(towards(change)) for change in compare(*sides)]


ROWS = [
    pytest.param(
        "a.rego", REGO + "default allow := false", REGO + "default allow := true", "widens", id="default allow"
    ),
    pytest.param("a.rego", REGO + "allow if a", REGO + "allow if a\nallow if b", "widens", id="one more clause allows"),
    pytest.param("a.rego", REGO + "deny if a", REGO + "deny if a\ndeny if b", "narrows", id="one more clause denies"),
    pytest.param("a.rego", REGO + "deny if a", REGO, "widens", id="a denial goes"),
    pytest.param("a.rego", REGO + "require_approval if a", REGO, "widens", id="a demand goes"),
    pytest.param("a.rego", REGO + "allow if a", REGO, "narrows", id="what allows goes"),
    pytest.param("a.rego", REGO + "allow if a", REGO + "allow if b", "unclear", id="another condition"),
    pytest.param("a.rego", REGO + "limit := 5", REGO + "limit := 9", "unclear", id="a helper"),
    pytest.param("a.cedar", f"{CEDAR};", f"{CEDAR} when {{ resource.safe }};", "narrows", id="a condition comes"),
    pytest.param("a.cedar", f"{CEDAR} unless {{ context.risky }};", f"{CEDAR};", "widens", id="an exception goes"),
    pytest.param("a.cedar", "", f"{CEDAR} when {{ resource.safe }};", "widens", id="a permit comes"),
    pytest.param("a.cedar", f"{CEDAR};", "", "narrows", id="a permit goes"),
    pytest.param("a.cedar", CEDAR.replace("permit", "forbid") + ";", "", "widens", id="a prohibition goes"),
    pytest.param(
        "a.cedar", "", CEDAR.replace("permit", "forbid") + " when { a };", "narrows", id="a bound prohibition comes"
    ),
    pytest.param("a.co", "define flow check\n  execute x\n", "", "widens", id="a rail goes"),
    pytest.param("a.co", "", "define flow check\n  execute x\n", "narrows", id="a rail comes"),
    pytest.param("a.co", "define flow check\n  stop\n  a\n", "define flow check\n  a\n", "unclear", id="a step goes"),
    pytest.param(
        "a.rail", RAIL.format("one-line; pii", "fix"), RAIL.format("one-line", "fix"), "widens", id="validator"
    ),
    pytest.param("a.rail", RAIL.format("pii", "exception"), RAIL.format("pii", "noop"), "widens", id="stops nothing"),
    pytest.param("a.rail", RAIL.format("pii", "noop"), RAIL.format("pii", "exception"), "narrows", id="stops"),
    pytest.param("Modelfile", "FROM llama3.2:3b", "FROM mistral:7b", "neutral", id="another base"),
    pytest.param(
        "a.baml",
        'client<llm> A {\n options {\n model "gpt-4.1-2025-04-14"\n }\n}',
        'client<llm> A {\n options {\n model "gpt-4.1"\n }\n}',
        "widens",
        id="a pin becomes an alias",
    ),
]


@pytest.mark.parametrize(("path", "before", "after", "expected"), ROWS)
def test_the_direction_of_a_policy(path, before, after, expected):
    assert directions(path, before, after) == [expected]


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param("a.rego", REGO + "allow if a\nallow if b", REGO + "# c\nallow  if b\n\nallow if a", id="rego"),
        pytest.param(
            "a.cedar", f"{CEDAR} when {{ a && b }};", f"{CEDAR}\nwhen {{ b }} // c\nwhen {{ a }};", id="cedar"
        ),
        pytest.param("a.co", "define flow x\n  a\n", "# c\ndefine  flow x\n    a # b\n", id="colang"),
        pytest.param("Modelfile", "FROM a:b\nPARAMETER top_k 3", "parameter top_k 3\nFROM  a:b", id="modelfile"),
    ],
)
def test_layout_is_no_change(path, before, after):
    assert directions(path, before, after) == []
