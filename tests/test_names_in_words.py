"""An element of code has a name that a person knows: no raw code, no name of what is thrown away, nothing converted."""

from __future__ import annotations

from test_missed_moves import said

from threatgate.model import Span
from threatgate.recognisers._api import Found
from threatgate.recognisers._spoken_names import named_in_words

GO = """package desk
import "github.com/openai/openai-go"
func (c *coordinator) start(ctx context.Context) error {
	if err := c.InitCoderAgent(ctx); err != nil {
		return err
	}
	return nil
}
"""
CONVERTED = """package anthropic
import "github.com/anthropics/anthropic-sdk-go"
func convert(tools []Tool) (out []anthropic.ToolUnionParam) {
	for _, tool := range tools {
		made := anthropic.ToolParam{Name: tool.Name, InputSchema: schema}
		out = append(out, anthropic.ToolUnionParam{OfTool: &made})
	}
	return
}
"""
PREFIXED = """import { tool } from "ai";
export const tools = {
  [`${prefix || ""}read_file`]: tool({ description: "Reads a file", inputSchema: z.object({}), execute: read }),
};
"""
PLUGINS = """import { genkit } from "genkit";
const ai = genkit({ plugins: [googleAI()] });
"""


def named(name: str) -> str:
    return named_in_words(Found("tool", name, None, Span(1, 1)), "src/desk.ts").name


def test_what_is_computed_is_left_out_of_a_name() -> None:
    assert named('{prefix || ""}read_file') == "read_file"
    assert named("desk.run.1 ) {| return $2.1 . tools || [ ] ; |}") == "desk.run"
    assert named("{| return $2 ; |}") == "desk"
    assert named("desk.tools") == "desk.tools"


def test_an_element_is_named_after_what_makes_it_where_nothing_keeps_it() -> None:
    ((_, summary),) = said("desk/start.go", None, GO)
    assert summary == "agent coordinator.start.c.InitCoderAgent is new: made by InitCoderAgent"


def test_a_tool_with_a_prefix_has_its_own_name() -> None:
    words = [summary for _, summary in said("src/desk.ts", None, PREFIXED)]
    assert words
    assert all("read_file" in each and "prefix" not in each for each in words)


def test_what_puts_tools_into_another_shape_declares_none() -> None:
    assert said("desk/anthropic.go", None, CONVERTED) == []
    written = CONVERTED.replace("Name: tool.Name", 'Name: "send_money"')
    assert len(said("desk/anthropic.go", None, written)) == 1


def test_plugins_that_bring_models_grant_no_tool() -> None:
    assert said("src/desk.ts", PLUGINS, PLUGINS.replace("googleAI()", "googleAI(), vertexAI()")) == []
    ((direction, _),) = said("src/desk.ts", PLUGINS, PLUGINS.replace("googleAI()", "googleAI(), shell()"))
    assert direction == "widens"
