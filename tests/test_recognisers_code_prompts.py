"""Prompts in code: text for a model is read, text for people and machines is not."""

from __future__ import annotations

import pytest
from code_samples import PY, TS, found_in, names_in, value_of

from threatgate.identity import thaw

AI = "from openai import OpenAI\n"
AI_TS = 'import { generateText } from "ai";\n'

FOR_A_MODEL = [
    pytest.param(AI + 'SYSTEM_PROMPT = "You are a careful clerk."', PY, "You are a careful clerk.", id="constant"),
    pytest.param(
        AI + 'system_message = f"Answer {user} in {language} only."',
        PY,
        "Answer {user} in {language} only.",
        id="gaps keep names",
    ),
    pytest.param(
        AI + 'prompt = "Be brief. " + tone + " Never guess."', PY, "Be brief. {tone} Never guess.", id="concatenation"
    ),
    pytest.param(AI + 'x = Agent(instructions="Ask before you pay.")', PY, "Ask before you pay.", id="keyword"),
    pytest.param(
        AI + 'RULES = "Ask before you pay."\nx = Agent(instructions=RULES)',
        PY,
        "Ask before you pay.",
        id="constant in a prompt's place",
    ),
    pytest.param(
        AI + 'x = Task(description="Sum up the mail of today.")',
        PY,
        "Sum up the mail of today.",
        id="description of a task",
    ),
    pytest.param(
        AI + 't = PromptTemplate(template="Sum up {text} in a line.")', PY, "Sum up {text} in a line.", id="template"
    ),
    pytest.param(
        AI + 't = PromptTemplate.from_template("Sum up {text} in a line.")',
        PY,
        "Sum up {text} in a line.",
        id="made from a template",
    ),
    pytest.param(
        AI + 'p = SystemMessage(content="Answer from the documents.")',
        PY,
        "Answer from the documents.",
        id="message of a class",
    ),
    pytest.param(
        AI + 'SYSTEM_PROMPT = dedent("""\n    You are a clerk.\n    Ask first.\n    """).strip()',
        PY,
        "You are a clerk.\nAsk first.",
        id="dedented",
    ),
    pytest.param(
        AI + 'm.append({"role": "system", "content": "Answer in French."})',
        PY,
        [{"role": "system", "text": "Answer in French."}],
        id="message pushed",
    ),
    pytest.param(
        AI + 'm = [("system", "Answer in French."), ("human", "{question} please, in a line")]',
        PY,
        [{"role": "system", "text": "Answer in French."}, {"role": "human", "text": "{question} please, in a line"}],
        id="tuples",
    ),
    pytest.param(
        AI + 'SYSTEM_PROMPT = Path("prompts/system.md").read_text()',
        PY,
        {"refers": ["prompts/system.md"]},
        id="read from a file",
    ),
    pytest.param(
        AI_TS + "const systemPrompt = `You are ${name}. Ask first.`;",
        TS,
        "You are {name}. Ask first.",
        id="template literal",
    ),
    pytest.param(
        AI_TS + 'generateText({ system: "Answer in French only." });', TS, "Answer in French only.", id="property"
    ),
    pytest.param(
        AI_TS + 'const prompts = { greet: "Greet the customer by name." };',
        TS,
        "Greet the customer by name.",
        id="entry of a map of prompts",
    ),
]


@pytest.mark.parametrize(("text", "path", "value"), FOR_A_MODEL)
def test_text_for_a_model_is_read(text, path, value):
    assert value_of("code_prompts", text, path) == value


