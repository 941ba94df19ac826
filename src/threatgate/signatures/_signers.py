"""The file of those who may sign, `allowed_signers` (ssh-keygen(1), ALLOWED SIGNERS), read more strictly than OpenSSH.

Lines that let somebody sign in another's name are refused, each with its reason: patterns of principals, certificate
authorities, and lines that are not limited to our namespace. Instants are UTC whatever the machine's time zone is.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

from threatgate.signatures import _wire
from threatgate.signatures._api import NAMESPACE, Unsound
from threatgate.signatures._wire import WireError

MOST_BYTES = 256 * 1024
MOST_LINES = 2000
FIELDS = 4
_FIELD = re.compile(r'\s*((?:"[^"]*"|[^\s"])+)(?=\s|$)')
_OPTION = re.compile(r'([A-Za-z][A-Za-z-]*)(?:="([^"]*)")?(,|$)')
_INSTANT = re.compile(r"(\d{8})(?:(\d{2})(\d{2})(\d{2})?)?Z?", re.ASCII)
_PATTERN = frozenset("*?!")
_MEND = f'principal namespaces="{NAMESPACE}" ssh-ed25519 AAAA…'


class Signer(NamedTuple):
    """A line that counts. `after` and `before` limit the key's life, both inclusive, as `YYYYMMDDHHMMSS` in UTC."""

    line: int
    principals: tuple[str, ...]
    algorithm: str
    key: bytes
    after: str = ""
    before: str = ""


class RefusedLine(NamedTuple):
    """A line that does not count, and why; the key where it could be told."""

    line: int
    why: str
    key: bytes = b""


class Signers(NamedTuple):
    """Every line of the file."""

    counted: tuple[Signer, ...]
    refused: tuple[RefusedLine, ...]


class _Options(NamedTuple):
    after: str
    before: str


def read(file: bytes, path: str) -> Signers | Unsound:
    """The lines of a signers file."""
    if len(file) > MOST_BYTES or file.count(b"\n") > MOST_LINES:
        said = f"{path} is larger than {MOST_BYTES // 1024} KiB or {MOST_LINES} lines, and is not read"
        return Unsound(said, "list only those who may approve")
    try:
        text = file.decode("utf-8")
    except UnicodeDecodeError:
        return Unsound(f"{path} is not UTF-8 text, and is not read", "write it anew: " + _MEND)
    counted: list[Signer] = []
    refused: list[RefusedLine] = []
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if bare and not bare.startswith("#"):
            found = _line(number, bare)
            counted += [found] if isinstance(found, Signer) else []
            refused += [found] if isinstance(found, RefusedLine) else []
    return Signers(tuple(counted), tuple(refused))


def _line(number: int, line: str) -> Signer | RefusedLine:
    named, options, *rest = _fields(line)
    if options in _wire.ALGORITHMS or "-cert-v" in options:
        options, rest = "", [options, rest[0]]
    if not rest[1]:
        return RefusedLine(number, f"it cannot be read; write {_MEND}")
    try:
        key = _wire.decoded(rest[1])
    except WireError as error:
        return RefusedLine(number, f"the key cannot be read: {error}")
    principals = tuple(named.strip('"').split(","))
    complaint = _principals(principals) or _wire.complaint(key, rest[0])
    read_options = _options(options)
    if complaint or isinstance(read_options, str):
        return RefusedLine(number, complaint or str(read_options), key)
    return Signer(number, principals, rest[0], key, read_options.after, read_options.before)


def _fields(line: str) -> list[str]:
    """The fields before the comment, "" for those that lack; spaces within quotes part nothing."""
    found: list[str] = []
    at = 0
    while len(found) < FIELDS and (field := _FIELD.match(line, at)) is not None:
        found.append(field[1])
        at = field.end()
    return [*found, *[""] * (FIELDS - len(found))]


def _principals(names: tuple[str, ...]) -> str:
    """Why the names of a line are not those of persons."""
    for name in names:
        if _PATTERN & set(name):
            return f"the principal {name[:60]} is a pattern, so the key could sign for anybody; name persons"
        if not name or not name.isprintable() or name != name.strip() or '"' in name:
            return "a principal is empty or holds what cannot be printed; name persons"
    return ""


def _options(text: str) -> _Options | str:
    """The options of a line, or why they do not do."""
    stated: dict[str, str | None] = {}
    at = 0
    while at < len(text):
        found = _OPTION.match(text, at)
        if found is None or found[1].lower() in stated or (found[3] and found.end() == len(text)):
            return "its options cannot be read"
        stated[found[1].lower()] = found[2]
        at = found.end()
    if "cert-authority" in stated:
        return "it lists a certificate authority, and only plain keys count"
    unknown = next((name for name in stated if name not in ("namespaces", "valid-after", "valid-before")), None)
    if unknown is not None:
        return f"the option {unknown[:40]} is not known"
    spaces = (stated.get("namespaces") or "").split(",")
    if any(_PATTERN & set(space) for space in spaces):
        return f'its namespaces are a pattern; write namespaces="{NAMESPACE}"'
    if NAMESPACE not in spaces:
        return f'it is not for approvals; write namespaces="{NAMESPACE}"'
    ends = []
    for name in ("valid-after", "valid-before"):
        given = stated.get(name)
        instant = _instant(given) if given else ""
        if instant is None or (name in stated and not given):
            return f"{name} is no instant like 20261122 or 20261122120000Z"
        ends.append(instant)
    return _Options(*ends)


def _instant(text: str) -> str | None:
    """An instant as `YYYYMMDDHHMMSS` in UTC; None for none of the calendar. A bare day is its first second."""
    found = _INSTANT.fullmatch(text)
    if found is None:
        return None
    digits = "".join(part or "00" for part in found.groups())
    try:
        datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return digits
