"""YAML files, template tags included."""

from __future__ import annotations

from threatgate.documents._kinds import Tree
from threatgate.documents._templates import through_templates
from threatgate.documents._yaml import yaml_roots


def read(text: str) -> Tree:
    """The documents of a YAML file. Raises UnreadableError."""
    return Tree("yaml", through_templates(yaml_roots, text), text)
