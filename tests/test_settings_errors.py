"""What is wrong with a settings file: one line with place and reason, one mend; and the published schema agrees."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from test_settings_load import WHOLE

from threatgate import shape, strict_yaml
from threatgate.errors import UsageError
from threatgate.settings import load

FAULTS = yaml.safe_load((Path(__file__).parent.parent / "fixtures" / "settings" / "faults.yaml").read_text("utf-8"))


@pytest.mark.parametrize("fault", FAULTS, ids=[fault["says"] for fault in FAULTS])
def test_each_error_is_one_line_with_its_mend(fault: dict[str, str]) -> None:
    with pytest.raises(UsageError) as caught:
        load(fault["file"].encode())
    assert (caught.value.message, caught.value.hint) == (f".threatgate.yaml:{fault['says']}", fault["mend"])
    assert caught.value.code == 2


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(shape.schema("settings"))


def validator_agrees(data: Any) -> None:
    rules = shape.schema("settings")
    holds = shape.holds(rules, data, rules)
    assert holds is Draft202012Validator(rules).is_valid(data)
    assert bool(shape.flaws(rules, data)) is not holds


def places(data: Any, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [here, *(place for key, value in items for place in places(value, (*here, key)))]


GOOD = strict_yaml.read(WHOLE).data
ODD = st.sampled_from(
    [None, True, False, 0, 1, -1, 1.5, 10**9, "", "x", "@a", "block", "a" * 999, [], {}, ["@a"], {"x": 1}, [{}]]
)


@given(st.sampled_from(places(GOOD)), ODD)
def test_the_quick_walk_agrees_with_the_validator(place: tuple[str | int, ...], odd: object) -> None:
    data = copy.deepcopy(GOOD)
    if place:
        target = data
        for part in place[:-1]:
            target = target[part]
        target[place[-1]] = odd
    else:
        data = odd
    validator_agrees(data)


def test_the_whole_file_holds() -> None:
    validator_agrees(GOOD)


def test_a_hostile_file_is_bounded() -> None:
    data = "people:\n" + "".join(f"  k{i}: x\n" for i in range(9000))
    with pytest.raises(UsageError, match=r"2: people.k0 must be a list|2: the key"):
        load(data.encode())
