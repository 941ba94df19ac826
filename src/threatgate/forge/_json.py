"""Answers in JSON, taken apart without trust: what has not the expected shape is empty, never an error."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from threatgate.forge._api import Unknown
from threatgate.forge._http import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.forge._http import Door, Said

PAGES = 40
_NEXT = re.compile(r'<([^<>]{1,4000})>\s*;[^,<]*\brel="?next"?')


def read(door: Door, said: Said) -> Any | Unknown:
    """The JSON of an answer."""
    try:
        return json.loads(said.body)
    except (ValueError, RecursionError):
        return Unknown(f"{door.host} answers with something that is not JSON", "is that the address of the API?")


def get(door: Door, path: str, params: Mapping[str, Any] | None = None) -> dict[str, Any] | Unknown:
    """One object."""
    return _object(door, door.ask(Request("GET", path, params)))


def send(door: Door, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any] | Unknown:
    """The object that an order is answered with."""
    return _object(door, door.ask(Request(method, path, json=dict(body))))


def _object(door: Door, said: Said | Unknown) -> dict[str, Any] | Unknown:
    data = said if isinstance(said, Unknown) else read(door, said)
    return data if isinstance(data, (dict, Unknown)) else _odd(door)


def every(
    door: Door, path: str, params: Mapping[str, Any] | None = None, key: str = ""
) -> tuple[dict[str, Any], ...] | Unknown:
    """The objects of a list, of all its pages; `key` names the list within each page's object."""
    found: list[dict[str, Any]] = []
    address, asked = path, params
    for _ in range(PAGES):
        said = door.ask(Request("GET", address, asked))
        data = said if isinstance(said, Unknown) else read(door, said)
        if isinstance(said, Unknown) or isinstance(data, Unknown):
            return said if isinstance(said, Unknown) else data
        page = data.get(key) if key and isinstance(data, dict) else data
        if not isinstance(page, list) or not all(isinstance(one, dict) for one in page):
            return _odd(door)
        found += page
        following = _NEXT.search(said.headers.get("link", ""))
        if following is None:
            return tuple(found)
        address, asked = following[1], None
    return Unknown(f"{door.host} has more than {PAGES} pages of this", "too many to go through")


def _odd(door: Door) -> Unknown:
    return Unknown(f"{door.host} answers with JSON of another shape", "is that the address of the API?")


def text(data: Any, *keys: str) -> str:
    """The text at the end of some keys, "" where there is none."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, str) else ""


def number(data: Any, *keys: str) -> int | None:
    """The whole number at the end of some keys."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, int) and not isinstance(data, bool) else None


def maps(data: Any, *keys: str) -> tuple[dict[str, Any], ...]:
    """The objects of the list at the end of some keys."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return tuple(one for one in data if isinstance(one, dict)) if isinstance(data, list) else ()
