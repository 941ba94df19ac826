"""The elements that stand on head, in changed and unchanged files, read when somebody asks for them.

Most changes ask for none. A file that is named is read alone; the whole head is read in parts, the nearest first, and
only as far as the question goes.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Protocol

from threatgate.errors import UndeterminedError
from threatgate.identity import element_digest, paths_of
from threatgate.repository._api import Blob, ChangedFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.model import Element
    from threatgate.repository._api import Missing, TooLarge
    from threatgate.settings import Settings

FILE = "100644"
NAMED = 500
MOST = 100  # parts of a whole head, which are some hundred files each


class Head(Protocol):
    """The tree that is looked at: what would land, or a revision."""

    def head_file(self, path: str) -> bytes | None:
        """A file of it, None where there is none."""

    def head_folder(self, path: str) -> tuple[tuple[str, Blob], ...]:
        """Every file below a folder of it, by path."""

    def read(self, oids: Iterable[str]) -> dict[str, bytes | TooLarge | Missing]:
        """The contents of blobs by id."""


class Standing:
    """The elements of head. `after` are those of the files in `read`, which need not be read again.

    `edited` are the paths that a change edits, those in `read` where nothing else is said.
    """

    def __init__(
        self,
        judged: Head,
        settings: Settings,
        after: Iterable[Element],
        read: frozenset[str],
        edited: frozenset[str] | None = None,
    ) -> None:
        self._judged = judged
        self._settings = settings
        self._already = read
        self.edited = read if edited is None else edited
        held: dict[str, list[Element]] = {}
        for element in after:
            held.setdefault(element.path, []).append(element)
        self._known = {path: tuple(elements) for path, elements in held.items()}

    def of(self, path: str) -> tuple[Element, ...]:
        """The elements of one file of head; none where there is none, or where it cannot be read."""
        if path not in self._known and path not in self._already and len(self._known) < NAMED + len(self._already):
            data = self.text(path)
            self._known[path] = () if data is None else self._read(path, data)
        return self._known.get(path, ())

    def has(self, element: str) -> bool:
        """Whether an element of an id stands on head."""
        return self.find(element) is not None

    def digest(self, element: str) -> str | None:
        """The digest of an element of head by its id; None where there is none."""
        found = self.find(element)
        return None if found is None else element_digest(found)

    def find(self, element: str) -> Element | None:
        """An element of head by its id; None where there is none."""
        return next((one for path in paths_of(element) for one in self.of(path) if one.id == element), None)

    def text(self, path: str) -> bytes | None:
        """The bytes of a file of head; None where there is none, or where it cannot be read."""
        try:
            return self._judged.head_file(path)
        except UndeterminedError:
            return None

    def files(self, folder: str = "") -> Iterator[str]:
        """The paths of head below a folder."""
        return (path for path, _ in self._judged.head_folder(folder))

    def whole(self, near: str) -> Iterator[Element]:
        """Every element of head, those of changed files first, then by how near their files are to a path."""
        from threatgate.surface import whole

        for elements in list(self._known.values()):
            yield from elements
        seen = self._already | self._known.keys()
        blobs = [(path, blob) for path, blob in self._judged.head_folder("") if path not in seen]
        blobs.sort(key=lambda file: (-_shared(file[0], near), file[0]))
        for surface in islice(whole(blobs, self._judged.read, self._settings), MOST):
            yield from surface.after

    def _read(self, path: str, data: bytes) -> tuple[Element, ...]:
        from threatgate.surface import read_surface

        file = ChangedFile(path, None, Blob(path, FILE))
        return read_surface((file,), {path: data}, self._settings).after


def _shared(path: str, near: str) -> int:
    """How many folders two paths have in common."""
    count = 0
    for one, other in zip(path.split("/")[:-1], near.split("/")[:-1], strict=False):
        if one != other:
            break
        count += 1
    return count
