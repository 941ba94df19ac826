"""Controls are proved: what an answer claims is held against the elements that stand on head.

An approval flow is an approval that asks, an eval is one that the gate knows and that a pipeline runs, a logging schema
is an audit log that is on. What the gate cannot know, such as a policy in a language of its own or a document, stays
what people looked at, bound by its digest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.answering._in_force import is_general, off, speaks_of, states
from threatgate.answering._pipelines import runs
from threatgate.catalog import table
from threatgate.model import Kind, Scope
from threatgate.records._context import Unshown
from threatgate.records.promises import KINDS, file_of
from threatgate.scope import scope_of
from threatgate.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from threatgate.answering._standing import Standing
    from threatgate.model import Element

DECLARE = "declare the file under surfaces in .threatgate.yaml"
EVAL = "no eval, test or pipeline job that the gate knows"


def claims(standing: Standing) -> Callable[[str, str, Sequence[Element]], Unshown | None]:
    """What speaks against a claim; None where head shows it, or where nothing can be said.

    The claim is the kind of a control, the kind of a piece of evidence with `evidence:` before it, or a free text.
    """

    def unshown(claim: str, ref: str, covered: Sequence[Element]) -> Unshown | None:
        path = file_of(ref)
        elements = standing.of(path)
        kind, colon, _ = ref.partition(":")
        if colon and kind in KINDS:
            elements = tuple(one for one in elements if one.id == ref)
            if not elements:
                return Unshown(f"{ref} is no element of head", "name one that `threatgate inventory` lists")
        named = ref.partition("#")[2] if "::" not in ref else ""
        match claim:
            case "approval_flow":
                return _approval(ref, path, named, elements, covered)
            case "runtime_policy":
                return _turned_off(ref, elements, Kind.APPROVAL, covered)
            case "launch_gate" | "evidence:eval":
                return _eval(claim, ref, elements, standing, path)
            case "evidence:test":
                return _test(standing, ref, path)
            case "logging_schema":
                return _logging(ref, path, elements)
            case _ if claim.startswith("evidence:"):
                return None
        return _free(claim, ref, elements, covered)

    return unshown


def _approval(
    ref: str, path: str, named: str, elements: tuple[Element, ...], covered: Sequence[Element]
) -> Unshown | None:
    """An approval that asks, for the tool that the answer covers."""
    asks = [one for one in elements if states(one, Kind.APPROVAL)]
    if not asks:
        hint = f"name the file or element in which it is asked for, such as require_approval: always, or {DECLARE}"
        return Unshown(f"{ref} shows no approval", hint)
    tools = [element for element in covered if element.kind is Kind.TOOL]
    exact = [one for one in asks if named and named in (one.name, one.name.rpartition(".")[2])]
    own = exact or [one for one in asks if any(speaks_of(one, tool) for tool in tools)]
    meant = own or [one for one in asks if not tools or is_general(one)]
    if not meant:
        name = next((tool.name for tool in tools), "")
        return Unshown(
            f"no approval in {ref} speaks of {name}", f"name the one that holds for it: {path}#{asks[0].name}"
        )
    return _off(meant, Kind.APPROVAL, covered)


def _off(
    controls: Sequence[Element], kind: Kind, covered: Sequence[Element] = (), told: frozenset[str] = frozenset()
) -> Unshown | None:
    """That none of these controls is on for what is covered. Keys with one of the words in `told` are only said."""
    found = [(one, switch) for one in controls if (switch := off(one, kind, covered)) is not None]
    if len(found) < len(controls) or not found:
        return None
    one, switch = found[0]
    holds = told.isdisjoint(words(switch.key))
    return Unshown(f"{one.id} says {switch.words}", "switch it on, or claim another control", holds=holds)


def _turned_off(ref: str, elements: tuple[Element, ...], kind: Kind, covered: Sequence[Element]) -> Unshown | None:
    """That all controls of a file that speak of what is covered are off; a file without any says nothing."""
    asks = [one for one in elements if states(one, kind)]
    exact = [one for one in asks if ref.partition("#")[2] == one.name]
    own = exact or [one for one in asks if any(speaks_of(one, element) for element in covered)]
    return _off(own or asks, kind, covered)


def _eval(claim: str, ref: str, elements: tuple[Element, ...], standing: Standing, path: str) -> Unshown | None:
    """An eval, a test, a pipeline's job, or whatever else a pipeline is seen to run."""
    from threatgate.recognisers._evals import eval_place
    from threatgate.recognisers._keys import records_results

    evals = [one for one in elements if one.kind is Kind.EVAL]
    if not evals and records_results(path) and claim.startswith("evidence:"):
        message = f"{ref} is a result from before this change, which shows nothing of it"
        mend = "run the eval on this change and commit what it says, or name the eval"
        return None if path in standing.edited else Unshown(message, mend)
    # That its own run stops nothing is only said: the release holds a blocker's condition against its results.
    wrong = _off(evals, Kind.EVAL, told=frozenset({"block", "blocking"}))
    scope = scope_of(path)
    if wrong is not None or (scope is not Scope.DOCS and runs(standing, path)):
        return wrong
    gate = any(one.subject == "gate" for one in elements)
    if evals or gate or scope is Scope.TEST or (scope is not Scope.DOCS and eval_place(path)):
        return Unshown(f"{ref} was not seen to run in a pipeline", "", holds=False)
    return Unshown(f"{ref} is {EVAL}", f"name the file that defines it, or {DECLARE} as kind: eval")


def _test(standing: Standing, ref: str, path: str) -> Unshown | None:
    """A test that is named must be there."""
    name = ref.partition("::")[2].rpartition("::")[2].partition("[")[0]
    data = standing.text(path) if name else None
    if data is None or name.encode() in data:
        return None
    return Unshown(f"{path} has no {name[:80]}", "name a test that is there")


def _logging(ref: str, path: str, elements: tuple[Element, ...]) -> Unshown | None:
    """An audit log that is on. A schema of events is no element and counts by its name, which is said."""
    logs = [one for one in elements if one.kind is Kind.LOGGING]
    if logs:
        return _off(logs, Kind.LOGGING)
    if set(words(path)) & set(table("standing")["events"]):
        return Unshown(f"no audit log was seen in {ref}", "", holds=False)
    return Unshown(f"{ref} shows no audit log", f"name the file that sets it up, or {DECLARE} as kind: logging")


def _free(claim: str, ref: str, elements: tuple[Element, ...], covered: Sequence[Element]) -> Unshown | None:
    """A compensating control in free words: refused only where the file says the opposite."""
    said = set(words(claim))
    for kind in (Kind.APPROVAL, Kind.LOGGING):
        if said & set(table("standing")["claims"][kind]):
            return _turned_off(ref, elements, kind, covered)
    return None
