"""Which two commits are judged: as asked, as the CI environment says, or as the branch stood on would land."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.errors import ThreatgateError, UndeterminedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.repository._discovery import Door, Place, Probe
    from threatgate.repository.ci import CiRange

DEFAULTS = (
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
)


class Range(NamedTuple):
    """Two commits, where they meet, and how they were found. `base` is None where nothing was there before."""

    place: Place
    base: str | None
    head: str
    merge_bases: tuple[str, ...]
    ci: CiRange | None = None
    notice: str = ""


def choose(door: Door, base: str | None, head: str | None, ci: bool) -> Range:
    """The range that is judged. Explicit names win over the CI environment, and that over what the branches say."""
    if base is not None:
        return _found(_named(door, base, head or "HEAD", base_flag=True, head_flag=head is not None))
    if ci:
        found = _from_ci(door, head)
        if found is not None:
            return found
    return _from_branches(door, head)


def _found(probe: Probe, ci: CiRange | None = None, notice: str = "") -> Range:
    return Range(probe.place, probe.base, probe.head, probe.merge_bases, ci, notice)


def _named(door: Door, base: str, head: str, base_flag: bool, head_flag: bool) -> Probe:
    probe = door.probe(base, head)
    if probe is not None:
        return probe
    place = door.place()
    for name, flag in ((head, "--head " if head_flag else ""), (base, "--base " if base_flag else "")):
        if door.commit(name) is None:
            raise unknown(door, place, name, flag)
    raise UndeterminedError(f"git cannot say where {base} and {head} meet", "look for damage with: git fsck")


def _from_ci(door: Door, head: str | None) -> Range | None:
    """The first range of the CI environment whose commits are here; an error where none is."""
    if "GITHUB_ACTIONS" not in door.environ and "GITLAB_CI" not in door.environ:
        return None
    from threatgate.repository.ci import ci_ranges

    ranges = ci_ranges(door.environ)
    for item in ranges:
        tried = item if head is None else item._replace(head=head, direct=False, merged=False)
        probe = door.probe(tried.base, tried.head)
        if probe is not None:
            return _found(probe, tried, f"{tried.words}: {_short(probe.base)}..{_short(probe.head)}")
    if not ranges:
        return None
    door.place()
    wanted = ranges[0] if head is None else ranges[0]._replace(head=head)
    lost = wanted.head if door.commit(wanted.head) is None else wanted.base
    raise UndeterminedError(f"{wanted.words}: {lost} is not in this clone", wanted.mend)


def _from_branches(door: Door, head: str | None) -> Range:
    """Where the branch stood on would land: on its upstream or the default branch."""
    tried = []
    for name, words in _landing_places(door, head):
        probe = door.probe(name, head or "HEAD")
        if probe is not None:
            if probe.place.shallow and probe.base == probe.head:
                # A shallow clone of one branch calls that branch the default one: that nothing lands would be a guess.
                said = f"this shallow clone holds {_plain(name)} and nothing that it differs from"
                raise UndeterminedError(
                    said, "fetch where it would land (in CI: fetch-depth: 0) and name it: --base REV"
                )
            return _found(probe, notice=f"the base is {_plain(name)}, {words}")
        tried.append(name)
    place = door.place()
    if door.commit(head or "HEAD") is None:
        raise unknown(door, place, head or "HEAD", "--head " if head else "")
    hint = "name it: --base REV"
    if place.shallow:
        hint = "fetch it (git fetch --unshallow origin, in CI `fetch-depth: 0` or GIT_DEPTH: 0) and name it: --base REV"
    raise UndeterminedError("there is no base to judge against: no upstream and no default branch is here", hint)


def _landing_places(door: Door, head: str | None) -> Iterator[tuple[str, str]]:
    """Names of possible bases, the best first, with words for why.

    The upstream of a branch says where it lands, unless it is the branch's own copy on the server.
    """
    listing = "--format=%(HEAD)%00%(refname)%00%(upstream)%00%(symref)"
    _, out, _ = door.ask(
        "for-each-ref", listing, "refs/heads", *(name for name in DEFAULTS if name.startswith("refs/remotes"))
    )
    rows = [row.split("\0") for row in out.decode("utf-8", "surrogateescape").splitlines()]
    here = {row[1]: row for row in rows if len(row) == 4}
    default = next((name for name in DEFAULTS if name in here), None)
    current = next((row for row in here.values() if row[0] == "*"), None)
    if current is not None and current[2] and head is None:
        own_copy = _branch(current[2]) == _branch(current[1])
        on_default = default is None or _branch(here[default][3] or default) == _branch(current[1])
        if not own_copy or on_default:
            yield current[2], f"the upstream of {_branch(current[1])}"
    for name in DEFAULTS:
        if name in here:
            yield here[name][3] or name, "the default branch"
    configured = _configured_default(door)
    if configured:
        yield f"refs/heads/{configured}", "init.defaultBranch"


def _configured_default(door: Door) -> str:
    """What the user calls a first branch."""
    return door.ask_as_user("config", "--get", "init.defaultBranch")[1].decode("utf-8", "replace").strip()


def unknown(door: Door, place: Place, name: str, flag: str) -> ThreatgateError:
    """Why a name could not be resolved to a commit, and what would mend it."""
    deeper = "git fetch --unshallow origin (in CI: `fetch-depth: 0` or GIT_DEPTH: 0)"
    oid, kind = door.thing(name)
    if kind:
        return UsageError(f"{flag}{name} is a {kind}, no commit", "name a branch, a tag or a commit")
    if oid:
        what = "this commit" if oid == name else f"the commit {oid}"
        hint = f"fetch it: {deeper}" if place.shallow else f"git fetch origin {oid}, or look for damage with: git fsck"
        return UndeterminedError(f"{flag}{name}: {what} is not in the repository", hint)
    if name == "HEAD":
        return UndeterminedError("there is no commit yet on this branch", "commit first, or name another revision")
    if door.commit(f"refs/remotes/origin/{name}") is not None:
        return UsageError(f"{flag}{name}: there is no such branch here, but on origin", f"write {flag}origin/{name}")
    if place.shallow:
        return UndeterminedError(f"{flag}{name} is not in this shallow clone", f"fetch it: {deeper}")
    hint = "look with: git branch --all, or git fetch it first"
    return UsageError(f"{flag}{name}: there is no such branch, tag or commit", hint)


def _branch(name: str) -> str:
    """The branch that a full name of it, here or on a server, means."""
    parts = name.split("/", 3)
    return parts[3] if name.startswith("refs/remotes/") and len(parts) > 3 else name.removeprefix("refs/heads/")


def _plain(name: str) -> str:
    return name.removeprefix("refs/remotes/").removeprefix("refs/heads/")


def _short(oid: str | None) -> str:
    return oid[:12] if oid else "nothing"
