"""What an element is called in a sentence: its kind in a word or two, and its name as people know it."""

from __future__ import annotations

import re
from posixpath import basename

from threatgate.model import Element, Kind

NOUNS = {
    Kind.PROMPT: "prompt",
    Kind.MODEL: "model",
    Kind.TOOL: "tool",
    Kind.RETRIEVAL: "retrieval",
    Kind.APPROVAL: "approval policy",
    Kind.MEMORY: "memory",
    Kind.IDENTITY: "identity",
    Kind.EVAL: "eval",
    Kind.LOGGING: "logging",
    Kind.AGENT: "agent",
}
SUBJECTS = {
    "mcp_server": "MCP server",
    "grant": "tool grant",
    "guardrail": "guardrail",
    "hook": "hook",
    "plugin": "plugin",
    "credential": "credential",
    "gate": "gate",
    "instructions": "assistant instructions",
    "flag": "feature flag",
    "scorer": "eval scorer",
    "judge": "eval judge",
    "eval_step": "eval step",
    "policy": "policy rule",
    "schema": "prompt schema",
    "conditions": "template",
}
NAMED = 56
_ITEM = re.compile(r"(?:^|(?<=\.))item\[([^\[\]]*)\]")


def noun(element: Element) -> str:
    """What to call an element before its name."""
    if element.subject == "logic":
        return f"{NOUNS[element.kind].removesuffix(' policy')} logic of"
    return SUBJECTS.get(element.subject) or NOUNS[element.kind]


def label(element: Element) -> str:
    """The element as people know it; a whole file is named by its path."""
    if element.name in ("text", "file"):
        return f"{noun(element)} {_end_of(element.path)}"
    file = basename(element.path)
    if element.name in (file, file.partition(".")[0]) or element.name == str(element.kind):
        return f"{noun(element).removesuffix(' of')} in {file}"
    return f"{noun(element)} {shortened(element.name)}"


def _end_of(path: str) -> str:
    """A path, of a long one the file and its folder: the whole stands beside the sentence."""
    return path if len(path) <= NAMED // 2 else f"…/{'/'.join(path.split('/')[-2:])}" if path.count("/") > 1 else path


def shortened(name: str) -> str:
    """A logical name without the words that only lead to it; of a very long one the end."""
    plain = _ITEM.sub(lambda item: f"entry {int(item[1]) + 1}" if item[1].isdigit() else item[1], name)
    plain = " ".join(plain.removesuffix(".messages").split())
    if len(plain) <= NAMED:
        return plain
    cut = plain.find(".", len(plain) - NAMED)
    return f"…{plain[cut + 1 :]}" if 0 <= cut < len(plain) - NAMED // 3 else f"…{plain[-NAMED:]}"
