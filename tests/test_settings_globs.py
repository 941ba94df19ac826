"""Path patterns: what they match, against a slow reference, and that none takes long."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatgate import globs


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        pytest.param("a.md", "*.md", True, id="star-at-root"),
        pytest.param("docs/a.md", "*.md", False, id="star-stays-in-its-segment"),
        pytest.param("docs/a.md", "**/*.md", True, id="any-depth"),
        pytest.param("a.md", "**/*.md", True, id="any-depth-is-also-none"),
        pytest.param("vendor/x/y", "vendor/**", True, id="below"),
        pytest.param("vendor", "vendor/**", False, id="below-is-not-itself"),
        pytest.param("vendor/x", "vendor/", True, id="trailing-slash-is-below"),
        pytest.param("vendored/x", "vendor/**", False, id="no-prefix-of-a-name"),
        pytest.param("a/b/c/d.py", "a/**/d.py", True, id="between"),
        pytest.param("a/d.py", "a/**/d.py", True, id="between-none"),
        pytest.param("a/d.pyc", "a/**/d.py", False, id="anchored-at-the-end"),
        pytest.param("x/a/d.py", "a/**/d.py", False, id="anchored-at-the-start"),
        pytest.param("a/b", "a/**/**/b", True, id="folded-stars"),
        pytest.param("ab", "a**b", True, id="double-star-in-a-segment-is-one"),
        pytest.param("a/b", "a**b", False, id="which-crosses-nothing"),
        pytest.param("a1", "a?", True, id="one-character"),
        pytest.param("a", "a?", False, id="exactly-one"),
        pytest.param("a/", "a/*", False, id="a-wildcard-is-not-nothing"),
        pytest.param("./a", "a", False, id="paths-are-as-git-says"),
        pytest.param("a", "./a", True, id="dot-slash-of-a-pattern-is-dropped"),
        pytest.param("[a]", "[a]", True, id="brackets-are-themselves"),
        pytest.param("b", "[ab]", False, id="no-classes"),
        pytest.param("a\nb", "a*", True, id="newline-in-a-name"),
        pytest.param("https://github.com/o/r/issues/1", "https://github.com/*/*/issues/*", True, id="address"),
        pytest.param("https://github.com/o/r/issues/", "https://github.com/*/*/issues/*", False, id="no-number"),
        pytest.param(
            "https://evil.example/https://github.com/o/r/issues/1",
            "https://github.com/*/*/issues/*",
            False,
            id="address-within-an-address",
        ),
    ],
)
def test_what_a_pattern_matches(path: str, pattern: str, *, expected: bool) -> None:
    assert globs.matches(path, pattern) is expected


def reference(path: str, pattern: str) -> bool:
    """The same rules as a regular expression, safe for short inputs only."""

    def segment(text: str) -> str:
        if "*" not in text and "?" not in text:
            return re.escape(text)
        return "(?=[^/])" + "".join({"*": "[^/]*", "?": "[^/]"}.get(one, re.escape(one)) for one in text)

    parts = pattern.removeprefix("./").split("/")
    if len(parts) > 1 and parts[-1] == "":
        parts[-1] = "**"
    out = ""
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "**":
            out += ".+" if last else "(?:[^/]*/)*"
        else:
            out += segment(part) + ("" if last else "/")
    return re.fullmatch(out, path, re.DOTALL) is not None


@given(st.text("ab/", min_size=1, max_size=10), st.text("ab/*?", min_size=1, max_size=9))
def test_agrees_with_the_reference(path: str, pattern: str) -> None:
    if "" in path.split("/") or pattern.startswith("./"):
        return
    assert globs.matches(path, pattern) is reference(path, pattern)


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        pytest.param("a" * 4000, "*a" * 200 + "b", id="stars"),
        pytest.param("a/" * 2000 + "a", "**/a/" * 100 + "b", id="depths"),
        pytest.param("/".join(["a" * 50] * 80), "**/" + "*a*" * 50 + "/**/b", id="both"),
    ],
)
def test_no_pattern_takes_long(path: str, pattern: str) -> None:
    started = time.perf_counter()
    assert not globs.matches(path, pattern)
    assert time.perf_counter() - started < 20


def test_weight_counts_what_is_said() -> None:
    assert globs.weight("services/support/**") > globs.weight("services/**") > globs.weight("**/*")


def test_matches_any() -> None:
    assert globs.matches_any("a/b", ("x", "a/*"))
    assert not globs.matches_any("a/b", ())
