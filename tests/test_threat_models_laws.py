"""For any layout of what people write: the digest stands still; for any other text of an entry it moves."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from test_threat_models_native import digest_of, model_of
from test_threat_models_properties import ROUNDS, WORDS, shuffled

from threatgate.threat_models import ThreatModel, read, said_anew

if TYPE_CHECKING:
    from random import Random

TREES = {
    "threat_dragon/support_agent": json.loads,
    "threat_model_library/support_agent": json.loads,
    "threagile/support_agent": yaml.safe_load,
}
LEAVES = (
    ("threat_dragon/support_agent", "Whoever writes a ticket"),
    ("threat_dragon/support_agent", "A person looks"),
    ("threat_dragon/support_agent", "Refunds to others"),
    ("threat_model_library/support_agent", "A person looks"),
    ("threat_model_library/support_agent", "Refunds add up"),
    ("threagile/support_agent", "every refund above 50 waits"),
    ("threagile/support_agent", "Risk accepted as tolerable"),
    ("markdown/support_agent", "Idempotent calls"),
    ("markdown/support_agent", "Theft of servers"),
    ("markdown/sections", "are quoted"),
    ("markdown/sections", "Each customer has an index"),
    ("markdown/sections", "Rate limit"),
    ("markdown/decision", "the approval queue exists"),
    ("markdown/parts_and_rest", "Notes are quoted"),
)


def meaning(name, data):
    found = read(name, data)
    assert isinstance(found, ThreatModel), found
    return found


@ROUNDS
@given(st.randoms(use_true_random=False), st.sampled_from(sorted(TREES)), st.sampled_from([None, 1, 4]))
def test_the_order_of_keys_and_of_entries_means_nothing(random: Random, case: str, indent: int | None) -> None:
    name, data = model_of(case)
    held = shuffled(TREES[case](data.decode()), random)
    as_yaml = yaml.safe_dump(held, sort_keys=False, indent=indent or 2)
    anew = json.dumps(held, indent=indent) if name.endswith(".json") else as_yaml
    assert digest_of(name, anew.encode()) == digest_of(name, data)
    assert said_anew([meaning(name, data)], meaning(name, anew.encode())) == ()


@ROUNDS
@given(st.randoms(use_true_random=False), st.integers(0, 5))
def test_the_order_of_columns_and_rows_means_nothing(random: Random, spaces: int) -> None:
    name, data = model_of("markdown/support_agent")
    lines = data.decode().replace(r"\|", "\0").splitlines()
    first = next(index for index, line in enumerate(lines) if line.startswith("| Threat "))
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[first : first + 5]]
    order = list(range(len(rows[0])))
    random.shuffle(order)
    body = rows[2:]
    random.shuffle(body)
    gap = " " * spaces
    table = ["|" + "|".join(f"{gap}{row[at]} " for at in order) + "|" for row in (*rows[:2], *body)]
    anew = "\n".join((*lines[:first], *table, *lines[first + 5 :])).replace("\0", r"\|")
    assert digest_of(name, anew.encode()) == digest_of(name, data)


@ROUNDS
@given(st.integers(20, 100))
def test_where_lines_break_means_nothing(width: int) -> None:
    name, data = model_of("markdown/sections")
    long = "Whoever writes a ticket can make the agent pay refunds to others, and nobody looks at them before they go."
    text = data.decode().replace("Whoever writes a ticket can make the agent pay refunds to others.", long)
    folded = text.replace(long, "\n".join(textwrap.wrap(long, width)))
    assert digest_of(name, folded.encode()) == digest_of(name, text.encode())


@pytest.mark.parametrize(("case", "text"), LEAVES)
@ROUNDS
@given(word=WORDS)
def test_any_other_text_of_an_entry_is_another_meaning(case: str, text: str, word: str) -> None:
    name, data = model_of(case)
    assert data.decode().count(text)
    anew = data.decode().replace(text, f"{text} {word}").encode()
    assert digest_of(name, anew) != digest_of(name, data)
    assert said_anew([meaning(name, data)], meaning(name, anew))
