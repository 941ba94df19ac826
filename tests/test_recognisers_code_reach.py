"""Retrieval, agents, controls and control functions in code."""

from __future__ import annotations

import pytest
from code_samples import PY, TS, found_in, names_in, value_of

from threatgate.identity import thaw

AI = "from langchain import x\n"
AI_TS = 'import { x } from "langchain";\n'

RETRIEVES = [
    pytest.param(
        AI + 'r = store.as_retriever(search_kwargs={"k": 4})',
        PY,
        {"of": "as_retriever", "search_kwargs": {"k": 4}},
        id="retriever",
    ),
    pytest.param(
        AI + 'r = store.as_retriever(search_kwargs={"k": 4, "filter": {"tenant": tenant}})',
        PY,
        {"of": "as_retriever", "search_kwargs": {"k": 4, "filter": {"tenant": {"$code": "…"}}}},
        id="computed filter is a filter",
    ),
    pytest.param(
        AI + 'd = WebBaseLoader(["https://b.example", "https://a.example"])',
        PY,
        {"of": "WebBaseLoader", "sources": ["https://a.example", "https://b.example"]},
        id="sources as a set",
    ),
    pytest.param(
        AI + "s = RecursiveCharacterTextSplitter(chunk_size=500)",
        PY,
        {"of": "RecursiveCharacterTextSplitter", "chunk_size": 500},
        id="splitter",
    ),
    pytest.param(AI + "TOP_K = 5", PY, {"TOP_K": 5}, id="constant"),
    pytest.param(
        AI_TS + "const d = store.similaritySearch(q, { k: 3 });", TS, {"of": "similaritySearch", "k": 3}, id="search"
    ),
    pytest.param(
        AI_TS + "const a = QuestionAnswerAdvisor.builder(store).topK(3).build();",
        TS,
        {"of": "QuestionAnswerAdvisor", "topK": 3},
        id="chain",
    ),
]


@pytest.mark.parametrize(("text", "path", "value"), RETRIEVES)
def test_retrieval_is_its_kind_and_its_settings(text, path, value):
    assert value_of("code_retrieval", text, path) == value


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("results = table.search(q, limit=5)", id="search of something"),
        pytest.param("found = re.search(p, q)", id="regular expression"),
        pytest.param(
            "class Loader:\n    def load(self): return requests.get(self.url)", id="loader of no model's file"
        ),
        pytest.param("rows = db.query(sql, limit=3)", id="database"),
    ],
)
def test_other_searches_are_not_read(text):
    assert names_in("code_retrieval", text) == set()


def test_a_reader_that_starts_to_fetch_reaches_further():
    plain = AI + "class WikiReader(BaseReader):\n    def load_data(self, name):\n        return self.read(name)"
    before, after = (value_of("code_retrieval", text) for text in (plain, plain.replace("self.read", "requests.get")))
    assert before == {"implements": "BaseReader"}
    assert after == {"implements": "BaseReader", "reaches": ["requests.get"]}


