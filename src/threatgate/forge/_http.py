"""One host, asked over HTTP: patient with what passes, bounded in all, and loyal to that host with its token.

httpx takes proxies and certificates from the environment. A redirect to another host is not followed, and the token
is sent to no other. Every failure is an `Unknown`; the words of exceptions are left out, for they may hold the token.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import httpx

from threatgate import __version__
from threatgate.forge._api import Unknown
from threatgate.forge._failures import limited, rate_limited, refused

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

TRIES = 4
REDIRECTS = 3
TOTAL = 60.0  # seconds for one question with all its tries
LONGEST = 1e9  # seconds that a host may ask for and still be understood
PATIENCE = 180.0  # seconds of waiting for one host in all
BODY = 16 * 1024 * 1024
LIMITS = httpx.Limits(max_keepalive_connections=0)
TIMEOUT = httpx.Timeout(15.0, connect=8.0)
FOLLOWED = frozenset({301, 302, 303, 307, 308})
KEEPING = frozenset({307, 308})  # the method stays what it is
PASSING = frozenset({500, 502, 503, 504})
AGAIN = frozenset({"GET", "PUT", "PATCH"})


class Clock(NamedTuple):
    """Time: seconds since 1970, seconds that only go up, and how to wait."""

    now: Callable[[], float] = time.time
    tick: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Said(NamedTuple):
    """What a host said: the body whole, header names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Request(NamedTuple):
    """A question or an order. `path` begins with a slash, or is an address that the host itself gave."""

    method: str
    path: str
    params: Mapping[str, Any] | None = None
    json: Any = None
    accept: str = ""


class Failed(NamedTuple):
    """A try that came to nothing: why, and whether another may help."""

    unknown: Unknown
    again: bool
    down: bool = False


class Login(NamedTuple):
    """The headers that say who asks, and what the token is called in messages."""

    token: str = "a token"  # noqa: S105 - its name, for messages
    headers: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"Login({self.token})"


class Wires(NamedTuple):
    """How requests travel: a transport in place of the network, the clock, the trusted certificates."""

    transport: httpx.BaseTransport | None = None
    clock: Clock = Clock()
    certificates: ssl.SSLContext | None = None


WIRES = Wires()


