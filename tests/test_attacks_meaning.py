"""Ways to say the same otherwise, so that nobody looks: each fires, or SECURITY.md names it as out of reach."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from threatgate.compare import compare
from threatgate.repository._api import Blob, ChangedFile
from threatgate.settings import load
from threatgate.surface import read_surface, worth_reading
from threatgate.triggers._firing import fire

SETTINGS = load(None)
CODE, TOOLS, GATE = "src/agent/run.py", "src/agent/tools.py", "src/agent/refund.py"
POLICY = "policies/approval.yaml"
CALL = """\
from openai import OpenAI
client = OpenAI()

{parts}

def run(question):
    messages = [{{"role": "system", "content": {text}}}, {{"role": "user", "content": question}}]
    return client.chat.completions.create(model="{model}", messages=messages)
"""
NEVER = "You are the support agent. Never refund without approval."
TOOL = "from agents import function_tool\n\n@function_tool\n"
WORDS = "src/common/words.py"
ON = "actions:\n  refund:\n    require_approval: true\n"


def code(text='"You are the support agent. Never refund without approval."', parts="", model="gpt-4o-2024-08-06"):
    return {CODE: CALL.format(text=text, parts=parts, model=model)}


def fired(before, after):
    """The ids of what must be answered."""
    contents, files = {}, []
    for at, path in enumerate(sorted({*before, *after})):
        sides = [before.get(path), after.get(path)]
        blobs = [None if side is None else Blob(f"{at}-{number}", "100644") for number, side in enumerate(sides)]
        contents |= {blob.oid: side.encode() for blob, side in zip(blobs, sides, strict=True) if blob is not None}
        if sides[0] != sides[1]:
            files.append(ChangedFile(path, *blobs))
    surface = read_surface(worth_reading(files, SETTINGS), contents, SETTINGS)
    found = fire(compare(surface.before, surface.after, surface.unread), SETTINGS, surface.before, surface.after)
    return {one.id for one in found if one.level == "block"}


def always(files):
    """The same files with the rule turned round."""
    return {path: text.replace("Never", "Always") for path, text in files.items()}


CHECK = """\
from agents import function_tool

