"""Nothing from a repository escapes its place in any output: hostile words give the same structure as harmless ones.

Each output is parsed back by a parser of its format. Every text of the report is replaced once by plain letters and
once by each weapon; what is left of the output when texts are taken out has to be the same.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from sample_reports import BLOCKED, EXCEPTION, STALED, UNREAD, report, tool

from threatgate.model import Draft, Mode, Problem
from threatgate.render import Look, format_named
from threatgate.render._api import Branch

PLAIN = "harmless"
WEAPONS = {
    "newline": "a\nb\r\nc",
    "workflow command": "x\n::error file=a::b",
    "encoded newline": "x%0A::error::y%25",
    "ansi": "x\x1b[2K\x1b]0;t\x07\x9b1Ay",
    "bidi": "x\u202e\u2066y\u2069",
    "backticks": "a```b`c````d",
    "pipe": "a|b||c\\|d",
    "mention": "@everyone @org/team user@host #1 !2 GH-3",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": "\" onmouseover=\"alert(1)' x='",
    "cdata": "]]> ]]&gt; <![CDATA[ <!-- -->",
    "details": "</details><summary></code></pre></li></td>",
    "link": "[x](javascript:alert(1)) ![y](http://a.b/c) http://a.b www.a.b <http://a.b>",
    "heading": "# x\n- y\n> z\n---\n1. q",
    "entity": "&lt;b&gt; &#64;x &amp;#64;",
    "mermaid": 'a"] --> b["x"; end; click a "javascript:x"',
    "surrogate": "x\udcffy\x00z\u2028w",
    "yaml": "x: {y: [z]} # w\n...\n---",
}
BRANCH = Branch("https://github.example/lea/shop", "pilot", prefills=True)


def armed(words):
    """A report that says some words wherever a report says something from a repository."""
    base = report(
        tool(words, path=f"src/{words}/t.py", reason=words, record=words, obligations=(words,))._replace(summary=words),
        *(it._replace(summary=words) for it in BLOCKED.triggers[1:4]),
        *(it._replace(reason=words) for it in STALED.triggers),
    )
    return base._replace(
        mode=Mode.ENFORCE,
        repository=words,
        base=words,
        head=words,
        notices=(words,),
        problems=(Problem(f"a/{words}", 3, words, words), *UNREAD.problems),
        records=(EXCEPTION._replace(problems=(words,)), EXCEPTION._replace(id=words, path=words, problems=(words,))),
        range_arguments="--base main",
        drafts=(Draft("backlog", f"threat-model/records/{words}.yaml", f"a: {words}\n"),),
    )


def rendered(name, words, **look):
    return format_named(name).render(armed(words), Look(branch=BRANCH, **look))


def shape_of_text(text):
    return len(text.splitlines()), bool(re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text))


def shape_of_github(text):
    return [line.partition(" ")[0].partition("::")[0] for line in text.splitlines()]


def shape_of_json(text):
    def shape(value):
        if isinstance(value, dict):
            return {key: shape(item) for key, item in value.items()}
        return [shape(item) for item in value] if isinstance(value, list) else type(value).__name__

    return shape(json.loads(text))


def shape_of_xml(text):
    return [(node.tag, sorted(node.attrib)) for node in ET.fromstring(text).iter()]  # noqa: S314 - it is our own


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag != "wbr":  # where a long name may break
            self.found.append((tag, [name for name, _ in attrs]))

    def handle_endtag(self, tag):
        self.found.append(("/", tag))


def shape_of_html(text):
    tags = Tags()
    tags.feed(text)
    tags.close()
    return tags.found


def shape_of_markdown(text):
    """Block and inline structure as GitHub's Markdown sees it, and who would be told; code and entities are texts."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    found, told = [], []
    for token in parser.parse(text):
        found.append(token.type)
        for child in token.children or ():
            html = re.findall(r"</?\w+", child.content) if child.type == "html_inline" else []
            if child.type in ("text", "text_special"):
                told += re.findall(r"(?<![\w`;&])[@#!][\w/]+", child.content)
            elif child.type not in ("code_inline", "softbreak") and html not in (["<code"], ["</code"]):
                found.append((child.type, html, child.attrs.get("href", "")[:30]))
    return found, told


SHAPES = {
    "text": shape_of_text,
    "github": shape_of_github,
    "json": shape_of_json,
    "sarif": shape_of_json,
    "gitlab": shape_of_json,
    "junit": shape_of_xml,
    "html": shape_of_html,
    "markdown": shape_of_markdown,
}


@pytest.mark.parametrize("weapon", WEAPONS)
@pytest.mark.parametrize("name", SHAPES)
def test_hostile_words_stay_words(name, weapon):
    # A number sign in a record's name says that it stands in a threat model, of which less is said.
    harmless = f"{PLAIN}#" if "#" in WEAPONS[weapon] else PLAIN
    found, expected = (SHAPES[name](rendered(name, words)) for words in (WEAPONS[weapon], harmless))
    if name == "text":  # longer words take more lines, never a control
        assert found[1] is False
    else:
        assert found == expected


@pytest.mark.parametrize("weapon", WEAPONS)
def test_every_output_can_be_written_as_utf_8_and_has_no_control_characters(weapon):
    for name in SHAPES:
        text = rendered(name, WEAPONS[weapon])
        text.encode("utf-8")
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", text), name
