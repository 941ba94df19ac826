"""Posture reviews: one that is there must be current, and one that the settings ask for must be there.

A review is a Markdown file with front matter, or a YAML file, below `reviews/` of a register, with the keys `date`,
`system` (left out: the whole repository) and `by`. It is stale when it is older than the settings allow, and needed
again when a rule of `reviews.on` fired in a step after the one that brought it.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from threatgate import strict_yaml
from threatgate.records.reading import front_matter
from threatgate.release._api import Ground, Reason, Weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from threatgate.settings import Settings

ALL = ""
ENDINGS = (".md", ".yaml", ".yml")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class PostureReview(NamedTuple):
    """A review as its file tells it; `system` is "" where it is of the whole repository."""

    path: str
    day: date
    system: str
    by: str


class _Asked(NamedTuple):
    """What reviews are held against."""

    settings: Settings
    as_of: date
    fired: tuple[Fired, ...]
    touched: Callable[[str], int]


class Fired(NamedTuple):
    """A rule that fired in a step: which, for which system and element, and the number of the step."""

    rule: str
    system: str
    element: str
    step: int
    commit: str


def review_paths(settings: Settings, paths: Iterable[str]) -> Iterator[str]:
    """The files below `reviews/` of the registers."""
    folders = tuple(f"{register}/reviews/" for register in settings.registers)
    for path in sorted(paths):
        name = path.rpartition("/")[2].lower()
        if path.startswith(folders) and name.endswith(ENDINGS) and name != "readme.md":
            yield path


def read_review(path: str, data: bytes) -> PostureReview | str:
    """The review that a file holds, or why it holds none."""
    try:
        text = strict_yaml.decoded(data)
        parts = front_matter(text) if path.endswith(".md") else (text, "")
        if parts is None:
            return "it has no front matter with the keys date, system and by"
        stated = strict_yaml.read(parts[0]).data
    except strict_yaml.StrictYamlError as error:
        return f"{error.message} ({error.hint})"
    told = stated if isinstance(stated, dict) else {}
    by, system, said = told.get("by"), told.get("system", ALL), told.get("date")
    if not isinstance(by, str) or not by.strip() or not isinstance(system, str):
        return "it does not say by whom"
    try:
        day = date.fromisoformat(said) if isinstance(said, str) and DAY.fullmatch(said) else None
    except ValueError:
        day = None
    return PostureReview(path, day, system, by) if day is not None else "its date is no day, as in date: 2026-11-23"


def review_reasons(
    files: Mapping[str, bytes],
    settings: Settings,
    as_of: date,
    fired: tuple[Fired, ...],
    touched: Callable[[str], int],
) -> Iterable[Reason]:
    """What of the reviews is not current. `touched` gives the last step that edited a file, -1 for none."""
    asked = _Asked(settings, as_of, fired, touched)
    found: list[PostureReview] = []
    for path, data in files.items():
        read = read_review(path, data)
        if isinstance(read, str):
            yield Reason(Ground.REVIEW, Weight.NOTE, path, f"is no posture review that counts: {read}", path=path)
        elif read.day > as_of:
            yield Reason(Ground.REVIEW, Weight.NOTE, path, f"is dated {read.day}, which is still to come", path=path)
        else:
            found.append(read)
    names = [system.name for system in settings.systems]
    wanted = (names or [ALL]) if settings.reviews.asked else []
    for name in dict.fromkeys((*wanted, *(one.system for one in found if one.system == ALL or one.system in names))):
        yield from _of(name, found, asked)


def _of(name: str, found: list[PostureReview], asked: _Asked) -> Iterator[Reason]:
    settings = asked.settings
    subject = name or "the repository"
    place = f"{next((one.register for one in settings.systems if one.name == name), settings.register)}/reviews/"
    keys = f'date: {asked.as_of}, {f"system: {name}, " if name else ""}by: "@you"'
    mend = f"look at it as a whole, and write what you saw to {place}{asked.as_of}.md with the front matter {{{keys}}}"
    mine = [one for one in found if one.system in (name, ALL)]
    if not mine:
        words = "there is no posture review, and the settings ask for one"
        yield Reason(Ground.REVIEW, Weight.FAIL, subject, words, mend=mend, path=settings.path)
        return
    latest = max(mine, key=lambda one: (one.day, one.path))
    age = (asked.as_of - latest.day).days
    if age > settings.reviews.max_days:
        words = f"the last posture review is {age} days old, and {settings.reviews.max_days} are allowed"
        yield _stale(latest, subject, words, mend)
    brought = max(asked.touched(one.path) for one in mine)
    later = [
        one
        for one in asked.fired
        if one.rule in settings.reviews.on and one.step > brought and (not name or one.system == name)
    ]
    if later:
        first = later[0]
        words = (
            f"{first.rule} for {first.element} in {first.commit[:12]}, after the last posture review of {latest.day}"
        )
        yield _stale(latest, subject, words, mend)


def _stale(latest: PostureReview, subject: str, words: str, mend: str) -> Reason:
    return Reason(Ground.REVIEW, Weight.FAIL, subject, words, (latest.by,), latest.day.isoformat(), mend, latest.path)
