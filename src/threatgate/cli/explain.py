"""`threatgate explain` says what a rule looks for, why it asks for an answer, and how to give one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from threatgate.cli._output import look, put
from threatgate.cli._range import check_request, range_options
from threatgate.errors import ThreatgateError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threatgate.model import Trigger


@click.command(
    "explain",
    epilog="""\b
Examples:
  threatgate explain tool-added                 a rule
  threatgate explain tool                       a kind of element
  threatgate explain LLM06:2026                 a framework id
  threatgate explain send_email --base main     a change, by element or fingerprint
""",
)
@click.argument("topic")
@range_options
def explain(topic: str, **range_: Any) -> int:
    """Explain TOPIC: a rule, a kind, a framework id, or an element that this change touches."""
    from threatgate import explain as pages

    text = pages.explain(topic)
    if text is not None:
        put(text)
        return 0
    found = _triggers(topic, range_)
    if not found:
        near = pages.suggest(topic)
        hint = (
            f"did you mean {', '.join(near)}?"
            if near
            else "threatgate check lists the rules and elements of this change"
        )
        raise UsageError(f"nothing is called {topic}: no rule, kind or framework id, and no change here", hint)
    put(_explained(found))
    return 0


def _triggers(topic: str, range_: dict[str, Any]) -> tuple[Trigger, ...]:
    """The triggers that the topic may name; none where no change can be computed."""
    request = check_request(range_)
    from threatgate import gate
    from threatgate.deciding import matching

    try:
        return matching(topic, gate.check(request).triggers)
    except ThreatgateError:
        if any(range_[name] for name in ("base", "head", "staged", "worktree", "patch")):
            raise
        return ()


def _explained(triggers: Sequence[Trigger]) -> str:
    from threatgate import explain as pages
    from threatgate.render.text import one

    style = look(sys.stdout)
    parts = [one(trigger, style) for trigger in triggers]
    parts += [pages.explain(rule) or "" for rule in dict.fromkeys(trigger.rule for trigger in triggers)]
    return "\n".join(part for part in parts if part)


COMMAND = explain
