"""HCL, Bicep, Dockerfiles and XML: what they mean, on which lines, and what is refused."""

from __future__ import annotations

import time
from typing import Any

import pytest
from located_checks import check, lines, refused, value

from threatgate.documents import format_of, read

BICEP = """\
targetScope = 'resourceGroup'
@description('Model of the desk')
@allowed([ 'gpt-4o', 'gpt-4o-mini' ])
param chatModel string = 'gpt-4o'
@secure()
param key string
var host = 'https://${name}.example.org/'
resource account 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: 'desk'
  properties: {
    disableLocalAuth: true // keys are off
    'odd-key': -1
  }
}
resource models 'Microsoft.CognitiveServices/accounts/deployments@2024-10-01' = [for item in list: {
  parent: account
  name: item.name
}]
module role 'core/role.bicep' = if (deploy) {
  name: 'role'
  params: {
    principalId: web.outputs.id
    tier: empty(x) ? 'low' : 'high'
    text: toLower('A')
  }
}
resource known 'Microsoft.Search/searchServices@2023-11-01' existing = {
  name: '${host}'
}
output id string = account.id
"""


def test_bicep_declarations_stand_under_their_keywords() -> None:
    found = value("main.bicep", BICEP)
    assert found["param"] == {
        "chatModel": {
            "description": "Model of the desk",
            "allowed": ["gpt-4o", "gpt-4o-mini"],
            "type": "string",
            "default": "gpt-4o",
        },
        "key": {"secure": True, "type": "string"},
    }
    assert found["var"] == {"host": "https://${name}.example.org/"}
    assert found["resource"]["account"] == {
        "type": "Microsoft.CognitiveServices/accounts",
        "apiVersion": "2024-10-01",
        "name": "desk",
        "properties": {"disableLocalAuth": True, "odd-key": -1},
    }
    assert found["resource"]["models"]["name"] == {"$ref": "item.name"}
    assert found["resource"]["models"]["for"] == "item in list"
    assert found["resource"]["known"]["existing"] is True
    assert found["resource"]["known"]["name"] == {"$ref": "host"}
    assert found["module"]["role"]["source"] == "core/role.bicep"
    assert found["module"]["role"]["if"] == {"$code": "(deploy)"}
    assert found["module"]["role"]["params"] == {
        "principalId": {"$ref": "web.outputs.id"},
        "tier": {"$code": "empty(x) ? 'low': 'high'"},
        "text": {"$call": "toLower", "args": ["A"]},
    }
    assert found["output"] == {"id": {"$ref": "account.id"}}


def test_bicep_knows_its_lines() -> None:
    assert lines("main.bicep", BICEP, "param", "chatModel") == (2, 4)
    assert lines("main.bicep", BICEP, "param", "chatModel", "allowed") == (3, 3)
    assert lines("main.bicep", BICEP, "resource", "account", "properties", "disableLocalAuth") == (11, 11)


def test_bicep_comments_and_layout_mean_nothing() -> None:
    dense = "param a array=['x','y']//z\nvar b={c:'d'}"
    roomy = "/* what */\nparam a array = [\n  'x'\n  'y'\n]\n\nvar b = {\n  c: 'd'\n}\n"
    assert value("a.bicep", dense) == value("b.bicep", roomy)


def test_bicep_newer_than_its_grammar_is_read() -> None:
    text = (
        "extension 'br:example.org/graph:1'\n"
        "import { lockType } from 'br/public:types:1'\n"
        "param tags resourceInput<'Microsoft.Search/searchServices@2023-11-01'>.tags?\n"
        "param roles roleType[]?\n"
        "var host string = 'desk!'\n"
        "resource known 'Microsoft.Search/searchServices@2023-11-01' = if (!empty(id)) {\n"
        "  name: last(split(id!, '/'))\n"
        "  properties: {\n    a: 1\n    ...(b ? { c: 2 } : {})\n    ...more\n  }\n"
        "}\n"
    )
    found = value("main.bicep", text)
    assert found["var"] == {"host": "desk!"}
    assert found["param"] == {"tags": {"type": "object"}, "roles": {"type": "object"}}
    assert found["resource"]["known"]["type"] == "Microsoft.Search/searchServices"
    assert found["resource"]["known"]["properties"]["spread2"] == {"$ref": "more"}
    assert lines("main.bicep", text, "resource", "known", "name") == (7, 7)


