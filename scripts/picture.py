"""Draw docs/images/blocked.svg, the picture of the README: `python scripts/picture.py [--check]`.

The example's support agent is laid out as a repository in a temporary folder, two of its risky branches become one
change, and what `threatgate check` prints of it is drawn as it stands. With `--check` nothing is written; the exit code
says whether the words would differ, days, seconds and counts aside.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "src" / "threatgate" / "example"
PICTURE = ROOT / "docs" / "images" / "blocked.svg"
BRANCHES = ("tool", "approval")
HEAD = "refunds"
COLUMNS, WIDTH, LINE, MARGIN, BAR = 100, 7.83, 18, 18, 34
HANGING = " " * 6
STYLES = {"1": "bold", "2": "dim", "31": "red", "32": "green", "33": "yellow", "35": "purple", "36": "cyan"}
LOOKS = """\
text{font:13px ui-monospace,monospace;fill:#e6edf3;white-space:pre}
.bold{font-weight:bold}.dim{fill:#8b949e}.red{fill:#ff7b72}.green{fill:#56d364}
.yellow{fill:#e3b341}.purple{fill:#d2a8ff}.cyan{fill:#76e3ea}"""
VARYING = re.compile(r"\d{4}-\d{2}-\d{2}|\d+\.\d{2} s\b|\d+ → \d+ elements")
PAINTED = re.compile(r"\x1b\[([0-9;]*)m")


class Piece(NamedTuple):
    """Some characters of a line, in one style."""

    text: str
    style: str


def printed(folder: Path) -> str:
    """What the command prints of the change, with colours."""
    _git(folder, "init", "-q", "--template=", "-b", "main")
    _commit(folder, EXAMPLE / "base")
    _git(folder, "checkout", "-q", "-b", HEAD)
    _commit(folder, *(EXAMPLE / "branches" / name for name in BRANCHES))
    command = [str(Path(sys.executable).parent / "threatgate"), "check"]
    done = subprocess.run(command, cwd=folder, env=_environ(), capture_output=True, text=True, check=False)
    if done.returncode != 1:
        raise SystemExit(f"threatgate ended with {done.returncode}, not 1: {done.stderr or done.stdout}")
    return done.stdout


def _commit(folder: Path, *sources: Path) -> None:
    for source in sources:
        shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("_*"))
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "-m", "change")


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, env=_environ(), check=True)


def _environ() -> dict[str, str]:
    """Nothing of this machine but where programs are; one day for every commit."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP") if name in os.environ}
    day = "2026-01-01T00:00:00Z"
    who = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", "Kim"), ("EMAIL", "kim@acme.example"), ("DATE", day))
    }
    return kept | who | {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "FORCE_COLOR": "1"}


def lines(text: str) -> list[list[Piece]]:
    """The lines in pieces of one style; one that is too long is broken at a space."""
    shown: list[list[Piece]] = []
    style = ""
    for line in text.splitlines():
        row: list[Piece] = []
        room = COLUMNS
        for index, part in enumerate(PAINTED.split(line)):
            if index % 2:
                style = " ".join(STYLES[code] for code in part.split(";") if code in STYLES)
                continue
            rest = part
            while len(rest) > room:
                end = max(rest.rfind(" ", 0, room + 1), 0)
                shown.append([*row, Piece(rest[:end], style)])
                row, rest, room = [], HANGING + rest[end:].lstrip(), COLUMNS
            row.append(Piece(rest, style))
            room -= len(rest)
        shown.append([piece for piece in row if piece.text])
    return shown


def drawn(rows: list[list[Piece]]) -> str:
    """The terminal as SVG, with a frame of its own so that it stands on light and on dark pages."""
    width, height = round(COLUMNS * WIDTH + 2 * MARGIN), BAR + len(rows) * LINE + MARGIN
    texts = [
        f'<text x="{MARGIN}" y="{BAR + (number + 1) * LINE - 5}" xml:space="preserve">{"".join(map(_span, row))}</text>'
        for number, row in enumerate(rows)
        if row
    ]
    dots = "".join(
        f'<circle cx="{MARGIN + 4 + 18 * number}" cy="17" r="5.5" fill="{colour}"/>'
        for number, colour in enumerate(("#ff5f57", "#febc2e", "#28c840"))
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
            "<title>threatgate check blocks a change of a support agent</title>",
            f"<style>{LOOKS}</style>",
            f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="9" fill="#0d1117" stroke="#444c56"/>',
            dots,
            *texts,
            "</svg>\n",
        ]
    )


def _span(piece: Piece) -> str:
    text = escape(piece.text)
    return f'<tspan class="{piece.style}">{text}</tspan>' if piece.style else text


def main(arguments: list[str]) -> int:
    """Draw, or say whether the picture still shows what is printed."""
    with tempfile.TemporaryDirectory(prefix="threatgate-picture-") as folder:
        text = printed(Path(folder))
    picture = drawn(lines(f"\x1b[32m$\x1b[0m \x1b[1mthreatgate check\x1b[0m\n{text}"))
    if "--check" in arguments:
        known = PICTURE.read_text(encoding="utf-8") if PICTURE.is_file() else ""
        if VARYING.sub("", known) != VARYING.sub("", picture):
            print("docs/images/blocked.svg is not what is printed; run python scripts/picture.py")
            return 1
        return 0
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(picture, encoding="utf-8")
    print(f"{PICTURE.relative_to(ROOT)}: {len(picture) / 1024:.1f} kB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
