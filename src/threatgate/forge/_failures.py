"""What a refusal means and what to do about it, in words. Nothing of a token or of the answer's body stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.forge._api import Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

_MEANINGS = {
    400: ("does not take the request (400)", "is the address of the API right?"),
    401: ("does not accept the token (401)", "renew {token}"),
    403: (
        "does not allow this to the token (403)",
        "give {token} the permission; of a fork's pull request it only reads",
    ),
    404: ("has no such thing, or hides it from the token (404)", "check the name, and that {token} may see it"),
    409: ("is in the way of the request (409)", "try again later"),
    410: ("has it no more, or has it switched off (410)", "check that it is there and switched on"),
    422: ("does not take what was sent (422)", "check the names in it: users, labels, commits"),
}


def refused(host: str, status: int, token: str) -> Unknown:
    """What a status other than success says."""
    if status >= 500:
        return Unknown(f"{host} has a fault of its own ({status})", "try again later")
    if 300 <= status < 400:
        return Unknown(
            f"{host} sends to another address ({status}), which is not followed", "say the address it has now"
        )
    words, mend = _MEANINGS.get(status, (f"answers {status}", "check the address and the token"))
    return Unknown(f"{host} {words}", mend.format(token=token))


def limited(host: str, status: int, wait: float | None) -> Unknown:
    """That the rate limit is used up."""
    until = f", for another {round(wait)} seconds" if wait is not None else ""
    return Unknown(f"{host} has had too many requests from this token ({status}){until}", "run it again after that")


def rate_limited(status: int, headers: Mapping[str, str]) -> bool:
    """Whether a refusal is about how often was asked, not about what."""
    if status == 429:
        return True
    used_up = headers.get("x-ratelimit-remaining") == "0" or "retry-after" in headers
    return status == 403 and used_up
