"""`threatgate release` on the command line: its options, its files, its exit codes."""

from __future__ import annotations

import json

import pytest
from release_samples import REFUND, Shop, junit
from running import WIDER

APPROVAL = {"policies/approval.yaml": WIDER["policies/approval.yaml"]}


@pytest.fixture
def shop(repo, capsys, monkeypatch):
    return Shop(repo, capsys, monkeypatch)


def test_the_exit_code_is_the_verdict(shop, tmp_path):
    shop.repo.commit("words", {"README.md": "# The shop\n"})
    head = shop.repo.git("rev-parse", "HEAD")[:12]
    passed, untold = shop.run("release", "--since", "v1"), shop.run("release")
    assert (passed.code, untold.code) == (0, 3)
    assert passed.out.splitlines()[-1].startswith(f"pass: {head} may be released ")
    assert untold.out.splitlines()[-1].startswith(f"undetermined: whether {head} may be released cannot be told ")
    shop.landed("pilot", APPROVAL)
    ran = shop.run(
        "release",
        "--since",
        "v1",
        f"--output=json={tmp_path / 'r.json'}",
        f"--output=markdown={tmp_path / 'r.md'}",
        f"--output=text={tmp_path / 'r.txt'}",
    )
    assert (ran.code, " may not be released " in ran.out.splitlines()[-1]) == (1, True)
    assert ran.out == (tmp_path / "r.txt").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["reasons"][0]["subject"] == REFUND
    assert (tmp_path / "r.md").read_text(encoding="utf-8").startswith("## blocked: ")
    shop.repo.commit("observe", {".threatgate.yaml": "version: 1\nmode: observe\n"})
    seen = shop.run("release", "--since", "v1")
    assert (seen.code, seen.out.splitlines()[-1].endswith("mode is observe")) == (0, True)
    assert shop.run("release", "--since", "v1", "--head", "v1").code == 2


def test_evidence_is_read_from_files_and_claimed_on_the_command_line(shop, tmp_path):
    shop.blocked()
    head = shop.head()
    file = tmp_path / "refund-evals.xml"
    file.write_bytes(junit(head))
    ran = shop.run("release", "--since", "v1", "--as-of", "2026-11-23", "--evals", file)
    assert ran.code == 0, ran.out
    file.write_bytes(junit(""))
    assert shop.run("release", "--since", "v1", "--as-of", "2026-11-23", "--evals", file).code == 1
    ran = shop.run("release", "--since", "v1", "--as-of", "2026-11-23", "--evals", f"{file}@{head}", "--format", "json")
    assert (ran.code, json.loads(ran.out)["evidence"][0]["binding"]) == (0, "claimed")
    odd = tmp_path / f"run@{head}"
    odd.write_bytes(junit(head))
    ran = shop.run("release", "--since", "v1", "--as-of", "2026-11-23", "--evals", odd, "--format", "json")
    assert json.loads(ran.out)["evidence"][0]["binding"] == "named"


def test_a_release_is_told_the_same_twice(shop, tmp_path):
    shop.blocked()
    file = tmp_path / "refund-evals.xml"
    file.write_bytes(junit("", 3, 3))
    made = [
        shop.run("release", "--since", "v1", "--evals", file, "--format", form, "--as-of", "2027-01-01").out
        for form in ("text", "json", "markdown")
        for _ in range(2)
    ]
    assert made[::2] == made[1::2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--evals", "none.xml"), "cannot read none.xml: No such file or directory"),
        (("--evals", "."), "cannot read .: Is a directory"),
        (("--since", ""), "--since is empty"),
        (("--output", "sarif=x"), "sarif=x is not FORMAT=FILE"),
        (("--output", "json="), "json= is not FORMAT=FILE"),
        (("--as-of", "tomorrow"), "Invalid value for '--as-of': tomorrow is no day; write it as YYYY-MM-DD"),
        (("--since", "v9"), "--since v9: there is no such branch, tag or commit"),
        (("--since", "--output"), "'--output' does not name one commit"),
        (("--head", "v9", "--since", "v1"), "v9: there is no such branch, tag or commit"),
    ],
)
def test_wrong_usage_is_one_line(shop, arguments, said):
    ran = shop.run("release", *arguments)
    assert ran.code == 2
    assert said.lower() in ran.err.partition("\n")[0].lower()


def test_online_without_a_token_proves_nothing(shop):
    shop.blocked("passes")
    ran = shop.run("release", "--since", "v1", "--as-of", "2026-11-23", "--online")
    assert ran.code == 1
    assert "could not be looked up" in " ".join(ran.out.split())
