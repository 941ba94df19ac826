"""An eval, or a switch that skips one, appears.

## What it looks for
A suite, a dataset of cases, a threshold, a judge or scorer, a red-team configuration that base does not have. A switch
that skips or forgives failures counts here too, and widens.

## Why it needs an answer
An eval is a control only if it runs on what ships and stops the release when it fails. Cases that the prompt already
quotes prove nothing. A judge is a model as well, and the text it judges can talk to it. Other decisions will soon lean
on this number.

## Questions to ask
- Where does it run, and what exactly happens when it fails?
- Does it use the production prompt, model and tools?
- Which attack on the list of threats does each case stand for?

## How to answer
`no_change` with a first run, failing cases included; `backlog` when it only reports so far and has to block later;
`blocker` when a release waits for it.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="eval-added",
    doc=__doc__,
    kind=Kind.EVAL,
    edit=Edit.ADDED,
    directions=ANY,
    criteria=(
        "a release does not go out while {name} fails, shown by a run that was stopped",
        "{name} runs against the prompt, model and tools that ship",
        "cases of {path} name the threat that they stand for",
    ),
    controls=("launch_gate", "backlog"),
)
