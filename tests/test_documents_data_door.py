from __future__ import annotations

import subprocess
import sys

import pytest
from located_checks import check, refused, value

from threatgate import documents
from threatgate.catalog import table
from threatgate.documents import format_of, read, readable
from threatgate.documents._kinds import Tree, Unreadable


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("a/b.yaml", "yaml", id="yaml"),
        pytest.param("A/B.YML", "yaml", id="upper-case"),
        pytest.param(".github/workflows/ci.yml", "yaml", id="workflow"),
        pytest.param(".mcp.json", "json", id="hidden-json"),
        pytest.param("settings.jsonc", "json", id="jsonc"),
        pytest.param("a.json5", "json", id="json5"),
        pytest.param("pyproject.toml", "toml", id="toml"),
        pytest.param("Pipfile", "toml", id="pipfile"),
        pytest.param(".env", "dotenv", id="dotenv"),
        pytest.param(".env.production", "dotenv", id="dotenv-of-a-stage"),
        pytest.param(".env.example", "dotenv", id="dotenv-example"),
        pytest.param("prod.env", "dotenv", id="dotenv-suffix"),
        pytest.param("env.example", "dotenv", id="dotenv-without-dot"),
        pytest.param("application.properties", "properties", id="properties"),
        pytest.param("setup.cfg", "ini", id="cfg"),
        pytest.param("values.yaml.j2", "yaml", id="yaml-in-a-template"),
        pytest.param("config.json.example", "json", id="example-of-json"),
        pytest.param("AGENTS.md.example", "markdown", id="example-of-markdown"),
        pytest.param("config.py", "python", id="python"),
        pytest.param("a.pyi", "python", id="python-stub"),
        pytest.param("a.d.ts", "typescript", id="typescript"),
        pytest.param("a.tsx", "tsx", id="tsx"),
        pytest.param("a.mjs", "javascript", id="javascript"),
        pytest.param("env.proto", None, id="env-is-no-stem"),
        pytest.param("env.ts", "typescript", id="suffix-before-stem"),
        pytest.param("Dockerfile", "dockerfile", id="dockerfile"),
        pytest.param("package-lock.json", None, id="lock-file"),
        pytest.param("logo.png", None, id="image"),
        pytest.param("Makefile", None, id="no-suffix"),
        pytest.param("a.", None, id="dot-at-the-end"),
        pytest.param("", None, id="no-name"),
        pytest.param(".yaml", None, id="suffix-alone"),
        pytest.param("a.yaml/b", None, id="suffix-of-a-folder"),
        pytest.param("\udcff\n.json", "json", id="odd-bytes-in-the-name"),
    ],
)
def test_the_name_says_the_format(path: str, expected: str | None) -> None:
    assert format_of(path) == expected
    assert readable(path) is (expected is not None)
    if expected is None:
        assert read(path, b"{}") is None


def test_every_format_has_a_reader() -> None:
    formats = table("formats")
    named = {
        *formats["suffixes"].values(),
        *formats["stems"].values(),
        *formats["names"].values(),
        *formats["data"],
    } - {None}
    assert named == set(formats["readers"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_names_the_encoding(encoding: str) -> None:
    assert value(".mcp.json", '{"é": "\U0001f680"}'.encode(encoding)) == {"é": "\U0001f680"}


def test_the_text_is_kept_without_its_mark() -> None:
    document = read("a.yaml", "\ufeffa: é\r\n".encode())
    assert isinstance(document, Tree)
    assert document.text == "a: é\r\n"


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        pytest.param(b"a: 1\nb: \xff\n", 2, "not UTF-8", id="latin-1"),
        pytest.param(b"a: 1\n\nb: \0\n", 3, "NUL", id="nul"),
        pytest.param("a: 1".encode("utf-16-le"), 1, "NUL", id="utf-16-without-mark"),
        pytest.param(b"\xff\xfea", 1, "not UTF-16-LE", id="half-a-unit"),
        pytest.param(b"a: \xed\xa0\x80", 1, "not UTF-8", id="surrogate"),
    ],
)
@pytest.mark.parametrize("path", ["a.yaml", "a.json", "a.toml", ".env", "a.md", "a.py", "a.ts"])
def test_what_is_no_text(path: str, data: bytes, line: int, words: str) -> None:
    found = refused(path, data)
    assert words in found.message
    assert found.line == line


def test_a_fault_of_ours_is_said_to_be_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_data: bytes) -> str:
        raise KeyError

    monkeypatch.setattr("threatgate.documents._decoding.decoded", broken)
    found = read("a.yaml", b"a: 1")
    assert isinstance(found, Unreadable)
    assert documents.OUR_FAULT in found.message


def test_a_format_loads_alone() -> None:
    code = (
        "import sys; from threatgate.documents import read; read('a.json', b'{}'); "
        "print(sorted({'yaml', 'tomllib', 'tree_sitter', 'jsonschema', 'git'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_no_document_is_too_odd_for_the_checks() -> None:
    for path in ("a.yaml", "a.json", "a.toml", ".env", "a.properties", "a.ini", "a.md", "a.jsonl"):
        for data in (
            b"",
            b"\n",
            b"\r",
            b" ",
            b"\t",
            b"#",
            b"-",
            b"---",
            b"[",
            b"a",
            b"a=",
            b"a:",
            b'"',
            b"\xef\xbb\xbf",
        ):
            check(read(path, data))
