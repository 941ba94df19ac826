"""Which names in code set approval, memory, identity, evals, logging or agents, and which functions are controls."""

from __future__ import annotations

from functools import cache
from typing import Any

from threatgate.catalog import table
from threatgate.model import Kind
from threatgate.recognisers._code import may_make, tail
from threatgate.recognisers._code_field import path_words
from threatgate.vocabulary import Term, lookup, snake, words

_FOLDERS = {"identity": frozenset({"auth"}), "eval": frozenset({"evals", "evaluators"})}
KINDS = (Kind.APPROVAL, Kind.MEMORY, Kind.IDENTITY, Kind.EVAL, Kind.LOGGING, Kind.TOOL)


@cache
def rows() -> Any:
    """The vocabulary of controls in code."""
    return table("code_policy")


@cache
def kind_of_key(key: str, *, ai: bool) -> Kind | None:
    """The kind that a named argument, field, constant or key sets by itself; None if it sets none here."""
    name = snake(key)
    known = rows()
    for kind, keys in known["keys"].items():
        if name in keys and Kind(kind) is not Kind.AGENT:
            return Kind(kind) if ai or set(words(key)) & set(known["anywhere"].get(kind, ())) else None
    if name in known["not_keys"] and not (ai and name in known["field_keys"]):
        return None
    for term in lookup(key):
        anywhere = not term.cued and bool(set(words(key)) & set(known["anywhere"].get(str(term.kind), ())))
        if term.strong and term.kind in KINDS and (ai or anywhere):
            return term.kind if _fits(term, name) else None
    return None


def _fits(term: Term, name: str) -> bool:
    """Of tools only what is not an agent's own list, which `code_tools` reads."""
    return term.kind is not Kind.TOOL or name in (
        "tool_choice",
        "available_tools",
        "included_tools",
        "enabled_tools",
        "use_tools",
    )


@cache
def holder_of(callee: str) -> tuple[Kind, bool] | None:
    """The kind whose settings a class or call holds, and whether its mere appearance counts."""
    last = tail(callee)
    if not last[:1].isupper():
        # `MessageWindowChatMemory.withMaxMessages(10)` makes one too.
        last = tail(callee.rpartition(".")[0]) if last.startswith("with") else ""
    if not last[:1].isupper() or not may_make(last):
        return None
    for kind, names in rows()["holders"].items():
        for name in names:
            if last == name or last.endswith(name):
                return Kind(kind), any(last == one or last.endswith(one) for one in rows()["existing"])
    return None


@cache
def is_agent(callee: str) -> bool:
    """Whether a call makes an agent."""
    known = rows()["agents"]
    last = tail(callee)
    if last in known["not"]:
        return False
    named = last[:1].isupper() and may_make(last) and last.endswith(tuple(known["suffixes"]))
    return last in known["functions"] or named


@cache
def names_limit(key: str) -> bool:
    """Whether a name is a limit of an agent's run: `max_turns`, `DEFAULT_MAX_TURNS`, `MAX_RECURSION_LIMIT`."""
    name = snake(tail(key))
    return name in rows()["limits"] or name.endswith(tuple(f"_{each}" for each in rows()["run_limits"]))


@cache
def is_control(name: str) -> bool:
    """Whether a node, route or dependency is named after a control."""
    return bool(set(words(name)) & set(rows()["controls"]))


@cache
def graph_part(method: str) -> str:
    """What a call adds to a graph: `edges`, `entries`, `nodes`, or "" if it is none of these."""
    return next((str(part) for part, methods in rows()["graph"].items() if method in methods), "")


@cache
def is_gate(callee: str) -> bool:
    """Whether a call asks a person, or a hook, whether to go on."""
    names = callee.replace("()", "").split(".")
    known = rows()["gates"]
    if set(names[:-1]) & set(rows()["not_gates"]):
        return False
    return (
        names[-1] in known
        or ".".join(names[-2:]) in known
        or (names[-1].startswith("run") and names[-1].endswith("Hook"))
    )


@cache
def is_setter(callee: str) -> bool:
    """Whether a call sets a variable or option that its first argument names."""
    return tail(callee) in rows()["setters"]


@cache
def is_control_base(bases: tuple[str, ...]) -> bool:
    """Whether a class implements an interface of controls: a filter of tool calls, a guardrail."""
    return any(tail(base) in rows()["control_bases"] for base in bases)


@cache
def guard_of(callee: str, handed: str) -> bool:
    """Whether a dependency or decorator guards what follows: `Depends(check_admin)`."""
    known = rows()["guards"]
    if tail(callee) not in known["calls"]:
        return False
    return tail(callee) not in ("Depends", "Security", "SetMetadata") or bool(set(words(handed)) & set(known["words"]))


@cache
def no_logic(name: str, path: str) -> bool:
    """Whether a function only shows, tests, counts or stores, by its name or its place."""
    parts = words(name)
    # What a view does when it is clicked is no control by the name of the button.
    clicked = path.endswith(tuple(rows()["view_ends"])) and parts[:1] in (("handle",), ("on",))
    around = path_words(path, 9) - ({"views"} if path.endswith(tuple(rows()["served"])) else set())
    return clicked or bool(set(parts) & set(rows()["not_logic"]) or set(rows()["seen"]) & around)


@cache
def logic_of(name: str, where: str, path: str, *, ai: bool) -> Kind | None:
    """The kind of control that a function is by its own name, its class or its file; None if it is none."""
    parts = set(words(name))
    if not parts or no_logic(name, path):
        return None
    counted = bool(parts & set(rows()["counted_tokens"]))
    if set(rows()["request_guards"]) <= parts:
        return Kind.IDENTITY
    hook = path.endswith(tuple(rows()["scripts"])) and name[:3] == "use" and name[3:4].isupper()
    clicks = path.endswith(tuple(rows()["view_ends"])) and not parts & set(rows()["acting"])
    # A hook of a page asks for data: `useMcpServers`.
    idle = {"approval"} if clicks else set()
    idle |= {"tool"} if hook else set()
    for kind, strengths in rows()["logic"].items():
        # In a view a lone word is what a button says: `confirmDelete`, `updateSharePermission`.
        tables = [strengths["anywhere"], *([strengths["field"]] if ai and kind not in idle else [])]
        if any(set(row) <= parts and not (counted and "token" in row) for known in tables for row in known):
            return Kind(kind)
    around = set(path_words(path)) | set(words(where.rpartition(".")[2]))
    folder = set(path_words(path, 3)) - set(path_words(path))
    # A handler of requests is named by its place: `auth/callback/route.ts` has a `GET`.
    parts |= folder if name in rows()["handlers"] else set()
    for kind, place in rows()["places"].items():
        named = any(set(row) <= around for row in place["names"]) or bool(_FOLDERS.get(kind, frozenset()) & folder)
        if named and (not place["words"] or parts & set(place["words"])):
            return Kind(kind)
    return None
