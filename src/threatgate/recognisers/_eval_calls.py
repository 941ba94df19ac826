"""Code of evals: which modules, calls and functions are some, and what a suite's call says."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from threatgate.documents._located import Call, Code, Entry, Located, Map, Ref, Scalar, Seq, text_of
from threatgate.identity import digest
from threatgate.recognisers._code import facts, settings, speaks_of_ai, tail
from threatgate.recognisers._eval_cases import labels
from threatgate.recognisers._eval_words import is_threshold, scores
from threatgate.recognisers._evals import eval_place, eval_scope, is_harness, rows
from threatgate.recognisers._parts import Part, fixed
from threatgate.recognisers._stated import COMPUTED, is_function, setting, stated, without_prose
from threatgate.vocabulary import is_noise, snake, words

if TYPE_CHECKING:
    from threatgate.documents._kinds import Function, Module
    from threatgate.model import Scope
    from threatgate.recognisers._api import Source
    from threatgate.recognisers._code import Facts

_HANDED = frozenset({"model", "messages", "prompt", "flow", "agent", "app", "target"})
_DATA = frozenset({"flow", "data", "dataset", "testset", "goldens"})
_TESTED = frozenset({"task", "target", "predict", "app", "solver", "setup"})
_TALKS = frozenset(
    {
        "create",
        "invoke",
        "ainvoke",
        "generate",
        "generateText",
        "streamText",
        "run",
        "arun",
        "chat",
        "complete",
        "completion",
        "acompletion",
        "query",
        "predict",
        "kickoff",
        "ask",
        "test",
    }
)


def eval_module(path: str, module: Module) -> bool:
    """Whether a module is an eval: by what it imports, or by its place where it works with models."""
    imported = _libraries(module.imports)
    if imported & set(_plain("libraries")) - set(_plain("broad")):
        return True
    place = eval_place(path)
    return bool(place) and (
        bool(imported) or facts(module).imports_ai or (place == "sure" and speaks_of_ai(path, module))
    )


def lifted(source: Source, module: Module) -> Scope | None:
    """An eval among tests counts where it is made with a library for evals: the tests of a harness are tests."""
    sure = _libraries(module.imports) & set(_plain("libraries")) - set(_plain("broad"))
    return eval_scope(source) if sure else None


@cache
def _libraries(imports: tuple[str, ...]) -> frozenset[str]:
    plain = [name.lower().replace("-", "_") for name in imports]
    return frozenset(
        known
        for known in _plain("libraries")
        for name in plain
        if name == known or name.startswith((f"{known}.", f"{known}/"))
    )


@cache
def _plain(row: str) -> tuple[str, ...]:
    return tuple(str(name).lower().replace("-", "_") for name in rows()[row])


def is_suite(call: Call) -> bool:
    """Whether a call runs a suite or holds one."""
    known = rows()["suites"]
    dotted = ".".join(call.callee.replace("()", "").split(".")[-2:])
    needed = known.get(dotted, known.get(tail(call.callee)))
    if needed is None:
        return False
    return not needed or bool({snake(entry.key) for entry in settings(call)} & set(needed)) or _positional(call)


def _positional(call: Call) -> bool:
    """`evaluate(target, data, [metric])`: a list of objects made on the spot."""
    return any(isinstance(item, Seq) and any(is_metric(each) for each in item.items) for item in call.args)


def is_metric(node: Located) -> bool:
    """Whether a call makes a metric, scorer or judge."""
    if not isinstance(node, Call):
        return False
    last = tail(node.callee)
    return any(
        last == name or (name[:1].isupper() and last[:1].isupper() and last.endswith(name))
        for name in rows()["metrics"]
    )


def is_bar(key: str, value: object) -> bool:
    """Whether a number is what a result is held against."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and is_threshold(tail(key))


def is_scorer(function: Function) -> bool:
    """Whether a function scores: by its name or by a mark of its library."""
    marks = {tail(node.callee if isinstance(node, Call) else node.name) for node in function.decorators}
    return bool(marks & set(rows()["scorer_marks"])) or scores(function.name)


def runs_models(module: Module) -> bool:
    """Whether a script itself talks to a model or runs the system under test, with a library for evals or without."""
    if _libraries(module.imports) and any(not one.where for one in module.invocations):
        return True
    return any(
        tail(call.callee) in _TALKS and any(snake(entry.key) in _HANDED for entry in settings(call))
        for _, call in facts(module).calls
    )


def data_of(module: Module) -> list[str]:
    """The flows and data sets that a script names."""
    found = {
        text
        for one in module.assignments
        if words(tail(one.target))[-1:] and words(tail(one.target))[-1] in _DATA
        if (text := text_of(one.value)) and " " not in text and "{" not in text
    }
    return sorted(found)


def scored_by(module: Module) -> list[str]:
    """The functions from elsewhere that a script scores with."""
    own = {function.name for function in module.functions}
    called = {tail(call.callee) for _, call in facts(module).calls} - own
    return sorted(name for name in called if scores(name) or words(name)[-1:] == ("evaluation",))


def told(call: Call, known: Facts) -> list[Part]:
    """What a call says of the eval: its metrics, data, cases, bars and literal settings."""
    parts = [fixed("of", tail(call.callee), call.span)]
    for entry in settings(call):
        if not is_harness(entry.key) and not is_noise(entry.key) and not _passing(entry):
            found = known.resolved(entry.value)
            part = _part(Entry(entry.key, found if isinstance(found, Scalar) else entry.value, entry.span))
            parts.extend([part] if part is not None else [])
    lists = [item for item in call.args if isinstance(item, Seq)]
    if lists:
        names = sorted({name for item in lists for each in item.items if (name := _named(each))})
        parts.extend([fixed("given", names, lists[0].span)] if names else [])
    return parts


def _passing(entry: Entry) -> bool:
    """A run's own name, made of the time."""
    return entry.key == "name" and not (isinstance(entry.value, Scalar) and "{" not in str(entry.value.value))


def _part(entry: Entry) -> Part | None:
    node = entry.value
    if isinstance(node, Seq) and node.items:
        named = [_named(item) for item in node.items]
        made = all(isinstance(item, (Call, Ref)) for item in node.items)
        return fixed(entry.key, sorted(filter(None, named)) if made else labels(node.items), entry.span)
    if isinstance(node, Map):
        inner = {
            one.key: value
            for one in node.entries
            if not is_harness(one.key) and (value := _value(one.value)) is not None
        }
        return fixed(entry.key, inner, entry.span) if inner else None
    if isinstance(node, Code) and is_function(node):
        tested = snake(entry.key) in _TESTED
        return None if tested else fixed(entry.key, digest(without_prose(node.text))[7:15], entry.span)
    if isinstance(node, (Ref, Call)):
        # A variable's name says nothing of the eval, a metric's does.
        return fixed(entry.key, _named(node), entry.span) if snake(entry.key) in rows()["guards"] else None
    return setting(entry)


def _value(node: Located) -> Any:
    value = stated(node)
    if value is not COMPUTED:
        return value
    return _named(node) if isinstance(node, Call) and is_metric(node) else None


def _named(node: Located) -> str:
    """What stands in a list of metrics: the name of a class, function or constant, with what was set."""
    match node:
        case Ref():
            return tail(node.name)
        case Call():
            said = [
                f"{entry.key}={value}"
                for entry in settings(node)
                if isinstance(value := stated(entry.value), (int, float, str)) and not is_harness(entry.key)
            ]
            return f"{tail(node.callee)}({', '.join(sorted(said))})" if said else tail(node.callee)
        case Scalar(value=str(text)):
            return text
    return ""
