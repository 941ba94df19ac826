"""The GitHub Action: what its script asks of the gate, what it hands to the runner, and the files it is made of."""

from __future__ import annotations

import os
import re
import runpy
import stat
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from running import BASE, WIDER

from threatgate import __version__

ROOT = Path(__file__).resolve().parent.parent
RUN = runpy.run_path(str(ROOT / "action" / "run.py"))
PYTHON = Path(sys.executable)


@pytest.fixture
def runner(tmp_path, monkeypatch):
    """The variables of a runner, in a folder of its own."""
    for name in ("output", "summary"):
        (tmp_path / name).touch()
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    monkeypatch.setenv("RUNNER_TEMP", str(tmp_path))
    return tmp_path


def outputs(folder):
    text = (folder / "output").read_text(encoding="utf-8")
    return {name: value for name, _, value in re.findall(r"(?ms)^([\w-]+)<<(\S+)\n(.*?)\n\2$", text)}


def judged(repo, monkeypatch, **inputs):
    for name, value in inputs.items():
        monkeypatch.setenv(f"THREATGATE_{name.upper()}", value)
    monkeypatch.chdir(repo.path)
    return RUN["judge"](PYTHON, RUN["wishes"](os.environ), os.environ)


def test_a_blocked_change_fails_the_step_and_is_handed_over(repo, runner, monkeypatch, capfd):
    repo.commit("base", BASE)
    repo.branch("pilot").commit("pilot", WIDER)
    code = judged(repo, monkeypatch, base="main", sarif="out.sarif", reports="html=out.html\n\n junit=out.xml ")
    assert code == 1
    found = outputs(runner)
    assert (found["verdict"], found["blocked"], found["exit-code"], found["trigger-count"]) == (
        "blocked",
        "true",
        "1",
        "2",
    )
    assert Path(found["report-json"]).is_file()
    assert found["sarif"] == "out.sarif"
    assert {file.name for file in repo.path.iterdir()} >= {"out.sarif", "out.html", "out.xml"}
    assert (
        (runner / "summary")
        .read_text(encoding="utf-8")
        .startswith("<!-- threatgate:check -->\n### ⛔ Threatgate: blocked")
    )
    log = capfd.readouterr().out
    assert [line.split(" ")[0] for line in log.splitlines()] == ["::error", "::error", "threatgate:"]


def test_a_pass_passes(repo, runner, monkeypatch):
    repo.commit("base", BASE)
    repo.branch("words").commit("words", {"README.md": "# Words\n"})
    assert judged(repo, monkeypatch, base="main", summary="false") == 0
    assert outputs(runner)["verdict"] == "pass"
    assert (runner / "summary").read_text() == ""


def test_observe_says_blocked_and_lets_it_through(repo, runner, monkeypatch):
    repo.commit("base", BASE | {".threatgate.yaml": "version: 1\nmode: observe\n"})
    repo.branch("pilot").commit("pilot", WIDER)
    assert judged(repo, monkeypatch, base="main") == 0
    assert (outputs(runner)["verdict"], outputs(runner)["blocked"]) == ("blocked", "true")


@pytest.mark.parametrize("inputs", [{"base": "nosuch"}, {"mode": "loose"}, {"base": "--help"}], ids=str)
def test_what_cannot_be_judged_is_an_error_and_never_a_pass(repo, runner, monkeypatch, capfd, inputs):
    repo.commit("base", BASE)
    assert judged(repo, monkeypatch, **inputs) == 2
    assert (outputs(runner)["verdict"], outputs(runner)["blocked"]) == ("error", "false")
    assert capfd.readouterr().out.startswith("::error title=Threatgate::threatgate: ")
    assert (runner / "summary").read_text().startswith("### Threatgate\n\n```\nthreatgate: ")


def test_nothing_importable_from_the_checkout_is_imported(repo, runner, monkeypatch):
    trap = "open('ran', 'w')\n"
    repo.commit("base", BASE | dict.fromkeys(("json.py", "sitecustomize.py", "threatgate/__init__.py"), trap))
    monkeypatch.setenv("PYTHONPATH", str(repo.path))
    assert judged(repo, monkeypatch, base="HEAD") == 0
    assert outputs(runner)["verdict"] == "pass"
    assert not (repo.path / "ran").exists()


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
@pytest.mark.parametrize("link", ["file", "folder"])
def test_no_report_is_written_through_a_link_of_the_checkout(repo, runner, monkeypatch, tmp_path, link):
    away = tmp_path / "away"
    away.mkdir()
    repo.commit("base", BASE)
    target, name = (away / "kept", "out.sarif") if link == "file" else (away, "reports")
    (repo.path / name).symlink_to(target)
    sarif = name if link == "file" else "reports/out.sarif"
    assert judged(repo, monkeypatch, base="HEAD", sarif=sarif) == 2
    assert outputs(runner)["sarif"] == ""
    assert list(away.iterdir()) == []


@pytest.mark.parametrize("wanted", ["9.9.9", "v9"])
def test_another_version_than_asked_for_judges_nothing(runner, monkeypatch, capfd, wanted):
    monkeypatch.setenv("THREATGATE_VERSION", wanted)
    assert RUN["main"](os.environ) == 2
    assert outputs(runner)["verdict"] == "error"
    assert (
        capfd.readouterr().out
        == f"::error title=Threatgate::version is to be {wanted}, and this is {__version__}; nothing was judged\n"
    )


