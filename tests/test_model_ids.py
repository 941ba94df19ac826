"""Model ids: every naming scheme is known, ordinary words are not models, pins are told from aliases."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from threatgate.catalog import table
from threatgate.model_ids import looks_like_model, parse

IDS = Path(__file__).parent.parent / "fixtures" / "model_ids"
SURE = (IDS / "sure.txt").read_text(encoding="utf-8").split()

WEAK = (IDS / "weak.txt").read_text(encoding="utf-8").split()

NEITHER = (IDS / "neither.txt").read_text(encoding="utf-8").split()


@pytest.mark.parametrize("text", SURE)
def test_a_model_id_is_known(text):
    assert looks_like_model(text)


@pytest.mark.parametrize("text", WEAK)
def test_a_word_that_is_also_a_model_is_not_sure(text):
    found = parse(text)
    assert found is not None
    assert not found.sure


@pytest.mark.parametrize("text", [*NEITHER, "", "gpt-4o is good", "gpt-4o\nx", "a" * 500])
def test_anything_else_is_no_model(text):
    assert not looks_like_model(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("gpt-4o", ("openai", "gpt-4o", "", True, "")),
        ("gpt-4o-2024-08-06", ("openai", "gpt-4o", "2024-08-06", False, "")),
        ("gpt-4-0613", ("openai", "gpt-4", "0613", False, "")),
        ("gpt-4-turbo-preview", ("openai", "gpt-4-turbo-preview", "", True, "")),
        ("text-embedding-3-small", ("openai", "text-embedding-3-small", "", False, "")),
        ("claude-3-5-sonnet@20240620", ("anthropic", "claude-3-5-sonnet", "20240620", False, "")),
        ("claude-3-5-sonnet-latest", ("anthropic", "claude-3-5-sonnet-latest", "", True, "")),
        ("us.anthropic.claude-sonnet-4-20250514-v1:0", ("anthropic", "claude-sonnet-4", "20250514", False, "bedrock")),
        ("claude-sonnet-4-5", ("anthropic", "claude-sonnet-4-5", "", True, "")),
        ("claude-sonnet-4-6", ("anthropic", "claude-sonnet-4-6", "", False, "")),
        ("us.anthropic.claude-opus-4-6-v1", ("anthropic", "claude-opus-4-6-v1", "", False, "bedrock")),
        ("anthropic/claude-opus-5", ("anthropic", "claude-opus-5", "", False, "")),
        ("amazon.nova-pro-v1:0", ("amazon", "nova-pro", "v1:0", False, "bedrock")),
        ("gemini-2.0-flash-001", ("google", "gemini-2.0-flash", "001", False, "")),
        ("gemini-2.5-flash-preview-05-20", ("google", "gemini-2.5-flash", "preview-05-20", False, "")),
        ("command-r-08-2024", ("cohere", "command-r", "08-2024", False, "")),
        ("mixtral-8x7b-32768", ("mistral", "mixtral-8x7b-32768", "", True, "")),
        ("openrouter/anthropic/claude-3.7-sonnet", ("anthropic", "claude-3.7-sonnet", "", True, "openrouter")),
        ("llama3.1:8b", ("meta", "llama3.1:8b", "", True, "")),
        (
            "meta/llama-2-70b-chat:02e509c789964a7e8736978a43525956",
            ("meta", "llama-2-70b-chat", "02e509c789964a7e8736978a43525956", False, ""),
        ),
    ],
)
def test_an_id_is_taken_apart(text, parts):
    found = parse(text)
    assert found is not None
    assert (found.provider, found.family, found.version, found.floating, found.via) == parts


def test_no_text_makes_it_slow():
    started = time.perf_counter()
    for letter in "abcdefghijklmnopqrstuvwxyz":
        for filler in ("-", "a", "1-", ".", "/", ":", "-v1", "x/"):
            parse(letter + filler * 79)
            parse("gpt-4" + (letter + filler) * 50)
    assert time.perf_counter() - started < 20


def test_every_head_begins_with_its_letter():
    for row in table("models")["families"]:
        assert all(head[0].isalpha() for head in row["heads"]), row
