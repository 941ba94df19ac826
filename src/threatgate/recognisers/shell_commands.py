"""Shell scripts that work with models and assistants.

Read are assistants started from the command line (task, model, tools, what they may do without asking), models that are
run, served, fetched or called over HTTP, keys that are fetched and where they are written, variables that set something
of the AI system, and texts that instruct a model.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.documents._kinds import Script
from threatgate.documents._located import Entry, Scalar, text_of
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._flat import settings
from threatgate.recognisers._keys import Page, speaks_of_ai
from threatgate.recognisers._parts import fixed, listed, parted, whole
from threatgate.recognisers._prompt_text import normalised
from threatgate.recognisers._prompt_words import LONG, SHORT, is_prose, name_strength, opens_like_prompt
from threatgate.recognisers._secrets import argument
from threatgate.recognisers._shell_lines import Line, is_handed_on, line_of, rows
from threatgate.recognisers._shell_models import model_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Assignment, Command
    from threatgate.recognisers._parts import Part

_VARIABLE = re.compile(r"\$\{?(\w+)")
_ADDS = (("mcp", "add"), ("mcp", "add-json"))
_NAMED = 2
_LISTS = frozenset({"tools"})
# Variables about memory, logs or scores are about machines more often than about agents.
_KINDS = (Kind.PROMPT, Kind.MODEL, Kind.TOOL, Kind.APPROVAL, Kind.IDENTITY)


def _read(source: Source) -> Iterator[Found]:
    script = source.document
    if isinstance(script, Script):
        yield from _Reader(source.path, script).elements()


class _Reader:
    """One reading of a script; names that come twice are told apart by their order."""

    def __init__(self, path: str, script: Script) -> None:
        self._script = script
        self._lines = [line_of(command) for command in script.commands]
        self._assisted = [line for line in self._lines if self._assists(line)]
        self._models = [(line, parts) for line in self._lines if (parts := model_of(line))]
        self._ai = bool(self._assisted or self._models)
        self._speaks = self._ai or speaks_of_ai(script.text)
        self._page = Page(path, frozenset(), self._ai or speaks_of_ai(path))
        self._names: dict[str, int] = {}

    def elements(self) -> Iterator[Found]:
        """All elements of the script."""
        yield from self._variables()
        for line in self._assisted:
            yield from self._assistant(line)
        for line in self._lines:
            yield from self._server(line)
        for line, parts in self._models:
            yield whole(Kind.MODEL, self._name(line, "model"), parts, line.command.span)
        for line in self._lines:
            yield from self._key(line)

    def _assists(self, line: Line) -> bool:
        """Whether a command starts an assistant and says what it is to do or may do."""
        known = rows()["assistants"].get(line.program)
        if known is None:
            return False
        said = {name for name, _ in line.flags} & (rows()["limits"] | rows()["tools"] | rows()["models"])
        return bool(said or self._task(line))

    def _task(self, line: Line) -> list[str]:
        """The texts that tell an assistant what to do."""
        other = frozenset(rows()["no_prompts"].get(line.program, ()))
        texts = [value for _, value in line.all(rows()["prompts"] - other) if isinstance(value, str)]
        before = rows()["assistants"][line.program]
        words = line.words[1:] if line.words[:1] and line.words[0] in before else line.words if not before else ()
        texts += [word for word in words if is_prose(word, SHORT)]
        if line.command.given:
            texts.append(line.command.given)
        return [text for text in texts if is_prose(text, SHORT)]

    def _assistant(self, line: Line) -> Iterator[Found]:
        name = self._name(line, "")
        span = line.command.span
        texts = [normalised(text) for text in self._task(line)]
        if texts:
            yield whole(Kind.PROMPT, f"{name}.prompt", [fixed("text", "\n\n".join(texts), span)], span)
        for group, kind in (("models", Kind.MODEL), ("tools", Kind.TOOL), ("limits", Kind.APPROVAL)):
            parts = _parts(line, group)
            if parts:
                subject = "grant" if kind is Kind.TOOL else ""
                yield whole(kind, f"{name}.{group}", parts, span, subject=subject)

    def _server(self, line: Line) -> Iterator[Found]:
        """A tool server that an assistant is given for good: `claude mcp add orders -- npx orders-mcp`."""
        if line.program not in rows()["assistants"] or line.words[:2] not in _ADDS or len(line.words) <= _NAMED:
            return
        name, *rest = line.words[_NAMED:]
        span = line.command.span
        words = [argument(word, rest[at - 1] if at else "") for at, word in enumerate(rest)]
        parts = [fixed("runs", " ".join(words), span)] if words else []
        parts += [fixed(key, value, span) for key, value in line.flags if key in ("transport", "scope", "url")]
        yield whole(Kind.TOOL, self._unique(f"mcp.{name}"), parts, span)

    def _key(self, line: Line) -> Iterator[Found]:
        """A key that is handed out, and the files that it ends in."""
        said = " ".join((line.program, *line.words))
        known = rows()["keys"]["anywhere"] + (rows()["keys"]["field"] if self._speaks else [])
        fetched = next((prefix for prefix in known if f"{said} ".startswith(f"{prefix} ")), None)
        if fetched is None:
            return
        span = line.command.span
        parts = [fixed("fetches", fetched, span)]
        files = sorted(self._files(line.command))
        if files:
            parts.append(listed("written_to", [(file, span) for file in files], span))
        called = line.command.bound_to or fetched
        yield whole(Kind.IDENTITY, self._unique(f"{line.command.where}.{called}".strip(".")), parts, span)

    def _files(self, command: Command) -> Iterator[str]:
        if command.into and not command.into.startswith(("/dev/", "&")):
            yield command.into
        for other in self._lines if command.bound_to else []:
            writes = other.program in rows()["writers"] and other.command.into
            words = (*other.command.words, other.command.given)
            if writes and any(command.bound_to in _VARIABLE.findall(word) for word in words):
                yield other.command.into

    def _variables(self) -> Iterator[Found]:
        entries: list[Entry] = []
        for one in self._script.assignments:
            text = text_of(one.value)
            prompt = self._prompt(one.target, text or "")
            if text is not None and prompt is not None:
                name = self._unique(f"{one.where}.{one.target}".strip("."))
                yield whole(Kind.PROMPT, name, [fixed("text", prompt, one.span)], one.span)
            elif _sets(one):
                entries.append(Entry(one.target, one.value, one.span))
        for command in self._script.commands:
            # `read -r -d '' PROMPT <<'EOF'`
            name = command.words[-1]
            prompt = self._prompt(name, command.given) if command.words[0] == "read" else None
            if prompt is not None:
                yield whole(Kind.PROMPT, self._unique(name), [fixed("text", prompt, command.span)], command.span)
        last = {entry.key: entry for entry in entries}
        yield from (found for found in settings(self._page, last.values(), ()) if found.kind in _KINDS)

    def _prompt(self, name: str, text: str) -> str | None:
        """A text that instructs a model, by its name and by what is done in this script."""
        if name_strength(name) != "sure" or not is_prose(text, SHORT if self._ai else LONG):
            return None
        used = any(name in _VARIABLE.findall(word) for line in self._assisted for word in line.command.words)
        return normalised(text) if used or opens_like_prompt(text) or (self._ai and "\n" in text.strip()) else None

    def _name(self, line: Line, role: str) -> str:
        parts = (line.command.where, line.command.bound_to, line.program.replace(".", "_"), role)
        return self._unique(".".join(part for part in parts if part))

    def _unique(self, name: str) -> str:
        count = self._names[name] = self._names.get(name, 0) + 1
        return name if count == 1 else f"{name}.{count}"


def _sets(one: Assignment) -> bool:
    """Whether an assignment states a value: neither a computed one nor what another variable holds."""
    text = text_of(one.value)
    return isinstance(one.value, Scalar) and not (text and ("$(" in text or is_handed_on(text)))


def _parts(line: Line, group: str) -> list[Part]:
    """The flags of one group as parts: lists of tools as sets, the rest as stated."""
    found: dict[str, list[str | bool]] = {}
    for key, value in line.all(rows()[group]):
        if group == "models" and (not isinstance(value, str) or is_handed_on(value)):
            continue
        shown = argument(value, f"--{key}") if isinstance(value, str) else value
        found.setdefault(key, []).append(shown)
    span = line.command.span
    parts: list[Part] = []
    for key, values in found.items():
        if group in _LISTS:
            words = [word for value in values if isinstance(value, str) for word in parted(value)]
            parts.append(listed(key, [(word, span) for word in words or ["true"]], span))
        else:
            parts.append(fixed("model" if key == "m" else key, values[-1], span))
    return parts


RECOGNISER = Recogniser(
    name="shell_commands",
    doc=__doc__,
    kinds=_KINDS,
    reads=(Script,),
    read=_read,
    rank=30,
)