NOT_FOR_A_MODEL = [
    pytest.param(AI + 'raise ValueError("You are not allowed to do this here")', PY, id="error"),
    pytest.param(AI + 'logger.info("You are a user of this system now")', PY, id="log"),
    pytest.param(AI + 'def f():\n    """You are a clerk. Answer from the documents."""', PY, id="docstring"),
    pytest.param(
        AI + 'parser.add_argument("--prompt", help="The prompt that the model is given")', PY, id="help of an option"
    ),
    pytest.param(
        AI + '@click.option("--name", prompt="Please tell me your name")\ndef f(): pass', PY, id="prompt of a terminal"
    ),
    pytest.param(AI + 'input_prompt = "Press enter to continue with the run"', PY, id="prompt for a person"),
    pytest.param(AI + 'PROMPT_PATH = "prompts/system prompt of the agent.md"', PY, id="path"),
    pytest.param(AI + 'query = "CREATE TABLE orders (name text, total int, owner text)"', PY, id="query"),
    pytest.param(
        AI + 'EMAIL_TEMPLATE = "<html><body>You are welcome to the shop of today</body></html>"', PY, id="page"
    ),
    pytest.param(AI + 'prompt_tokens = "a b c d e f g"', PY, id="about a prompt"),
    pytest.param(
        AI + 'session.say("You are a clerk. Answer from the documents.")', PY, id="argument of an unknown call"
    ),
    pytest.param('title = "You are the owner of this order"', PY, id="file of no model"),
    pytest.param(
        AI_TS + 'const ui = { placeholder: "Ask me anything you like", label: "Your prompt for today" };',
        TS,
        id="labels",
    ),
    pytest.param(AI_TS + 'const t = i18n.t("You are a user of this system");', TS, id="translation"),
    pytest.param(AI_TS + "const x = <Input placeholder='Ask me anything you like' />;", "src/orders.tsx", id="markup"),
]


@pytest.mark.parametrize(("text", "path"), NOT_FOR_A_MODEL)
def test_text_for_people_and_machines_is_not_read(text, path):
    assert names_in("code_prompts", text, path) == set()


BUILDER = (
    AI
    + '''
def build_prompt(question, facts):
    """Put it together."""
    if not facts:
        raise ValueError("There are no facts to put in")
    return f"Use these facts and nothing else: {{facts}}\\n{BODY}"
'''
)


def built(text: str) -> object:
    (only,) = found_in("code_prompts", text)
    assert only.name == "build_prompt"
    return thaw(only.value)


def test_a_function_that_builds_a_prompt_is_its_texts_and_the_prompts_it_refers_to():
    plain = BUILDER.replace("{BODY}", "{SUPPORT_PROMPT}{question.strip()}")
    value = built(plain)
    assert isinstance(value, dict)
    assert value["refers"] == ["SUPPORT_PROMPT"]
    assert "Use these facts and nothing else" in value["text"]
    assert "no facts to put in" not in value["text"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("question", "asked", id="renamed parameter"),
        pytest.param("There are no facts to put in", "We have no facts at all", id="another error"),
        pytest.param('"""Put it together."""', '"""Say what it says."""', id="another docstring"),
        pytest.param("    if not facts:\n", "    # nothing found\n    if not facts:\n", id="comment"),
    ],
)
def test_a_refactored_builder_is_the_same_prompt(old, new):
    plain = BUILDER.replace("{BODY}", "{SUPPORT_PROMPT}{question.strip()}")
    assert built(plain) == built(plain.replace(old, new))


def test_long_texts_of_a_module_of_prompts_are_prompts_whatever_their_name():
    text = 'GREETING = """The customer is greeted by name, whatever the day.\nRequests are taken."""\nSHORT = "ok"\n'
    assert names_in("code_prompts", text, "app/shop_prompts.py") == {"prompt GREETING"}
    assert names_in("code_prompts", text, "app/login_prompt.py") == set()
    assert names_in("code_prompts", text, "app/shop.py") == set()


BUILDS = """
import { writeFile } from "fs/promises";
export async function createPrompt(order: Order, tone: string) {
  let prompt = `You answer questions about order ${order.id}. Never promise a refund.`;
  if (tone === "formal") { prompt += "\\nAddress the customer by family name."; }
  await writeFile(PLACE, WRITTEN);
  return prompt;
}
"""


def written(place, content):
    return value_of("code_prompts", BUILDS.replace("PLACE", place).replace("WRITTEN", content), TS)


def test_what_is_written_as_the_prompt_is_a_part_of_it_and_where_is_not():
    assert written("`${dir}/a.txt`", "prompt") == written('join(dir || "/tmp", "b.txt")', "prompt")
    assert written("`${dir}/a.txt`", "prompt") != written("`${dir}/a.txt`", "prompt + (await extra(order))")
