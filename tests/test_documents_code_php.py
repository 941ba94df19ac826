"""PHP: its own ways to write what every language says."""

from __future__ import annotations

from typing import Any

import pytest
from code_shown import assignments, classes, functions

from threatgate.documents import php
from threatgate.documents._kinds import Module
from threatgate.documents._located import plain


def module(text: str) -> Module:
    found = php.read(text)
    assert isinstance(found, Module), found
    assert found.language == "php"
    assert not found.faults
    return found


def tables(read: Module) -> list[Any]:
    return [(one.subject, [(entry.key, plain(entry.value)) for entry in one.entries]) for one in read.tables]


# fmt: off
VALUES: list[Any] = [
    ("text", '<?php $x = "a\\n$name {$b->c} $d[e] {$f->g()}";',
     "a\n{name} {b.c} {d[e]} {f.g()}"),
    ("single", "<?php $x = 'a $b';",
     "a $b"),
    ("heredoc", "<?php $x = <<<TEXT\n    You are $name.\n      Be kind.\n    TEXT;",
     "You are {name}.\n  Be kind."),
    ("nowdoc", "<?php $x = <<<'TEXT'\n  a $b\n  TEXT;",
     "a $b"),
    ("joined", "<?php $x = 'a' . $b . 'c';",
     "a{b}c"),
    ("list", "<?php $x = ['a', 1_000, true, null, ...$rest];",
     ["a", 1000, True, None, {"$code": "...rest"}]),
    ("map", "<?php $x = ['a' => 1, 'b' => array('c' => [1])];",
     {"a": 1, "b": {"c": [1]}}),
    ("environment", "<?php $x = env('M', 'm');",
     {"$call": "getenv", "args": ["M", "m"]}),
    ("environment-map", "<?php $x = $_ENV['M'] ?? 'm';",
     {"$call": "getenv", "args": ["M", "m"]}),
    ("fallback", "<?php $x = getenv('M') ?: 'm';",
     {"$call": "getenv", "args": ["M", "m"]}),
    ("named-arguments", "<?php $x = new \\Ai\\Agent(model: 'm', tools: [$a]);",
     {"$call": "Agent", "named": {"model": "m", "tools": [{"$ref": "a"}]}}),
    ("chain", "<?php $x = OpenAI::chat()->create(['model' => 'm']);",
     {"$call": "OpenAI.chat().create", "args": [{"model": "m"}]}),
    ("constant", "<?php $x = Provider::OpenAI;",
     {"$ref": "Provider.OpenAI"}),
    ("member", "<?php $x = $this?->a->b;",
     {"$ref": "this.a.b"}),
]
ASSIGNED: list[Any] = [
    ("properties", ("<?php class A { const M = 'm'; protected ?string $n = 'n', $o; private static array $p = "
     "[]; }"),
     [("A", "M", "m"), ("A", "n", "n"), ("A", "p", [])]),
    ("attributes", "<?php $this->model = 'a'; self::$b = 'c'; $d['e'] ??= 'f'; [$g, $h] = [1, 2];",
     [("", "this.model", "a"), ("", "self.b", "c"), ("", "d.e", "f"), ("", "g", 1), ("", "h", 2)]),
    ("enumeration", "<?php enum M: string { case A = 'a'; case B = 'b'; }",
     [("M", "A", "a"), ("M", "B", "b")]),
    ("settings-file", "<?php return ['model' => env('M', 'm')];",
     [("", "return", {"model": {"$call": "getenv", "args": ["M", "m"]}})]),
]
FUNCTIONS: list[Any] = [
    ("attributed", ("<?php class A { /** Doc. */ #[Tool(name: 'n')] public function f(string $a, int $b = 1, "
     "Foo ...$c): ?array { Log::info('x'); $d = $a; if ($d) { return null; } return g($d); } }"),
     [("A.f",
       [{"$call": "Tool", "named": {"name": "n"}}],
       [("a", "string", None), ("b", "int", 1), ("*c", "", None)],
       "? array",
       "Doc.",
       "{| $1.4 = $1.1 ; if $1.4 {| return null ; |} ; return g ( $1.4 ) ; |}",
       ("g",))]),
    ("short", "<?php $f = fn(int $a) => g($a);",
     [("f", [], [("a", "int", None)], "", "", "{| return g ( $1.1 ) ; |}", ("g",))]),
    ("promoted", "<?php class A { public function __construct(private readonly string $model = 'm') {} }",
     [("A.__construct", [], [("model", "string", "m")], "", "", "{| |}", ())]),
]
CLASSES: list[Any] = [
    ("bases", "<?php #[Model('m')] final class A extends \\X\\B implements C {}",
     [("", "A", ("B", "C"), [{"$call": "Model", "args": ["m"]}], "", [], ())]),
]
TABLES: list[Any] = [
    ("match", "<?php $x = match ($a) { 'a', 'b' => 1, default => 2 };",
     [("a", [("a", 1), ("b", 1), ("*", 2)])]),
    ("switch", "<?php switch ($a) { case 'a': return 'x'; default: $b = 'y'; }",
     [("a", [("a", "x"), ("*", "y")])]),
]
# fmt: on


@pytest.mark.parametrize(("source", "expected"), [row[1:] for row in VALUES], ids=[row[0] for row in VALUES])
def test_values(source: str, expected: Any) -> None:
    assert plain(module(source).assignments[0].value) == expected


KINDS: list[tuple[list[Any], Any]] = [
    (ASSIGNED, assignments), (FUNCTIONS, functions), (CLASSES, classes), (TABLES, tables)
]  # fmt: skip
ROWS = [(*row[1:], show) for rows, show in KINDS for row in rows]


@pytest.mark.parametrize(
    ("source", "expected", "show"), ROWS, ids=[f"{show.__name__}-{row[0]}" for rows, show in KINDS for row in rows]
)
def test_facts(source: str, expected: Any, show: Any) -> None:
    assert show(module(source)) == expected


def test_imports() -> None:
    assert module("<?php use A\\B; use C\\{D, E as F}; use function g\\h;").imports == ("A.B", "C.D", "C.E", "g.h")
