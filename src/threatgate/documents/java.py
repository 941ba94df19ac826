"""Java source files.

Fields, constants, locals, calls, object creation, methods, classes, records, enumerations and annotations, read from a
syntax tree; nothing is compiled or run. Texts are what the program would hold: escapes decoded, added literals joined,
text blocks without their indentation. A chain of settings that ends in `build()` is one call with named arguments.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threatgate.documents._code_facts import read_module
from threatgate.documents._code_meaning import Grammar, means
from threatgate.documents._java_shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Module, Unreadable
    from threatgate.documents._syntax import Node, Syntax

_METHOD: Final = means("function", name="name", parameters="parameters", body="body", returns="type")
_TYPE: Final = means("class", name="name", bases="bases", body="body", parameters="parameters")
_KINDS: Final = {
    "annotation": means("decorator"),
    "annotation_call": means("call", callee="name", arguments="arguments"),
    "annotation_type_declaration": _TYPE,
    "annotation_type_element_declaration": means("assignment", target="name", value="value", annotation="type"),
    "array_access": means("subscript", object="array", index="index"),
    "array_creation_expression": means("same", inner="value"),
    "array_initializer": means("list"),
    "assignment_expression": means("assignment", "expression", target="left", operator="operator", value="right"),
    "binary_expression": means("binary", left="left", operator="operator", right="right"),
    "block": means("block"),
    "callee": means("member", object="object", name="name"),
    "cast_expression": means("same", inner="value"),
    "character_literal": means("verbatim"),
    "class_body": means("block"),
    "class_declaration": _TYPE,
    "class_literal": means("same"),
    "compact_constructor_declaration": _METHOD,
    "constant_declaration": means("declaration"),
    "constructor_body": means("block"),
    "constructor_declaration": _METHOD,
    "decimal_floating_point_literal": means("number"),
    "decimal_integer_literal": means("number"),
    "element_value_array_initializer": means("list"),
    "element_value_pair": means("keyword", key="name", value="value"),
    "enum_constant": means("assignment", target="name", value="value"),
    "enum_declaration": means("class", "Enum", name="name", bases="bases", body="body"),
    "explicit_constructor_invocation": means("call", callee="constructor", arguments="arguments"),
    "expression_statement": means("statement"),
    "false": means("constant", "false"),
    "field_access": means("member", object="object", name="field"),
    "field_declaration": means("declaration"),
    "formal_parameter": means("parameter", name="name", annotation="type"),
    "generic_type": means("same"),
    "hex_integer_literal": means("number"),
    "binary_integer_literal": means("number"),
    "identifier": means("name"),
    "if_statement": means("conditional", condition="condition", consequence="consequence", alternative="alternative"),
    "import_declaration": means("import"),
    "instanceof_expression": means("operator"),
    "interface_body": means("block"),
    "interface_declaration": _TYPE,
    "lambda_expression": means("function", parameter="parameter", parameters="parameters", body="body"),
    "local_variable_declaration": means("declaration"),
    "marker_annotation": means("decorator"),
    "method_declaration": _METHOD,
    "method_invocation": means("call", callee="callee", arguments="arguments"),
    "method_name": means("name", "free"),
    "method_reference": means("member", object=0, name=-1),
    "null_literal": means("constant", "null"),
    "object_creation_expression": means("call", callee="type", arguments="arguments", body="body"),
    "parenthesized_expression": means("same"),
    "program": means("block"),
    "record_declaration": _TYPE,
    "resource": means("assignment", target="name", value="value", annotation="annotation"),
    "return_statement": means("returned", value=0),
    "scoped_identifier": means("member", object="scope", name="name"),
    "scoped_type_identifier": means("member", object=0, name=-1),
    "spread_parameter": means("parameter", name="name", annotation="type"),
    "string_literal": means("string"),
    "super": means("name"),
    "switch_block_statement_group": means("case", pattern="<switch_label>"),
    "switch_expression": means("switch", subject="condition"),
    "switch_rule": means("case", pattern="<switch_label>"),
    "ternary_expression": means("choice", consequence="consequence", alternative="alternative"),
    "this": means("name"),
    "true": means("constant", "true"),
    "type_identifier": means("name"),
    "unary_expression": means("unary", operator="operator", argument="operand"),
    "update_expression": means("operator"),
    "variable_declarator": means("assignment", target="name", value="value", annotation="annotation"),
}


def _imports(syntax: Syntax, node: Node) -> Iterator[str]:
    """The name that is imported, `.*` for all of a package."""
    name = node.first
    if name is not None:
        yield syntax.text(name) + (".*" if node.part("<asterisk>") is not None else "")


GRAMMAR: Final = Grammar(
    language="java",
    package="tree_sitter_java",
    entry="language",
    kinds=_KINDS,
    comments=frozenset({"line_comment", "block_comment"}),
    silent=frozenset({"';", "annotation", "marker_annotation", "type_arguments", "type_parameters", "throws"}),
    binders={
        "catch_formal_parameter": "name",
        "enhanced_for_statement": "name",
        "formal_parameters": None,
        "inferred_parameters": None,
        "instanceof_expression": "name",
        "lambda_expression": "parameter",
        "record_pattern_component": "name",
        "resource": "name",
        "type_pattern": "name",
        "variable_declarator": "name",
    },
    inner={"formal_parameter": "name", "spread_parameter": "name"},
    imports=_imports,
    shapes=SHAPES,
    builders=frozenset({"build"}),
    angles=True,
    # The parser looks for the type that each `>` closes behind every assignment that is still open.
    strange=re.compile(rb"=\s*+>"),
    blocks="kept",
    setters="set",
    defaults=frozenset({"orElse"}),
    wraps=frozenset({"Optional.of", "Optional.ofNullable", "Objects.requireNonNull"}),
)


def read(text: str) -> Module | Unreadable:
    """The facts of a Java file; what cannot be parsed is left out, the rest is read."""
    return read_module(text, GRAMMAR)
