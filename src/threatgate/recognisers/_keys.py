"""What a data file is about, from its name, its folder and its words; which reading of a key counts there."""

from __future__ import annotations

import re
from functools import cache
from posixpath import basename, dirname
from typing import NamedTuple

from threatgate.catalog import table
from threatgate.documents._located import Located, Map, Scalar, Seq
from threatgate.model import Kind
from threatgate.recognisers._evals import eval_place
from threatgate.vocabulary import Term, containers, lookup, sure_containers, words

# Inside a place of these kinds every setting belongs to the kind, known key or not: a policy file is policy throughout.
WHOLE = frozenset({Kind.APPROVAL, Kind.RETRIEVAL, Kind.MEMORY, Kind.IDENTITY, Kind.EVAL, Kind.LOGGING})
PARAMETERS = ("parameters", "options", "reasoning", "thinking", "safety_settings")
_GENERIC = (("model",), ("model", "name"), ("model", "id"))
_ELSEWHERE = ("azureml:", "models:/", "runs:/", "hf://", "arn:aws:bedrock:", "ollama/", "projects/")
# how a package manager asks for versions
_REQUIRES = re.compile(r"[<>=~^!]=?\s*\d")
_QUANTITY = re.compile(r"\d+(?:\.\d+)?\s*(?:[KMGTP]i?B?|[kmgtp]i?b?)?")
_SHARES = {
    ("limits",),
    ("requests",),
    ("memory",),
    ("cpu",),
    ("gpu",),
    ("claims",),
    ("gpus",),
    ("storage",),
    ("ephemeral", "storage"),
}
SPOKEN = 5
# `create-network-policy` is about many things, `network-policy` and `policy` about policy
_BRIEF = 2


class Page(NamedTuple):
    """What holds for a whole data file: path, nodes accounted for, whether it speaks of AI or is a pipeline."""

    path: str
    taken: frozenset[int]
    speaks: bool
    pipeline: bool = False


@cache
def _cue() -> re.Pattern[str]:
    cues = sorted((str(cue) for cue in table("places")["cues"]), key=len, reverse=True)
    return re.compile(
        r"(?<![a-z])(?:" + "|".join(re.escape(cue).replace("_", "[_ .-]?") for cue in cues) + r")(?![a-z])"
    )


def speaks_of_ai(text: str) -> bool:
    """Whether a text holds a word of AI systems."""
    return _cue().search(text.lower()) is not None


def place(path: str, text: str) -> Kind | None:
    """The kind that a file's own name, or the folder it lies in, says it is about; None if they say nothing."""
    if basename(path).lower() in table("places")["manifests"]:
        return None
    stem = basename(path).partition(".")[0] or basename(path).lstrip(".")
    folders = dirname(path).split("/")
    if any(folder in table("places")["sure"]["eval"] for folder in folders):
        # An eval of prompts, of a model or of a policy is an eval; what only builds or serves one is none.
        return Kind.EVAL if eval_place(path) else None
    for name in (stem, folders[-1]):
        parts = words(name)
        grams = {*parts, "_".join(parts), *("_".join(parts[at : at + 2]) for at in range(len(parts) - 1))}
        for kind, known in table("places")["sure"].items():
            if grams & set(known):
                return Kind(kind)
        cued = [Kind(kind) for kind, known in table("places")["cued"].items() if grams & set(known)]
        if cued and len(parts) <= _BRIEF and speaks_of_ai(text):
            return cued[0]
    return None


def records_results(path: str) -> bool:
    """Whether a file holds what came out of runs, by its own name or a folder's: numbers about models choose none."""
    named = [basename(path).partition(".")[0], *dirname(path).split("/")]
    return any((words(name) or ("",))[-1] in table("places")["results"] for name in named)


def container(key: str, inside: Kind | None, page: Page) -> Kind | None:
    """The kind whose settings a mapping under this key holds; inside one of the same kind that changes nothing."""
    if page.pipeline:
        return None
    kinds = containers(key) if page.speaks else sure_containers(key)
    if inside in kinds:
        return inside
    return kinds[0] if kinds else None


def reading(key: str, value: Located, inside: Kind | None, page: Page) -> Term | None:
    """The reading of a key that counts: a strong one whose value fits, or a weak one of the kind around it."""
    for term in lookup(key):
        if (counts(term, page) or term.kind is inside) and fits(term, key, value):
            return term
    return None


def counts(term: Term, page: Page) -> bool:
    """Whether a term counts wherever it stands in a file."""
    return term.strong and (page.speaks or not term.cued)


def fits(term: Term, key: str, value: Located) -> bool:
    """Whether a value can be what the key says: a prompt is text, a model is named by a string or a mapping."""
    if _is_capacity(key, value):
        return False
    if term.kind is Kind.PROMPT:
        return _is_prompt(value)
    if term.kind is Kind.MODEL:
        return _is_model(key, value, strong=term.strong)
    if term.polarity in ("limit", "floor"):
        return isinstance(value, (Scalar, Map))
    return True


def _is_capacity(key: str, value: Located) -> bool:
    """What a workload may use of a machine, as clusters count it: `memory: 4Gi`, `resources: {limits: …}`."""
    if isinstance(value, Map):
        return bool(value.keys) and {words(name) for name in value.keys} <= _SHARES
    return words(key) == ("memory",) and isinstance(value, Scalar) and _QUANTITY.fullmatch(str(value.value)) is not None


def names_models(value: Located) -> bool:
    """Whether a value can be nothing but a model id, or a list of them, whatever its key."""
    from threatgate.model_ids import looks_like_model

    items = value.items if isinstance(value, Seq) else (value,)
    return bool(items) and all(
        isinstance(item, Scalar) and isinstance(item.value, str) and looks_like_model(item.value) for item in items
    )


def speaks_to_a_model(value: Located) -> bool:
    """Whether a value is long enough to tell somebody something."""
    return isinstance(value, Scalar) and isinstance(value.value, str) and len(value.value.split()) > SPOKEN


def _is_prompt(value: Located) -> bool:
    if isinstance(value, Scalar):
        return isinstance(value.value, str) and len(value.value.split()) > 2
    if isinstance(value, Seq):
        return any(isinstance(item, Map) and item.get("role") is not None for item in value.items)
    return False


def _is_model(key: str, value: Located, *, strong: bool) -> bool:
    if not strong:
        return not isinstance(value, Map) or key in PARAMETERS
    if isinstance(value, Scalar):
        return isinstance(value.value, str) and _names_one(key, value.value)
    return isinstance(value, Seq) and all(
        isinstance(item, Scalar) and not _REQUIRES.search(str(item.value)) for item in value.items
    )


def _names_one(key: str, text: str) -> bool:
    """Whether a text can name a model: `model: Astra` is a car, `model: azureml:chat:17` is in a registry."""
    from threatgate.model_ids import looks_like_model

    if not text or len(text) > 200 or len(text.split()) > 3:
        return False
    return words(key) not in _GENERIC or looks_like_model(text) or "$" in text or text.startswith(_ELSEWHERE)
