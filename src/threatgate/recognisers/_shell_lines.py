"""Command lines of scripts as a program, what stands behind it, and its flags."""

from __future__ import annotations

import re
from functools import cache
from posixpath import basename
from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate.catalog import table
from threatgate.vocabulary import snake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Command

# What only starts another command: `sudo -E env X=1 npx -y claude`.
_STARTERS = frozenset(
    {"sudo", "env", "exec", "nohup", "time", "command", "npx", "bunx", "uvx", "pnpm", "dlx", "timeout", "xargs", "nice"}
)
_SHORTEST = 2


# What another variable or an argument of the script holds, without a default: `${MODEL}`, `$1`, `${list[$i]}`.
_HANDED_ON = re.compile(r"\$\{!?[\w#@*?]+(?:\[[^]]*\])?\}|\$\w+")


class Line(NamedTuple):
    """A command as its program, the plain words behind it in order, and its flags by snake-case name."""

    program: str
    words: tuple[str, ...]
    flags: tuple[tuple[str, str | bool], ...]
    command: Command

    def all(self, names: frozenset[str]) -> Iterator[tuple[str, str | bool]]:
        """The flags of these names, in order."""
        return ((name, value) for name, value in self.flags if name in names)


@cache
def rows() -> Any:
    """The vocabulary of command lines, lists as sets."""
    found = dict(table("shell_commands"))
    for name in ("switches", "prompts", "models", "tools", "limits", "runner_models", "fetchers", "writers"):
        found[name] = frozenset(found[name])
    return found


def line_of(command: Command) -> Line:
    """A command taken apart. A flag takes the next word as its value unless it is known to need none."""
    words = list(command.words)
    while len(words) > 1 and (basename(words[0]) in _STARTERS or "=" in words[0]):
        words.pop(0)
        while len(words) > 1 and words[0].startswith("-"):
            words.pop(0)
        if len(words) > 1 and words[0].rstrip("smh").isdigit():
            words.pop(0)
    program = _program(words[0])
    plain: list[str] = []
    flags: list[tuple[str, str | bool]] = []
    at = 1
    while at < len(words):
        word = words[at]
        at += 1
        if word == "--":
            plain += words[at:]
            break
        if not _is_flag(word):
            plain.append(word)
            continue
        name, given, value = word.lstrip("-").partition("=")
        key = snake(name)
        if given:
            flags.append((key, value))
        elif at < len(words) and not _is_flag(words[at]) and _takes(program, key):
            flags.append((key, words[at]))
            at += 1
        else:
            flags.append((key, True))
    return Line(program, tuple(plain), tuple(flags), command)


def is_handed_on(text: str) -> bool:
    """Whether a word states nothing itself but hands on what another variable holds."""
    return _HANDED_ON.fullmatch(text.strip()) is not None


def _program(word: str) -> str:
    """The program that a word names: without its folder, its scope and its version."""
    return basename(word).partition("@")[0] if not word.startswith("@") else _package(word)


def _package(word: str) -> str:
    known = {
        "claude-code": "claude",
        "gemini-cli": "gemini",
        "qwen-code": "qwen",
    }
    name = word.rpartition("/")[2].partition("@")[0]
    return known.get(name, name)


def _is_flag(word: str) -> bool:
    return (
        word.startswith("-")
        and len(word) >= _SHORTEST
        and not word[1:2].isdigit()
        and " " not in word.partition("=")[0]
    )


def _takes(program: str, key: str) -> bool:
    valued = rows()["valued"].get(program)
    if valued is not None and key in valued:
        return True
    return key not in rows()["switches"] or (key == "print" and program == "claude")
