"""Signed approvals at the gate: what must not open it, one attack a test, and what must."""

from __future__ import annotations

import pytest
from signed_samples import HERE, NAMESPACE, SETTINGS, SIGNERS, Shop, line, new_key, pull_request, sign

POLICY = "policies/approval.yaml"


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    return {name: new_key(folder, name) for name in ("ciso", "tom", "mallory")}


@pytest.fixture
def shop(capsys, repo, keys):
    return Shop(capsys, repo, keys)


@pytest.mark.parametrize(("kind", "bits"), [("ed25519", None), ("ecdsa", 256), ("ecdsa", 521), ("rsa", 2048)], ids=str)
def test_the_approvers_signature_opens_the_gate(shop, tmp_path, kind, bits):
    key = new_key(tmp_path, "key", kind, bits)
    record = pull_request(shop.capsys, shop.repo, line("CISO@example.org", key))
    done = shop.sign(record, key, "--as", "@ciso")
    assert (done.code, done.out) == (0, "")
    assert f"for @ciso, in {HERE}, with SHA256:" in done.err
    shop.repo.commit("record and signature")
    shown = shop.check()
    assert shown.code == 0
    assert "approved by @ciso: signed by CISO@example.org (SHA256:" in " ".join(shown.out.split())


def test_without_a_signature_it_stays_closed_and_says_who_signs_how(shop):
    record = shop.request()
    shop.repo.commit("record")
    name = record.rpartition("/")[2].removesuffix(".yaml")
    shop.refused(
        f"@ciso has not signed {name}: there is no {record}.sig",
        f"let @ciso run: threatgate register sign {name}",
    )  # fmt: skip


def test_a_key_of_somebody_else_proves_nothing(shop):
    record = shop.request(line("ciso@example.org", shop.keys["ciso"]) + line("tom@example.org", shop.keys["tom"]))
    done = shop.sign(record, shop.keys["tom"])
    assert "it proves nothing yet: " in done.err
    shop.repo.commit("signed")
    shop.refused("signed with the key of tom@example.org (SHA256:", "let the approver sign it")


def test_a_key_that_nobody_lists_proves_nothing(shop):
    shop.sign(shop.request(), shop.keys["mallory"])
    shop.repo.commit("signed")
    shop.refused("signed with a key that is not listed (SHA256:")


def test_signers_of_the_same_pull_request_count_for_nothing_and_are_a_change_of_the_gate(shop):
    record = shop.request()
    shop.repo.write({SIGNERS: line("ciso@example.org", shop.keys["mallory"])})
    shop.sign(record, shop.keys["mallory"])
    shop.repo.commit("signed by a key of my own")
    shop.refused("signed with a key that is not listed", "approval allowed_signers")


def test_a_landed_signer_may_sign_the_next_change(shop):
    both = line("ciso@example.org", shop.keys["ciso"]) + line("ciso@home.example", shop.keys["mallory"])
    shop.sign(shop.request(both), shop.keys["mallory"])
    shop.repo.commit("signed")
    assert shop.check().code == 0


def test_a_signature_of_another_record_proves_nothing(shop):
    record = shop.request()
    shop.sign(record, shop.keys["ciso"])
    text = (shop.repo.path / record).read_text(encoding="utf-8")
    name = record.rpartition("/")[2].removesuffix(".yaml")
    other = "TM-20261123-abcdef"
    shop.repo.write(
        {
            record: None,
            record.replace(name, other): text.replace(name, other),
            f"{record}.sig": None,
            f"{record.replace(name, other)}.sig": (shop.repo.path / f"{record}.sig").read_bytes(),
        }
    )
    shop.repo.commit("another record")
    shop.refused("the signature is not over this record as it stands in this repository")


def test_a_signature_of_another_repository_proves_nothing(shop, make_repo):
    signers = line("ciso@example.org", shop.keys["ciso"])
    twin = make_repo("twin")
    record = pull_request(shop.capsys, twin, signers, SETTINGS.replace(HERE, "github.com/acme/other"))
    sign(shop.capsys, twin, record, shop.keys["ciso"])
    assert pull_request(shop.capsys, shop.repo, signers) == record
    twins = {name: (twin.path / name).read_bytes() for name in (record, f"{record}.sig")}
    assert twins[record] == (shop.repo.path / record).read_bytes()
    shop.repo.commit("a signature from elsewhere", twins)
    shop.refused("the signature is not over this record as it stands in this repository")
    shop.sign(record, shop.keys["ciso"])
    shop.repo.commit("signed here")
    assert shop.check().code == 0


def test_a_signature_of_an_earlier_text_proves_nothing(shop):
    record = shop.request()
    shop.sign(record, shop.keys["ciso"])
    text = (shop.repo.path / record).read_text(encoding="utf-8")
    shop.repo.commit("signed, then edited", {record: text.replace("a pilot with ten users", "a pilot with all users")})
    shop.refused("the signature is not over this record as it stands in this repository")


def test_layout_and_comments_are_not_signed(shop):
    record = shop.request()
    shop.sign(record, shop.keys["ciso"])
    text = (shop.repo.path / record).read_text(encoding="utf-8")
    shop.repo.commit("signed, then commented", {record: f"# a pilot\n\n{text}"})
    assert shop.check().code == 0


def test_an_expired_key_is_not_saved_by_an_old_date(shop):
    limited = f'namespaces="{NAMESPACE}",valid-before="20261122235959Z"'
    record = shop.request(line("ciso@example.org", shop.keys["ciso"], limited))
    shop.sign(record, shop.keys["ciso"])
    shop.repo.git("add", "-A")
    back = {"GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2020-01-01T00:00:00Z"}
    shop.repo.git("commit", "-q", "-m", "signed long ago", env=back)
    shop.refused("signed with a key that expired on 2026-11-22 23:59 UTC")


def test_a_key_counts_to_the_end_of_its_last_day(shop):
    limited = f'valid-after="20261123",namespaces="{NAMESPACE}",valid-before="20261123235959"'
    record = shop.request(line("ciso@example.org", shop.keys["ciso"], limited))
    shop.sign(record, shop.keys["ciso"])
    shop.repo.commit("signed")
    assert shop.check().code == 0


def test_a_key_of_tomorrow_does_not_count_yet(shop):
    later = f'namespaces="{NAMESPACE}",valid-after="20261124"'
    shop.sign(shop.request(line("ciso@example.org", shop.keys["ciso"], later)), shop.keys["ciso"])
    shop.repo.commit("signed")
    shop.refused("signed with a key that counts only from 2026-11-24 00:00 UTC on")
