"""The gate: what lands is read on both sides, compared, judged, matched with its answers. The order of the work."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from threatgate import globs
from threatgate.errors import UsageError
from threatgate.model import (
    Draft,
    Edit,
    Element,
    Mode,
    Problem,
    RecordView,
    Report,
    Stats,
    Trigger,
    Verdict,
)
from threatgate.repository.judged import Judged, JudgeRequest, open_judged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from threatgate.repository._api import ChangedFile, Comparison, Missing, TooLarge
    from threatgate.settings import Settings
    from threatgate.surface import Surface

    Drafting = Callable[[Sequence[Trigger], Settings, date], tuple[Draft, ...]]

SETTINGS = ".threatgate.yaml"
STRICTER = {Mode.OBSERVE: 0, Mode.ENFORCE: 1}


class CheckRequest(NamedTuple):
    """What to judge and how: a range or working state of a repository, the day, and the mode asked for.

    `config` are settings from outside the repository, for a base side that has none yet.
    """

    repo: str | os.PathLike[str] = os.curdir
    base: str | None = None
    head: str | None = None
    source: str = "commit"
    patch: bytes | None = None
    as_of: date | None = None
    mode: Mode | None = None
    environ: Mapping[str, str] | None = None
    online: bool = False
    drafting: Drafting | None = None
    config: bytes | None = None


class Found(NamedTuple):
    """What both sides of a change hold: the triggers, and all elements of the changed files on either side."""

    triggers: tuple[Trigger, ...]
    problems: tuple[Problem, ...]
    stats: Stats
    before: tuple[Element, ...]
    after: tuple[Element, ...]


def today() -> date:
    """The day in UTC: exceptions end at the end of a UTC day wherever the runner stands."""
    from datetime import UTC, datetime

    return datetime.now(UTC).date()


def _now() -> str:
    """The same day as text, without the calendar that most runs do not need."""
    return time.strftime("%Y-%m-%d", time.gmtime())


def check(request: CheckRequest) -> Report:
    """May this change land, and who said so? Raises ThreatgateError for wrong usage and for what cannot be computed."""
    started = time.monotonic()
    environ = os.environ if request.environ is None else request.environ
    asked = JudgeRequest(request.repo, request.base, request.head, request.source, request.patch, environ)
    with open_judged(asked) as judged:
        comparisons = judged.comparisons()
        settings, notices = base_settings(judged, comparisons, request.config)
        first = judged.base_file(SETTINGS) is None
        found = found_in(judged, comparisons, settings, first=first, day=request.as_of)
        triggers, problems = found.triggers, found.problems
        records: tuple[RecordView, ...] = ()
        if triggers or _records(judged, settings, comparisons) or (found.before and _models(judged, settings)):
            from threatgate.answering import Case, answered

            day = request.as_of or today()
            case = Case(judged, comparisons, settings, day, found.before, found.after, environ, request.online)
            triggers, records, faults = answered(case, triggers)
            problems += faults
        if any(file.path == SETTINGS or settings.is_signers(file.path) for one in comparisons for file in one.files):
            from threatgate.answering._approvals import locked_out

            problems += locked_out(judged, settings)
        mode = settings.mode if request.mode is None else max(settings.mode, request.mode, key=STRICTER.__getitem__)
        return Report(
            verdict=_verdict(triggers, problems),
            mode=mode,
            repository=judged.repository,
            base=judged.base,
            head=judged.head,
            as_of=request.as_of.isoformat() if request.as_of else _now(),
            dated=request.as_of is not None and request.as_of.isoformat() != _now(),
            triggers=triggers,
            records=records,
            problems=problems,
            notices=(*judged.notices, *notices),
            stats=found.stats._replace(seconds=round(time.monotonic() - started, 3)),
            range_arguments=judged.range_arguments,
            drafts=_drafts(request, triggers, settings),
        )


def _records(judged: Judged, settings: Settings, comparisons: tuple[Comparison, ...]) -> bool:
    """Whether records have a say although nothing fired: new ones, or landed ones that bind what only moved."""
    if any(settings.is_record(file.path) for comparison in comparisons for file in comparison.files):
        return True
    return any(judged.base_folder(f"{register}/records") for register in settings.registers)


def _models(judged: Judged, settings: Settings) -> bool:
    """Whether threat models of the base side may bind what only moved."""
    wild = any(map(globs.is_wild, settings.threat_models))
    return wild or any(judged.base_blob(path) is not None for path in settings.threat_model_paths)


def _drafts(request: CheckRequest, triggers: tuple[Trigger, ...], settings: Settings) -> tuple[Draft, ...]:
    """Records to complete, for formats that show them; what waits for an answer is what would block."""
    waiting = [it for it in triggers if it.is_open and not it.remedy]
    return request.drafting(waiting, settings, request.as_of or today()) if request.drafting and waiting else ()


def base_settings(
    judged: Judged, comparisons: tuple[Comparison, ...], config: bytes | None = None
) -> tuple[Settings, tuple[str, ...]]:
    """Settings of the base side; where it has none, those from outside, else the defaults."""
    from threatgate.settings import load

    data = judged.base_file(SETTINGS)
    if data is None and config is not None:
        said = f"the base side has no {SETTINGS}: the settings of --config hold until it has"
        try:
            return load(config, SETTINGS), (said,)
        except UsageError as error:
            raise UsageError(f"{error.message} (in the file of --config)", error.hint) from error
    first = data is None and any(file.path == SETTINGS for comparison in comparisons for file in comparison.files)
    said = (
        f"this change brings the first {SETTINGS}: it is judged by the defaults, the settings hold from the next one on"
    )
    try:
        return load(data, SETTINGS), (said,) if first else ()
    except UsageError as error:
        where = f"{error.hint}; settings are read from the side on which the change lands: mend them there first"
        raise UsageError(f"{error.message} (as it stands on the base side)", where) from error


def found_in(
    judged: Judged, comparisons: tuple[Comparison, ...], settings: Settings, *, first: bool, day: date | None = None
) -> Found:
    """Both sides of every comparison read and compared; a change seen in two comparisons counts once.

    What is added to a landed record may not be of a later day than `day`; None is today.
    """
    from threatgate.budget import Budget, uncompared
    from threatgate.surface import worth_reading

    reading = weighing = Budget()
    fired: dict[str, Trigger] = {}
    problems: dict[Problem, None] = {}
    sides: tuple[dict[str, Element], dict[str, Element]] = ({}, {})
    stats = Stats(files_changed=len({file.path for comparison in comparisons for file in comparison.files}))
    for comparison in comparisons:
        files = worth_reading(comparison.files, settings)
        if not files:
            continue
        from threatgate.surface import read_surface

        contents = judged.read(
            {
                blob.oid
                for file in files
                for blob in (file.before, file.after)
                if blob is not None and not blob.is_submodule
            }
        )
        surface = read_surface(files, contents, settings, reading)
        weighing = Budget() if weighing is reading else weighing
        problems |= dict.fromkeys(surface.problems)
        stats = stats._replace(
            files_read=stats.files_read + surface.files_read,
            elements_before=stats.elements_before + len(surface.before),
            elements_after=stats.elements_after + len(surface.after),
        )
        for side, elements in zip(sides, (surface.before, surface.after), strict=True):
            side.update((element.id, element) for element in elements)
        before, after = _with_register(judged, (surface, files, contents), settings, day)
        if before or after:
            from threatgate.compare import compare
            from threatgate.surface import GENERATED
            from threatgate.triggers._firing import firing

            for trigger in firing(compare(before, after, surface.unread), settings, before, after):
                if why := weighing.over():
                    problems[uncompared(why)] = None
                    break
                element, edit = trigger.change.element, trigger.change.edit
                # The gate may come without an answer; what takes a file out of its sight may not.
                if not (first and edit is Edit.ADDED and element.subject == "gate" and element.name != GENERATED):
                    fired.setdefault(trigger.fingerprint, trigger)
    before_, after_ = (tuple(side.values()) for side in sides)
    return Found(tuple(fired.values()), tuple(problems), stats, before_, after_)


def _with_register(
    judged: Judged,
    read: tuple[Surface, tuple[ChangedFile, ...], Mapping[str, bytes | TooLarge | Missing]],
    settings: Settings,
    day: date | None,
) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    surface, files, contents = read
    if not any(settings.is_kept(file.path) or _is_model(file, contents, settings) for file in files):
        return surface.before, surface.after
    from threatgate.answering import Standing, register_elements

    files, contents = _landed(judged, files, contents, settings)
    standing = Standing(judged, settings, surface.after, frozenset(file.path for file in files))
    before, after = register_elements(files, contents, settings, (surface.before, standing), day or today())
    return (*surface.before, *before), (*surface.after, *after)


def _landed(
    judged: Judged,
    files: tuple[ChangedFile, ...],
    contents: Mapping[str, bytes | TooLarge | Missing],
    settings: Settings,
) -> tuple[tuple[ChangedFile, ...], Mapping[str, bytes | TooLarge | Missing]]:
    """The files with what stands on the base side where a branch began before it: that has landed all the same."""
    there = {
        file.path: blob
        for file in files
        if file.before is None and settings.is_kept(file.path) and (blob := judged.base_blob(file.path)) is not None
    }
    if not there:
        return files, contents
    read = judged.read({blob.oid for blob in there.values()})
    return tuple(file._replace(before=there.get(file.path, file.before)) for file in files), {**contents, **read}


def _is_model(file: ChangedFile, contents: Mapping[str, bytes | TooLarge | Missing], settings: Settings) -> bool:
    """Whether a file is a threat model of the base side, in which something may have been promised."""
    data = contents.get(file.before.oid) if file.before is not None else None
    return isinstance(data, bytes) and settings.is_threat_model(file.path)


def _verdict(triggers: tuple[Trigger, ...], problems: tuple[Problem, ...]) -> Verdict:
    """Undetermined wins over blocked: what could not be read may hold more than what could."""
    if any(problem.severity == "error" for problem in problems):
        return Verdict.UNDETERMINED
    if any(trigger.is_open for trigger in triggers):
        return Verdict.BLOCKED
    return Verdict.PASS
