"""The page of the mock: the contract with a console to try it, and a live view of the world."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from ..service.message import Request, Response

PREFIX = b"/_mock/page/"

_TYPES = {
    "css": b"text/css; charset=utf-8",
    "html": b"text/html; charset=utf-8",
    "js": b"text/javascript; charset=utf-8",
    "json": b"application/json",
    "svg": b"image/svg+xml",
}
_NOSNIFF = (b"x-content-type-options", b"nosniff")
_HEADERS = (
    # Scripts and styles only from here. Requests may go anywhere: the console has a base URL that can be edited.
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        b"connect-src *; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-cache"),
    _NOSNIFF,
)


def page(request: Request) -> Response:
    """The page itself at `/`, and what it consists of below `/_mock/page/`."""
    name = request.path.removeprefix(PREFIX) if request.path.startswith(PREFIX) else b"index.html"
    if name not in _files():
        return Response(404, ((b"content-type", b"text/plain; charset=utf-8"), _NOSNIFF), b"404 Not Found")
    body, tag = _read(name)
    headers = ((b"etag", tag), *_HEADERS)
    if any(header.lower() == b"if-none-match" and tag in value for header, value in request.headers):
        return Response(304, headers, b"")
    content_type = _TYPES[name.decode().rpartition(".")[2]]
    return Response(200, ((b"content-type", content_type), *headers), b"" if request.method == "HEAD" else body)


@cache
def _read(name: bytes) -> tuple[bytes, bytes]:
    """The content of a file, and its entity tag."""
    body = _files()[name].read_bytes()
    return body, b'"%s"' % sha256(body).hexdigest().encode()


@cache
def _files() -> dict[bytes, Traversable]:
    # Listed rather than looked up by the name in the request, which may be anything.
    assets = files("spkey_mock").joinpath("page", "assets")
    return {
        file.name.encode(): file
        for folder in (assets, assets.joinpath("vendor"))
        for file in folder.iterdir()
        if file.is_file() and file.name.rpartition(".")[2] in _TYPES
    }
