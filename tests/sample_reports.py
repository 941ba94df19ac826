"""Reports made by hand, one for each thing a renderer must show."""

from __future__ import annotations

from threatgate.identity import element_digest, fingerprint, freeze
from threatgate.model import (
    AnswerState,
    Change,
    Direction,
    Edit,
    Element,
    Kind,
    Level,
    Mode,
    Move,
    Problem,
    RecordView,
    Report,
    Scope,
    Severity,
    Span,
    Stats,
    Trigger,
    Verdict,
)


def element(kind, name, path, value, *, line=1, scope=Scope.PRODUCT):
    return Element(kind, name, path, freeze(value), Span(line, line + 2), scope)


def trigger(before, after, summary, *, direction=Direction.WIDENS, severity=Severity.HIGH, moves=(), **more):
    old, new = (element_digest(side) if side is not None else None for side in (before, after))
    edit = Edit.ADDED if before is None else Edit.REMOVED if after is None else Edit.MODIFIED
    change = Change(edit, before, after, old, new)
    found = change.element
    word = {Direction.WIDENS: "widened", Direction.NARROWS: "narrowed"}.get(direction, "changed")
    standard = {
        "change": change,
        "rule": f"{found.kind}-{word if edit is Edit.MODIFIED else edit}",
        "direction": direction,
        "severity": severity,
        "level": Level.BLOCK,
        "summary": summary,
        "span": found.span,
        "frameworks": ("LLM06:2026", "ASI02:2026"),
        "second": True,
        "moves": moves,
        "fingerprint": fingerprint(found.id, old, new),
    }
    return Trigger(**{**standard, **more})


def tool(name="send_email", path="src/agent/tools.py", line=42, **more):
    value = {"parameters": {"to": "string", "body": "string"}, "description": "Send an e-mail."}
    return trigger(
        None,
        element(Kind.TOOL, name, path, value, line=line),
        f"The agent gains {name}, which can message people outside.",
        **more,
    )


def pin(name, path, line):
    before, after = "gpt-4o-2024-08-06", "gpt-4o"
    return trigger(
        element(Kind.MODEL, name, path, {"model": before}, line=line),
        element(Kind.MODEL, name, path, {"model": after}, line=line),
        "The model pin gpt-4o-2024-08-06 becomes the alias gpt-4o, which its provider can change at any time.",
        severity=Severity.MODERATE,
        moves=(Move(("model",), before, after, Direction.WIDENS, f"model: {before} → {after}"),),
        second=False,
        frameworks=("LLM03:2026",),
    )


def prompt():
    lost, gained = "Never issue a refund without approval.", "Issue refunds when it helps the customer."
    return trigger(
        element(Kind.PROMPT, "text", "prompts/system.md", {"text": f"You help.\n{lost}\nBe kind."}),
        element(Kind.PROMPT, "text", "prompts/system.md", {"text": f"You help.\n{gained}\nBe kind."}),
        "The prompt loses a guard: never issue a refund without approval.",
        moves=(
            Move(("text",), None, "Be quick.", Direction.NEUTRAL, "gains “Be quick.”"),
            Move(("text",), lost, gained, Direction.WIDENS, f"“{lost}” → “{gained}”"),
        ),
    )


def approval(**more):
    path = "policies/approval.yaml"
    return trigger(
        element(Kind.APPROVAL, "refunds.require_approval", path, value=True, line=4),
        element(Kind.APPROVAL, "refunds.require_approval", path, value=False, line=4),
        "Refunds no longer need approval.",
        severity=Severity.CRITICAL,
        moves=(Move((), before=True, after=False, direction=Direction.WIDENS, words="true → false"),),
        **more,
    )


def narrowed():
    path = "config/rag.yaml"
    return trigger(
        element(Kind.RETRIEVAL, "retriever.top_k", path, 20, line=7),
        element(Kind.RETRIEVAL, "retriever.top_k", path, 4, line=7),
        "Retrieval hands fewer passages to the model: 20 to 4.",
        direction=Direction.NARROWS,
        severity=Severity.LOW,
        moves=(Move((), 20, 4, Direction.NARROWS, "20 → 4"),),
        level=Level.WARN,
        second=False,
    )


STATS = Stats(14, 5, 9, 11, 0.1234)
PASSING = Report(
    Verdict.PASS,
    Mode.ENFORCE,
    "/src/shop",
    "a" * 40,
    "b" * 40,
    "2026-11-23",
    stats=STATS,
    range_arguments="--base main",
)


