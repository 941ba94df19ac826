"""Which names and calls in code hold text for a model, and which text is prose."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Any

from threatgate.catalog import table
from threatgate.recognisers._code import tail
from threatgate.recognisers._code_field import path_words
from threatgate.vocabulary import snake, words

SHORT, LONG, VERY_LONG = 12, 40, 100
DEEP = 9
_TAGS = re.compile(
    r"\s*</?(?:!doctype|html|head|body|div|span|p|svg|table|form|style|script|ul|a|h[1-6]|section|meta|link)\b",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"\s*(?:SELECT\s.*\bFROM\b|INSERT\s+INTO|CREATE\s+(?:TABLE|INDEX|OR|EXTENSION|POLICY|FUNCTION)|UPDATE\s+\w+\s+SET|DELETE\s+FROM|ALTER\s+TABLE|MATCH\s*\(|WITH\s+\w+\s+AS\s*\(|https?://|#!/|import\s|from\s+\S+\s+import|apiVersion:|function\s*\(|const\s|\{\s*\"|\^|PRAGMA|query\s*\{|mutation\s)",
    re.DOTALL,
)
_STYLES = re.compile(r"[\w.#*\])]\s*\{\s*-{0,2}[a-z-]+\s*:[^;{}\n]+;")
_ASKING = 160
_ASKED = re.compile(
    r"^\W*(?:\(?step [\d/]+\)?\W*)?(?:please )?(?:enter|type|press|choose|select|paste|confirm)\b.*[:?>\])]\s*$"
    r"|\bctrl-c\b|\(y/n\)|\[y/n\]",
    re.IGNORECASE | re.DOTALL,
)
_WORDS = re.compile(r"[^\W\d_]{2,}")
_NUMBERED = re.compile(r"v?\d+$")


@cache
def _rows() -> Any:
    rows = dict(table("code_prompts"))
    for name in (
        "sure",
        "likely",
        "makes_sure",
        "about",
        "human",
        "never",
        "agents",
        "wrappers",
        "makers",
        "shapes",
        "fills",
        "finds",
        "people",
        "roles",
        "role_keys",
        "content_keys",
        "places",
        "seen",
        "specs",
        "notes",
    ):
        rows[name] = frozenset(rows[name])
    rows["keys"] = {name: frozenset(keys) for name, keys in rows["keys"].items()}
    rows["functions"] = {name: frozenset(known) for name, known in rows["functions"].items()}
    rows["openings"] = tuple(rows["openings"])
    return rows


@cache
def name_strength(name: str) -> str:
    """`sure`, `likely` or "" for a name that may hold a prompt, by its last word."""
    parts = [part for part in words(tail(name)) if not _NUMBERED.fullmatch(part)]
    rows = _rows()
    while parts and parts[-1] in (
        "text",
        "str",
        "string",
        "content",
        "tmpl",
        "template",
        "base",
        "default",
        "en",
        "body",
        "section",
        "block",
        "part",
    ):
        if len(parts) == 1 or not (set(parts) & (rows["sure"] | rows["likely"] - {"template"})):
            break
        parts.pop()
    if not parts or parts[-1] in rows["about"] or rows["human"] & set(parts):
        return ""
    if parts[-1] in rows["sure"]:
        return "sure"
    if parts[-1] not in rows["likely"] or rows["never"] & set(parts):
        return ""
    return "sure" if rows["makes_sure"] & set(parts[:-1]) else "likely"


@cache
def key_strength(key: str) -> str:
    """`sure`, `field` or `agent` for a named argument or key that holds a prompt, else ""."""
    name = snake(key)
    found = next((strength for strength in ("sure", "field", "agent") if name in _rows()["keys"][strength]), "")
    if found:
        return found
    by_name = name_strength(key)
    return {"sure": "field", "likely": ""}.get(by_name, "")


@cache
def is_agent_name(name: str) -> bool:
    """Whether a callee or a name is an agent's or a task's: `ResearchAgent`, `tasks`."""
    parts = words(tail(name))
    return bool(parts) and parts[-1] not in _rows()["about"] and bool(_rows()["agents"] & {parts[-1], parts[0]})


@cache
def wraps(callee: str) -> bool:
    """Whether the text arguments of a call are prompts or messages."""
    names = callee.replace("()", "").split(".")
    if names[-1] in _rows()["wrappers"]:
        return True
    if len(names) < 2:
        return False
    if names[-1] in _rows()["makers"]:
        asked = names[-1] in ("system", "user") and any("prompt" in name.lower() for name in names[:-1])
        return asked or "prompt" in names[-2].lower() or names[-2] in _rows()["wrappers"]
    return names[-1] == "text" and names[0] in _rows()["specs"] and len(names) == 2


@cache
def fills(callee: str) -> bool:
    """Whether a call fills in the text it is called on: `PROMPT.format(…)`, `template.render(…)`."""
    return "." in callee and tail(callee) in _rows()["fills"]


@cache
def is_note(callee: str) -> bool:
    """Whether a decorator holds what a model is told."""
    return tail(callee) in _rows()["notes"]


@cache
def finds(callee: str) -> bool:
    """Whether a call asks a database for a row."""
    return "." in callee and tail(callee) in _rows()["finds"]


@cache
def shapes(callee: str) -> bool:
    """Whether a call hands on text, only shaped."""
    return tail(callee) in _rows()["shapes"]


@cache
def for_people(callee: str) -> bool:
    """Whether the text of a call is for people, a database or a file system."""
    last = tail(callee)
    return last in _rows()["people"] or last.endswith(("Error", "Exception"))


@cache
def never_prompt(name: str) -> bool:
    """Whether a name says that its text is no prompt."""
    return bool(_rows()["never"] & set(words(name)))


@cache
def is_message_name(name: str) -> bool:
    """Whether a name is that of any message: `WELCOME_MESSAGE`, no `system_message`."""
    parts = words(tail(name))
    return bool(parts) and parts[-1] in ("msg", "message", "messages") and not _rows()["makes_sure"] & set(parts)


@cache
def builds_prompt(name: str) -> str:
    """`prompt` or `messages` for a function whose name says it builds what a model is told, else ""."""
    parts = words(name)
    rows = _rows()["functions"]
    if not parts or parts[0] in rows["never"] or parts[-1] in _rows()["about"]:
        return ""
    if parts[0] == "prompt" and _rows()["human"] & set(parts):
        # It prompts a person.
        return ""
    if rows["says"] & {part for before, part in pairwise(("", *parts)) if before not in rows["taking"]}:
        return "prompt"
    return "messages" if rows["messages"] & set(parts) and rows["verbs"] & set(parts) else ""


def is_place_of_prompts(path: str) -> bool:
    """Whether a file is named after prompts for a model, not after a form that prompts a person."""
    own = path_words(path)
    shown = path.endswith(tuple(_rows()["seen_suffixes"])) or bool(_rows()["seen"] & path_words(path, DEEP))
    return bool(_rows()["places"] & own) and not _rows()["human"] & own and not shown


def is_shown(path: str) -> bool:
    """Whether a file is written in a language of user interfaces."""
    return path.endswith(tuple(_rows()["seen_suffixes"]))


def is_view(name: str, path: str) -> bool:
    """Whether a function is a view of a user interface rather than a maker of text."""
    return name[:1].isupper() and path.endswith(tuple(_rows()["seen_suffixes"]))


def is_role(text: str | None) -> bool:
    """Whether a text names the author of a message."""
    return text is not None and text.lower() in _rows()["roles"]


def role_keys() -> frozenset[str]:
    """Keys that hold the author of a message."""
    keys: frozenset[str] = _rows()["role_keys"]
    return keys


def content_keys() -> frozenset[str]:
    """Keys that hold the text of a message."""
    keys: frozenset[str] = _rows()["content_keys"]
    return keys


def is_prose(text: str, least: int) -> bool:
    """Whether a text is written in words: long enough, no markup page, no query, no address."""
    head = text[:2000]
    if len(text) < least or _TAGS.match(text) or _MACHINE.match(text[:400]) or _STYLES.search(head):
        return False
    if sum(char > "\u2e7f" for char in head) > SHORT:
        return True
    found = _WORDS.findall(head)
    return len(found) > 2 and " " in text.strip() and sum(map(len, found)) * 2 > len(head.replace(" ", ""))


def is_piece(text: str) -> bool:
    """Whether a text that is put together with others says something in words, however short it was cut."""
    return " " in text and _WORDS.search(text) is not None and not (_TAGS.match(text) or _MACHINE.match(text[:400]))


def asks_person(text: str) -> bool:
    """Whether a short text asks somebody at a terminal or form to type or choose something."""
    return len(text) < _ASKING and _ASKED.search(text) is not None


def opens_like_prompt(text: str) -> bool:
    """Whether a text begins as instructions to a model do."""
    return text.lstrip(" \n\t#*-\"'`[(").lower().startswith(_rows()["openings"])
