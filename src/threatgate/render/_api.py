"""All that a format is: its name and a function from a report to text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from threatgate.model import Report


def _no_page(rule: str) -> str:  # noqa: ARG001 - the signature is the contract
    return ""


class Branch(NamedTuple):
    """Where in the forge a record can be committed.

    `web` is the address of the repository, `prefills` whether the forge takes a file's text in an address.
    """

    web: str
    name: str
    prefills: bool


class Look(NamedTuple):
    """How the output is to look: coloured or not, how wide, and `page`, which gives the page of a rule by its id.

    `branch` is where the change lies in the forge, None outside of one.
    """

    colour: bool = False
    width: int = 100
    page: Callable[[str], str] = _no_page
    branch: Branch | None = None


class Format(NamedTuple):
    """A format. `render` opens nothing, prints nothing and reads no environment."""

    name: str
    render: Callable[[Report, Look], str]
