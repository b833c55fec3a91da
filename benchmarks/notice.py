"""What a mock notices: requests that the service rejects, and commands that change the state."""

import json
from collections.abc import Iterator, Mapping

from .mocks import BODY, HEADERS, USER, Running

_OTHER = USER.replace("7c9e", "0000")
_ANONYMOUS = {"Content-Type": "application/json"}

_BODIES: Mapping[str, bytes | None] = {
    '{"number": 0}': b'{"number": 0}',
    '{"number": -1}': b'{"number": -1}',
    '{"number": 1.5}': b'{"number": 1.5}',
    '{"number": "1"}': b'{"number": "1"}',
    '{"number": true}': b'{"number": true}',
    '{"number": 2.0}, which is valid': b'{"number": 2.0}',
    "no body": None,
    "malformed JSON": b'{"number": ',
    "_callerOrgId": b'{"number": 1, "_callerOrgId": "acme"}',
}

_CREDENTIALS: Mapping[str, dict[str, str]] = {
    "no credential": _ANONYMOUS,
    "unknown API key": {**_ANONYMOUS, "X-API-Key": "unknown"},
    "a malformed token": {**_ANONYMOUS, "Authorization": "Bearer nonsense"},
}


def noticed(server: Running) -> Iterator[tuple[str, str]]:
    """Yield a description of each request with the status of its response, if any."""
    for name, body in _BODIES.items():
        yield name, _status(server, body)
    for name, headers in _CREDENTIALS.items():
        yield name, _status(server, BODY, headers)
    yield "the same removal twice", f"{_status(server, BODY)}, {_status(server, BODY)}"
    server.ask(f"/users/{_OTHER}/CreateUser", body=json.dumps({"userId": _OTHER}).encode())
    yield "numbers of the first two keys added", f"{_add(server)}, {_add(server)}"


def validates(server: Running) -> bool:
    """Return whether the server validates bodies: it accepts a valid one, but no quoted number and no missing body."""
    good, bad, none = (server.ask(body=body)[0] for body in (BODY, b'{"number": "1"}', None))
    return good is not None and good not in {bad, none}


def _status(server: Running, body: bytes | None, headers: dict[str, str] = HEADERS) -> str:
    status, _ = server.ask(body=body, headers=headers)
    return "-" if status is None else str(status)


def _add(server: Running) -> str:
    status, content = server.ask(f"/users/{_OTHER}/AddPhysicalKey", body=b'{"orgId": "acme"}')
    if status is None or status >= 300:
        return "-"
    try:
        return str(json.loads(content)["number"])
    except (ValueError, KeyError, TypeError):
        return "?"
