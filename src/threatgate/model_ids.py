"""Model ids: whether a text is one, who made the model, and whether the name is pinned or follows whatever is newest.

What ids look like is data (`catalog/models.yaml`). Pure and bounded: ids are short, patterns are tried from the start
only, so no text makes this slow.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import Any, NamedTuple

from threatgate.catalog import table

_LONGEST = 160
_SHAPE = re.compile(r"[A-Za-z@][A-Za-z0-9._:/@+-]*")
_TAG = re.compile(r"(?:latest|\d+(?:\.\d+)?[bmk]|instruct|q\d|fp16|mini|medium|small|large|v\d)[^:/]*")
_END = r"(?=$|[-.:@_+/])"
_BEGINNING = re.compile(r"(?:[a-z0-9-](?![?*{]))*")


class ModelId(NamedTuple):
    """A model id taken apart.

    `provider` made the model ("" if unknown), `via` serves it ("" if the id does not say), `family` is the name without
    its pin, `version` the pin. `floating` says that what runs behind the name can change; `sure` is False for
    names that are ordinary words too.
    """

    provider: str
    family: str
    version: str
    floating: bool
    via: str = ""
    use: str = "chat"
    sure: bool = True


def looks_like_model(text: str) -> bool:
    """Whether a text can only be a model id, wherever it stands."""
    found = parse(text)
    return found is not None and found.sure


@lru_cache(maxsize=4096)
def parse(text: str) -> ModelId | None:
    """The model id that a text is, or None. In doubt (`o3`, `command`) it is one that is not `sure`."""
    if not 2 <= len(text) <= _LONGEST:
        return None
    lower = text.strip().lower().removeprefix("hf://").removeprefix("ollama://").removeprefix("azureml://")
    if _SHAPE.fullmatch(lower) is None or "://" in lower:
        return None
    data = _data()
    via, maker, name = _unwrapped(lower, data)
    if name.rpartition(".")[2] in data["files"] and "." in name:
        return None
    row, sure = _family(name)
    if row is None:
        return _listed(lower, via, maker, name, data)
    family, version = _split(name, data)
    return ModelId(
        provider=data["makers"].get(maker, row["provider"]),
        family=family,
        version=version,
        floating=not version and not (row.get("fixed", False) and "latest" not in name),
        via=via,
        use=row.get("use", "chat"),
        sure=sure or (bool(via or maker) and name not in data["makers"]),
    )


def _listed(lower: str, via: str, maker: str, name: str, data: Any) -> ModelId | None:
    """An id of no known family that an organisation of models, or a maker's dotted prefix, vouches for."""
    head, slash, rest = lower.rpartition("/")
    organisation = head.rpartition("/")[2]
    if not slash or organisation not in data["orgs"] or not re.search(r"[a-z]", rest):
        return None
    family, version = _split(name, data)
    return ModelId(data["makers"].get(maker, organisation), family, version, not version, via)


def _unwrapped(text: str, data: Any) -> tuple[str, str, str]:
    """Who serves, who made, and the bare name: prefixes of routers, clouds, regions and organisations taken off."""
    via = maker = ""
    if text.startswith("arn:"):
        via, text = "bedrock", text.rpartition("/")[2] if "/" in text else text.rpartition(":")[2]
    if text.startswith("ft:"):
        parts = text.split(":")
        text = parts[1] + ("@" + parts[-1] if len(parts) > 2 and parts[-1] else "")
    while True:
        found = re.search(r"[/:]", text)
        if found is None or found.end() == len(text):
            break
        head, rest = text[: found.start()], text[found.end() :]
        known = head in data["makers"] or head in data["routes"] or head in data["steps"]
        if found.group() == ":" and (not known or _tagged(head, rest)):
            break
        if head in data["makers"]:
            maker = head
        elif head in data["routes"]:
            via = via or head.lstrip("@")
        text = rest
    parts = text.split(".")
    if len(parts) > 1 and parts[0] in data["regions"]:
        parts, via = parts[1:], via or "bedrock"
    if len(parts) > 1 and parts[0] in data["makers"]:
        maker, parts = parts[0], parts[1:]
        via = via or "bedrock"
    return via, maker, ".".join(parts)


def _tagged(head: str, rest: str) -> bool:
    """Whether `head:rest` is a model with its tag (`mistral:7b`) rather than a maker with its model."""
    return head in _families()[1] and _TAG.fullmatch(rest) is not None


def _family(name: str) -> tuple[Any, bool]:
    """The row of the family a bare name belongs to, and whether the name can mean nothing else."""
    heads, weak = _families()
    for spelled, certain in _spellings(name):
        for beginning, pattern, row in heads.get(spelled[:1], ()):
            if spelled.startswith(beginning) and re.match(pattern, spelled):
                if any(re.match(word, spelled) for word in row.get("not", ())):
                    return None, False
                return row, certain
        head, colon, tag = spelled.partition(":")
        if head in weak and (not colon or _TAG.fullmatch(tag)):
            return weak[head], bool(colon) and certain
    return None, False


def _spellings(name: str) -> list[tuple[str, bool]]:
    """The name as written, with hyphens for underscores, and without a maker's name in front (`amazon-nova-pro`)."""
    spelled = [(name, True)]
    dashed = name.replace("_", "-")
    if dashed != name:
        spelled.append((dashed, False))
    head, dash, rest = dashed.partition("-")
    if dash and rest and (head in _data()["makers"] or head in _data()["routes"]):
        spelled.append((rest, "_" not in name))
    return spelled


def _split(name: str, data: Any) -> tuple[str, str]:
    """The name without its pin, and the pin."""
    for pin in data["pins"]:
        found = re.search(pin, name)
        if found is not None:
            return name[: found.start()].rstrip("-@:"), found.group().lstrip("-@:")
    return name, ""


@cache
def _data() -> Any:
    data = dict(table("models"))
    for name in ("routes", "steps", "orgs", "regions", "files"):
        data[name] = frozenset(data[name])
    return data


@cache
def _families() -> tuple[dict[str, list[tuple[str, str, Any]]], dict[str, Any]]:
    """By first letter, each family's patterns with the plain text they begin with; and the weak names.

    Few of the five hundred patterns begin like a given text, so only those few are ever compiled. (Their alternatives
    stand in groups, so what a pattern begins with all that fits it begins with.)
    """
    heads: dict[str, list[tuple[str, str, Any]]] = defaultdict(list)
    weak: dict[str, Any] = {}
    for row in _data()["families"]:
        for head in row["heads"]:
            beginning = _BEGINNING.match(head)
            whole = head if head.endswith("-") else f"(?:{head}){_END}"
            heads[head[:1]].append((beginning[0] if beginning else "", whole, row))
        for head in row.get("weak", ()):
            weak.update(dict.fromkeys(_plainly(head), row))
    return dict(heads), weak


def _plainly(head: str) -> list[str]:
    """The plain names a small pattern stands for: one class of characters or one optional hyphen at most."""
    found = re.search(r"\[(\w)-?(\w)\]|\\d|(.)\?", head)
    if found is None:
        return [head]
    if found.group(1):
        low, high = ord(found.group(1)), ord(found.group(2))
        between = [chr(code) for code in range(low, high + 1)] if "-" in found.group() else [chr(low), chr(high)]
    elif found.group(3):
        between = ["", found.group(3)]
    else:
        between = list("0123456789")
    return [head[: found.start()] + part + head[found.end() :] for part in between]
