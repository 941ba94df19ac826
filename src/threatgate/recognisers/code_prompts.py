"""Prompts in code.

Read are strings under prompt-like names, in prompt positions (`instructions=`, `system_prompt=`, `backstory=` …) and in
prompt wrappers, message lists, constants handed to a prompt position whatever their name, long strings of modules named
after prompts, and functions that build a prompt (their literals in order and the prompts they refer to). Labels,
placeholders, errors, log lines, help texts, queries and docstrings are for people or machines and are not read.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from threatgate.documents._kinds import Module
from threatgate.documents._located import Call, Code, Located, Map, Ref, Scalar, Seq, walk
from threatgate.identity import freeze
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._code import Facts, Site, around, bare, code_of, facts, speaks_of_ai, tail
from threatgate.recognisers._parts import alone, fixed, whole
from threatgate.recognisers._prompt_assembly import assembled
from threatgate.recognisers._prompt_functions import BY_CONDITION, prompt_functions
from threatgate.recognisers._prompt_notes import prompt_notes
from threatgate.recognisers._prompt_pieces import is_message_list, messages_in, sources, text_in
from threatgate.recognisers._prompt_programs import is_program
from threatgate.recognisers._prompt_reach import handed, woven
from threatgate.recognisers._prompt_uses import prompt_uses
from threatgate.recognisers._prompt_words import (
    LONG,
    SHORT,
    VERY_LONG,
    asks_person,
    for_people,
    is_agent_name,
    is_message_name,
    is_piece,
    is_place_of_prompts,
    is_prose,
    is_shown,
    key_strength,
    name_strength,
    never_prompt,
    opens_like_prompt,
    wraps,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threatgate.model import Span

_APPENDS = frozenset({"append", "push", "extend", "insert", "unshift", "add"})


def _read(source: Source) -> Iterator[Found]:
    module = code_of(source)
    if module is None:
        return
    known = facts(module)
    reader = _Reader(known, source.path, ai=speaks_of_ai(source.path, module))
    for found in prompt_functions(known, source.path, ai=reader.ai, named_after=reader.named_after):
        reader.built.add(found.name)
        yield found
    yield from prompt_notes(module)
    yield from _assembled(known, reader)
    for site in known.sites:
        if id(site.node) not in reader.done and not reader.is_built(site.where):
            yield from reader.of(site)
    if reader.ai:
        yield from prompt_uses(known, reader.built)


def _assembled(known: Facts, reader: _Reader) -> Iterator[Found]:
    """Functions that add messages under conditions, where no name says that they build a prompt."""
    for function in known.module.functions if reader.ai and known.module.language in BY_CONDITION else ():
        if reader.is_built(function.qualified):
            continue
        found = [one for one in assembled(function.body) if one.what != "text"]
        if any(one.when for one in found):
            part = fixed("adds", [{"adds": one.what, "when": list(one.when)} for one in found], function.span)
            yield whole(Kind.PROMPT, function.qualified, (part,), function.span, subject="assembly")


class _Reader:
    """One reading of a module; `done` holds the nodes that are accounted for, `built` the functions read as a whole."""

    def __init__(self, known: Facts, path: str, *, ai: bool) -> None:
        self.known = known
        self.named_after = is_place_of_prompts(path)
        self.ai = ai or self.named_after
        self.shown = is_shown(path)
        self.done: set[int] = set()
        self.built: set[str] = set()
        self.referenced = frozenset(handed(known))
        self.woven = woven(known) if self.ai else frozenset()
        self.locals = frozenset((one.where, one.target) for one in known.module.assignments if one.where)
        self.constants = frozenset(name for _, name in self.referenced)
        given = Counter((one.where, one.target) for one in known.module.assignments)
        self.added_to = frozenset(name for name, count in given.items() if count > 1)

    def is_built(self, where: str) -> bool:
        return any(name in self.built for name in around(where))

    def of(self, site: Site) -> Iterator[Found]:
        node = site.node
        never = any(never_prompt(name) for name in site.names) and name_strength(site.key) != "sure"
        if never and not (site.top and self._is_handed(site)):
            return
        if isinstance(node, Call) and for_people(node.callee) and not wraps(node.callee):
            yield from self._referred(site)
            self._pass_over(node)
        elif self.ai and (
            is_message_list(node) or (isinstance(node, Map) and not site.calls and list(messages_in(node)))
        ):
            yield from self._messages(site)
        elif isinstance(node, Call) and wraps(node.callee):
            yield from self._wrapped(site, node)
        elif isinstance(node, Map) and self.ai and list(messages_in(node)):
            yield from self._messages(site)
        elif isinstance(node, (Scalar, Call, Code, Seq)):
            text = text_in(node)
            if text is not None and self._is_prompt(site, text):
                self._pass_over(node)
                yield _prompt(site.name, text, site.span)
            elif text is None:
                if isinstance(node, Seq) and any(isinstance(item, Seq) for item in node.items):
                    self._pass_over(node)
                yield from self._referred(site)

    def _referred(self, site: Site) -> Iterator[Found]:
        """A prompt position filled from elsewhere: another prompt, a file, a hub."""
        node = site.node
        if not self.ai or self.shown or not isinstance(node, Call):
            return
        owner, _, method = node.callee.rpartition(".")
        if method in _APPENDS and name_strength(owner) == "sure":
            found = [name for item in node.args for name in _named(item)]
            name = ".".join(part for part in (site.where, bare(owner)) if part)
        else:
            strong = (name_strength(site.names[0]) if site.top and site.names else key_strength(site.key)) == "sure"
            found = [name for name in sources(node) if tail(name) != tail(site.key)] if strong else []
            name = site.name
        # A variable of the same function is no prompt from elsewhere: it is read where it is assigned.
        found = [each for each in found if (site.where, each.partition(".")[0]) not in self.locals]
        if found:
            yield whole(Kind.PROMPT, name, (fixed("refers", sorted(set(found)), site.span),), site.span)

    def _pass_over(self, node: Located) -> None:
        self.done.update(id(part) for _, part in walk(node))
        while isinstance(node, Call) and node.receiver is not None:
            node = node.receiver
            if isinstance(node, Call) and wraps(node.callee):
                # `.system("…").user("…")`: each link is a message of its own.
                return
            self.done.update(id(part) for _, part in walk(node))

    def _is_prompt(self, site: Site, text: str) -> bool:
        if not text.strip() or asks_person(text):
            return False
        if site.key and not site.top:
            return self._in_position(site, text) or (self._is_woven(site) and is_prose(text, SHORT))
        if site.top and site.names:
            return self._under_name(site, text)
        if isinstance(site.node, Scalar) and site.names and not site.calls:
            return name_strength(site.names[-1]) == "sure" and is_prose(text, SHORT) and self.ai
        return False

    def _in_position(self, site: Site, text: str) -> bool:
        strength = key_strength(site.key)
        within = [call.callee for call in site.calls[-1:]] + [
            name for name in site.names[:-1] if not site.calls or name
        ]
        if strength == "sure":
            return is_prose(text, SHORT) and (self.ai or opens_like_prompt(text) or is_prose(text, LONG))
        if strength == "field":
            return self.ai and is_prose(text, SHORT)
        if strength == "agent" and any(is_agent_name(name) for name in within) and self.ai:
            return is_prose(text, SHORT)
        if any(name_strength(name) == "sure" for name in site.names[:-1]) and not site.calls:
            return is_prose(text, LONG if not self.ai else SHORT)
        return self.ai and is_prose(text, LONG) and opens_like_prompt(text) and len(text) > VERY_LONG and strength != ""

    def _under_name(self, site: Site, text: str) -> bool:
        strength = name_strength(site.names[0])
        module_level = self._is_outside(site)
        if self._is_handed(site):
            return is_prose(text, SHORT) or is_program(text) or (module_level and is_piece(text))
        if strength != "sure" and (is_program(text) or self._is_notice(site, text)):
            return False
        if self._is_woven(site) and (is_piece(text) if module_level else is_prose(text, LONG)):
            return True
        if strength == "sure" and self.ai and (site.where, site.names[0]) in self.added_to and is_piece(text):
            return True
        if strength == "sure":
            return is_prose(text, SHORT if self.ai else LONG) and (self.ai or opens_like_prompt(text))
        if strength == "likely" and self.ai:
            return is_prose(text, LONG) and (opens_like_prompt(text) or (module_level and len(text) > VERY_LONG))
        owner = site.where.rpartition(".")[2]
        if module_level and (self.named_after or name_strength(owner) == "sure"):
            return is_prose(text, LONG)
        return (
            self.ai
            and len(text) > VERY_LONG
            and opens_like_prompt(text)
            and is_prose(text, LONG)
            and site.key != "return"
        )

    def _is_woven(self, site: Site) -> bool:
        """Whether what a name holds becomes a part of a prompt, as it is."""
        return bool(site.names) and not site.calls and tail(site.names[0]) in self.woven

    def _is_outside(self, site: Site) -> bool:
        """Whether a name is one of the module or of a class, not of a function."""
        return not site.where or site.where.rpartition(".")[2] in self.known.classes

    def _is_handed(self, site: Site) -> bool:
        """Whether a name is handed to a prompt position somewhere."""
        name = tail(site.names[0])
        return name in self.constants if self._is_outside(site) else (site.where, name) in self.referenced

    def _is_notice(self, site: Site, text: str) -> bool:
        """Whether a text tells people something: of an error, or under the name of a message that instructs nobody."""
        owner = self.known.classes.get(site.where.rpartition(".")[2])
        raised = owner is not None and any(for_people(name) for name in (owner.name, *owner.bases))
        return raised or (is_message_name(site.names[0]) and not (opens_like_prompt(text) and len(text) > VERY_LONG))

    def _messages(self, site: Site) -> Iterator[Found]:
        found = [(role, text, span) for role, text, span in messages_in(site.node) if is_prose(text, SHORT)]
        self._pass_over(site.node)
        if found:
            yield _messages(site.name, found, site.span)

    def _wrapped(self, site: Site, call: Call) -> Iterator[Found]:
        found = [(role, text, span) for role, text, span in messages_in(call) if is_prose(text, SHORT)]
        self._pass_over(call)
        if len(found) == 1:
            yield _prompt(site.name, found[0][1], site.span)
        elif found:
            yield _messages(site.name, found, site.span)


def _named(node: Located) -> Iterator[str]:
    """What a text comes from: the name it has, or the function that makes it."""
    if isinstance(node, Ref):
        yield tail(node.name)
    elif isinstance(node, Call):
        yield tail(node.callee)


def _prompt(name: str, text: str, span: Span) -> Found:
    return alone(Kind.PROMPT, name, fixed("text", text, span), span)


def _messages(name: str, found: Iterable[tuple[str, str, Span]], span: Span) -> Found:
    rows = list(found)
    marks = tuple(((index, "text"), place) for index, (_, _, place) in enumerate(rows))
    return Found(
        Kind.PROMPT, name, freeze([{"role": role, "text": text} for role, text, _ in rows]), span, (((), span), *marks)
    )


RECOGNISER = Recogniser(
    name="code_prompts",
    doc=__doc__,
    kinds=(Kind.PROMPT,),
    reads=(Module,),
    read=_read,
    rank=40,
)
