"""Which names in code make, register, grant or host tools."""

from __future__ import annotations

from functools import cache
from typing import Any

from threatgate.catalog import table
from threatgate.documents._located import Call, Ref
from threatgate.model import Kind
from threatgate.recognisers._code import tail
from threatgate.vocabulary import polarity, snake, words

_MARKS = str.maketrans(dict.fromkeys("[],|.<>?", " "))


@cache
def rows() -> Any:
    """The vocabulary of tools in code, lists as sets."""
    found = dict(table("code_tools"))
    found["shaping"] = [(word,) for word in found["shaping"]]
    return {key: frozenset(value) if isinstance(value, list) else value for key, value in found.items()}


@cache
def decorates_tool(callee: str) -> bool:
    """Whether a decorator makes a function a tool: `@tool`, `@mcp.tool()`, `@controller.action(…)`."""
    names = callee.replace("()", "").split(".")
    if names[-1] in rows()["decorators"]:
        return True
    owners = rows()["owned_decorators"].get(names[-1], ())
    return len(names) > 1 and bool(set(words(names[-2])) & set(owners))


@cache
def makes_tool(callee: str) -> bool:
    """Whether a call makes a tool: `tool({…})`, `StructuredTool.from_function(…)`, `new FunctionTool(…)`."""
    names = callee.replace("()", "").split(".")
    if names[-1] in rows()["makers"]:
        return (
            len(names) == 1
            or names[-1][:1].isupper()
            or names[-1] in ("as_tool", "asTool", "tool", "create_tool", "createTool")
        )
    return (
        names[-1] in rows()["builders"]
        and len(names) > 1
        and (names[-2] in rows()["makers"] or names[-2].endswith(("Tool", "ToolSpec")))
    )


@cache
def registers_tool(callee: str) -> bool:
    """Whether a call registers a tool under its first argument: `server.tool("name", …)`."""
    names = callee.replace("()", "").split(".")
    return names[-1] in rows()["registrations"] and (len(names) > 1 or names[-1][:1].isupper())


@cache
def is_hosted(callee: str) -> bool:
    """Whether a call sets up a prebuilt or hosted tool."""
    last = tail(callee)
    return last in rows()["hosted"] or (
        last[:1].isupper() and last.endswith(("Toolkit", "ToolSpec", "SearchTool", "Toolset"))
    )


@cache
def is_mcp_client(callee: str) -> bool:
    """Whether a call starts or connects to a server of the Model Context Protocol."""
    return tail(callee) in rows()["mcp_clients"] or callee in rows()["mcp_clients"]


@cache
def part_of(key: str) -> str:
    """What a named argument or key is to a tool: `names` `descriptions` `parameters` `handlers` `options`, or ""."""
    name = snake(key)
    return next(
        (part for part in ("names", "descriptions", "parameters", "handlers", "options") if name in rows()[part]), ""
    )


@cache
def grants(key: str) -> bool:
    """Whether a named argument, key or variable holds the tools of an agent."""
    name = snake(key)
    parts = words(key)
    if rows()["of_a_call"] & set(parts) or rows()["asking"] & set(parts[:1]):
        return False
    if name in rows()["grants"] or name.endswith(("_tools", "_toolsets", "_toolkits")):
        return polarity(Kind.APPROVAL, key) is None
    return len(parts) > 1 and bool({"tool", "tools"} & set(parts[:-1])) and parts[-1] in rows()["lists"]


@cache
def limits(name: str) -> bool:
    """Whether a list of tools under this name says that no other may be used, so that an empty one means none."""
    return bool(rows()["limiting"] & set(words(tail(name))))


@cache
def computes(callee: str) -> bool:
    """Whether a call only shapes what it is given, so that its name is no tool's."""
    return tuple(words(tail(callee))[:1]) in rows()["shaping"]


@cache
def is_tool_base(base: str) -> bool:
    """Whether a base class is that of tools."""
    last = tail(base.partition("[")[0].partition("<")[0])
    return last in rows()["bases"] or last.endswith(("BaseTool", "ToolBase", "BaseToolSpec"))


def fills_in(decorator: Call | Ref) -> bool:
    """Whether what stands on a parameter says that the framework fills it in."""
    return tail(decorator.callee if isinstance(decorator, Call) else decorator.name) in rows()["injecting"]


@cache
def describes(callee: str) -> bool:
    """Whether a decorator of a parameter describes it to the model."""
    return tail(callee) in rows()["describing"]


@cache
def takes_tools(callee: str) -> str:
    """`set` for a method whose arguments are the tools on offer, `one` for one that adds what it names, else ""."""
    last = tail(callee)
    return next((kind for kind in ("set", "one") if last in rows()["taking"][kind]), "")


@cache
def is_injected(name: str, annotation: str) -> bool:
    """Whether the framework, not the model, fills in a parameter."""
    if name in ("self", "cls"):
        return True
    named = set(annotation.translate(_MARKS).split())
    return bool(named & rows()["injected_types"]) or (not annotation and name in rows()["injected"])
