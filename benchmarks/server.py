"""A fast server that responds to every removal without delay, the same for all subjects.

Runs in a process of its own, `python -m benchmarks.server`, and prints its port.
"""

import asyncio
import json
import re
import sys
from importlib.util import find_spec
from typing import cast

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_USER = re.compile(rb"^POST /users/([^/]+)/RemovePhysicalKey ")
_NUMBER = re.compile(rb'"number": *(\d+)')

_RESPONSE = (
    '{"success":true,"aggregateId":"%s","version":5,"event":{"type":"PhysicalKeyRemoved",'
    '"data":{"userId":"%s","number":%s,"removedAt":1793926800000}},"number":%s}'
)


class _Removals(asyncio.Protocol):
    def __init__(self) -> None:
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._received) < whole:
                return
            body, self._received = self._received[end + 4 : whole], self._received[whole:]
            self._transport.write(_response(head, body))


def _response(head: bytes, body: bytes) -> bytes:
    user, number = _USER.match(head), _NUMBER.search(body)
    if user is None or number is None:
        return b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
    user_id, digits = user[1].decode(), number[1].decode()
    content = _RESPONSE % (user_id, user_id, digits, digits)
    head_lines = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    return f"{head_lines}X-Request-Id: {digits}\r\n\r\n{content}".encode()


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Removals, "127.0.0.1", 0, backlog=1024)
    print(json.dumps(server.sockets[0].getsockname()[1]), flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    if find_spec("uvloop") is not None:
        import uvloop

        uvloop.install()
    try:
        asyncio.run(_serve())
    except KeyboardInterrupt:
        sys.exit()
