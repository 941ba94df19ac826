"""Stack templates under their own ending (`agent.template`): YAML or JSON that declares resources of AWS.

The ending says "filled in later" in other places, so a file that declares none is of no format known here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.documents.yaml import read as read_yaml

if TYPE_CHECKING:
    from threatgate.documents._kinds import Tree

_DECLARES: Final = re.compile(r"\bAWSTemplateFormatVersion\b|\bType[\"']?\s*:\s*[\"']?(?:AWS|Custom|Alexa)::")


def read(text: str) -> Tree | None:
    """The documents of a stack template; None for a file that is none. Raises UnreadableError."""
    return read_yaml(text) if _DECLARES.search(text) else None
