"""The AI system gains a model or settings of one.

## What it looks for
A model id, deployment, endpoint or provider that base does not name: an argument of a client or agent, an entry of a
model list, a `*_MODEL` variable, a fallback, an embedding, reranking or judging model, weights from a hub. Parameters
that stand on their own, without a name, count here too.

## Why it needs an answer
Evals of other models or settings say little about this one, which sees everything it is sent. Another model brings
other refusals, other habits with tools and other terms for the data. Guards tuned on one model do not carry over to the
next. A fallback answers exactly when somebody keeps the first model busy. A new provider receives whatever stands in
the context, and weights from a hub may run code when they are loaded.

## Questions to ask
- Which data reaches this provider, in which region and under which agreement?
- Is the id a dated snapshot, or a name that the provider can point elsewhere?
- Which evals ran with the production prompt and tools on this model?
- If it is a fallback: when does it answer, and does anybody see that it did?

## How to answer
`blocker` until the safety evals pass on it; `backlog` when it is configured but not yet reachable by users; `exception`
for a trial with named data and an end; `no_change` when the same snapshot is already assessed elsewhere in the product.
"""

from __future__ import annotations

from threatgate.model import Edit, Kind
from threatgate.triggers._api import ANY, Rule

RULE = Rule(
    id="model-added",
    doc=__doc__,
    kind=Kind.MODEL,
    edit=Edit.ADDED,
    directions=ANY,
    criteria=(
        "{name} names a dated snapshot, a revision or a digest",
        "the prompt-injection and tool-use evals pass against {name} with the production prompt",
        "the provider behind {name} is approved for the classes of data that it receives",
    ),
    controls=("launch_gate", "backlog"),
)
