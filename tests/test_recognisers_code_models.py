"""Models in code: what chooses one is read, what only looks at one is not."""

from __future__ import annotations

import pytest
from code_samples import PY, TS, found_in, names_in, value_of

from threatgate.identity import thaw

CHOOSES = [
    pytest.param('x = client.responses.create(model="gpt-4.1")', PY, {"model": "gpt-4.1"}, id="keyword"),
    pytest.param('NAME = "claude-sonnet-4-5"', PY, {"model": "claude-sonnet-4-5"}, id="constant of any name"),
    pytest.param(
        'MODEL = os.getenv("MODEL", "gpt-4o")', PY, {"model": {"$env": "MODEL", "default": "gpt-4o"}}, id="environment"
    ),
    pytest.param('MODEL = cfg.model or "gpt-4o"', PY, {"model": "gpt-4o"}, id="default after or"),
    pytest.param(
        'm = "gpt-4o" if big else "gpt-4o-mini"', PY, {"model": ["gpt-4o", "gpt-4o-mini"]}, id="either of two"
    ),
    pytest.param('def run(model="gemini-2.5-pro"): pass', PY, {"model": "gemini-2.5-pro"}, id="default of a parameter"),
    pytest.param(
        'type_model = Literal["titan_v2", "other"]', PY, {"model": ["other", "titan_v2"]}, id="allowed values"
    ),
    pytest.param(
        'e = SentenceTransformer("all-MiniLM-L6-v2")',
        PY,
        {"model": "all-MiniLM-L6-v2", "provider": "huggingface"},
        id="loader",
    ),
    pytest.param(
        'import transformers\nm = AutoModel.from_pretrained("acme/tiny", revision="abc1234")',
        PY,
        {"model": "acme/tiny", "revision": "abc1234"},
        id="pinned weights",
    ),
    pytest.param('c = boto3.client("bedrock-runtime")', PY, {"provider": "bedrock"}, id="cloud service"),
    pytest.param(
        'llm = ChatOpenAI(model="gpt-4o", temperature=0, api_key=key)',
        PY,
        {"model": "gpt-4o", "provider": "openai", "temperature": 0},
        id="class of a provider",
    ),
    pytest.param(
        'from openai import OpenAI\nllm = OpenAI(base_url="https://eu.example.com/v1")',
        PY,
        {"provider": "openai", "base_url": "https://eu.example.com/v1"},
        id="endpoint",
    ),
    pytest.param('import openai\nbody["temperature"] = 0.9', PY, {"temperature": 0.9}, id="parameter by index"),
    pytest.param(
        "import openai\nx = m.with_fallbacks([claude, gemini])",
        PY,
        {"alternatives": ["claude", "gemini"]},
        id="fallbacks",
    ),
    pytest.param(
        'const m = groq("llama-3.3-70b-versatile");',
        TS,
        {"model": "llama-3.3-70b-versatile", "provider": "groq"},
        id="function of a provider",
    ),
    pytest.param('const [model, setModel] = useState<M>("gpt-4o");', TS, {"model": "gpt-4o"}, id="state of a view"),
    pytest.param(
        'const M = process.env.MODEL ?? "gpt-4o";',
        TS,
        {"model": {"$env": "MODEL", "default": "gpt-4o"}},
        id="environment, nullish",
    ),
    pytest.param(
        'type ChatModel = "gpt-4o" | "claude-3-5-haiku";',
        TS,
        {"model": ["claude-3-5-haiku", "gpt-4o"]},
        id="union of ids",
    ),
    pytest.param(
        'export const modelLabels = { "gpt-4o": "Fast", "o3-mini": "Wise" };',
        TS,
        {"gpt-4o": {}, "o3-mini": {}},
        id="offered ids, labels left out",
    ),
    pytest.param(
        'const MODELS = [{ id: "gpt-4o", inputPrice: 2, maxTokens: 9 }, { id: "gpt-4.1" }];',
        TS,
        {"gpt-4o": {"id": "gpt-4o", "maxTokens": 9}, "gpt-4.1": {"id": "gpt-4.1"}},
        id="catalogue without prices",
    ),
    pytest.param(
        'import openai\nLLM_PROVIDER = os.getenv("LLM_PROVIDER", "openai")',
        PY,
        {"LLM_PROVIDER": {"$env": "LLM_PROVIDER", "default": "openai"}},
        id="provider by name",
    ),
    pytest.param(
        'import openai\nPROVIDERS = {"openai": A, "anthropic": B}',
        PY,
        {"providers": ["anthropic", "openai"]},
        id="registry of providers",
    ),
]


