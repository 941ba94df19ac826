"""JSON files: plain, with comments and trailing commas, JSON5 keys and quotes, JSON Lines; template tags included."""

from __future__ import annotations

from functools import partial

from threatgate.documents._json import json_roots
from threatgate.documents._kinds import Tree
from threatgate.documents._templates import through_templates


def read(text: str, form: str = "json") -> Tree:
    """The value of a JSON file, or the values of a file with one on each line (`jsonl`). Raises UnreadableError."""
    roots = partial(json_roots, several=form == "jsonl")
    return Tree(form, through_templates(roots, text, quoted=True), text)
