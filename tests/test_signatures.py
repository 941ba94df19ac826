"""What is signed, who may sign and in which repository, piece by piece and with hostile input."""

from __future__ import annotations

import subprocess
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signed_samples import NAMESPACE, line, new_key

from threatgate.signatures import _keygen, _signers, _sshsig, _wire
from threatgate.signatures._api import Around, Unavailable, Unsound, Verified
from threatgate.signatures._wire import WireError
from threatgate.signatures.repositories import normalised, repository_identity
from threatgate.signatures.signing import Made, sign, usual_key
from threatgate.signatures.statement import statement
from threatgate.signatures.verifying import verify

DAY = date(2026, 11, 23)
ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPsUT75PNXpY87wDqEgpze0cN4tgHHEYsq57LPYmawlH"
OURS = f'namespaces="{NAMESPACE}"'


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    return {
        "ed25519": new_key(folder, "ed25519"),
        "short": new_key(folder, "short", "rsa", 1024),
    }


@pytest.fixture
def around():
    import os

    return Around(os.environ)


def why(text: str) -> list[str]:
    found = _signers.read(text.encode(), "allowed_signers")
    assert isinstance(found, _signers.Signers)
    return [f"{refused.line}: {refused.why}" for refused in found.refused]


def test_lines_that_count() -> None:
    text = (
        "# who may sign\n\n"
        f"ciso@example.org {OURS} {ED25519} the chief's \"laptop\n"
        f'  a@example.org,"b" valid-before="20261231Z",NAMESPACES="git,{NAMESPACE}" {ED25519}\r\n'
        f'"c@example.org" {OURS},valid-after="202611221200" {ED25519}\n'
    )
    found = _signers.read(text.encode(), "allowed_signers")
    assert isinstance(found, _signers.Signers)
    assert [(one.line, one.principals, one.after, one.before) for one in found.counted] == [
        (3, ("ciso@example.org",), "", ""),
        (5, ("c@example.org",), "20261122120000", ""),
    ]
    assert why(text) == ["4: a principal is empty or holds what cannot be printed; name persons"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f"* {OURS} {ED25519}", "the principal * is a pattern"),
        (f"a,*@b {OURS} {ED25519}", "the principal *@b is a pattern"),
        (f"!a {OURS} {ED25519}", "the principal !a is a pattern"),
        (f"a? {OURS} {ED25519}", "the principal a? is a pattern"),
        (f"a,,b {OURS} {ED25519}", "a principal is empty"),
        (f"a\u202eb {OURS} {ED25519}", "a principal is empty or holds what cannot be printed"),
        (f"a {ED25519}", "it is not for approvals"),
        (f'a namespaces="" {ED25519}', "it is not for approvals"),
        (f"a namespaces=git {ED25519}", "its options cannot be read"),
        (f'a {OURS},namespaces="git" {ED25519}', "its options cannot be read"),
        (f"a {OURS}, {ED25519}", "its options cannot be read"),
        (f'a namespaces="*" {ED25519}', "its namespaces are a pattern"),
        (f'a namespaces="!git,{NAMESPACE}" {ED25519}', "its namespaces are a pattern"),
        (f"a cert-authority,{OURS} {ED25519}", "it lists a certificate authority"),
        (f"a Cert-Authority,{OURS} {ED25519}", "it lists a certificate authority"),
        (f"a verify-required,{OURS} {ED25519}", "the option verify-required is not known"),
        (f'a {OURS},valid-before="20261331" {ED25519}', "valid-before is no instant"),
        (f'a {OURS},valid-after="tomorrow" {ED25519}', "valid-after is no instant"),
        (f'a {OURS},valid-before="" {ED25519}', "valid-before is no instant"),
        (f"a {OURS} ssh-rsa {ED25519.split()[1]}", "the key is of the type ssh-ed25519, and the line says ssh-rsa"),
        (f"a {OURS} ssh-ed25519 AAAA", "the key cannot be read: it ends in the middle"),
        (f"a {OURS} ssh-ed25519 ä", "the key cannot be read: it is not base64"),
        (f"a {OURS} ssh-dss AAAAB3NzaC1kc3M=", "keys of the type ssh-dss do not count"),
        (f"a {OURS} x AAAAHHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29t", "it is a certificate"),
        ("a", "it cannot be read"),
        (f'a "{OURS} {ED25519}', "it cannot be read"),
    ],
)
def test_lines_that_do_not_count(text: str, complaint: str) -> None:
    assert [line.startswith(f"1: {complaint}") for line in why(text)] == [True]


