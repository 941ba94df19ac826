"""What stands beside a field: tags, attributes, documentation, each as a call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.documents._code_docs import documented
from threatgate.documents._located import Call, Scalar, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from threatgate.documents._located import Located, Ref
    from threatgate.documents._syntax import Node, Syntax

_TAG: Final = re.compile(r'(?<![\w.-])([\w.-]++):"((?:\\.|[^"\\])*+)"')
_MOST: Final = 20


def notes_of(
    syntax: Syntax, field: Node, begins: int, decorators: Sequence[Call | Ref], read: Callable[[Node], Located]
) -> Iterator[Call]:
    """The notes of one field."""
    for decorator in decorators:
        yield decorator if isinstance(decorator, Call) else Call(decorator.name, (), (), decorator.span)
    tag = syntax.part(field, "tag")
    text = None if tag is None else text_of(read(tag))
    if tag is not None and text is not None:
        span = syntax.lines(tag)
        for found in list(_TAG.finditer(text))[:_MOST]:
            value = re.sub(r"\\(.)", r"\1", found[2])
            yield Call(found[1], (Scalar(value, span),), (), span)
    if syntax.grammar.doc_lines:
        doc, place = documented(syntax, field, begins)
        if doc and place is not None:
            yield Call("doc", (Scalar(doc, place),), (), place)
