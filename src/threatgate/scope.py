"""Where a path works: product, test, docs, example, agent configuration or pipeline; or not worth reading at all."""

from __future__ import annotations

from functools import cache
from posixpath import basename, dirname

from threatgate.catalog import table
from threatgate.model import Scope

_ORDER = ("agent-config", "test", "ci", "docs", "example")


@cache
def scope_of(path: str) -> Scope | None:
    """The scope of a path; None for lock files, translations, vendored and generated files, which are never read."""
    rows = table("scopes")
    if _fits(rows["never"], path):
        return None
    for scope in _ORDER:
        if _fits(rows[scope], path):
            return Scope(scope)
    return Scope.PRODUCT


def _fits(row: dict[str, list[str]], path: str) -> bool:
    lower, real = path.lower(), basename(path)
    name, folders = basename(lower), dirname(lower).split("/")
    if any(_lies_in(folder, folders, lower) for folder in row.get("folders", ())):
        return True
    if not set(folders).isdisjoint(table("scopes")["kept"]):
        return False
    return (
        name in row.get("names", ())
        or real in row.get("exact", ())
        or name.startswith(tuple(row.get("starts", ())))
        or name.partition(".")[0] in row.get("stems", ())
        or name.endswith(tuple(row.get("ends", ())))
        or any(part in name for part in row.get("parts", ()))
    )


def _lies_in(folder: str, folders: list[str], path: str) -> bool:
    return f"/{folder}/" in f"/{path}" if "/" in folder else folder in folders
