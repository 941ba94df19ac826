"""PHP source files, templates with PHP in them among these.

Constants, properties, variables, calls with named arguments and arrays, methods, classes, enumerations and attributes,
read from a syntax tree; nothing is run. Texts are what the program would hold: escapes decoded, joined ones put
together, heredocs without their indentation, `{expression}` where a text fills in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_facts import read_module
from threatgate.documents._code_meaning import Grammar, means
from threatgate.documents._php_shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Module, Unreadable
    from threatgate.documents._syntax import Node, Syntax

_FUNCTION: Final = means("function", name="name", parameters="parameters", body="body", returns="return_type")
_TYPE: Final = means("class", name="name", bases="bases", body="body")
_MEMBER: Final = means("member", object="object", name="name")
_CONDITION: Final = means("conditional", condition="condition", consequence="body", alternative="alternative")
_KINDS: Final = {
    "anonymous_class": _TYPE,
    "anonymous_function": _FUNCTION,
    "array_creation_expression": means("list"),
    "arrow_function": _FUNCTION,
    "assignment_expression": means("assignment", "expression", target="left", value="right"),
    "attribute": means("decorator"),
    "attribute_call": means("call", callee="callee", arguments="arguments"),
    "augmented_assignment_expression": means("assignment", target="left", operator="operator", value="right"),
    "binary_expression": means("binary", left="left", operator="operator", right="right"),
    "block": means("block"),
    "callee": _MEMBER,
    "case_statement": means("case", pattern="pattern"),
    "cast_expression": means("same", inner="value"),
    "class_constant_access_expression": _MEMBER,
    "class_declaration": _TYPE,
    "colon_block": means("block"),
    "conditional_expression": means("choice", consequence="body", alternative="alternative"),
    "const_declaration": means("declaration"),
    "const_element": means("assignment", target="name", value="value"),
    "declaration_list": means("block"),
    "default_statement": means("case"),
    "else_if_clause": _CONDITION,
    "encapsed_string": means("string"),
    "enum_case": means("assignment", target="name", value="value"),
    "enum_declaration": means("class", "Enum", name="name", bases="bases", body="body"),
    "enum_declaration_list": means("block"),
    "error_suppression_expression": means("same"),
    "false": means("constant", "false"),
    "expression_statement": means("statement"),
    "fallback": means("binary", left="left", operator="operator", right="right"),
    "float": means("number"),
    "function_call_expression": means("call", callee="function", arguments="arguments"),
    "function_definition": _FUNCTION,
    "if_statement": _CONDITION,
    "integer": means("number"),
    "interface_declaration": _TYPE,
    "list_literal": means("list"),
    "map": means("map"),
    "match_conditional_expression": means("case", pattern="pattern"),
    "match_default_expression": means("case"),
    "match_expression": means("switch", subject="subject"),
    "member_access_expression": _MEMBER,
    "member_call_expression": means("call", callee="callee", arguments="arguments"),
    "method_declaration": _FUNCTION,
    "name": means("name"),
    "named_argument": means("keyword", key="name", value="value"),
    "namespace_use_declaration": means("import"),
    "null": means("constant", "null"),
    "nullsafe_member_access_expression": _MEMBER,
    "nullsafe_member_call_expression": means("call", callee="callee", arguments="arguments"),
    "object_creation_expression": means("call", callee="callee", arguments="arguments"),
    "pair": means("pair", key="key", value="value"),
    "parenthesized_expression": means("same"),
    "program": means("block"),
    "property_declaration": means("declaration"),
    "property_element": means("assignment", target="name", value="default_value", annotation="annotation"),
    "property_promotion_parameter": means("parameter", name="name", annotation="type", default="default_value"),
    "qualified_name": means("name"),
    "relative_scope": means("name"),
    "return_statement": means("returned", value=0),
    "scoped_call_expression": means("call", callee="callee", arguments="arguments"),
    "scoped_property_access_expression": _MEMBER,
    "simple_parameter": means("parameter", name="name", annotation="type", default="default_value"),
    "static_variable_declaration": means("assignment", target="name", value="value"),
    "string": means("string"),
    "subscript_expression": means("subscript", object="object", index="index"),
    "switch_statement": means("switch", subject="condition"),
    "text_block": means("string", "indented"),
    "trait_declaration": _TYPE,
    "true": means("constant", "true"),
    "unary_op_expression": means("unary", operator="operator", argument="argument"),
    "update_expression": means("operator"),
    "variable_name": means("name"),
    "variadic_parameter": means("rest", "*"),
    "variadic_unpacking": means("spread"),
}


def _imports(syntax: Syntax, node: Node) -> Iterator[str]:
    r"""Names of classes and functions with their namespace, its parts joined by dots."""
    prefix = next((syntax.text(one) for one in node.named if one.kind == "namespace_name"), "")
    group = node.part("<namespace_use_group>")
    for clause in (node if group is None else group).named:
        if clause.kind == "namespace_use_clause" and clause.first is not None:
            said = syntax.text(clause).removeprefix("function ").removeprefix("const ").partition(" as ")[0]
            yield ".".join(part for name in (prefix, said) for part in name.split("\\") if part)


GRAMMAR: Final = Grammar(
    language="php",
    package="tree_sitter_php",
    entry="language_php",
    kinds=_KINDS,
    comments=frozenset({"comment"}),
    silent=frozenset(
        {
            *("';", "attribute", "declare_statement", "empty_statement", "namespace_definition", "php_tag"),
            *("php_end_tag", "text", "text_interpolation", "use_declaration"),
        }
    ),
    binders={
        "assignment_expression": "left",
        "augmented_assignment_expression": "left",
        "catch_clause": "name",
        "formal_parameters": None,
        "static_variable_declaration": "name",
    },
    unbinders=frozenset({"global_declaration"}),
    inner={
        "property_promotion_parameter": "name",
        "simple_parameter": "name",
        "variadic_parameter": "name",
    },
    receivers=frozenset(),
    imports=_imports,
    shapes=SHAPES,
)


def read(text: str) -> Module | Unreadable:
    """The facts of a PHP file; what cannot be parsed is left out, the rest is read."""
    return read_module(text, GRAMMAR)
