"""The page's static files and the contract, served as responses."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from attrs import frozen

from ..service.message import Headers, Request, Response

PREFIX = b"/_mock/page/"
"""The path prefix of the files."""

CONTRACT = b"/openapi.json"
"""The path of the contract, as at the service."""

PATHS: Mapping[bytes, bytes] = {b"/": b"index.html", CONTRACT: b"contract.json"}
"""The files that have a path of their own as well."""

_CONTENT_TYPES: Mapping[str, bytes] = {
    ".css": b"text/css; charset=utf-8",
    ".html": b"text/html; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".json": b"application/json",
    ".svg": b"image/svg+xml",
}
_NOSNIFF = (b"x-content-type-options", b"nosniff")
_HEADERS: Headers = (
    # Scripts and styles come from this server only. Requests may go anywhere: the console's base URL is editable.
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
_NOT_FOUND = Response(404, ((b"content-type", b"text/plain; charset=utf-8"), _NOSNIFF), b"404 Not Found")


@frozen
class File:
    """A file of the page.

    Attributes:
        content_type: The content type.
        tag: The entity tag, which changes with the content.
        body: The content.
    """

    content_type: bytes
    tag: bytes
    body: bytes


def is_page(path: bytes) -> bool:
    """Return whether a path is one of `PATHS` or below `PREFIX`."""
    return path in PATHS or path.startswith(PREFIX)


def page(request: Request) -> Response:
    """Return the file for a path of which `is_page` is true."""
    name = PATHS.get(request.path) or request.path.removeprefix(PREFIX)
    if name not in _sources():
        return _NOT_FOUND
    file = _read(name)
    headers = ((b"etag", file.tag), *_HEADERS)
    if any(file.tag in value for value in request.header(b"if-none-match")):
        return Response(304, headers, b"")
    return Response(
        200, ((b"content-type", file.content_type), *headers), b"" if request.method == "HEAD" else file.body
    )


def contract() -> bytes:
    """Return the contract as one OpenAPI document, in JSON."""
    return _read(b"contract.json").body


@cache
def _read(name: bytes) -> File:
    source = _sources()[name]
    body = source.read_bytes()
    return File(_CONTENT_TYPES[_suffix(source)], b'"%s"' % sha256(body).hexdigest().encode(), body)


@cache
def _sources() -> Mapping[bytes, Path]:
    # The folders are listed up front: opening a path built from the request would allow path traversal.
    assets = Path(__file__).with_name("assets")
    return {
        source.name.encode(): source
        for folder in (assets, assets.joinpath("vendor"))
        for source in folder.iterdir()
        if source.is_file() and _suffix(source) in _CONTENT_TYPES
    }


def _suffix(source: Path) -> str:
    return source.name[source.name.rfind(".") :]
