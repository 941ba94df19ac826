"""What a container of a model server runs: image and how it is pinned, model and options, weights that it fetches."""

from __future__ import annotations

import re
import shlex
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from threatgate.catalog import table
from threatgate.documents._located import Located, Map, Scalar, Seq, text_of
from threatgate.recognisers._parts import Part, fixed, listed
from threatgate.recognisers._secrets import hidden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.model import Json, Span

_IMAGE = re.compile(r"(?P<name>[^@\s]+?)(?::(?P<tag>[^:/@\s]+))?(?:@(?P<digest>sha256:\w+))?")
_WEIGHTS = re.compile(r"https://huggingface\.co/([\w.-]+/[\w.-]+)/(?:resolve|raw|blob)/([\w.-]+)")
_PARTED = re.compile(r"&&|\|\||[;|\n]|(?<![&>])&(?![&>])")
_REFERENCE = re.compile(r"\$\{?\w|\{\{|\$\(")
_FETCHING = frozenset({"ollama", "hf", "huggingface-cli", "download"})
_NEWEST = frozenset({"", "latest", "main", "nightly", "edge", "dev"})
_TAG = re.compile(r"\{\{[^{}]*+\}\}")
LONGEST = 20_000


class Command(NamedTuple):
    """A command line that serves or fetches a model: the program and what its options say."""

    program: str
    fields: tuple[tuple[str, str], ...]


class Image(NamedTuple):
    """An image by its name, how firmly it is pinned ("" if it is whatever is newest), and what it is for."""

    name: str
    pin: str
    kind: str


def image_of(text: str | None) -> Image | None:
    """The image, if it serves models or keeps vectors."""
    found = _IMAGE.fullmatch((text or "").strip())
    if found is None:
        return None
    rows = table("model_servers")
    parts = found["name"].lower().split("/")
    kind = ""
    for part in parts[-2:]:
        owner = rows["owned"].get(part)
        if owner is not None and owner not in parts:
            continue
        kind = kind or ("server" if part in _set("servers") else "store" if part in _set("stores") else "")
    if not kind:
        return None
    tag = found["tag"] or ""
    named = "" if tag in _NEWEST else "by a variable" if _REFERENCE.search(tag) else "by its tag"
    return Image(found["name"], "by its digest" if found["digest"] else named, kind)


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(table("model_servers")[name])


def commands(node: Located | None) -> Iterator[tuple[Command, Span]]:
    """Every command in a shell line, or in a list of words."""
    match node:
        case Seq(items=items):
            made = _command([_word(item) or "" for item in items])
            if made is not None:
                yield made, node.span
                return
            for item in items:
                if " " in (_word(item) or ""):
                    yield from commands(item)
        case Scalar(value=str(text)) if len(text) <= LONGEST:
            for model, revision in _WEIGHTS.findall(text):
                yield Command("download", (("model", model), ("revision", revision))), node.span
            for line in _PARTED.split(text.replace("\\\n", " ")):
                made = _command(_words(line))
                if made is not None:
                    yield made, node.span


def _line(node: Located | None) -> list[str]:
    """All words of a command, those inside a shell's line too."""
    items = node.items if isinstance(node, Seq) else (node,) if node is not None else ()
    found: list[str] = []
    for item in items:
        text = _word(item) or ""
        found += _words(text) if " " in text and len(text) <= LONGEST else [text]
    return found


def _word(node: Located) -> str | None:
    return str(node.value) if isinstance(node, Scalar) and node.value is not None else None


def _words(line: str) -> list[str]:
    line = _TAG.sub(lambda found: "".join(found.group().split()), line)
    try:
        return shlex.split(line, comments=True)
    except ValueError:
        return line.split()


def _command(given: list[str]) -> Command | None:
    """The program, the model it is told, its options."""
    programs = table("model_servers")["programs"]
    for at, text in enumerate(given[:8]):
        name = text.rpartition("/")[2]
        row = programs.get(name)
        if row is None:
            continue
        rest = given[at:]
        if row["verbs"] and (len(rest) < 2 or rest[1] not in row["verbs"]):
            return None
        fields = dict(options(rest[1:]))
        place = row.get("model", 0)
        if place and len(rest) > place and not rest[place].startswith("-"):
            fields.setdefault("model", rest[place])
        return Command(name, tuple(fields.items())) if fields else None
    return None


def options(given: list[str]) -> Iterator[tuple[str, str]]:
    """What the options say that matter: `--model X`, `--model=X`, `--trust-remote-code`."""
    known = {flag: field for field, flags in table("model_servers")["options"].items() for flag in flags}
    for at, text in enumerate(given):
        flag, equals, value = text.partition("=")
        if flag in known:
            following = given[at + 1] if at + 1 < len(given) else ""
            yield known[flag], value if equals else following if following and following[:1] != "-" else "true"


def parts_of(container: Map, image: Image | None) -> list[Part]:
    """Image, options of command and arguments, variables: one field each, what is said first counts."""
    found: dict[str, Part] = {}
    fetched: list[tuple[str, Span]] = []
    for field, value, span in _facts(container, image):
        if field == "fetches":
            fetched.append((str(value), span))
        else:
            found.setdefault(field, fixed(field, True if value == "true" else hidden(field, value), span))
    parts = list(found.values())
    return [*parts, listed("fetches", fetched, fetched[0][1])] if fetched else parts


def _facts(container: Map, image: Image | None) -> Iterator[tuple[str, Json, Span]]:
    place = container.entry("image") or container.entry("FROM")
    if image is not None and place is not None:
        yield "image", image.name, place.span
        if image.pin and image.kind == "server":
            yield "version", image.pin, place.span
    for key, told in _told(container):
        if image is not None and key.islower():
            yield from ((field, text, told.span) for field, text in options(_line(told)))
        for command, span in _all(key, told):
            fetches = command.program in _FETCHING
            for field, text in command.fields:
                yield "fetches" if fetches and field == "model" else field, text, span


def _told(container: Map) -> Iterator[tuple[str, Located]]:
    """What a container is told to run, by the key that says it."""
    for key in ("command", "entrypoint", "args", "ENTRYPOINT", "CMD", "RUN"):
        node = container.get(key)
        if node is not None:
            yield key, node
    hook = container.get("lifecycle", "postStart", "exec", "command")
    if hook is not None:
        yield "lifecycle", hook


def _all(key: str, node: Located | None) -> Iterator[tuple[Command, Span]]:
    """The commands of an entry; a Dockerfile has a list of instructions under each word."""
    if key.isupper() and isinstance(node, Seq):
        for item in node.items:
            yield from commands(item)
    else:
        yield from commands(node)


def named(container: Map, default: str) -> str:
    """The container's own name."""
    return text_of(container.get("name")) or default