HCL = """\
variable "model" {
  default = "gpt-4o" # pinned
}
locals { a = 1 }
locals {
  b = "x-${var.model}"
}
resource "aws_bedrockagent_agent" "desk" {
  foundation_model = var.model
  other            = "${local.b}"
  instruction      = <<-EOT
    Answer politely.
      Never pay.
  EOT
  policy = jsonencode({ Statement = [{ Action = ["bedrock:InvokeModel"], "Effect" : "Allow" }] })
  on     = var.a ? "yes" : "no"
  tags { x = -1 }
  tags { x = null }
  dynamic "rule" {
    for_each = var.rules
    content { port = 1 }
  }
}
"""


def test_hcl_blocks_nest_by_their_labels() -> None:
    found = value("main.tf", HCL)
    assert found["variable"] == {"model": {"default": "gpt-4o"}}
    assert found["locals"] == {"a": 1, "b": "x-${var.model}"}
    assert found["resource"]["aws_bedrockagent_agent"]["desk"] == {
        "foundation_model": {"$ref": "var.model"},
        "other": {"$ref": "local.b"},
        "instruction": "Answer politely.\n  Never pay.",
        "policy": {"Statement": [{"Action": ["bedrock:InvokeModel"], "Effect": "Allow"}]},
        "on": {"$code": 'var.a ? "yes": "no"'},
        "tags": [{"x": -1}, {"x": None}],
        "rule": {"port": 1, "for_each": {"$ref": "var.rules"}},
    }
    assert lines("main.tf", HCL, "resource", "aws_bedrockagent_agent", "desk", "foundation_model") == (9, 9)
    assert lines("main.tf", HCL, "resource", "aws_bedrockagent_agent", "desk", "tags", 1) == (18, 18)


def test_hcl_layout_means_nothing() -> None:
    dense = 'a = ["x","y"]\nb = { c = "d" }'
    roomy = '# what\na = [\n  "x", // first\n  "y",\n]\nb = {\n  "c" : "d"\n}\n'
    assert value("a.tfvars", dense) == value("b.tfvars", roomy)


DOCKERFILE = """\
# escape=\\
ARG TAG=0.5
FROM --platform=linux/amd64 ollama/ollama:${TAG} AS server
ENV OLLAMA_MODEL=llama3.1 \\
    # which one
    GREETING="good \\"day\\""
ENV OLD the whole line
ARG ONE TWO=2
RUN <<EOF
ollama serve &
ollama pull llama3.1
EOF
FROM server
RUN ollama pull mistral \\
  && echo done
CMD ["serve", "--model", "mistral"]
"""


def test_a_dockerfile_is_its_stages() -> None:
    assert value("Dockerfile", DOCKERFILE) == {
        "ARG": {"TAG": "0.5"},
        "stages": [
            {
                "FROM": "ollama/ollama:${TAG}",
                "name": "server",
                "platform": "linux/amd64",
                "ENV": {"OLLAMA_MODEL": "llama3.1", "GREETING": 'good "day"', "OLD": "the whole line"},
                "ARG": {"ONE": None, "TWO": "2"},
                "RUN": ["<<EOF\nollama serve &\nollama pull llama3.1"],
            },
            {
                "FROM": "server",
                "RUN": ["ollama pull mistral && echo done"],
                "CMD": [["serve", "--model", "mistral"]],
            },
        ],
    }
    assert lines("Dockerfile", DOCKERFILE, "stages", 0, "RUN") == (9, 12)
    assert lines("Dockerfile", DOCKERFILE, "stages", 1, "RUN", 0) == (14, 15)


