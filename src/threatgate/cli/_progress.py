"""A sign of life on stderr when a terminal waits for longer than a moment."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

PATIENCE = 1.0


@contextmanager
def progress(doing: str) -> Iterator[None]:
    """While the body runs, say what is being done and for how long."""
    if not sys.stderr.isatty():
        yield
        return
    import threading

    done = threading.Event()
    thread = threading.Thread(target=_tick, args=(doing, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _tick(doing: str, done: threading.Event) -> None:
    import time

    started = time.monotonic()
    shown = False
    while not done.wait(PATIENCE):
        shown = True
        sys.stderr.write(f"\r{doing} … {time.monotonic() - started:.0f} s")
        sys.stderr.flush()
    if shown:
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()
