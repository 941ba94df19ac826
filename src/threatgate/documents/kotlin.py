"""Kotlin source files and scripts.

Properties, constants, calls with named arguments and trailing blocks, functions, classes, objects, enumerations and
annotations, read from a syntax tree; nothing is compiled or run. Texts are what the program would hold: escapes
decoded, added literals joined, `trimIndent` and `trimMargin` applied, `{expression}` where a template fills in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_facts import read_module
from threatgate.documents._code_meaning import Grammar, means
from threatgate.documents._kotlin_shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Module, Unreadable
    from threatgate.documents._syntax import Node, Syntax

_FUNCTION: Final = means("function", name="name", parameters="<function_value_parameters>", body="body", returns="type")
_TYPE: Final = means("class", name="name", bases="bases", body="body")
_KINDS: Final = {
    "annotated_expression": means("same", inner=-1),
    "annotation": means("decorator"),
    "anonymous_function": _FUNCTION,
    "as_expression": means("same", inner="left"),
    "assignment": means("assignment", target="left", operator="operator", value="right"),
    "binary_expression": means("binary", left="left", operator="operator", right="right"),
    "block": means("block"),
    "call_expression": means("call", callee="callee", arguments="arguments"),
    "callable_reference": means("same", inner=-1),
    "class_body": means("block"),
    "class_declaration": _TYPE,
    "class_parameter": means("assignment", target="name", annotation="type", value="default"),
    "collection_literal": means("list"),
    "constructor_invocation": means("call", callee="callee", arguments="arguments"),
    "enum_class_body": means("block"),
    "enum_declaration": means("class", "Enum", name="name", bases="bases", body="body"),
    "enum_entry": means("assignment", target="name", value="value"),
    "enum_values": means("list"),
    "false": means("constant", "false"),
    "float_literal": means("number"),
    "function_declaration": _FUNCTION,
    "getter": means("function", body="body"),
    "hex_literal": means("number"),
    "identifier": means("name"),
    "if_choice": means("choice", consequence="consequence", alternative="alternative"),
    "if_expression": means("conditional", condition="condition", consequence="consequence", alternative="alternative"),
    "import": means("import"),
    "in_expression": means("operator"),
    "index_expression": means("subscript", object=0, index=1),
    "infix_expression": means("operator"),
    "is_expression": means("operator"),
    "lambda_literal": means("function", parameters="parameters", body="body"),
    "multi_variable_declaration": means("pattern"),
    "multiline_string_literal": means("string"),
    "named_argument": means("keyword", key="name", value="value"),
    "navigation_expression": means("member", object=0, name=-1),
    "not_null": means("same"),
    "null": means("constant", "null"),
    "number_literal": means("number"),
    "object_declaration": _TYPE,
    "operation": means("operator"),
    "pair": means("pair", key="key", value="value"),
    "parameter": means("parameter", name="name", annotation="type", default="default"),
    "parenthesized_expression": means("same"),
    "property_declaration": means("assignment", target="target", annotation="type", value="value"),
    "qualified_identifier": means("name"),
    "range_expression": means("operator"),
    "return_expression": means("returned", value=0),
    "secondary_constructor": _FUNCTION,
    "source_file": means("block"),
    "spread_expression": means("spread"),
    "string_literal": means("string"),
    "super_expression": means("name"),
    "this_expression": means("name"),
    "true": means("constant", "true"),
    "unary_expression": means("unary", operator="operator", argument="argument"),
    "user_type": means("name"),
    "variable_declaration": means("parameter", name="name"),
    "when_entry": means("case", pattern="condition"),
    "when_expression": means("switch", subject="<when_subject>"),
    "when_subject": means("same"),
}


def _imports(syntax: Syntax, node: Node) -> Iterator[str]:
    """The name that is imported, `.*` for all of a package."""
    name = node.first
    if name is not None:
        yield syntax.text(name) + (".*" if node.part("<'*>") is not None else "")


GRAMMAR: Final = Grammar(
    language="kotlin",
    package="tree_sitter_kotlin",
    entry="language",
    kinds=_KINDS,
    comments=frozenset({"line_comment", "block_comment", "multiline_comment", "shebang"}),
    silent=frozenset({"';", "annotation", "package_header", "type_alias", "type_arguments", "type_parameters"}),
    binders={
        "catch_block": "<identifier>",
        "for_statement": "<variable_declaration>",
        "function_value_parameters": None,
        "lambda_parameters": None,
        "property_declaration": "target",
    },
    inner={"parameter": "name", "variable_declaration": "name"},
    imports=_imports,
    shapes=SHAPES,
    builders=frozenset({"build"}),
    angles=True,
    # Behind a property the parser looks for a getter, and where a last line ends with an annotation it never ends.
    prepared=lambda source: source + b"\n",
)


def read(text: str) -> Module | Unreadable:
    """The facts of a Kotlin file; what cannot be parsed is left out, the rest is read."""
    return read_module(text, GRAMMAR)
