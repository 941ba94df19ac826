"""What a command line runs: package and version, the folders it is given, and the arguments that remain."""

from __future__ import annotations

import re
from posixpath import basename
from typing import NamedTuple

from threatgate.catalog import table
from threatgate.model import Span
from threatgate.recognisers._secrets import argument
from threatgate.vocabulary import words

Word = tuple[str, Span]
_EXACT = re.compile(r"^v?\d+(?:[.+-][\w.+-]*)?$")
_FLOATING = frozenset(
    {
        "",
        "latest",
        "main",
        "master",
        "head",
        "stable",
        "edge",
        "nightly",
        "dev",
        "develop",
        "next",
        "beta",
        "canary",
        "snapshot",
    }
)
_COMMIT = re.compile(r"^[0-9a-f]{7,64}$")
_FOLDER = re.compile(
    r"^(?:/|\./?|\.\./?|~|[A-Za-z]:[\\/]|\\\\|\$\{?(?:workspace|HOME|PWD|user|project|CLAUDE_PROJECT)|%USERPROFILE%|file://)"
)
_SCRIPT = re.compile(
    r"\.(?:py|js|mjs|cjs|ts|mts|sh|jar|dll|exe|rb|php|json|ya?ml|toml|env|ps1|bat|cmd)$", re.IGNORECASE
)


class Run(NamedTuple):
    """A command line taken apart.

    `version` is an exact one, None where newer code can run without an edit; `range` says what else was asked for.
    """

    command: str
    package: Word | None
    version: Word | None
    range: Word | None
    roots: tuple[Word, ...]
    args: tuple[Word, ...]


def run_of(command: str, args: list[Word], place: Span) -> Run:
    """Take a command and its arguments apart; a command written as one line is split first."""
    args = list(args)
    if " " in command.strip() and not args:
        first, *more = _split(command)
        command, args = first, [(word, place) for word in more]
    program = basename(command.replace("\\", "/")).lower().removesuffix(".exe").removesuffix(".cmd")
    shell = _unwrapped(program, args)
    if shell is not None:
        program, args = shell
        command = program
    kind = table("mcp")["runners"].get(program, "")
    at, spec = _package(kind, program, args) if kind else (-1, None)
    package, version = _parsed(kind, spec[0]) if spec is not None else ("", "")
    exact = version if _is_exact(kind, version) else ""
    place_of = spec[1] if spec is not None else place
    floating = version if version.lower() not in _FLOATING and not exact else ""
    roots, rest = _folders(program, kind, args, at)
    return Run(
        command=command,
        package=(package, place_of) if package else None,
        version=(exact, place_of) if exact else None,
        range=(floating, place_of) if floating else None,
        roots=tuple(roots),
        args=tuple(rest),
    )


def _split(text: str) -> list[str]:
    import shlex

    try:
        return shlex.split(text) or [text]
    except ValueError:
        return text.split()


def _unwrapped(program: str, args: list[Word]) -> tuple[str, list[Word]] | None:
    """`cmd /c npx …` and `bash -c "npx …"`: the program inside a shell."""
    if program in ("cmd", "wsl", "env") and args:
        inner = [
            word
            for word in args
            if word[0].lower() not in ("/c", "/s", "/d") and not (program == "env" and "=" in word[0])
        ]
    elif program in ("bash", "sh", "zsh") and len(args) >= 2 and args[0][0] in ("-c", "-lc"):
        inner = [(word, args[1][1]) for word in _split(args[1][0])]
    else:
        return None
    if not inner or inner[0][0].lower() not in table("mcp")["runners"]:
        return None
    return inner[0][0].lower(), inner[1:]


