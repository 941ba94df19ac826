"""From the environment to a forge that can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.forge._api import Maker, Unknown
from threatgate.forge._http import WIRES, Door, Wires
from threatgate.forge._places import Host, place
from threatgate.forge._tokens import login
from threatgate.forge._trust import wired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.forge._api import Forge


def opened(environ: Mapping[str, str], origin: str = "", wires: Wires = WIRES) -> Forge | Unknown:
    """The forge of a pipeline, else of the clone whose remote has the address `origin`. Nothing is asked yet."""
    where = place(environ, origin)
    if isinstance(where, Unknown):
        return where
    host = Host(where.maker, where.web, where.api)
    who = login(host, environ)
    if isinstance(who, Unknown):
        return who
    door = Door(host.api, who, wired(wires, host, environ))
    if where.maker is Maker.GITHUB:
        from threatgate.forge.github import GitHub

        return GitHub(where, door, in_actions=environ.get("GITHUB_ACTIONS") == "true")
    from threatgate.forge.gitlab import GitLab

    return GitLab(where, door)
