"""A text that is only woven into a prompt is a part of it, in every language; one that is logged or raised is none."""

from __future__ import annotations

import pytest
from test_missed_moves import said

HOUSE = "Greet every caller by name and keep answers short, calm and polite."
OTHER = HOUSE.replace("calm", "rude")
WOVEN = [
    pytest.param(
        "app/agent.py",
        """from openai import OpenAI
GREETING = "HOUSE_TEXT"
client = OpenAI()
def run(q):
    return client.chat.completions.create(model="gpt-4o", messages=[{"role": "system", "content": f"{GREETING} Help."}])
""",
        id="a.py fstring",
    ),
    pytest.param(
        "app/agent.py",
        """from openai import OpenAI
GREETING = "HOUSE_TEXT"
SYSTEM_PROMPT = GREETING + " Help the user with orders."
""",
        id="a.py plus",
    ),
    pytest.param(
        "app/agent.py",
        """from agents import Agent
HOUSE = "HOUSE_TEXT"
a = Agent(name="x", instructions=f"You help.\\n{HOUSE}")
""",
        id="a.py agent",
    ),
    pytest.param(
        "app/agent.py",
        """from agents import Agent
HOUSE = "HOUSE_TEXT"
a = Agent(name="x", instructions="You help. {house}".format(house=HOUSE))
""",
        id="a.py format",
    ),
    pytest.param(
        "app/agent.py",
        """from agents import Agent
HOUSE = "HOUSE_TEXT"
a = Agent(name="x", instructions="You help people. %s" % HOUSE)
""",
        id="a.py pct",
    ),
    pytest.param(
        "app/agent.py",
        """from agents import Agent
HOUSE = "HOUSE_TEXT"
def build_system_prompt(user):
    return f"You help {user}. {HOUSE}"
""",
        id="a.py ret",
    ),
    pytest.param(
        "app/agent.py",
        """from agents import Agent
HOUSE = "HOUSE_TEXT"
BASE = f"{HOUSE} Always."
a = Agent(name="x", instructions=f"You help. {BASE}")
""",
        id="a.py transitive",
    ),
    pytest.param(
        "app/agent.py",
        """from agents import Agent
HOUSE = "HOUSE_TEXT"
a = Agent(name="x", instructions="\\n".join(["You help people", HOUSE]))
""",
        id="a.py join",
    ),
    pytest.param(
        "src/agent.ts",
        """import { generateText } from "ai";
const HOUSE = "HOUSE_TEXT";
export const run = (q) => generateText({model: m, system: `You help. ${HOUSE}`, prompt: q});
""",
        id="a.ts tmpl",
    ),
    pytest.param(
        "src/agent.ts",
        """import { generateText } from "ai";
const HOUSE = "HOUSE_TEXT";
export const run = (q) => generateText({model: m, system: "You help people. " + HOUSE, prompt: q});
""",
        id="a.ts plus",
    ),
    pytest.param(
        "agent.go",
        """package a
import "github.com/openai/openai-go"
const house = "HOUSE_TEXT"
func run() {
  c.Chat(openai.ChatCompletionNewParams{Messages: []openai.M{openai.SystemMessage(fmt.Sprintf("You help. %s", house))}})
}
""",
        id="a.go sprintf",
    ),
    pytest.param(
        "agent.go",
        """package a
import "github.com/openai/openai-go"
const house = "HOUSE_TEXT"
var systemPrompt = "You help people with orders. " + house
""",
        id="a.go plus",
    ),
    pytest.param(
        "src/main/java/A.java",
        """import dev.langchain4j.data.message.SystemMessage;
class A {
  static final String HOUSE = "HOUSE_TEXT";
  void run() { var m = SystemMessage.from(String.format("You help people. %s", HOUSE)); }
}
""",
        id="A.java format",
    ),
    pytest.param(
        "src/main/java/A.java",
        """import dev.langchain4j.data.message.SystemMessage;
class A {
  static final String HOUSE = "HOUSE_TEXT";
  void run() { var m = SystemMessage.from("You help people. " + HOUSE); }
}
""",
        id="A.java plus",
    ),
    pytest.param(
        "src/main/java/A.java",
        """import org.springframework.ai.chat.client.ChatClient;
class A {
  static final String HOUSE = "HOUSE_TEXT";
  String run(ChatClient c) { return c.prompt().system("You help people. %s".formatted(HOUSE)).call().content(); }
}
""",
        id="A.java formatted",
    ),
    pytest.param(
        "src/A.cs",
        """using Microsoft.SemanticKernel;
class A {
  const string House = "HOUSE_TEXT";
  void Run() { var h = new ChatHistory(); h.AddSystemMessage($"You help people. {House}"); }
}
""",
        id="A.cs interp",
    ),
    pytest.param(
        "src/A.cs",
        """using Microsoft.SemanticKernel;
class A {
  const string House = "HOUSE_TEXT";
  void Run() { var h = new ChatHistory(); h.AddSystemMessage("You help people. " + House); }
}
""",
        id="A.cs plus",
    ),
    pytest.param(
        "src/A.cs",
        """using Microsoft.SemanticKernel.Agents;
class A {
  const string House = "HOUSE_TEXT";
  ChatCompletionAgent Make() => new() { Name = "x", Instructions = $"You help people. {House}" };
}
""",
        id="A.cs agent",
    ),
    pytest.param(
        "src/agent.rs",
        """use rig::agent::Agent;
const HOUSE: &str = "HOUSE_TEXT";
fn run() { let a = client.agent("gpt-4o").preamble(&format!("You help people. {}", HOUSE)).build(); }
""",
        id="a.rs format",
    ),
    pytest.param(
        "src/agent.rs",
        """use rig::agent::Agent;
const HOUSE: &str = "HOUSE_TEXT";
fn run() { let a = client.agent("gpt-4o").preamble(&format!("You help people. {HOUSE}")).build(); }
""",
        id="a.rs inline",
    ),
    pytest.param(
        "src/main/kotlin/A.kt",
        """import dev.langchain4j.data.message.SystemMessage
const val HOUSE = "HOUSE_TEXT"
fun run() { val m = SystemMessage.from("You help people. $HOUSE") }
""",
        id="a.kt",
    ),
    pytest.param(
        "app/agent.rb",
        """require "openai"
HOUSE = "HOUSE_TEXT"
def run
  client.chat(parameters: {model: "gpt-4o", messages: [{role: "system", content: "You help people. #{HOUSE}"}]})
end
""",
        id="a.rb",
    ),
    pytest.param(
        "src/Agent.php",
        """<?php
use OpenAI\\Client;
class Agent {
  const HOUSE = "HOUSE_TEXT";
  function run($c) { $house = self::HOUSE;
    return $c->chat()->create(["messages" => [["role" => "system", "content" => "You help people. {$house}"]]]); }
}
""",
        id="a.php",
    ),
    pytest.param(
        "src/agent.php",
        """<?php
use OpenAI\\Client;
const HOUSE = "HOUSE_TEXT";
$systemPrompt = "You help people with orders. " . HOUSE;
""",
        id="c.php dot",
    ),
    pytest.param(
        "Sources/A.swift",
        """import OpenAI
let house = "HOUSE_TEXT"
let systemPrompt = "You help people with orders. \\(house)"
""",
        id="a.swift",
    ),
]
QUIET = [
    pytest.param(
        "app/agent.py",
        """from openai import OpenAI
NOTE = "HOUSE_TEXT"
SYSTEM_PROMPT = "You help people."
logger.info(f"started {NOTE}")
""",
        id="log",
    ),
    pytest.param(
        "src/agent.ts",
        """import { generateText } from "ai";
const NOTE = "HOUSE_TEXT";
console.log(`started ${NOTE}`);
""",
        id="log2",
    ),
    pytest.param(
        "app/agent.py",
        """from openai import OpenAI
NOTE = "HOUSE_TEXT"
def run():
    raise ValueError(f"{NOTE} x")
""",
        id="err",
    ),
    pytest.param(
        "src/A.cs",
        """using Microsoft.SemanticKernel;
class A {
  const string Note = "HOUSE_TEXT";
  void Run() { logger.LogInformation($"started {Note}"); }
}
""",
        id="log3",
    ),
]


@pytest.mark.parametrize(("path", "text"), WOVEN)
def test_what_is_woven_into_a_prompt_fires_when_edited(path: str, text: str) -> None:
    before = text.replace("HOUSE_TEXT", HOUSE)
    ((direction, summary),) = said(path, before, text.replace("HOUSE_TEXT", OTHER))
    assert direction == "neutral"
    name = summary.partition(":")[0].rpartition(".")[2].removeprefix("prompt ").lower()
    assert name in {"house", "greeting"}
    assert said(path, before, before + "\n") == []


@pytest.mark.parametrize(("path", "text"), QUIET)
def test_what_is_logged_or_raised_is_no_prompt(path: str, text: str) -> None:
    assert said(path, text.replace("HOUSE_TEXT", HOUSE), text.replace("HOUSE_TEXT", OTHER)) == []
