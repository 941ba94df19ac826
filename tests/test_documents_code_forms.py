"""Forms of one language: documentation, decorators, exports, patterns; and where things stand."""

from __future__ import annotations

import pytest
from code_shown import assignments, calls, classes, module

from threatgate.documents._located import Call, Map, Ref, plain
from threatgate.model import Span

PYTHON = '''\
import os
from agents import Agent, tool

MODEL = os.getenv("MODEL", "gpt-4o")


@tool("search", strict=True)
@traced
def search(
    query: Annotated[str, "what to look for"],
    *,
    top_k: int = 4,
) -> list[str]:
    """Search the docs.

        Indented.
    """
    logger.info("searching %s", query)
    return index.query(query, top_k)


class Settings(BaseModel, frozen=True):
    """What can be set."""

    name: str
    prompt: str = Field(
        default="You are kind.",
    )

    def __init__(self) -> None:
        self.agent = Agent(
            model=MODEL,
            tools=[search],
        )
'''
TYPESCRIPT = """\
import { tool } from 'ai';

/**
 * The weather.
 *
 * @param city where
 */
export const weather = tool({
  description: "Weather",
  parameters: z.object({ city: z.string() }),
  /** Runs it. */
  execute: async ({ city }: { city: string; days?: number }) => {
    return fetch(`https://x/${city}`);
  },
});

/** Not of the class. */

/** Serves. */
@Injectable({ scope: "app" })
export class Service extends Base<Config> implements Runs {
  /** The model. */
  private readonly model: string = process.env.MODEL ?? "gpt-4o";
  needsApproval = async (amount: number) => amount > 100;

  constructor(private readonly llm: LLM, @Inject() store = new Store()) {
    super();
  }

  /** Answers. */
  @Tool({ name: "answer" })
  async answer(question: string): Promise<string> {
    this.asked = question;
    return this.llm.ask(question);
  }
}

export default { model: "m", run: weather };
"""


def test_python_functions_say_what_they_are() -> None:
    search, init = module(PYTHON).functions
    assert [plain(one) for one in search.decorators] == [
        {"$call": "tool", "args": ["search"], "named": {"strict": True}},
        {"$ref": "traced"},
    ]
    assert isinstance(search.decorators[1], Ref)
    assert [(one.name, one.annotation) for one in search.params] == [
        ("query", 'Annotated[str, "what to look for"]'),
        ("top_k", "int"),
    ]
    assert search.returns == "list[str]"
    assert search.doc == "Search the docs.\n\nIndented."
    assert (search.doc_span, search.span) == (Span(14, 17), Span(9, 19))
    assert search.calls == ("index.query",)
    assert search.body == "{| return index . query ( $1.1 , $1.2 ) ; |}"
    assert (init.qualified, init.returns, init.params) == ("Settings.__init__", "None", ())


def test_python_classes_say_what_they_are() -> None:
    read = module(PYTHON)
    assert classes(read) == [
        (
            "",
            "Settings",
            ("BaseModel",),
            [],
            "What can be set.",
            [("name", {"$code": ""}), ("prompt", {"$call": "Field", "named": {"default": "You are kind."}})],
            (("name", "str"), ("prompt", "str")),
        )
    ]
    assert read.classes[0].doc_span == Span(23, 23)
    assert [(one.key, one.span) for one in read.classes[0].fields] == [
        ("name", Span(25, 25)),
        ("prompt", Span(26, 28)),
    ]


def test_one_value_is_one_object_wherever_it_is_told() -> None:
    read = module(PYTHON)
    prompt = next(one for one in read.assignments if one.target == "prompt")
    assert prompt.annotation == "str"
    assert prompt.value is read.classes[0].fields[1].value
    assert any(one.call is prompt.value for one in read.invocations)
    agent = next(one for one in read.invocations if one.call.callee == "Agent")
    assert (agent.where, agent.bound_to, agent.span) == ("Settings.__init__", "self.agent", Span(31, 34))
    assert agent.call.named("tools") is agent.call.kwargs[1].value
    assert agent.call.kwargs[1].span == Span(33, 33)


def test_typescript_functions_say_what_they_are() -> None:
    read = module(TYPESCRIPT, "typescript")
    shown = [(one.qualified, one.doc, one.doc_span, one.span) for one in read.functions]
    assert shown == [
        ("weather.execute", "Runs it.", Span(11, 11), Span(12, 14)),
        ("Service.needsApproval", "", None, Span(24, 24)),
        ("Service.constructor", "", None, Span(26, 28)),
        ("Service.answer", "Answers.", Span(30, 30), Span(32, 35)),
    ]
    execute, approval, built, answer = read.functions
    assert [(one.name, one.annotation) for one in execute.params] == [("city", "string")]
    assert approval.body == "{| return $1.1 > 100 ; |}"
    assert [(one.name, one.annotation, one.default and plain(one.default)) for one in built.params] == [
        ("llm", "LLM", None),
        ("store", "", {"$call": "Store"}),
    ]
    assert answer.returns == "Promise<string>"
    assert [plain(one) for one in answer.decorators] == [{"$call": "Tool", "args": [{"name": "answer"}]}]


def test_typescript_classes_say_what_they_are() -> None:
    read = module(TYPESCRIPT, "typescript")
    assert classes(read) == [
        (
            "",
            "Service",
            ("Base", "Runs"),
            [{"$call": "Injectable", "args": [{"scope": "app"}]}],
            "Serves.",
            [("model", {"$call": "getenv", "args": ["MODEL", "gpt-4o"]})],
            (("model", "string"),),
        )
    ]


