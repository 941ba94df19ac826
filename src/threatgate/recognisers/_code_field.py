"""Which packages and places are of the field: their names, and the words that say so."""

from __future__ import annotations

from functools import lru_cache

from threatgate.catalog import table
from threatgate.vocabulary import words

SHORT = 6


def path_words(path: str, nearest: int = 1) -> frozenset[str]:
    """The words of the last parts of a path, suffix left out."""
    parts = path.replace("\\", "/").split("/")[-nearest:]
    parts[-1] = parts[-1].partition(".")[0]
    return frozenset(word for part in parts for word in words(part))


def of_the_field(name: str, *, named_whole: bool) -> bool:
    """Whether a package, or a module of the project, is of the field; `named_whole`: only its end tells."""
    plain = name.lower().replace("-", "_")
    if plain.startswith("."):
        return bool(cues() & path_words(name, 2))
    if plain.partition(".")[0] in table("code_context")["describing"]:
        return False
    if is_package_of_the_field(name):
        return True
    near = ".".join(name.split(".")[-2:]) if named_whole else plain
    return bool(cues() & set(words(near)) - {"ai"})


def is_package_of_the_field(name: str) -> bool:
    """Whether a package is one of those of the field that are known by name."""
    plain = name.lower().replace("-", "_")
    names, prefixes = _packages()
    return plain in names or plain.startswith(prefixes)


@lru_cache(maxsize=1)
def _packages() -> tuple[frozenset[str], tuple[str, ...]]:
    """Names of packages, and what begins the names below them; a short name needs a separator after it."""
    names = [str(name).lower().replace("-", "_") for name in table("code_context")["packages"]]
    short = [name + mark for name in names if len(name) < SHORT for mark in ("/", ".", ":", "#")]
    return frozenset(names), (*short, *(name for name in names if len(name) >= SHORT))


@lru_cache(maxsize=1)
def cues() -> frozenset[str]:
    """Words of names that are of the field."""
    return frozenset(table("code_context")["words"])
