"""What a data file is about, from its name, its folder and its words; which reading of a key counts there."""

from __future__ import annotations

import re
from functools import cache
from posixpath import basename, dirname

from threatgate.catalog import table
from threatgate.documents._located import Located, Map, Scalar, Seq
from threatgate.model import Kind
from threatgate.vocabulary import Term, containers, lookup, words

# Inside a place of these kinds every setting belongs to the kind, known key or not: a policy file is policy throughout.
WHOLE = frozenset({Kind.APPROVAL, Kind.RETRIEVAL, Kind.MEMORY, Kind.IDENTITY, Kind.EVAL, Kind.LOGGING})


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
    stem = basename(path).partition(".")[0] or basename(path).lstrip(".")
    folders = dirname(path).split("/")
    if any(folder in table("places")["sure"]["eval"] for folder in folders):
        # An eval of prompts, of a model or of a policy is an eval.
        return Kind.EVAL
    for name in (stem, folders[-1]):
        parts = words(name)
        grams = {*parts, "_".join(parts), *("_".join(parts[at : at + 2]) for at in range(len(parts) - 1))}
        for kind, known in table("places")["sure"].items():
            if grams & set(known):
                return Kind(kind)
        cued = [Kind(kind) for kind, known in table("places")["cued"].items() if grams & set(known)]
        if cued and speaks_of_ai(text):
            return cued[0]
    return None


@cache
def container(key: str, inside: Kind | None) -> Kind | None:
    """The kind whose settings a mapping under this key holds; that of the place around it if it can be."""
    kinds = containers(key)
    if inside in kinds:
        return inside
    return kinds[0] if kinds else None


def reading(key: str, value: Located, inside: Kind | None) -> Term | None:
    """The reading of a key that counts: a strong one whose value fits, or a weak one of the kind around it."""
    for term in lookup(key):
        if (term.strong or term.kind is inside) and fits(term, key, value):
            return term
    return None


def fits(term: Term, key: str, value: Located) -> bool:
    """Whether a value can be what the key says: a prompt is text, a model is named by a string or a mapping."""
    if term.kind is Kind.PROMPT:
        return _is_prompt(value)
    if term.kind is Kind.MODEL:
        return _is_model(key, value, strong=term.strong)
    if term.polarity in ("limit", "floor"):
        return isinstance(value, (Scalar, Map))
    return True


def _is_prompt(value: Located) -> bool:
    if isinstance(value, Scalar):
        return isinstance(value.value, str) and len(value.value.split()) > 2
    if isinstance(value, Seq):
        return any(isinstance(item, Map) and item.get("role") is not None for item in value.items)
    return False


def _is_model(key: str, value: Located, *, strong: bool) -> bool:
    if not strong:
        return not isinstance(value, Map) or key in (
            "parameters",
            "options",
            "reasoning",
            "thinking",
            "safety_settings",
        )
    if isinstance(value, Scalar):
        if (
            not isinstance(value.value, str)
            or not value.value
            or len(value.value) > 200
            or len(value.value.split()) > 3
        ):
            return False
        from threatgate.model_ids import looks_like_model

        return (
            words(key) not in (("model",), ("model", "name"), ("model", "id"))
            or looks_like_model(value.value)
            or "$" in value.value
        )
    return isinstance(value, Seq) and all(isinstance(item, Scalar) for item in value.items)
