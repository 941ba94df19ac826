"""Which names in code speak of models: providers, settings beside a model id, and calls that only look at one."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from threatgate.catalog import table
from threatgate.model import Kind
from threatgate.recognisers._code import tail
from threatgate.vocabulary import lookup, snake, words

if TYPE_CHECKING:
    from threatgate.documents._located import Call


@cache
def _rows() -> Any:
    rows = dict(table("code_models"))
    for name in (
        "roles",
        "holders",
        "holds_other",
        "loaders",
        "runs",
        "fallbacks",
        "spectators",
        "spectator_calls",
        "spectator_words",
        "shown_words",
        "drawn_words",
        "telling",
        "requests",
        "entry_noise",
        "entry_ids",
        "bases",
        "takes_away",
        "droppable",
    ):
        rows[name] = frozenset(rows[name])
    return rows


def provider_name(text: str) -> str | None:
    """The provider that a whole word or key names: `azure_openai`, `OpenAI`."""
    found = _rows()["providers"].get("".join(words(text)))
    return str(found) if found else None


def is_common(callee: str) -> bool:
    """Whether a provider's name in a callee means other things too, so that only a model beside it tells."""
    own = [part for part in words(tail(callee)) if part not in _rows()["roles"]]
    return "".join(own) in _rows()["common_providers"] or callee.partition(".")[0] in _rows()["common_providers"]


@cache
def provider_of(callee: str) -> str | None:
    """The provider whose model, client or function a callee is: `ChatOpenAI`, `CohereEmbeddings`, `xai.image`."""
    last = tail(callee)
    parts = words(last)
    own = [part for part in parts if part not in _rows()["roles"]]
    named = provider_name("".join(own)) if own else None
    if named is not None and (last[:1].isupper() or len(parts) > len(own)):
        return named
    head = callee.partition(".")[0]
    if callee.count(".") < 2 and "()" not in callee and head == head.lower():
        return provider_name(head)
    return None


@cache
def makes_client(callee: str) -> bool:
    """Whether a call with a provider in its name makes a model or client: packages are named after providers too."""
    last = tail(callee)
    if "." not in callee or provider_of(last) is not None:
        return True
    parts = words(last)
    return bool(parts) and (parts[0] in ("new", "create") or parts[-1] in _rows()["roles"])


@cache
def role_of(key: str) -> str | None:
    """What a named argument or key says of a model: `model`, `endpoint`, `provider`, `parameter`, or None."""
    name = snake(key)
    rows = _rows()
    if name in rows["parameters"]:
        return "parameter"
    if name in rows["chooses"]:
        return "provider"
    if name in rows["endpoints"] or any(name.endswith(row[1:]) for row in rows["endpoints"] if row.startswith("*")):
        return "endpoint"
    return "model" if names_model(key) else None


@cache
def of_provider(key: str, value: str) -> bool:
    """Whether an address is a provider's, by the name it stands under or by its host."""
    host = value.partition("://")[2].partition("/")[0].partition(":")[0]
    parts = words(key)
    grams = {*parts, *("".join(parts[at : at + 2]) for at in range(len(parts))), *host.split("."), *words(host)}
    return any(gram in _rows()["providers"] for gram in grams)


@cache
def names_model(key: str) -> bool:
    """Whether a name is one that holds a model id: `model`, `DEFAULT_MODEL`, `embeddingModelId`, `azure_deployment`."""
    parts = words(key)
    if not _rows()["holders"] & set(parts) or _rows()["holds_other"] & {parts[-1]} or is_spectator_name(key):
        return False
    return any(term.kind is Kind.MODEL and term.strong for term in lookup(key))


@cache
def is_spectator_name(name: str) -> bool:
    """Whether a name says price, label, count or another thing about models that chooses none."""
    return bool(_rows()["spectator_words"] & set(words(name)))


@cache
def is_shown_name(name: str) -> bool:
    """Whether a name says that its values are shown to people: `modelLabels`."""
    return bool(_rows()["shown_words"] & set(words(name)))


@cache
def is_drawn_name(name: str) -> bool:
    """Whether a name says that its values are how something is drawn: `PROVIDER_ICONS`."""
    return bool(_rows()["drawn_words"] & set(words(name)))


def looks_on(call: Call) -> bool:
    """Whether a call only compares, prints, counts or prices what it is given."""
    last = tail(call.callee)
    if last in _rows()["spectators"] or last.endswith(("Error", "Exception")):
        return True
    return any(_rows()[name] & set(words(last)) for name in ("spectator_words", "spectator_calls", "shown_words"))


def is_loader(callee: str) -> bool:
    """Whether the first argument of a call is the model it loads."""
    return tail(callee) in _rows()["loaders"]


def is_run(callee: str) -> bool:
    """Whether a call runs a model."""
    names = callee.replace("()", "").split(".")
    return names[-1] in _rows()["runs"] or ".".join(names[-2:]) in _rows()["runs"]


def is_fallback(callee: str) -> bool:
    """Whether a call is given alternatives to a model."""
    return tail(callee) in _rows()["fallbacks"]


def is_telling(key: str) -> bool:
    """Whether a setting tells of a model by itself."""
    return snake(key) in _rows()["telling"]


@cache
def is_model_constant(name: str) -> bool:
    """Whether a name is a model's in a client library: `openai.ChatModelGPT4o`, `anthropic.ModelClaudeSonnet4_5`."""
    owner, _, last = name.rpartition(".")
    return bool(owner) and last[:1].isupper() and any(family in last.lower() for family in _rows()["constants"])


@cache
def is_request(target: str) -> bool:
    """Whether what is assigned is a field of a request to a model: `body["temperature"]`, `params.top_p`."""
    owner = target.rpartition(".")[0]
    return bool(owner) and bool(_rows()["requests"] & set(words(tail(owner))))


def is_entry_noise(key: str) -> bool:
    """Whether a field of a catalogue entry is for people only."""
    return snake(key) in _rows()["entry_noise"]


def is_entry_id(key: str) -> bool:
    """Whether a field of a catalogue entry holds the model's id."""
    return snake(key) in _rows()["entry_ids"]


def service_of(call: Call) -> str | None:
    """The provider behind a cloud client asked for by name: `boto3.client("bedrock-runtime")`."""
    from threatgate.documents._located import text_of

    asked = text_of(call.args[0]) if call.args else text_of(call.named("service_name"))
    if tail(call.callee) not in _rows()["service_calls"] or asked is None:
        return None
    found = _rows()["services"].get(asked)
    return str(found) if found else None


def drops(call: Call) -> str:
    """The parameter of a model that a call takes away: `kwargs.pop("top_p")`; "" for any other call."""
    from threatgate.documents._located import text_of

    named = text_of(call.args[0]) if call.args else None
    taken = tail(call.callee) in _rows()["takes_away"] and "." in call.callee
    return named if taken and named is not None and snake(named) in _rows()["droppable"] else ""


def base_of(bases: tuple[str, ...]) -> str | None:
    """The interface of a model provider among the bases of a class."""
    for base in bases:
        last = tail(base.partition("[")[0].partition("<")[0])
        if last in _rows()["bases"]:
            return last
    return None
