"""Words that say what a name in an eval's code stands for."""

from __future__ import annotations

from functools import cache

from threatgate.recognisers._evals import rows
from threatgate.vocabulary import snake, words


@cache
def holds_cases(name: str) -> bool:
    """Whether a name is that of cases: `test_cases`, `GOLDENS`, `evalDataset`."""
    parts = words(name)
    return bool(parts) and parts[-1] in rows()["holding"]


@cache
def scores(name: str) -> bool:
    """Whether a function of this name scores, and does not print, load or add up scores."""
    parts = set(words(name))
    return bool(parts & set(rows()["scoring"])) and not parts & set(rows()["not_scoring"])


@cache
def is_threshold(name: str) -> bool:
    """Whether a result is held against what stands under this name."""
    plain = snake(name)
    return any(plain == bar or plain.endswith(f"_{bar}") or plain.startswith(f"{bar}_") for bar in rows()["bars"])
