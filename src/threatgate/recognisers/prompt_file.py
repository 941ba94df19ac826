"""Prompts in files of their own, and the instructions that steer coding assistants.

A file is a prompt by its suffix (`.prompty`, `.prompt`, `.prompt.md`), by its folder (`prompts/`, `personas/`), by its
name (`system_prompt.txt`), or, where these leave doubt, by how its text begins. Model and tools in its front matter are
read as well. READMEs, changelogs and documentation are no prompts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.catalog import table
from threatgate.documents._kinds import Prose
from threatgate.documents._located import Entry, Map, plain
from threatgate.model import Kind, Scope
from threatgate.recognisers._agent_parts import granted, group, model
from threatgate.recognisers._agent_places import agent_place
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._eval_texts import judges
from threatgate.recognisers._parts import kept, whole
from threatgate.recognisers._places import prompt_place, stands_in, steering, stem
from threatgate.recognisers._prompt_text import body_part, is_partial, speaks, tells

if TYPE_CHECKING:
    from collections.abc import Iterator

INSTRUCTIONS = "instructions"
_PARAMETERS = frozenset({"config", "configuration", "parameters", "modelParameters", "execution_settings"})


def _read(source: Source) -> Iterator[Found]:
    prose = source.document
    if not isinstance(prose, Prose) or agent_place(source) or judges(source):
        return
    front = prose.front.entries if prose.front is not None else ()
    if stands_in(source.path, "assistant_places", "instructions") and not _is_page(source.path):
        yield _prompt(prose, front, steering(source), INSTRUCTIONS)
    elif _is_prompt(source, prose):
        yield _prompt(prose, front, _scope(source), "")
    else:
        return
    yield from _front(stem(source.path), front, _scope(source))


def _is_page(path: str) -> bool:
    """`docs/agents.md` is a page about agents, `docs/AGENTS.md` is read by them."""
    folders, _, name = path.rpartition("/")
    return name.islower() and bool(set(folders.lower().split("/")) & set(table("prompt_places")["never"]["folders"]))


def _is_prompt(source: Source, prose: Prose) -> bool:
    place = prompt_place(source.path)
    if place == "cued" and source.scope is not Scope.DOCS:
        return speaks(prose.body) or (is_partial(source.path) and tells(prose.body))
    return place == "sure"


def _prompt(prose: Prose, front: tuple[Entry, ...], scope: Scope | None, subject: str) -> Found:
    """The text as it stands; for instructions with what front matter says about where they apply."""
    wanted = table("prompt_places")["front"] if subject else ()
    parts = [kept(entry) for entry in front if entry.key in wanted and plain(entry.value) not in (None, "")]
    return whole(Kind.PROMPT, "text", [*parts, body_part(prose)], prose.body_span, subject=subject, scope=scope)


def _front(name: str, front: tuple[Entry, ...], scope: Scope | None) -> Iterator[Found]:
    tools = [
        entry
        for entry in front
        if group(entry.key) == "tools" and entry.key not in ("skills", "actions", "groups", "capabilities")
    ]
    yield from granted(f"{name}.tools", tools, scope)
    named = [entry for entry in front if group(entry.key) in ("model", "model_with")]
    if any(group(entry.key) == "model" for entry in named):
        named += [entry for entry in front if entry.key in _PARAMETERS and isinstance(entry.value, Map)]
    yield from model(f"{name}.model", named, scope)


def _scope(source: Source) -> Scope | None:
    """A prompt named like a page (`prompts/support.md`) is one all the same."""
    steers = steering(source)
    return Scope.PRODUCT if steers is None and source.scope is Scope.DOCS else steers


RECOGNISER = Recogniser(
    name="prompt_file",
    doc=__doc__,
    kinds=(Kind.PROMPT, Kind.MODEL, Kind.TOOL),
    reads=(Prose,),
    read=_read,
    rank=30,
)
