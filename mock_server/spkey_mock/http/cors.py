"""Cross-origin resource sharing (CORS): lets pages of any origin call the service."""

from ..service.message import Request, Response

_EXPOSED = b"x-request-id, retry-after, date"
"""The response headers that a page may read, in addition to those that browsers always expose."""

_MAX_AGE = b"600"
"""The time in seconds for which a browser may cache a preflight."""


def preflight(request: Request, origin: bytes) -> Response | None:
    """Return the response to a preflight, or None if the request is not one.

    Args:
        request: The request.
        origin: Its Origin header.
    """
    methods = request.header(b"access-control-request-method")
    if request.method != "OPTIONS" or not methods:
        return None
    headers = [
        (b"access-control-allow-methods", methods[0]),
        (b"access-control-max-age", _MAX_AGE),
        (b"vary", b"access-control-request-headers"),
    ]
    if names := request.header(b"access-control-request-headers"):
        headers.append((b"access-control-allow-headers", b", ".join(names)))
    if request.header(b"access-control-request-private-network"):
        headers.append((b"access-control-allow-private-network", b"true"))
    return shared(Response(204, tuple(headers), b""), origin)


def shared(response: Response, origin: bytes) -> Response:
    """Return the response with the headers that let a page of this origin read it."""
    return response.with_headers(
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", _EXPOSED),
        (b"vary", b"origin"),
    )
