"""AI settings that Spring keeps in XML: beans of AI packages, and what is logged of these packages.

Read are beans whose class lies in a package of Spring AI or LangChain4j, as what it is with its properties and
arguments, and loggers of Logback that are named after such a package. All other XML of Spring is not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Entry, Located, Map, Scalar, Seq, text_of
from threatgate.model import Kind
from threatgate.recognisers._api import Found, Recogniser, Source
from threatgate.recognisers._parts import Part, fixed, whole
from threatgate.recognisers._secrets import hidden
from threatgate.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGES = ("org.springframework.ai.", "dev.langchain4j.", "com.alibaba.cloud.ai.")
_LOGGED = tuple(name.rstrip(".") for name in _PACKAGES)
_KINDS = (
    (Kind.RETRIEVAL, {"vectorstore", "vector", "retriever", "embeddingstore", "store", "document", "retrieval"}),
    (Kind.MEMORY, {"memory"}),
    (Kind.TOOL, {"tool", "mcp", "function"}),
    (Kind.APPROVAL, {"moderation", "guardrail", "safe"}),
)


def _read(source: Source) -> Iterator[Found]:
    tree = source.document
    if not isinstance(tree, Tree) or tree.format != "xml":
        return
    for root in tree.roots:
        for entry in root.entries if isinstance(root, Map) else ():
            if entry.key == "beans" and isinstance(entry.value, Map):
                for bean in _each(entry.value.get("bean")):
                    yield from _bean(bean)
            elif entry.key in ("configuration", "included") and isinstance(entry.value, Map):
                for logger in _each(entry.value.get("logger")):
                    yield from _logger(logger)


def _each(node: Located | None) -> tuple[Located, ...]:
    return node.items if isinstance(node, Seq) else (node,) if node is not None else ()


def _bean(node: Located) -> Iterator[Found]:
    made = text_of(node.get("@class")) if isinstance(node, Map) else None
    if not isinstance(node, Map) or made is None or not made.startswith(_PACKAGES):
        return
    kind = next((kind for kind, names in _KINDS if names & set(words(made.rpartition(".")[2]))), Kind.MODEL)
    parts = [fixed("of", made.rpartition(".")[2], node.span)]
    parts += [part for entry in node.entries for part in _settings(entry)]
    yield whole(kind, text_of(node.get("@id")) or made.rpartition(".")[2], parts, node.span)


def _settings(entry: Entry) -> Iterator[Part]:
    """`<property name="x" value="y"/>`, `<constructor-arg name="x" ref="y"/>`, `p:x="y"`."""
    if entry.key.startswith(("@p:", "@c:")) and isinstance(entry.value, Scalar):
        name = entry.key[3:].removesuffix("-ref")
        yield fixed(name, hidden(name, entry.value.value), entry.span)
    elif entry.key in ("property", "constructor-arg"):
        for index, item in enumerate(_each(entry.value)):
            told = next((text for key in ("@value", "@ref", "value") if (text := _text(item, key))), None)
            name = _text(item, "@name") or _text(item, "@index") or str(index)
            if told is not None:
                yield fixed(name, hidden(name, told), item.span)


def _text(node: Located, key: str) -> str | None:
    return text_of(node.get(key)) if isinstance(node, Map) else None


def _logger(node: Located) -> Iterator[Found]:
    name, level = _text(node, "@name") or "", _text(node, "@level")
    if level and (name.startswith(_PACKAGES) or name in _LOGGED):
        yield whole(Kind.LOGGING, name, [fixed("level", level.upper(), node.span)], node.span)


RECOGNISER = Recogniser(
    name="spring_beans",
    doc=__doc__,
    kinds=(Kind.MODEL, Kind.RETRIEVAL, Kind.MEMORY, Kind.TOOL, Kind.APPROVAL, Kind.LOGGING),
    reads=(Tree,),
    read=_read,
    rank=60,
)
