"""Scales that run either way: strengths, thresholds, autonomy, ways to sign in, lists of all that is taken."""

from __future__ import annotations

import pytest
from test_directions_policies import directions

OPPOSITE = {"widens": "narrows", "narrows": "widens", "unclear": "unclear"}
GUARDRAIL = """Resources:
  Desk:
    Type: AWS::Bedrock::Guardrail
    Properties:
      ContentPolicyConfig:
        FiltersConfig:
          - {{Type: HATE, InputStrength: {}, OutputStrength: HIGH}}
          - {{Type: PROMPT_ATTACK, InputStrength: HIGH, OutputStrength: NONE}}
"""
RAI = """resource "azurerm_cognitive_account_rai_policy" "desk" {{
  name = "desk"
  content_filter {{
    name = "Hate"
    filter_enabled = true
    block_enabled = true
    severity_threshold = "{}"
    source = "Prompt"
  }}
}}
"""
GEMINI = """from google.genai import types
config = types.GenerateContentConfig(safety_settings=[types.SafetySetting(category="HATE", threshold="{}")])
"""
ADVISORS = """import org.springframework.ai.chat.client.ChatClient;
class Desk {{
  ChatClient make(ChatClient.Builder builder) {{
    return builder.defaultSystem("You are a support agent. Never send money.").defaultAdvisors({}).build();
  }}
}}
"""
MIDDLEWARE = """from langchain.agents import create_agent
agent = create_agent(model="gpt-4o-2024-08-06", tools=[lookup], middleware=[{}])
"""
SOURCE = """Resources:
  Docs:
    Type: AWS::Bedrock::DataSource
    Properties:
      DataSourceConfiguration:
        S3Configuration: {{BucketArn: "arn:aws:s3:::docs"{}}}
"""
TOOL = """using ModelContextProtocol.Server;
public class Desk {{
  [McpServerTool(Name = "lookup", ReadOnly = {})]
  public static string Lookup(string id) => Db.Find(id);
}}
"""
AGENT = "agent:\n  model: gpt-4o-2024-08-06\n  autonomy: {}\n"
SIGNED = "agent:\n  model: gpt-4o-2024-08-06\n  identity:\n    authenticationMode: {}\n"
OPEN = "retriever:\n  index: handbook\n  accessControlPolicy: {}\n"
RAILS = "agent:\n  model: gpt-4o-2024-08-06\n  guardrails: [{}]\n"
FENCE = "approval:\n  require_approval: true\n  read_only: {}\n"
ONLY = ", InclusionPrefixes: [{}]"

ROWS = [
    pytest.param("g.yaml", GUARDRAIL, "HIGH", "LOW", "widens", id="a filter weaker"),
    pytest.param("g.yaml", GUARDRAIL, "MEDIUM", "NONE", "widens", id="a filter off"),
    pytest.param("g.tf", RAI, "Low", "High", "widens", id="filtered from a higher severity on"),
    pytest.param("app/a.py", GEMINI, "BLOCK_LOW_AND_ABOVE", "BLOCK_ONLY_HIGH", "widens", id="only what is sure"),
    pytest.param("app/a.py", GEMINI, "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_NONE", "widens", id="nothing blocked"),
    pytest.param("src/Desk.cs", TOOL, "true", "false", "widens", id="a tool that may write"),
    pytest.param("app/agent.yaml", FENCE, "true", "false", "widens", id="no longer read only"),
    pytest.param("app/agent.yaml", AGENT, "supervised", "full", "widens", id="full autonomy"),
    pytest.param("app/agent.yaml", AGENT, "low", "high", "widens", id="high autonomy"),
    pytest.param("app/agent.yaml", AGENT, "suggest", "auto-edit", "widens", id="edits by itself"),
    pytest.param("app/agent.yaml", SIGNED, "Integrated", "None", "widens", id="nobody signs in"),
    pytest.param("app/agent.yaml", SIGNED, "oauth2", "apiKey", "widens", id="a shared key"),
    pytest.param("app/agent.yaml", SIGNED, "spiffe", "oauth2", "unclear", id="a way that is not known"),
    pytest.param("app/rag.yaml", OPEN, "GroupMembership", "Any", "widens", id="anybody"),
    pytest.param("app/agent.yaml", RAILS, "pii, toxicity", "pii", "widens", id="one guardrail less"),
    pytest.param("d.yaml", SOURCE, ONLY.format("public/"), ONLY.format("public/, hr/"), "widens", id="one prefix more"),
    pytest.param("d.yaml", SOURCE, ONLY.format("public/"), "", "widens", id="all prefixes"),
    pytest.param("d.yaml", SOURCE, ONLY.format("hr/public/"), ONLY.format("hr/"), "widens", id="a folder above"),
    pytest.param(
        "src/Desk.java", ADVISORS, "new SafeGuardAdvisor(words), new Trace()", "new Trace()", "widens", id="an advisor"
    ),
    pytest.param(
        "app/a.py", MIDDLEWARE, 'PIIMiddleware("email"), Summaries()', "Summaries()", "widens", id="a middleware"
    ),
    pytest.param("app/a.py", MIDDLEWARE, "Summaries(), Retries()", "Summaries()", "unclear", id="another middleware"),
]


@pytest.mark.parametrize(("path", "text", "before", "after", "expected"), ROWS)
def test_a_scale_is_read_the_way_it_goes(path: str, text: str, before: str, after: str, expected: str) -> None:
    found = directions(path, text.format(before), text.format(after))
    assert set(found) == {expected}
    assert set(directions(path, text.format(after), text.format(before))) == {OPPOSITE[expected]}


@pytest.mark.parametrize(
    ("path", "text", "before", "after"),
    [
        pytest.param("g.yaml", GUARDRAIL, "HIGH", '"HIGH"', id="quotes"),
        pytest.param(
            "d.yaml", SOURCE, ONLY.format("public/, hr/"), ONLY.format("hr/, public/"), id="another order of prefixes"
        ),
        pytest.param("src/Desk.cs", TOOL, "true", " true ", id="layout"),
    ],
)
def test_the_same_place_on_a_scale_is_no_change(path: str, text: str, before: str, after: str) -> None:
    assert directions(path, text.format(before), text.format(after)) == []
