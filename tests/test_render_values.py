"""Values as people write them."""

from __future__ import annotations

import pytest

from threatgate.identity import freeze
from threatgate.render._values import shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        ("", '""'),
        ("two\n lines", "two lines"),
        ([1, "a", {"b": False}], "[1, a, {b: false}]"),
        ({"command": "npx", "args": ["-y", "server"]}, "command: npx, args: [-y, server]"),
        ({"opaque": f"sha256:{'0' * 64}"}, "the bytes of the file"),
    ],
    ids=["nothing", "truth", "empty", "text", "list", "map", "unparsed"],
)
def test_shows_a_value_as_a_file_would(value, text):
    assert shown(freeze(value)) == text
