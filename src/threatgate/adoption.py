"""Adoption: look at what is here, then write first settings and the register's folder, and never over anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threatgate import files
from threatgate.errors import UndeterminedError, UsageError
from threatgate.inventory import Inventory, take_inventory
from threatgate.settings import PATH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

REGISTER = "threat-model/records/.gitkeep"
ADOPTED = """
# Where the gate was adopted: `threatgate release` looks at every merge after this commit.
adopted: {{commit: {commit}}}
"""
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
    listed: int = 0


@dataclass(frozen=True, slots=True)
class Seal:
    """Whose a baseline is, who looked at it, and on which day."""

    owner: str
    by: str
    day: date


def adopt(repo: Path, environ: Mapping[str, str], seal: Seal | None = None, *, write: bool = True) -> Adoption:
    """Look and write; with a seal, the baseline too. Raises UsageError where there is nothing to write into."""
    root = files.working_tree(repo)
    if root is None:
        raise UsageError(f"there is no working tree at {repo}", "run it in a checkout, or name one: --repo DIR")
    try:
        found, reason = take_inventory(repo, None, environ), ""
    except UndeterminedError as error:
        found, reason = None, error.message
    written: list[str] = []
    kept: list[str] = []
    adopted = ADOPTED.format(commit=found.revision) if found is not None else ""
    texts = {PATH: SETTINGS + adopted, REGISTER: ""}
    listed = 0
    if seal is not None:
        if found is None:
            raise UsageError(f"there is nothing to list: {reason}", "commit first")
        name, text, listed = _baseline(root, repo, found, environ, seal)
        texts[name] = text
    for name, text in texts.items():
        if _present(root, name):
            kept.append(name if (root / name).exists() else name.rpartition("/")[0])
        else:
            written.append(name)
            if write:
                files.write(root / name, text.encode(), root=root)
    return Adoption(found, reason, tuple(written), tuple(kept), listed)


def _baseline(root: Path, repo: Path, found: Inventory, environ: Mapping[str, str], seal: Seal) -> tuple[str, str, int]:
    """The path, text and length of the list of what nobody has answered for yet. There must be no such list."""
    from threatgate.answering._baseline import guarded
    from threatgate.identity import element_digest
    from threatgate.records.baseline import NAME, Baseline, written
    from threatgate.register import read_register
    from threatgate.settings import load

    if seal.owner == seal.by:
        raise UsageError(f"{seal.by} owns the baseline and looked at it", "let somebody else look: --reviewed-by WHO")
    own = root / PATH
    settings = load(own.read_bytes() if own.is_file() else None)
    name = f"{settings.register}/{NAME}"
    if (root / name).exists() or (root / name).is_symlink():
        raise UsageError(f"{name} is there, and a baseline only shrinks", "remove lines from it by hand")
    records = read_register(repo, found.revision, seal.day, environ).records.values()
    answered = {element for record in records for element in record.elements}
    elements = {
        element.id: element_digest(element)
        for element in found.elements
        if guarded(element, settings) and element.id not in answered
    }
    return name, written(Baseline(elements, seal.owner, seal.by, seal.day)).decode(), len(elements)


def _present(root: Path, name: str) -> bool:
    """Whether a file is there; a register is, as soon as its folder holds anything."""
    target = root / name
    if target.is_symlink() or target.exists():
        return True
    return (
        name == REGISTER
        and target.parent.is_dir()
        and any(not files.is_left_over(path.name) for path in target.parent.iterdir())
    )
