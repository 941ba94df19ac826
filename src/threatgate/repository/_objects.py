"""The object store, read by object id through one `git cat-file --batch` that is started when first asked.

What is too large is not read, what is absent is said to be missing, and what does not hash to its own id is damage:
the bytes that are judged are the bytes that the id names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.errors import UndeterminedError
from threatgate.repository._api import Missing, TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from hashlib import _Hash

    from threatgate.repository._process import Talk

BLOB_LIMIT = 1024 * 1024
FILE_LIMIT = 16 * 1024 * 1024
OTHER_LIMIT = 64 * 1024 * 1024
TOTAL_LIMIT = 512 * 1024 * 1024
SKIPPED = 4 * 1024 * 1024
WINDOW = 4096
MISSING = Missing()


class Objects:
    """Objects by id. One reader at a time: an iteration is finished or given up before the next one begins."""

    def __init__(self, start: Callable[[], Talk], object_format: str) -> None:
        self._start = start
        self._talk: Talk | None = None
        self._buffer = b""
        self._hash = _hash(object_format)
        self.width = 64 if object_format == "sha256" else 40

    def blobs(self, oids: Iterable[str], limit: int = BLOB_LIMIT) -> dict[str, bytes | TooLarge | Missing]:
        """The contents of blobs; what is no blob is missing."""
        found: dict[str, bytes | TooLarge | Missing] = {}
        total = 0
        for oid, kind, content in self._each(oids, limit):
            found[oid] = content if kind == "blob" else MISSING
            total += len(content) if isinstance(content, bytes) else 0
            if total > TOTAL_LIMIT:
                raise UndeterminedError(
                    f"the changed files hold more than {TOTAL_LIMIT >> 20} MiB",
                    "split the change; what is no part of the AI system can stand under `ignore` in .threatgate.yaml",
                )
        return found

    def whole(self, oids: Iterable[str], kind: str) -> dict[str, bytes]:
        """The contents of trees or commits, all of which must be there."""
        found: dict[str, bytes] = {}
        for oid, real, content in self._each(oids, OTHER_LIMIT):
            if isinstance(content, Missing):
                raise UndeterminedError(
                    f"the {kind} {oid} is not in the object store",
                    "fetch it: git fetch --refetch, or clone without a filter",
                )
            if isinstance(content, TooLarge) or real != kind:
                raise UndeterminedError(f"{oid} is no {kind} that can be read", "look for damage with: git fsck")
            found[oid] = content
        return found

    def name(self, content: bytes, kind: str = "blob") -> str:
        """The id that an object of these bytes has."""
        return self._hash(b"%b %d\0%b" % (kind.encode(), len(content), content)).hexdigest()

    def end(self) -> None:
        """Stop the process, if one runs. It is started again when something is asked."""
        if self._talk is not None:
            self._talk.end()
        self._talk, self._buffer = None, b""

    def _each(self, oids: Iterable[str], limit: int) -> Iterator[tuple[str, str, bytes | TooLarge | Missing]]:
        """Id, type and content of every object, in order. Questions run ahead of answers by what a pipe can hold."""
        queue = list(dict.fromkeys(oids))
        ahead = WINDOW // (self.width + 1)
        asked = done = 0
        try:
            for oid in queue:
                if asked - done <= ahead // 2 and asked < len(queue):
                    batch = queue[asked : done + ahead]
                    self._ask(batch)
                    asked += len(batch)
                kind, size = self._header(oid)
                content: bytes | TooLarge | Missing
                if size < 0:
                    content = MISSING
                elif size > limit:
                    content = TooLarge(size)
                    if size > SKIPPED:
                        self.end()
                        asked = done + 1
                    else:
                        self._exactly(size + 1)
                else:
                    content = self._exactly(size + 1)[:-1]
                    if self.name(content, kind) != oid:
                        raise UndeterminedError(
                            f"the object {oid} is damaged", "fetch it again, and look with: git fsck"
                        )
                done += 1
                yield oid, kind, content
        finally:
            if done < asked:
                self.end()

    def _ask(self, oids: list[str]) -> None:
        if self._talk is None:
            self._talk = self._start()
        self._talk.send("".join(f"{oid}\n" for oid in oids).encode("ascii", "replace"))

    def _header(self, oid: str) -> tuple[str, int]:
        """Type and size; the size is negative where the object is missing."""
        while (end := self._buffer.find(b"\n")) < 0:
            self._buffer += self._receive()
        words = self._buffer[:end].decode("ascii", "replace").split(" ")
        self._buffer = self._buffer[end + 1 :]
        if len(words) == 3 and words[0] == oid and words[2].isdigit():
            return words[1], int(words[2])
        if words == [oid, "missing"]:
            return "", -1
        raise UndeterminedError(f"the object {oid} cannot be read: git said {' '.join(words)!r}", "look with: git fsck")

    def _exactly(self, size: int) -> bytes:
        if len(self._buffer) < size:
            parts, have = [self._buffer], len(self._buffer)
            while have < size:
                parts.append(self._receive())
                have += len(parts[-1])
            self._buffer = b"".join(parts)
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def _receive(self) -> bytes:
        assert self._talk is not None  # noqa: S101 - nothing is received before it was asked for
        return self._talk.receive()


def _hash(object_format: str) -> Callable[[bytes], _Hash]:
    """Git's hash. The bare module saves the two milliseconds that loading OpenSSL costs."""
    if object_format != "sha256":
        try:
            from _sha1 import sha1  # type: ignore[import-not-found]  # typeshed does not know it
        except ImportError:
            from hashlib import sha1
        return sha1  # type: ignore[no-any-return]  # so its type is not known either
    from hashlib import sha256

    return sha256
