"""Triggers meet records: new ones from head, old ones from base, judged in the circumstances of the change.

The room of records is entered where there is a record that matters; most changes find none. Each kind of proof has a
file of its own here: approvals, controls, tickets, threat models, trailers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threatgate.answering._append_only import explained, register_elements
from threatgate.answering._case import Case, digest_on_head, lives_on_either_side
from threatgate.answering._problems import authors_unknown, faulty
from threatgate.answering._reading import concerned, fresh, landed, models_edited, models_standing
from threatgate.answering._required import required
from threatgate.answering._reused import never_used
from threatgate.answering._standing import Standing
from threatgate.answering._trailers import linked
from threatgate.identity import record_id

if TYPE_CHECKING:
    from threatgate.model import Problem, RecordView, Trigger
    from threatgate.records.model import Record

__all__ = ["Answered", "Case", "Standing", "answered", "register_elements"]


class Answered(NamedTuple):
    """The triggers with their answers, the records that took part, and what is wrong with them."""

    triggers: tuple[Trigger, ...]
    records: tuple[RecordView, ...] = ()
    problems: tuple[Problem, ...] = ()


def answered(case: Case, triggers: tuple[Trigger, ...]) -> Answered:
    """What the records say to the triggers of a change."""
    standing = Standing(case.judged, case.settings, case.after, case.edited)
    there = landed(case)
    brought, unread = never_used(case, tuple(fresh(case)), there)
    old = tuple(concerned(case, triggers, brought, there))
    taken = frozenset(record_id(path) for path in there)
    rebound: tuple[Record, ...] = ()
    edited, models = models_edited(case), models_standing(case) if case.before or case.after else {}
    if edited or models:
        from threatgate.answering._models import from_models

        drawn = from_models(case, triggers, edited, models)
        brought, old, rebound = (*brought, *drawn.brought), (*old, *drawn.landed), drawn.rebound
        taken, unread = taken | drawn.ids, (*unread, *drawn.problems)
    if not brought and not old:
        told, vain = linked(case, required(case, explained(case, triggers, standing), standing), ())
        return Answered(told, (), (*vain, *unread))
    from threatgate.answering._approvals import Approvals, authors_of
    from threatgate.answering._claims import claims
    from threatgate.answering._evidence import revisited
    from threatgate.answering._models import references
    from threatgate.answering._promises import kept, unbound
    from threatgate.answering._replacing import replaced
    from threatgate.answering._tickets import held
    from threatgate.records.matching import judge, seen
    from threatgate.records.validity import Context

    approvals = Approvals(case)
    context = Context(
        as_of=case.day,
        settings=case.settings,
        authors=authors_of(case) if brought or any(record.pre_answer for record in old) else frozenset(),
        head=digest_on_head(case.judged),
        edited=case.edited,
        lives=lives_on_either_side(case),
        claims=claims(standing),
        landed=taken,
        proof=approvals,
        references=references(case),
    )
    judgement = judge(triggers, brought, old, context)
    told = tuple(
        trigger._replace(
            answer=answer.state, record=answer.record, reason=answer.reason, obligations=answer.obligations
        )
        for trigger, answer in zip(triggers, judgement.answers, strict=True)
    )
    told, unseen = held(case, told, brought, old)
    told, vain = linked(case, required(case, explained(case, told, standing), standing), judgement.records)
    promises = kept(case, (*brought, *rebound), old, judgement.records)
    lost = (
        *unbound(case, promises, standing),
        *revisited(case, promises, context.head),
        *replaced(case, brought, old, (told, judgement.records)),
    )
    named = {trigger.record for trigger in lost} - {view.id for view in judgement.records}
    views = (*judgement.records, *(seen(one.record, context) for one in promises if one.record.id in named))
    problems = (*faulty(judgement.records), *approvals.problems, *vain, *unseen, *unread)
    problems += authors_unknown(case, triggers, brought)
    return Answered((*told, *lost), views, problems)
