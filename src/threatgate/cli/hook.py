"""`threatgate hook` has every push judged before it leaves."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from threatgate.cli._output import put, put_report

if TYPE_CHECKING:
    from threatgate.hook import Pushed

UNABLE = 3
SHORT = 12  # of an object id
_repo = click.option("--repo", metavar="DIR", default=".", help="The checkout.  [default: here]")


@click.group(
    "hook",
    epilog="""\b
Examples:
  threatgate hook install
  git push                          blocked until the change is answered
  git push --no-verify              once without the hook; the pipeline still decides
  threatgate hook uninstall
""",
)
def hook() -> None:
    """Have every push judged before it leaves: a pre-push hook that says what CI would say."""


@hook.command("install")
@_repo
def install(repo: str) -> int:
    """Write the hook; one that is there already keeps running, before it."""
    from threatgate import hook as hooks

    done = hooks.install(Path(repo))
    lines = [f"{'renewed' if done.again else 'wrote'}  {done.path}"]
    if done.kept is not None:
        lines.append(f"kept   {done.kept}, which runs first")
    put("\n".join([*lines, "Every push is judged from now on; git push --no-verify skips that once."]) + "\n")
    return 0


@hook.command("uninstall")
@_repo
def uninstall(repo: str) -> int:
    """Remove the hook; one that was there before is put back."""
    from threatgate import hook as hooks

    done = hooks.uninstall(Path(repo))
    if done is None:
        put("There is no hook of threatgate here.\n")
        return 0
    removed, restored = done
    put(f"removed  {removed}\n" + (f"put back the hook that was there before: {restored}\n" if restored else ""))
    return 0


@hook.command("run", hidden=True)
@click.argument("remote", default="origin")
@click.argument("address", default="", expose_value=False)
def run(remote: str) -> int:
    """Judge what Git says on stdin that it pushes, or what the pre-commit framework says in variables."""
    from threatgate.hook import line_of_pre_commit, pushed
    from threatgate.repository.clone import commit_named, remote_default

    here = Path()
    framework = os.environ.get("PRE_COMMIT_REMOTE_NAME")
    if framework:
        remote = framework
        lines = [line_of_pre_commit(os.environ, lambda name: commit_named(here, name))]
    else:
        lines = sys.stdin.read().splitlines()
    found = pushed(lines, remote, remote_default(here, remote), lambda oid: commit_named(here, oid) == oid)
    return max([0, *map(_judged, found)])


def _judged(each: Pushed) -> int:
    """The exit code for one branch. Undetermined weighs more than blocked, and both keep the push back."""
    from threatgate.render._escape import visible

    if each.base is None:
        put(f"threatgate: {visible(each.ref)}: {each.reason}\n")
        return UNABLE if each.unable else 0
    from threatgate import gate
    from threatgate.cli._exit import exit_code

    report = gate.check(gate.CheckRequest(base=each.base, head=each.head, environ=os.environ))
    report = report._replace(range_arguments=_range(each.base, each.head))
    put(f"threatgate: {visible(each.ref)}\n")
    put_report(report, "text")
    return exit_code(report.verdict, report.mode)


def _range(base: str, head: str) -> str:
    """What was judged, as one types it; the commit stood on needs no naming."""
    from threatgate.repository.clone import commit_named

    name = base.removeprefix("refs/remotes/")
    told = f"--base {base[:SHORT] if name == base else shlex.quote(name)}"
    return told if commit_named(Path(), "HEAD") == head else f"{told} --head {head[:SHORT]}"


COMMAND = hook
