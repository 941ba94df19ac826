"""What a word stands for: numbers, booleans and null in formats that write them without quotes.

Where loaders disagree on which value a word stands for, the word stays text, so that no reading is lost.
"""

from __future__ import annotations

import math
import re
from typing import TypeAlias

from threatgate.documents._bounds import MAX_DIGITS

Word: TypeAlias = "str | int | float | bool | None"

_YAML_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"), False),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9_]*|0x[0-9a-fA-F][0-9a-fA-F_]*|0o[0-7]+|0b[01][01_]*)")
_FLOAT = re.compile(r"[-+]?(?:(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+][0-9]+)")
_NUMERIC_START = frozenset("0123456789+-.")
_PLAIN_INTEGER = re.compile(r"-?[1-9][0-9]{0,17}|0")
_PLAIN_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,8})\.(?:0|[0-9]{0,8}[1-9])")


def yaml_word(text: str) -> Word:
    """The meaning of an unquoted YAML scalar, as YAML 1.2 has it, with the words of 1.1 that still are in use.

    `yes`, `no`, `on` and `off` are booleans, because the loaders of Python, Ruby and most configuration tools say so;
    `false` to `off` is no change here. `1.5e3` and `1e+3` are numbers, as in JSON and YAML 1.2. No numbers are `1e3`
    (text for PyYAML, and often a commit), `010` (8 or 10), `12:30:45` (a time or seconds), dates, `.inf` and `.nan`.
    """
    if text in _YAML_WORDS:
        return _YAML_WORDS[text]
    if text[0] not in _NUMERIC_START:
        return text
    return number(text) if _INTEGER.fullmatch(text) or _FLOAT.fullmatch(text) else text


def number(text: str) -> int | float | str:
    """A number written in any base; one that does not fit a JSON number stays the text that it is."""
    if len(text) > MAX_DIGITS:
        return text
    digits = text.replace("_", "")
    if _INTEGER.fullmatch(digits):
        return int(digits, 0)
    value = float(digits)
    return value if math.isfinite(value) else text


def bare_word(text: str) -> Word:
    """The meaning of a value in formats that know text only (dotenv, properties, INI).

    Only what can be written back letter by letter becomes a number or boolean, so two different texts never look the
    same: `5` and `true` do, `05`, `1.10` and `True` stay text.
    """
    if text in {"true", "false"}:
        return text == "true"
    if _PLAIN_INTEGER.fullmatch(text):
        return int(text)
    if _PLAIN_FLOAT.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    return text
