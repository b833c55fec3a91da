"""A connection over TLS."""

import asyncio
import ssl
from contextlib import suppress
from enum import Enum
from typing import cast

from .connection import Connection

_PIECE = 64 << 10


class Stage(Enum):
    """The progress of TLS on a connection."""

    NEW = "new"
    """The client has sent nothing."""

    STARTING = "starting"
    """The handshake is incomplete."""

    OPEN = "open"
    """Both sides may send."""

    ENDED = "ended"
    """The server has ended the session. What the client sends is discarded."""

    PLAIN = "plain"
    """The client does not use TLS."""


NEW, STARTING, OPEN, ENDED, PLAIN = Stage


class Secured(asyncio.Protocol, asyncio.Transport):
    """TLS around a connection: the protocol of its socket, and the transport of the connection.

    asyncio's own TLS is not used, because its transports cannot close the sending side alone, and because it has no
    connection before the handshake. Here, a connection is counted, timed out and closed like any other from the start.

    Args:
        connection: The connection.
        context: The context of the server.
    """

    __slots__ = ("_connection", "_ends", "_held", "_incoming", "_outgoing", "_socket", "_stage", "_tls")

    def __init__(self, connection: Connection, context: ssl.SSLContext) -> None:
        super().__init__()
        self._connection = connection
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._stage = NEW
        self._held = b""  # written before the end of the handshake
        self._ends = False  # whether the sending side is to be closed after that

    # Called by the loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Accept or reject the connection."""
        self._socket = cast("asyncio.Transport", transport)
        self._connection.connection_made(self)

    def data_received(self, data: bytes) -> None:
        """Decrypt the data for the connection."""
        if self._stage is NEW and data[:1].isalpha():
            self._refuse_plain_http()
        elif self._stage is ENDED or self._stage is PLAIN:
            self._connection.data_received(data)  # which discards and counts it
        else:
            self._incoming.write(data)
            if self._stage is not OPEN:
                self._shake_hands()
            if self._stage is OPEN:
                self._receive()

    def eof_received(self) -> None:
        """Notify the connection that the client disconnected. The loop flushes written data, then closes."""
        self._connection.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Notify the connection that it was closed."""
        self._connection.connection_lost(exc)

    def pause_writing(self) -> None:
        """Notify the connection that the client is not reading."""
        self._connection.pause_writing()

    def resume_writing(self) -> None:
        """Notify the connection that the client is reading again."""
        self._connection.resume_writing()

    # Called by the connection

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Encrypt and send data, after the handshake."""
        if self._stage is OPEN:
            self._encrypt(memoryview(data))
        elif self._stage is PLAIN:
            self._socket.write(data)
        elif self._stage is not ENDED:
            self._held += data

    def _encrypt(self, view: memoryview) -> None:
        try:
            while view:
                view = view[self._tls.write(view) :]
        except ssl.SSLError:  # the client has broken the session, so it can receive nothing
            self.close()
        else:
            self._flush()

    def write_eof(self) -> None:
        """End the session, after the handshake, and close the sending side."""
        if self._stage is NEW or self._stage is STARTING:
            self._ends = True
        else:
            self._end_session()
            self._socket.write_eof()

    def close(self) -> None:
        """End the session, flush written data, then close."""
        self._end_session()
        self._socket.close()

    def abort(self) -> None:
        """Close immediately."""
        self._socket.abort()

    def is_closing(self) -> bool:
        """Return whether the connection is closed or closing."""
        return self._socket.is_closing()

    def pause_reading(self) -> None:
        """Stop reading. Everything that was read has been decrypted."""
        self._socket.pause_reading()

    def resume_reading(self) -> None:
        """Read again."""
        self._socket.resume_reading()

    # The session

    def _shake_hands(self) -> None:
        self._stage = STARTING
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            self._flush()
        except ssl.SSLError:
            self._flush()  # the alert
            self._socket.close()
        else:
            self._start(OPEN)

    def _refuse_plain_http(self) -> None:
        self._start(PLAIN)
        self._connection.reject(400, "This server speaks HTTPS. Use a URL that begins with https://.")

    def _start(self, stage: Stage) -> None:
        self._stage = stage
        held, self._held = self._held, b""
        self.write(held)
        if self._ends:
            self.write_eof()

    def _receive(self) -> None:
        pieces: list[bytes] = []
        ended = False
        try:
            while piece := self._tls.read(_PIECE):
                pieces.append(piece)
            ended = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError:
            ended = True
        self._flush()
        if pieces:
            self._connection.data_received(b"".join(pieces))
        if ended:
            self._connection.eof_received()
            self.close()

    def _end_session(self) -> None:
        if self._stage is OPEN:
            self._stage = ENDED
            with suppress(ssl.SSLError):  # the client has yet to end its side
                self._tls.unwrap()
            self._flush()

    def _flush(self) -> None:
        if data := self._outgoing.read():
            self._socket.write(data)
