"""Notebooks: the code of their cells as one program, with the lines of the file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from code_shown import assignments, shown

from threatgate.documents import read
from threatgate.documents._kinds import Module, Unreadable


def written(*cells: str | dict[str, Any], **metadata: Any) -> bytes:
    rows = [cell if isinstance(cell, dict) else code(cell) for cell in cells]
    return json.dumps({"cells": rows, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1).encode()


def code(text: str, **more: Any) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    return {**cell, "source": text.splitlines(keepends=True), **more}


def module(data: bytes) -> Module:
    found = read("notebooks/answer.ipynb", data)
    assert isinstance(found, Module), found
    assert not found.faults
    return found


def test_cells_are_one_program() -> None:
    found = module(written("import openai\nMODEL = 'm'", "client = openai.Client(model=MODEL)"))
    assert found.language == "python"
    assert found.imports == ("openai",)
    assert assignments(found) == [
        ("", "MODEL", "m"),
        ("", "client", {"$call": "openai.Client", "named": {"model": {"$ref": "MODEL"}}}),
    ]


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_lines_are_those_of_the_file(indent: int | None) -> None:
    data = json.loads(written("a = 1\n\nb = '''x\ny'''\n", "c = 1"))
    text = json.dumps(data, indent=indent)
    lines = text.split("\n")
    for one in module(text.encode()).assignments:
        assert f"{one.target} = " in lines[one.span.line - 1]


def test_a_cell_may_be_one_text() -> None:
    found = module(written(code("", source="a = 1\nb = '''x\ny'''\n")))
    assert assignments(found) == [("", "a", 1), ("", "b", "x\ny")]
    assert len({one.span for one in found.assignments}) == 1


def test_outputs_counts_text_and_metadata_mean_nothing() -> None:
    bare = written("MODEL = 'm'")
    run = written(
        {"cell_type": "markdown", "metadata": {}, "source": ["MODEL = 'other'"]},
        code("MODEL = 'm'", execution_count=7, outputs=[{"output_type": "stream", "text": ["MODEL = 'b'"]}]),
        {"cell_type": "raw", "metadata": {}, "source": "PROMPT = 'x'"},
        kernelspec={"name": "python3", "language": "python"},
    )
    assert shown(module(bare)) == shown(module(run))


# fmt: off
SPOKEN = [
    ("shell", "!pip install a\nx = 1", [("", "x", 1)]),
    ("continued", "!pip install a \\\n  b\nx = 1", [("", "x", 1)]),
    ("magic", "%load_ext a\nif x:\n    %matplotlib inline\n    y = 1", [("", "y", 1)]),
    ("environment", "%env MODEL=m", [("", "os.environ.MODEL", "m")]),
    ("captured", "files = !ls\nx = 1", [("", "files", None), ("", "x", 1)]),
    ("help", "?x\nx.y?\nx = 1", [("", "x", 1)]),
    ("timed-cell", "%%time\nx = 1", [("", "x", 1)]),
    ("other-cell", "%%bash\nx=1", []),
    ("in-a-text", "x = '''\n!a\n%b\n'''", [("", "x", "\n!a\n%b\n")]),
    ("remainder", "x = (7\n  % y)\nz = 1", [("", "x", {"$code": "7 % y"}), ("", "z", 1)]),
    ("after-a-quote", "# don't\n!ls\nx = 'it'", [("", "x", "it")]),
]
# fmt: on


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in SPOKEN], ids=[row[0] for row in SPOKEN])
def test_what_speaks_to_the_notebook_is_left_out(text: str, expected: list[Any]) -> None:
    assert assignments(module(written(text))) == expected


# fmt: off
KERNELS = [
    ("typescript", "const a: string = 'x'", {"kernelspec": {"language": "typescript", "name": "deno"}}),
    ("kotlin", 'val a = "x"', {"language_info": {"name": "kotlin"}}),
    ("ruby", "a = 'x'", {"kernelspec": {"name": "ruby"}}),
    ("python", "a = 'x'", {"kernelspec": {"name": "conda-env-x-py", "language": "python"}}),
]
# fmt: on


@pytest.mark.parametrize(("language", "text", "metadata"), KERNELS, ids=[row[0] for row in KERNELS])
def test_other_kernels_speak_their_own_language(language: str, text: str, metadata: dict[str, Any]) -> None:
    found = module(written(text, **metadata))
    assert found.language == language
    assert assignments(found) == [("", "a", "x")]


def test_a_language_that_is_not_read_says_nothing() -> None:
    found = module(written("a <- 'x'", kernelspec={"language": "R", "name": "ir"}))
    assert found.language == "r"
    assert not found.assignments


def test_cells_of_another_language_are_left_out() -> None:
    other = code("var a = 1", metadata={"dotnet_interactive": {"language": "javascript"}})
    assert assignments(module(written(other, "b = 1"))) == [("", "b", 1)]


def test_format_three_has_worksheets() -> None:
    cell = {"cell_type": "code", "language": "python", "input": ["a = 1\n"], "outputs": []}
    data = {"nbformat": 3, "metadata": {"name": ""}, "worksheets": [{"cells": [cell]}]}
    assert assignments(module(json.dumps(data).encode())) == [("", "a", 1)]


@pytest.mark.parametrize(
    "text",
    ["{", "", "[]", "{}", '"x"', '{"cells": 1}', '{"cells": [', "a = 1", '{"cells": []} x', "[" * 500],
    ids=["open", "empty", "list", "map", "text", "number", "cut", "code", "more", "deep"],
)
def test_what_is_no_notebook_is_unreadable(text: str) -> None:
    found = read("a.ipynb", text.encode())
    assert isinstance(found, Unreadable)
    assert found.hint


@pytest.mark.parametrize(
    "cells",
    [[], [None], [1], [{}], [{"cell_type": "code"}], [{"cell_type": "code", "source": [1, None, {}]}],
     [{"cell_type": "code", "source": {"a": 1}}], [{"cell_type": ["code"], "source": "a"}]],
)  # fmt: skip
def test_odd_cells_raise_nothing(cells: list[Any]) -> None:
    assert isinstance(read("a.ipynb", json.dumps({"cells": cells}).encode()), Module)
