"""Swift source files.

Properties, calls with labels and trailing blocks, functions, structures, classes, enumerations and attributes, read
from a syntax tree; nothing is compiled or run. Texts are what the program would hold: escapes decoded, added literals
joined, texts in three quotes without their indentation, `{expression}` where a text fills in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.documents._code_facts import read_module
from threatgate.documents._code_meaning import Grammar, means
from threatgate.documents._swift_shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Module, Unreadable
    from threatgate.documents._syntax import Node, Syntax

_FUNCTION: Final = means("function", name="name", parameters="parameters", body="body", returns="returns")
_TYPE: Final = means("class", name="name", bases="bases", body="body")
_BINARY: Final = means("binary", left="lhs", operator="op", right="rhs")
_PROPERTY: Final = means("assignment", target="target", annotation="annotation", value="value")
_KINDS: Final = {
    "additive_expression": _BINARY,
    "array_literal": means("list"),
    "as_expression": means("same", inner="expr"),
    "assignment": means("assignment", target="target", operator="operator", value="result"),
    "attribute": means("decorator"),
    "attribute_call": means("call", callee="callee", arguments="arguments"),
    "await_expression": means("await", inner="expr"),
    "call_expression": means("call", callee="callee", arguments="arguments"),
    "class_body": means("block"),
    "class_declaration": _TYPE,
    "computed_property": means("function", body="body"),
    "conjunction_expression": _BINARY,
    "dictionary_literal": means("map"),
    "directly_assignable_expression": means("same"),
    "disjunction_expression": _BINARY,
    "enum_case": means("assignment", target="name", value="value"),
    "enum_class_body": means("block"),
    "enum_declaration": means("class", "Enum", name="name", bases="bases", body="body"),
    "false": means("constant", "false"),
    "function_body": means("block"),
    "function_declaration": _FUNCTION,
    "group": means("same"),
    "hex_literal": means("number"),
    "identifier": means("name"),
    "if_statement": means("conditional", condition="condition", consequence="consequence", alternative="alternative"),
    "implicit_member": means("name"),
    "import_declaration": means("import"),
    "init_declaration": _FUNCTION,
    "integer_literal": means("number"),
    "lambda_literal": means("function", parameters="parameters", body="body"),
    "lambda_parameter": means("parameter", name="name", annotation="type"),
    "line_string_literal": means("string"),
    "multiplicative_expression": _BINARY,
    "named_argument": means("keyword", key="name", value="value"),
    "navigation_expression": means("member", object="target", name="name"),
    "nil": means("constant", "null"),
    "nil_coalescing_expression": means("binary", left="value", operator="op", right="if_nil"),
    "nil_literal": means("constant", "null"),
    "pair": means("pair", key="key", value="value"),
    "parameter": means("parameter", name="name", annotation="type", default="default_value"),
    "pattern": means("pattern"),
    "prefix_expression": means("unary", operator="operation", argument="target"),
    "property_declaration": _PROPERTY,
    "protocol_body": means("block"),
    "protocol_declaration": _TYPE,
    "protocol_function_declaration": _FUNCTION,
    "protocol_property_declaration": _PROPERTY,
    "range_expression": means("operator"),
    "raw_string_literal": means("string"),
    "real_literal": means("number"),
    "return_statement": means("returned", value="result"),
    "self_expression": means("name"),
    "simple_identifier": means("name"),
    "source_file": means("block"),
    "statements": means("block"),
    "subscript_expression": means("subscript", object="object", index="index"),
    "super_expression": means("name"),
    "switch_entry": means("case", pattern="<switch_pattern>"),
    "switch_statement": means("switch", subject="expr"),
    "ternary_expression": means("choice", consequence="if_true", alternative="if_false"),
    "text_block": means("string", "indented"),
    "true": means("constant", "true"),
    "try_expression": means("same", inner="expr"),
    "tuple_expression": means("list", "tuple"),
    "type_identifier": means("name"),
    "user_type": means("name"),
}


def _imports(syntax: Syntax, node: Node) -> Iterator[str]:
    """The name of the module, or of what is imported from it."""
    name = node.part("<identifier>")
    if name is not None:
        yield syntax.text(name)


GRAMMAR: Final = Grammar(
    language="swift",
    package="tree_sitter_swift",
    entry="language",
    kinds=_KINDS,
    comments=frozenset({"comment", "multiline_comment"}),
    silent=frozenset({"';", "attribute", "directive", "type_annotation", "type_arguments", "typealias_declaration"}),
    binders={
        "for_statement": "item",
        "guard_statement": "bound_identifier",
        "if_statement": "bound_identifier",
        "lambda_parameter": "name",
        "parameter": "name",
        "property_declaration": "target",
    },
    inner={"lambda_parameter": "name", "parameter": "name"},
    imports=_imports,
    shapes=SHAPES,
    angles=True,
    # From each mark of a run the parser looks to its end for a text that they begin.
    strange=re.compile(rb"#{250,}+"),
)


def read(text: str) -> Module | Unreadable:
    """The facts of a Swift file; what cannot be parsed is left out, the rest is read."""
    return read_module(text, GRAMMAR)
