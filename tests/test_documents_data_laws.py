"""What holds for every value: it is read as what was written, however it was laid out."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import tomlkit
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from located_checks import value, values

from threatgate.documents import _yaml
from threatgate.documents._scalars import yaml_word
from threatgate.identity import digest

_NO_SURROGATES = st.characters(exclude_categories=("Cs",))
_PRINTABLE = st.characters(
    exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\u2028\u2029\ufeff\ufffe\uffff"
)
TEXTS = st.text(_NO_SURROGATES, max_size=12)
# fmt: off
WORDS = st.sampled_from([
    "yes", "no", "on", "off", "true", "null", "~", "", "5", "5.0", "010", "1e3", "1e+3", "0x1", "0o7", "12:30",
    "2026-11-23", "<<", "=", "- a", "a: b", "# c", "*x", "&x", "!t", "@", "%", "|", ">", "{{ x }}", "{%", " ", "a ",
    "\n", "\t", "'", '"', "\\", "---", "é", "\U0001f680",
])
# fmt: on
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXTS,
    WORDS,
)


def trees(scalars: st.SearchStrategy[Any], keys: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        scalars,
        lambda below: st.one_of(st.lists(below, max_size=4), st.dictionaries(keys, below, max_size=4)),
        max_leaves=12,
    )


KEYS = st.one_of(TEXTS, WORDS)
ANY = trees(SCALARS, KEYS)


def disagreed(text: str) -> bool:
    """Whether PyYAML, which writes the samples, takes a bare word for text where YAML 1.2 has a number (`1e3`)."""
    return not isinstance(yaml_word(text), str) and yaml.safe_dump(text).rstrip("\n.").rstrip() == text


PRINTABLE_TEXTS = st.one_of(st.text(_PRINTABLE, max_size=12), WORDS).filter(lambda text: not disagreed(text))
PRINTABLE = trees(st.one_of(SCALARS.filter(lambda item: not isinstance(item, str)), PRINTABLE_TEXTS), PRINTABLE_TEXTS)


@settings(deadline=None)
@given(data=ANY, indent=st.sampled_from([None, 1, "\t"]), ascii_only=st.booleans())
def test_json_is_read_as_written(data: Any, indent: int | str | None, *, ascii_only: bool) -> None:
    assert value("a.json", json.dumps(data, indent=indent, ensure_ascii=ascii_only)) == data


@settings(deadline=None)
@given(data=ANY, indent=st.sampled_from([None, 1, 4]))
def test_json_is_yaml(data: Any, indent: int | None) -> None:
    assume("\x7f" not in json.dumps(data))
    assert value("a.yaml", json.dumps(data, indent=indent)) == data


@settings(deadline=None)
@given(
    data=PRINTABLE,
    flow=st.booleans(),
    style=st.sampled_from([None, '"', "'", "|", ">"]),
    width=st.sampled_from([20, 10_000]),
)
def test_yaml_is_read_as_written(data: Any, *, flow: bool, style: str | None, width: int) -> None:
    # A style makes PyYAML quote numbers too and tag them so that they stay numbers.
    text = yaml.safe_dump(
        data, default_flow_style=flow, default_style=style, width=width, allow_unicode=True, sort_keys=False
    )
    expected = json.loads(json.dumps(data))
    assert value("a.yaml", text) == expected


@settings(deadline=None)
@given(
    data=st.dictionaries(
        PRINTABLE_TEXTS,
        trees(
            st.one_of(
                st.booleans(),
                st.integers(-(2**63), 2**63 - 1),
                st.floats(allow_nan=False, allow_infinity=False),
                PRINTABLE_TEXTS,
            ),
            PRINTABLE_TEXTS,
        ),
        max_size=4,
    )
)
def test_toml_is_read_as_written(data: dict[str, Any]) -> None:
    assert value("a.toml", tomlkit.dumps(data)) == data


def shuffled(data: Any, reverse: Any) -> Any:
    if isinstance(data, dict):
        pairs = [(key, shuffled(item, reverse)) for key, item in data.items()]
        return dict(reversed(pairs)) if reverse else dict(pairs)
    return [shuffled(item, reverse) for item in data] if isinstance(data, list) else data


@settings(deadline=None)
@given(data=PRINTABLE, indent=st.integers(2, 8), flow=st.booleans())
def test_layout_is_in_no_digest(data: Any, indent: int, *, flow: bool) -> None:
    dense = yaml.safe_dump(data, default_flow_style=flow, allow_unicode=True)
    loose = (
        "# comment\n\n"
        + yaml.safe_dump(
            shuffled(data, reverse=True), indent=indent, default_flow_style=False, width=10_000, sort_keys=False
        )
        + "\n# end\n"
    )
    assert digest(value("a.yaml", dense)) == digest(value("a.yml", loose)) == digest(value("a.json", json.dumps(data)))


CONFIG = """\
model: gpt-4o-2024-08-06
temperature: 0.2
require_approval: true
tools: [search, refund]
prompt: "You are a support agent. Ask first."
limits: {amount: 50, retries: 3}
"""


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        pytest.param(r": \[search, refund\]", ":\n  - search\n  - 'refund'", id="list-style"),
        pytest.param(
            r"\{amount: 50, retries: 3\}", "\n    retries: 3   # three\n    amount: 50", id="mapping-style-and-order"
        ),
        pytest.param(
            r'"You are a support agent. Ask first."', "You are a support agent. Ask first.", id="quotes-dropped"
        ),
        pytest.param(
            r'"You are a support agent. Ask first."', ">-\n  You are a support agent.\n  Ask first.", id="folded"
        ),
        pytest.param(r"gpt-4o-2024-08-06", "'gpt-4o-2024-08-06'", id="quotes-added"),
        pytest.param(r"true", "yes", id="yes"),
        pytest.param(r"\n", "\r\n", id="crlf"),
        pytest.param(r"\n", "\n\n# comment\n", id="comments"),
        pytest.param(r"0\.2", "0.20", id="zeros"),
        pytest.param(r"\A", "---\n", id="document-marker"),
    ],
)
def test_an_edit_of_layout_changes_nothing(pattern: str, replacement: str) -> None:
    edited = re.sub(pattern, replacement, CONFIG)
    assert edited != CONFIG
    assert value("a.yaml", edited) == value("a.yaml", CONFIG)


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        pytest.param("0.2", "'0.2'", id="number-to-text"),
        pytest.param("true", '"true"', id="boolean-to-text"),
        pytest.param("50", "5_0_0", id="grouped-number"),
        pytest.param("Ask first", "Ask\u200b first", id="invisible-character"),
        pytest.param("refund]", "refund, shell]", id="longer-list"),
        pytest.param("[search, refund]", "[refund, search]", id="order-of-a-list"),
    ],
)
def test_an_edit_of_meaning_changes_something(pattern: str, replacement: str) -> None:
    edited = CONFIG.replace(pattern, replacement)
    assert edited != CONFIG
    assert value("a.yaml", edited) != value("a.yaml", CONFIG)


SAMPLES = [
    CONFIG,
    "a: |\n  x\n\n\n# c\nb: >-\n  y\n",
    "a: &x {b: 1}\nc:\n  <<: *x\n",
    "- - 1\n  - 2\n-\n- !t x\n",
    "a:\n\n---\n- b\n...\n",
    "? a\n: b\n",
    "a: [b: 1,\n c]\n",
    '"\\u00e9": "x\n  y"\n',
    "a: 1\r\nb: 2\r\n",
    "a: x\n  y\n\nb:\n",
]


@pytest.mark.parametrize("text", SAMPLES, ids=range(len(SAMPLES)))
def test_without_libyaml_the_same_is_read(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = values("a.yaml", text), _spans(text)
    monkeypatch.setattr(_yaml, "_LOADER", yaml.SafeLoader)
    assert (values("a.yaml", text), _spans(text)) == quick


def _spans(text: str) -> list[tuple[Any, int, int]]:
    from threatgate.documents._located import marks_of

    return [(pointer, span.line, span.end_line) for root in _yaml.yaml_roots(text) for pointer, span in marks_of(root)]
