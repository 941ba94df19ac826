"""What the repository tells the rest: which files differ, and their bytes by object id."""

from __future__ import annotations

from typing import NamedTuple


class Blob(NamedTuple):
    """One side of a changed file: object id and Git mode (`100644`, `100755`, `120000` symlink, `160000` submodule)."""

    oid: str
    mode: str

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file, and no link or submodule."""
        return self.mode in ("100644", "100755")

    @property
    def is_submodule(self) -> bool:
        """Whether it names a commit of another repository, so that there are no bytes to read."""
        return self.mode == "160000"


class ChangedFile(NamedTuple):
    """A path whose blob differs between the two sides; a rename is one removed and one added path.

    Paths are POSIX, decoded as UTF-8 with surrogate escapes.
    """

    path: str
    before: Blob | None
    after: Blob | None


class Comparison(NamedTuple):
    """Two trees and the files that differ. A change has one, or one a merge base where no merge could be made."""

    base_tree: str
    head_tree: str
    files: tuple[ChangedFile, ...]


class TooLarge(NamedTuple):
    """A blob over the size limit, not read."""

    size: int


class Missing(NamedTuple):
    """A blob that is not in the object store (a partial clone, or a damaged one)."""
