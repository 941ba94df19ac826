"""Which prompts a function fills in: `prompts.general.format(…)`, `SYSTEM_PROMPT.render(…)`, as a set of names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.model import Kind
from threatgate.recognisers._code import around, tail
from threatgate.recognisers._parts import fixed, whole
from threatgate.recognisers._prompt_pieces import prompt_name
from threatgate.recognisers._prompt_words import fills, for_people, name_strength

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from threatgate.model import Span
    from threatgate.recognisers._api import Found
    from threatgate.recognisers._code import Facts


def prompt_uses(known: Facts, built: AbstractSet[str]) -> Iterator[Found]:
    """One element for each function that fills in prompts and is not itself read as a maker of one."""
    found: dict[str, dict[str, Span]] = {}
    for site, call in known.calls:
        if not site.where or not fills(call.callee) or any(for_people(outer.callee) for outer in site.calls):
            continue
        # What is kept under the name of a prompt is an element of that name.
        named = any(name_strength(name) == "sure" for name in (*site.names, site.key))
        if not named and built.isdisjoint(around(site.where)):
            for name in prompt_name(call.callee.rpartition(".")[0]):
                found.setdefault(site.where, {}).setdefault(name, call.span)
    for where, names in found.items():
        span = next(iter(names.values()))
        yield whole(Kind.PROMPT, f"{where}.uses", (fixed("refers", sorted(map(_bare, names)), span),), span)


def _bare(name: str) -> str:
    return name.removesuffix(f".{tail(name)}") if fills(name) else name
