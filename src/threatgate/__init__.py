"""Threatgate: a change to an AI system's threat surface lands only when somebody has answered for it."""

from __future__ import annotations

__version__ = "0.1.0"
