"""From commits to the pull requests that brought them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.forge._api import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST = 60


def traced(
    parents: Mapping[str, tuple[str, ...]], head: str, pulls_of: Callable[[str], tuple[int, ...] | Unknown]
) -> tuple[int, ...] | Unknown:
    """The pull requests along the line of first parents, as far as `parents` knows the commits.

    Of a merge the second parent is asked for too: the merge of a queue belongs to no pull request, what it merges does.
    """
    numbers: dict[int, None] = {}
    commit, steps = head, 0
    while commit in parents:
        steps += 1
        if steps > MOST:
            return Unknown(f"more than {MOST} commits would have to be traced", "name the pull request: --number N")
        for one in (commit, *parents[commit][1:2]):
            found = pulls_of(one)
            if isinstance(found, Unknown):
                return found
            numbers |= dict.fromkeys(found)
        commit = parents[commit][0] if parents[commit] else ""
    return tuple(numbers)
