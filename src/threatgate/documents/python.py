"""Python source files.

Constants, fields, calls, functions and classes, read from a syntax tree; nothing is imported or run. Texts are what the
program would hold: escapes decoded, adjacent and added literals joined, `dedent` applied, `{expression}` where an
f-string fills in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_facts import read_module
from threatgate.documents._code_meaning import Grammar, means

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Module, Unreadable
    from threatgate.documents._syntax import Node, Syntax

_KINDS: Final = {
    "aliased_import": means("operator"),
    "as_pattern": means("binding", value=0, target="alias"),
    "assignment": means("assignment", target="left", value="right", annotation="type"),
    "attribute": means("member", object="object", name="attribute"),
    "augmented_assignment": means("assignment", target="left", operator="operator", value="right"),
    "await": means("await"),
    "binary_operator": means("binary", left="left", operator="operator", right="right"),
    "block": means("block"),
    "boolean_operator": means("binary", left="left", operator="operator", right="right"),
    "call": means("call", callee="function", arguments="arguments"),
    "case_clause": means("case", pattern="<case_pattern>"),
    "class_definition": means("class", name="name", bases="superclasses", body="body"),
    "comparison_operator": means("operator"),
    "concatenated_string": means("adjacent"),
    "conditional_expression": means("choice", consequence=0, alternative=2),
    "decorated_definition": means("decorated"),
    "decorator": means("decorator"),
    "default_parameter": means("parameter", name="name", default="value"),
    "dictionary": means("map"),
    "dictionary_splat": means("spread", "map"),
    "dictionary_splat_pattern": means("rest", "**"),
    "elif_clause": means("conditional", condition="condition", consequence="consequence"),
    "expression_list": means("list", "tuple"),
    "expression_statement": means("statement"),
    "false": means("constant", "false"),
    "float": means("number"),
    "function_definition": means("function", name="name", parameters="parameters", body="body", returns="return_type"),
    "future_import_statement": means("import"),
    "generic_type": means("literals", object=0),
    "identifier": means("name"),
    "if_statement": means("conditional", condition="condition", consequence="consequence", alternative="alternative"),
    "import_from_statement": means("import"),
    "import_statement": means("import"),
    "integer": means("number"),
    "keyword_argument": means("keyword", key="name", value="value"),
    "lambda": means("function", parameters="parameters", body="body"),
    "list": means("list"),
    "list_pattern": means("list"),
    "list_splat": means("spread"),
    "list_splat_pattern": means("rest", "*"),
    "match_statement": means("switch", subject="subject"),
    "module": means("block"),
    "named_expression": means("assignment", "expression", target="name", value="value"),
    "none": means("constant", "null"),
    "not_operator": means("unary", argument="argument"),
    "pair": means("pair", key="key", value="value"),
    "parenthesized_expression": means("same"),
    "parenthesized_list_splat": means("same"),
    "pattern_list": means("list", "tuple"),
    "return_statement": means("returned", value=0),
    "set": means("list"),
    "string": means("string"),
    "subscript": means("subscript", object="value", index="subscript"),
    "true": means("constant", "true"),
    "tuple": means("list", "tuple"),
    "tuple_pattern": means("list", "tuple"),
    "type": means("same"),
    "type_alias_statement": means("alias", target="left", value="right"),
    "type_parameter": means("list"),
    "typed_default_parameter": means("parameter", name="name", annotation="type", default="value"),
    "typed_parameter": means("parameter", name=0, annotation="type"),
    "unary_operator": means("unary", operator="operator", argument="argument"),
    "with_clause": means("list", "bare"),
    "yield": means("operator"),
}


def _imports(syntax: Syntax, node: Node) -> Iterator[str]:
    """`import a.b` is `a.b`; `from a import b` is `a` and `a.b`."""
    source = node.part("module_name")
    module = "" if source is None else syntax.text(source)
    if module:
        yield module
    joint = "" if not module or module.endswith(".") else "."
    for child in node.named:
        if child.field == "name" or child.kind == "wildcard_import":
            name = child.part("name") or child
            yield f"{module}{joint}{syntax.text(name)}"


GRAMMAR: Final = Grammar(
    language="python",
    package="tree_sitter_python",
    entry="language",
    kinds=_KINDS,
    comments=frozenset({"comment", "line_continuation"}),
    silent=frozenset({"';", "pass_statement", "type_alias_statement"}),
    binders={
        "as_pattern": "alias",
        "assignment": "left",
        "augmented_assignment": "left",
        "class_definition": "name",
        "for_in_clause": "left",
        "for_statement": "left",
        "function_definition": "name",
        "lambda_parameters": None,
        "named_expression": "name",
        "parameters": None,
    },
    unbinders=frozenset({"global_statement", "nonlocal_statement"}),
    inner={"default_parameter": "name", "typed_default_parameter": "name", "typed_parameter": 0},
    receivers=frozenset({"self", "cls"}),
    imports=_imports,
    keeps_escapes=True,
    doc_in_body=True,
)


def read(text: str) -> Module | Unreadable:
    """The facts of a Python file; what cannot be parsed is left out, the rest is read."""
    return read_module(text, GRAMMAR)
