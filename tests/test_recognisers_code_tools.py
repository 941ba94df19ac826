"""Tools in code: what a model is offered is read, how it is done is not."""

from __future__ import annotations

import pytest
from code_samples import PY, TS, found_in, names_in, value_of

from threatgate.identity import thaw

AI = "from agents import Agent\n"
AI_TS = 'import { tool } from "ai";\nimport { z } from "zod";\n'
NUMBER = {"amount": {"type": "float"}}

OFFERED = [
    pytest.param(
        '@tool\ndef pay(amount: float):\n    """Pay."""\n    return go(amount)',
        PY,
        "pay",
        {"description": "Pay.", "parameters": NUMBER},
        id="decorated",
    ),
    pytest.param(
        '@mcp.tool(name="pay")\nasync def run(ctx: Context, amount: float):\n    """Pay."""',
        PY,
        "pay",
        {"description": "Pay.", "parameters": NUMBER},
        id="named by its decorator",
    ),
    pytest.param(
        '@tool("pay", return_direct=True)\ndef run(amount: float = 5):\n    """Pay."""',
        PY,
        "pay",
        {"description": "Pay.", "parameters": {"amount": {"type": "float", "default": 5}}, "return_direct": True},
        id="options and default",
    ),
    pytest.param(
        'class Pay(BaseTool):\n    name: str = "pay"\n    description: str = "Pay."\n'
        "    def _run(self, amount: float): pass",
        PY,
        "pay",
        {"description": "Pay.", "parameters": NUMBER},
        id="class",
    ),
    pytest.param(
        "class In(BaseModel):\n    amount: float\n"
        'class Pay(BaseTool):\n    name = "pay"\n    description = "Pay."\n    args_schema = In',
        PY,
        "pay",
        {"description": "Pay.", "parameters": NUMBER},
        id="class with an argument class",
    ),
    pytest.param(
        AI + 'def run(amount: float):\n    """Pay."""\nt = StructuredTool.from_function(run, name="pay")',
        PY,
        "pay",
        {"description": "Pay.", "parameters": NUMBER},
        id="made of a function",
    ),
    pytest.param(
        'TOOLS = [{"name": "pay", "description": "Pay.", '
        '"input_schema": {"type": "object", "properties": {"amount": {"type": "number"}}}}]',
        PY,
        "pay",
        {"description": "Pay.", "parameters": {"type": "object", "properties": {"amount": {"type": "number"}}}},
        id="schema literal",
    ),
    pytest.param(
        AI_TS
        + 'const pay = tool({ description: "Pay.", '
        + "inputSchema: z.object({ amount: z.number().max(9) }), execute: run });",
        TS,
        "pay",
        {"description": "Pay.", "parameters": {"amount": {"type": "number", "max": 9}}},
        id="tool of the AI SDK",
    ),
    pytest.param(
        AI_TS
        + 'server.registerTool("pay", { description: "Pay.", inputSchema: { amount: z.number() } }, async () => 1);',
        TS,
        "pay",
        {"description": "Pay.", "parameters": {"amount": {"type": "number"}}},
        id="registered with a configuration",
    ),
    pytest.param(
        'server.tool("pay", "Pay.", { amount: z.number() }, async () => 1);',
        TS,
        "pay",
        {"description": "Pay.", "parameters": {"amount": {"type": "number"}}},
        id="registered with a shape",
    ),
    pytest.param(
        'const pay = { name: "pay", description: "Pay.", '
        "parameters: Type.Object({ amount: Type.Number() }), execute(a) { return a; } };",
        TS,
        "pay",
        {"description": "Pay.", "parameters": {"amount": {"type": "Number"}}},
        id="object with schema and handler",
    ),
]


@pytest.mark.parametrize(("text", "path", "name", "value"), OFFERED)
def test_what_is_offered_is_read(text, path, name, value):
    found = [each for each in found_in("code_tools", text, path) if each.subject != "grant"]
    assert [each.name for each in found] == [name]
    assert thaw(found[0].value) == value


NOT_OFFERED = [
    pytest.param("@app.get('/pay')\ndef pay(amount: float):\n    'Pay.'", PY, id="route"),
    pytest.param(
        "from promptflow.core import tool\n@tool\ndef pay(amount: float):\n    'Pay.'", PY, id="node of a flow"
    ),
    pytest.param(
        'const info = { name: "shop", description: "Orders and refunds", version: "1.0" };', TS, id="manifest"
    ),
    pytest.param('const column = { name: "amount", description: "In euro", schema: "public" };', TS, id="column"),
    pytest.param('queue.tool("pay");', TS, id="no description"),
    pytest.param('const opts = { description: "Pay.", action: () => pay() };', TS, id="menu entry"),
    pytest.param(AI + "toolCalls = [call.id]\ntool_results = ['done']", PY, id="calls already made"),
]


@pytest.mark.parametrize(("text", "path"), NOT_OFFERED)
def test_what_offers_nothing_is_not_read(text, path):
    assert names_in("code_tools", text, path) == set()


GRANTS = [
    pytest.param(
        AI + "clerk = Agent(tools=[pay, search, WebSearchTool()])",
        PY,
        "clerk.tools",
        ["WebSearchTool", "pay", "search"],
        id="list of an agent",
    ),
    pytest.param(AI + "TOOLS = [pay, search]", PY, "TOOLS", ["pay", "search"], id="list under a name"),
    pytest.param(AI + "llm = model.bind_tools([pay])", PY, "llm.tools", ["pay"], id="bound"),
    pytest.param(AI + "tools.append(pay)", PY, "tools.pay", ["pay"], id="appended"),
    pytest.param(
        AI_TS + "const r = streamText({ tools: { pay, search } });", TS, "r.tools", ["pay", "search"], id="map of tools"
    ),
    pytest.param(
        AI_TS + 'const toolNames = ["pay", "search"] as const;', TS, "toolNames", ["pay", "search"], id="names"
    ),
]


@pytest.mark.parametrize(("text", "path", "name", "value"), GRANTS)
def test_the_tools_of_an_agent_are_a_set_of_names(text, path, name, value):
    (only,) = [each for each in found_in("code_tools", text, path) if each.subject == "grant"]
    assert (only.name, thaw(only.value)) == (name, value)


def test_a_server_started_by_code_reads_like_one_in_a_configuration():
    text = """
        settings = {
            "command": "npx",
            "args": ["-y", "acme-docs@1.2.3", "./docs"],
            "env": {"TOKEN": os.environ["TOKEN"]},
        }
        docs = MCPServerStdio(params=settings)
    """
    value = value_of("code_tools", text)
    assert isinstance(value, dict)
    assert (value["command"], value["package"], value["version"], value["roots"]) == (
        "npx",
        "acme-docs",
        "1.2.3",
        ["./docs"],
    )
    assert value["env"] == {"TOKEN": "${TOKEN}"}


def test_a_literal_secret_of_a_server_stays_out():
    text = """
        headers = {"Authorization": "Bearer abcdefghijklmnop"}
        docs = MCPServerStreamableHttp(params={"url": "https://x.example/mcp", "headers": headers})
        more = MCPServerSse(params={"url": "https://x.example/sse", "headers": {"X-Api-Key": "abcdefghijklmnop"}})
    """
    found = found_in("code_tools", text)
    assert [each.name for each in found] == ["docs", "more"]
    assert all("abcdefghijklmnop" not in str(thaw(each.value)) for each in found)
