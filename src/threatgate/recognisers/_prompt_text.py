"""The text of a prompt as an element holds it, and what shows that a text is one."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.recognisers._parts import Part, fixed

if TYPE_CHECKING:
    from threatgate.documents._kinds import Prose

LOOKED_AT = 3000


def normalised(text: str) -> str:
    """Line feeds only, no spaces at the end of lines, one line feed at the end dropped. Invisible characters stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip(" \t") for line in lines).removesuffix("\n")


def body_part(prose: Prose, key: str = "text") -> Part:
    """The body of a prompt file.

    Comments of its template language stay: whether they reach the model is the engine's choice, which the file does not
    name.
    """
    return fixed(key, normalised(prose.body), prose.body_span)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(table("prompt_places")[name], re.IGNORECASE | re.MULTILINE)


def speaks(text: str) -> bool:
    """Whether a text addresses a model: message roles, or an opening such as "You are a support agent"."""
    head = text[:LOOKED_AT]
    return _pattern("roles").search(head) is not None or _pattern("opening").search(head) is not None


def is_partial(path: str) -> bool:
    """Whether a template is a piece of others: `partials/rules.liquid`, `_tone.hbs`."""
    folders, _, name = path.lower().rpartition("/")
    return name.startswith("_") or bool(set(folders.split("/")) & set(table("prompt_places")["partials"]))


def tells(text: str) -> bool:
    """Whether a piece of a prompt tells a model what to do, and is no piece of a page."""
    head = text[:LOOKED_AT]
    return _pattern("page").search(head) is None and len(_pattern("orders").findall(head)) > 1


def addressed(text: str) -> bool:
    """Whether the first words speak to a model, where front matter already names and describes what the text is."""
    return speaks(text) or _pattern("addressed").search(text[:LOOKED_AT]) is not None
