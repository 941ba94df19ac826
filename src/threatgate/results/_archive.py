"""Members of a ZIP archive by name, in memory, each within a bound whatever the archive says of its size."""

from __future__ import annotations

import io
import zipfile
import zlib

from threatgate.results._api import RefusedError

MEMBER_LIMIT = 32 * 1024 * 1024
MOST_MEMBERS = 200_000
HINT = "write the header alone: inspect log dump --header-only LOG > header.json"


class Archive:
    """An archive of which single members are read; nothing is unpacked to disk, so paths in it lead nowhere."""

    def __init__(self, data: bytes) -> None:
        """Read the directory of the archive. Raises RefusedError."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as fault:
            raise RefusedError("is no whole ZIP archive", "let the run write it again") from fault
        found = self._zip.infolist()
        if len(found) > MOST_MEMBERS:
            raise RefusedError(f"is an archive of more than {MOST_MEMBERS:,} members", HINT)
        self._members: dict[str, list[zipfile.ZipInfo]] = {}
        for info in found:
            self._members.setdefault(info.filename, []).append(info)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The content of a member. Raises RefusedError where there are several, or it is too large or damaged."""
        found = self._members.get(name, [])
        if len(found) != 1:
            raise RefusedError(f"holds {len(found) or 'no'} {name}", "let the run write it again")
        info = found[0]
        if info.flag_bits & 1:
            raise RefusedError(f"{name} in it is encrypted", "write it without a password")
        if info.file_size > MEMBER_LIMIT:
            raise RefusedError(f"{name} in it is {info.file_size >> 20} MiB, too large to be read", HINT)
        try:
            with self._zip.open(info) as member:
                content = member.read(MEMBER_LIMIT + 1)
        except NotImplementedError:
            raise RefusedError(f"{name} in it is compressed in a way that is not read here", HINT) from None
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
            raise RefusedError(f"{name} in it is damaged", "let the run write it again") from None
        if len(content) > MEMBER_LIMIT:
            raise RefusedError(f"{name} in it is larger than it says", "let the run write it again")
        return content
