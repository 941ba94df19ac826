"""`python -m threatgate`."""

from __future__ import annotations

from threatgate.cli import run

if __name__ == "__main__":
    run()
