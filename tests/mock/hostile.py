"""Bytes that are almost requests, and a server that must survive them."""

import contextlib
import json
import logging
import socket
from collections.abc import Iterator
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock import Server, Settings, Worlds
from spkey_mock.service import error_formats
from spkey_mock.world.limits import Limits

from .sockets import Received, connected, read_response, send
from .support import ERROR, ORG, OTHER_USER, USER

_KEY = "the-key-of-the-fuzzed-mock"
_HEADERS = f"Host: localhost\r\nX-API-Key: {_KEY}\r\n".encode()
_GOOD = f"GET /users/{USER}/profile HTTP/1.1\r\n".encode() + _HEADERS + b"\r\n"
_BODY_LIMIT = 5_000

rubbish = st.binary(max_size=8) | st.text(st.characters(codec="utf-8"), max_size=8).map(str.encode)


def some(*values: str | bytes) -> st.SearchStrategy[bytes]:
    return st.sampled_from([value if isinstance(value, bytes) else value.encode() for value in values])


# Valid calls. None adds a fault or a subscription.
_USER = f"/users/{USER}"
_STATE = {"userId": USER, "version": 1, "nextNumber": 2, "keys": [{"number": 1, "orgId": ORG, "addedAt": 0}]}
_CALLS: list[tuple[str, str, object]] = [
    ("POST", f"{_USER}/AddPhysicalKey", {"orgId": ORG}),
    ("POST", f"{_USER}/RemovePhysicalKey", {"number": 1}),
    ("POST", f"/users/{OTHER_USER}/CreateUser", {"userId": USER}),
    *(("GET", f"{_USER}/{name}", None) for name in ("profile", "PhysicalKeys", "PhysicalKeys/1")),
    *(("HEAD", f"{_USER}/{name}", None) for name in ("profile", "PhysicalKeys/2")),
    *(("GET", f"/_mock/{name}", None) for name in ("health", "worlds", "state", "users", f"users/{USER}", "clock")),
    *(
        ("GET", f"/_mock/{name}", None)
        for name in ("faults", "journal", "events", "coverage", "webhooks", "deliveries")
    ),
    *(("DELETE", f"/_mock/{name}", None) for name in ("worlds/a", "api-keys/x", "faults/x", "journal", "webhooks/x")),
    ("POST", "/_mock/reset", None),
    ("PUT", "/_mock/state", {"users": [_STATE], "events": []}),
    ("POST", "/_mock/users", {"userId": OTHER_USER, "keys": 2}),
    ("POST", "/_mock/api-keys", {"apiKey": "x"}),
    ("POST", "/_mock/tokens", {"subject": USER, "expiresIn": -1}),
    ("PUT", "/_mock/clock", {"mode": "stepped", "now": 0}),
    ("POST", "/_mock/clock/advance", {"milliseconds": 1}),
    ("POST", "/_mock/journal/check", {"operation": "remove_physical_key", "body": {"number": 1}, "times": 0}),
    ("GET", "/", None),
    ("OPTIONS", "*", None),
]
escaped = rubbish.map(lambda it: quote(it).encode())
segments = escaped | some(OTHER_USER, "1", "%31", "%", "%ff", "%00", "..", "%2F", "a%2f..", "x" * 70, "-1", "_mock")
worlds = some("", "/w/a") | segments.map(b"/w/%b".__mod__)
queries = some("", "?_callerOrgId=x", "?q=&q=", "?limit=1&after=0&userId=%ff") | escaped.map(b"?%b".__mod__)
paths = st.builds(
    lambda pattern, segment: pattern.replace(b"{}", segment),
    some(
        "/users/{}/profile", f"{_USER}/PhysicalKeys/{{}}", f"{_USER}/{{}}", "/_mock/users/{}", "/_mock/{}", "/w", "/{}"
    ),
    segments,
)
odd_targets = (
    rubbish
    | paths.map(b"http://x%b".__mod__)
    | paths.map(b"/%b".__mod__)
    | paths.map(b"%b#x".__mod__)
    | paths.map(lambda path: path + b"?" + b"a" * 70_000)
)
odd_methods = some("GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT", "PATCH", "get", "PRI", "")
odd_versions = some("HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "http/1.1", "")
odd_headers = st.lists(
    some(
        *("Connection: close", "Connection: keep-alive", "Connection: Upgrade\r\nUpgrade: h2c", "Expect: 100-continue"),
        *("Transfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked", "Content-Encoding: gzip", "Host: evil"),
        *(
            "Content-Length: 0",
            "Content-Length: 12",
            "Content-Length: -1",
            "Content-Length: 1, 1",
            "Content-Length: 9e9",
        ),
        *("Content-Length: 99999999999999999999", "Authorization: Bearer x", "X-API-Key: \xfc", "X-Org-Id: acme"),
        *(
            "Origin: http://evil",
            "Cookie: " + "x" * 70_000,
            ": x",
            "X",
            " folded",
            "X-\0: \0",
            "Content-Type: a;b=\xff",
        ),
    )
    | st.tuples(rubbish, some(": ", ":", ""), rubbish).map(b"".join),
    min_size=1,
    max_size=3,
).map(lambda lines: b"".join(b"%b\r\n" % line for line in lines))

odd_bodies = (
    rubbish | st.sampled_from([json.dumps(body).encode() for *_, body in _CALLS]) | some(" " * (_BODY_LIMIT + 1))
)


def _framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body) if body else b"\r\n"