def test_a_short_rsa_key_does_not_count(keys) -> None:
    assert why(line("a", keys["short"])) == ["1: an RSA key of 1024 bits is too short, 2048 are the least"]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [(b"#\n" * 2001, "is larger than"), (b"#" * 300_000, "is larger than"), (b"\xff\xfe", "is not UTF-8 text")],
)
def test_files_that_are_not_read(data: bytes, complaint: str) -> None:
    found = _signers.read(data, "allowed_signers")
    assert isinstance(found, Unsound)
    assert complaint in found.why


@given(st.text(max_size=200) | st.from_regex(r'[a*,"]+ [a-z"=,*-]+ ssh-ed25519 [A-Za-z0-9+/=]*', fullmatch=True))
def test_no_text_breaks_the_reading_of_signers(text: str) -> None:
    found = _signers.read(text.encode("utf-8", "surrogatepass"), "allowed_signers")
    assert isinstance(found, Unsound) or not found.counted


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading_of_a_signature(data: bytes) -> None:
    for given_ in (data, b"-----BEGIN SSH SIGNATURE-----\n" + data + b"\n-----END SSH SIGNATURE-----\n"):
        with pytest.raises(WireError):
            _sshsig.read(given_)


def test_a_signature_keeps_nothing_of_its_file(keys, around) -> None:
    made = sign(b"said", str(keys["ed25519"].path), around)
    assert isinstance(made, Made)
    found = _sshsig.read(f"\n  {made.text.replace(chr(10), chr(13) + chr(10))}\n".encode())
    assert (found.namespace, found.key, found.armoured) == (NAMESPACE, made.key, made.text)
    with pytest.raises(WireError, match="goes on behind its end"):
        _sshsig.read(found._replace(data=found.data + b"\0").armoured.encode())


def test_fingerprints_are_those_of_openssh(keys) -> None:
    said = subprocess.run(
        ["ssh-keygen", "-l", "-f", keys["ed25519"].path], capture_output=True, text=True, check=True
    ).stdout
    assert _wire.fingerprint(_wire.decoded(keys["ed25519"].public.split()[1])) == said.split()[1]


def test_one_byte_of_the_statement_makes_the_difference(keys, around) -> None:
    made = sign(b"said", str(keys["ed25519"].path), around)
    signers = _signers.read(line("a", keys["ed25519"]).encode(), "allowed_signers")
    assert isinstance(made, Made)
    assert isinstance(signers, _signers.Signers)
    good = verify(b"said", made.text.encode(), signers, DAY, around)
    assert good == Verified(("a",), made.fingerprint, 1)
    assert isinstance(verify(b"saiD", made.text.encode(), signers, DAY, around), Unsound)
    damaged = made.text.replace(made.text[-80], "A" if made.text[-80] != "A" else "B")
    assert isinstance(verify(b"said", damaged.encode(), signers, DAY, around), Unsound)


def test_the_statement_binds_all_but_what_may_grow() -> None:
    record = {"id": "TM-20261122-3f9a1c", "title": "a", "reviews": [1], "moves": [2], "closed": {}}
    said = statement(record, " text\n", "github.com/acme/shop")
    assert said == (
        b'{"body":"text","namespace":"threatgate-approval-v1","record":{"id":"TM-20261122-3f9a1c","title":"a"},'
        b'"repository":"github.com/acme/shop"}'
    )
    for other in ({**record, "title": "b"}, {**record, "second": "@tom"}, {**record, "id": "TM-20261122-000000"}):
        assert statement(other, "text", "github.com/acme/shop") != said
    assert statement(record, "text", "github.com/acme/other") != said
    assert statement(record, "other", "github.com/acme/shop") != said
    assert statement({**record, "reviews": [], "closed": None}, "text", "github.com/acme/shop") == said


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/Acme/Shop.git", "github.com/acme/shop"),
        ("git@github.com:Acme/Shop.git", "github.com/acme/shop"),
        ("ssh://git@ssh.github.com:443/acme/shop", "github.com/acme/shop"),
        ("https://user:secret@GitHub.com/acme/shop/", "github.com/acme/shop"),
        ("https://gitlab.example.org:8443/group/sub/shop?x#y", "gitlab.example.org/group/sub/shop"),
        ("https://org@dev.azure.com/org/project/_git/shop", "dev.azure.com/org/project/shop"),
        ("git@ssh.dev.azure.com:v3/org/project/shop", "dev.azure.com/org/project/shop"),
        ("/srv/git/shop.git", None),
        ("../shop", None),
        ("C:\\shop", None),
        ("C:/shop", None),
        ("file:///srv/git/shop", None),
        ("ext::sh -c touch% /tmp/x", None),
        ("https://github.com", None),
        ("https://github.com/../shop", None),
        ("https://github.com/acme/sh op", None),
        ("https://g\u0456thub.com/acme/shop", None),
    ],
)
def test_a_repository_has_one_name(url: str, name: str | None) -> None:
    assert normalised(url) == name


