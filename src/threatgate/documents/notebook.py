"""Jupyter notebooks, read as the code of their cells.

Cells of code are one program in the language of the notebook's kernel; its lines are those of the file. Outputs, counts
of runs, metadata and cells of text say nothing. Lines and cells that speak to the notebook instead of the language
(`%pip`, `!ls`, `%%bash`) are left out; `%env NAME=value` sets a variable of the environment.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from threatgate.catalog import table
from threatgate.documents._code_facts import read_module
from threatgate.documents._json import json_roots
from threatgate.documents._kinds import Module, Unreadable
from threatgate.documents._located import Located, Map, Seq, items_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._code_meaning import Grammar

_PYTHON: Final = "python"
# Cells under these are still the notebook's language: they are measured, captured or repeated.
_KEPT: Final = frozenset({"capture", "memit", "mprun", "prun", "px", "pypy", "python", "python3", "time", "timeit"})
_CELL: Final = re.compile(r"\s*%%(\w+)[^\n]*\n?")
_TRIPLE: Final = r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+(?:\'\'\'|\Z)'
_SINGLE: Final = r'"(?:[^"\\\n]|\\.)*+"?|\'(?:[^\'\\\n]|\\.)*+\'?'
_MAGIC: Final = re.compile(
    rf"(?P<text>{_TRIPLE}|{_SINGLE}|#[^\n]*)"
    r"|^(?P<indent>[ \t]*+)(?P<target>[\w.,][\w., \t]*+=[ \t]*+)?"
    r"(?P<line>(?:%{1,2}[A-Za-z]|![^=\n]|\?{1,2}[\w.]|[\w.]++\?{1,2}[ \t]*+$)(?:[^\\\n]|\\\n?)*+)",
    re.MULTILINE | re.DOTALL,
)
_VARIABLE: Final = re.compile(r"%env[ \t]+(\w+)(?:=|[ \t]+)([^\n]*)")
_OTHER_KERNEL: Final = re.compile(r"^#!.*$", re.MULTILINE)


def read(text: str) -> Module | Unreadable:
    """The facts of a notebook's code. Raises UnreadableError where the file is no JSON."""
    roots = json_roots(text)
    root = roots[0] if len(roots) == 1 else None
    cells = _cells(root) if isinstance(root, Map) else None
    if not isinstance(root, Map) or cells is None:
        return Unreadable("is no notebook: it has no cells", 1, "save it from the notebook editor again")
    language = _language(root)
    code: list[str] = []
    lines: list[int] = []
    for cell in cells:
        if text_of(cell.get("cell_type")) == "code" and _language_of(cell, language) == language:
            own = list(_lines(cell))
            code += _spoken("\n".join(line for line, _ in own), language).split("\n")
            lines += [number for _, number in own]
    grammar = _grammar(language)
    source = "\n".join(code)
    if grammar is None:
        return Module(language, (), (), (), (), (), source)
    return read_module(source, grammar, lines or [1])


def _cells(root: Map) -> list[Map] | None:
    """The cells of a notebook, in format 3 those of its worksheets; None where there is no list of them."""
    owners = [root, *(sheet for sheet in items_of(root.get("worksheets")) if isinstance(sheet, Map))]
    lists = [cells for owner in owners if isinstance(cells := owner.get("cells"), Seq)]
    return [cell for cells in lists for cell in cells.items if isinstance(cell, Map)] if lists else None


def _language(root: Map) -> str:
    """The language that the kernel runs."""
    said = (
        root.get("metadata", "language_info", "name"),
        root.get("metadata", "kernelspec", "language"),
        root.get("metadata", "polyglot_notebook", "kernelInfo", "defaultKernelName"),
        root.get("metadata", "kernelspec", "name"),
    )
    names = [_known(text) for node in said if (text := text_of(node))]
    return next((name for name in names if _reader(name) is not None), names[0] if names else _PYTHON)


def _language_of(cell: Map, default: str) -> str:
    """The language of one cell, where the notebook speaks several."""
    said = (
        cell.get("metadata", "polyglot_notebook", "kernelName"),
        cell.get("metadata", "dotnet_interactive", "language"),
        cell.get("language"),
    )
    return next((_known(text) for node in said if (text := text_of(node))), default)


def _known(name: str) -> str:
    plain = name.strip().lower()
    named: dict[str, str] = table("formats")["kernels"]
    return named.get(plain, named.get(plain.rstrip("0123456789."), plain))


def _reader(language: str) -> dict[str, str] | None:
    row: dict[str, str] | None = table("formats")["readers"].get(language)
    return row if row is not None and language in table("formats")["kernels"].values() else None


def _grammar(language: str) -> Grammar | None:
    row = _reader(language)
    if row is None:
        return None
    module: Any = import_module(f"threatgate.documents.{row['module']}")
    grammar: Grammar = module.GRAMMARS[row["as"]] if "as" in row else module.GRAMMAR
    return grammar


def _lines(cell: Map) -> Iterator[tuple[str, int]]:
    """The lines of a cell's code, each with its line in the file."""
    source: Located | None = cell.get("source") or cell.get("input")
    before = ""
    number = cell.span.line
    for part in source.items if isinstance(source, Seq) else [source] if source is not None else []:
        *whole, rest = (before + (text_of(part) or "")).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for line in whole:
            yield line, number if before and line is whole[0] else part.span.line
        number = number if before and not whole else part.span.line
        before = rest
    yield before, number


def _spoken(code: str, language: str) -> str:
    """A cell without what speaks to the notebook; every line keeps its place."""
    if language != _PYTHON:
        return _OTHER_KERNEL.sub("", code)
    first = _CELL.match(code)
    if first is not None and first[1] not in _KEPT:
        return "\n" * code.count("\n")
    return _MAGIC.sub(_replaced, code)


def _replaced(found: re.Match[str]) -> str:
    if found["text"] is not None:
        return found[0]
    if found["line"] is None:
        return found[0]
    indent, feeds = found["indent"], "\n" * found[0].count("\n")
    variable = _VARIABLE.match(found["line"])
    if found["target"]:
        return f"{indent}{found['target']}None{feeds}"
    if variable is not None:
        return f"{indent}os.environ[{variable[1]!r}] = {variable[2].strip()!r}{feeds}"
    return f"{indent}pass{feeds}"