@pytest.mark.usefixtures("runner")
@pytest.mark.parametrize("wanted", ["", __version__, f"v{__version__}"])
def test_the_version_asked_for_goes_on_to_install(monkeypatch, wanted):
    def broken(_):
        raise OSError("no index")

    monkeypatch.setenv("THREATGATE_VERSION", wanted)
    monkeypatch.setitem(RUN["main"].__globals__, "environment", broken)
    assert RUN["main"](os.environ) == 4


def test_outputs_hold_whatever_a_value_holds(runner):
    RUN["hand_over"](os.environ, {"one": "a\nverdict=pass\nEOF", "two": ""})
    assert outputs(runner) == {"one": "a\nverdict=pass\nEOF", "two": ""}


def test_inputs_become_arguments_of_their_own():
    asked = RUN["wishes"]({"THREATGATE_BASE": "-x; $(y)", "THREATGATE_DIRECTORY": "a b"})
    assert asked.command == ("check", "--format=github", "--base=-x; $(y)", "--repo=a b")
    assert asked[1:] == ((), True, "", "", "never")


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"COMMAND": "check", "TOKEN": "t"}, ("check", "--format=github", "--online", "--repo=.")),
        (
            {"COMMAND": "release", "SINCE": "v1", "EVALS": "a.xml\n b.json\n", "TOKEN": "t"},
            ("release", "--since=v1", "--evals=a.xml", "--evals=b.json", "--online", "--repo=."),
        ),
        ({"COMMAND": "register-check"}, ("register", "check", "--repo=.")),
        ({"COMMAND": "register-check", "ISSUES": "true"}, ("register", "check", "--issues", "--repo=.")),
    ],
    ids=str,
)
def test_each_command_takes_its_own_inputs(inputs, words):
    assert RUN["wishes"]({f"THREATGATE_{name}": value for name, value in inputs.items()}).command == words


def test_a_token_reaches_the_gate_and_the_inputs_do_not():
    given = {"THREATGATE_TOKEN": "t", "THREATGATE_MODE": "observe", "PATH": "/bin"}
    assert RUN["environment_of"](RUN["wishes"](given), given) == {"PATH": "/bin", "GITHUB_TOKEN": "t"}
    assert RUN["environment_of"](RUN["wishes"]({}), {"PATH": "/bin"}) == {"PATH": "/bin"}


def test_the_register_is_checked_and_summed_up(repo, runner, monkeypatch):
    repo.commit("base", BASE)
    assert judged(repo, monkeypatch, command="register-check", reports="calendar=due.ics") == 0
    assert (outputs(runner)["verdict"], outputs(runner)["trigger-count"]) == ("pass", "0")
    assert "### Threatgate: the register" in (runner / "summary").read_text(encoding="utf-8")
    assert (repo.path / "due.ics").is_file()


@pytest.mark.parametrize("command", ["decide", "--version", "nosuch"])
def test_another_command_is_an_error_and_never_a_pass(repo, runner, monkeypatch, command):
    repo.commit("base", BASE)
    with pytest.raises(SystemExit) as ended:
        judged(repo, monkeypatch, command=command)
    assert (ended.value.code, outputs(runner)["verdict"]) == (2, "error")


def test_a_comment_that_fails_changes_nothing(repo, runner, monkeypatch, capfd):
    repo.commit("base", BASE)
    repo.branch("pilot").commit("pilot", WIDER)
    assert judged(repo, monkeypatch, base="main", comment="always") == 1
    assert outputs(runner)["verdict"] == "blocked"
    log = capfd.readouterr()
    assert "threatgate: the comment could not be posted: " in log.err
    notices = [line for line in log.out.splitlines() if line.startswith("::notice")]
    assert [line.partition(": ")[0] for line in notices] == [
        "::notice title=Threatgate::the comment could not be posted"
    ]


def test_without_an_environment_nothing_was_judged(runner, monkeypatch, capfd):
    def broken(_):
        raise OSError("no space\nleft")

    monkeypatch.setitem(RUN["main"].__globals__, "environment", broken)
    assert RUN["main"](os.environ) == 4
    assert outputs(runner) == {"verdict": "error", "exit-code": "4"}
    assert capfd.readouterr().out.endswith("nothing was judged: no space%0Aleft\n")


def test_every_input_reaches_the_script_and_every_output_is_set():
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    (step,) = action["runs"]["steps"]
    assert {value.split(".")[1].split(" ")[0] for value in step["env"].values()} == set(action["inputs"])
    assert "${{" not in step["run"]
    script = (ROOT / "action" / "run.py").read_text(encoding="utf-8")
    assert all(f'"{name}"' in script for name in action["outputs"])


def test_the_lock_has_every_dependency_and_only_wheels_by_hash():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "action" / "requirements.txt").read_text(encoding="utf-8")
    locked = set(re.findall(r"(?m)^([\w.-]+)==", lock))
    assert {re.split(r"[<>=]", name)[0] for name in project["dependencies"]} <= locked
    assert lock.count("--hash=sha256:") >= len(locked)
    assert "://" not in lock


@pytest.mark.skipif(os.name == "nt", reason="no such bits there")
def test_the_script_can_be_run():
    assert stat.S_IMODE((ROOT / "action" / "run.sh").stat().st_mode) & 0o111
