"""Rust source files.

Constants, statics, locals, calls, struct literals, functions, implementations, structs and enumerations with their
attributes, read from a syntax tree; nothing is compiled or run. A literal of a struct is a call of its type with named
arguments; `vec!`, `json!`, `format!` and `concat!` are what they make. What is compiled for tests alone is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threatgate.documents._code_facts import read_module
from threatgate.documents._code_meaning import Grammar, means
from threatgate.documents._rust_macros import prepared
from threatgate.documents._rust_shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._kinds import Module, Unreadable
    from threatgate.documents._syntax import Node, Syntax

_NAMED_VALUE: Final = means("assignment", target="name", value="value", annotation="type")
_SCOPED: Final = means("member", object="path", name="name")
_KINDS: Final = {
    "array_expression": means("list"),
    "assignment_expression": means("assignment", "expression", target="left", value="right"),
    "attribute": means("call", callee="callee", arguments="arguments"),
    "attribute_item": means("decorator"),
    "await_expression": means("await"),
    "base_field_initializer": means("spread", "map"),
    "binary_expression": means("binary", left="left", operator="operator", right="right"),
    "block": means("block"),
    "call_expression": means("call", callee="function", arguments="arguments"),
    "char_literal": means("verbatim"),
    "closure_expression": means("function", parameters="parameters", body="body", returns="return_type"),
    "compound_assignment_expr": means("assignment", "expression", target="left", operator="operator", value="right"),
    "concatenated": means("adjacent"),
    "const_item": _NAMED_VALUE,
    "constant": means("verbatim"),
    "crate": means("name"),
    "declaration_list": means("block"),
    "enum_item": means("class", "Enum", name="name", body="body"),
    "enum_variant": means("assignment", target="name", value="value"),
    "enum_variant_list": means("block"),
    "expression_statement": means("statement"),
    "false": means("constant", "false"),
    "field_declaration": means("assignment", target="name", annotation="type"),
    "field_declaration_list": means("block"),
    "field_expression": means("member", object="value", name="field"),
    "field_initializer": means("keyword", key="field", value="value"),
    "float_literal": means("number"),
    "formatted_text": means("same", inner="text"),
    "function_item": means("function", name="name", parameters="parameters", body="body", returns="return_type"),
    "generic_function": means("same", inner="function"),
    "generic_type": means("same", inner="type"),
    "generic_type_with_turbofish": means("same", inner="type"),
    "identifier": means("name"),
    "if_expression": means("conditional", condition="condition", consequence="consequence", alternative="alternative"),
    "impl_item": means("class", name="name", bases="bases", body="body"),
    "index_expression": means("subscript", object=0, index=1),
    "integer_literal": means("number"),
    "json_object": means("map"),
    "json_pair": means("pair", key="left", value="right"),
    "let_condition": means("binding", value="value", target="pattern"),
    "let_declaration": means("assignment", target="pattern", value="value", annotation="type"),
    "let_else": means("operator"),
    "macro_invocation": means("call", callee="macro", arguments="arguments"),
    "macro_name": means("name"),
    "match_arm": means("case", pattern="pattern"),
    "match_expression": means("switch", subject="value"),
    "parameter": means("parameter", name="pattern", annotation="type"),
    "parenthesized_expression": means("same"),
    "pointed": means("same"),
    "range_expression": means("operator"),
    "raw_string_literal": means("string", "raw"),
    "reference_expression": means("same", inner="value"),
    "return_expression": means("returned", value=0),
    "scoped_identifier": _SCOPED,
    "scoped_type_identifier": _SCOPED,
    "self": means("name"),
    "source_file": means("block"),
    "static_item": _NAMED_VALUE,
    "string_literal": means("string"),
    "struct_expression": means("call", callee="name", arguments="body"),
    "struct_item": means("class", name="name", body="body"),
    "super": means("name"),
    "token_call": means("call", callee="callee", arguments="arguments"),
    "token_field": means("keyword", key="key", value="value"),
    "trait_item": means("class", name="name", body="body"),
    "true": means("constant", "true"),
    "try_expression": means("await"),
    "tuple_expression": means("list", "tuple"),
    "type_cast_expression": means("same", inner="value"),
    "type_identifier": means("name"),
    "unary_expression": means("unary", argument=0),
    "unit_expression": means("constant", "null"),
    "use_declaration": means("import"),
}
_WRAPS: Final = frozenset(
    {
        *("Some", "Ok", "Box.new", "Arc.new", "Rc.new", "Mutex.new", "RwLock.new", "String.from", "Cow.from"),
        *("Cow.Borrowed", "Cow.Owned", "PathBuf.from", "Path.new", "Secret.new", "SecretString.new", "HashMap.from"),
        *("BTreeMap.from", "HashSet.from", "BTreeSet.from", "Vec.from", "Value.from", "Value.String", "Bytes.from"),
        *("IndexMap.from", "Into.into", "From.from", "json.from", "OnceCell.with_value", "RefCell.new", "Cell.new"),
    }
)
_KEEPS: Final = frozenset(
    {
        *(
            "to_string",
            "to_owned",
            "into",
            "clone",
            "as_str",
            "as_ref",
            "as_deref",
            "unwrap",
            "expect",
            "to_vec",
            "iter",
        ),
        *(
            "into_iter",
            "collect",
            "cloned",
            "copied",
            "ok",
            "as_bytes",
            "into_boxed_str",
            "borrow",
            "as_slice",
            "boxed",
        ),
        *("context", "with_context", "trim", "into_owned", "into_string", "as_mut", "to_lowercase"),
    }
)


def _imports(syntax: Syntax, node: Node) -> Iterator[str]:
    """Every path that is used, `.` before those of the project itself: `use a::{b, c::d}` is `a.b` and `a.c.d`."""
    first = node.part("argument")
    waiting = [] if first is None else [("", first)]
    while waiting:
        prefix, here = waiting.pop()
        path = here.part("path")
        if here.kind in {"scoped_use_list", "use_list"}:
            below = f"{prefix}{'' if path is None else syntax.text(path) + '::'}"
            listed = here.part("list") or here
            waiting += [(below, one) for one in listed.named]
        elif here.kind == "use_as_clause" and path is not None:
            waiting.append((prefix, path))
        else:
            name = f"{prefix}{syntax.text(here)}".removesuffix("::*").removesuffix("::self")
            root, _, rest = name.partition("::")
            yield f".{rest}" if root in {"crate", "super", "self"} else name
            if rest and root not in {"crate", "super", "self"}:
                yield root


def _dotted_imports(syntax: Syntax, node: Node) -> Iterator[str]:
    return (name.replace("::", ".") for name in _imports(syntax, node))


GRAMMAR: Final = Grammar(
    language="rust",
    package="tree_sitter_rust",
    entry="language",
    kinds=_KINDS,
    comments=frozenset({"line_comment", "block_comment"}),
    silent=frozenset(
        {
            *("';", "attribute_item", "empty_statement", "function_modifiers", "inner_attribute_item", "lifetime"),
            *("mutable_specifier", "type_arguments", "type_parameters", "use_declaration", "visibility_modifier"),
            *("where_clause", "function_signature_item", "type_item"),
        }
    ),
    binders={
        "closure_parameters": None,
        "for_expression": "pattern",
        "let_condition": "pattern",
        "let_declaration": "pattern",
        "match_arm": "pattern",
        "parameter": "pattern",
    },
    inner={},
    imports=_dotted_imports,
    shapes=SHAPES,
    builders=frozenset({"build"}),
    wraps=_WRAPS,
    keeps=_KEEPS,
    defaults=frozenset({"unwrap_or", "unwrap_or_else", "or_else", "or"}),
    doc_lines="///",
    prepared=prepared,
    reopens=True,
)


def read(text: str) -> Module | Unreadable:
    """The facts of a Rust file; what cannot be parsed is left out, the rest is read."""
    return read_module(text, GRAMMAR)
