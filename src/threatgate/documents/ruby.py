"""Ruby source files.

Constants, variables, calls with keyword arguments and blocks, settings that stand in a class, methods, classes and
modules, read from a syntax tree; nothing is run. Texts are what the program would hold: escapes decoded, texts side by
side and added ones joined, `<<~` without its indentation, `{expression}` where a text fills in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_facts import read_module
from threatgate.documents._code_meaning import Grammar, means
from threatgate.documents._kinds import Unreadable
from threatgate.documents._ruby_shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Module
    from threatgate.documents._syntax import Node, Syntax

_FUNCTION: Final = means("function", name="name", parameters="parameters", body="body")
_BLOCK: Final = means("function", parameters="parameters", body="body")
_CONDITION: Final = means("conditional", condition="condition", consequence="consequence", alternative="alternative")
_ADDED: Final = means("conditional", condition="condition", consequence="body")
_TYPE: Final = means("class", name="name", bases="<superclass>", body="body")
_KINDS: Final = {
    "array": means("list"),
    "assignment": means("assignment", "expression", target="left", value="right"),
    "bare_string": means("string"),
    "bare_symbol": means("string"),
    "begin_block": means("block"),
    "binary": means("binary", left="left", operator="operator", right="right"),
    "block": _BLOCK,
    "block_body": means("block"),
    "body_statement": means("block"),
    "call": means("call", callee="callee", arguments="arguments"),
    "case": means("switch", subject="value"),
    "case_match": means("switch", subject="value"),
    "chained_string": means("adjacent"),
    "class": _TYPE,
    "class_variable": means("name"),
    "conditional": means("choice", consequence="consequence", alternative="alternative"),
    "constant": means("name"),
    "delimited_symbol": means("string"),
    "do_block": _BLOCK,
    "element_reference": means("subscript", object="object", index="index"),
    "elsif": _CONDITION,
    "false": means("constant", "false"),
    "float": means("number"),
    "global_variable": means("name"),
    "hash": means("map"),
    "hash_splat_argument": means("spread", "map"),
    "hash_splat_parameter": means("rest", "**"),
    "heredoc": means("string"),
    "heredoc_indented": means("string", "indented"),
    "identifier": means("name"),
    "if": _CONDITION,
    "if_modifier": _ADDED,
    "in_clause": means("case", pattern="pattern"),
    "instance_variable": means("name"),
    "integer": means("number"),
    "keyword_parameter": means("parameter", name="name", default="value"),
    "lambda": _BLOCK,
    "left_assignment_list": means("list"),
    "member": means("member", object="receiver", name="method"),
    "method": _FUNCTION,
    "module": _TYPE,
    "nil": means("constant", "null"),
    "operator_assignment": means("assignment", target="left", operator="operator", value="right"),
    "optional_parameter": means("parameter", name="name", default="value"),
    "pair": means("pair", key="key", value="value"),
    "parenthesized_statements": means("same"),
    "program": means("block"),
    "range": means("operator"),
    "regex": means("verbatim"),
    "rest_assignment": means("rest", "*"),
    "return": means("returned", value=0),
    "right_assignment_list": means("list"),
    "same": means("same"),
    "scope_resolution": means("member", object="scope", name="name"),
    "self": means("name"),
    "setting": means("assignment", target="left", value="right"),
    "short_pair": means("shorthand"),
    "simple_symbol": means("string"),
    "singleton_method": _FUNCTION,
    "splat_argument": means("spread"),
    "splat_parameter": means("rest", "*"),
    "string": means("string"),
    "string_array": means("list"),
    "super": means("name"),
    "symbol_array": means("list"),
    "then": means("block"),
    "true": means("constant", "true"),
    "unary": means("unary", operator="operator", argument="operand"),
    "unless": _CONDITION,
    "unless_modifier": _ADDED,
    "when": means("case", pattern="pattern"),
}


def _imports(_syntax: Syntax, _node: Node) -> Iterator[str]:
    """Nothing: files and libraries are required by calls."""
    yield from ()


GRAMMAR: Final = Grammar(
    language="ruby",
    package="tree_sitter_ruby",
    entry="language",
    kinds=_KINDS,
    comments=frozenset({"comment"}),
    silent=frozenset({"';", "'do", "'then", "alias", "empty_statement", "heredoc_body", "undef", "uninterpreted"}),
    binders={
        "assignment": "left",
        "block_parameters": None,
        "exception_variable": None,
        "for": "pattern",
        "lambda_parameters": None,
        "method_parameters": None,
        "operator_assignment": "left",
    },
    unbinders=frozenset({"class_variable", "instance_variable"}),
    inner={"keyword_parameter": "name", "optional_parameter": "name"},
    imports=_imports,
    import_calls=frozenset({"require", "require_relative", "load", "autoload"}),
    shapes=SHAPES,
)


def read(text: str) -> Module | Unreadable:
    """The facts of a Ruby file; what cannot be parsed is left out, the rest is read."""
    found = read_module(text, GRAMMAR)
    return found if isinstance(found, Unreadable) else found._replace(imports=_used(found))


def _used(module: Module) -> tuple[str, ...]:
    """What is required, and the libraries whose names are used: most programs require them all in one place."""
    names = [one.call.callee for one in module.invocations]
    names += [base for one in module.classes for base in one.bases]
    heads = {name.partition(".")[0].removesuffix("()") for name in names}
    return tuple(sorted({*module.imports, *(head for head in heads if head[:1].isupper())}))
