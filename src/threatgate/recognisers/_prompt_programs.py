"""Which long texts in code are programs, queries and pages rather than words for a model."""

from __future__ import annotations

import re
from functools import cache

_SCANNED = 200
_MOST = 0.6
_FENCED = "```"
_OPENS = (
    r"(?:def|class|async def|func|fn|function|const|let|var|import|from|export|public|private|package|using|namespace)"
)
_QUERIES = (
    r"(?:SELECT|FROM|WHERE|(?:LEFT |INNER )?JOIN|ORDER BY|GROUP BY|INSERT|UPDATE|DELETE|VALUES|SET|CREATE|ALTER|DROP"
    r"|LIMIT|HAVING|UNION|AND|OR|ON|MATCH|RETURN|WITH|MERGE)"
)
_COMMANDS = (
    r"(?:#!|set -|cd |export |source |sudo |apt(?:-get)? |pip3? |npm |yarn |git |curl |wget |mkdir |rm |cp |mv |chmod "
    r"|docker |fi$|done$|esac$)"
)
_TAGS = (
    r"(?:!doctype|html|head|body|div|span|p|svg|table|tr|td|form|style|script|ul|li|a|h[1-6]|section|meta|link|input"
    r"|button)"
)
_SENTENCE = re.compile(r"[A-Z*#-][^{};=<>]*\b\w+[.!?:]$")


@cache
def _line() -> re.Pattern[str]:
    """A line of a program; few changes hold a text long enough to ask."""
    return re.compile(
        rf"\s*(?:{_OPENS}\s+[\w({{*\"'@].*"
        r"|(?:if|elif|for|while|switch|with|except|catch)\b.*[:{]|(?:else|try|finally|do)\s*[:{]"
        r"|(?:return|raise|throw|yield|await|print|console\.\w+|echo)\b.*"
        r"|[\w.\[\]\"']+\s*[-+*]?=\s*\S.*|@\w+.*|[\w.]+\(.*\)\s*;?|.*[;{}]|[)\]}]+[;,]?|//.*|/\*.*|--\s.*"
        rf"|{_QUERIES}\s.*|{_COMMANDS}.*|(?i:</?{_TAGS})\b.*|\{{%-?\s*(?:extends|block|endblock|load|include)\b.*)"
    )


def is_program(text: str) -> bool:
    """Whether most lines of a text are code; an example in a fence, or among sentences, makes no program of it."""
    lines = [line.rstrip() for line in text.split("\n")[:_SCANNED] if line.strip()]
    if len(lines) < 2 or _FENCED in text:
        return False
    code = sum(_is_code(line) for line in lines)
    return code > len(lines) * _MOST


def _is_code(line: str) -> bool:
    found = _line().fullmatch(line[:400])
    return found is not None and not _SENTENCE.fullmatch(line.strip()[:400])
