"""Long texts that are no prompts, errors, notices, programs, queries and pages, unless a prompt position takes them."""

from __future__ import annotations

import pytest
from test_missed_moves import said

NOTICE = (
    "The file could not be opened because you have not the rights that are needed to do so. "
    "Please ask the owner of the folder to give you access and try again later on."
)
PROGRAM = """
const found = document.querySelector("#rights");
function run(a, b) {
  for (const one of found) { if (one.value === a) { return b; } }
  return fetch("/api/do", {method: "POST", body: JSON.stringify({a: a, b: b})});
}
"""
SCRIPT = """
set -e
cd /opt/app && git pull --ff-only rights
pip install -r requirements.txt
if [ -f .env ]; then source .env; fi
"""
QUERY = """
-- everybody with rights
SELECT id, name, rights FROM users WHERE tenant = :tenant AND active ORDER BY name
"""
PAGE = """{% extends "base.html" %}
<div class="a"><h1>You have rights</h1><p>Please open the page again and follow the steps below.</p></div>
"""
FUNCTION = """
def main(rights):
    value = os.environ[rights]
    for one in value:
        print(one)
    return value
"""
IMPORTS = "from openai import OpenAI\n"
AGENT = "from agents import Agent\n"


def python(path: str, name: str, text: str, rest: str = "") -> list[tuple[str, str]]:
    before = f'{IMPORTS}{AGENT}{name} = """{text}"""\n{rest}'
    return said(path, before, before.replace("rights", "right"))


@pytest.mark.parametrize(
    ("path", "name", "text"),
    [
        pytest.param("app/agent.py", "NO_ACCESS_MESSAGE", NOTICE, id="a message"),
        pytest.param("app/agent.py", "ACCESS_ERROR", NOTICE, id="an error"),
        pytest.param("app/agent.py", "WELCOME_MESSAGE", NOTICE, id="a welcome"),
        pytest.param("app/agent.py", "JS_CODE_TEMPLATE", PROGRAM, id="a program"),
        pytest.param("app/prompts.py", "RUN_TEMPLATE", FUNCTION, id="a function"),
        pytest.param("app/prompts.py", "SETUP", SCRIPT, id="a script"),
        pytest.param("app/prompts.py", "USERS_TEMPLATE", QUERY, id="a query"),
        pytest.param("app/agent.py", "PAGE_TEMPLATE", PAGE, id="a page"),
    ],
)
def test_notices_and_programs_are_no_prompts_unless_handed_to_one(path: str, name: str, text: str) -> None:
    assert python(path, name, text) == []
    ((direction, summary),) = python(path, name, text, f'desk = Agent(name="desk", instructions={name})\n')
    assert direction == "neutral"
    assert summary.startswith(f"prompt {name}: ")


def test_the_message_of_an_exception_is_no_prompt() -> None:
    text = f'{IMPORTS}class Denied(Exception):\n    message = "{NOTICE}"\n'
    assert said("app/agent.py", text, text.replace("rights", "right")) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("SYSTEM_MESSAGE", f"You are careful with rights. {NOTICE}", id="a system message"),
        pytest.param("REVIEW_TEMPLATE", f"You are careful with rights. {NOTICE}", id="a template that instructs"),
        pytest.param("CODE_PROMPT", f"Select the rights:\n{PROGRAM}", id="a prompt that is mostly code"),
        pytest.param(
            "STEPS_TEMPLATE",
            "You are a clerk with rights.\nSelect the fitting form\nReturn only its number\nIf none fits:\nSay so\n"
            * 2,
            id="short orders",
        ),
    ],
)
def test_what_instructs_stays_a_prompt(name: str, text: str) -> None:
    assert len(python("app/agent.py", name, text)) == 1
