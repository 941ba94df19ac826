"""Who may sign, and what verifies it: lines that do not count, files that are none, programs that are not run."""

from __future__ import annotations

import os

import pytest
from running import WIDER
from signed_samples import NAMESPACE, SETTINGS, SIGNERS, Shop, line, new_key, pull_request

POLICY = "policies/approval.yaml"


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    return {name: new_key(folder, name) for name in ("ciso", "tom", "mallory")}


@pytest.fixture
def shop(capsys, repo, keys):
    return Shop(capsys, repo, keys)


@pytest.mark.parametrize(
    ("listed", "why"),
    [
        ('* namespaces="threatgate-approval-v1"', "the principal * is a pattern"),
        ('*@example.org namespaces="threatgate-approval-v1"', "the principal *@example.org is a pattern"),
        ('ciso@example.org,!tom@example.org namespaces="threatgate-approval-v1"', "is a pattern"),
        ('ciso@example.org cert-authority,namespaces="threatgate-approval-v1"', "it lists a certificate authority"),
        ('ciso@example.org namespaces="git"', "it is not for approvals"),
        ('ciso@example.org namespaces="threatgate-*"', "its namespaces are a pattern"),
        ("ciso@example.org", "it is not for approvals"),
    ],
    ids=["anybody", "pattern", "negated", "authority", "other-purpose", "purpose-pattern", "any-purpose"],
)
def test_a_line_that_lets_anybody_sign_does_not_count(shop, listed, why):
    record = shop.request(f"{listed} {shop.keys['mallory'].public}\n")
    done = shop.sign(record, shop.keys["mallory"])
    assert "it proves nothing yet: " in done.err
    shop.repo.commit("signed")
    shop.refused("a key whose line 1 of the signers file does not count", why)


def test_a_signature_for_another_purpose_proves_nothing(shop, tmp_path):
    import subprocess

    record = shop.request(line("ciso@example.org", shop.keys["ciso"], f'namespaces="git,{NAMESPACE}"'))
    (tmp_path / "said").write_bytes((shop.repo.path / record).read_bytes())
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", shop.keys["ciso"].path, "-n", "git", tmp_path / "said"], check=True
    )
    shop.repo.commit("signed as a commit", {f"{record}.sig": (tmp_path / "said.sig").read_bytes()})
    shop.refused("the signature was made for 'git' and not for an approval")


@pytest.mark.parametrize(
    ("signature", "why"),
    [
        (b"yes\n", "it does not stand between"),
        (b"\0" * 10_000_000, "it is larger than 64 KiB"),
        (b"-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n", "it is no SSH signature"),
    ],
    ids=["no-signature", "large", "cut-off"],
)
def test_what_is_no_signature_proves_nothing(shop, signature, why):
    record = shop.request()
    shop.repo.commit("signed", {f"{record}.sig": signature})
    shop.refused(f"{record}.sig: the signature cannot be read: {why}")


def test_a_signature_that_is_a_link_is_none(shop):
    record = shop.request()
    os.symlink("../../README.md", shop.repo.path / f"{record}.sig")
    shop.repo.commit("signed")
    shop.refused("has not signed")


def test_signers_that_are_a_link_leave_the_verdict_open(shop):
    shop.repo.write({"listed": line("ciso@example.org", shop.keys["ciso"])})
    (shop.repo.path / "threat-model").mkdir()
    os.symlink("../listed", shop.repo.path / SIGNERS)
    record = pull_request(shop.capsys, shop.repo, None)
    shop.sign(record, shop.keys["ciso"])
    shop.repo.commit("signed")
    shown = shop.check()
    assert (shown.code, f"{SIGNERS} is no file on the base side, but a link" in " ".join(shown.out.split())) == (
        3,
        True,
    )


def test_large_signers_leave_the_verdict_open(shop):
    record = shop.request("# comment\n" * 1_000_000 + line("ciso@example.org", shop.keys["ciso"]))
    shop.sign(record, shop.keys["ciso"])
    shop.repo.commit("signed")
    shown = shop.check()
    assert (shown.code, "is larger than 256 KiB or 2000 lines, and is not read" in " ".join(shown.out.split())) == (
        3,
        True,
    )


def test_no_signers_at_all_prove_nothing(shop):
    record = pull_request(shop.capsys, shop.repo, None)
    shop.sign(record, shop.keys["ciso"])
    shop.repo.commit("signed")
    shop.refused(f"approvals are signed here, and {SIGNERS} is not there on the base side")


def test_an_unmapped_author_leaves_a_signed_approval_unproven(shop):
    record = shop.request()
    shop.sign(record, shop.keys["ciso"])
    shop.repo.commit("signed", author="Somebody <somebody@elsewhere.example>")
    shop.refused("the author somebody@elsewhere.example is in no entry of people", "add the address")


