"""The command that commits what was written, for a person to copy."""

from __future__ import annotations

import shlex

from threatgate.render._escape import visible


def alone(path: str, title: str) -> str:
    """Commits one file, whatever else is staged."""
    place = shlex.quote(path)
    return f"git add {place} && git commit -m {shlex.quote(visible(title))} -- {place}"
