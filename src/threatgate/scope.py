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
    if _fits(rows["never"], path) or _is_made(path):
        return None
    for scope in _ORDER:
        if _fits(rows[scope], path):
            return Scope(scope)
    return Scope.PRODUCT


def _is_made(path: str) -> bool:
    """Whether a path is what a tool wrote or a translation, and not something that somebody put there by hand."""
    rows = table("scopes")
    folders = dirname(path.lower()).split("/")
    found = [at for at, folder in enumerate(folders) if folder in rows["made"]]
    if not found or basename(path) in rows["agent-config"]["exact"] or not set(folders[found[0] :]).isdisjoint(rows["kept"]):
        return False
    return not all(folders[at] in rows["built"] and at and folders[at - 1] in rows["sources"] for at in found)


def _fits(row: dict[str, list[str]], path: str) -> bool:
    lower, real = path.lower(), basename(path)
    name, folders = basename(lower), dirname(lower).split("/")
    if any(_lies_in(folder, folders, lower) for folder in row.get("folders", ())):
        return True
    ends = tuple(row.get("folder_ends", ()))
    if ends and any(folder.endswith(ends) for folder in folders):
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
