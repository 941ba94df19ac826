"""YAML that programs read differently, or not at all: in the settings, in a record, in a policy. Names as listed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from attacks import OFF, ON, PATH, SEEN, base_and_change, change
from running import threatgate

DEEP = "[" * 3_000
# What stands where a value is expected: the settings' `ignore`, a record's `title`, a policy's next action.
PIECES = {
    "dup_key": "{key}: x\n{key}: y\n",
    "tag": "{key}: !!python/object/apply:os.system ['touch {mark}']\n",
    "tag_local": "{key}: !include /etc/passwd\n",
    "bad_date": "{key}: 2025-99-99\n",
    "bigint": "{key}: " + "9" * 5_000 + "\n",
    "depth3000": "{key}: " + DEEP + "\n",
    "multi_doc": "{key}: x\n---\n{key}: y\n",
    "directive": "%YAML 1.1\n%TAG ! tag:evil,2000:\n---\n{key}: x\n",
    "bomb": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "{key}: *i\n",
    "loop": "{key}: &a [*a]\n",
    "merge_key": "x: &x {{{key}: y}}\n<<: *x\n{key}: z\n",
    "nul": "{key}: \x00\n",
    "no_utf8": "{key}: \udcff\n",
    "tab": "{key}:\n\t- x\n",
    "unclosed": "{key}: [\n",
}

PLAIN = ("directive", "bad_date")  # nothing but a word, wherever a word is asked for


def made(name, key, mark):
    text = PIECES[name].replace("{key}", key).replace("{mark}", str(mark)).replace("{{", "{").replace("}}", "}")
    return text.encode("utf-8", "surrogateescape")


@pytest.fixture
def mark(tmp_path):
    return tmp_path / "mark"


@pytest.mark.parametrize("name", [name for name in PIECES if name not in PLAIN])
def test_in_the_settings(repo, capsys, mark, name):
    """Settings that cannot be read are no settings that ignore: one line, exit 2, nothing run."""
    base_and_change(repo, {".threatgate.yaml": made(name, "register", mark)})
    shown = change(capsys, repo)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith("threatgate: .threatgate.yaml")
    assert len(shown.err.splitlines()) == 2
    assert not mark.exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("ignor: ['**']\n", 2, id="unknown_key"),
        pytest.param("mode: no\n", 2, id="norway"),
        pytest.param("mode: off\n", 2, id="norway_off"),
        pytest.param("ignore: yes\n", 2, id="norway_list"),
        pytest.param('mode: "enforce\\e[2J"\n', 2, id="escape_in_string"),
        pytest.param("register: 2025-99-99\n", 1, id="bad_date_is_a_word"),
        pytest.param("mode: enforce\n", 1, id="as_it_should_be"),
    ],
)
def test_words_of_the_settings(repo, capsys, text, code):
    base_and_change(repo, {".threatgate.yaml": text})
    shown = change(capsys, repo)
    assert (shown.code, "\x1b" in shown.err) == (code, False)


@pytest.mark.parametrize("name", PIECES)
def test_in_a_record(repo, capsys, mark, name):
    """A record that cannot be read answers nothing and freezes nothing."""
    files = {PATH: OFF, "threat-model/records/TM-20261122-abcdef.yaml": made(name, "title", mark)}
    base_and_change(repo, after=files)
    shown = change(capsys, repo)
    assert (shown.code, SEEN in shown.out, "TM-20261122-abcdef.yaml" in shown.out) == (1, True, True)
    assert not mark.exists()
    repo.checkout("main").merge("change")
    repo.branch("next").commit("other", {"README.md": "# Shops\n"})
    shown = threatgate(capsys, "check", "--repo", repo.path, "--base", "main", "--head", "next")
    assert (shown.code, shown.err) == (0, "")


@pytest.mark.parametrize("name", PIECES)
def test_in_a_policy(repo, capsys, mark, name):
    """A policy with such a part is read for what it means, or compared by its bytes: it never goes by unseen."""
    base_and_change(repo, after={PATH: OFF.encode() + made(name, "more", mark)})
    shown = change(capsys, repo)
    assert (shown.code, PATH in shown.out) == (1, True)
    assert not mark.exists()


HOSTILE = "import pathlib\npathlib.Path({mark!r}).touch()\n"
SHADOWS = ("json.py", "yaml.py", "click.py", "sitecustomize.py", "usercustomize.py", "threatgate.py", "re/__init__.py")


@pytest.fixture
def checkout(repo, mark):
    """A checkout full of modules that the gate itself would import, were it to look there."""
    base_and_change(repo, {PATH: ON} | {name: HOSTILE.format(mark=str(mark)) for name in SHADOWS})
    return repo


def run(checkout, *start, **environ):
    return subprocess.run(
        [*start, "check", "--base", "main", "--head", "change"],
        cwd=checkout.path, env=checkout.env | environ, capture_output=True, text=True, check=False,
    )  # fmt: skip


SCRIPT = Path(sys.executable).with_name("threatgate")


@pytest.mark.skipif(not SCRIPT.exists(), reason="the script is not installed")
@pytest.mark.parametrize("name", SHADOWS)
def test_json_py_and_sitecustomize_in_checkout(checkout, mark, name):
    """The script that pip installs looks beside itself, not where it is started."""
    assert (checkout.path / name).exists()
    done = run(checkout, os.fspath(SCRIPT))
    assert (done.returncode, SEEN in " ".join(done.stdout.split()), mark.exists()) == (1, True, False)


@pytest.mark.parametrize("path", [".", "{repo}", "{repo}:."])
def test_pythonpath_dot(checkout, mark, path):
    """As the action, the image, and the template start it: isolated from the environment and the folder."""
    path = path.format(repo=checkout.path)
    done = run(checkout, sys.executable, "-I", "-m", "threatgate", PYTHONPATH=path, PYTHONSTARTUP="json.py")
    assert (done.returncode, SEEN in " ".join(done.stdout.split()), mark.exists()) == (1, True, False)


def test_every_start_that_ships_is_isolated():
    root = Path(__file__).parent.parent
    texts = {name: (root / name).read_text(encoding="utf-8") for name in ("Dockerfile", "templates/threatgate.yml")}
    texts["run.py"] = (root / "action" / "run.py").read_text(encoding="utf-8").replace('", "', " ")
    for name, text in texts.items():
        assert "-I -m threatgate" in text, name
        assert "python -m threatgate" not in text, name
