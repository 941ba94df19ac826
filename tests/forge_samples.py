"""A host made of scripted answers, over a transport or over a real socket, and a clock that nobody waits for."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import httpx

from threatgate.forge import Clock, Wires

TOKEN = "ghp_secret0token0secret0token"  # noqa: S105 - nobody's
GITHUB = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "acme/shop", "GITHUB_TOKEN": TOKEN}
GITLAB = {
    "GITLAB_CI": "true",
    "CI_PROJECT_PATH": "acme/tools/shop",
    "CI_SERVER_URL": "https://gitlab.example.org",
    "CI_API_V4_URL": "https://gitlab.example.org/api/v4",
    "GITLAB_TOKEN": TOKEN,
}


class Asked(NamedTuple):
    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str]


class Host:
    """Answers by `METHOD /path`: JSON (200), a status, a response, an exception, a function, or a list of these.

    Of a list one is taken at a time, the last for ever. What has no answer is 404.
    """

    def __init__(self, **answers: Any) -> None:
        self.answers: dict[str, Any] = dict(answers.pop("answers", {}), **answers)
        self.asked: list[Asked] = []
        self.waits: list[float] = []
        self.time = 1_000_000.0

    def on(self, answers: dict[str, Any]) -> Host:
        self.answers |= answers
        return self

    @property
    def wires(self) -> Wires:
        return Wires(httpx.MockTransport(self.handle), self.clock)

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.time, lambda: self.time, self.wait)

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds

    def lines(self, *methods: str) -> list[str]:
        return [f"{it.method} {it.path}" for it in self.asked if not methods or it.method in methods]

    def bodies(self, line: str) -> list[Any]:
        return [it.body for it in self.asked if f"{it.method} {it.path}" == line]

    def handle(self, request: httpx.Request) -> httpx.Response:
        content = request.read()
        path = request.url.raw_path.decode().partition("?")[0]
        asked = Asked(
            request.method,
            path,
            dict(request.url.params),
            json.loads(content) if content else None,
            dict(request.headers),
        )
        self.asked.append(asked)
        answer = self.answers.get(f"{request.method} {path}", 404)
        while isinstance(answer, list) and answer and not all(isinstance(one, dict) for one in answer):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if callable(answer) and not isinstance(answer, type):
            answer = answer(asked)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, int):
            return httpx.Response(answer, json={"message": "no"})
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)


class Scripted(BaseHTTPRequestHandler):
    """One answer after another of its server's script: (status, headers, body), or a function that writes it."""

    def _answer(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        self.server.asked.append((self.command, self.path, dict(self.headers.items()), self.rfile.read(length)))
        script = self.server.script
        answer = script.pop(0) if len(script) > 1 else script[0]
        if callable(answer):
            answer(self)
            return
        status, headers, body = answer
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PATCH = do_PUT = _answer  # noqa: N815 - what http.server calls

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(*script: Any):
    """A real server on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    server.daemon_threads = False
    server.script, server.asked = list(script), []
    server.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Handing(BaseHTTPRequestHandler):
    """Hands what comes over the socket to a Host."""

    def _answer(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        url = f"{self.server.address}{self.path}"
        request = httpx.Request(self.command, url, headers=dict(self.headers.items()), content=self.rfile.read(length))
        response = self.server.host.handle(request)
        self.send_response(response.status_code)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.read())

    do_GET = do_POST = do_PATCH = do_PUT = _answer  # noqa: N815 - what http.server calls

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(host: Host):
    """The address of a real server that answers as the host does."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handing)
    server.host, server.address = host, f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
