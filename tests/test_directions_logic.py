"""Checks that come into and go from the bodies of controls, and providers that come to and leave a file."""

from __future__ import annotations

from typing import Any

import pytest

from threatgate.compare import compare
from threatgate.identity import freeze
from threatgate.model import Direction, Element, Kind, Scope, Span
from threatgate.settings import load
from threatgate.surface import read_file
from threatgate.triggers._firing import fire

SETTINGS = load(None, ".threatgate.yaml")
HEAD = "from langchain.agents import create_agent\n\n\n"
PLAIN = HEAD + "def is_command_allowed(command, user):\n    return command in user.commands\n"
TURNED = {"narrows": "widens", "widens": "narrows"}


def body(*lines: str, name: str = "is_command_allowed") -> str:
    inner = "".join(f"    {line}\n" for line in (*lines, "return command in user.commands"))
    return f"{HEAD}def {name}(command, user):\n{inner}"


def elements(path: str, text: str | None) -> tuple[Element, ...]:
    found = read_file(path, None if text is None else text.encode(), Scope.PRODUCT, SETTINGS)
    assert isinstance(found, tuple)
    return found


def fired(before: str | None, after: str | None, path: str = "app/agent.py") -> list[tuple[str, str]]:
    sides = elements(path, before), elements(path, after)
    return [(trigger.direction.value, trigger.summary) for trigger in fire(compare(*sides), SETTINGS, *sides)]


# fmt: off
BODIES = [
    # id, before, after, direction, words
    ("a refusal", PLAIN, body("if user.locked and not command:", "    return False"), "narrows",
     "refuses when ….locked and (not …)"),
    ("an exception", PLAIN, body("if user.locked:", "    raise PermissionError(user)"), "narrows",
     "refuses when ….locked"),
    ("a way through", PLAIN, body("if user.admin:", "    return True"), "widens", "lets through when ….admin"),
    ("another condition", body("if user.locked:", "    return False"), body("if user.gone:", "    return False"),
     "unclear", "refuses when ….gone; no longer refuses when ….locked"),
    ("a refusal and more", PLAIN, body("user = known(user)", "if user.locked:", "    return False"), "unclear",
     "refuses when ….locked; what it does changed"),
    ("another branch", PLAIN, body("if user.locked:", "    return False", "else:", "    command = 1"), "unclear",
     "what it does changed"),
    ("what is done first", PLAIN, body("if user.locked:", "    user.count()", "    return False"), "unclear",
     "what it does changed"),
]
# fmt: on


@pytest.mark.parametrize(
    ("before", "after", "towards", "words"), [row[1:] for row in BODIES], ids=[r[0] for r in BODIES]
)
def test_a_check_in_a_body(before: str, after: str, towards: str, words: str) -> None:
    assert fired(before, after) == [(towards, f"approval logic of is_command_allowed: {words}")]
    ((back, _),) = fired(after, before)
    assert back == TURNED.get(towards, towards)


def test_yes_of_a_function_that_holds_back_is_a_refusal() -> None:
    name = "requires_approval"
    came = body("if user.admin:", "    return False", name=name), body("if user.locked:", "    return True", name=name)
    plain = body(name=name)
    assert [fired(plain, text)[0][0] for text in came] == ["widens", "narrows"]


def test_the_order_of_checks_is_told_but_not_judged() -> None:
    one, other = ("if user.locked:", "    return False"), ("if not command:", "    return False")
    assert fired(body(*one, *other), body(*other, *one)) == [
        ("unclear", "approval logic of is_command_allowed: what it does changed")
    ]


def test_a_control_that_comes_with_a_check_narrows() -> None:
    checked = body("if user.locked:", "    raise PermissionError(user)")
    assert fired(HEAD, checked) == [("narrows", "approval logic of is_command_allowed is new: refuses when ….locked")]
    assert [row[0] for row in fired(checked, HEAD)] == ["widens"]
    assert [row[0] for row in fired(HEAD, PLAIN)] == ["unclear"]


