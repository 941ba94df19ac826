"""Report to text, one module a format; found by name in this package only."""

from __future__ import annotations

import importlib

from threatgate.render._api import Format, Look

__all__ = ["Format", "Look", "format_named", "names"]


def names() -> tuple[str, ...]:
    """The formats there are."""
    import pkgutil

    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")))


def format_named(name: str) -> Format:
    """The format `name`. Raises KeyError if there is none."""
    if not name.isidentifier() or name.startswith("_"):
        raise KeyError(name)
    try:
        module = importlib.import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"{__name__}.{name}":
            raise
        raise KeyError(name) from None
    found: Format = module.FORMAT
    return found
