"""Identity: canonical JSON, element digests and change fingerprints.

The canonical form follows RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units, no spaces, UTF-8,
numbers as ECMAScript prints them. So key order, quoting, comments and formatting are in no digest.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from threatgate.model import Element, Json


_WORDS = {None: "null", True: "true", False: "false"}
# `json.dumps` makes an encoder for each call.
_quoted = json.JSONEncoder(ensure_ascii=False).encode


def canonical(value: Any) -> str:
    """The one spelling of a JSON value. Raises TypeError on anything that is not JSON."""
    if isinstance(value, str):
        return _quoted(value)
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, (tuple, list)):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: str(key).encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_quoted(str(key))}:{canonical(value[key])}" for key in keys) + "}"
    raise TypeError(f"not a JSON value: {type(value).__name__}")


def _number(value: float) -> str:
    if not math.isfinite(value):
        return json.dumps(str(value))
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return mantissa
    sign = "-" if exponent.startswith("-") else "+"
    return f"{mantissa}e{sign}{exponent.lstrip('+-').lstrip('0')}"


def digest(value: Any) -> str:
    """`sha256:` and the hex digest of the canonical form."""
    return "sha256:" + sha256(canonical(value).encode("utf-8", "surrogatepass"))


def sha256(data: bytes) -> str:
    """The hex digest of bytes."""
    digested: str = _sha256()(data).hexdigest()
    return digested


def content_digest(data: bytes) -> str:
    """The digest of a file's bytes, as records bind it."""
    return "sha256:" + sha256(data)


@cache
def _sha256() -> Callable[[bytes], Any]:
    """The bare module, where there is one: `hashlib` loads OpenSSL first, which takes three milliseconds."""
    for name in ("_sha2", "_sha256", "hashlib"):
        try:
            return import_module(name).sha256  # type: ignore[no-any-return]  # a module by name has no types
        except ImportError:
            continue
    raise AssertionError("hashlib is part of every Python")


def element_digest(element: Element) -> str:
    """The digest of an element's kind and value; neither path, name, line nor scope is in it."""
    return digest({"kind": str(element.kind), "value": element.value})


def paths_of(element_id: str) -> tuple[str, ...]:
    """The paths that an element's id may speak of, the shortest first: a path and a name may both hold a `#`."""
    parts = element_id.partition(":")[2].split("#")
    return tuple("#".join(parts[:end]) for end in range(1, len(parts)))


def record_id(path: str) -> str:
    """The id that a record's file is named after."""
    return path.rpartition("/")[2].rpartition(".")[0]


def fingerprint(element_id: str, from_digest: str | None, to_digest: str | None) -> str:
    """The identity of a change: which element, from what, to what (None where absent)."""
    return digest({"from": from_digest, "id": element_id, "to": to_digest})


def freeze(value: Any) -> Json:
    """The same JSON value as read-only mappings and tuples."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return tuple(freeze(item) for item in value)
    if isinstance(value, Mapping):
        return MappingProxyType({str(key): freeze(item) for key, item in value.items()})
    return str(value)


def thaw(value: Any) -> Any:
    """The same JSON value as plain dicts and lists, for writers that know only those."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [thaw(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): thaw(item) for key, item in value.items()}
    return value
