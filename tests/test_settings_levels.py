"""Levels: the table of defaults cell by cell, and how settings move it."""

from __future__ import annotations

import itertools

import pytest

from threatgate.model import Direction, Kind, Level, Scope
from threatgate.settings import load

FIVE = ("prompt", "model", "tool", "retrieval", "approval")
OTHERS = ("memory", "identity", "eval", "logging", "agent")
GRANTS = ("tool", "approval", "identity")
ORDER = ("widens", "unclear", "neutral", "narrows")


def levels(kinds: tuple[str, ...], scope: str, said: str) -> list[tuple[str, str, str, str]]:
    return [
        (kind, scope, direction, level) for kind in kinds for direction, level in zip(ORDER, said.split(), strict=True)
    ]


TABLE = [
    *levels(FIVE, "product", "block block block warn"),
    *levels(OTHERS, "product", "block block warn warn"),
    *levels(GRANTS, "agent-config", "block block block warn"),
    *levels(tuple(kind for kind in FIVE + OTHERS if kind not in GRANTS), "agent-config", "warn warn warn warn"),
    *levels(FIVE + OTHERS, "example", "warn warn warn warn"),
    *levels(FIVE + OTHERS, "ci", "warn warn warn warn"),
    *levels(FIVE + OTHERS, "test", "off off off off"),
    *levels(FIVE + OTHERS, "docs", "off off off off"),
]


def level(data: str, kind: str, scope: str, direction: str, *, rule: str = "", subject: str = "") -> str:
    settings = load(data.encode() if data else None)
    return str(settings.level(Kind(kind), rule or f"{kind}-changed", Direction(direction), Scope(scope), subject))


def test_the_table_names_every_cell() -> None:
    assert {row[:3] for row in TABLE} == set(itertools.product(map(str, Kind), map(str, Scope), map(str, Direction)))


@pytest.mark.parametrize(("kind", "scope", "direction", "expected"), TABLE, ids=lambda value: value)
def test_defaults(kind: str, scope: str, direction: str, expected: str) -> None:
    assert level("", kind, scope, direction) == expected


@pytest.mark.parametrize(("scope", "direction"), list(itertools.product(map(str, Scope), map(str, Direction))))
def test_a_change_of_the_gate_always_blocks(scope: str, direction: str) -> None:
    lax = "levels: {approval: off, widens: off, narrows: off}\nscopes: {product: off, test: off, ci: off, docs: off}\n"
    for data in ("", lax):
        assert level(data, "approval", scope, direction, rule="gate-changed", subject="gate") == Level.BLOCK


MOVED = """
levels: {tool: off, tool-added: warn} | product | widens | tool-added | warn | rule-before-kind
levels: {tool: off, tool-added: warn} | product | widens | tool-widened | off | kind-for-other-rules
levels: {tool: warn, widens: off} | product | widens | tool-added | warn | kind-before-direction
levels: {widens: warn} | product | widens | tool-added | warn | direction
levels: {widens: warn} | product | unclear | tool-added | block | another-direction
levels: {tool: {narrows: off}} | product | narrows | tool-changed | off | map-names-it
levels: {tool: {narrows: off}} | product | widens | tool-changed | block | map-is-silent
levels: {tool-added: {narrows: off}, tool: warn} | product | widens | tool-added | warn | silent-rule-falls-to-kind
levels: {prompt: block} | product | narrows | prompt-changed | block | one-level-for-all-directions
levels: {prompt: block} | test | widens | prompt-changed | off | a-level-never-raises-a-scope
levels: {tool: off} | agent-config | widens | tool-changed | off | but-lowers-it
scopes: {test: block} | test | widens | tool-changed | block | scope-raised
scopes: {test: block} | test | narrows | tool-changed | warn | raised-as-far-as-the-product
scopes: {test: warn} | test | widens | memory-changed | warn | scope-raised-to-warn
scopes: {agent-config: block} | agent-config | widens | prompt-changed | block | instructions-block
scopes: {agent-config: off} | agent-config | widens | tool-changed | off | scope-off
scopes: {ci: {widens: block}} | ci | widens | tool-changed | block | scope-by-direction
scopes: {ci: {widens: block}} | ci | unclear | tool-changed | warn | scope-silent-on-direction
scopes: {product: warn} | product | widens | tool-changed | warn | product-lowered
scopes: {test: block} ; levels: {tool: warn} | test | widens | tool-changed | warn | both
"""


@pytest.mark.parametrize("row", [pytest.param(row, id=row.rpartition("| ")[2]) for row in MOVED.strip().splitlines()])
def test_settings_move_levels(row: str) -> None:
    data, scope, direction, rule, expected, _ = (cell.strip() for cell in row.split("|"))
    assert level(data.replace(" ; ", "\n"), rule.partition("-")[0], scope, direction, rule=rule) == expected
