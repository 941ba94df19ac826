"""YAML files, template tags included."""

from __future__ import annotations

from threatgate.documents._kinds import Tree
from threatgate.documents._templates import with_conditions
from threatgate.documents._yaml import yaml_roots


def read(text: str) -> Tree:
    """The documents of a YAML file. Raises UnreadableError."""
    roots, conditions = with_conditions(yaml_roots, text)
    return Tree("yaml", roots, text, conditions)