def _chunked(body: bytes) -> bytes:
    return b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if body else b"\r\n"


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """A valid request, of which one part may be odd."""
    method, path, value = draw(st.sampled_from(_CALLS))
    body = b"" if value is None else json.dumps(value).encode()
    parts = {
        "method": (st.just(method.encode()), odd_methods),
        "world": (worlds, worlds),
        "path": (st.just(path.encode()), paths | odd_targets),
        "query": (some(""), queries),
        "version": (some("HTTP/1.1"), odd_versions),
        "headers": (some(_HEADERS), odd_headers.map(_HEADERS.__add__) | odd_headers),
        "rest": (
            st.sampled_from([_framed(body), _chunked(body)]),
            odd_bodies.map(_framed) | odd_bodies.map(_chunked) | odd_bodies.map(b"\r\n%b".__mod__),
        ),
    }
    changed = draw(st.sampled_from([*parts, "", "", "", ""]))
    drawn = {name: draw(odd if name == changed else good) for name, (good, odd) in parts.items()}
    return b"%(method)b %(world)b%(path)b%(query)b %(version)b\r\n%(headers)b%(rest)b" % {
        name.encode(): value for name, value in drawn.items()
    }


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Several requests in a row with some bytes removed and others inserted."""
    data = draw(several)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        data = data[:start] + draw(rubbish) + data[start + draw(st.integers(0, 8)) :]
    return data


several = st.lists(requests(), min_size=1, max_size=3).map(b"".join)
streams = several | mutated() | st.binary(max_size=200)


def fuzz_http(errors: error_formats.Name, examples: int, *, repeatable: bool = True) -> None:
    """Send bytes to a server, which must respond in HTTP and keep serving.

    Args:
        errors: The error format of the server.
        examples: The number of attempts.
        repeatable: Whether each run sends the same bytes.
    """
    limits = Limits(body=_BODY_LIMIT, worlds=1_000_000)
    mock = Worlds(Settings(errors=errors, limits=limits, api_keys=((_KEY, ORG),)))

    @settings(max_examples=examples, deadline=None, derandomize=repeatable, database=None)
    @given(streams, st.integers(0, 400), st.booleans())
    def send_all(data: bytes, cut: int, waits: bool) -> None:
        with connected(server) as client:
            responses = _exchange(client, [data[:cut], data[cut:]] if waits else [data])
        for response in responses:
            _check(response)
        _reset(mock)
        with connected(server) as client:
            good = send(client, _GOOD)
        assert (good.status, good.whole) == (200, True)
        assert warnings == []

    with _warnings() as warnings, Server(mock) as server:
        send_all()
    assert warnings == []


def _exchange(client: socket.socket, pieces: list[bytes]) -> list[Received]:
    """Send some bytes and the end of the stream, and return the responses."""
    responses: list[Received] = []
    with contextlib.suppress(ConnectionError):  # the server need not read to the end
        for piece in pieces:
            client.sendall(piece)
        client.shutdown(socket.SHUT_WR)
    with client.makefile("rb") as stream, contextlib.suppress(EOFError):
        while True:
            responses.append(read_response(stream))
    return responses


def _check(response: Received) -> None:
    assert response.status < 500, response
    assert response.whole, response
    kind = response.headers.get("content-type", "").lower()
    if not kind:
        assert response.body == b""
    elif kind.startswith("application/json") and response.body:  # HEAD has none
        value = json.loads(response.body)
        if response.status >= 400:
            ERROR.validate(value)
    elif response.status >= 400:
        assert response.body in (b"404 Not Found", b"")


def _reset(mock: Worlds) -> None:
    """Undo the changes of the control API and create the user again."""
    for world in mock.items()[1:]:
        mock.delete(world.name)
    mock.default.reset()
    mock.default.users.create(USER, keys=1)


@contextlib.contextmanager
def _warnings() -> Iterator[list[str]]:
    """Collect the warnings and errors that the mock and its loop log."""
    logged: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            logged.append(self.format(record))

    handler = Keeping(logging.WARNING)
    loggers = [logging.getLogger(name) for name in ("spkey_mock", "asyncio")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield logged
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
