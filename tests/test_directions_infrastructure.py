"""What a change of infrastructure does: each move with its reverse, and a twin that stays quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from threatgate.compare import compare
from threatgate.scope import scope_of
from threatgate.settings import Settings
from threatgate.surface import read_file
from threatgate.triggers._directions import direction
from threatgate.triggers._moves import moves

if TYPE_CHECKING:
    from threatgate.model import Element


def elements(path: str, text: str) -> tuple[Element, ...]:
    scope = scope_of(path)
    assert scope is not None
    found = read_file(path, text.encode(), scope, Settings())
    assert isinstance(found, tuple), found
    return found


def said(path: str, before: str, after: str) -> set[tuple[str, str, str]]:
    """Kind, name and direction of every change."""
    changes = compare(elements(path, before), elements(path, after))
    return {(str(each.element.kind), each.element.name, str(direction(each, moves(each)))) for each in changes}


ACCOUNT = """\
resource models 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: 'models'
  kind: 'OpenAI'
  properties: {
    disableLocalAuth: %s
    publicNetworkAccess: '%s'
  }
}
"""
MODEL = "@allowed([ 'gpt-4o'%s ])\nparam chatModel string = 'gpt-4o'\n"
ROLE = """\
param openAiName string
module role 'core/role.bicep' = {
  name: 'role'
  params: { principalId: api.outputs.id, roleDefinitionId: '%s' }
}
"""
OTHER_ROLE = ROLE.replace("param openAiName string\n", "")
POLICY = """\
data "aws_iam_policy_document" "desk" {
  statement {
    actions   = [%s]
    resources = ["%s"]
  }
}
"""
GROUP = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Desk:
    Type: AWS::Bedrock::Agent
    Properties:
      AgentName: desk
      FoundationModel: amazon.nova-pro-v1:0
      ActionGroups:
        - ActionGroupName: orders
          FunctionSchema:
            Functions:
              - Name: cancel_order
                Description: Cancels an order
                RequireConfirmation: %s
"""
SERVER = """\
services:
  chat:
    image: vllm/vllm-openai:%s
    command: --model mistralai/Mistral-7B-Instruct-v0.3%s
"""
BLOB_READER, BLOB_WRITER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
ROWS = [
    pytest.param(
        "main.bicep",
        ACCOUNT % ("true", "Disabled"),
        ACCOUNT % ("false", "Disabled"),
        "identity",
        "models",
        id="keys are on",
    ),
    pytest.param(
        "main.bicep",
        ACCOUNT % ("true", "Disabled"),
        ACCOUNT % ("true", "Enabled"),
        "identity",
        "models",
        id="open network",
    ),
    pytest.param(
        "main.bicep", MODEL % "", MODEL % ", 'gpt-4.1'", "model", "param.chatModel", id="one more model is allowed"
    ),
    pytest.param(
        "agent.tf",
        POLICY % ('"bedrock:InvokeModel"', "*"),
        POLICY % ('"bedrock:InvokeModel", "bedrock:InvokeAgent"', "*"),
        "identity",
        "aws_iam_policy_document.desk",
        id="one more action",
    ),
    pytest.param(
        "agent.tf",
        POLICY % ('"bedrock:InvokeModel"', "arn:aws:bedrock:*::foundation-model/amazon.nova-pro-v1:0"),
        POLICY % ('"bedrock:*"', "arn:aws:bedrock:*::foundation-model/amazon.nova-pro-v1:0"),
        "identity",
        "aws_iam_policy_document.desk",
        id="every action",
    ),
    pytest.param("template.yaml", GROUP % "ENABLED", GROUP % "DISABLED", "tool", "Desk", id="no confirmation"),
    pytest.param(
        "compose.yaml",
        SERVER % ("v0.6.3", ""),
        SERVER % ("v0.6.3", " --trust-remote-code"),
        "model",
        "chat",
        id="remote code",
    ),
    pytest.param("compose.yaml", SERVER % ("v0.6.3", ""), SERVER % ("latest", ""), "model", "chat", id="image floats"),
]


