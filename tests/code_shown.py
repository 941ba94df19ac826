"""Facts of code as plain values without lines, to compare across languages, layouts and expectations."""

from __future__ import annotations

from typing import Any

from threatgate.documents import javascript, python
from threatgate.documents._kinds import Module
from threatgate.documents._located import plain


def module(text: str, language: str = "python") -> Module:
    found = python.read(text) if language == "python" else javascript.read(text, language)
    assert isinstance(found, Module), found
    assert found.language == language
    return found


def assignments(read: Module) -> list[tuple[str, str, Any]]:
    return [(one.where, one.target, plain(one.value)) for one in read.assignments]


def calls(read: Module) -> list[tuple[str, str, Any]]:
    return [(one.where, one.bound_to, plain(one.call)) for one in read.invocations]


def functions(read: Module) -> list[Any]:
    return [
        (
            one.qualified,
            [plain(decorator) for decorator in one.decorators],
            [(param.name, param.annotation, param.default and plain(param.default)) for param in one.params],
            one.returns,
            one.doc,
            one.body,
            one.calls,
        )
        for one in read.functions
    ]


def classes(read: Module) -> list[Any]:
    return [
        (
            one.where,
            one.name,
            one.bases,
            [plain(decorator) for decorator in one.decorators],
            one.doc,
            [(entry.key, plain(entry.value)) for entry in one.fields],
            one.annotations,
        )
        for one in read.classes
    ]


def shown(read: Module) -> dict[str, Any]:
    """All that a module says, its text and lines apart."""
    return {
        "imports": read.imports,
        "assignments": [(*row, one.annotation) for row, one in zip(assignments(read), read.assignments, strict=True)],
        "calls": calls(read),
        "functions": functions(read),
        "classes": classes(read),
    }
