"""A TCP relay that can be cut, between a server and its database."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager, suppress
from threading import Thread


class Cable:
    """Relays connections to a port of this machine.

    Args:
        to: The port.

    Attributes:
        port: The port to connect to instead.
    """

    def __init__(self, to: int) -> None:
        self._to = to
        self._loop = asyncio.new_event_loop()
        self._ends: set[asyncio.StreamWriter] = set()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._relay, "127.0.0.1", 0))
        self.port = int(self._server.sockets[0].getsockname()[1])
        self._thread = Thread(target=self._loop.run_forever)
        self._thread.start()

    def cut(self) -> None:
        """Reset all connections. Data in transit is lost."""
        self._loop.call_soon_threadsafe(self._reset)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _reset(self) -> None:
        for end in self._ends:
            end.transport.abort()

    async def _close(self) -> None:
        self._server.close()
        self._reset()
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)

    async def _relay(self, near_reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        try:
            far_reader, far = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            near.transport.abort()
            return
        self._ends |= {near, far}
        await asyncio.gather(_pump(near_reader, far), _pump(far_reader, near))
        self._ends -= {near, far}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    writer.close()


@contextmanager
def cable(to: int) -> Generator[Cable]:
    relay = Cable(to)
    try:
        yield relay
    finally:
        relay.close()
