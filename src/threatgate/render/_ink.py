"""Colour and wrapping for terminals."""

from __future__ import annotations

from typing import NamedTuple

from threatgate.render._escape import columns, cut

_CODES = {
    "critical": "1;31",
    "high": "31",
    "moderate": "33",
    "low": "36",
    "bold": "1",
    "dim": "2",
    "good": "32",
    "bad": "31",
    "blocked": "1;31",
    "pass": "1;32",
    "undetermined": "1;35",
}


class Ink(NamedTuple):
    """Whether there is colour, and how wide a line may be."""

    colour: bool
    width: int

    def paint(self, text: str, style: str) -> str:
        """The text in a style; without colour, or for a style of no colour, as it is."""
        code = _CODES.get(style)
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code and text else text

    def wrapped(self, text: str, indent: str = "", hanging: str | None = None, lines: int = 4) -> list[str]:
        """The text broken at spaces into so many lines at most; `hanging` indents all but the first."""
        hanging = indent if hanging is None else hanging
        made: list[str] = []
        line, room = "", self.width - columns(indent)
        for word in text.split(" "):
            if line and columns(line) + 1 + columns(word) > room:
                made.append(line)
                line, room = word, self.width - columns(hanging)
            else:
                line = f"{line} {word}" if line else word
        made.append(line)
        if len(made) > lines:
            made = [*made[: lines - 1], made[lines - 1] + " …"]
        return [
            (hanging if number else indent) + cut(line, self.width - columns(hanging if number else indent))
            for number, line in enumerate(made)
        ]