CONTROLS = [
    pytest.param("REQUIRE_APPROVAL = True", PY, "approval REQUIRE_APPROVAL", {"REQUIRE_APPROVAL": True}, id="constant"),
    pytest.param("x = run(auto_approve=True)", PY, "approval x", {"auto_approve": True}, id="keyword"),
    pytest.param(
        "x = Agent(needs_approval=check_amount)",
        PY,
        "approval x",
        {"needs_approval": {"$ref": "check_amount"}},
        id="approval by a function",
    ),
    pytest.param('ALLOWED_TOOLS = ["b", "a"]', PY, "approval ALLOWED_TOOLS", {"ALLOWED_TOOLS": ["a", "b"]}, id="set"),
    pytest.param('SCOPES = ["mail.send"]', PY, "identity SCOPES", {"SCOPES": ["mail.send"]}, id="scopes"),
    pytest.param(
        'const permissions = { contents: "write", issues: "read" };',
        TS,
        "identity permissions",
        {"permissions": {"contents": "write", "issues": "read"}},
        id="permissions",
    ),
    pytest.param(
        'pool.grant(fn, "cognito-idp:AdminAddUserToGroup");',
        TS,
        "identity pool.grant",
        {"actions": ["cognito-idp:AdminAddUserToGroup"]},
        id="access policy",
    ),
    pytest.param(
        'core.exportVariable("ALLOWED_TOOLS", tools);',
        TS,
        "approval core.exportVariable",
        {"ALLOWED_TOOLS": {"$ref": "tools"}},
        id="variable by name",
    ),
    pytest.param(
        AI + "M = MemorySettings(shared_across_users=False)",
        PY,
        "memory M",
        {"of": "MemorySettings", "shared_across_users": False},
        id="holder",
    ),
    pytest.param(
        "new Fn(this, { logRetention: RetentionDays.ONE_YEAR });",
        TS,
        "logging Fn",
        {"logRetention": {"$ref": "ONE_YEAR"}},
        id="retention of logs",
    ),
    pytest.param(
        "def pay(user=Depends(require_admin)): pass",
        PY,
        "identity pay.guards",
        {"guards": ["Depends require_admin"]},
        id="guard",
    ),
    pytest.param(
        AI + 'ok = io.confirm_ask("Run it?", explicit_yes_required=True)',
        PY,
        "approval confirm_ask",
        {"asks": "confirm_ask", "given": ["explicit_yes_required"], "explicit_yes_required": True},
        id="question to a person",
    ),
]


@pytest.mark.parametrize(("text", "path", "name", "value"), CONTROLS)
def test_a_control_is_its_setting(text, path, name, value):
    (only,) = found_in("code_policy", text, path)
    assert (f"{only.kind} {only.name}", thaw(only.value)) == (name, value)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param("memory = 512", PY, id="memory of a machine"),
        pytest.param('const c = makeStyles({ scopes: { display: "flex" } });', TS, id="style"),
        pytest.param("track({ autoApproved: autoApproved });", TS, id="passed on"),
        pytest.param("def f(db=Depends(get_db)): pass", PY, id="dependency that guards nothing"),
        pytest.param('label = "approval is required here"', PY, id="label"),
    ],
)
def test_what_sets_no_control_is_not_read(text, path):
    assert names_in("code_policy", text, path) == set()


def test_a_control_function_is_its_behaviour():
    plain = (
        AI
        + "def is_refund_allowed(amount):\n    limit = 50\n    if amount > limit:\n"
        + "        raise Denied('this is far too much money')\n"
    )
    (before,) = found_in("code_logic", plain)
    assert (before.kind, before.name, before.subject) == ("approval", "is_refund_allowed", "logic")
    for old, new in (
        ("limit", "bound"),
        ("far too much money", "more than we pay"),
        ("limit = 50\n", "limit = 50  # euro\n"),
    ):
        assert value_of("code_logic", plain.replace(old, new)) == thaw(before.value)
    assert value_of("code_logic", plain.replace("50", "5000")) != thaw(before.value)


@pytest.mark.parametrize(
    "name", ["total", "render_approval_dialog", "test_is_allowed", "count_tokens", "get_llm_token_counts"]
)
def test_other_functions_are_no_controls(name):
    assert names_in("code_logic", AI + f"def {name}(a):\n    return go(a) + 1 + len(a)") == set()


def test_an_agent_is_whom_it_hands_work_to_and_how_long_it_may_run():
    text = AI + "boss = Agent(handoffs=[b, a], max_turns=5, name='x')"
    (only,) = found_in("code_agents", text)
    assert (only.name, thaw(only.value)) == ("boss", {"of": "Agent", "handoffs": ["a", "b"], "max_turns": 5})


def test_a_graph_is_the_set_of_its_edges_and_its_controls_stand_alone():
    text = AI + 'g.add_node("review", f)\ng.add_edge("b", "review")\ng.add_edge("a", "b")'
    found = {f"{each.kind} {each.name}": thaw(each.value) for each in found_in("code_agents", text)}
    assert found == {"agent g.edges": {"edges": ["a → b", "b → review"]}, "approval g.review": {"control": "review"}}
