"""`threatgate check` on reports made by hand: what is printed where, and with which code it ends."""

from __future__ import annotations

import io
import json
import sys
from datetime import date

import pytest
from sample_reports import BLOCKED, CASES, PASSING, UNREAD

from threatgate import gate
from threatgate.cli import run
from threatgate.errors import UndeterminedError, UsageError
from threatgate.model import Mode


@pytest.fixture
def asked(monkeypatch):
    """Runs `check` on a report or an error; gives the exit code, and keeps the request."""

    class Asked:
        request = None

        def __call__(self, answer, *arguments):
            def check(request):
                self.request = request
                if isinstance(answer, BaseException):
                    raise answer
                return answer

            monkeypatch.setattr(gate, "check", check)
            with pytest.raises(SystemExit) as ended:
                run(["check", *arguments])
            return ended.value.code

    return Asked()


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("report", "code"),
    [
        pytest.param(PASSING, 0, id="pass"),
        pytest.param(BLOCKED, 1, id="blocked"),
        pytest.param(BLOCKED._replace(mode=Mode.OBSERVE), 0, id="observed"),
        pytest.param(UNREAD, 3, id="undetermined"),
        pytest.param(UNREAD._replace(mode=Mode.OBSERVE), 3, id="undetermined-observed"),
    ],
)
def test_the_code_follows_from_the_verdict_in_every_format(asked, capsys, form, report, code):
    assert asked(report, "--format", form) == code
    captured = capsys.readouterr()
    assert captured.out
    assert ("mode" in captured.err) == (form == "json" and code == 0 and report is not PASSING)


def test_says_in_text_that_observing_lets_it_through(asked, capsys):
    asked(CASES["observed"])
    assert "mode observe: the exit code is 0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(UsageError("no \x1b[1mbase", "name one"), 2, id="usage"),
        pytest.param(UndeterminedError("history missing", "git fetch\n--unshallow"), 3, id="undetermined"),
        pytest.param(KeyboardInterrupt(), 130, id="interrupt"),
        pytest.param(BrokenPipeError(), 141, id="closed-pipe"),
    ],
)
def test_an_error_is_one_line_and_its_hint(asked, capsys, error, code):
    assert asked(error) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.lstrip("\n").splitlines()  # click ends the line in which ^C was typed
    assert all(line.startswith("threatgate: " if number == 0 else "  ") for number, line in enumerate(lines))
    assert "\x1b" not in captured.err
    assert "Traceback" not in captured.err


def test_a_fault_of_ours_is_no_verdict_and_no_traceback(asked, capsys, monkeypatch):
    monkeypatch.delenv("THREATGATE_DEBUG", raising=False)
    assert asked(RuntimeError("x\n\x1b[1my")) == 4
    said = capsys.readouterr().err
    assert "fault of ours" in said
    assert "Python 3" in said
    assert "git version" in said
    assert "Traceback" not in said
    assert "\x1b" not in said


def test_a_fault_shows_where_it_happened_when_asked(asked, capsys, monkeypatch):
    monkeypatch.setenv("THREATGATE_DEBUG", "1")
    assert asked(RuntimeError("x")) == 4
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--head", "a", "--staged"], "--head and --staged exclude each other", id="head-staged"),
        pytest.param(["--worktree", "--patch", "-"], "--worktree and --patch exclude each other", id="worktree-patch"),
        pytest.param(["--base", ""], "--base is empty", id="empty-base"),
        pytest.param(["--repo="], "--repo is empty", id="empty-repo"),
        pytest.param(["--as-of", "2026-W01-1"], "YYYY-MM-DD", id="week"),
        pytest.param(["--as-of", "2026-02-30"], "YYYY-MM-DD", id="no-day"),
        pytest.param(
            ["--format", "nosuch"],
            "no format nosuch; there are github, gitlab, html, json, junit, markdown, sarif, text",
            id="format",
        ),
        pytest.param(["--output", "json"], "FORMAT=FILE", id="output"),
        pytest.param(["--output", "nosuch=x"], "no format nosuch", id="output-format"),
        pytest.param(["--patch", "nosuch.diff"], "cannot read the patch nosuch.diff", id="patch"),
        pytest.param(["--mode", "off"], "--mode", id="mode"),
        pytest.param(["--bse", "x"], "--base", id="option"),
        pytest.param(["extra"], "extra", id="argument"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_wrong(asked, capsys, arguments, said):
    assert asked(PASSING, *arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert captured.err.startswith("threatgate: ")


def test_options_become_the_request(asked, tmp_path):
    asked(
        PASSING, "--repo", str(tmp_path), "--base", "main", "--head", "x", "--as-of", "2026-12-01", "--mode", "observe"
    )
    request = asked.request
    assert (request.repo, request.base, request.head, request.source) == (str(tmp_path), "main", "x", "commit")
    assert (request.as_of, request.mode, request.patch) == (date(2026, 12, 1), Mode.OBSERVE, None)


@pytest.mark.parametrize("source", ["staged", "worktree"])
def test_a_working_state_becomes_the_source(asked, source):
    asked(PASSING, f"--{source}")
    assert asked.request.source == source


def test_a_patch_comes_from_a_file_or_from_stdin(asked, tmp_path, monkeypatch):
    (tmp_path / "x.diff").write_bytes(b"--- a\n")
    asked(PASSING, "--patch", str(tmp_path / "x.diff"))
    assert (asked.request.source, asked.request.patch) == ("patch", b"--- a\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff")))
    asked(PASSING, "--patch", "-")
    assert asked.request.patch == b"\xff"


def test_writes_other_formats_to_files(asked, tmp_path, capsys):
    target = tmp_path / "report.json"
    assert asked(BLOCKED, "--output", f"json={target}", "--output", f"text={tmp_path / 'a=b.txt'}") == 1
    assert json.loads(target.read_bytes())["verdict"] == "blocked"
    assert (tmp_path / "a=b.txt").read_text(encoding="utf-8") == capsys.readouterr().out


def test_a_file_that_cannot_be_written_is_said(asked, tmp_path, capsys):
    assert asked(PASSING, "--output", f"json={tmp_path / 'no' / 'x.json'}") == 2
    assert "cannot write" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environ", "coloured"),
    [
        pytest.param({}, False, id="no-terminal"),
        pytest.param({"FORCE_COLOR": "1"}, True, id="forced"),
        pytest.param({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, id="forbidden"),
        pytest.param({"FORCE_COLOR": "0"}, False, id="forced-off"),
    ],
)
def test_colours_only_where_wanted(asked, capsys, monkeypatch, environ, coloured):
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    asked(BLOCKED)
    assert ("\x1b[" in capsys.readouterr().out) is coloured
