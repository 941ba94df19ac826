"""Prompts that stand on methods and interfaces: `@SystemMessage("You are …") String chat(String question)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._located import Call, text_of
from threatgate.model import Kind
from threatgate.recognisers._code import tail
from threatgate.recognisers._parts import alone, fixed, whole
from threatgate.recognisers._prompt_pieces import text_in
from threatgate.recognisers._prompt_words import is_note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Class, Function, Module
    from threatgate.recognisers._api import Found


def prompt_notes(module: Module) -> Iterator[Found]:
    """One element for each decorator or annotation that holds what a model is told, or says where it is read from."""
    for owner in module.classes:
        yield from _of(f"{owner.where}.{owner.name}" if owner.where else owner.name, owner)
    for function in module.functions:
        yield from _of(function.qualified, function)
        for param in function.params:
            for node in param.decorators:
                if isinstance(node, Call) and is_note(node.callee):
                    yield from _noted(f"{function.qualified}.{param.name}", node)


def _of(name: str, holder: Class | Function) -> Iterator[Found]:
    for node in holder.decorators:
        if isinstance(node, Call) and is_note(node.callee):
            yield from _noted(name, node)


def _noted(name: str, call: Call) -> Iterator[Found]:
    given = next(iter(call.args), None) or call.named("value", "text", "template")
    text, source = text_in(given), text_of(call.named("fromResource"))
    if text:
        yield alone(Kind.PROMPT, f"{name}.{tail(call.callee)}", fixed("text", text, call.span), call.span)
    elif source:
        yield whole(Kind.PROMPT, f"{name}.{tail(call.callee)}", (fixed("refers", [source], call.span),), call.span)
