"""Comparing two sides: what counts as a change, what merely moved."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatgate.compare import compare
from threatgate.identity import freeze
from threatgate.model import Edit, Element, Kind, Scope, Span


def element(
    name: str, value: Any, *, path: str = "a.yaml", kind: Kind = Kind.TOOL, scope: Scope = Scope.PRODUCT, line: int = 1
) -> Element:
    return Element(kind, name, path, freeze(value), Span(line, line), scope)


def said(before: list[Element], after: list[Element], unread: frozenset[str] = frozenset()) -> list[str]:
    return [
        f"{change.edit} {change.element.id}{' from ' + change.moved_from if change.moved_from else ''}"
        for change in compare(before, after, unread)
    ]


LONG = "You are a careful assistant. Never send money without asking the user first."

CASES = [
    pytest.param([element("x", {"a": 1})], [element("x", {"a": 1}, line=9)], [], id="a line alone is nothing"),
    pytest.param([element("x", {"a": 1})], [element("x", {"a": 2})], ["modified tool:a.yaml#x"], id="a value"),
    pytest.param([], [element("x", 1)], ["added tool:a.yaml#x"], id="added"),
    pytest.param([element("x", 1)], [], ["removed tool:a.yaml#x"], id="removed"),
    pytest.param([element("x", 1)], [element("x", 1, path="b/a.yaml")], [], id="a file that moved"),
    pytest.param(
        [element("x", 1)],
        [element("y", 1)],
        ["removed tool:a.yaml#x", "added tool:a.yaml#y"],
        id="a tool's name is meaning",
    ),
    pytest.param(
        [element("x", LONG, kind=Kind.PROMPT)],
        [element("y", LONG, kind=Kind.PROMPT, path="b.md")],
        [],
        id="a prompt under another name",
    ),
    pytest.param(
        [element("answer.model", {"model": "m-1"}, kind=Kind.MODEL)],
        [element("reply.model", {"model": "m-1"}, kind=Kind.MODEL)],
        [],
        id="a renamed function around a pin",
    ),
    pytest.param(
        [element("x", {"a": 1})],
        [element("x", {"a": 2}, path="b/a.yaml")],
        ["modified tool:b/a.yaml#x from tool:a.yaml#x"],
        id="moved and edited",
    ),
    pytest.param(
        [element("x", 1, path="tests/a.yaml", scope=Scope.TEST)],
        [element("x", 1, path="src/a.yaml")],
        ["added tool:src/a.yaml#x", "removed tool:tests/a.yaml#x"],
        id="out of the tests into the product",
    ),
    pytest.param(
        [element("x", 1), element("x", 2)],
        [element("x", 2), element("x", 1)],
        [],
        id="two of one name in another order",
    ),
    pytest.param(
        [element("x", 1), element("x", 2)],
        [element("x", 2), element("x", 3)],
        ["modified tool:a.yaml#x"],
        id="one of two of one name",
    ),
    pytest.param(
        [element("x", 1)], [element("x", 1), element("x", 1)], ["added tool:a.yaml#x"], id="a second of one name"
    ),
]


@pytest.mark.parametrize(("before", "after", "expected"), CASES)
def test_changes(before: list[Element], after: list[Element], expected: list[str]) -> None:
    assert said(before, after) == expected


def test_a_path_that_could_not_be_read_says_nothing() -> None:
    assert said([element("x", 1), element("y", 1, path="b.yaml")], [], frozenset({"a.yaml"})) == [
        "removed tool:b.yaml#y"
    ]


values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["a", "b", "*"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["k", "allow", "deny"]), inner, max_size=3)
    ),
    max_leaves=6,
)
elements = st.builds(
    element,
    st.sampled_from(["x", "y", "z"]),
    values,
    path=st.sampled_from(["a.yaml", "b.yaml", "c/a.yaml"]),
    kind=st.sampled_from([Kind.TOOL, Kind.PROMPT, Kind.APPROVAL]),
)
sides = st.lists(elements, max_size=6)


@given(sides)
def test_a_side_against_itself_is_nothing(side: list[Element]) -> None:
    assert compare(side, list(reversed(side))) == ()


@given(sides, sides)
def test_nothing_is_lost_and_swapping_swaps(before: list[Element], after: list[Element]) -> None:
    forth, back = compare(before, after), compare(after, before)
    count = {edit: sum(change.edit is edit for change in forth) for edit in Edit}
    turned = {edit: sum(change.edit is edit for change in back) for edit in Edit}
    # Pairing is greedy, so a pair may be seen one way only; what is left over on each side always adds up.
    assert len(before) - len(after) == count[Edit.REMOVED] - count[Edit.ADDED]
    assert len(after) - len(before) == turned[Edit.REMOVED] - turned[Edit.ADDED]
    for change in forth:
        assert (
            change.from_digest != change.to_digest
            or change.before is None
            or change.before.scope is not change.element.scope
        )


def test_a_list_of_providers_stays_itself_under_another_name() -> None:
    def providers(name: str, *known: str) -> Element:
        value = freeze({"providers": list(known)})
        return Element(Kind.MODEL, name, "a.py", value, Span(1, 1), Scope.PRODUCT, subject="provider")

    assert said([providers("to_model", "groq", "xai")], [providers("to_settings", "groq", "xai")]) == []
    assert said([providers("to_model", "groq")], [providers("to_settings", "groq", "xai")]) == [
        "removed model:a.py#to_model",
        "added model:a.py#to_settings",
    ]
