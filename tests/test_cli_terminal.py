"""What a terminal gets: colour, its own width, its own letters, and a sign of life when it takes long."""

from __future__ import annotations

import io
import os
import sys
import time

import pytest

from threatgate.cli import _fault, _output, _progress


class Terminal(io.StringIO):
    """A terminal that speaks one encoding."""

    def __init__(self, encoding="utf-8"):
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self):
        return self._encoding

    def isatty(self):
        return True

    def fileno(self):
        return 1


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.parametrize(
    ("columns", "width"),
    [
        pytest.param(30, 60, id="narrow"),
        pytest.param(90, 90, id="fits"),
        pytest.param(400, 120, id="wide"),
        pytest.param(None, 100, id="unknown"),
    ],
)
def test_takes_the_width_of_the_terminal_within_reason(monkeypatch, columns, width):
    def size(_):
        if columns is None:
            raise OSError
        return os.terminal_size((columns, 24))

    monkeypatch.setattr(os, "get_terminal_size", size)
    look = _output.look(Terminal())
    assert (look.colour, look.width) == (True, width)


def test_a_dumb_terminal_gets_no_colour(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert _output.look(Terminal()).colour is False


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        pytest.param("utf-8", "✓ a → “b” é 日", id="utf-8"),
        pytest.param("latin-1", '+ a -> "b" é \\u65e5', id="latin-1"),
        pytest.param("ascii", '+ a -> "b" \\xe9 \\u65e5', id="ascii"),
    ],
)
def test_a_terminal_gets_the_letters_that_it_knows(monkeypatch, encoding, shown):
    terminal = Terminal(encoding)
    monkeypatch.setattr(sys, "stdout", terminal)
    _output.put("✓ a → “b” é 日")
    assert terminal.getvalue() == shown


@pytest.mark.parametrize("rule", ["tool-added", "nosuch-rule"])
def test_the_page_of_a_rule(rule):
    assert bool(_output.page(rule)) is (rule == "tool-added")


def test_says_what_takes_long_and_takes_it_away(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(_progress, "PATIENCE", 0.01)
    with _progress.progress("reading the change"):
        time.sleep(0.2)
    assert "\rreading the change … 0 s" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[2K")


def test_says_nothing_of_what_is_quick(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with _progress.progress("reading the change"):
        pass
    assert terminal.getvalue() == ""


def test_says_nothing_where_nobody_looks(capsys, monkeypatch):
    monkeypatch.setattr(_progress, "PATIENCE", 0.001)
    with _progress.progress("reading the change"):
        time.sleep(0.02)
    assert capsys.readouterr().err == ""


def test_a_fault_is_said_without_git_too(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert ", no git, " in _fault.words(RuntimeError("x"))
