"""Controls that come with one file are read as one; edits of them, and those of other files, stand alone."""

from __future__ import annotations

from sample_reports import trigger

from threatgate.identity import freeze
from threatgate.model import Direction, Element, Kind, Move, Scope, Span, Trigger
from threatgate.render._grouping import grouped
from threatgate.render._ink import Ink
from threatgate.render._trigger_lines import trigger_lines


def control(name: str, path: str = "src/policy.py", body: str = "sha256:aa") -> Element:
    return Element(Kind.APPROVAL, name, path, freeze({"body": body}), Span(1, 3), Scope.PRODUCT, subject="logic")


def added(name: str, path: str = "src/policy.py") -> Trigger:
    return trigger(
        None, control(name, path, f"sha256:{name}"), f"approval logic of {name} is new", direction=Direction.UNCLEAR
    )


def edited(name: str) -> Trigger:
    move = Move(("body",), f"sha256:{name}", f"sha256:{name}2", Direction.UNCLEAR, "what it does changed")
    before, after = control(name, body=f"sha256:{name}"), control(name, body=f"sha256:{name}2")
    return trigger(before, after, f"approval logic of {name}: what it does changed", moves=(move,))


def names(triggers: list[Trigger]) -> list[list[str]]:
    return [[each.change.element.name for each in group] for group in grouped(triggers)]


def test_controls_of_a_new_file_stand_together() -> None:
    assert names([added("allow"), added("deny"), added("ask", "src/ask.py")]) == [["ask"], ["allow", "deny"]]


def test_edits_of_controls_stand_alone() -> None:
    assert names([edited("allow"), edited("deny")]) == [["allow"], ["deny"]]


def test_the_digest_of_a_body_is_not_shown() -> None:
    lines = list(trigger_lines([added("allow"), added("deny")], Ink(colour=False, width=100), {}))
    assert [line.strip() for line in lines[1:]] == [
        "approval logic of allow is new",
        "the same in deny  src/policy.py:1",
    ]
