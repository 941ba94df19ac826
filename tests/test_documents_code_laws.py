"""What holds for every text: nothing raises, values can be written, lines are of the file, layout means nothing."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
from code_shown import module, shown
from hypothesis import given, settings
from hypothesis import strategies as st

from threatgate.documents import javascript, python
from threatgate.documents._kinds import Module, Unreadable
from threatgate.documents._located import marks_of, plain
from threatgate.identity import digest

LANGUAGES = ["python", "typescript", "tsx", "javascript"]
# fmt: off
WORDS = [
    "a", "b.c", "self", "this", "1", "0x", "1e9", "'", '"', "`", "${", '"""', "f'", "{", "}", "(", ")", "[", "]",
    "<", ">", ",", ";", ":", "=", "=>", "+=", "+", "-", "**", "?", "??", "||", "!", ".", "...", "@", "#", "//", "/*",
    "*/", "\\", "\n", "\n    ", "\t", "def ", "class ", "lambda ", "function ", "async ", "await ", "const ", "new ",
    "import ", "from ", "export ", "default ", "return ", "if ", "else ", "for ", "in ", "of ", "with ", "as ", "enum ",
    "interface ", "type ", "match ", "case ", "None", "null", "os.environ[", "process.env.", "dedent(", ".join(",
    ".strip()", ".format(", "Literal[", "\u200b", "\U0001f680", "\ud800", "\0", "\r",
]
# fmt: on
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=40).map("".join))


def nodes(read: Module) -> list[Any]:
    found: list[Any] = [one.value for one in read.assignments]
    found += [one.call for one in read.invocations]
    found += [param.default for one in read.functions for param in one.params if param.default]
    found += [decorator for one in (*read.functions, *read.classes) for decorator in one.decorators]
    return found + [entry.value for one in read.classes for entry in one.fields]


@settings(deadline=None, max_examples=300)
@given(text=TEXTS, language=st.sampled_from(LANGUAGES))
def test_no_text_raises_and_all_that_is_told_can_be_written(text: str, language: str) -> None:
    read = python.read(text) if language == "python" else javascript.read(text, language)
    assert isinstance(read, Module | Unreadable)
    if isinstance(read, Unreadable):
        return
    last = text.count("\n") + 1
    facts = (*read.assignments, *read.invocations, *read.functions, *read.classes)
    spans = [fact.span for fact in facts]
    for node in nodes(read):
        spans += [span for _, span in marks_of(node)]
        digest({"value": plain(node)})
    assert all(1 <= span.line <= span.end_line <= last for span in spans)
    assert str(shown(read)).encode()


SNIPPETS = [
    "MODEL = 'gpt-4o' if fast else \"gpt-4\"",
    "tools = [search, {'name': 'run', \"args\": (1,)}, *more]",
    "config['a'][\"b\"] = {'k': 1, **rest}",
    "agent = Agent(model='m', instructions='Be ' \"kind.\", tools=[a, b], limit=60 * 60)",
    """\
@tool('x', strict=True)
def f(a, b: int = 1, *, c='d') -> dict[str, 'T']:
    'Doc.'
    x = (a + b) * 2
    return {'x': x}""",
    """\
async def g(self, items):
    async with open(items[0]) as file:
        for i, (j, k) in enumerate(file): yield i, j
    return [y for y in items if not (y in items and y.z)]""",
    """\
class A(B, C[T], total=False):
    'About.'
    field: str = Field(default='it\\'s', description="d")
    other: 'int'
    def m(self): self.x = lambda a, *b: a(b)""",
    "prompt = (f'Hi {user[\"name\"]!r:>10}' + '\\n'.join(['a', \"b\"])).strip()",
    """\
if (x := f(1)) and (not x or x is not None): assert (x), 'no'
elif x == (1, 2): del a, b
else: raise E('x') from None""",
    """\
try:
    r = 0XFF + 1_000 - -1.50E5
except (E, F) as e: logger.error(e)
finally: done()""",
    "with (a as b, c()): x[1:2, ::3] = y[-1]",
    """\
match command:
    case {'a': 1, **rest} | [b, *c] if b: run(rest)
    case _: pass""",
]


