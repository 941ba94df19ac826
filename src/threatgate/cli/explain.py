"""`threatgate explain` says what a rule looks for, why it asks for an answer, and how to give one."""

from __future__ import annotations

import os
import sys
from pathlib import Path
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
    if found:
        put(_explained(found))
        return 0
    text = _unchanged(topic, range_)
    if not text:
        near = pages.suggest(topic)
        hint = (
            f"did you mean {', '.join(near)}?"
            if near
            else "threatgate check and threatgate inventory list what there is"
        )
        raise UsageError(
            f"nothing is called {topic}: no rule, kind or framework id, no change and no element here", hint
        )
    put(text)
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


def _unchanged(topic: str, range_: dict[str, Any]) -> str:
    """The elements of that name that this change leaves alone, with the page of their kind; "" where there are none."""
    from threatgate import explain as pages
    from threatgate.inventory import take_inventory
    from threatgate.render._inventory import listed

    try:
        elements = take_inventory(Path(range_["repo"]), range_["head"], os.environ).elements
    except ThreatgateError:
        return ""
    found = [it for it in elements if topic in (it.id, it.path)] or [it for it in elements if topic == it.name]
    if not found:
        return ""
    parts = ["".join(f"{line}\n" for line in listed(found, look(sys.stdout)))]
    return "\n".join(parts + [pages.explain(kind) or "" for kind in dict.fromkeys(it.kind for it in found)])


COMMAND = explain
