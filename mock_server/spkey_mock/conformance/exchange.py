"""Exchanges: the requests that the suite sent, and their responses."""

import json
import shlex
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx
from attrs import frozen

MASK = "***"

_SECRET_HEADERS = frozenset({"authorization", "x-api-key", "cookie", "set-cookie", "x-mock-token"})
_BY_CURL = frozenset({"host", "content-length", "connection", "accept-encoding", "user-agent"})
_LONGEST_BODY = 65_536
_SHORTEST_SECRET = 6


@frozen
class Exchange:
    """A request and its response, as a report shows them. Secrets are masked and long bodies are cut.

    Attributes:
        started: When the request was sent.
        method: The HTTP method.
        url: The URL.
        headers: The headers of the request.
        body: The body of the request.
        status: The status of the response; 0 if there was none.
        response_headers: The headers of the response.
        response: The body of the response, or the reason why there was none.
        seconds: The time until the response was complete.
        whole: Whether the record has both bodies as they were sent, apart from secrets.
    """

    started: datetime
    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: str
    status: int
    response_headers: tuple[tuple[str, str], ...]
    response: str
    seconds: float
    whole: bool = True

    @property
    def curl(self) -> str:
        """A command that sends the request again. The secrets are variables of the shell."""
        head = "--head" if self.method == "HEAD" else f"--include --request {self.method}"
        parts = ["curl --silent --show-error --globoff --path-as-is", head, shlex.quote(self.url)]
        parts += [_header(name, value) for name, value in self.headers if name not in _BY_CURL]
        if self.body:
            # curl would add a content type of its own.
            parts += [] if any(name == "content-type" for name, _ in self.headers) else ["--header 'content-type:'"]
            parts.append(f"--data-raw {shlex.quote(self.body)}")
        return " ".join(parts)


def _header(name: str, value: str) -> str:
    match name:
        case "x-api-key":
            return '--header "x-api-key: $SPKEY_API_KEY"'
        case "authorization":
            scheme = value.removesuffix(MASK)
            return f'--header "authorization: {scheme}$SPKEY_TOKEN"'
        case _:
            return f"--header {shlex.quote(f'{name}: {value}')}"


def masked(text: str, secrets: Iterable[str]) -> str:
    """Return a text with its secrets masked. Very short ones stay, because masking them would garble the text."""
    return _mask(text, _maskable(secrets))


def _maskable(secrets: Iterable[str]) -> list[str]:
    """Return the secrets to mask, longest first, because a long one may contain a short one."""
    return sorted((secret for secret in secrets if len(secret) >= _SHORTEST_SECRET), key=len, reverse=True)


def _mask(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text


def credentials_of(request: httpx.Request) -> frozenset[str]:
    """Return the credentials that a request carries, valid or not."""
    values = (request.headers.get("x-api-key", ""), request.headers.get("authorization", "").rpartition(" ")[2])
    return frozenset(value for value in values if value)


def secrets_at(value: object, pointer: str) -> set[str]:
    """Return the texts at a JSON pointer of a body. A `*` in it stands for every item of an array."""
    step, _, rest = pointer.removeprefix("/").partition("/")
    if not pointer or value is None:
        return {value} if isinstance(value, str) and value else set()
    if step == "*" and isinstance(value, list):
        items = cast("list[object]", value)
        return set[str]().union(*(secrets_at(item, f"/{rest}" if rest else "") for item in items))
    inner = cast("dict[str, object]", value).get(step) if isinstance(value, dict) else None
    return secrets_at(inner, f"/{rest}" if rest else "")


def exchange(
    request: httpx.Request, response: httpx.Response | None, seconds: float, secrets: Iterable[str], error: str = ""
) -> Exchange:
    """Return the record of a request that has just ended.

    Args:
        request: The request.
        response: The response, or None if there was none.
        seconds: The time that the response took.
        secrets: The secrets to mask.
        error: The reason why there was no response.
    """
    hidden = _maskable({*secrets, *credentials_of(request)})

    def shown(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
        return tuple((name, _shown(name, _mask(value, hidden))) for name, value in headers.multi_items())

    sent, sent_whole = _text(request.content)
    received, received_whole = (error, True) if response is None else _text(response.content)
    return Exchange(
        started=datetime.now(UTC) - timedelta(seconds=seconds),
        method=request.method,
        url=_mask(str(request.url), hidden),
        headers=shown(request.headers),
        body=_mask(sent, hidden),
        status=0 if response is None else response.status_code,
        response_headers=() if response is None else shown(response.headers),
        response=_mask(received, hidden),
        seconds=seconds,
        whole=sent_whole and received_whole,
    )


def _shown(name: str, value: str) -> str:
    """Return the value of a header for a report. Only the known schemes of credentials are kept."""
    if name not in _SECRET_HEADERS:
        return value
    scheme = value.partition(" ")[0] if name == "authorization" else ""
    return f"{scheme} {MASK}" if scheme in ("Bearer", "Basic", "Token") else MASK


def _text(body: bytes) -> tuple[str, bool]:
    """Return a body as a report shows it, and whether it is complete."""
    if len(body) > _LONGEST_BODY:
        return f"{body[:_LONGEST_BODY].decode('utf-8', 'replace')}... ({len(body)} bytes)", False
    try:
        return body.decode("utf-8"), True
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace"), False


def read(content: bytes) -> Any:
    """Return a body as a JSON value, or None if it is not JSON."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
