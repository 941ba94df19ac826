"""Models that a command line runs, serves, fetches or calls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threatgate.recognisers._model_words import role_of
from threatgate.recognisers._parts import fixed
from threatgate.recognisers._secrets import masked
from threatgate.recognisers._shell_lines import is_handed_on, rows

if TYPE_CHECKING:
    from threatgate.recognisers._parts import Part
    from threatgate.recognisers._shell_lines import Line

_NAMED = re.compile(r"[\"']model[\"']\s*:\s*[\"']([^\"']+)[\"']")
_ADDRESS = re.compile(r"https?://[^\s\"'?]+|\$\{\w+\}/[^\s\"'?]+")
_CONTAINERS = frozenset({"docker", "podman", "nerdctl"})
_PYTHONS = frozenset({"python", "python3", "uv", "poetry"})


def model_of(line: Line) -> list[Part]:
    """The model that a command names, with what stands beside it; empty for any other command."""
    if line.program in rows()["fetchers"]:
        return _called(line)
    if line.program in _CONTAINERS and line.words[:1] == ("model",):
        return _run(line, "docker model", line.words[1:])
    if line.program in _CONTAINERS:
        image = next((word for word in line.words[1:] if any(name in word for name in rows()["images"])), None)
        return _served(line, image) if image is not None and line.words[:1] == ("run",) else []
    if line.program in _PYTHONS:
        module = next((value for name, value in line.flags if name == "m"), None)
        return _served(line, module) if isinstance(module, str) and module in rows()["modules"] else []
    return _run(line, line.program, line.words)


def _run(line: Line, program: str, words: tuple[str, ...]) -> list[Part]:
    known = rows()["runners"].get(program)
    if known is None:
        return []
    action = words[0] if words and words[0] in known else ""
    if action not in known:
        return []
    at = known[action]
    behind = words[1:] if action else words
    said = f"{program} {action}".strip()
    if at is not None and len(behind) > at:
        named = fixed("model", behind[at], line.command.span)
        return _stated([fixed("runs", said, line.command.span), named, *_beside(line)])
    return _served(line, said)


def _stated(parts: list[Part]) -> list[Part]:
    """The parts of a command that says more of a model than that a variable names it."""
    said = [value for key, value, _ in parts if key != "runs"]
    return [] if all(isinstance(value, str) and is_handed_on(value) for value in said) else parts


def _served(line: Line, runs: str) -> list[Part]:
    """A server that is told its model by flags."""
    parts = _beside(line)
    named = any(key == "model" for key, _, _ in parts)
    return _stated([fixed("runs", runs, line.command.span), *parts]) if named else []


def _beside(line: Line) -> list[Part]:
    found: dict[str, str | bool] = {}
    for key, value in line.flags:
        module = key == "m" and line.program in _PYTHONS
        if key in rows()["runner_models"] and isinstance(value, str) and not module:
            found["model"] = value
        elif role_of(key) in ("parameter", "provider", "endpoint"):
            found[key] = value
    return [fixed(key, value, line.command.span) for key, value in found.items()]


def _called(line: Line) -> list[Part]:
    """A request to a model's endpoint that names the model."""
    texts = [*line.words, *(value for _, value in line.flags if isinstance(value, str)), line.command.given]
    address = next((found[0] for text in texts if (found := _ADDRESS.search(text))), None)
    if address is None or not any(mark in address for mark in rows()["endpoints"]):
        return []
    named = next((found[1] for text in texts if (found := _NAMED.search(text))), None)
    if named is None or is_handed_on(named):
        return []
    span = line.command.span
    return [fixed("model", named, span), fixed("endpoint", masked(address), span)]
