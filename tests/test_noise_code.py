"""Code that looks like the surface and is none: each beside the code that it looks like."""

from __future__ import annotations

import pytest
from test_directions import change, towards
from test_noise import edited

from threatgate.triggers._moves import moves
from threatgate.triggers._summary import summary

EXPORTS = """import litellm

_LAZY_IMPORTS = {
    "ChatOpenAI": ("shop.llm.openai.chat", "ChatOpenAI"),
}
"""
ICONS = """import OpenAI from "openai";

export const MODEL_ICON_MAP = { llama: "meta.png", mistral: "mistral.png" };
"""
DEFAULTS = ICONS.replace("MODEL_ICON_MAP", "MODEL_MAP").replace("meta.png", "llama3.2:3b").replace("l.png", "l:7b")
LISTED = """import { generateText } from "ai";

export function offers(capabilities: string[]) {
  return { name: "shop", %s: capabilities.%s("tools") };
}
"""
PAGE = """import {{ useChat }} from "@ai-sdk/react";

export function Page() {{
  const {name} = () => {{
    setOpen(false);
    send({{ on: false }});
  }};
}}
"""
SPREAD = """import { Agent } from "@mastra/core";

export async function load(config, remote, signedIn) {
  config.tools.push(...(await toolsFor({ rules: config.rules, near: %s })));
}
"""
OPTIONS = """from claude_agent_sdk import ClaudeAgentOptions


def run():
    options = ClaudeAgentOptions(model="%s", allowed_tools=["Read"], permission_mode="default")
    return options
"""
FINDS = """from openai import OpenAI


def %s(prompt, person):
    if not person:
        raise ValueError("Nobody is here who could own this one.")
    text = [settings.task_prompt, prompt, person]
    return text%s
"""
DOMAINS = """from openai import OpenAI


class Actions:
    def match_domains(self, domains, url):
        if not domains%s:
            return True
        return any(url.host.endswith(domain) for domain in domains)
"""
REDACT = """from openai import OpenAI


def redact_sensitive(text, values):
    for key, value in sorted(values.items()):
        text = text.replace(value, %s)
    return text
"""


def page(name: str) -> tuple[str, str]:
    before = PAGE.format(name=name)
    return before, before.replace("setOpen(false);", "setOpen(false); reset();")


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param(
            "shop/__init__.py",
            EXPORTS,
            EXPORTS.replace("\n}", '\n    "ChatAWSBedrock": ("shop.llm.aws.chat_bedrock", "ChatAWSBedrock"),\n}'),
            id="a name that is imported when it is used",
        ),
        pytest.param("src/models.ts", ICONS, ICONS.replace("};", ', gemma: "gemini.png" };'), id="icons"),
        pytest.param(
            "src/offers.ts", LISTED % ("hasTools", "some"), LISTED % ("supportsTools", "includes"), id="asked"
        ),
        pytest.param("app/Page.tsx", *page("confirmTurnOff"), id="a dialog"),
        pytest.param("app/Page.tsx", *page("updateSharePermission"), id="a form"),
        pytest.param("app/hooks.ts", *page("useMcpServers"), id="a hook of a page"),
        pytest.param("shop/find.py", FINDS % ("get_by_prompt", ""), FINDS % ("get_by_prompt", "[0]"), id="by a prompt"),
        pytest.param(
            "shop/find.py", FINDS % ("share_persona", ""), FINDS % ("share_persona", "[0]"), id="who has a persona"
        ),
    ],
)
def test_what_looks_like_the_surface_is_quiet(path, before, after):
    assert edited(path, before, after) == []


@pytest.mark.parametrize(
    ("path", "before", "after", "expected"),
    [
        pytest.param(
            "src/models.ts",
            DEFAULTS,
            DEFAULTS.replace("};", ', gemma: "gemma3:4b" };'),
            ["model-widened model:src/models.ts#MODEL_MAP"],
            id="models by name",
        ),
        pytest.param(
            "src/models.ts",
            ICONS,
            ICONS + 'export const IMAGE_MODELS = ["gpt-image-1", "dall-e-3"];\n',
            ["model-added model:src/models.ts#IMAGE_MODELS"],
            id="models of images",
        ),
        pytest.param(
            "app/Page.tsx",
            *page("confirmToolCall"),
            ["approval-changed approval:app/Page.tsx#Page.confirmToolCall"],
            id="a question about a tool",
        ),
        pytest.param(
            "app/page.ts",
            *page("confirmTurnOff"),
            ["approval-changed approval:app/page.ts#Page.confirmTurnOff"],
            id="no view",
        ),
        pytest.param(
            "shop/find.py",
            FINDS % ("get_prompt", ""),
            FINDS % ("get_prompt", "[0]"),
            ["prompt-changed prompt:shop/find.py#get_prompt"],
            id="how a prompt is put together",
        ),
        pytest.param(
            "app/hooks.ts",
            *page("loadMcpServers"),
            ["tool-changed tool:app/hooks.ts#Page.loadMcpServers"],
            id="servers that are connected",
        ),
        pytest.param(
            "app/tools.ts",
            SPREAD % "signedIn",
            SPREAD % "remote",
            ["tool-changed tool:app/tools.ts#load.config.tools....toolsFor()"],
            id="tools that a call gives, called otherwise",
        ),
        pytest.param(
            "shop/run.py",
            OPTIONS % "claude-haiku-4-5-20251001",
            OPTIONS % "claude-sonnet-4-6",
            ["model-changed model:shop/run.py#run.options"],
            id="a model among permissions is one change",
        ),
        pytest.param(
            "shop/views.py",
            DOMAINS % " or not url",
            DOMAINS % "",
            ["approval-changed approval:shop/views.py#Actions.match_domains"],
            id="where an action may work",
        ),
        pytest.param(
            "shop/text.py",
            REDACT % '""',
            REDACT % "key",
            ["logging-changed logging:shop/text.py#redact_sensitive"],
            id="what is kept out of prompts and logs",
        ),
    ],
)
def test_what_it_looks_like_fires(path, before, after, expected):
    assert edited(path, before, after) == expected


HANDED = """from openai import OpenAI


def provision(plugins):
    return build_config(plugins, disabled_tools=%s)
"""


def test_a_setting_that_is_worked_out_from_now_on_is_one_change():
    found = edited("shop/run.py", HANDED % "DISABLED_TOOLS", HANDED % "get_disabled_tools()")
    assert found == ["approval-changed approval:shop/run.py#provision.build_config"]
    made = change(
        "approval", {"disabled_tools": {"$ref": "DISABLED"}}, {"disabled_tools": {"$call": "get_disabled"}}, "build"
    )
    assert towards(made) == "unclear"
    assert (
        summary(made, towards(made), moves(made)) == "approval policy build: disabled_tools: DISABLED → get_disabled()"
    )