def test_a_local_with_another_name_is_no_change() -> None:
    assert (
        fired(
            body("if user.locked:", "    return False"),
            body("if user.locked:", "    return False").replace("user", "who"),
        )
        == []
    )


def model(name: str, value: Any, path: str = "app/models.py") -> Element:
    return Element(Kind.MODEL, name, path, freeze(value), Span(1, 1), Scope.PRODUCT)


GPT, MINI = model("a", {"model": "gpt-4o"}), model("c", {"model": "gpt-4o-mini"})
CLAUDE = model("b", {"model": "claude-sonnet-4-5-20250929"})
ELSEWHERE = model("b", {"model": "claude-sonnet-4-5-20250929"}, "app/other.py")
PROVIDERS = [
    pytest.param([GPT], [GPT, CLAUDE], ["widens"], id="one more provider"),
    pytest.param([GPT], [GPT, MINI], ["neutral"], id="one more model of the same"),
    pytest.param([], [CLAUDE], ["neutral"], id="the first of a file"),
    pytest.param([GPT], [CLAUDE], ["neutral", "neutral"], id="one replaces another"),
    pytest.param([GPT], [GPT, ELSEWHERE], ["neutral"], id="in another file"),
    pytest.param(
        [model("list", {"models": ["ChatOpenAI"]})],
        [model("list", {"models": ["ChatOpenAI", "ChatCohere"]})],
        ["widens"],
        id="a registry",
    ),
    pytest.param(
        [model("x", {"model": "gpt-4o", "base_url": "https://openai.example"})],
        [model("x", {"model": "gpt-4o", "base_url": "https://cohere.example"})],
        ["unclear"],
        id="an address",
    ),
]


@pytest.mark.parametrize(("before", "after", "towards"), PROVIDERS)
def test_providers_of_a_file(before: list[Element], after: list[Element], towards: list[str]) -> None:
    def said(one: list[Element], other: list[Element]) -> list[Direction]:
        return [trigger.direction for trigger in fire(compare(one, other), SETTINGS, one, other)]

    assert said(before, after) == towards
    assert said(after, before) == [TURNED.get(each, each) for each in towards]


def tool(**parameters: Any) -> Element:
    value = {"description": "Reads metrics.", "parameters": parameters}
    return Element(Kind.TOOL, "metrics", "app/tools.py", freeze(value), Span(1, 1), Scope.PRODUCT)


def rights(*names: str) -> list[Element]:
    value = freeze({"administers": ", ".join(names)})
    return [Element(Kind.IDENTITY, "join.identity", "app/join.py", value, Span(1, 1), Scope.PRODUCT)] if names else []


REACH = [
    pytest.param(
        [tool(q={"type": "string"})], [tool(q={"type": "string"}, projectName={"type": "string"})], "widens", id="where"
    ),
    pytest.param(
        [tool(q={"type": "string"})], [tool(q={"type": "string"}, limit={"type": "number"})], "neutral", id="how much"
    ),
    pytest.param(
        [tool(url={"type": "string"})], [tool(url={"type": "string", "description": "Of it"})], "neutral", id="words"
    ),
    pytest.param([], rights("admin_add_user_to_group"), "widens", id="rights handed out"),
    pytest.param([], rights("revoke_session"), "unclear", id="rights taken away"),
    pytest.param(rights("grant_role"), rights("grant_role", "attach_role_policy"), "widens", id="more rights"),
    pytest.param(rights("grant_role"), rights("attach_role_policy"), "unclear", id="other rights"),
]


@pytest.mark.parametrize(("before", "after", "towards"), REACH)
def test_what_a_caller_may_choose_and_hand_out(before: list[Element], after: list[Element], towards: str) -> None:
    ((fore,), (back,)) = (fire(compare(*sides), SETTINGS) for sides in ((before, after), (after, before)))
    assert fore.direction == towards
    assert back.direction == TURNED.get(towards, towards)
