"""An ASGI application that does nothing, to measure the server around it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

Message: TypeAlias = Mapping[str, Any]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

_BODY = b'{"success":false,"errors":["Physical key not found"]}'
_START: Message = {
    "type": "http.response.start",
    "status": 404,
    "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(_BODY)).encode())],
}
_END: Message = {"type": "http.response.body", "body": _BODY}


async def app(_scope: Message, _receive: Callable[[], Awaitable[Message]], send: Send) -> None:
    """Send the same response to every request without reading it."""
    await send(_START)
    await send(_END)
