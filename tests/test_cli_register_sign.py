"""`threatgate register sign` and `verify`: what they refuse, write and say."""

from __future__ import annotations

import os

import pytest
from running import threatgate
from signed_samples import SETTINGS, SIGNERS, Shop, line, new_key, sign


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    return {name: new_key(folder, name) for name in ("ciso", "mallory")}


@pytest.fixture
def shop(capsys, repo, keys):
    return Shop(capsys, repo, keys)


def name_of(record):
    return record.rpartition("/")[2].removesuffix(".yaml")


def verify(shop, *more):
    return threatgate(
        shop.capsys, "register", "verify", "--repo", shop.repo.path, "--base", "main", "--as-of", "2026-11-23", *more
    )


def test_it_writes_beside_the_record_and_says_what_to_commit(shop):
    record = shop.request()
    done = shop.sign(record, shop.keys["ciso"])
    assert (done.code, done.out) == (0, "")
    path = f"{record}.sig"
    assert (shop.repo.path / path).read_text(encoding="ascii").startswith("-----BEGIN SSH SIGNATURE-----\n")
    assert done.err.splitlines()[1:] == [
        "Written. Commit it:",
        f"  git add {path} && git commit -m 'Approve {name_of(record)}' -- {path}",
    ]


def test_it_takes_the_usual_key_of_the_one_who_signs(shop, monkeypatch, tmp_path):
    record = shop.request()
    (tmp_path / ".ssh").mkdir()
    for end in ("", ".pub"):
        source = shop.keys["ciso"].path.with_name(f"ciso{end}")
        (tmp_path / f".ssh/id_ed25519{end}").write_bytes(source.read_bytes())
        (tmp_path / f".ssh/id_ed25519{end}").chmod(0o600)
    arguments = ("register", "sign", name_of(record), "--repo", shop.repo.path, "--base", "main")
    missing = threatgate(shop.capsys, *arguments)
    assert (missing.code, missing.err) == (2, "threatgate: no SSH key was found in ~/.ssh\n  name one: --key FILE\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert threatgate(shop.capsys, *arguments).code == 0
    shop.repo.commit("signed")
    assert shop.check().code == 0


@pytest.mark.parametrize("me", ["@tom", "tom@example.org"])
def test_somebody_else_does_not_sign_by_mistake(shop, me):
    record = shop.request()
    done = shop.sign(record, shop.keys["mallory"], "--as", me)
    assert (done.code, f"is for @ciso to approve, and you sign as {me}" in done.err) == (2, True)
    assert not (shop.repo.path / f"{record}.sig").exists()


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (("approved: 2026-11-23", "#"), "exception.approved is missing, and it is signed too"),
        (("schema: 1", "schema: 9"), ".yaml:"),
    ],
    ids=["not-approved", "broken"],
)
def test_what_would_prove_nothing_is_not_signed(shop, edit, why):
    record = shop.request()
    text = (shop.repo.path / record).read_text(encoding="utf-8")
    shop.repo.write({record: text.replace(*edit)})
    done = shop.sign(record, shop.keys["ciso"])
    assert (done.code, why in done.err) == (2, True)
    assert not (shop.repo.path / f"{record}.sig").exists()


def test_a_repository_without_a_name_asks_for_one(shop):
    unnamed = SETTINGS.replace("repository: github.com/acme/shop\n", "")
    record = shop.request(settings=unnamed)
    done = shop.sign(record, shop.keys["ciso"])
    assert (done.code, "name it in .threatgate.yaml on the base side" in done.err) == (2, True)
    shop.repo.git("config", "remote.origin.url", "git@github.com:Acme/Shop.git")
    done = shop.sign(record, shop.keys["ciso"])
    assert (done.code, "in github.com/acme/shop, with SHA256:" in done.err) == (0, True)
    shop.repo.commit("signed")
    assert shop.check().code == 0
    shop.repo.git("config", "remote.origin.url", "https://github.com/mallory/shop")
    shop.refused("the signature is not over this record as it stands in this repository")


def test_a_signature_that_is_a_link_is_not_written_through(shop):
    record = shop.request()
    os.symlink("../../README.md", shop.repo.path / f"{record}.sig")
    done = shop.sign(record, shop.keys["ciso"])
    assert done.code == 2
    assert (shop.repo.path / "README.md").read_text(encoding="utf-8") == "# Shop\n"


def test_without_signers_it_says_what_is_missing(capsys, repo, keys):
    from signed_samples import pull_request

    record = pull_request(capsys, repo, None)
    done = sign(capsys, repo, record, keys["ciso"])
    assert (done.code, f"{SIGNERS} is not there on the base side" in done.err) == (0, True)


def test_verify_says_what_the_gate_will_say(shop):
    record = shop.request()
    shown = verify(shop)
    assert (shown.code, shown.out.split()[:3]) == (1, [name_of(record), "@ciso", "unproven"])
    shop.sign(record, shop.keys["ciso"])
    shown = verify(shop, name_of(record))
    assert (shown.code, shown.out.split()[:5]) == (0, [name_of(record), "@ciso", "proven", "signed", "by"])
    assert verify(shop, "TM-20200101-000000").code == 2


def test_verify_reads_a_head_too_and_names_lines_that_do_not_count(shop):
    record = shop.request(line("ciso@example.org", shop.keys["ciso"]) + line("*", shop.keys["mallory"]))
    shop.sign(record, shop.keys["ciso"])
    shown = verify(shop, "--head", "pilot")
    assert (shown.code, shown.out, "no record here is signed" in shown.err) == (0, "", True)
    shop.repo.commit("signed")
    shown = verify(shop, "--head", "pilot")
    assert (shown.code, " proven " in shown.out) == (0, True)
    assert shown.err.startswith("threatgate: line 2 of the signers file does not count: the principal * is a pattern")


def test_verify_without_ssh_keygen_cannot_tell(shop, monkeypatch, tmp_path):
    import shutil

    shop.sign(shop.request(), shop.keys["ciso"])
    os.symlink(shutil.which("git"), tmp_path / "git")
    monkeypatch.setenv("PATH", str(tmp_path))
    shown = verify(shop)
    assert (shown.code, "unknown   ssh-keygen was not found on PATH" in shown.out) == (3, True)
