"""The elements that stand on head, in changed and unchanged files, read when somebody asks for them.

Most changes ask for none. A file that is named is read alone; the whole head is read in parts, the nearest first, and
only as far as the question goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.errors import UndeterminedError
from threatgate.repository._api import Blob, ChangedFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.model import Element
    from threatgate.repository.judged import Judged
    from threatgate.settings import Settings

FILE = "100644"
TOGETHER = 128
NAMED = 500
MOST = 20_000


class Standing:
    """The elements of head. `after` are those of the files in `edited`, which need not be read again."""

    def __init__(self, judged: Judged, settings: Settings, after: Iterable[Element], edited: frozenset[str]) -> None:
        self._judged = judged
        self._settings = settings
        self._edited = edited
        self._known: dict[str, tuple[Element, ...]] = {}
        for element in after:
            self._known[element.path] = (*self._known.get(element.path, ()), element)

    def of(self, path: str) -> tuple[Element, ...]:
        """The elements of one file of head; none where there is none, or where it cannot be read."""
        if path not in self._known and path not in self._edited and len(self._known) < NAMED + len(self._edited):
            data = self.text(path)
            file = ChangedFile(path, None, Blob(path, FILE))
            self._known[path] = () if data is None else tuple(self._read((file,), {path: data}))
        return self._known.get(path, ())

    def has(self, element: str) -> bool:
        """Whether an element of an id stands on head."""
        parts = element.partition(":")[2].split("#")
        paths = ("#".join(parts[:end]) for end in range(1, len(parts)))
        return any(one.id == element for path in paths for one in self.of(path))

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
        from threatgate.surface import GITLINK, worth_reading

        for elements in list(self._known.values()):
            yield from elements
        seen = self._edited | self._known.keys()
        present = [ChangedFile(path, None, blob) for path, blob in self._judged.head_folder("") if path not in seen]
        files = [file for file in worth_reading(present, self._settings) if self._readable(file)]
        files.sort(key=lambda file: (-_shared(file.path, near), file.path))
        for start in range(0, min(len(files), MOST), TOGETHER):
            part = files[start : start + TOGETHER]
            oids = {file.after.oid for file in part if file.after is not None and file.after.mode != GITLINK}
            found: dict[str, list[Element]] = {file.path: [] for file in part}
            for element in self._read(part, self._judged.read(oids)):
                found[element.path].append(element)
            self._known |= {path: tuple(elements) for path, elements in found.items()}
            for elements in found.values():
                yield from elements

    def _read(self, files: Iterable[ChangedFile], contents: dict[str, object]) -> tuple[Element, ...]:
        from threatgate.surface import read_surface

        return read_surface(tuple(files), contents, self._settings).after  # type: ignore[arg-type]  # as judged gives it

    def _readable(self, file: ChangedFile) -> bool:
        from threatgate.documents import readable

        return readable(file.path) or bool(self._settings.surface_for(file.path))


def path_of(element: str) -> str:
    """The path within an element's id."""
    return element.partition(":")[2].partition("#")[0]


def _shared(path: str, near: str) -> int:
    """How many folders two paths have in common."""
    count = 0
    for one, other in zip(path.split("/")[:-1], near.split("/")[:-1], strict=False):
        if one != other:
            break
        count += 1
    return count
