"""Adoption: look at what is here, then write first settings and the register's folder, and never over anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threatgate import files
from threatgate.errors import ThreatgateError, UsageError
from threatgate.inventory import Inventory, take_inventory
from threatgate.settings import PATH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

REGISTER = "threat-model/records/.gitkeep"
SETTINGS = """\
# Settings of threatgate. Every key is optional, and what stands here after a # is an example or the default;
# `threatgate schema settings` describes them all. They are read from the branch on which a change would land,
# so a pull request cannot change the rules that it is judged by.
version: 1

# enforce: an unanswered change blocks. observe: it is only said.
mode: enforce

# Who may agree to what, by severity. A missing severity takes the next higher list; without any list, anyone but
# the author and the owner.
# approvers: {low: ["@org/leads"], high: ["@ciso"]}

# Who is who: handles to e-mail addresses and teams to members, so that a second person is really another one.
# people: {"@ciso": [ciso@example.org], "@org/leads": ["@lea", "@tom"]}

# Addresses of tickets that count. The ones of GitHub, GitLab, Jira, Linear and Azure Boards are known.
# tickets: ["https://tracker.example.org/browse/*"]

# What no recogniser can know about this repository.
# surfaces:
#   - {kind: prompt, paths: ["src/personas/*.txt"]}
#   - {kind: approval, paths: ["policy/refunds.yaml"], watch: ["limits.auto_approve_below"]}

# What is never read.
# ignore: ["vendor/**"]

# How long an exception and a backlog item may live, in days by severity.
# exceptions: {max_days: {low: 180, moderate: 90, high: 30, critical: 14}, renewals: 2, warn_days: 14}
# backlog: {max_days: {low: 180, moderate: 90, high: 30}}

# Several products in one repository.
# systems: [{name: support, paths: ["services/support/**"], approvers: {high: ["@support-lead"]}}]
"""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What was found, or why nothing could be; which files were written, and which were there already."""

    found: Inventory | None
    reason: str
    written: tuple[str, ...]
    kept: tuple[str, ...]


def adopt(repo: Path, environ: Mapping[str, str], *, write: bool = True) -> Adoption:
    """Look and write. Raises UsageError where there is no working tree to write into."""
    root = files.working_tree(repo)
    if root is None:
        raise UsageError(f"there is no working tree at {repo}", "run it in a checkout, or name one: --repo DIR")
    try:
        found, reason = take_inventory(repo, None, environ), ""
    except ThreatgateError as error:
        found, reason = None, error.message
    written: list[str] = []
    kept: list[str] = []
    for name, text in ((PATH, SETTINGS), (REGISTER, "")):
        if _present(root, name):
            kept.append(name if (root / name).exists() else name.rpartition("/")[0])
        else:
            written.append(name)
            if write:
                files.write(root / name, text.encode(), root=root)
    return Adoption(found, reason, tuple(written), tuple(kept))


def _present(root: Path, name: str) -> bool:
    """Whether a file is there; a register is, as soon as its folder holds anything."""
    target = root / name
    if target.is_symlink() or target.exists():
        return True
    return name == REGISTER and target.parent.is_dir() and any(target.parent.iterdir())
