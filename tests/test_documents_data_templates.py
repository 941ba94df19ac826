from __future__ import annotations

from typing import Any

import pytest
from located_checks import lines, refused, value, values


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        pytest.param(
            "t.yaml", "image: {{ .Values.image }}\nn: 1", {"image": "{{ .Values.image }}", "n": 1}, id="helm-value"
        ),
        pytest.param("t.yaml", "a: {{ x }}:{{ y }}", {"a": "{{ x }}:{{ y }}"}, id="two-tags"),
        pytest.param("t.yaml", '{{ key }}: 1\n"q {{ z }}": 2', {"{{ key }}": 1, "q {{ z }}": 2}, id="tags-in-keys"),
        pytest.param(
            "t.yml.j2",
            "a: {{ x }}\nb: |\n  {% if y %}\n  z\n  {% endif %}\n",
            {"a": "{{ x }}", "b": "{% if y %}\nz\n{% endif %}\n"},
            id="statements-in-a-text",
        ),
        pytest.param(
            "t.yaml.tmpl",
            "a: {{ if .B }}x{{ else }}y{{ end }}",
            {"a": "{{ if .B }}x{{ else }}y{{ end }}"},
            id="go-template",
        ),
        pytest.param("t.yml.erb", "a: <%= b ? 'c: d' : e %>", {"a": "<%= b ? 'c: d' : e %>"}, id="erb"),
        pytest.param("t.yml.erb", "a: [<%= x, y %>]", {"a": ["<%= x", "y %>"]}, id="valid-as-it-stands"),
        pytest.param(
            "t.json",
            '{"a": {{ x | tojson }}, "b": "{{ y }}", {{ k }}: 1}',
            {"a": "{{ x | tojson }}", "b": "{{ y }}", "{{ k }}": 1},
            id="json",
        ),
        pytest.param("t.toml.j2", "a = {{ x }}\nb = '{{ y }}'", {"a": "{{ x }}", "b": "{{ y }}"}, id="toml"),
    ],
)
def test_tags_are_values(path: str, text: str, expected: Any) -> None:
    assert value(path, text) == expected


def test_lines_stay_with_tags_over_lines() -> None:
    text = "a: {{ x\n   | y }}\nb: {{ z }}\n"
    assert value("t.yaml", text) == {"a": "{{ x\n   | y }}", "b": "{{ z }}"}
    assert lines("t.yaml", text, "b") == (3, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: 1\n{{- if .x }}\nb: {{ x }}\n{{- end }}\n", [{"a": 1, "b": "{{ x }}"}], id="condition"),
        pytest.param('m:\n  a: 1\n{{ include "l" . | indent 2 }}\nb: 1\n', [{"m": {"a": 1}, "b": 1}], id="included"),
        pytest.param(
            "{% if x %}\na: 1\n{% else %}\nb: 2\n{% endif %}\n", [{"a": 1, "b": 2}], id="sides-that-stand-together"
        ),
        pytest.param(
            "{{ if x }}\na: 1\n{{ else if y }}\na: 2\n{{ else }}\na: 3\n{{ end }}\nb: 0\n",
            [{"a": 1, "b": 0}, {"a": 3, "b": 0}],
            id="sides-that-exclude-each-other",
        ),
        pytest.param(
            "{{ range x }}\n{{ if y }}\na: 1\n{{ else }}\na: 2\n{{ end }}\n{{ end }}\n",
            [{"a": 1}, {"a": 2}],
            id="nested",
        ),
    ],
)
def test_tags_on_lines_of_their_own_are_taken_out(text: str, expected: Any) -> None:
    assert values("t.yaml", text) == expected


def test_lines_stay_where_tags_are_taken_out() -> None:
    text = "{{ if x }}\na: 1\n{{ else }}\na: 2\n{{ end }}\nb:\n  c: {{ d }}\n"
    assert lines("t.yaml", text, "b", "c") == (7, 7)


def test_what_no_side_makes_whole_is_unreadable() -> None:
    found = refused("t.yaml", "a: 1\n  {{- if .x }}\n   b: [\n{{- end }}\n")
    assert found.line is not None
    assert "rendered" in found.hint


def test_another_fault_is_named_as_it_is() -> None:
    found = refused("t.yaml", "a: {{ x }}\nb: 1\nc: 2\n\n\nb: 2\n")
    assert "'b' is given twice, at line 2 and line 6" in found.message
    assert "keep one" in found.hint


def test_the_same_tag_twice_as_a_key_is_a_key_twice() -> None:
    assert "'{{ k }}' is given twice" in refused("t.yaml", "{{ k }}: 1\n{{ k }}: 2\n").message


def test_a_tag_that_changes_is_a_value_that_changes() -> None:
    assert value("t.yaml", "a: {{ x }}") != value("t.yaml", "a: {{ y }}")
