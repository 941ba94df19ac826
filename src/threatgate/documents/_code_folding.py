"""Calls and expressions that only spell a literal or a setting: `dedent("…")`, `frozenset({…})`, `os.environ["X"]`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.documents._code_formats import formatted
from threatgate.documents._code_strings import dedented, documentation
from threatgate.documents._located import Call, Entry, Map, Ref, Scalar, Seq, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threatgate.documents._located import Located
    from threatgate.model import Span

_PROPERTY: Final = re.compile(r"\$\{([^:{}]+)(?::(.*))?\}", re.DOTALL)
ENVIRONMENT: Final = "getenv"
_ENVIRONMENT_CALLS: Final = frozenset(
    {
        *("getenv", "os.getenv", "environ.get", "os.environ.get", "Deno.env.get", "Bun.env.get", "System.getenv"),
        *("ENV.fetch", "env", "Env.get", "Environment.get", "os.Getenv", "os.LookupEnv", "syscall.Getenv"),
        *("Environment.GetEnvironmentVariable", "System.Environment.GetEnvironmentVariable", "System.getProperty"),
        *("System.getenv().get", "System.getenv().getOrDefault"),
        *("env.var", "std.env.var", "env.var_os", "std.env.var_os", "option_env", "dotenv.var"),
    }
)
_ENVIRONMENTS: Final = (
    *("os.environ.", "environ.", "process.env.", "import.meta.env.", "Bun.env.", "ENV.", "_ENV."),
    "ProcessInfo.processInfo.environment.",
)
ENVIRONMENT_MARKS: Final = tuple(name.rstrip(".").encode() for name in _ENVIRONMENTS)
_COLLECTIONS: Final = frozenset(
    {
        *("frozenset", "set", "tuple", "list", "Set", "ArrayList", "HashSet", "LinkedHashSet", "TreeSet", "List"),
        *("List.copyOf", "Set.copyOf", "Collections.unmodifiableList", "Collections.unmodifiableSet"),
    }
)
_FROZEN: Final = frozenset(
    {
        *("Object.freeze", "Object.seal", "MappingProxyType", "types.MappingProxyType", "dict", "HashMap"),
        *("LinkedHashMap", "TreeMap", "Map.copyOf", "Collections.unmodifiableMap", "Dictionary"),
    }
)
_METHODS: Final = frozenset({"fetch", "get", "key", "dig", "slice", "has", "set"})
# Collections that are called with what they hold.
_LISTS: Final = frozenset(
    {
        *("listOf", "setOf", "mutableListOf", "mutableSetOf", "arrayOf", "arrayListOf", "hashSetOf", "linkedSetOf"),
        *("List.of", "Set.of", "Stream.of", "Arrays.asList", "Collections.singletonList", "Collections.singleton"),
        *("ImmutableList.of", "ImmutableSet.of", "Lists.newArrayList", "Sets.newHashSet"),
    }
)
EMPTY: Final = frozenset(
    {"emptyList", "emptySet", "listOf", "setOf", "mutableListOf", "mutableSetOf", "List.of", "Set.of"}
)
# Maps that are called with keys and values in turn.
_TURNS: Final = frozenset({"Map.of", "ImmutableMap.of", "Collections.singletonMap"})
_FORMATTERS: Final = frozenset({"sprintf", "String.format", "string.Format", "String.Format", "MessageFormat.format"})
_JOINERS: Final = frozenset({"String.join", "string.Join", "String.Join"})
_CONCATENATIONS: Final = frozenset({"string.Concat", "String.Concat"})
_MAPS: Final = frozenset({"dict", "mapOf", "mutableMapOf", "hashMapOf", "linkedMapOf", "sortedMapOf"})
_STRIPS: Final = frozenset({"strip", "trim", "Trim"})
_STRIPS_LEFT: Final = frozenset({"lstrip", "trimStart", "trimLeft", "stripLeading", "TrimStart"})
_STRIPS_RIGHT: Final = frozenset({"rstrip", "trimEnd", "trimRight", "stripTrailing", "TrimEnd", "chomp"})
# Methods of a text that hand it on as it is.
_TEXTS: Final = frozenset({"toString", "ToString", "intern", "ReplaceLineEndings", "translateEscapes"})
# The placeholders of a format string say what an interpolation would: `{name}`.
_FORMATS: Final = frozenset({"format", "formatted", "format_map"})
_DEDENTS: Final = frozenset({"dedent", "stripIndent", "outdent", "indoc"})
_TRIMS: Final = frozenset({"trimIndent", "strip_heredoc"})
_SQUEEZES: Final = frozenset({"squish"})
_MARGINS: Final = frozenset({"trimMargin", "stripMargin"})
_MARGIN: Final = re.compile(r"^[ \t]*\|", re.MULTILINE)
_PLAIN_TAGS: Final = frozenset({"raw", "html", "css", "markdown", "md"})
_CLEANS: Final = frozenset({"cleandoc"})


def environment_call(callee: str, args: Sequence[Located], kwargs: Sequence[Entry], span: Span) -> Call | None:
    """A read of an environment variable by call, with its default, in the one spelling of all languages."""
    filled = _PROPERTY.fullmatch(text_of(args[0]) or "") if callee == "Value" and len(args) == 1 else None
    if filled is not None:
        # `@Value("${name:default}")`: a property of the configuration fills the field.
        named = Scalar(filled[1], args[0].span)
        return Call(ENVIRONMENT, (named, *([Scalar(filled[2], named.span)] if filled[2] is not None else [])), (), span)
    if callee not in _ENVIRONMENT_CALLS or not args or text_of(args[0]) is None:
        return None
    defaults = [entry.value for entry in kwargs if entry.key == "default"]
    return Call(ENVIRONMENT, (*args, *defaults), (), span)


def environment_read(name: str | None, span: Span) -> Call | None:
    """The environment variable that a dotted name reads, as in `process.env.MODEL`."""
    for prefix in _ENVIRONMENTS:
        if name is not None and name.startswith(prefix):
            variable = name[len(prefix) :]
            if variable.replace("_", "a").isalnum() and variable not in _METHODS:
                return Call(ENVIRONMENT, (Scalar(variable, span),), (), span)
    return None


def folded_call(
    callee: str, receiver: Located | None, args: Sequence[Located], kwargs: Sequence[Entry]
) -> Located | None:
    """The literal that a call spells, or None for a call that does something."""
    owner, _, method = callee.rpartition(".")
    if isinstance(receiver, Scalar) and isinstance(receiver.value, str) and (owner == "str" or owner.endswith("()")):
        return formatted(receiver, args, kwargs) if method in _FORMATS else _folded_method(method, receiver, args)
    if args and not kwargs and callee in _LISTS:
        return Seq(tuple(args), args[0].span._replace(end_line=max(item.span.end_line for item in args)))
    if args and not kwargs and (spelled := _in_turn(callee, args) or _put_together(callee, args)) is not None:
        return spelled
    if kwargs and not args and callee in _MAPS:
        entries = {entry.key: entry for entry in kwargs}
        return Map(tuple(entries.values()), kwargs[0].span)
    if len(args) != 1 or kwargs:
        return None
    only = args[0]
    if isinstance(only, Seq):
        return only if callee in _COLLECTIONS or callee in _FROZEN else None
    if isinstance(only, Map):
        return only if callee in _FROZEN else None
    return folded_text(callee, only)


def _in_turn(callee: str, args: Sequence[Located]) -> Map | None:
    """`Map.of("a", 1, "b", 2)`, if its keys are texts."""
    keys = [text_of(key) for key in args[::2]]
    if callee not in _TURNS or len(args) % 2 or None in keys:
        return None
    found = {
        key: Entry(key, value, given.span)
        for key, given, value in zip(keys, args[::2], args[1::2], strict=True)
        if key is not None
    }
    return Map(tuple(found.values()), args[0].span._replace(end_line=args[-1].span.end_line))


def _put_together(callee: str, args: Sequence[Located]) -> Scalar | None:
    r"""`String.format("…", x)` and `String.join("\n", "…", x)` as the text they come to."""
    if callee in _FORMATTERS:
        at = next((at for at, item in enumerate(args[:2]) if text_of(item) is not None), None)
        text = None if at is None else args[at]
        return formatted(text, args[(at or 0) + 1 :]) if isinstance(text, Scalar) else None
    if callee not in _JOINERS and callee not in _CONCATENATIONS:
        return None
    separator = text_of(args[0]) if callee in _JOINERS else ""
    items = args[1:] if callee in _JOINERS else args
    if len(items) == 1 and isinstance(items[0], Seq):
        items = items[0].items
    texts = [text_of(item) or (f"{{{item.name}}}" if isinstance(item, Ref) else None) for item in items]
    if separator is None or None in texts or not any(text_of(item) for item in items):
        return None
    return Scalar(separator.join(filter(None, texts)), args[0].span._replace(end_line=args[-1].span.end_line))


def folded_text(callee: str, argument: Located) -> Scalar | None:
    """The string that a function of literal text makes: `dedent` in its many houses."""
    text = text_of(argument)
    if text is None:
        return None
    method = callee.rpartition(".")[2]
    if method in _DEDENTS:
        return Scalar(dedented(text), argument.span)
    if method in _CLEANS:
        return Scalar(documentation(text), argument.span)
    return None


def folded_tag(tag: str, text: Scalar) -> Scalar | None:
    """The string that a template tag makes of literal text; tags also take the empty first and last line away."""
    method = tag.rpartition(".")[2]
    if method in _DEDENTS:
        return Scalar(dedented(str(text.value)).strip(), text.span)
    return text if method in _PLAIN_TAGS else None


def _folded_method(method: str, receiver: Scalar, args: Sequence[Located]) -> Scalar | None:
    text = str(receiver.value)
    if method in _DEDENTS and not args:
        return Scalar(dedented(text), receiver.span)
    if method in _TEXTS and not args:
        return receiver
    laid_out = None if args else _laid_out(method, text)
    if laid_out is not None:
        return Scalar(laid_out, receiver.span)
    chars = text_of(args[0]) if args else None
    if len(args) > 1 or (args and chars is None):
        return None
    if method in _STRIPS:
        return Scalar(text.strip(chars), receiver.span)
    if method in _STRIPS_LEFT:
        return Scalar(text.lstrip(chars), receiver.span)
    if method in _STRIPS_RIGHT:
        return Scalar(text.rstrip(chars), receiver.span)
    return None


def _laid_out(method: str, text: str) -> str | None:
    """What a method that takes the layout out of a text leaves of it; None for another method."""
    if method in _TRIMS:
        return dedented(_framed(text))
    if method in _SQUEEZES:
        return " ".join(text.split())
    return _MARGIN.sub("", _framed(text)) if method in _MARGINS else None


def _framed(text: str) -> str:
    """A text of several lines without a first and a last line that are blank."""
    lines = text.split("\n")
    if not lines[0].strip():
        lines = lines[1:]
    if lines and not lines[-1].strip():
        lines = lines[:-1]
    return "\n".join(lines)