@pytest.mark.parametrize(("path", "before", "after", "kind", "name"), ROWS)
def test_what_widens_narrows_on_the_way_back(path: str, before: str, after: str, kind: str, name: str) -> None:
    assert said(path, before, after) == {(kind, name, "widens")}
    assert said(path, after, before) == {(kind, name, "narrows")}


def test_a_role_that_is_given_widens() -> None:
    none = ROLE.partition("module")[0]
    assert said("main.bicep", none, ROLE % BLOB_WRITER) == {("identity", "role", "widens")}
    assert said("main.bicep", ROLE % BLOB_WRITER, none) == {("identity", "role", "narrows")}


QUIET = [
    pytest.param("main.bicep", OTHER_ROLE % BLOB_READER, OTHER_ROLE % BLOB_WRITER, id="a role where no AI is"),
    pytest.param(
        "agent.tf", POLICY % ('"s3:GetObject"', "*"), POLICY % ('"s3:*"', "*"), id="a policy of something else"
    ),
    pytest.param(
        "agent.tf",
        POLICY % ('"bedrock:InvokeModel"', "arn:aws:bedrock:*:*:agent/*"),
        POLICY % ('"bedrock:InvokeModel"', "arn:${data.aws_partition.current.partition}:bedrock:*:*:agent/*"),
        id="another part of the cloud",
    ),
    pytest.param("compose.yaml", SERVER % ("v0.6.3", ""), SERVER % ("v0.7.0", ""), id="a release of the server"),
    pytest.param(
        "compose.yaml",
        SERVER % ("v0.6.3", ""),
        SERVER % ("v0.6.3", " --gpu-memory-utilization 0.9"),
        id="how much it takes",
    ),
    pytest.param(
        "main.bicep", MODEL % ", 'gpt-4.1'", (MODEL % "").replace("'gpt-4o' ]", "'gpt-4.1'\n'gpt-4o' ]"), id="order"
    ),
]


@pytest.mark.parametrize(("path", "before", "after"), QUIET)
def test_what_is_no_change_of_the_surface_is_quiet(path: str, before: str, after: str) -> None:
    assert said(path, before, after) == set()
    assert said(path, after, before) == set()


SHAPES = ["[]", "{}", "null", "1", '"x"', "[[]]", '{"a": []}', '[{"name": 1}]', '[null, {"Effect": []}]']
PLACES = [
    ("template.json", '{"Resources": {"gpt-4o": {"Type": "AWS::Bedrock::Agent", "Properties": %s}}}'),
    ("template.json", '{"Resources": {"A": {"Type": "AWS::Bedrock::Agent"}, "B": %s}}'),
    ("template.json", '{"Resources": {"A": {"Type": "AWS::Bedrock::Agent", "Properties": {"ActionGroups": %s}}}}'),
    (
        "template.json",
        '{"Resources": {"A": {"Type": "AWS::IAM::Role", "Properties": {"Statement": %s, "x": "bedrock"}}}}',
    ),
    ("template.json", '{"Parameters": {"Model": %s}, "Resources": {"A": {"Type": "AWS::Bedrock::Agent"}}}'),
    ("arm.json", '{"$schema": "https://example.org/deploymentTemplate.json", "resources": %s, "x": "openai"}'),
    ("arm.json", '{"$schema": "https://example.org/deploymentTemplate.json", "parameters": %s, "x": "openai"}'),
    ("main.tf.json", '{"resource": {"aws_bedrockagent_agent": %s}}'),
    (
        "pod.yaml",
        '{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"image": "ollama/ollama", "args": %s}]}}',
    ),
    (
        "pod.yaml",
        '{"apiVersion": "v1", "kind": "InferenceService", "spec": {"predictor": {"model": {"storageUri": %s}}}}',
    ),
    ("compose.yaml", '{"services": {"a": {"image": "ollama/ollama", "command": %s, "environment": %s}}}'),
    ("compose.yaml", '{"services": {"a": %s}}'),
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("path", "text"), PLACES)
def test_no_shape_raises(path: str, text: str, shape: str) -> None:
    elements(path, text.replace("%s", shape))
