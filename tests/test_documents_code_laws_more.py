"""What holds for every text of Kotlin, Ruby, PHP, Swift and shell: nothing raises, layout and comments mean nothing."""

from __future__ import annotations

from time import process_time

import pytest
from code_shown import shown
from hypothesis import given, settings
from hypothesis import strategies as st

from threatgate.documents import kotlin, php, ruby, shell, swift
from threatgate.documents._bounds import UnreadableError
from threatgate.documents._kinds import Module, Script, Unreadable
from threatgate.documents._located import marks_of, plain
from threatgate.identity import digest

READERS = {"kotlin": kotlin.read, "php": php.read, "ruby": ruby.read, "swift": swift.read}
# fmt: off
WORDS = [
    "a", "b.c", "self", "$x", "@y", "1", "0x", "'", '"', "`", "${", "#{", "\\(", '"""', "<<~A\n", "<<<A\n", "A\n",
    "{", "}", "(", ")", "[", "]", "<", ">", ",", ";", ":", "::", "=", "=>", "->", "+=", "+", "-", "!", "!!", "?", "?.",
    "?:", "??", "||", ".", "..", "@", "#", "//", "/*", "*/", "\\", "\n", "\n    ", "\t", "<?php ", "?>", "fun ",
    "val ", "var ", "let ", "func ",
    "def ", "end\n", "do |x| ", "class ", "enum ", "case ", "when ", "object ", "companion ", "if ", "else ", "return ",
    "switch ", "match ", "by lazy {", "get() ", "import ", "use ", "require ", "new ", "freeze", "%w[", ":s", "guard ",
    "init(", "\u200b", "\U0001f680", "\ud800", "\0", "\r", "$(", "<<EOF\n", "EOF\n", "export ", "| ", "&& ",
]
# fmt: on
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=40).map("".join))


@settings(deadline=None, max_examples=300)
@given(text=TEXTS, language=st.sampled_from(sorted(READERS)))
def test_no_text_raises_and_all_that_is_told_can_be_written(text: str, language: str) -> None:
    read = READERS[language](text if language != "php" else f"<?php {text}")
    assert isinstance(read, Module | Unreadable)
    if isinstance(read, Unreadable):
        return
    last = text.count("\n") + 1
    spans = [one.span for rows in (read.assignments, read.invocations, read.functions, read.classes) for one in rows]
    for node in [*(one.value for one in read.assignments), *(one.call for one in read.invocations)]:
        spans += [span for _, span in marks_of(node)]
        digest({"value": plain(node)})
    assert all(1 <= span.line <= span.end_line <= last for span in spans)
    assert str(shown(read)).encode()


@settings(deadline=None, max_examples=200)
@given(text=TEXTS)
def test_no_text_of_a_shell_raises(text: str) -> None:
    try:
        read = shell.read(text)
    except UnreadableError:
        return
    last = text.count("\n") + 1
    assert isinstance(read, Script)
    spans = [one.span for rows in (read.assignments, read.commands) for one in rows]
    assert all(1 <= span.line <= span.end_line <= last for span in spans)
    assert all(one.words for one in read.commands)


# `·` is where any layout may stand.
SOURCES = {
    "kotlin": [
        'fun f(·a: Int·,·b: String = "x"·)·{·g(·a·,·k = b·)·;·val c = listOf(·1·,·2·)·}',
        'class A(·val m: String = "m"·,·val n: Int·)·:·B(·1·)·{·val t = 0.2·;·fun g() = f(·t·)·}',
    ],
    "ruby": [
        "x = { a: 1,·b: [·2,·3·],·'c' => f(·4,·k: 5·) }",
        "Agent.new(·model: 'm',·tools: [·A,·B·]·)",
    ],
    "php": [
        "<?php·$x·=·[·'a'·=>·1·,·'b'·=>·f(·$c·,·k:·2·)·]·;",
        "<?php·class·A·extends·B·{·protected·string·$m·=·'m'·;·public·function·f(·int·$a·)·{·return·g(·$a·)·;·}·}",
    ],
    "swift": [
        'let x = Session(·model: .a·,·tools: [·A()·,·B()·]·,·text: "b"·)',
        'struct A: B·{\nlet m = "m"\nfunc f(·a: Int·)·{·g(·a·)·}\n}',
    ],
}
LAYOUTS = {
    "kotlin": [" ", "  ", "\n", "\n\n\t", " /* gpt-3.5 */ ", " // tools\n"],
    "ruby": [" ", "\n", "\n\n  ", " # tools\n"],
    "php": [" ", "\n", "\n\n\t", " /* gpt-3.5 */ ", " // tools\n", " # tools\n"],
    "swift": [" ", "  ", "\n", "\n\n\t", " /* gpt-3.5 */ ", " // tools\n"],
}
ROWS = [(language, source) for language, sources in SOURCES.items() for source in sources]


