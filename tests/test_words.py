"""Summaries: one line that names the thing and the move, without digests, code and names that only lead to it."""

from __future__ import annotations

from typing import Any

import pytest

from threatgate.identity import element_digest, freeze
from threatgate.model import Change, Edit, Element, Kind, Scope, Span
from threatgate.triggers._directions import direction
from threatgate.triggers._moves import moves
from threatgate.triggers._summary import summary

LONG = "Answer every question of a customer in at most three sentences and name the page of the handbook it is from. "


def said(kind: str, before: Any, after: Any, name: str = "refunds", subject: str = "") -> str:
    old, new = (
        None
        if value is None
        else Element(Kind(kind), name, "app/agent.py", freeze(value), Span(1, 1), Scope.PRODUCT, subject=subject)
        for value in (before, after)
    )
    edit = Edit.ADDED if old is None else Edit.REMOVED if new is None else Edit.MODIFIED
    made = Change(edit, old, new, old and element_digest(old), new and element_digest(new))
    found = moves(made)
    return summary(made, direction(made, found), found)


# fmt: off
WORDS = [
    ("item[claude].models[claude-opus-4-20250514]", "model", None, {"name": "claude-opus-4-20250514"}, "",
     "model claude.models[claude-opus-4-20250514] is new"),
    ("answer.system", "prompt", None, {"role": "system", "text": "You are kind."}, "",
     "prompt answer.system is new: “You are kind.”"),
    ("build", "prompt", None, {"refers": ["RULES", "TONE"]}, "", "prompt build is new: built from RULES, TONE"),
    ("gpt", "tool", None, {"includedTools": ["edit_file"]}, "", "tool gpt is new: includedTools edit_file"),
    ("edit", "tool", None, {"description": "Writes a file."}, "", "agent gains edit, which can change data"),
    ("judge", "eval", None, {"body": f"sha256:{'0a' * 32}"}, "", "eval judge is new"),
    ("judge", "eval", {"data": "59b320e2"}, {"data": "7c1d09aa"}, "", "eval judge: data changed"),
    ("kinds", "model", {"models": ["a-1"]}, {"models": ["a-2"]}, "", "model kinds: models: a-1 → a-2"),
    ("support", "identity", {"scopes": ["a"]}, {"scopes": ["a", "b", "c"]}, "", "identity support: scopes gain b, c"),
    ("support", "agent", {"tool": "a"}, {"tool": "a", "mode": "all that it can do"}, "",
     "agent support: mode “all that it can do” added"),
    ("x", "model", {"base_url": {"$env": "A_URL"}}, {"base_url": {"$env": "B_URL"}}, "",
     "model x: base_url A_URL → B_URL"),
    ("x", "approval", None, {"rules": ['...new Set ( [ ... info . rules , "apply_patch" ] )']}, "",
     "approval policy x is new: rules computed with apply_patch"),
    ("check", "approval", {"body": "0"}, {"body": "1"}, "logic", "approval logic of check: what it does changed"),
    ("pay.checks", "approval", {"calls": "require_review"}, {"calls": "log_review"}, "logic",
     "approval logic of pay.checks: now calls log_review; no longer calls require_review"),
    ("A_KEY", "identity", {"secret": "****"}, None, "", "identity A_KEY is gone"),
]
# fmt: on


@pytest.mark.parametrize("row", WORDS, ids=[row[0] for row in WORDS])
def test_words(row: tuple[str, str, Any, Any, str, str]) -> None:
    name, kind, before, after, subject, sentence = row
    assert said(kind, before, after, name, subject) == sentence


def test_a_sentence_is_cut_to_where_it_says_something_else() -> None:
    told = said("prompt", {"text": LONG}, {"text": LONG.replace("handbook", "leaflet")})
    assert told == "prompt refunds: “…page of the handbook it is from.” → “…page of the leaflet it is from.”"


def test_many_moves_stay_on_one_line() -> None:
    before = {f"limit_of_the_number_{number}": number for number in range(9)}
    told = said("retrieval", before, {key: value + 1 for key, value in before.items()})
    assert len(told) <= 125
    assert told.endswith("more")


def test_a_long_name_keeps_its_end() -> None:
    name = "infrastructure.resources.databaseAccounts_shop_00000000_0001.properties.permissions"
    assert said("identity", None, {"scopes": ["read"]}, name) == "identity …properties.permissions is new: scopes read"
