"""Files of evidence and the commit that they were made for.

A file that names its commit itself is bound by that. One whose format has no place for it is bound by what the pipeline
claims (`--evals FILE@COMMIT`), which is shown as a claim. A file that names another commit proves nothing here,
whatever is claimed for it.
"""

from __future__ import annotations

from threatgate.release._api import Binding, Given
from threatgate.results import Broken, Results, read

SHORTEST = 7


def given(evals: tuple[tuple[str, str, bytes], ...], head: str) -> tuple[Given, ...]:
    """What the files hold, in the order in which they were given."""
    return tuple(_given(path, claim, data, head) for path, claim, data in evals)


def _given(path: str, claim: str, data: bytes, head: str) -> Given:
    found = read(path, data)
    match found:
        case Broken(line=line, message=message, hint=hint):
            at = f":{line}" if line else ""
            return Given(path, Binding.BROKEN, f"{path}{at} {message} ({hint})")
        case Results(commit=commit):
            binding, words = _bound(commit, claim, head)
            return Given(path, binding, words, found)


def _bound(commit: str, claim: str, head: str) -> tuple[Binding, str]:
    if commit and not names(commit, head):
        return Binding.OTHER, f"it is of the commit {commit[:12]}"
    if commit:
        return Binding.NAMED, f"it names the commit {commit[:12]}"
    if claim and not names(claim, head):
        return Binding.OTHER, f"it is claimed for the commit {claim[:12]}"
    if claim:
        return Binding.CLAIMED, f"the command line claims it for the commit {claim[:12]}, the file names none"
    return Binding.NONE, "it names no commit"


def names(commit: str, head: str) -> bool:
    """Whether a commit, which may be shortened, is the one that is released."""
    return len(commit) >= SHORTEST and head.startswith(commit.lower())
