"""Conditions of templates around a part of the surface: what they let through is known only when they are filled in."""

from __future__ import annotations

import pytest
from test_missed_moves import said

HELM = """apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-agent
  labels:
    {{- include "desk.labels" . | nindent 4 }}
  {{- if .Values.annotated }}
  annotations:
    team: desk
  {{- end }}
agent:
  model: gpt-4o-2024-08-06
  {{- if .Values.approval.required }}
  approval:
    required: true
  {{- end }}
  {{- if .Values.chatty }}
  greeting: hello
  {{- end }}
"""
JINJA = """{% set strict = true %}
agent:
  model: {{ model }}
{% if strict %}
approval:
  require_approval: true
{% else %}
approval:
  require_approval: false
{% endif %}
"""
DOCKER = """FROM vllm/vllm-openai:v0.6.3
{% if proxy %}
ENV HTTP_PROXY={{ proxy }}
{% endif %}
{% if local %}
ENV OLLAMA_MODEL=llama3.1:8b
{% endif %}
"""
CHART = "chart/templates/agent.yaml"


@pytest.mark.parametrize(
    ("path", "before", "after", "words"),
    [
        pytest.param(
            CHART,
            HELM,
            HELM.replace("if .Values.approval.required", "if false"),
            "template conditions: agent.approval: if .Values.approval.required → if false",
            id="a condition",
        ),
        pytest.param(
            CHART,
            HELM.replace("  {{- if .Values.approval.required }}\n", "").replace("true\n  {{- end }}", "true"),
            HELM,
            "template conditions is new: agent.approval if .Values.approval.required",
            id="put around",
        ),
        pytest.param(
            "app/agent.yml.j2",
            JINJA,
            JINJA.replace("if strict", "if not strict"),
            "template conditions: document 1.approval: if strict → if not strict; and 1 more",
            id="a condition with two sides",
        ),
        pytest.param(
            "app/agent.yml.j2",
            JINJA,
            JINJA.replace("= true", "= false"),
            "template conditions: document 1.approval: set strict = true → set strict = false; and 1 more",
            id="a variable",
        ),
        pytest.param(
            "Dockerfile.j2",
            DOCKER,
            DOCKER.replace("if local", "if true"),
            "template conditions: stage 1.OLLAMA_MODEL if local → if true",
            id="a Dockerfile",
        ),
    ],
)
def test_a_condition_around_the_surface_must_be_answered(path: str, before: str, after: str, words: str) -> None:
    ((direction, summary),) = said(path, before, after)
    assert direction == "unclear"
    assert summary == words


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param(
            CHART, HELM, HELM.replace("{{- if", "{{  if").replace(" }}", "  -}}"), id="tags written otherwise"
        ),
        pytest.param(
            CHART,
            HELM,
            HELM.replace("agent:\n", "{{/* who may approve:\n what */}}\n{{- /* if this */ -}}\nagent:\n"),
            id="comments",
        ),
        pytest.param(CHART, HELM, HELM.replace("if .Values.annotated", "if true"), id="around annotations"),
        pytest.param(CHART, HELM, HELM.replace('"desk.labels"', '"desk.tags"'), id="what is inserted elsewhere"),
        pytest.param(CHART, HELM, HELM.replace("if .Values.chatty", "if .Values.polite"), id="around a greeting"),
        pytest.param(
            "app/agent.yml.j2", JINJA, JINJA.replace("{% if strict %}", "{%- if  strict -%}"), id="jinja otherwise"
        ),
        pytest.param("Dockerfile.j2", DOCKER, DOCKER.replace("if proxy", "if via"), id="around a proxy"),
    ],
)
def test_other_conditions_and_other_layout_stay_quiet(path: str, before: str, after: str) -> None:
    assert said(path, before, after) == []


STACK = """AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Desk:
    Type: AWS::Bedrock::Agent
    Properties:
      AgentName: desk
      FoundationModel: anthropic.claude-3-5-sonnet-20241022-v2:0
      Instruction: Answer questions about orders. Never send money.
"""


def test_a_stack_template_is_read_under_its_own_ending() -> None:
    other = STACK.replace("claude-3-5-sonnet-20241022-v2", "claude-3-haiku-20240307-v1")
    assert said("infra/agent.template", STACK, other) == said("infra/agent.yaml", STACK, other) != []
    assert said("infra/agent.template", STACK, STACK.replace("\n", "\n\n")) == []
    assert said("nginx.template", "listen {{ agent }};\n", "listen {{ model }};\n") == []


def test_data_before_a_wrapper_stays_data() -> None:
    text = "agent:\n  model: gpt-4o-2024-08-06\n"
    other = text.replace("4o-2024-08-06", "4.1-2025-04-14")
    words = "model in agent.yaml.template: gpt-4o-2024-08-06 → gpt-4.1-2025-04-14"
    assert said("app/agent.yaml.template", text, other) == [("neutral", words)]
