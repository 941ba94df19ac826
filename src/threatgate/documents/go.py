"""Go source files.

Constants, variables, fields, calls, composite literals, functions, methods and structs, read from a syntax tree;
nothing is compiled or run. A literal of a struct is a call of its type with named arguments, also where the type is
left to the literal around it; a literal of a map or slice is a map or list. Texts are what the program would hold:
escapes decoded, added literals joined, `{expression}` where `fmt.Sprintf` fills in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_facts import read_module
from threatgate.documents._code_meaning import Grammar, means
from threatgate.documents._go_shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Module, Unreadable
    from threatgate.documents._syntax import Node, Syntax

_FUNCTION: Final = means("function", name="name", parameters="parameters", body="body", returns="result", owner="owner")
_KINDS: Final = {
    "assignment_statement": means("assignment", target="left", operator="operator", value="right"),
    "binary_expression": means("binary", left="left", operator="operator", right="right"),
    "block": means("block"),
    "call_expression": means("call", callee="function", arguments="arguments"),
    "const_declaration": means("declaration"),
    "const_spec": means("assignment", target="name", value="value", annotation="type"),
    "default_case": means("case"),
    "expression_case": means("case", pattern="value"),
    "expression_list": means("list", "bare"),
    "expression_statement": means("statement"),
    "expression_switch_statement": means("switch", subject="value"),
    "false": means("constant", "false"),
    "field": means("keyword", key="key", value="value"),
    "field_declaration_list": means("block"),
    "field_declaration": means("assignment", target="name", annotation="type", tag="tag"),
    "float_literal": means("number"),
    "formatted_text": means("same", inner="text"),
    "func_literal": means("function", parameters="parameters", body="body", returns="result"),
    "function_declaration": _FUNCTION,
    "generic_type": means("same", inner="type"),
    "identifier": means("name"),
    "if_statement": means("conditional", condition="condition", consequence="consequence", alternative="alternative"),
    "import_spec": means("import"),
    "index_expression": means("subscript", object="operand", index="index"),
    "int_literal": means("number"),
    "interpreted_string_literal": means("string"),
    "keyed_element": means("pair", key="key", value="value"),
    "list_literal": means("list"),
    "lone_expression": means("same"),
    "map_literal": means("map"),
    "method_declaration": _FUNCTION,
    "name_list": means("list", "bare"),
    "nil": means("constant", "null"),
    "package_identifier": means("name"),
    "parameter_declaration": means("parameter", name="name", annotation="type"),
    "parenthesized_expression": means("same"),
    "pointed": means("same"),
    "qualified_type": means("member", object="package", name="name"),
    "raw_string_literal": means("string", "raw"),
    "return_statement": means("returned", value=0),
    "selector_expression": means("member", object="operand", name="field"),
    "short_var_declaration": means("assignment", target="left", value="right"),
    "source_file": means("block"),
    "struct_declaration": means("class", name="name", body="body"),
    "struct_literal": means("call", callee="type", arguments="body"),
    "true": means("constant", "true"),
    "type_assertion_expression": means("same", inner="operand"),
    "type_conversion_expression": means("call", callee="function", arguments="arguments"),
    "type_declaration": means("declaration"),
    "type_identifier": means("name"),
    "type_instantiation_expression": means("same", inner="type"),
    "typed_literal": means("same", inner="body"),
    "unary_expression": means("unary", operator="operator", argument="operand"),
    "var_declaration": means("declaration"),
    "var_spec": means("assignment", target="name", value="value", annotation="type"),
    "variadic_argument": means("spread"),
    "variadic_parameter_declaration": means("parameter", name="name", annotation="type"),
}
# Conversions, and the helpers with which client libraries make pointers and optional fields.
_WRAPS: Final = frozenset(
    {
        *(
            "[] byte",
            "string",
            "float32",
            "float64",
            "int",
            "int32",
            "int64",
            "Ptr",
            "Pointer",
            "ToPtr",
            "NewOpt",
            "F",
            "Opt",
        ),
        *("String", "Bool", "Int", "Int32", "Int64", "Float", "Float32", "Float64", "TrimSpace", "Raw", "RawMessage"),
    }
)


def _imports(syntax: Syntax, node: Node) -> Iterator[str]:
    """The path of a package."""
    path = node.part("path")
    if path is not None:
        yield syntax.text(path)[1:-1]


GRAMMAR: Final = Grammar(
    language="go",
    package="tree_sitter_go",
    entry="language",
    kinds=_KINDS,
    comments=frozenset({"comment"}),
    silent=frozenset({"';", "empty_statement", "owner", "package_clause", "type_arguments", "type_parameter_list"}),
    binders={
        "const_spec": "name",
        "parameter_list": None,
        "range_clause": "left",
        "receive_statement": "left",
        "short_var_declaration": "left",
        "type_switch_statement": "alias",
        "var_spec": "name",
    },
    inner={},
    imports=_imports,
    shapes=SHAPES,
    wraps=_WRAPS,
    doc_lines="//",
)


def read(text: str) -> Module | Unreadable:
    """The facts of a Go file; what cannot be parsed is left out, the rest is read."""
    return read_module(text, GRAMMAR)
