"""Compiled grammars: each loaded when a file first needs it, without what nothing here asks for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from tree_sitter import Language


@cache
def _grammar(package: str) -> ModuleType:
    """The compiled half of a grammar's package.

    The other half finds files of queries, which nothing here asks for, with modules that take six milliseconds to
    import. A package that is built in another way is imported whole.
    """
    whole = PathFinder.find_spec(package)
    folders = whole.submodule_search_locations if whole is not None else None
    half = PathFinder.find_spec(f"{package}._binding", folders) if folders else None
    if half is None or half.loader is None:
        return import_module(package)
    module = module_from_spec(half)
    half.loader.exec_module(module)
    return module


@cache
def loaded(package: str, entry: str) -> tuple[Language, list[str], list[str]]:
    """A grammar, loaded when a file first needs it, with its node types and field names by number."""
    from tree_sitter import Language

    language = Language(getattr(_grammar(package), entry)())
    kinds = [
        (name if language.node_kind_is_named(number) else f"'{name}")
        for number in range(language.node_kind_count)
        for name in (language.node_kind_for_id(number) or "",)
    ]
    fields = ["", *(language.field_name_for_id(number) or "" for number in range(1, language.field_count + 1))]
    return language, kinds, fields
