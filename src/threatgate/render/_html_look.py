"""The style and the script of the HTML page: no request, light and dark, wide and narrow, on paper too."""

from __future__ import annotations

from importlib.resources import files


def style() -> str:
    """The style sheet."""
    return _own("page.css")


def script() -> str:
    """The script that filters the changes; without it all of them are shown."""
    return _own("page.js")


def _own(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
