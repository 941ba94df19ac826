from __future__ import annotations

from typing import Any

import pytest
from located_checks import check, refused

from threatgate.documents import read
from threatgate.documents._kinds import Prose
from threatgate.documents._located import plain


def prose(path: str, text: str) -> Prose:
    document = read(path, text.encode())
    assert isinstance(document, Prose), document
    check(document)
    return document


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("docs/a.md", "markdown", id="markdown"),
        pytest.param(".cursor/rules/a.mdc", "markdown", id="cursor-rule"),
        pytest.param("AGENTS.md", "markdown", id="agents"),
        pytest.param("prompts/system.txt", "text", id="text"),
        pytest.param(".cursorrules", "text", id="cursor-rules"),
        pytest.param("CODEOWNERS", "text", id="codeowners"),
        pytest.param("a.prompty", "text", id="prompty"),
        pytest.param("prompts/system.j2", "template", id="jinja"),
        pytest.param("prompts/system.md.j2", "template", id="markdown-in-jinja"),
        pytest.param("prompts/a.hbs", "template", id="handlebars"),
    ],
)
def test_formats(path: str, expected: str) -> None:
    found = prose(path, "You are a helper.\n")
    assert (found.format, found.front, found.body) == (expected, None, "You are a helper.\n")
    assert (found.body_span.line, found.body_span.end_line) == (1, 1)


@pytest.mark.parametrize(
    ("text", "front", "body", "line"),
    [
        pytest.param("---\nname: a\ntools: [x]\n---\nBody\n", {"name": "a", "tools": ["x"]}, "Body\n", 5, id="yaml"),
        pytest.param('+++\nname = "a"\n+++\nBody', {"name": "a"}, "Body", 4, id="toml"),
        pytest.param("---\n---\nBody", {}, "Body", 3, id="empty"),
        pytest.param("---\n# only a comment\n---\n\nBody", {}, "\nBody", 4, id="comment"),
        pytest.param("---\r\nname: a\r\n---\r\nBody\r\n", {"name": "a"}, "Body\r\n", 4, id="crlf"),
        pytest.param("---\nname: a\n...\nBody", {"name": "a"}, "Body", 4, id="ended-by-dots"),
        pytest.param("---\nname: a\n---", {"name": "a"}, "", 3, id="no-body"),
        pytest.param("\ufeff---\nname: a\n---\nB", {"name": "a"}, "B", 4, id="byte-order-mark"),
        pytest.param("---\nname: {{ x }}\n---\nB", {"name": "{{ x }}"}, "B", 4, id="template-tag"),
        pytest.param(
            "---\ndescription: Use: when asked\nglobs: *.ts, *.tsx\ntools:\n  - a\n  - b\nalwaysApply: false\n---\nB",
            {"description": "Use: when asked", "globs": "*.ts, *.tsx", "tools": ["a", "b"], "alwaysApply": False},
            "B",
            9,
            id="not-quite-yaml",
        ),
        pytest.param(
            "---\na: x: y\n   more: z\n# c\n\nb: 1\n---\nB",
            {"a": "x: y\nmore: z", "b": 1},
            "B",
            8,
            id="text-over-lines",
        ),
    ],
)
def test_front_matter(text: str, front: dict[str, Any], body: str, line: int) -> None:
    found = prose("a.md", text)
    assert found.front is not None
    assert (plain(found.front), found.body, found.body_span.line) == (front, body, line)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Text\n---\na: 1\n---\n", id="not-at-the-start"),
        pytest.param("---\na: 1\nText", id="not-ended"),
        pytest.param("---\nWords of a poem\n---\nText", id="rules-around-words"),
        pytest.param("---\n- a\n- b\n---\nText", id="rules-around-a-list"),
        pytest.param("---\n* [a](b): c: d\n---\nText", id="rules-around-a-markdown-list"),
        pytest.param("----\na: 1\n----\n", id="longer-rules"),
        pytest.param("", id="empty"),
    ],
)
def test_no_front_matter(text: str) -> None:
    found = prose("a.md", text)
    assert (found.front, found.body) == (None, text)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("---\nname: a\ntools: b\nname: c\n---\nB", 4, "'name' is given twice", id="twice"),
        pytest.param(
            "---\nglobs: *.ts\nname: a\nname: c\n---\nB",
            4,
            "'name' is given twice",
            id="twice-in-what-is-not-quite-yaml",
        ),
        pytest.param(
            "---\nname: a: b\nand words\n---\nB",
            None,
            "front matter that is not valid YAML",
            id="neither-keys-nor-yaml",
        ),
        pytest.param("---\na: b: c\nd: e\u2028f: g\n---\nB", 3, "U+2028", id="line-separator"),
        pytest.param("+++\na = \n+++\nB", 2, "front matter that is not valid TOML", id="toml"),
        pytest.param("---\n" + "a: " + "[" * 200 + "\n---\n", 2, "deeper than", id="deep"),
    ],
)
def test_refused(text: str, line: int | None, words: str) -> None:
    found = refused("a.md", text)
    assert words in found.message
    assert line is None or found.line == line


def test_front_matter_knows_its_lines() -> None:
    found = prose("a.md", "---\nname: a\nglobs: *.ts\ntools:\n  - x\n  - y\n---\nB")
    assert found.front is not None
    assert [(e.key, e.span.line, e.span.end_line) for e in found.front.entries] == [
        ("name", 2, 2),
        ("globs", 3, 3),
        ("tools", 4, 6),
    ]
    assert (found.front.span.line, found.front.span.end_line) == (2, 6)


def test_invisible_characters_stay() -> None:
    text = "You are\u200b a helper.\u202e\U000e0041\u2028\x85\x0c"
    assert prose("a.txt", text).body == text