def test_the_signer_who_wrote_the_change_proves_nothing(shop):
    record = shop.request()
    shop.sign(record, shop.keys["ciso"])
    shop.repo.commit("signed", author="C <ciso@home.example>")
    shown = shop.check()
    assert (shown.code, "who also wrote this change, as ciso@home.example" in " ".join(shown.out.split())) == (1, True)


@pytest.mark.parametrize("entry", [".", "bin", "{repo}/bin", ""])
def test_no_program_of_the_repository_is_run(shop, monkeypatch, tmp_path, entry):
    record = shop.request()
    shop.sign(record, shop.keys["mallory"])
    marker = tmp_path / "ran"
    script = f"#!/bin/sh\ntouch {marker}\nexit 0\n"
    shop.repo.write({"bin/ssh-keygen": script, "ssh-keygen": script})
    for name in ("bin/ssh-keygen", "ssh-keygen"):
        (shop.repo.path / name).chmod(0o755)
    shop.repo.commit("signed")
    monkeypatch.chdir(shop.repo.path)
    monkeypatch.setenv("PATH", os.pathsep.join([entry.format(repo=shop.repo.path), os.environ["PATH"]]))
    assert shop.check().code == 1
    assert not marker.exists()


def test_without_ssh_keygen_a_pipeline_cannot_tell_and_a_developer_is_told(shop, monkeypatch, tmp_path):
    import shutil

    record = shop.request()
    shop.sign(record, shop.keys["ciso"])
    shop.repo.commit("signed")
    os.symlink(shutil.which("git"), tmp_path / "git")
    monkeypatch.setenv("PATH", str(tmp_path))
    shown = shop.check()
    assert (shown.code, "the approval is proven in CI" in " ".join(shown.out.split())) == (0, True)
    monkeypatch.setenv("CI", "true")
    shown = shop.check()
    words = " ".join(shown.out.split())
    assert (shown.code, "ssh-keygen was not found on PATH" in words, "install OpenSSH" in words) == (3, True, True)


def test_a_copied_record_keeps_its_approval_only_where_it_says_the_same(shop):
    record = shop.request()
    shop.sign(record, shop.keys["ciso"])
    shop.repo.commit("signed")
    assert shop.check().code == 0
    shop.repo.commit("wider still", {POLICY: WIDER[POLICY].replace("50", "5000")})
    shown = shop.check()
    assert (shown.code, "stale" in shown.out) == (1, True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({".threatgate.yaml": "approval: signed\n"}, 3),
        ({".threatgate.yaml": "approval: signed\n", SIGNERS: "# to come\n"}, 0),
        ({".threatgate.yaml": "approval: declared\n"}, 0),
        ({".threatgate.yaml": "approval: signd\n"}, 0),
    ],
    ids=["locked-out", "signers-too", "declared", "unreadable"],
)
def test_settings_that_lock_everybody_out_do_not_land(shop, change, code):
    shop.repo.commit("base", {"README.md": "# Shop\n"})
    shop.repo.branch("settings").commit("settings", change)
    shown = shop.check()
    said = f"after this change approvals have to be signed, and nobody may sign: there is no {SIGNERS}"
    assert (shown.code, said in " ".join(shown.out.split())) == (code, code == 3)


def test_signers_do_not_go_while_signatures_are_asked_for(shop):
    shop.request()
    shop.repo.commit("gone", {SIGNERS: None})
    shown = shop.check()
    assert (shown.code, "and nobody may sign" in " ".join(shown.out.split())) == (3, True)


SYSTEMS = """
systems: [{name: config, paths: ["config/**"], register: config/threats}]
"""


def test_signers_of_a_system_sign_for_that_system_alone(shop):
    """The record answers for two systems; one of them lists a key that the other does not."""
    record = shop.request(settings=SETTINGS + SYSTEMS)
    shop.repo.git("stash", "-q", "-u")
    listed = line("ciso@example.org", shop.keys["mallory"])
    shop.repo.checkout("main").commit("their own", {"config/threats/allowed_signers": listed})
    shop.repo.checkout("pilot").git("stash", "pop", "-q")
    shop.sign(record, shop.keys["mallory"])
    shop.repo.commit("signed for one")
    shop.refused("signed with a key that is not listed")
    other = listed + line("ciso@example.org", shop.keys["ciso"])
    shop.repo.checkout("main").commit("both", {"config/threats/allowed_signers": other})
    shop.repo.checkout("pilot")
    shop.refused("signed with a key that is not listed")
    shop.sign(record, shop.keys["ciso"])
    shop.repo.commit("signed for both")
    assert shop.check().code == 0
