"""Where evals of AI systems lie, and in which scope they count."""

from __future__ import annotations

from functools import lru_cache
from posixpath import basename, dirname
from typing import TYPE_CHECKING, Any

from threatgate.catalog import table
from threatgate.model import Scope
from threatgate.vocabulary import snake, words

if TYPE_CHECKING:
    from threatgate.recognisers._api import Source


def rows() -> Any:
    """The vocabulary of evals."""
    return table("evals")


@lru_cache(4096)
def eval_place(path: str) -> str:
    """`sure` where a folder or the file's name says eval by itself, `cued` where the file must speak of AI, else ""."""
    known = rows()
    name = basename(path)
    if name.lower() in known["never"]["names"] or name.lower().endswith(tuple(known["never"]["suffixes"])):
        return ""
    stem = name.rpartition(".")[0] or name
    folders = [snake(folder) for folder in dirname(path).split("/") if folder]
    if not set(folders).isdisjoint(known["never"]["folders"]):
        return ""
    named = {snake(stem), snake(stem.partition(".")[0]), *folders}
    if named & set(known["places"]["sure"]):
        return "sure"
    cued = bool(named & set(known["places"]["cued"])) or any(_says_so(words(part)) for part in (stem, *folders))
    return "cued" if cued else ""


def _says_so(parts: tuple[str, ...]) -> bool:
    known = rows()["places"]
    return bool(parts) and (parts[-1] in known["ends"] or parts[0] in known["starts"])


def eval_scope(source: Source) -> Scope | None:
    """An eval is what a release rests on, wherever it lies; only material for tests stays what its place says."""
    if source.scope is not Scope.TEST:
        return None
    folders = {snake(folder) for folder in dirname(source.path).split("/")}
    return None if folders & {snake(folder) for folder in rows()["material"]} else Scope.PRODUCT


def is_harness(key: str) -> bool:
    """A setting that says how evals are run or shown."""
    return snake(key) in rows()["harness"]
