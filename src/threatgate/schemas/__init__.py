"""The JSON Schemas that others may rely on, each a frozen copy with a version in its `$id`."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def names() -> tuple[str, ...]:
    """The schemas there are."""
    return tuple(sorted(file.stem for file in HERE.glob("*.json")))


def schema(name: str) -> str:
    """The text of the schema `name`. Raises KeyError if there is none."""
    if name not in names():
        raise KeyError(name)
    return (HERE / f"{name}.json").read_text(encoding="utf-8")
