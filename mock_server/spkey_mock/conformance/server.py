"""The server under test, as one caller sees it."""

from collections.abc import Iterator, Mapping
from threading import Lock
from time import perf_counter
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from attrs import evolve, field, frozen

from .connection import Connection, Query
from .credentials import Credentials
from .exchange import Exchange, credentials_of, exchange, read, secrets_at
from .promises import Operation, Promises

MOST_SHOWN = 50
"""The maximum number of exchanges of a test that a report shows."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class BrokenPromise(AssertionError):  # noqa: N818 - the verdict on a server, not a defect of the suite
    """A response differs from the contract."""


@frozen
class Reply:
    """A response that fits the contract.

    Attributes:
        status: The HTTP status.
        headers: The headers.
        body: The JSON body, or None.
        content: The body as bytes.
    """

    status: int
    headers: httpx.Headers = field(repr=False)
    body: Any
    content: bytes = field(repr=False)

    def __getitem__(self, name: str) -> Any:
        return self.body[name]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    @property
    def message(self) -> str:
        """The error message, in whichever form the server sent it."""
        if "errors" in self.body:
            return str(self.body["errors"][0]["message"])
        return str(self.body["message"] if "message" in self.body else self.body["error"])


class Record:
    """The exchanges of a test. Thread-safe.

    Attributes:
        exchanges: The last exchanges, oldest first.
        sent: The number of exchanges.
        secrets: The secrets that were sent, which no report may show.
        keys_added: Whether a request to add a physical key may have taken effect.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self.exchanges: list[Exchange] = []
        self.sent = 0
        self.secrets = frozenset[str]()
        self.keys_added = False

    def add(self, item: Exchange, secrets: frozenset[str] = frozenset()) -> None:
        """Add an exchange. Beyond `MOST_SHOWN`, the oldest is dropped."""
        with self._lock:
            self.sent += 1
            self.secrets |= secrets
            self.keys_added |= _adds_a_key(item)
            self.exchanges.append(item)
            if len(self.exchanges) > MOST_SHOWN:
                del self.exchanges[0]


def _adds_a_key(item: Exchange) -> bool:
    return "addphysicalkey" in item.url.lower() and not 300 <= item.status < 500


@frozen(kw_only=True)
class Server:
    """The server under test, called with certain credentials. Every response is checked against the contract.

    Attributes:
        http: The connections to the server.
        promises: The contract.
        credentials: The credentials to send.
        secrets: The texts that no report may show.
        writes: Whether commands may be sent.
        record: The exchanges.
    """

    http: Connection = field(repr=False)
    promises: Promises = field(repr=False)
    credentials: Credentials
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    writes: bool = field(default=True, repr=False)
    record: Record = field(factory=Record, repr=False)

    def as_(self, credentials: Credentials) -> "Server":
        """Return the server as called with other credentials."""
        return evolve(self, credentials=credentials, secrets=self.secrets | set(credentials.secrets))

    def get(self, path: str, /, **query: str) -> Reply:
        """Send a query."""
        return self.send("GET", path, query=query)

    def post(self, path: str, /, **body: Any) -> Reply:
        """Send a command with a JSON body."""
        return self.send("POST", path, json=body)

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Query = (),
        json: object = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a request and check that the response fits the contract.

        Args:
            method: The HTTP method.
            path: The path, with its percent-escapes.
            query: The query parameters.
            json: The body as a JSON value, unless `content` is given.
            content: The body as bytes.
            headers: Further headers.

        Raises:
            BrokenPromise: The response does not fit the contract.
            httpx.TransportError: There was no response.
        """
        request = self.http.request(
            method,
            path,
            query=query,
            json=json,
            content=content,
            headers={**self.credentials.headers, **(headers or {})},
        )
        response, operation = self._perform(request)
        reply = Reply(response.status_code, response.headers, read(response.content), response.content)
        if operation is not None and method != "HEAD":
            _check(operation, reply)
        return reply

    def perform(self, request: httpx.Request) -> httpx.Response:
        """Send a request as it is and record it with its response, or skip the test if it must not be sent.

        Raises:
            httpx.TransportError: There was no response.
        """
        return self._perform(request)[0]

    def _perform(self, request: httpx.Request) -> tuple[httpx.Response, Operation | None]:
        operation = self.promises.operation(request.method, self.http.path_of(request))
        if not self.writes and (request.method not in _SAFE or (operation is not None and operation.writes)):
            pytest.skip("Sends commands, which needs --allow-writes.")
        secrets = self.secrets | credentials_of(request)
        start = perf_counter()
        try:
            response = self.http.send(request)
        except httpx.TransportError as error:
            reason = f"{type(error).__name__}: {error}"
            self.record.add(exchange(request, None, perf_counter() - start, secrets, reason), secrets)
            raise
        secrets |= {*response.headers.get_list("set-cookie"), *_secrets_of(operation, request, response)}
        self.record.add(exchange(request, response, perf_counter() - start, secrets), secrets)
        return response, operation


def _secrets_of(operation: Operation | None, request: httpx.Request, response: httpx.Response) -> Iterator[str]:
    """Yield the values of the secret properties of a request and its response, such as PINs."""
    if operation is None:
        return
    for status, content in ((0, request.content), (response.status_code, response.content)):
        for pointer in operation.secrets.get(status, ()):
            yield from secrets_at(read(content), pointer)


def _check(operation: Operation, reply: Reply) -> None:
    problems = operation.problems(reply.status, reply.body)
    media_type = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    has_body = operation.responses.get(reply.status, {}) is not None
    if has_body and media_type != "application/json":
        problems.append(f"The content type must be application/json, not {media_type or 'missing'}.")
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise BrokenPromise(
            f"The {reply.status} of {operation.id} does not fit the contract:\n{lines}\n{reply.text[:500]}"
        )


def segment(text: str) -> str:
    """Return a text as one segment of a path."""
    return quote(text, safe="")