def test_xml_elements_are_mappings() -> None:
    text = (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<beans xmlns="x">\n'
        '  <bean id="a"><property name="model" value="gpt-4o"/></bean>\n'
        "  <!-- <bean id='c'/> -->\n  <bean id='b'>text &amp; more</bean>\n  <alias>q</alias>\n</beans>\n"
    )
    assert value("a.xml", text) == {
        "beans": {
            "@xmlns": "x",
            "bean": [
                {"@id": "a", "property": {"@name": "model", "@value": "gpt-4o"}},
                {"@id": "b", "#text": "text & more"},
            ],
            "alias": "q",
        }
    }
    assert lines("a.xml", text, "beans", "bean", 1) == (5, 5)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("infra/main.tf", "hcl"),
        ("prod.tfvars", "hcl"),
        ("main.bicepparam", "bicep"),
        ("Dockerfile", "dockerfile"),
        ("docker/Dockerfile.vllm", "dockerfile"),
        ("web.dockerfile", "dockerfile"),
        ("Containerfile", "dockerfile"),
        ("pom.xml", "xml"),
        ("App.csproj", None),
        ("dockerfiles", None),
    ],
)
def test_names_say_the_format(path: str, form: str | None) -> None:
    assert format_of(path) == form


_BOMB = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>'
REFUSED = {
    "strange": ("a.bicep", '"' * 100_000, 1),
    "open-string": ("a.tf", 'a = "x\n', 2),
    "open-list": ("a.bicep", "var a = [\n", 2),
    "entities": ("a.xml", _BOMB, 1),
    "external": ("a.xml", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>\n', 1),
    "open-element": ("a.xml", "<a>\n<b>\n", 3),
    "two-roots": ("a.xml", "<a/>\n<b/>", 2),
    "deep-elements": ("a.xml", "<a>" * 5000, 1),
    "many-elements": ("a.xml", "<a>" + "<b/>" * 300_001 + "</a>", 1),
    "deep-lists": ("a.tf", "a = " + "[" * 3000 + "]" * 3000, 1),
    "deep-blocks": ("a.tf", "a {\n" * 3000 + "}\n" * 3000, 101),
    "half-a-block": ("a.tf", 'resource "a" "b" {\n', 2),
    "twice": ("a.tf", "a = 1\na = 2\n", 2),
    "deep-objects": ("a.bicep", "var a = " + "{a: " * 3000 + "}" * 3000, 1),
    "no-declaration": ("a.bicep", "resource a = {\n", 1),
    "declared-twice": ("a.bicep", "param a string\nparam a int\n", 2),
    "no-instruction": ("Dockerfile", "FROM a\nhello there\n", 2),
    "no-image": ("Dockerfile", "FROM a b c d\n", 1),
    "heredoc": ("Dockerfile", "FROM a\nRUN <<X\necho\n", 3),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_time(name: str) -> None:
    path, text, line = REFUSED[name]
    began = time.process_time()
    found = refused(path, text)
    assert time.process_time() - began < 60
    assert found.line is None or found.line <= line


HOSTILE: dict[str, Any] = {
    "quotes": '"' * 100_000,
    "openings": "${" * 50_000,
    "brackets": "[{(" * 30_000,
    "continued": "\\\n" * 100_000,
    "heredocs": "RUN <<A\n" * 20_000,
    "arguments": "FROM a\nENV " + "A=1 " * 50_000,
    "escapes": 'FROM a\nENV A="' + "\\" * 100_001,
    "spaces": "FROM" + " " * 200_000 + "a b",
    "angles": "<" * 100_000,
    "nulls": "a\0b",
    "operators": "a = " + "1 + " * 50_000 + "1",
    "surrogate": 'FROM a\nCMD ["\\ud800"]\n',
}


@pytest.mark.parametrize("path", ["a.tf", "a.bicep", "Dockerfile", "a.xml"])
@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_raises_or_hangs(path: str, name: str) -> None:
    began = time.process_time()
    check(read(path, HOSTILE[name].encode()))
    assert time.process_time() - began < 60
