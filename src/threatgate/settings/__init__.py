"""The settings, `.threatgate.yaml`: what a team decides about its gate, and the defaults where it decided nothing.

Read from the base side of a change. Unknown keys and odd values are errors with the line and the mend, never guesses:
a misspelt key that is silently ignored is a gate that is silently open.
"""

from __future__ import annotations

from threatgate.settings._reading import load
from threatgate.settings._values import PATH, Limits, People, Reviews, Settings, Surface, System

__all__ = ["PATH", "Limits", "People", "Reviews", "Settings", "Surface", "System", "load"]