class Door:
    """The door to one host. `base` is the address under which everything asked lies, without a slash at the end."""

    __slots__ = ("_base", "_client", "_down", "_left", "_login", "_wires", "host")

    def __init__(self, base: str, login: Login, wires: Wires) -> None:
        self._base, self._login, self._wires = base, login, wires
        self.host = _host(base) or base
        self._client: httpx.Client | None = None
        self._left = PATIENCE
        self._down: Unknown | None = None

    def ask(self, request: Request) -> Said | Unknown:
        """What the host says with success."""
        said = self.told(request)
        return said if isinstance(said, Unknown) else self.judged(said)

    def judged(self, said: Said) -> Said | Unknown:
        """What was said, if it was said with success."""
        if 200 <= said.status < 300:
            return said
        if rate_limited(said.status, said.headers):
            return limited(self.host, said.status, self._wait(said, 0))
        return refused(self.host, said.status, self._login.token)

    def told(self, request: Request) -> Said | Unknown:
        """What the host says, whatever the status."""
        if self._down is not None:
            return self._down
        clock = self._wires.clock
        end = clock.tick() + TOTAL
        for number in range(TRIES):
            answer = self._try(request, end)
            wait = self._pause(answer, request.method, number)
            if wait is None or wait > self._left or clock.tick() + wait > end or number == TRIES - 1:
                break
            self._left -= wait
            clock.sleep(wait)
        if isinstance(answer, Failed):
            self._down = answer.unknown if answer.down else None
            return answer.unknown
        return answer

    def _pause(self, answer: Said | Failed, method: str, number: int) -> float | None:
        """How long to wait before another try; None where none is due."""
        if isinstance(answer, Failed):
            # What never arrived can be sent again; what may have arrived only if twice is the same as once.
            return 2.0**number if answer.again and (answer.down or method in AGAIN) else None
        if rate_limited(answer.status, answer.headers):
            return self._wait(answer, number)
        return self._wait(answer, number) if answer.status in PASSING and method in AGAIN else None

    def _wait(self, said: Said, number: int) -> float:
        """The wait that the host asks for, else one that doubles."""
        after = said.headers.get("retry-after", "")
        if after.isdecimal():
            return min(float(after), LONGEST)
        if after:
            from email.utils import parsedate_to_datetime

            try:
                return max(0.0, parsedate_to_datetime(after).timestamp() - self._wires.clock.now())
            except (TypeError, ValueError, OverflowError):
                pass
        reset = said.headers.get("x-ratelimit-reset") or said.headers.get("ratelimit-reset") or ""
        if rate_limited(said.status, said.headers) and reset.isdecimal():
            return max(1.0, min(float(reset) - self._wires.clock.now(), LONGEST))
        return 2.0**number

    def _try(self, request: Request, end: float) -> Said | Failed:
        """One request, with the redirects that stay on the host."""
        if "://" not in request.path:
            request = request._replace(path=self._base + request.path)
            if not self._own(request.path):
                mend = "check GITHUB_API_URL, CI_API_V4_URL or JIRA_BASE"
                return Failed(Unknown(f"{self.host} is no address of an API", mend), again=False)
        for _ in range(REDIRECTS + 1):
            if not self._own(request.path):
                host = _host(request.path) or "another address"
                return Failed(
                    Unknown(f"{self.host} sends to {host}, which is not asked", "name that host"), again=False
                )
            said = self._once(request, end)
            if isinstance(said, Failed) or said.status not in FOLLOWED or not said.headers.get("location"):
                return said
            if request.method != "GET" and said.status not in KEEPING:
                return said
            request = request._replace(path=_joined(request.path, said.headers["location"]), params=None)
        return Failed(Unknown(f"{self.host} sends from one address to the next without end"), again=False)

    def _own(self, address: str) -> bool:
        """Whether an address has the scheme, the host and the port of the base."""
        try:
            given, base = httpx.URL(address), httpx.URL(self._base)
        except httpx.InvalidURL:
            return False
        return (given.scheme, given.host, given.port) == (base.scheme, base.host, base.port) and not given.userinfo

    def _once(self, request: Request, end: float) -> Said | Failed:
        headers = {"accept": request.accept} if request.accept else {}
        method, address, params, json = request.method, request.path, request.params, request.json
        try:
            with self._opened().stream(method, address, params=params, json=json, headers=headers) as response:
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    if len(body) > BODY:
                        said = f"{self.host} answers with more than {BODY // 1024 // 1024} MB"
                        return Failed(Unknown(said, "is that the address of the API?"), again=False)
                    if self._wires.clock.tick() > end:
                        return Failed(Unknown(f"{self.host} is too slow", "try again later"), again=False)
                return Said(response.status_code, {k.lower(): v for k, v in response.headers.items()}, bytes(body))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.PoolTimeout) as error:
            if _untrusted(error):
                hint = "name the file of its authority: SSL_CERT_FILE"
                return Failed(
                    Unknown(f"{self.host} has a certificate that is not trusted", hint), again=False, down=True
                )
            hint = "is there a network, and does HTTPS_PROXY name the right proxy?"
            return Failed(Unknown(f"{self.host} cannot be reached", hint), again=True, down=True)
        except httpx.TimeoutException:
            return Failed(Unknown(f"{self.host} does not answer in time", "try again later"), again=True)
        except (httpx.LocalProtocolError, httpx.InvalidURL, httpx.UnsupportedProtocol, ImportError, ValueError):
            hint = f"check the address, the proxy, and that {self._login.token} is one line of plain characters"
            return Failed(Unknown(f"{self.host} cannot be asked like this", hint), again=False)
        except httpx.HTTPError:
            return Failed(Unknown(f"{self.host} broke off", "try again later"), again=True)

    def _opened(self) -> httpx.Client:
        """The client, made when it is first needed. No connection outlives its answer, so none has to be closed."""
        if self._client is None:
            headers = {
                "user-agent": f"threatgate/{__version__}",
                "accept": "application/json",
                **dict(self._login.headers),
            }
            trusted = self._wires.certificates
            self._client = httpx.Client(
                headers=headers,
                timeout=TIMEOUT,
                limits=LIMITS,
                transport=self._wires.transport,
                trust_env=self._wires.transport is None,
                verify=True if trusted is None else trusted,
                follow_redirects=False,
            )
        return self._client


def _untrusted(error: BaseException | None) -> bool:
    """Whether a connection failed for the other side's certificate, which no second try makes better."""
    import ssl

    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _host(address: str) -> str:
    """The host of an address, "" where it is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _joined(address: str, location: str) -> str:
    """Where a redirect leads; "" where that is no address."""
    try:
        return str(httpx.URL(address).join(location))
    except (httpx.InvalidURL, ValueError):
        return ""
