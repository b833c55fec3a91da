"""The upstream: the server that requests are passed on to."""

import asyncio
import re
import ssl
from asyncio import StreamReader, StreamWriter
from selectors import EVENT_READ, DefaultSelector
from time import monotonic
from typing import Literal, Self
from urllib.parse import SplitResult, urlsplit

from attrs import define, field, frozen

from ..service.errors import Unread
from .wire import LONGEST_HEAD

_FRESH = 2.0
"""The seconds for which an idle connection is used again. Servers close idle connections, commonly after 5 seconds, and
a request that meets the close would be lost."""

_ENDS = (b"", b"/", b"?", b"#")
"""The possible starts of the text after a path prefix."""

_ESCAPING = re.compile(rb"^//|[^!-~]|\\|/(\.|%2e){1,2}([/?#]|$)", re.IGNORECASE)
"""A path that browsers may read as the path of another server, or as one outside of its prefix."""

_PORTS = {"http": 80, "https": 443}


class UpstreamError(Unread):
    """The upstream failed, so the proxy responds instead.

    Args:
        how: How it failed: no connection to it, no response within the timeout, or one that is not valid HTTP.
        message: The reason, for people.
    """

    def __init__(self, how: Literal["unreachable", "timeout", "invalid"], message: str, *, status: int = 502) -> None:
        super().__init__(status, message)
        self.how = how


@define(eq=False)
class Link:
    """A connection to the upstream.

    Attributes:
        reader: The stream from the upstream.
        writer: The stream to the upstream.
    """

    reader: StreamReader
    writer: StreamWriter
    _idle_since: float = field(factory=monotonic)

    @property
    def usable(self) -> bool:
        """Whether the connection can take another request."""
        is_open = not self.reader.at_eof() and not self.writer.is_closing()
        return is_open and monotonic() - self._idle_since < _FRESH and not self._has_news()

    def _has_news(self) -> bool:
        """Return whether something has arrived that the event loop has not read yet, such as the end of the stream."""
        with DefaultSelector() as selector:
            selector.register(self.writer.get_extra_info("socket"), EVENT_READ)
            return bool(selector.select(0))

    def idle(self) -> None:
        """Note that the connection is idle from now on."""
        self._idle_since = monotonic()


@frozen
class Upstream:
    """The server that requests are passed on to.

    Attributes:
        scheme: `http` or `https`.
        host: The host name or address.
        port: The port.
        authority: The value of the header Host.
        prefix: The path that goes before that of each request.
        timeout: The longest silence in seconds, when connecting and before and between the parts of a response.
        context: The TLS context for https.
    """

    scheme: str
    host: str
    port: int
    authority: bytes
    prefix: bytes
    timeout: float
    context: ssl.SSLContext | None = field(repr=False)

    @classmethod
    def at(cls, url: str, *, timeout: float = 60.0, ca: str | None = None) -> Self:
        """Return the upstream at a URL.

        Args:
            url: The URL. It may have a path.
            timeout: The longest silence in seconds.
            ca: A PEM file with the CA certificates to trust; by default those of the system.

        Raises:
            ValueError: The URL, or the file, is not valid. The message does not repeat the URL.
            OSError: The file cannot be read.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or not url.isascii() or not url.isprintable() or " " in url:
            raise ValueError("The upstream must be a URL that begins with http:// or https://.")
        if parts.username is not None or parts.query or parts.fragment or url.endswith(("?", "#")):
            raise ValueError("The URL of the upstream must not have credentials, a query or a fragment.")
        port = _port(parts)
        if parts.scheme == "http" and ca is not None:
            raise ValueError("A CA certificate requires an upstream with https://.")
        return cls(
            parts.scheme,
            parts.hostname,
            port,
            parts.netloc.encode(),
            parts.path.rstrip("/").encode(),
            timeout,
            _context(ca) if parts.scheme == "https" else None,
        )

    @property
    def url(self) -> str:
        """The URL, without a slash at its end."""
        return f"{self.scheme}://{(self.authority + self.prefix).decode()}"

    def within(self, location: bytes) -> bytes:
        """Return a Location for clients of the proxy. A URL below the upstream's URL becomes a path of the proxy."""
        url = self.url.encode()
        for base in (url, self.prefix):
            rest = location[len(base) :]
            if base and location.startswith(base) and rest[:1] in _ENDS and not _ESCAPING.search(rest):
                return rest if rest.startswith(b"/") else b"/" + rest
        return location

    async def connect(self) -> Link:
        """Open a connection.

        Raises:
            UpstreamError: There is none.
        """
        try:
            async with asyncio.timeout(self.timeout):
                link = Link(*await asyncio.open_connection(self.host, self.port, ssl=self.context, limit=LONGEST_HEAD))
        except TimeoutError:
            message = f"{self.url} did not accept the connection within {self.timeout:g} seconds."
            raise UpstreamError("unreachable", message, status=504) from None
        except ssl.SSLCertVerificationError as error:
            message = f"The certificate of {self.url} is not valid: {error.verify_message}. See --upstream-ca."
            raise UpstreamError("unreachable", message) from None
        except OSError as error:
            message = f"Cannot connect to {self.url}: {error.strerror or error}."
            raise UpstreamError("unreachable", message) from None
        return link


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError("The URL of the upstream must have a port from 1 to 65535.")
    return port or _PORTS[parts.scheme]


def _context(ca: str | None) -> ssl.SSLContext:
    if ca is not None:
        with open(ca, "rb"):  # unlike that of OpenSSL, the error names the file
            pass
    try:
        context = ssl.create_default_context(cafile=ca)
    except ssl.SSLError:
        raise ValueError(f"{ca} is not a certificate in PEM format.") from None
    context.set_alpn_protocols(["http/1.1"])
    return context