def test_typescript_assignments_and_calls_say_where_they_stand() -> None:
    read = module(TYPESCRIPT, "typescript")
    assert [(one.where, one.target, one.span) for one in read.assignments] == [
        ("", "weather", Span(8, 15)),
        ("weather.execute", "return", Span(13, 13)),
        ("Service", "model", Span(23, 23)),
        ("Service.answer", "this.asked", Span(33, 33)),
        ("Service.answer", "return", Span(34, 34)),
        ("", "default", Span(38, 38)),
    ]
    tool = read.assignments[0].value
    assert isinstance(tool, Call)
    assert [entry.span for entry in tool.args[0].entries if isinstance(tool.args[0], Map)] == [
        Span(9, 9),
        Span(10, 10),
        Span(12, 14),
    ]
    assert [(one.where, one.bound_to, one.call.callee) for one in read.invocations] == [
        ("", "weather", "tool"),
        ("", "", "z.object"),
        ("", "", "z.string"),
        ("weather.execute", "", "fetch"),
        ("", "", "Injectable"),
        ("Service", "model", "getenv"),
        ("Service.constructor", "", "Inject"),
        ("Service.constructor", "", "Store"),
        ("Service.constructor", "", "super"),
        ("Service", "", "Tool"),
        ("Service.answer", "", "this.llm.ask"),
    ]


# fmt: off
FORMS = [
    ("default-function", "typescript", "export default async function (a) { f(a) }", ["default"]),
    ("default-arrow", "typescript", "export default (a) => f(a)", ["default"]),
    ("module-exports", "javascript", "module.exports = { run() { f() } }", ["module.exports.run"]),
    ("wrapped", "typescript", "export const POST = withAuth(async (r) => { f(r) })", ["POST"]),
    ("wrapped-twice", "typescript", "const C = memo(forwardRef((p) => { f(p) }))", ["C"]),
    ("callback", "typescript", "const x = items.map((i) => f(i))", []),
    ("named-expression", "typescript", "const a = function b() { f() }", ["a"]),
    ("private-method", "typescript", "class A { #go() { f() } }", ["A.#go"]),
    ("computed-method", "typescript", "class A { [Symbol.iterator]() { f() } }", ["A.[Symbol.iterator]"]),
    ("class-expression", "typescript", "const A = class { go() { f() } }", ["A.go"]),
    ("generator", "typescript", "function* g() { yield f() }", ["g"]),
    ("nested-object", "typescript", "const t = { a: { b: () => f() } }", ["t.a.b"]),
    ("unbound-object", "typescript", "new Agent({ hooks: { before: () => f() } })", ["hooks.before"]),
    ("assigned-member", "typescript", "this.handler = () => f()", ["this.handler"]),
    ("lambda-argument", "python", "run(lambda: f())", []),
    ("dict-of-lambdas", "python", "tools = {'a': lambda: f()}", ["tools.a"]),
    ("keyword-of-lambdas", "python", "x = Agent(hooks={'a': lambda: f()})", ["x.hooks.a"]),
    ("property", "python", "class A:\n    @property\n    def b(self): return f()", ["A.b"]),
    ("in-a-branch", "python", "if x:\n    def a(): f()\nelse:\n    def a(): f()", ["a", "a"]),
]
# fmt: on


@pytest.mark.parametrize(("language", "source", "expected"), [row[1:] for row in FORMS], ids=[row[0] for row in FORMS])
def test_functions_have_the_name_they_are_bound_to(language: str, source: str, expected: list[str]) -> None:
    read = module(source, language)
    assert [one.qualified for one in read.functions] == expected
    inner = next(one for one in read.invocations if one.call.callee == "f")
    assert inner.where == (expected[0] if expected else "")


def test_defaults_of_a_pattern_are_assignments() -> None:
    read = module("const { model = 'm', top: k = 4, ...rest } = options;", "typescript")
    assert assignments(read) == [("", "model, k, rest", {"$ref": "options"}), ("", "model", "m"), ("", "k", 4)]
    assert [one.annotation for one in read.assignments] == ["", "default", "default"]


def test_augmented_assignments_say_how() -> None:
    read = module("tools += [a]\nx |= {'b': 1}\n")
    assert [(one.target, one.annotation) for one in read.assignments] == [("tools", "+="), ("x", "|=")]


def test_results_of_with_are_bound() -> None:
    assert calls(module("async with connect('x') as db, lock():\n    pass\n")) == [
        ("", "db", {"$call": "connect", "args": ["x"]}),
        ("", "", {"$call": "lock"}),
    ]


def test_interfaces_are_classes_with_declared_fields() -> None:
    read = module("interface Args extends Base { city: string; days?: number }", "typescript")
    assert [(one.name, one.bases, one.annotations) for one in read.classes] == [
        ("Args", ("Base",), (("city", "string"), ("days", "number")))
    ]


def test_a_receiver_is_found() -> None:
    outer = module("x = A.b(model='m').c.d(1)").assignments[0].value
    assert isinstance(outer, Call)
    assert outer.callee == "A.b().c.d"
    assert plain(outer.receiver) == {"$call": "A.b", "named": {"model": "m"}}
    assert outer.receiver.receiver is None


def test_jsx_is_code_and_its_calls_are_found() -> None:
    read = module("const V = () => <A b={f(1)}>{items.map((i) => <B key={i} />)}</A>;", "tsx")
    assert [one.call.callee for one in read.invocations] == ["f", "items.map"]
    assert [one.name for one in read.functions] == ["V"]
