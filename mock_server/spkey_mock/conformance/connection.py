"""The connections to the server under test."""

import ssl
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import httpx

from .configuration import Configuration, ConfigurationError
from .replicas import Turns

_HEADERS = (
    ("accept", "*/*"),
    ("accept-encoding", "gzip, deflate"),
    ("connection", "keep-alive"),
    ("user-agent", f"python-httpx/{httpx.__version__}"),
)
"""The default headers of a request."""

_PER_SERVER = 32

Query = Mapping[str, str] | Sequence[tuple[str, str]]


class Connection:
    """Sends requests to the server as they are, without redirects, proxies, retries or authentication. Thread-safe.

    It keeps no cookies, because no rule may depend on them. An `httpx.Client` would be slower, because it reads the
    cookies of every response and parses each URL three times.

    Args:
        urls: The base URL of the server, or those of its replicas, which receive the requests in turn.
        transport: The transport.
        timeout: The timeout of a request, in seconds.

    Attributes:
        base_url: The base URL that requests are built with.
        timeout: The timeout of a request, in seconds.
    """

    def __init__(self, urls: Sequence[str], transport: httpx.BaseTransport, timeout: float) -> None:
        self.base_url = urls[0].rstrip("/")
        self.timeout = timeout
        self._prefix = httpx.URL(self.base_url).raw_path.rstrip(b"/")
        self._transport = transport
        self._turns = Turns(urls) if len(urls) > 1 else None
        self._extensions = {"timeout": httpx.Timeout(timeout).as_dict()}

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Query = (),
        json: object = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        extensions: Mapping[str, object] | None = None,
    ) -> httpx.Request:
        """Return a request.

        Args:
            method: The HTTP method.
            path: The path below the base URL, with its percent-escapes.
            query: The query parameters.
            json: The body as a JSON value, unless `content` is given.
            content: The body as bytes.
            headers: Additional headers. They replace default headers of the same name.
            extensions: The extensions of httpx in addition to the timeout.
        """
        given = headers or {}
        names = {name.lower() for name in given}
        return httpx.Request(
            method,
            f"{self.base_url}{path}",
            params=httpx.QueryParams([*query.items()] if isinstance(query, Mapping) else [*query]) if query else None,
            headers=[*(pair for pair in _HEADERS if pair[0] not in names), *given.items()],
            json=json if content is None else None,
            content=content,
            extensions={**self._extensions, **(extensions or {})},
        )

    def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the response once it is complete.

        Raises:
            httpx.TransportError: There was no complete response.
        """
        if self._turns is not None:
            self._turns(request)
        response = self._transport.handle_request(request)
        try:
            response.read()
        finally:
            response.close()
        return response

    def path_of(self, request: httpx.Request) -> str:
        """Return the path of a request below the base URL, without its query.

        Call it before the request is sent, because sending may replace the base URL with that of a replica.
        """
        return request.url.raw_path.partition(b"?")[0].removeprefix(self._prefix).decode()

    def __enter__(self) -> Self:
        self._transport.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._transport.__exit__(kind, error, traceback)


def connect(configuration: Configuration, transport: httpx.BaseTransport | None = None) -> Connection:
    """Return the connections of a run. The CA certificates are those of SSL_CERT_FILE and SSL_CERT_DIR, if set.

    Args:
        configuration: The configuration.
        transport: The transport to reach the server with; by default the network.

    Raises:
        ConfigurationError: These variables name no certificates.
    """
    urls = configuration.base_url
    return Connection(urls, transport or _network(_PER_SERVER * len(urls)), configuration.timeout)


def _network(connections: int) -> httpx.HTTPTransport:
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    return httpx.HTTPTransport(verify=_trust(), trust_env=False, limits=limits)


def _trust() -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        message = f"SSL_CERT_FILE and SSL_CERT_DIR must name PEM files of CA certificates: {error}"
        raise ConfigurationError(message) from None
