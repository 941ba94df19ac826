"""Whether CODEOWNERS covers the gate's own files: settings, register, signers, the job that runs the gate, itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.doctor._api import Finding, Health
from threatgate.recognisers._code_owners import owners_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from threatgate.repository._api import Blob
    from threatgate.settings import Settings

LARGEST = 3 * 1024 * 1024  # GitHub reads no larger CODEOWNERS, GitLab follows no larger one in time


def findings(
    settings: Settings, blobs: Mapping[str, Blob], content: Callable[[str], bytes | None], pipelines: tuple[str, ...]
) -> Iterator[Finding]:
    """Each file of the gate that has no owner."""
    found = next((path for path in _places(blobs)), None)
    data = None if found is None else content(found)
    if found is None:
        words = "there is no CODEOWNERS, so nobody has to agree to a change of the gate's own files"
        wanted = " ".join(sorted(dict.fromkeys(_watched(settings, pipelines, ".github/CODEOWNERS").values())))
        yield Finding("owners", Health.OPEN, words, f"name owners in .github/CODEOWNERS for: {wanted}", "")
        return
    if data is None or len(data) > LARGEST:
        words = "CODEOWNERS is no file, or larger than the 3 MiB that a forge reads, so nobody is asked"
        yield Finding("owners", Health.OPEN, words, "put a smaller file in its place", found)
        return
    text = data.decode("utf-8", "replace")
    bare = []
    for what, path in _watched(settings, pipelines, found).items():
        if not owners_of(text, path):
            bare.append(path)
            yield Finding("owners", Health.OPEN, f"nobody owns {what}", f"add a line: /{path} @owner", found)
    if not bare:
        words = "owners are named for the settings, the register, the signers, the job that runs the gate, and itself"
        yield Finding("owners", Health.FINE, words, "", found)


def _places(blobs: Iterable[str]) -> Iterator[str]:
    """The CODEOWNERS of a tree, the one that the forge takes first."""
    wanted = {place: rank for rank, place in enumerate(_order())}
    return iter(sorted((path for path in blobs if path.lower() in wanted), key=lambda path: wanted[path.lower()]))


def _order() -> list[str]:
    """The places in the order in which forges look: GitHub begins at .github, GitLab at the root."""
    places: list[str] = table("gate_places")["owners"]
    return sorted(places, key=lambda place: (not place.startswith(".github/"), places.index(place)))


def _watched(settings: Settings, pipelines: tuple[str, ...], owners: str) -> dict[str, str]:
    """What has to have an owner: its name for people, and a path that stands for it."""
    watched = {f"the settings ({settings.path})": settings.path}
    for register in settings.registers:
        watched[f"the register ({register}/)"] = f"{register}/"
        if settings.approval == "signed":
            watched[f"the allowed signers ({register}/allowed_signers)"] = f"{register}/allowed_signers"
    for path in pipelines:
        watched[f"the pipeline that runs the gate ({path})"] = path
    watched[f"the owners themselves ({owners})"] = owners
    return watched
