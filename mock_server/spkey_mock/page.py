"""The page of the mock: the contract with a console to try it, and a live view of the world."""

from importlib.resources import files
from importlib.resources.abc import Traversable

from spkey_mock.message import Request, Response

PREFIX = b"/_mock/page/"

_TYPES = {
    "css": b"text/css; charset=utf-8",
    "html": b"text/html; charset=utf-8",
    "js": b"text/javascript; charset=utf-8",
    "json": b"application/json",
    "svg": b"image/svg+xml",
}
_HEADERS = (
    # Scripts only from here. Requests may go anywhere: the console has a base URL that can be edited.
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        b"connect-src *; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-cache"),
)


def page(request: Request) -> Response:
    """The page itself at `/`, and what it consists of below `/_mock/page/`."""
    name = request.path.removeprefix(PREFIX).decode("latin-1") if request.path.startswith(PREFIX) else "index.html"
    file = _files().get(name)
    if file is None:
        return Response(404, ((b"content-type", b"text/plain; charset=utf-8"),), b"404 Not Found")
    content_type = _TYPES[name.rpartition(".")[2]]
    body = b"" if request.method == "HEAD" else file.read_bytes()
    return Response(200, ((b"content-type", content_type), *_HEADERS), body)


def _files() -> dict[str, Traversable]:
    # Listed rather than looked up by the name in the request, which may be anything.
    found: dict[str, Traversable] = {}
    for file in (
        *files("spkey_mock").joinpath("assets").iterdir(),
        *files("spkey_mock").joinpath("assets/vendor").iterdir(),
    ):
        if file.is_file() and file.name.rpartition(".")[2] in _TYPES:
            found[file.name] = file
    return found
