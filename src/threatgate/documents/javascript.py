"""TypeScript and JavaScript source files, JSX included.

Constants, properties, calls, functions and classes, read from a syntax tree; nothing is run. Texts are what the program
would hold: escapes decoded, added literals joined, `dedent` tags applied, `{expression}` where a template fills in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_facts import read_module
from threatgate.documents._code_meaning import Grammar, means

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Module, Unreadable
    from threatgate.documents._syntax import Node, Syntax

_FUNCTION: Final = means("function", name="name", parameters="parameters", body="body", returns="return_type")
_KINDS: Final = {
    "abstract_class_declaration": means("class", name="name", bases="<class_heritage>", body="body"),
    "array": means("list"),
    "array_pattern": means("pattern"),
    "arrow_function": means(
        "function", parameter="parameter", parameters="parameters", body="body", returns="return_type"
    ),
    "as_expression": means("same"),
    "assignment_expression": means("assignment", "expression", target="left", value="right"),
    "assignment_pattern": means("parameter", name="left", default="right"),
    "augmented_assignment_expression": means("assignment", target="left", operator="operator", value="right"),
    "await_expression": means("await"),
    "binary_expression": means("binary", left="left", operator="operator", right="right"),
    "call_expression": means("call", callee="function", arguments="arguments"),
    "class": means("class", name="name", bases="<class_heritage>", body="body"),
    "class_body": means("block"),
    "class_declaration": means("class", name="name", bases="<class_heritage>", body="body"),
    "computed_property_name": means("computed"),
    "decorator": means("decorator"),
    "enum_assignment": means("assignment", target="name", value="value"),
    "enum_declaration": means("class", "Enum", name="name", body="body"),
    "export_statement": means("export", value="value"),
    "expression_statement": means("statement"),
    "false": means("constant", "false"),
    "field_definition": means("assignment", target="property", value="value"),
    "function_declaration": _FUNCTION,
    "function_expression": _FUNCTION,
    "generator_function": _FUNCTION,
    "generator_function_declaration": _FUNCTION,
    "identifier": means("name"),
    "if_statement": means("conditional", condition="condition", consequence="consequence", alternative="alternative"),
    "import": means("name"),
    "import_statement": means("import"),
    "instantiation_expression": means("same"),
    "interface_declaration": means("class", name="name", bases="<extends_type_clause>", body="body"),
    "lexical_declaration": means("declaration"),
    "literal_type": means("same"),
    "member_expression": means("member", object="object", name="property"),
    "meta_property": means("name"),
    "method_definition": _FUNCTION,
    "new_expression": means("call", callee="constructor", arguments="arguments"),
    "non_null_expression": means("same"),
    "null": means("constant", "null"),
    "number": means("number"),
    "object": means("map"),
    "object_assignment_pattern": means("parameter", name="left", default="right"),
    "object_pattern": means("pattern"),
    "optional_parameter": means("parameter", name="pattern", annotation="type", default="value"),
    "pair": means("pair", key="key", value="value"),
    "pair_pattern": means("pair", key="key", value="value"),
    "parenthesized_expression": means("same"),
    "parenthesized_type": means("same"),
    "program": means("block"),
    "property_signature": means("assignment", target="name", annotation="type"),
    "public_field_definition": means("assignment", target="name", value="value", annotation="type"),
    "regex": means("verbatim"),
    "required_parameter": means("parameter", name="pattern", annotation="type", default="value"),
    "return_statement": means("returned", value=0),
    "rest_pattern": means("rest", "*"),
    "satisfies_expression": means("same"),
    "sequence_expression": means("operator"),
    "shorthand_property_identifier": means("shorthand"),
    "shorthand_property_identifier_pattern": means("shorthand"),
    "spread_element": means("spread"),
    "statement_block": means("block"),
    "string": means("string"),
    "subscript_expression": means("subscript", object="object", index="index"),
    "super": means("name"),
    "switch_case": means("case", pattern="value"),
    "switch_default": means("case"),
    "switch_statement": means("switch", subject="value"),
    "template_string": means("string"),
    "ternary_expression": means("choice", consequence="consequence", alternative="alternative"),
    "this": means("name"),
    "true": means("constant", "true"),
    "type_alias_declaration": means("alias", target="name", value="value"),
    "type_assertion": means("same", inner=-1),
    "type_identifier": means("name"),
    "unary_expression": means("unary", operator="operator", argument="argument"),
    "undefined": means("constant", "null"),
    "union_type": means("literals"),
    "update_expression": means("operator"),
    "variable_declaration": means("declaration"),
    "variable_declarator": means("assignment", target="name", value="value", annotation="type"),
    "yield_expression": means("operator"),
}
_TYPES: Final = {
    "accessibility_modifier",
    "ambient_declaration",
    "function_signature",
    "interface_declaration",
    "override_modifier",
    "type_alias_declaration",
    "type_annotation",
    "type_arguments",
    "type_parameters",
}


def _imports(syntax: Syntax, node: Node) -> Iterator[str]:
    """The specifier, and `specifier#name` for each name: `default` and `*` as the language counts them."""
    source = node.part("source")
    if source is None:
        return
    module = syntax.text(source)[1:-1]
    yield module
    waiting = [child for child in node.named if child is not source]
    while waiting:
        child = waiting.pop()
        if child.kind in {"import_specifier", "export_specifier"}:
            name = child.part("name")
            yield f"{module}#{syntax.text(name)}" if name is not None else module
        elif child.kind == "identifier":
            yield f"{module}#default"
        elif child.kind in {"namespace_import", "namespace_export"}:
            yield f"{module}#*"
        elif child.kind in {"import_clause", "named_imports", "export_clause"}:
            waiting += child.named


def _grammar(language: str, package: str, entry: str) -> Grammar:
    return Grammar(
        language=language,
        package=package,
        entry=entry,
        kinds=_KINDS,
        comments=frozenset({"comment", "html_comment"}),
        silent=frozenset({"';", "empty_statement", *_TYPES}),
        binders={
            "arrow_function": "parameter",
            "catch_clause": "parameter",
            "class_declaration": "name",
            "for_in_statement": "left",
            "formal_parameters": None,
            "function_declaration": "name",
            "generator_function_declaration": "name",
            "variable_declarator": "name",
        },
        inner={
            "assignment_pattern": "left",
            "object_assignment_pattern": "left",
            "optional_parameter": "pattern",
            "pair_pattern": "value",
            "required_parameter": "pattern",
        },
        imports=_imports,
        import_calls=frozenset({"require", "import"}),
        angles=language != "javascript",
    )


GRAMMARS: Final = {
    "typescript": _grammar("typescript", "tree_sitter_typescript", "language_typescript"),
    "tsx": _grammar("tsx", "tree_sitter_typescript", "language_tsx"),
    "javascript": _grammar("javascript", "tree_sitter_javascript", "language"),
}


def read(text: str, language: str) -> Module | Unreadable:
    """The facts of a file in `typescript`, `tsx` or `javascript`; what cannot be parsed is left out."""
    return read_module(text, GRAMMARS[language])
