"""The pre-push hook: which commits a push brings where, and the file in the hooks folder that has them judged.

What is pushed is judged, not the working tree. A hook can be skipped (`git push --no-verify`), so it is for being told
early; the pipeline decides.
"""

from __future__ import annotations

import os
import shlex
import stat
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from threatgate import files
from threatgate.errors import UsageError
from threatgate.repository.clone import hooks_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

NAME = "pre-push"
RUNNABLE = 0o755  # Git runs no hook that is not executable
KEPT = "pre-push.before-threatgate"
NEW = "pre-push.threatgate"
MARK = "# written by `threatgate hook install`; `threatgate hook uninstall` removes it"
SCRIPT = """\
#!/bin/sh
{mark}
# A hook that was here before runs first, with the same input. Skip all of this once: git push --no-verify
lines=$(cat)
before="$(dirname -- "$0")/{kept}"
if [ -x "$before" ]; then
  printf '%s\\n' "$lines" | "$before" "$@" || exit $?
fi
if [ -x {python} ]; then
  printf '%s\\n' "$lines" | exec {python} -P -m threatgate hook run "$@"
elif command -v threatgate >/dev/null 2>&1; then
  printf '%s\\n' "$lines" | exec threatgate hook run "$@"
else
  echo "threatgate: not installed where this hook looks for it, so nothing was judged" >&2
  echo "  install it and run: threatgate hook install   (or push once with: git push --no-verify)" >&2
  exit 1
fi
"""


class Installed(NamedTuple):
    """Where the hook stands, whether one of ours was there, and the hook of somebody else that now runs first."""

    path: Path
    again: bool
    kept: Path | None


class Pushed(NamedTuple):
    """A branch that a push moves: what lands, and on what. Without a base, `reason` says why it is not judged.

    `unable` tells what could not be looked at from what needs no look.
    """

    ref: str
    base: str | None
    head: str
    reason: str = ""
    unable: bool = False


def install(repo: Path) -> Installed:
    """Write the hook into the folder that Git reads hooks from. Raises UsageError where that cannot be done."""
    folder = hooks_folder(repo)
    path, kept = folder / NAME, folder / KEPT
    again = _ours(path)
    text = SCRIPT.format(mark=MARK, kept=KEPT, python=shlex.quote(sys.executable.replace(os.sep, "/")))
    with _writing(path):
        folder.mkdir(parents=True, exist_ok=True)
        if again:
            files.write(path, text.encode(), mode=RUNNABLE)
        else:
            if os.path.lexists(path):
                _keep(path, kept)
            # Beside its place first: a link that stands there must be replaced, not written through.
            files.write(folder / NEW, text.encode(), mode=RUNNABLE)
            (folder / NEW).replace(path)
    return Installed(path, again, kept if kept.exists() else None)


def _keep(path: Path, kept: Path) -> None:
    """Have somebody's hook under the other name too, before ours takes its place: at no moment is it nowhere.

    A copy that is there already is what an install left that was killed in between.
    """
    if os.path.lexists(kept):
        if _content(path) != _content(kept):
            raise UsageError(
                f"{path} and {kept} are both there", "join the two hooks into one of them, then install again"
            )
    elif path.is_symlink():
        kept.symlink_to(path.readlink())
    else:
        files.write(kept, path.read_bytes(), mode=stat.S_IMODE(path.stat().st_mode))


def _content(path: Path) -> bytes:
    return os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()


def uninstall(repo: Path) -> tuple[Path, Path | None] | None:
    """Remove the hook and put back the one that was there before; None where there is none of ours."""
    folder = hooks_folder(repo)
    path, kept = folder / NAME, folder / KEPT
    if not _ours(path):
        return None
    with _writing(path):
        if not os.path.lexists(kept):
            path.unlink()
            return path, None
        kept.replace(path)
    return path, path


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """What the system refuses is said of the hook."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}", "is the hooks folder yours?") from None


def installed(repo: Path) -> bool:
    """Whether the hook stands where Git looks for it. Raises UsageError where hooks are switched off."""
    return _ours(hooks_folder(repo) / NAME)


def _ours(path: Path) -> bool:
    try:
        return MARK in path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False


def pushed(lines: Iterable[str], remote: str, default: str | None, knows: Callable[[str], bool]) -> Iterator[Pushed]:
    """What each line that Git hands to the hook moves: `LOCAL-REF LOCAL-ID REMOTE-REF REMOTE-ID`.

    `default` is the branch of the remote on which changes land, None where nothing is known of the remote. A branch
    lands on that; the default branch itself lands on what the remote has of it.
    """
    for line in filter(str.strip, lines):
        words = line.split()
        if len(words) != 4:
            raise UsageError("this is no line of a push", "the hook is run by Git: threatgate hook install")
        _, head, ref, before = words
        if not head.strip("0"):
            continue
        branch = ref.removeprefix("refs/heads/")
        seen = bool(before.strip("0"))
        if branch == ref:
            yield Pushed(ref, None, head, "only branches are judged: what a tag names has landed, or will")
        elif default is not None and not (branch == default and seen and knows(before)):
            yield Pushed(ref, f"refs/remotes/{remote}/{default}", head)
        elif not seen:
            yield Pushed(ref, None, head, "the first push to this remote has nothing to differ from")
        elif knows(before):
            yield Pushed(ref, before, head)
        else:
            yield Pushed(ref, None, head, "what the remote has is not in this clone: git fetch first", unable=True)


def line_of_pre_commit(environ: Mapping[str, str], named: Callable[[str], str | None]) -> str:
    """The push as the pre-commit framework says it in variables, in the words of Git.

    A first push has no commit in them, only the branch; and what the remote has is never said as such.
    """
    name = environ.get("PRE_COMMIT_TO_REF") or environ.get("PRE_COMMIT_LOCAL_BRANCH") or ""
    ref, head = environ.get("PRE_COMMIT_REMOTE_BRANCH", ""), named(name) if name else None
    if head is None or not ref:
        raise UsageError("pre-commit names no commit that is pushed", "run it in the stage pre-push")
    return f"{name} {head} {ref} {'0' * len(head)}"