@settings(deadline=None, max_examples=150)
@given(data=st.data(), row=st.sampled_from(ROWS))
def test_layout_and_comments_change_no_fact(data: st.DataObject, row: tuple[str, str]) -> None:
    language, source = row
    parts = source.split("·")
    layouts = st.sampled_from(LAYOUTS[language])
    text = parts[0] + "".join(data.draw(layouts) + part for part in parts[1:])
    read, plainly = READERS[language](text), READERS[language](" ".join(parts))
    assert isinstance(read, Module)
    assert isinstance(plainly, Module)
    assert not plainly.faults
    assert shown(read) == shown(plainly)


# fmt: off
REFUSED = [
    ("huge", "kotlin", "val x = 1\n" * 300_000, "bytes of code, more than"),
    ("calls", "kotlin", "val x = " + "f(" * 3000 + ")" * 3000, "nested deeper than 100 levels"),
    ("blocks", "kotlin", "val x = " + "f { " * 200 + "}" * 200, "nests functions deeper than"),
    ("lists", "ruby", "x = " + "[" * 3000 + "]" * 3000, "nested deeper than 100 levels"),
    ("methods", "ruby", "def f\n" * 200 + "end\n" * 200, "nests functions deeper than"),
    ("arrays", "php", "<?php $x = " + "[" * 3000 + "]" * 3000 + ";", "nested deeper than 100 levels"),
    ("closures", "php", "<?php $x = " + "function() { return " * 200 + "1" + ";}" * 200, "nests functions deeper than"),
    ("arrays", "swift", "let x = " + "[" * 1500 + "]" * 1500, "nested deeper than 100 levels"),
    ("angles", "kotlin", "a<b," * 30_000, "compares or types too much"),
]
READ = [
    ("long-sum", "kotlin", "val x = " + '"a" + ' * 3000 + '"b"', "a" * 3000 + "b"),
    ("long-sum", "ruby", "x = " + "'a' + " * 3000 + "'b'", "a" * 3000 + "b"),
    ("long-sum", "php", "<?php $x = " + "'a' . " * 3000 + "'b';", "a" * 3000 + "b"),
    ("long-string", "swift", 'let x = "' + "a" * 500_000 + '"', "a" * 500_000),
    ("many-heredocs", "ruby", "x = 'm'\n" + "f(<<~A)\n  a\nA\n" * 3000, "m"),
    ("byte-order-mark", "kotlin", "\ufeffval x = 'm'".replace("'", '"'), "m"),
]
# fmt: on


@pytest.mark.parametrize(
    ("language", "text", "message"), [row[1:] for row in REFUSED], ids=[f"{row[0]}-{row[1]}" for row in REFUSED]
)
def test_beyond_a_bound_a_file_is_unreadable(language: str, text: str, message: str) -> None:
    found = READERS[language](text)
    assert isinstance(found, Unreadable)
    assert message in found.message
    assert found.hint


@pytest.mark.parametrize(
    ("language", "text", "value"), [row[1:] for row in READ], ids=[f"{row[0]}-{row[1]}" for row in READ]
)
def test_within_the_bounds_it_is_read(language: str, text: str, value: object) -> None:
    begun = process_time()
    read = READERS[language](text)
    assert isinstance(read, Module)
    assert ("x", value) in [(one.target, plain(one.value)) for one in read.assignments]
    assert process_time() - begun < 20 + 1e-5 * len(text)


@pytest.mark.parametrize("language", sorted(READERS))
@pytest.mark.parametrize("text", ["", " ", "\n", "\0", "\ud800", "#", "'", "`", "{", "@", "\\", "<?php", "<<~A", '"""'])
def test_next_to_nothing_is_a_module(language: str, text: str) -> None:
    assert isinstance(READERS[language](text), Module)
