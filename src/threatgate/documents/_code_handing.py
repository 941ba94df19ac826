"""Calls that only hand on a value: conversions, wrappers, and what stands in for a value that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._code_folding import ENVIRONMENT
from threatgate.documents._located import Call, Code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threatgate.documents._code_meaning import Grammar
    from threatgate.documents._located import Located
    from threatgate.model import Span


def handed_on(
    grammar: Grammar, callee: str, receiver: Located | None, args: Sequence[Located], span: Span
) -> Located | None:
    """The value that a call hands on, `"x".to_string()` or `Some("x")`; None for a call that does something."""
    method = callee.rpartition(".")[2]
    if method in grammar.keeps or (method in grammar.defaults and len(args) == 1):
        if receiver is None:
            return None
        return receiver if method in grammar.keeps else _with_default(receiver, args[0], span)
    if len(args) == 1 and (callee in grammar.wraps or method in grammar.wraps) and not isinstance(args[0], Code):
        return args[0]
    return None


def _with_default(held: Located, other: Located, span: Span) -> Located | None:
    """A variable of the environment with its default, or a choice of two values."""
    if isinstance(held, Call) and held.callee == ENVIRONMENT and len(held.args) == 1:
        return Call(ENVIRONMENT, (*held.args, other), (), span)
    if isinstance(held, Call):
        return None
    return Code("", span, (held, other)) if not isinstance(other, Code) else None
