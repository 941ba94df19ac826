"""C# source files.

Fields, properties, constants, locals, calls, object creation with its initialisers, methods, classes, records,
enumerations and attributes, read from a syntax tree; nothing is compiled or run. Texts are what the program would hold:
escapes decoded, added literals joined, raw strings without their indentation, `{expression}` where an interpolation
fills in. What an object is initialised with stands as named arguments of its creation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_facts import read_module
from threatgate.documents._code_meaning import Grammar, means
from threatgate.documents._csharp_shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Module, Unreadable
    from threatgate.documents._syntax import Node, Syntax

_TYPE: Final = means("class", name="name", bases="bases", body="body", parameters="parameters")
_CREATION: Final = means("call", callee="type", arguments="arguments", initializer="initializer")
_KINDS: Final = {
    "accessor_declaration": means("function", name="name", body="body"),
    "anonymous_method_expression": means("function", parameters="parameters", body="body"),
    "anonymous_object_creation_expression": means("map"),
    "argument": means("same", inner=-1),
    "array_creation_expression": means("same", inner="initializer"),
    "arrow_expression_clause": means("same"),
    "as_expression": means("same"),
    "assignment_expression": means("assignment", "expression", target="left", operator="operator", value="right"),
    "attribute": means("decorator"),
    "attribute_argument": means("same", inner=-1),
    "attribute_call": means("call", callee="name", arguments="arguments"),
    "await_expression": means("await"),
    "binary_expression": means("binary", left="left", operator="operator", right="right"),
    "block": means("block"),
    "cast_expression": means("same", inner="value"),
    "character_literal": means("verbatim"),
    "checked_expression": means("same"),
    "class_declaration": _TYPE,
    "collection_expression": means("list"),
    "compilation_unit": means("block"),
    "conditional_expression": means("choice", consequence="consequence", alternative="alternative"),
    "constant_pattern": means("same"),
    "constructor_declaration": means("function", name="name", parameters="parameters", body="body"),
    "declaration_expression": means("same", inner="name"),
    "declaration_list": means("block"),
    "element_access_expression": means("subscript", object="expression", index="subscript"),
    "entry_initializer": means("pair", key="key", value="right"),
    "enum_declaration": means("class", "Enum", name="name", body="body"),
    "enum_member_declaration": means("assignment", target="name", value="value"),
    "expression_statement": means("statement"),
    "false": means("constant", "false"),
    "field_declaration": means("declaration"),
    "field_initializer": means("pair", key="name", value="right"),
    "generic_name": means("same"),
    "identifier": means("name"),
    "if_statement": means("conditional", condition="condition", consequence="consequence", alternative="alternative"),
    "implicit_array_creation_expression": means("same"),
    "implicit_object_creation_expression": _CREATION,
    "initializer_expression": means("list"),
    "integer_literal": means("number"),
    "interface_declaration": _TYPE,
    "interpolated_string_expression": means("string"),
    "invocation_expression": means("call", callee="function", arguments="arguments", types="types"),
    "is_expression": means("operator"),
    "is_pattern_expression": means("operator"),
    "lambda_expression": means("function", parameter="parameter", parameters="parameters", body="body"),
    "local_declaration_statement": means("declaration"),
    "local_function_statement": means("function", name="name", parameters="parameters", body="body", returns="type"),
    "member_access_expression": means("member", object="expression", name="name"),
    "method_declaration": means("function", name="name", parameters="parameters", body="body", returns="returns"),
    "named_argument": means("keyword", key="name", value=-1),
    "null_literal": means("constant", "null"),
    "object_creation_expression": _CREATION,
    "object_initializer": means("map"),
    "parameter": means("parameter", name="name", annotation="type", default="default"),
    "parenthesized_expression": means("same"),
    "predefined_type": means("name"),
    "prefix_unary_expression": means("unary", argument=0),
    "postfix_unary_expression": means("operator"),
    "property_declaration": means("assignment", target="name", value="value", annotation="type"),
    "qualified_name": means("member", object="qualifier", name="name"),
    "raw_string_literal": means("string"),
    "real_literal": means("number"),
    "record_declaration": _TYPE,
    "return_statement": means("returned", value=0),
    "shorthand_field": means("shorthand"),
    "spread_element": means("spread"),
    "string_literal": means("string"),
    "struct_declaration": _TYPE,
    "switch_expression": means("switch", subject=0),
    "switch_expression_arm": means("case", pattern=0),
    "switch_section": means("case", pattern="<constant_pattern>"),
    "switch_statement": means("switch", subject="value"),
    "this": means("name"),
    "base": means("name"),
    "true": means("constant", "true"),
    "tuple_expression": means("list"),
    "type_argument_list": means("list"),
    "typeof_expression": means("same"),
    "using_directive": means("import"),
    "variable_declaration": means("declaration"),
    "variable_declarator": means("assignment", target="name", value="value", annotation="annotation"),
    "verbatim_string_literal": means("string"),
    "with_expression": _CREATION,
}


def _imports(syntax: Syntax, node: Node) -> Iterator[str]:
    """The namespace or type that is used; an alias is left out."""
    name = node.named[-1] if node.named else None
    if name is not None:
        yield syntax.text(name)


GRAMMAR: Final = Grammar(
    language="csharp",
    package="tree_sitter_c_sharp",
    entry="language",
    kinds=_KINDS,
    comments=frozenset({"comment"}),
    silent=frozenset({"';", "attribute", "modifier", "type_parameter_list", "type_parameter_constraints_clause"}),
    binders={
        "catch_declaration": "name",
        "declaration_expression": "name",
        "declaration_pattern": "name",
        "foreach_statement": "left",
        "from_clause": "name",
        "lambda_expression": "parameter",
        "local_function_statement": "name",
        "parameter_list": None,
        "variable_declarator": "name",
        "var_pattern": "name",
    },
    inner={"parameter": "name"},
    imports=_imports,
    shapes=SHAPES,
    builders=frozenset({"Build"}),
    blocks="cut",
    doc_lines="///",
    keeps=frozenset({"ConfigureAwait"}),
    angles=True,
)


def read(text: str) -> Module | Unreadable:
    """The facts of a C# file; what cannot be parsed is left out, the rest is read."""
    return read_module(text, GRAMMAR)
