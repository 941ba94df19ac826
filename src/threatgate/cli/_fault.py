"""What to say when the fault is ours."""

from __future__ import annotations

import os
import platform
import traceback

from threatgate import __version__
from threatgate.render._escape import cut, visible


def words(error: Exception) -> str:
    """One line for what happened, then what a report needs. The traceback only where it was asked for."""
    what = cut(visible(f"{type(error).__name__}: {error}"), 300)
    lines = [
        f"threatgate: this is a fault of ours, no verdict on the change: {what}",
        f"  threatgate {__version__}, Python {platform.python_version()}, {_git()}, {platform.system()}",
    ]
    if os.environ.get("THREATGATE_DEBUG"):
        lines.extend(visible(line) for part in traceback.format_exception(error) for line in part.splitlines())
    else:
        lines.append(
            f"  please report it {_where()} with the command you ran; THREATGATE_DEBUG=1 adds where it happened"
        )
    return "".join(f"{line}\n" for line in lines)


def _git() -> str:
    import subprocess

    try:
        done = subprocess.run(["git", "version"], capture_output=True, check=False, timeout=5)
    except (OSError, subprocess.SubprocessError):
        return "no git"
    return cut(visible(done.stdout.decode("utf-8", "replace").strip()), 80) or "no git"


def _where() -> str:
    from importlib import metadata

    try:
        links = metadata.metadata("threatgate").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        links = []
    found = [link.partition(",")[2].strip() for link in links if link.lower().startswith("issues")]
    return f"at {found[0]}" if found else "to the project's issue tracker"
