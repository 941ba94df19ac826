"""How much memory this process has held at most: what one file may add to it is bounded."""

from __future__ import annotations

import sys
from typing import Final

MOST_ADDED: Final = 200 * 1024 * 1024
_UNIT: Final = 1 if sys.platform == "darwin" else 1024


def held() -> int:
    """Bytes held at most so far; 0 where the system does not say."""
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:
        return 0
    return getrusage(RUSAGE_SELF).ru_maxrss * _UNIT