def _package(kind: str, program: str, args: list[Word]) -> tuple[int, Word | None]:
    """Which argument names the package: after the runner's own words and options, or the value of `--from`."""
    rows = table("mcp")
    valued, at = rows["valued"].get(kind, ()), 0
    steps = rows["steps"].get(program, ())
    taken = 0
    named: tuple[int, Word] | None = None
    while at < len(args):
        text, span = args[at]
        flag, _, given = text.partition("=")
        if text in steps and taken < 2:
            taken += 1
        elif flag in rows["naming"] and flag in valued and (given or at + 1 < len(args)):
            named = named or ((at, (given, span)) if given else (at + 1, args[at + 1]))
            at += 0 if given else 1
        elif text.startswith("-"):
            at += 1 if text in valued else 0
        else:
            return _chosen(program, steps, taken, named, (at, args[at]))
        at += 1
    return named if named is not None else (-1, None)


def _chosen(
    program: str, steps: list[str], taken: int, named: tuple[int, Word] | None, first: tuple[int, Word]
) -> tuple[int, Word | None]:
    if named is not None and program not in ("deno", "docker"):
        return named
    text = first[1][0]
    # `uv run server.py`, `npm start`, `docker compose up`: the repository's own code, no package
    own = {"uv": taken < 2, "go": "@" not in text, "deno": ":" not in text}
    return (-1, None) if (steps and not taken) or own.get(program, False) else first


def _parsed(kind: str, spec: str) -> tuple[str, str]:
    if spec.startswith(("git+", "github:", "http://", "https://", "git@")):
        name, mark, version = spec.partition("#")
        if not mark:
            name, _, version = spec.rpartition("@") if "@" in spec.split("://", 1)[-1] else (spec, "", "")
        return name, version
    if kind == "image":
        name, _, digest = spec.partition("@")
        head, _, tail = name.rpartition("/")
        image, _, tag = tail.partition(":")
        return f"{head}/{image}" if head else image, f"{tag}@{digest}".strip("@") if digest else tag
    if kind == "deno":
        spec = spec.removeprefix("npm:").removeprefix("jsr:")
    match = re.match(r"^(@?[^@=<>~!\s\[;]+(?:\[[^\]]*\])?)\s*(?:(?:===?|@)\s*(.*)|([<>~!].*))?$", spec)
    return (match[1], (match[2] or match[3] or "").strip()) if match else (spec, "")


def _is_exact(kind: str, version: str) -> bool:
    if "sha256:" in version:
        return True
    if kind == "image":
        return version.lower() not in _FLOATING
    return bool(_EXACT.match(version) or _COMMIT.match(version)) and not version.endswith((".x", ".*"))


def _folders(program: str, kind: str, args: list[Word], package_at: int) -> tuple[list[Word], list[Word]]:
    """Folders among the arguments, and the arguments without package and folders, secrets out."""
    roots: list[Word] = []
    rest: list[Word] = []
    scripted = bool(kind) or program not in table("mcp")["interpreters"]
    for at, (text, span) in enumerate(args):
        before = args[at - 1][0] if at else ""
        if at == package_at:
            continue
        role = _role(text, before)
        if role == "folder" and not before.startswith("-") and not scripted:
            scripted = True
            role = ""
        if role:
            roots.append((text.rpartition("=")[2] if role == "flag" else text, span))
        if role == "flag":
            rest.append((text.partition("=")[0] + "=", span))
        elif not role:
            scripted = scripted or not text.startswith("-")
            rest.append((argument(text, before), span))
    return roots, rest


def _role(text: str, before: str) -> str:
    """`folder` for an argument that is one, `flag` for an option with one in it, "" for any other."""
    flag, mark, given = text.partition("=")
    if before in table("mcp")["mounts"]:
        return "folder"
    if flag.startswith("-"):
        return "flag" if mark and _reaches(flag) and _FOLDER.match(given) and not _SCRIPT.search(given) else ""
    if not _FOLDER.match(text) or _SCRIPT.search(text):
        return ""
    takes_value = (
        before.startswith("-")
        and "=" not in before
        and before not in ("-y", "--yes", "-i", "-q", "--rm", "-it", "-t", "--quiet")
    )
    return "folder" if not takes_value or _reaches(before) else ""


def _reaches(flag: str) -> bool:
    return bool(set(words(flag)) & set(table("mcp")["directories"]))
