"""Front matter: the settings before a prose text, read strictly where possible and key by key where not."""

from __future__ import annotations

import re

from threatgate.documents._bounds import MalformedError, given_twice
from threatgate.documents._located import Entry, Map, Scalar
from threatgate.documents._templates import through_templates
from threatgate.model import Span

_LINES_READ_SINGLY = 300
_CHARACTERS_READ_SINGLY = 64_000
_KEY = re.compile(r"([A-Za-z_][\w.-]*)[ \t]*:(?:[ \t]+|$)")
_CONTINUES = re.compile(r"[ \t]|-[ \t]|-$|#|$")


def toml_front(inside: str, line: int) -> Map | None:
    """TOML front matter that begins at this line."""
    from threatgate.documents._toml import toml_root

    root = through_templates(lambda text: (toml_root(text),), "\n" * (line - 1) + inside, quoted=True)[0]
    return Map(root.entries, Span(line, max(line, root.span.end_line))) if isinstance(root, Map) else None


def yaml_front(inside: str, line: int) -> Map | None:
    """YAML front matter that begins at this line; None if it is no mapping."""
    from threatgate.documents._yaml import yaml_roots

    try:
        roots = through_templates(yaml_roots, "\n" * (line - 1) + inside)
    except MalformedError as fault:
        return _key_by_key(inside.replace("\r\n", "\n").removesuffix("\n").split("\n"), line, fault)
    if not roots:
        return Map((), Span(line, line))
    return roots[0] if len(roots) == 1 and isinstance(roots[0], Map) else None


def _key_by_key(lines: list[str], first: int, fault: MalformedError) -> Map:
    if len(lines) > _LINES_READ_SINGLY or sum(map(len, lines)) > _CHARACTERS_READ_SINGLY:
        raise fault
    entries: dict[str, Entry] = {}
    at = 0
    while at < len(lines):
        found = _KEY.match(lines[at])
        if found is None:
            if lines[at].strip() and not lines[at].startswith("#"):
                raise fault
            at += 1
            continue
        end = at + 1
        while end < len(lines) and not _KEY.match(lines[end]) and _CONTINUES.match(lines[end]):
            end += 1
        if found[1] in entries:
            raise given_twice(found[1], entries[found[1]].span.line, first + at)
        entries[found[1]] = _entry(found, lines[at:end], first + at)
        at = end
    return Map(tuple(entries.values()), Span(first, first + len(lines) - 1))


def _entry(found: re.Match[str], lines: list[str], first: int) -> Entry:
    from threatgate.documents._yaml import yaml_roots

    try:
        roots = yaml_roots("\n" * (first - 1) + "\n".join(lines))
    except MalformedError:
        while not lines[-1].strip() or lines[-1].startswith("#"):
            lines = lines[:-1]
        span = Span(first, first + len(lines) - 1)
        text = "\n".join(line.strip() for line in (found.string[found.end() :], *lines[1:]))
        return Entry(found[1], Scalar(text.strip(), span), span)
    only = roots[0] if roots else None
    if isinstance(only, Map) and len(only.entries) == 1:
        return only.entries[0]
    raise MalformedError("is not valid YAML", first, "mend the YAML at this line")