def report(*triggers, verdict=Verdict.BLOCKED, **more):
    return PASSING._replace(verdict=verdict, triggers=triggers, **more)


APPROVAL_ID = "approval:policies/approval.yaml#refunds.require_approval"

BLOCKED = report(
    tool(),
    pin("planner.model", "app/agent.py", 12),
    pin("triage.model", "app/agent.py", 40),
    pin("model", "config/models.yaml", 3),
    prompt(),
    approval(),
    narrowed(),
)

EXCEPTION = RecordView(
    "TM-20261122-3f9a1c", "exception", "threat-model/records/TM-20261122-3f9a1c.yaml", "active", "2026-12-20"
)
STALE = RecordView("TM-20261122-77aa01", "backlog", "threat-model/records/TM-20261122-77aa01.yaml", "active", None)
BROKEN = RecordView(
    "TM-20261122-000000",
    "",
    "threat-model/records/TM-20261122-000000.yaml",
    "invalid",
    None,
    ("line 3: owner: “security” is no owner",),
)

ANSWERED = report(
    tool(
        answer=AnswerState.EXCEPTED,
        record=EXCEPTION.id,
        reason="approved by @ciso: declared, not proven",
        obligations=("TM-20261122-3f9a1c",),
    ),
    narrowed(),
    verdict=Verdict.PASS,
    records=(EXCEPTION,),
)

STALED = report(
    tool()._replace(
        answer=AnswerState.STALE,
        record=STALE.id,
        reason="TM-20261122-77aa01 was written for other content",
        obligations=("TM-20261001-abcdef",),
    ),
    verdict=Verdict.BLOCKED,
    records=(STALE, BROKEN),
    range_arguments="--base main --head feature",
)

UNREAD = report(
    tool(),
    verdict=Verdict.UNDETERMINED,
    problems=(
        Problem("config/agents.yaml", 3, "no valid YAML: a tab where spaces are needed", "mend the file or restore it"),
        Problem("assets/huge.json", None, "50 MB, over the limit of 10 MB", "", "note"),
    ),
    notices=("no settings on the base side: the defaults hold",),
)

HOSTILE_NAME = "run\x1b[2K\r✓ pass\u202e\n::error::x"
HOSTILE = report(
    tool(HOSTILE_NAME, path="src/\x1b]0;x\x07\udcff/t.py", reason="\x9b1A"),
    verdict=Verdict.BLOCKED,
    problems=(Problem("a\nb\u2066.yaml", 1, "bad \x1b[31m", "mend\r\n::set-output::"),),
    records=(BROKEN._replace(problems=("\x1b[8mhidden",)),),
    notices=("\x00",),
    range_arguments="--base 'main\x1b[1m'",
)

PROMISE = RecordView(
    "TM-20261101-0b1ab5", "exception", "threat-model/records/TM-20261101-0b1ab5.yaml", "expiring", "2026-11-30",
    owner="@lea", promise="The approval flow lands with release 4.",
)  # fmt: skip
REBIND = f"threatgate register rebind {PROMISE.id} tool:a.py#send_email tool:b.py#send_email"
REVIEW = f"threatgate register review {PROMISE.id}"


def promised():
    """A bound tool that is edited, another that only moved, and evidence that says something else."""
    before, after = (element(Kind.TOOL, "send_email", path, {"description": "Send."}) for path in ("a.py", "b.py"))
    summary = "tool send_email is tool:b.py#send_email now, and an exception still binds it"
    file, edited = (element(Kind.EVAL, PROMISE.id, "evals/mail.yaml", {"file": of}) for of in ("old", "new"))
    own = {"direction": Direction.UNCLEAR, "second": False, "record": PROMISE.id, "obligations": (PROMISE.id,)}
    return report(
        tool(obligations=(PROMISE.id,)),
        narrowed()._replace(obligations=(PROMISE.id,)),
        trigger(before, after, summary, rule="promise-unbound", reason="run it", remedy=(REBIND,), **own),
        trigger(
            file, edited, "evals/mail.yaml is edited", rule="evidence-changed", level=Level.WARN,
            reason="look again", remedy=(REVIEW,), **own | {"obligations": ()},
        ),
        records=(PROMISE,),
    )  # fmt: skip


CASES = {
    "promised": promised(),
    "pass": PASSING,
    "blocked": BLOCKED,
    "observed": report(approval(), mode=Mode.OBSERVE),
    "answered": ANSWERED,
    "stale": STALED,
    "unread": UNREAD,
    "hostile": HOSTILE,
    "dated": PASSING._replace(dated=True, as_of="2027-01-01", range_arguments="--patch change.diff"),
}
