"""Over a real socket: what passes is waited for, what fails is said, and the token stays with its host."""

from __future__ import annotations

import gzip
import json
import socket

import pytest
from forge_samples import TOKEN, Host, served

from threatgate.forge import Unknown, Wires, _http
from threatgate.forge._http import Door, Login, Request

LOGIN = Login("GITHUB_TOKEN", (("authorization", f"Bearer {TOKEN}"),))
GOOD = (200, {"content-type": "application/json"}, b'{"ok": true}')


def door(server, host=None):
    return Door(server.address, LOGIN, Wires(clock=(host or Host()).clock))


def ask(server, host=None, method="GET", **more):
    return door(server, host).ask(Request(method, "/x", **more))


@pytest.mark.parametrize("passing", [500, 502, 503, 504])
def test_a_fault_that_passes_is_waited_for(passing):
    host = Host()
    with served((passing, {}, b""), (passing, {}, b"<html>"), GOOD) as server:
        said = ask(server, host)
    assert (said.status, json.loads(said.body)) == (200, {"ok": True})
    assert host.waits == [1, 2]


def test_a_fault_that_stays_is_said_after_four_tries():
    host = Host()
    with served((502, {}, b"")) as server:
        said = ask(server, host)
    assert said == Unknown("127.0.0.1 has a fault of its own (502)", "try again later")
    assert (len(server.asked), host.waits) == (4, [1, 2, 4])


def test_an_order_is_not_given_twice_where_it_may_have_arrived():
    host = Host()
    with served((502, {}, b""), GOOD) as server:
        said = ask(server, host, "POST", json={"a": 1})
    assert isinstance(said, Unknown)
    assert (len(server.asked), host.waits) == (1, [])


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"retry-after": "7"}, 7),
        (429, {"retry-after": "Mon, 12 Jan 1970 13:46:50 GMT"}, 10),
        (429, {"retry-after": "soon"}, 1),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000030"}, 30),
        (429, {"ratelimit-reset": "1000020"}, 20),
        (403, {"retry-after": "3"}, 3),
        (503, {"retry-after": "9"}, 9),
    ],
)
def test_the_wait_that_the_host_asks_for(status, headers, wait):
    host = Host()
    with served((status, headers, b""), GOOD) as server:
        assert ask(server, host).status == 200
    assert host.waits == [wait]


def test_an_order_may_be_given_again_where_it_was_refused_for_its_number():
    host = Host()
    with served((429, {"retry-after": "1"}, b""), GOOD) as server:
        assert ask(server, host, "POST", json={}).status == 200


def test_a_limit_that_lasts_too_long_is_not_waited_for():
    host = Host()
    with served((403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1003600"}, b"")) as server:
        said = ask(server, host)
    assert said == Unknown(
        "127.0.0.1 has had too many requests from this token (403), for another 3600 seconds", "run it again after that"
    )
    assert (len(server.asked), host.waits) == (1, [])


@pytest.mark.parametrize("headers", [{"retry-after": "9" * 400}, {"x-ratelimit-reset": "9" * 400}])
def test_a_wait_beyond_all_numbers_is_not_waited_for(headers):
    host = Host()
    with served((429, headers, b"")) as server:
        said = ask(server, host)
    assert said.why.endswith("(429), for another 1000000000 seconds")
    assert host.waits == []


def test_the_patience_with_a_host_ends():
    host = Host()
    with served((429, {"retry-after": "20"}, b"")) as server:
        opened = door(server, host)
        for _ in range(5):
            assert isinstance(opened.ask(Request("GET", "/x")), Unknown)
    assert sum(host.waits) <= _http.PATIENCE


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (400, "127.0.0.1 does not take the request (400)"),
        (401, "127.0.0.1 does not accept the token (401)"),
        (403, "127.0.0.1 does not allow this to the token (403)"),
        (404, "127.0.0.1 has no such thing, or hides it from the token (404)"),
        (409, "127.0.0.1 is in the way of the request (409)"),
        (410, "127.0.0.1 has it no more, or has it switched off (410)"),
        (418, "127.0.0.1 answers 418"),
        (422, "127.0.0.1 does not take what was sent (422)"),
        (501, "127.0.0.1 has a fault of its own (501)"),
    ],
)
def test_a_refusal_is_said_at_once_and_names_the_token_by_its_variable(status, why):
    with served((status, {}, b'{"message": "' + TOKEN.encode() + b'"}')) as server:
        said = ask(server)
    assert said.why == why
    assert said.mend
    assert TOKEN not in repr(said)
    assert len(server.asked) == 1


def test_a_host_that_is_not_there_is_asked_four_times_and_then_no_more():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    host = Host()
    opened = Door(f"http://127.0.0.1:{port}", LOGIN, Wires(clock=host.clock))
    said = opened.ask(Request("POST", "/x", json={}))
    assert said.why == "127.0.0.1 cannot be reached"
    assert host.waits == [1, 2, 4]
    assert opened.ask(Request("GET", "/y")) == said
    assert host.waits == [1, 2, 4]


