"""The server under test, as one caller sees it."""

from collections.abc import Mapping, Sequence
from threading import Lock
from time import perf_counter
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from attrs import evolve, field, frozen

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
        text: The body as text.
    """

    status: int
    headers: httpx.Headers = field(repr=False)
    body: Any
    text: str = field(repr=False)

    def __getitem__(self, name: str) -> Any:
        return self.body[name]

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
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self.exchanges: list[Exchange] = []
        self.sent = 0
        self.secrets = frozenset[str]()

    def add(self, item: Exchange, secrets: frozenset[str] = frozenset()) -> None:
        """Add an exchange. Beyond `MOST_SHOWN`, the oldest is dropped."""
        with self._lock:
            self.sent += 1
            self.secrets |= secrets
            self.exchanges.append(item)
            if len(self.exchanges) > MOST_SHOWN:
                del self.exchanges[0]


@frozen(kw_only=True)
class Server:
    """The server under test, called with certain credentials. Every response is checked against the contract.

    Attributes:
        http: The HTTP client. Its base URL is that of the server.
        promises: The contract.
        credentials: The credentials to send.
        secrets: The texts that no report may show.
        writes: Whether commands may be sent.
        record: The exchanges.
    """

    http: httpx.Client = field(repr=False)
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
        query: Mapping[str, str] | Sequence[tuple[str, str]] = (),
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
        request = self.http.build_request(
            method,
            path,
            params=httpx.QueryParams([*query.items()] if isinstance(query, Mapping) else [*query]) if query else None,
            json=json if content is None else None,
            content=content,
            headers={**self.credentials.headers, **(headers or {})},
        )
        response = self.perform(request)
        reply = Reply(response.status_code, response.headers, read(response.content), response.text)
        operation = self.promises.operation(method, path.partition("?")[0])
        if operation is not None and method != "HEAD":
            _check(operation, reply)
        return reply

    def perform(self, request: httpx.Request) -> httpx.Response:
        """Send a request as it is and record it with its response, or skip the test if it must not be sent.

        Raises:
            httpx.TransportError: There was no response.
        """
        if not self.writes and (request.method not in _SAFE or self._writes(request)):
            pytest.skip("Sends commands, which needs --allow-writes.")
        secrets = self.secrets | credentials_of(request)
        start = perf_counter()
        try:
            response = self.http.send(request)
        except httpx.TransportError as error:
            reason = f"{type(error).__name__}: {error}"
            self.record.add(exchange(request, None, perf_counter() - start, secrets, reason), secrets)
            raise
        secrets |= set(response.headers.get_list("set-cookie")) | self._secrets_of(request, response)
        self.record.add(exchange(request, response, perf_counter() - start, secrets), secrets)
        return response

    def _operation(self, request: httpx.Request) -> Operation | None:
        path = request.url.raw_path.decode().partition("?")[0].removeprefix(self.http.base_url.path.rstrip("/"))
        return self.promises.operation(request.method, path)

    def _writes(self, request: httpx.Request) -> bool:
        operation = self._operation(request)
        return operation is not None and operation.writes

    def _secrets_of(self, request: httpx.Request, response: httpx.Response) -> set[str]:
        """Return the values of the secret properties of a request and its response, such as PINs."""
        operation = self._operation(request)
        if operation is None or not operation.secrets:
            return set()
        bodies = ((0, request.content), (response.status_code, response.content))
        return {
            secret
            for status, content in bodies
            for pointer in operation.secrets.get(status, ())
            for secret in secrets_at(read(content), pointer)
        }


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
