"""Whom a connection trusts: what the environment adds, and what it says of the others."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from contextlib import contextmanager

import httpx
import pytest
from forge_samples import GITLAB, Host, served

from threatgate.forge import Unknown, Wires, opened

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
HEAD = "b" * 40


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A key and a certificate of this machine that nobody trusts."""
    folder = tmp_path_factory.mktemp("tls")
    key, file = folder / "key.pem", folder / "cert.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    made += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(file)]
    subprocess.run(made, check=True, capture_output=True)
    return key, file


@contextmanager
def behind(certificate):
    """A GitLab behind the certificate."""
    key, file = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    with served((200, {"content-type": "application/json"}, b'[{"iid": 4}]')) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        # A client that trusts nobody ends the handshake, which is no fault of the server's.
        server.handle_error = lambda *_: None
        yield server.address.replace("http:", "https:")


def asked(address, host, **more):
    environ = GITLAB | {"CI_SERVER_URL": address, "CI_API_V4_URL": f"{address}/api/v4"} | more
    return opened(environ, "", Wires(clock=host.clock)).pulls_of(HEAD)


def test_what_nobody_trusts_is_said_at_once(certificate):
    host = Host()
    with behind(certificate) as address:
        found = asked(address, host)
    assert found == Unknown(
        "127.0.0.1 has a certificate that is not trusted", "name the file of its authority: SSL_CERT_FILE"
    )
    assert host.waits == []


@pytest.mark.parametrize("name", ["CI_SERVER_TLS_CA_FILE", "SSL_CERT_FILE"])
def test_an_authority_of_the_environment_is_trusted(certificate, name, monkeypatch):
    if name == "SSL_CERT_FILE":
        monkeypatch.setenv(name, str(certificate[1]))
    with behind(certificate) as address:
        assert asked(address, Host(), **{name: str(certificate[1])}) == (4,)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_an_authority_that_cannot_be_read_is_none(certificate, tmp_path, content):
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    with behind(certificate) as address:
        assert isinstance(asked(address, Host(), CI_SERVER_TLS_CA_FILE=str(file)), Unknown)


def test_a_cause_without_end_is_none():
    host = Host(
        answers={
            f"GET /api/v4/projects/acme%2Ftools%2Fshop/repository/commits/{HEAD}/merge_requests": httpx.ConnectError(
                "no"
            )
        }
    )
    assert opened(GITLAB, "", host.wires).pulls_of(HEAD).why == "gitlab.example.org cannot be reached"