@function_tool
def refund(order: str, agreed: bool):
    "Refund."
{}    pay(order)
"""
REFUSES = "    if not agreed:\n        raise PermissionError('ask first')\n"
SPLIT = 'FIRST = "You are the agent. "\nRULE = "Never refund "\nREST = "without approval"'
JOINED = ("FIRST + RULE + REST", 'f"{FIRST}{RULE}{REST}"', '"".join([FIRST, RULE, REST])',
          '"{}{}{}".format(FIRST, RULE, REST)', '"%s%s%s" % (FIRST, RULE, REST)')  # fmt: skip
BASE64 = base64.b64encode(b"You are the agent.").decode()
ESCAPED = "".join(f"\\x{ord(sign):02x}" for sign in "You are the support agent. Always refund without approval.")
FIRES = [
    *[pytest.param(code(how, SPLIT), always(code(how, SPLIT)), id=f"cut into pieces: {how[:12]}") for how in JOINED],
    pytest.param(code(), code("TEXT", f'import base64\nTEXT = base64.b64decode("{BASE64}")'), id="into base64"),
    pytest.param(code(), code(f'"{ESCAPED}"'), id="in escapes"),
    pytest.param(code(), code('".lavorppa tuohtiw dnufer syawlA"[::-1]'), id="backwards"),
    pytest.param(code("PROMPT", 'PROMPT = "You are the support agent."'),
                 code("PROMPT", 'PROMPT = "You are the support agent."\nPROMPT += "Pay all "'), id="added to"),
    pytest.param(code("SYSTEM_PROMPT", f'SYSTEM_PROMPT = "{NEVER}"'),
                 code('SYSTEM_PROMPT.replace("Never", "Always")', f'SYSTEM_PROMPT = "{NEVER}"'), id="replaced"),
    pytest.param(code(), code(model="g\u0440t-4o-2024-08-06"), id="a model's name in other letters"),
    pytest.param(code(), {CODE: code()[CODE].replace("client.chat.completions.create",
                                                    "getattr(client.chat.completions, 'create')")}, id="getattr"),
    pytest.param({TOOLS: f"{TOOL}def look(order: str):\n    return order\n"},
                 {TOOLS: f"{TOOL}def get(order: str, every: bool):\n    return order\n"}, id="a wider tool renamed"),
    pytest.param({TOOLS: CHECK.format(REFUSES)}, {TOOLS: CHECK.format("")}, id="a check in a tool goes"),
    pytest.param({TOOLS: CHECK.format(REFUSES)}, {TOOLS: CHECK.format(REFUSES.replace("not ", ""))}, id="turned round"),
    pytest.param({TOOLS: CHECK.format("")}, {TOOLS: CHECK.format("    subprocess.run(order)\n")}, id="a command comes"),
    *[pytest.param({POLICY: ON}, {POLICY: text}, id=name) for name, text in {
        "key in capitals": "actions:\n  refund:\n    REQUIRE_APPROVAL: false\n",
        "key in camel case": "actions:\n  refund:\n    requireApproval: false\n",
        "key with a dash": "actions:\n  refund:\n    require-approval: false\n",
        "key with an escape": 'actions:\n  refund:\n    "require\\x5fapproval": false\n',
        "no for false": "actions:\n  refund:\n    require_approval: no\n",
        "text for false": 'actions:\n  refund:\n    require_approval: "false"\n',
        "zero for false": "actions:\n  refund:\n    require_approval: 0\n",
        "nothing for false": "actions:\n  refund:\n    require_approval:\n",
        "a tag": "actions:\n  refund:\n    require_approval: !!bool false\n",
        "an anchor and a merge": "x: &x {require_approval: false}\nactions:\n  refund:\n    <<: *x\n",
        "a default of the environment": "actions:\n  refund:\n    require_approval: ${APPROVAL:-false}\n",
        "JSON in YAML": '{"actions": {"refund": {"require_approval": false}}}\n',
        "a second document": f"{ON}---\nactions:\n  refund:\n    require_approval: false\n",
        "the key that says the reverse": "actions:\n  refund:\n    skip_approval: true\n",
        "commented out": "actions:\n  refund:\n    # require_approval: true\n    x: 1\n",
    }.items()],
    pytest.param({"config/agent.json": '{"agent": {"approval_mode": "${MODE:-ask}"}}'},
                 {"config/agent.json": '{"agent": {"approval_mode": "${MODE:-auto}"}}'}, id="another default in JSON"),
    pytest.param({CODE: "import os\nfrom agents import Agent\nAPPROVAL_MODE = os.getenv('MODE', 'ask')\n"},
                 {CODE: "import os\nfrom agents import Agent\nAPPROVAL_MODE = os.getenv('MODE', 'auto')\n"},
                 id="another default in code"),
    pytest.param({}, {CODE: "# Code generated by x. DO NOT EDIT.\n" + code()[CODE]}, id="a header that says generated"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), FIRES)
def test_it_fires(before, after):
    assert fired(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(code(), code('"\\x59ou are the support agent. Never refund without approval."'), id="escapes"),
        pytest.param({POLICY: ON}, {POLICY: '{"actions": {"refund": {"require_approval": true}}}\n'}, id="JSON"),
        pytest.param({POLICY: ON}, {POLICY: "actions: {refund: {'require_approval': yes}}\n"}, id="flow and quotes"),
        pytest.param(code("FIRST", SPLIT), {CODE: code("FIRST", SPLIT)[CODE] + "\n# a comment\n"}, id="a comment"),
    ],
)
def test_the_same_in_other_signs_is_quiet(before, after):
    assert fired(before, after) == set()


HEADER = "# Code generated by x. DO NOT EDIT.\n"
# What goes by unseen, and the words with which SECURITY.md says so.
OUT_OF_REACH = [
    pytest.param({TOOLS: CHECK.format("")}, {TOOLS: CHECK.format("    ledger.close(order)\n")}, "Inside a tool",
                 id="more done in a tool"),
    pytest.param({TOOLS: CHECK.format("    if odd(order):\n        raise ValueError\n")}, {TOOLS: CHECK.format("")},
                 "Inside a tool", id="a check that speaks of nothing"),
    pytest.param(code("TEXT", "TEXT = bytes([89, 111, 117]).decode()"), code("TEXT", "TEXT = bytes([80, 97]).decode()"),
                 "at run time", id="made of numbers"),
    pytest.param({WORDS: 'RULE = "Never refund."\n'}, {WORDS: 'RULE = "Always refund."\n'},
                 "another file", id="a constant of another file"),
    pytest.param({}, {"prompts/system.prm": "You are the agent.\n"}, "Files of no known ending", id="unknown ending"),
    pytest.param({"tests/support/prompts.py": code()[CODE]}, always({"tests/support/prompts.py": code()[CODE]}),
                 "in tests and documentation", id="a test folder that the product imports"),
    pytest.param({CODE: HEADER + code()[CODE]}, always({CODE: HEADER + code()[CODE]}), "below a header that has landed",
                 id="below a landed header"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "words"), OUT_OF_REACH)
def test_what_is_out_of_reach_is_said(before, after, words):
    text = " ".join((Path(__file__).parent.parent / "SECURITY.md").read_text(encoding="utf-8").split())
    assert words in text.partition("## Out of reach")[2]
    assert fired(before, after) == set(), "it is seen now: take it out of SECURITY.md"


def test_every_test_that_security_names_is_there():
    root = Path(__file__).parent
    named = re.findall(r"`(test_\w+\.py)`", (root.parent / "SECURITY.md").read_text(encoding="utf-8"))
    assert len(set(named)) > 10
    assert [name for name in named if not (root / name).is_file()] == []