GITHUB = {"GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "https://ghe.example.org", "GITHUB_REPOSITORY": "Acme/Shop"}
GITLAB = {"GITLAB_CI": "true", "CI_PROJECT_URL": "https://gitlab.com/fork/shop"}


@pytest.mark.parametrize(
    ("named", "environ", "origin", "name"),
    [
        ("github.com/acme/shop", GITHUB, "https://github.com/x/y", "github.com/acme/shop"),
        ("", GITHUB, "https://github.com/x/y", "ghe.example.org/acme/shop"),
        ("", {**GITHUB, "GITHUB_ACTIONS": "no"}, "https://github.com/x/y", "github.com/x/y"),
        ("", GITLAB, "", "gitlab.com/fork/shop"),
        ("", {**GITLAB, "CI_MERGE_REQUEST_PROJECT_URL": "https://gitlab.com/acme/shop"}, "", "gitlab.com/acme/shop"),
        ("", {}, "/srv/git/shop", None),
        ("", {}, "", None),
    ],
)
def test_who_says_which_repository_this_is(named: str, environ: dict[str, str], origin: str, name: str | None) -> None:
    assert repository_identity(named, environ, origin) == name


def test_what_cannot_sign_says_so_in_one_line(tmp_path, keys, around) -> None:
    none = sign(b"said", str(tmp_path / "no-key"), around)
    assert isinstance(none, Unavailable)
    assert none.why.startswith("ssh-keygen could not sign: ")
    away = sign(b"said", str(keys["ed25519"].path), Around({"PATH": str(tmp_path)}))
    assert away == Unavailable("ssh-keygen was not found on PATH, so nothing can be signed", _keygen.INSTALL)


def test_the_usual_key_is_the_first_that_is_there(tmp_path) -> None:
    assert usual_key({}) is None
    (tmp_path / ".ssh").mkdir()
    assert usual_key({"HOME": str(tmp_path)}) is None
    for name in ("id_rsa", "id_ecdsa"):
        (tmp_path / ".ssh" / name).write_text("", encoding="ascii")
    assert usual_key({"HOME": str(tmp_path)}) == str(tmp_path / ".ssh/id_ecdsa")


@pytest.mark.parametrize(
    ("script", "why"),
    [("#!/bin/sh\nsleep 5\n", "ssh-keygen took longer than 0 seconds"), ("no program", "could not be started")],
)
def test_a_program_that_hangs_or_does_not_start_tells_nothing(tmp_path, monkeypatch, script, why) -> None:
    program = tmp_path / "ssh-keygen"
    program.write_text(script, encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setattr(_keygen, "SECONDS", 0.05)
    found = _keygen.run((str(program),), {"PATH": "/usr/bin:/bin"}, str(tmp_path))
    assert isinstance(found, Unavailable)
    assert why in found.why


def test_nothing_of_the_callers_environment_reaches_the_program(tmp_path) -> None:
    program = tmp_path / "ssh-keygen"
    program.write_text(f"#!/bin/sh\nenv > {tmp_path}/env\n", encoding="ascii")
    program.chmod(0o755)
    environ = {
        "PATH": "bin:/usr/bin:/bin",
        "HOME": "/root",
        "SSH_AUTH_SOCK": "x",
        "LD_PRELOAD": "x",
        "TZ": "Asia/Tokyo",
    }
    assert _keygen.run((str(program),), environ, str(tmp_path)) == _keygen.Ended(0, "")
    lines = (tmp_path / "env").read_text(encoding="utf-8").splitlines()
    seen = {line for line in lines if not line.startswith(("PWD=", "SHLVL=", "_=", "OLDPWD="))}
    assert seen == {"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
