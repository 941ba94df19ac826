"""For any layout: a model means the same in any order, at any place, in any spelling; for any other text, another."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_threat_models_native import digest_of, model_of

if TYPE_CHECKING:
    from random import Random

ROUNDS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12)
NUMBERS = st.integers(-9999, 9999)
# Lists whose order people read as order stand still.
ORDERED = frozenset({"STRIDE", "impactedAssets", "value"})


def shuffled(value: Any, random: Random, *, still: bool = False) -> Any:
    """The same value with the keys of mappings and the items of lists in another order."""
    if isinstance(value, dict):
        keys = list(value)
        random.shuffle(keys)
        return {key: shuffled(value[key], random, still=key in ORDERED) for key in keys}
    if isinstance(value, list):
        items = [shuffled(item, random) for item in value]
        if not still:
            random.shuffle(items)
        return items
    return value


@ROUNDS
@given(st.randoms(use_true_random=False), st.sampled_from([None, 1, 4]))
def test_the_order_of_a_workspace_means_nothing(random: Random, indent: int | None) -> None:
    name, data = model_of("threat_composer/support_agent")
    anew = json.dumps(shuffled(json.loads(data), random), indent=indent).encode()
    assert digest_of(name, anew) == digest_of(name, data)


@ROUNDS
@given(st.randoms(use_true_random=False), st.booleans())
def test_the_order_and_the_spelling_of_an_open_model_mean_nothing(random: Random, as_json: bool) -> None:
    name, data = model_of("otm/support_agent")
    held = shuffled(yaml.safe_load(data), random)
    anew = json.dumps(held) if as_json else yaml.safe_dump(held, sort_keys=False)
    assert digest_of(name, anew.encode()) == digest_of(name, data)


@ROUNDS
@given(st.randoms(use_true_random=False))
def test_the_order_of_blocks_means_nothing(random: Random) -> None:
    """The blocks of a model, which all end in a brace at the same indentation."""
    name, data = model_of("threatcl/support_agent")
    head, _, body = data.decode().partition('threatmodel "Support agent" {\n')
    blocks = re.findall(
        r"^  (?:[a-z_0-9]+ (?:\"[^\"]*\" )?\{\n.*?^  \}|[a-z_]+ +=.*?)\n", body, re.DOTALL | re.MULTILINE
    )
    assert len("".join(blocks)) > len(body) / 2
    random.shuffle(blocks)
    anew = head + 'threatmodel "Support agent" {\n' + "".join(f"  {block.strip()}\n" for block in blocks) + "}\n"
    assert digest_of(name, anew.encode()) == digest_of(name, data)


@ROUNDS
@given(NUMBERS, NUMBERS)
def test_the_places_of_a_drawing_mean_nothing(left: int, top: int) -> None:
    name, data = model_of("drawio/support_agent")
    moved = re.sub(rb'x="\d+" y="\d+"', b'x="%d" y="%d"' % (left, top), data)
    assert digest_of(name, moved) == digest_of(name, data)
    name, data = model_of("tm7/support_agent")
    moved = re.sub(rb">\d+</(Left|Height|HandleX)>", rb">%d</\1>" % left, data)
    assert digest_of(name, moved) == digest_of(name, data)


@ROUNDS
@given(st.from_regex(r"[a-z_][a-z0-9_]{3,12}", fullmatch=True))
def test_the_name_of_a_variable_means_nothing(word: str) -> None:
    name, data = model_of("pytm/support_agent")
    renamed = data.decode().replace("orders = Datastore", f"v_{word} = Datastore").replace(", orders,", f", v_{word},")
    assert digest_of(name, renamed.encode()) == digest_of(name, data)


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("threat_composer/support_agent", "Refunds above 50 EUR"),
        ("otm/support_agent", "A person approves"),
        ("threatcl/support_agent", "Theft of the servers"),
        ("pytm/support_agent", "The agent refunds without a person"),
        ("tm7/support_agent", "Denied refund"),
        ("drawio/support_agent", "Inside"),
    ],
)
@ROUNDS
@given(word=WORDS)
def test_any_other_text_is_another_meaning(case: str, text: str, word: str) -> None:
    name, data = model_of(case)
    anew = data.decode().replace(text, f"{text} {word}")
    assert digest_of(name, anew.encode()) != digest_of(name, data)
