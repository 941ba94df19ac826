"""What signatures say, as values: verified, unsound, or not to be told here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACE = "threatgate-approval-v1"
SUFFIX = ".sig"
SIGNERS = "allowed_signers"


class Around(NamedTuple):
    """The machine: its environment, and the folders of the repository, from which nothing is run."""

    environ: Mapping[str, str]
    away: tuple[str, ...] = ()


class Verified(NamedTuple):
    """A listed key signed these very bytes. `line` is where the signers file lists it."""

    principals: tuple[str, ...]
    fingerprint: str
    line: int


class Unsound(NamedTuple):
    """No signature that counts: why, and what to do."""

    why: str
    mend: str


class Unavailable(NamedTuple):
    """It cannot be told here: what is missing, and what to do."""

    why: str
    mend: str


Outcome: TypeAlias = "Verified | Unsound | Unavailable"
