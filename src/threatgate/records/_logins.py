"""By which logins people can be reached on a forge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.records._people import identities, is_bot, is_team, members

if TYPE_CHECKING:
    from threatgate.settings import People


def logins(who: str, people: People) -> tuple[str, ...]:
    """The logins of a person, or of all members of a role or team; () where none is known, as of a lone address."""
    found: dict[str, None] = {}
    for member in members(who, people):
        named = member if member.startswith("@") else next(iter(sorted(_handles(member, people))), "")
        if named and not is_team(named) and not is_bot(named):
            found[named.lstrip("@")] = None
    return tuple(found)


def _handles(address: str, people: People) -> list[str]:
    return [name for name in identities(address, people) if name.startswith("@") and not is_team(name)]
