"""Recognisers of code yield or keep silent, whatever stands in a source file, and take a bounded time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from threatgate.documents import read
from threatgate.documents._kinds import Module
from threatgate.documents._located import Call, Code, Entry, Map, Ref, Scalar, Seq
from threatgate.identity import canonical
from threatgate.model import Scope, Span
from threatgate.recognisers import recognisers
from threatgate.recognisers._api import Source

ROOT = Path(__file__).parent.parent / "fixtures" / "recognisers"
READERS = [recogniser for recogniser in recognisers() if recogniser.name.startswith("code_")]
FILES = sorted(path for path in ROOT.glob("code_*/*/after/**/*") if path.is_file() and not path.name.startswith("."))
ONE = Span(1, 1)
EMPTY = Map((), ONE)
ODD = (
    Scalar(None, ONE),
    Scalar("", ONE),
    Scalar(float("nan"), ONE),
    Scalar("\u202e{}{" * 5, ONE),
    Ref("", ONE),
    Ref(".", ONE),
    Seq((), ONE),
    Seq((Seq((), ONE), EMPTY), ONE),
    EMPTY,
    Map((Entry("", EMPTY, ONE), Entry("role", Scalar("system", ONE), ONE), Entry("content", EMPTY, ONE)), ONE),
    Call("", (), (), ONE),
    Call(
        "()",
        (EMPTY,),
        (Entry("model", EMPTY, ONE), Entry("tools", Call("", (), (), ONE), ONE)),
        ONE,
        Call("", (), (), ONE),
    ),
    Code("", ONE),
    Code('"', ONE, (Code("{|", ONE), Ref("", ONE))),
)


def module_at(path: Path) -> Module:
    module = read(path.name, path.read_bytes())
    assert isinstance(module, Module)
    return module


def everything(module: Module, path: str) -> list[str]:
    source = Source(path, module, Scope.PRODUCT)
    return [canonical(found.value) for reader in READERS for found in reader.read(source)]


@pytest.mark.parametrize("odd", range(len(ODD)))
def test_an_odd_value_anywhere_is_no_fault(odd):
    for file in FILES:
        module = module_at(file)
        for at, one in enumerate(module.assignments):
            twisted = one._replace(value=ODD[odd], target=("" if odd % 2 else one.target))
            everything(module._replace(assignments=(*module.assignments[:at], twisted)), file.as_posix())
        for at, one in enumerate(module.invocations):
            call = one.call._replace(
                args=(ODD[odd],), kwargs=(Entry("name", ODD[odd], ONE), *one.call.kwargs), receiver=ODD[odd]
            )
            everything(
                module._replace(invocations=(*module.invocations[:at], one._replace(call=call))), file.as_posix()
            )
        classes = tuple(
            each._replace(fields=tuple(Entry(e.key, ODD[odd], ONE) for e in each.fields)) for each in module.classes
        )
        params = tuple(
            each._replace(params=tuple(p._replace(default=ODD[odd]) for p in each.params)) for each in module.functions
        )
        everything(module._replace(classes=classes, functions=params), "")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "import openai\n" + "".join(f'model_{n} = {{"gpt-4o": [f(x=1, model="gpt-4o")]}}\n' for n in range(3000)),
            id="many tables",
        ),
        pytest.param("import openai\nprompt = " + '"a" + ' * 3000 + '"b"', id="long sum"),
        pytest.param("import openai\nx = a" + ".topK(3)" * 900, id="long chain"),
        pytest.param("import openai\nprompt = '" + "{a} " * 50_000 + "'", id="many gaps"),
        pytest.param(
            "import openai\n" + "def build_prompt():\n    return '" + "x " * 50_000 + "'\n", id="long literal"
        ),
        pytest.param("import openai\nx = " + "[" * 80 + '"gpt-4o"' + "]" * 80, id="deep list"),
        pytest.param(
            "import openai\n" + "".join(f"def build_prompt_{n}(a):\n    raise E('a b c d e')\n" for n in range(3000)),
            id="many functions",
        ),
        pytest.param("import openai\n" + "x = f(model=a or b or c or 'gpt-4o')\n" * 2000, id="many choices"),
        pytest.param(
            "import openai\nTOOLS = [" + "tool(name='a', description='b c d'), " * 3000 + "]", id="many tools"
        ),
    ],
)
def test_a_large_file_takes_a_bounded_time(text):
    module = read("app/agent.py", text.encode())
    assert isinstance(module, Module)
    started = time.process_time()
    everything(module, "app/agent.py")
    assert time.process_time() - started < 60  # a hang shows, a busy machine does not