@pytest.mark.parametrize(("text", "path", "value"), CHOOSES)
def test_what_chooses_a_model_is_read(text, path, value):
    assert value_of("code_models", text, path) == value


LOOKS = [
    pytest.param('if model == "gpt-4o": pass', PY, id="comparison"),
    pytest.param('old = model.startswith("gpt-3.5-turbo")', PY, id="prefix"),
    pytest.param('const old = model.includes("gpt-4o");', TS, id="includes"),
    pytest.param('switch (m) { case "gpt-4o": go(); }', TS, id="case"),
    pytest.param('print("gpt-4o")', PY, id="print"),
    pytest.param('enc = tiktoken.encoding_for_model("gpt-4o")', PY, id="tokenizer"),
    pytest.param('PRICES = {"gpt-4o": 2.5, "gpt-4.1": 2.0}', PY, id="prices"),
    pytest.param('COST_PER_MODEL = {"gpt-4o": 2.5}', PY, id="costs"),
    pytest.param('n = count_tokens(text, "gpt-4o")', PY, id="count"),
    pytest.param('raise ValueError("gpt-4o")', PY, id="error"),
    pytest.param('def f():\n    """gpt-4o"""', PY, id="docstring"),
    pytest.param("# gpt-4o\nx = 1", PY, id="comment"),
    pytest.param("import openai\nModel.objects.filter(name=chosen, model=chosen)", PY, id="computed"),
    pytest.param('const User = define({ model: "User", table: "users" });', TS, id="model of a database"),
    pytest.param('model_config = ConfigDict(extra="forbid")', PY, id="configuration of a class"),
    pytest.param('import openai\nwriter.write("hello")', PY, id="a provider's name that is a word"),
    pytest.param('import { x } from "ai";\nconst gw = createGateway();', TS, id="a gateway of anything"),
]


@pytest.mark.parametrize(("text", "path"), LOOKS)
def test_what_only_looks_at_a_model_is_not(text, path):
    assert names_in("code_models", text, path) == set()


def test_a_call_with_its_model_is_one_element():
    text = 'import { x } from "ai";\nconst r = streamText({ model: openai("gpt-4o"), temperature: 0.1 });'
    (only,) = found_in("code_models", text, TS)
    assert only.name == "r"
    assert thaw(only.value) == {"model": "gpt-4o", "provider": "openai", "temperature": 0.1}
    assert {pointer for pointer, _ in only.marks} == {(), ("model",), ("provider",), ("temperature",)}


def test_marks_lead_to_the_lines_of_the_parts():
    text = 'llm = ChatOpenAI(\n    model="gpt-4o",\n    temperature=0,\n)'
    (only,) = found_in("code_models", text)
    assert dict(only.marks)[("model",)].line == 2
    assert dict(only.marks)[("temperature",)].line == 3


def test_no_secret_is_in_a_value():
    text = """
        import openai
        llm = OpenAI(base_url="https://u:hunter2secret@x.example/v1", api_key="sk-abcdefghijklmnopqrstuvwx")
    """
    (only,) = found_in("code_models", text)
    assert "hunter2" not in str(thaw(only.value))
    assert "sk-abc" not in str(thaw(only.value))