def test_a_host_that_says_nothing_is_left(monkeypatch):
    monkeypatch.setattr(_http, "TIMEOUT", 0.05)
    monkeypatch.setattr(_http, "TRIES", 2)
    host = Host()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        opened = Door(f"http://127.0.0.1:{silent.getsockname()[1]}", LOGIN, Wires(clock=host.clock))
        said = opened.ask(Request("GET", "/x"))
    assert said.why == "127.0.0.1 does not answer in time"
    assert host.waits == [1]


def test_an_answer_that_breaks_off_is_asked_for_again():
    def broken(handler):
        handler.send_response(200)
        handler.send_header("content-length", "100")
        handler.end_headers()
        handler.wfile.write(b'{"ok":')

    with served(broken, GOOD) as server:
        assert ask(server).status == 200
    with served(broken) as server:
        assert ask(server).why == "127.0.0.1 broke off"


def test_an_answer_without_end_is_cut(monkeypatch):
    monkeypatch.setattr(_http, "BODY", 1024 * 1024)
    bomb = gzip.compress(b" " * 8 * 1024 * 1024)
    for answer in ((200, {}, b"x" * 2 * 1024 * 1024), (200, {"content-encoding": "gzip"}, bomb)):
        with served(answer) as server:
            said = ask(server)
        assert said.why == "127.0.0.1 answers with more than 1 MB"
        assert len(server.asked) == 1


def test_an_answer_that_drips_is_left():
    host = Host()

    def drips(handler):
        handler.send_response(200)
        handler.send_header("content-length", "4")
        handler.end_headers()
        handler.wfile.write(b"ab")
        handler.wfile.flush()
        host.time += 100
        handler.wfile.write(b"cd")

    with served(drips) as server:
        assert ask(server, host).why == "127.0.0.1 is too slow"


def test_a_redirect_on_the_host_is_followed_with_the_token():
    with served((301, {"location": "/repositories/7/issues"}, b""), GOOD) as server:
        assert ask(server, params={"page": 1}).status == 200
    assert [path for _, path, _, _ in server.asked] == ["/x?page=1", "/repositories/7/issues"]
    assert server.asked[1][2]["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_to_another_host_is_not_followed(status):
    with served(GOOD) as other, served((status, {"location": f"{other.address}/x"}, b"")) as server:
        said = ask(server)
    assert said.why == "127.0.0.1 sends to 127.0.0.1, which is not asked"
    assert other.asked == []


@pytest.mark.parametrize(
    "location", ["http://[::1/", "https://127.0.0.1/x", "//evil.example/x", "http://me:it@127.0.0.1/"]
)
def test_odd_redirects_lead_nowhere(location):
    with served((302, {"location": location}, b"")) as server:
        assert isinstance(ask(server), Unknown)
    assert {path for _, path, _, _ in server.asked} == {"/x"}


def test_an_order_goes_where_the_host_has_moved_but_is_not_made_a_question():
    with served((307, {"location": "/moved"}, b""), GOOD) as server:
        assert ask(server, None, "POST", json={"a": 1}).status == 200
    assert server.asked[1][3] == b'{"a":1}'
    with served((302, {"location": "/moved"}, b""), GOOD) as server:
        said = ask(server, None, "POST", json={"a": 1})
    assert said.why == "127.0.0.1 sends to another address (302), which is not followed"


@pytest.mark.parametrize("base", ["https://[broken", "https://127.0.0.1:99999", "no address"])
def test_an_api_without_an_address_is_said(base):
    found = Door(base, LOGIN, Wires(clock=Host().clock)).ask(Request("GET", "/x"))
    assert isinstance(found, Unknown)
    assert found.mend


def test_redirects_in_a_circle_end():
    with served((302, {"location": "/x"}, b"")) as server:
        assert ask(server).why == "127.0.0.1 sends from one address to the next without end"


@pytest.mark.parametrize("value", ["a\nb", "naïve\udc80", "tökén"])
def test_a_token_that_no_header_takes_is_not_shown(value):
    login = Login("GITHUB_TOKEN", (("authorization", f"Bearer {value}"),))
    with served(GOOD) as server:
        said = Door(server.address, login, Wires()).ask(Request("GET", "/x"))
    assert said.why == "127.0.0.1 cannot be asked like this"
    assert value not in repr(said)
    assert value not in repr(login)


def test_the_proxy_of_the_environment_is_used(monkeypatch):
    for name in ("no_proxy", "NO_PROXY", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with served(GOOD) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.address)
        said = Door("http://forge.example", LOGIN, Wires()).ask(Request("GET", "/x"))
    assert said.status == 200
    assert proxy.asked[0][1] == "http://forge.example/x"


def test_a_proxy_that_cannot_be_is_said(monkeypatch):
    for scheme in ("socks5://127.0.0.1:1", "ftp://127.0.0.1:1"):
        monkeypatch.setenv("ALL_PROXY", scheme)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        said = Door("http://forge.example", LOGIN, Wires()).ask(Request("GET", "/x"))
        assert said.why == "forge.example cannot be asked like this"


def test_no_connection_outlives_its_answer():
    with served(GOOD) as server:
        opened = door(server)
        for _ in range(3):
            assert opened.ask(Request("GET", "/x")).status == 200
    assert len(server.asked) == 3