def ruff(text: str, *options: str) -> str:
    from ruff.__main__ import find_ruff_bin

    run = subprocess.run(
        [find_ruff_bin(), "format", "--isolated", "--stdin-filename=a.py", *options, "-"],
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    return run.stdout.decode()


@settings(deadline=None, max_examples=25)
@given(
    chosen=st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=5, unique=True),
    width=st.sampled_from([20, 40, 120]),
    quotes=st.sampled_from(["single", "double"]),
)
def test_formatting_changes_no_fact(chosen: list[str], width: int, quotes: str) -> None:
    pytest.importorskip("ruff")
    text = "\n".join(chosen) + "\n"
    again = ruff(text, f"--line-length={width}", f"--config=format.quote-style='{quotes}'")
    assert shown(module(again)) == shown(module(text))


@settings(deadline=None, max_examples=60)
@given(data=st.data(), chosen=st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=4, unique=True))
def test_comments_and_blank_lines_change_no_fact(data: st.DataObject, chosen: list[str]) -> None:
    lines = "\n".join(chosen).split("\n")
    loud: list[str] = []
    for line in lines:
        loud += data.draw(st.lists(st.sampled_from(["", "# gpt-3.5", "    # 'x'", "\t"]), max_size=2))
        loud.append(line + data.draw(st.sampled_from(["", "  # tools = []"])))
    assert shown(module("\n".join(loud))) == shown(module("\n".join(lines)))


@given(order=st.permutations(["import b", "from a import c, d", "import a.e as f", "from . import g"]))
def test_the_order_of_imports_changes_no_fact(order: list[str]) -> None:
    assert shown(module("\n".join(order) + "\nx = f(1)")) == shown(
        module("from . import g\nfrom a import d, c\nimport a.e as f\nimport b\nx = f(1)")
    )


# `·` is where any layout may stand.
TYPESCRIPT = [
    "const·MODEL·=·fast·?·'gpt-4o'·:·\"gpt-4\"·;",
    "export·const·t·=·tool·(·{·description·:·'a'·+·\"b\"·,·run·:·async·(·{·a·,·b·=·1·}·)·=>·{·use·(·a·,·b·)·;·}·}·)·;",
    "class·A·extends·B·{·m·=·'x'·;·@Tool·(·{·name·:·'n'·}·)·go(·q·)·{·this·.·a·=·q·?.·b·[·0·]·;·}·}",
    "function·f·(·a·,·...·b·)·{·if·(·a·)·{·g·(·`x ${·a·.·b·} y`·)·;·}·else·{·h·(·-·1·,·!·b·)·;·}·}",
    "interface·I·{·a·:·string·;·b·?·:·Array·<·number·>·;·}",
    "const·{·a·=·'m'·,·b·:·c·}·=·process·.·env·;",
    "enum·E·{·A·=·'a'·,·B·=·60·*·60·,·}",
]
LAYOUTS = st.sampled_from([" ", "  ", "\n", "\n\n\t", " /* gpt-3.5 */ ", " // tools = []\n"])


@settings(deadline=None, max_examples=100)
@given(data=st.data(), source=st.sampled_from(TYPESCRIPT), language=st.sampled_from(["typescript", "tsx"]))
def test_layout_and_comments_change_no_fact_of_typescript(data: st.DataObject, source: str, language: str) -> None:
    parts = source.split("·")
    text = "".join(part + data.draw(LAYOUTS) for part in parts)
    assert shown(module(text, language)) == shown(module(" ".join(parts), language))


@pytest.mark.parametrize("source", TYPESCRIPT, ids=[source[:12] for source in TYPESCRIPT])
def test_quote_style_changes_no_fact_of_typescript(source: str) -> None:
    text = source.replace("·", " ")
    assert shown(module(text.replace("'", '"'), "typescript")) == shown(module(text.replace('"', "'"), "typescript"))
