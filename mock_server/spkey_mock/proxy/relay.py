"""The relay: passes the requests of one connection on, and the responses back."""

import asyncio
import re
from asyncio import StreamReader, StreamWriter, Task
from contextlib import suppress
from http import HTTPStatus

from attrs import evolve

from ..service.errors import Unread
from ..service.message import Headers
from .exchange import Exchange
from .recorder import Recorder
from .upstream import Link, Upstream, UpstreamError
from .wire import (
    Body,
    Length,
    RequestHead,
    ResponseHead,
    WireError,
    encoded,
    end_to_end,
    listed,
    read_request,
    read_response,
)

_LINGER = 2.0
"""The seconds that a client which is still sending has to receive a response before the connection is closed."""

_PIECE = 65_536
_ABSOLUTE = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://[^/?]+(.*)")
_CHUNKED = (b"Transfer-Encoding", b"chunked")
_CLOSE = (b"Connection", b"close")


class ClientReader(StreamReader):
    """The stream of bytes from a client.

    Attributes:
        ended: Set once the client sends no more.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(limit=limit)
        self.ended = asyncio.Event()

    def feed_eof(self) -> None:
        """Note that the client sends no more."""
        super().feed_eof()
        self.ended.set()


class ClientLeftError(Exception):
    """The client closed the connection before it had the response."""


class Relay:
    """Passes the requests of one connection on, one after the other, each part as it arrives.

    Args:
        upstream: The server.
        recorder: Records the requests and responses.
        reader: The stream from the client.
        writer: The stream to the client.
    """

    def __init__(self, upstream: Upstream, recorder: Recorder, reader: ClientReader, writer: StreamWriter) -> None:
        self._upstream = upstream
        self._recorder = recorder
        self._reader = reader
        self._writer = writer
        self._link: Link | None = None

    async def run(self) -> None:
        """Serve the connection until it ends."""
        try:
            while await self._serve_next():
                pass
            await self._linger()
        except (ConnectionError, ClientLeftError):
            pass
        finally:
            self._unlink()
            self._writer.close()

    async def _serve_next(self) -> bool:
        """Serve a request. Return whether another may follow."""
        try:
            head = await read_request(self._reader)
            if head is None:
                return False
            head = evolve(head, target=_path(head))
            length = head.length
            rewritten = self._rewritten(head, length)
        except WireError as error:
            await self._respond(Unread(400, f"The request {error}."))
            return False
        exchange = Exchange(head)
        try:
            return await self._pass_on(exchange, rewritten, length)
        except Unread as error:
            exchange.error = error
            exchange.lost = bool(exchange.broken) and self._reader.at_eof()
            await self._respond(error, head=head.method == b"HEAD")
            return False
        except (ConnectionError, ClientLeftError, asyncio.CancelledError):
            exchange.lost = not exchange.complete
            raise
        finally:
            self._recorder.add(exchange)

    def _rewritten(self, head: RequestHead, length: Length) -> RequestHead:
        """Return the head that the upstream gets."""
        hosts = [value for name, value in head.headers if name.lower() == b"host"]
        if len(hosts) > 1 or (head.minor and not hosts):
            raise WireError("must have one Host header")
        host = self._upstream.authority
        headers: Headers = tuple(
            (name, host if name.lower() == b"host" else value) for name, value in end_to_end(head.headers)
        )
        if not hosts:
            headers = ((b"Host", host), *headers)
        if length == "chunked":
            headers = (*headers, _CHUNKED)
        prefix = b"" if head.target == b"*" else self._upstream.prefix
        return evolve(head, target=prefix + head.target, headers=headers)

    async def _pass_on(self, exchange: Exchange, head: RequestHead, length: Length) -> bool:
        """Pass a request on, and the response back. Return whether another request may follow."""
        if self._link is None or not self._link.usable:
            self._unlink()
            self._link = await self._upstream.connect()
        link = self._link
        sending = asyncio.create_task(self._send(link, exchange, head, length))
        reusable = False
        try:
            reusable = await self._pass_back(link, exchange, sending)
        finally:
            sent = sending.done() and sending.result()
            if not (reusable and sent):
                self._unlink()
            if sending.cancel():
                await asyncio.wait({sending})  # two tasks cannot read from the client
        link.idle()
        return sent and exchange.complete and _persists(exchange.head, exchange.response)

    async def _send(self, link: Link, exchange: Exchange, head: RequestHead, length: Length) -> bool:
        """Send a request. Return whether all of it was sent."""
        body = Body(self._reader, length)
        try:
            link.writer.write(head.encode())
            async for piece in body:
                exchange.sent.add(piece)
                link.writer.write(_framed(piece) if length == "chunked" else piece)
                async with asyncio.timeout(self._upstream.timeout):
                    await link.writer.drain()
            if length == "chunked":
                link.writer.write(_end(body))
        except WireError as error:
            exchange.broken = f"The request {error}."
            link.writer.transport.abort()
            return False
        except OSError:
            return False  # the response says why, if there is one
        return True

    async def _pass_back(self, link: Link, exchange: Exchange, sending: Task[bool]) -> bool:
        """Pass a response back. Return whether the connection to the upstream can be used again."""
        head = await self._response_head(link, exchange, sending)
        if head is None:
            return False
        try:
            length = head.length(exchange.head.method)
        except WireError as error:
            raise self._invalid(error) from None
        chunked = isinstance(length, str) and exchange.head.minor == 1
        closing = not _persists(exchange.head, head)
        framing = (*([_CHUNKED] if chunked else []), *([_CLOSE] if closing else []))
        exchange.response = head
        headers = (self._local(*header) for header in end_to_end(head.headers))
        self._writer.write(evolve(head, headers=(*headers, *framing)).encode())
        body = Body(link.reader, length)
        pieces = aiter(body)
        while True:
            try:
                async with asyncio.timeout(self._upstream.timeout):
                    piece = await anext(pieces, None)
            except (WireError, OSError):
                return False
            if piece is None:
                break
            exchange.received.add(piece)
            self._writer.write(_framed(piece) if chunked else piece)
            await self._writer.drain()
        if chunked:
            self._writer.write(_end(body))
        await self._writer.drain()
        exchange.complete = True
        return _persists(head) and length != "until closed"

    def _local(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        """Return a header of the response as the client receives it."""
        return name, self._upstream.within(value) if name.lower() == b"location" else value

    async def _response_head(self, link: Link, exchange: Exchange, sending: Task[bool]) -> ResponseHead | None:
        """Pass interim responses back. Return the head of the final one, or None if there is none."""
        while True:
            try:
                head = await self._next_head(link, sending)
            except WireError as error:
                raise self._invalid(error) from None
            except OSError:
                head = None
            if head is None and exchange.broken:
                raise Unread(400, exchange.broken)
            if head is None or head.status >= 200:
                return head
            if head.status == 101:
                message = f"{self._upstream.url} switched protocols, which no request called for."
                raise UpstreamError("invalid", message)
            if exchange.head.minor:
                self._writer.write(evolve(head, headers=end_to_end(head.headers)).encode())
                await self._writer.drain()

    async def _next_head(self, link: Link, sending: Task[bool]) -> ResponseHead | None:
        reading = asyncio.create_task(read_response(link.reader))
        leaving = asyncio.create_task(self._reader.ended.wait())
        try:
            while not reading.done():
                sent = sending.done()
                await asyncio.wait((reading, leaving), timeout=self._upstream.timeout, return_when="FIRST_COMPLETED")
                if not reading.done() and leaving.done() and sending.done():
                    raise ClientLeftError
                if not reading.done() and sent:
                    message = f"{self._upstream.url} did not respond within {self._upstream.timeout:g} seconds."
                    raise UpstreamError("timeout", message, status=504)
            return reading.result()
        finally:
            reading.cancel()
            leaving.cancel()

    def _invalid(self, error: WireError) -> UpstreamError:
        return UpstreamError("invalid", f"The response of {self._upstream.url} {error}.")

    def _unlink(self) -> None:
        if self._link is not None:
            self._link.writer.transport.abort()
            self._link = None

    async def _respond(self, error: Unread, *, head: bool = False) -> None:
        """Respond instead of the upstream."""
        body = f"spkey-mock proxy: {error}\n".encode()
        headers = (
            (b"Content-Type", b"text/plain; charset=utf-8"),
            (b"Content-Length", b"%d" % len(body)),
            _CLOSE,
        )
        reason = HTTPStatus(error.status).phrase.encode()
        self._writer.write(ResponseHead(error.status, reason, 1, headers).encode() + (b"" if head else body))
        await self._writer.drain()

    async def _linger(self) -> None:
        """Wait for the client to close the connection. Closing it earlier could destroy a response on its way."""
        if self._writer.can_write_eof():
            self._writer.write_eof()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER):
                while await self._reader.read(_PIECE):
                    pass


def _path(head: RequestHead) -> bytes:
    """Return the target without scheme and host, which clients of a forward proxy send."""
    target = head.target
    if absolute := _ABSOLUTE.fullmatch(target):
        target = absolute[1] if absolute[1].startswith(b"/") else b"/" + absolute[1]
    if target.startswith(b"/") or (target == b"*" and head.method == b"OPTIONS"):
        return target
    raise WireError("must have a path as its target")


def _persists(*heads: RequestHead | ResponseHead | None) -> bool:
    """Return whether a connection stays open after messages with these heads."""
    return all(it is None or (it.minor == 1 and b"close" not in listed(it.headers, b"connection")) for it in heads)


def _framed(piece: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(piece), piece)


def _end(body: Body) -> bytes:
    return b"0\r\n%b\r\n" % encoded(body.trailers)
