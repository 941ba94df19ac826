"""What happened since the last release, as far as the release gate has to know it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.answering._case import PIPELINES, in_pipeline
from threatgate.errors import ThreatgateError, UndeterminedError
from threatgate.identity import element_digest, paths_of
from threatgate.release._api import Ground, Merges, Reason, Weight
from threatgate.release._baseline import unplaced
from threatgate.release._history import Circumstances, History, reviews_that_count
from threatgate.release._merges import counted, merge_reasons, nowhere_to_begin
from threatgate.release._reviews import Fired
from threatgate.release._steps import walk
from threatgate.repository.mainline import open_mainline
from threatgate.repository.revision import open_rev
from threatgate.surface import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from threatgate.model import Trigger
    from threatgate.records.model import Record
    from threatgate.register import Register
    from threatgate.release._api import ReleaseRequest
    from threatgate.release._history import Judgement
    from threatgate.settings import Settings

FLAG, ADOPTED = "--since", "adopted.commit of the settings"
OLD_STEPS = "each merge was judged by the settings that it met, promises and reviews by those of the release commit"


class Past(NamedTuple):
    """The steps since `since`, judged. `then` and `there` are the digests, then and now, of what is still open."""

    since: str
    origin: str
    judgements: tuple[Judgement, ...] = ()
    history: History = History({}, {}, {})
    then: Mapping[str, str] = {}
    there: Mapping[str, str] = {}
    trouble: tuple[Reason, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def merges(self) -> Merges:
        """How many steps there were."""
        return counted(self.judgements)

    @property
    def fired(self) -> tuple[Fired, ...]:
        """Every rule that fired, answered or not."""
        return tuple(
            Fired(trigger.rule, trigger.system, trigger.id, one.number, one.step.commit)
            for one in self.judgements
            for trigger in one.fired
        )

    def reasons(self, settings: Settings, now: Callable[[], Mapping[str, str]]) -> Iterable[Reason]:
        """What of the steps keeps the release closed; `now` gives the digests of all elements that are released."""

        def undone(trigger: Trigger) -> bool:
            """As it was, under every id it went by, and nothing that is there could be it under another id."""
            ids = {trigger.id, *((moved,) if (moved := trigger.change.moved_from) else ())}
            if any(self.then.get(one) != self.there.get(one) for one in ids):
                return False
            here = now()
            alike = sum(unplaced(one) == unplaced(trigger.id) for one in here)
            to = trigger.change.to_digest
            return alike <= sum(one in here for one in ids) and (to is None or to not in here.values())

        return (*self.trouble, *merge_reasons(self.judgements, settings, undone))

    def touched(self, path: str) -> int:
        """The last step that edited a file, -1 for none."""
        return self.history.edited.get(path, -1)

    def revisited(self, record: Record, path: str) -> bool:
        """Whether somebody looked at a record again when a file that it leans on changed, or after that.

        What changed before the last release was a matter of that one: any review counts.
        """
        looked, edited = self.history.reviewed.get(record.path, -1), self.touched(path)
        return looked >= edited and bool(reviews_that_count(record))


def past(request: ReleaseRequest, register: Register) -> Past:
    """What landed since the last release, as `--since` or the settings name it."""
    since, origin = request.since or register.settings.adopted, FLAG if request.since else ADOPTED
    if not since:
        return Past("", "", trouble=(nowhere_to_begin(),))
    now = _circumstances(request, register)
    try:
        with open_mainline(request.repo, since, register.revision, request.environ, origin) as mainline:
            judgements, history = walk(mainline, now)
            commit, notices = mainline.since, mainline.notices
        then, there = (_digests(request, one, judgements, register.settings) for one in (commit, register.revision))
    except ThreatgateError as error:
        if request.since and not isinstance(error, UndeterminedError):
            raise
        # The settings are no argument of this run: what they name wrongly leaves the history open.
        return Past("", origin, trouble=(_unwalked(error, origin),))
    said = (*notices, *((OLD_STEPS,) if judgements else ()))
    return Past(commit, origin, judgements, history, then, there, notices=said)


def _circumstances(request: ReleaseRequest, register: Register) -> Circumstances:
    lost = {(entry.record.id, element) for entry in register.entries if entry.promising for element in entry.gone}
    named = {
        one
        for record in register.records.values()
        for binding in record.bindings
        for one in (binding.element, record.current(binding.element))
    }
    return Circumstances(
        register=register.records,
        settings=register.settings,
        day=register.day,
        environ=_unhurried(request.environ),
        online=request.online,
        lost=frozenset(lost),
        bound=frozenset(path for element in named for path in paths_of(element)),
    )


def _unhurried(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without the event that this pipeline runs for: an old step is of none. A pipeline it stays."""
    kept = {name: value for name, value in environ.items() if name not in PIPELINES}
    return kept | ({"CI": "true"} if in_pipeline(environ) else {})


def _digests(
    request: ReleaseRequest, commit: str, judgements: tuple[Judgement, ...], settings: Settings
) -> dict[str, str]:
    """The digests, at a commit, of the elements in the files of which something was not answered for."""
    changes = [trigger.change for one in judgements for trigger in one.open]
    paths = {side.path for change in changes for side in (change.before, change.after) if side is not None}
    if not paths:
        return {}
    with open_rev(request.repo, commit, request.environ) as revision:
        blobs = [(path, blob) for path, blob in revision.files() if path in paths]
        surfaces = list(whole(blobs, revision.read, settings))
    return {element.id: element_digest(element) for surface in surfaces for element in surface.after}


def _unwalked(error: ThreatgateError, origin: str) -> Reason:
    words = f"the merges could not be looked at: {error.message}"
    return Reason(Ground.MERGE, Weight.UNDETERMINED, origin, words, mend=error.hint)
