"""Numbers as languages write them, and the arithmetic that constants are written with."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST: Final = 10**30
# What Java and C# write behind a number to say how wide it is.
_SIZES: Final = "lufdm"
_BASES: Final = {"0x": 16, "0o": 8, "0b": 2}
_OPERATIONS: Final[dict[str, Callable[[int | float, int | float], int | float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "|": operator.or_,
    "&": operator.and_,
}


def number_of(text: str) -> int | float | None:
    """The value of a number literal, or None if it is no plain finite number."""
    plain = text.replace("_", "").lower().removesuffix("n")
    if len(plain) > 40:
        return None
    try:
        base = _BASES.get(plain[:2])
        if base is not None:
            return int(plain[2:].rstrip("lu"), base)
        plain = plain.rstrip(_SIZES)
        if plain.isdigit():
            return int(plain)
        value = float(plain)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def arithmetic(symbol: str, left: float, right: float) -> int | float | None:
    """The result of an operation on two numbers, or None where it has none, is huge, or is not simple."""
    operation = _OPERATIONS.get(symbol)
    if operation is None or abs(left) > LARGEST or abs(right) > LARGEST:
        return None
    if symbol in {"**", "<<"} and not (0 <= right <= 100 and abs(left) <= 10**6):
        return None
    try:
        value = operation(left, right)
    except (ArithmeticError, TypeError, ValueError):
        return None
    if isinstance(value, complex) or not math.isfinite(value) or abs(value) > LARGEST:
        return None
    return int(value) if symbol == "/" and value == int(value) else value
