"""Which controls are of the AI system: the permissions of an ordinary application are none of it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from threatgate.model import Kind
from threatgate.recognisers import _keys
from threatgate.recognisers._code import speaks_of_ai
from threatgate.recognisers._policy_words import rows
from threatgate.vocabulary import words

if TYPE_CHECKING:
    from threatgate.documents._kinds import Module


_ORDINARY = frozenset({Kind.APPROVAL, Kind.IDENTITY, Kind.MEMORY})


def reaches(kind: Kind, name: str, path: str, module: Module) -> bool:
    """Whether a control holds back a model, an agent or a tool: its name says so, its place, or its file speaks of one.

    Where a page signs in is known by its place alone: `auth/callback/route.ts` has a `GET`.
    """
    if kind not in _ORDINARY or name in rows()["handlers"]:
        return True
    own = set(rows()["speaking"])
    return not own.isdisjoint(words(name)) or speaks_of_ai(path, module) or _speaks(path, module)


@lru_cache(maxsize=4)
def _speaks(path: str, module: Module) -> bool:
    return _keys.speaks_of_ai(f"{path} {module.text}")
