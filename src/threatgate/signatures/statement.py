"""What is signed: the record without the parts that may grow, the repository, and the purpose, as canonical JSON.

Layout, comments, quoting and the order of keys are not signed; everything the record says is, the text of a Markdown
record too. The repository and the namespace are in the bytes, so that a signature serves one record in one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.identity import canonical
from threatgate.signatures._api import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Mapping

GROWING = frozenset({"reviews", "moves", "closed"})


def statement(record: Mapping[str, Any], body: str, repository: str) -> bytes:
    """The bytes that an approver signs. `record` is the data of the record, `body` the text below its front matter."""
    said = {
        "namespace": NAMESPACE,
        "repository": repository,
        "record": {key: value for key, value in record.items() if key not in GROWING},
        "body": body.strip(),
    }
    return canonical(said).encode("utf-8", "surrogatepass")
