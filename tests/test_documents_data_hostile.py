"""No bytes make a reader raise, hang or grow without bound."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from located_checks import check, refused, value

from threatgate.documents import read
from threatgate.documents._kinds import Unreadable

PATHS = (
    "a.yaml",
    "a.json",
    "a.jsonl",
    "a.toml",
    ".env",
    "a.properties",
    "a.ini",
    "a.md",
    "a.txt",
    "a.j2",
    "a.yaml.j2",
    "Modelfile",
)
READERS = ("a.yaml.j2", "a.json", "a.toml", ".env", "a.properties", "a.ini", "a.md")

_BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 10)
)
_CHAIN = "a0: &a0 [x]\n" + "".join(f"a{level}: &a{level} [*a{level - 1}]\n" for level in range(1, 500))
_MERGES = "a0: &a0 {k0: 1, l0: 2}\n" + "".join(
    f"a{level}: &a{level} {{<<: [*a{level - 1}, {{k{level}: 1}}]}}\n" for level in range(1, 3000)
)

ATTACKS = {
    "alias-bomb": _BOMB,
    "alias-chain": _CHAIN,
    "merge-chain": _MERGES,
    "deep-flow": "[" * 200_000,
    "deep-flow-closed": "[" * 3000 + "]" * 3000,
    "deep-objects": '{"a":' * 3000,
    "deep-blocks": "".join(" " * level + "a:\n" for level in range(1500)),
    "deep-dashes": "- " * 100_000,
    "question-marks": "? " * 100_000,
    "long-line": "a: " + "x" * 1_000_000,
    "long-spaces": "a:" + " " * 1_000_000 + "b",
    "long-key": "x" * 1_000_000 + ": 1",
    "long-quote": 'a: "' + "\\" * 1_000_001,
    "quotes": '"' * 500_000,
    "apostrophes": "'" * 500_001,
    "tag-openings": "a: " + "{{" * 300_000,
    "tag-pairs": "a: {{x}}" * 20_000,
    "statement-openings": "{% " * 200_000,
    "erb-openings": "<% " * 200_000,
    "comment-openings": "/*" * 300_000,
    "line-comments": "//" * 300_000,
    "backslashes": "\\" * 500_000,
    "equals": "=" * 300_000,
    "dots": "a" + ".a" * 200_000 + " = 1",
    "colons": ":" * 300_000,
    "hashes": "#" * 300_000,
    "dashes": "---\n" * 30_000,
    "pluses": "+++\n" * 50_000,
    "keys": "".join(f"k{number}: 1\n" for number in range(20_000)),
    "front-matter-keys": "---\n" + "".join(f"k{number}: *.x\n" for number in range(20_000)) + "---\n",
    "pairs": "".join(f"k{number}=1\n" for number in range(20_000)),
    "continued": "a=\\\n" * 100_000,
    "sections": "".join(f"[s{number}]\n" for number in range(10_000)),
    "array-tables": "[[a]]\n" * 10_000,
    "nested-array-tables": "".join(f"[[{'.'.join(['a'] * depth)}]]\n" for depth in range(1, 99)),
    "carriage-returns": "\r" * 500_000,
    "blank-lines": "a: |\n  x\n" + "\n" * 500_000,
    "block-scalars": "".join(f"k{number}: |\n  x\n\n\n" for number in range(10_000)),
    "anchors": "".join(f"- &a{number} x\n" for number in range(20_000)),
    "directives": "%YAML " + "9" * 5000 + ".1\n---\na",
    "tag-directive": "%TAG !e! tag:e,2000:\n---\n!e!x y",
    "wide-escape": 'a: "\\U00110000"',
    "byte-escape": 'a: "\\xff\\u0000\\e"',
    "digits": "a: " + "9" * 100_000,
    "underscores": "a: 1" + "_" * 100_000 + "x",
    "binary-digits": "a: 0b" + "1" * 250,
    "object-tag": "!!python/object/apply:os.system ['true']",
    "numbers": "[" + "1," * 310_000 + "]",
}


@pytest.mark.parametrize("path", READERS)
@pytest.mark.parametrize("name", ATTACKS)
def test_attacks(name: str, path: str) -> None:
    begin = time.process_time()
    document = read(path, ATTACKS[name].encode())
    assert time.process_time() - begin < 60
    check(document)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("alias-bomb", "more than 300000 values", id="alias-bomb"),
        pytest.param("alias-chain", "deeper than 100", id="alias-chain"),
        pytest.param("deep-flow", "deeper than 100", id="deep-flow"),
        pytest.param("deep-blocks", "deeper than 100", id="deep-blocks"),
        pytest.param("numbers", "more than 300000 values", id="numbers"),
    ],
)
def test_bounds_are_named(name: str, words: str) -> None:
    found = refused("a.yaml", ATTACKS[name])
    assert words in found.message
    assert "ignore" in found.hint


def test_many_keys_are_read() -> None:
    assert len(value("a.yaml", "".join(f"k{number}: 1\n" for number in range(50_000)))) == 50_000


def test_the_collector_is_as_it_was() -> None:
    assert gc.isenabled()
    read("a.yaml", b"a: [")
    assert gc.isenabled()


# fmt: off
_FRAGMENTS = st.sampled_from([
    "a", "b: ", "- ", "? ", ": ", "&x ", "*x", "<<: ", "!t ", "|\n", ">\n", "  ", "\n", "\r", "\t", "[", "]", "{", "}",
    ",", '"', "'", "#", "---\n", "...\n", "%", "1", "=", ".", "\\", "\\u", "d800", "//", "/*", "*/", "{{", "}}", "{%",
    "%}", "<%", "%>", "\u2028", "\x85", "\ufeff", "\x00", "é", "\U0001f680", "[[", "]]", "+++\n", '"""', "'''",
    "export ", ";", "!", "`", "~", "null", "0x", "1e5", "\x1b",
])
# fmt: on


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=100, deadline=None)
@given(
    data=st.one_of(
        st.binary(max_size=200), st.lists(_FRAGMENTS, max_size=40).map(lambda parts: "".join(parts).encode())
    )
)
def test_no_bytes_raise(path: str, data: bytes) -> None:
    document = read(path, data)
    assert document is not None
    check(document)


@pytest.mark.parametrize("path", PATHS)
def test_nul_is_unreadable(path: str) -> None:
    assert isinstance(read(path, b"a\0b"), Unreadable)
