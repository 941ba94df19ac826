"""TOML files, template tags included."""

from __future__ import annotations

from threatgate.documents._kinds import Tree
from threatgate.documents._templates import through_templates
from threatgate.documents._toml import toml_root


def read(text: str) -> Tree:
    """The table of a TOML file. Raises UnreadableError."""
    return Tree("toml", through_templates(lambda each: (toml_root(each),), text, quoted=True), text)
