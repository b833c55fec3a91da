"""The router: maps a request to a world, and within it to the service, the control API, the page or the contract."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from attrs import evolve

from ..page.files import CONTRACT, is_page, page
from ..service.errors import Rejection, Unread
from ..service.message import Request, Response
from ..world.limits import Limits
from ..world.names import NAME, NAME_RULE
from ..world.registry import WorldRegistry
from ..world.world import World
from .cors import preflight, shared
from .handler import Steps
from .mount import below

if TYPE_CHECKING:
    from ..control.api import Control

_TOKEN = re.compile(r"[!-~]+")

_ORIGIN = b"origin"
_API_KEY = b"x-api-key"
_WORLD = b"x-mock-world"
_READ = frozenset({_ORIGIN, _API_KEY, _WORLD})
"""The headers that the router reads."""

_STRICT = (
    "This mock rejects requests that name no world, because it was started with --strict-worlds. Name a world in the "
    "path, as /w/NAME, or in the header X-Mock-World, or use an API key that was created in a world. A client that "
    "resolves absolute paths, as new URL('/users', base) does, drops the path of its base URL."
)


class Router:
    """Routes requests to the default world or to a named world.

    The path `/w/NAME` names a world. On other paths, so does the header X-Mock-World or, for the service, an API key
    that was created in a world. Each world has its own control API and page.

    Args:
        worlds: The worlds.
        control_token: The token that control API requests must carry. Without one, only requests from this machine are
            accepted.
        cors: Whether pages of any origin may call the service.
        strict: Whether requests that name no world are rejected.
    """

    def __init__(
        self, worlds: WorldRegistry[Any], control_token: str | None = None, *, cors: bool = True, strict: bool = False
    ) -> None:
        if control_token is not None and not _TOKEN.fullmatch(control_token):
            raise ValueError("control_token must be printable ASCII characters without spaces.")
        self._worlds = worlds
        self._control_token = control_token
        self._cors = cors
        self._strict = strict

    @property
    def limits(self) -> Limits:
        """The limits of the server."""
        return self._worlds.limits

    @cached_property
    def _control(self) -> "Control":
        # Imported on use, because many programs never call the control API.
        from ..control.api import Control

        return Control(self._worlds, self._control_token)

    def handle(self, request: Request) -> Response | Steps:
        """Respond to a request. No request makes this raise."""
        name, mount = "", b""
        if request.path.startswith(b"/w/"):
            raw, slash, rest = request.path[3:].partition(b"/")
            name = raw.decode("ascii", "replace")
            if not name or not NAME.fullmatch(name):
                return self._share(request, _read(request), partial(self.reject, 400, f"/w/...: {NAME_RULE}"))
            if not slash and request.method in ("GET", "HEAD"):
                return Response(308, ((b"location", b"%b/" % raw),), b"")
            request, mount = evolve(request, path=slash + rest), b"/w/" + raw
        if request.method in ("GET", "HEAD") and is_page(request.path):
            # Opening the page does not create a world. The page's own requests do.
            return self._handle_page(request)
        if request.path.startswith(b"/_mock/"):
            return self._control.handle(request, partial(self._name, name, request))
        # A redirect stays in the world that the path names.
        return below(mount, self._handle_service(name, request))

    def reject(self, status: int, message: str) -> Response:
        """Return the response to a malformed request, or to a connection over the limit."""
        world: World = self._worlds.default
        return world.reject(status, message)

    def _handle_page(self, request: Request) -> Response:
        origin = _read(request).get(_ORIGIN)
        response = page(request)
        return response if origin is None or not self._cors or request.path != CONTRACT else shared(response, origin)

    def _handle_service(self, name: str, request: Request) -> Response:
        headers = _read(request)
        return self._share(request, headers, partial(self._serve, name, request, headers))

    def _share(self, request: Request, headers: Mapping[bytes, bytes], respond: Callable[[], Response]) -> Response:
        """Let a page of any origin read the response, unless CORS is off."""
        origin = headers.get(_ORIGIN)
        if origin is None or not self._cors:
            return respond()
        return preflight(request, origin) or shared(respond(), origin)

    def _serve(self, name: str, request: Request, headers: Mapping[bytes, bytes]) -> Response:
        worlds = self._worlds
        try:
            name = _named(name, headers) or worlds.home(headers.get(_API_KEY, b""))
            if not name and self._strict:
                raise Unread(400, _STRICT)
            world: World = worlds.world_for(name, request.headers)
            worlds.check_memory(world)
        except Rejection as error:
            default: World = worlds.default
            return default.reject_for(error)
        return world.handle(request)

    def _name(self, name: str, request: Request) -> str:
        """Return the name of the world that a control request acts on."""
        name = _named(name, _read(request))
        if not name and self._strict and request.method not in ("GET", "HEAD"):
            raise Unread(400, _STRICT)
        return name


def _read(request: Request) -> dict[bytes, bytes]:
    """Return the headers that the router reads. If a header is repeated, the last one counts."""
    return {lower: value for name, value in request.headers if (lower := name.lower()) in _READ}


def _named(name: str, headers: Mapping[bytes, bytes]) -> str:
    """Return the name of the world in the path or the header, or an empty string.

    Raises:
        Unread: The header is not a valid name, or differs from the name in the path.
    """
    header = headers.get(_WORLD)
    if header is None:
        return name
    given = header.decode("ascii", "replace")
    if not given or not NAME.fullmatch(given):
        raise Unread(400, f"X-Mock-World: {NAME_RULE}")
    if name and name != given:
        raise Unread(400, f"The path names the world {name}, but X-Mock-World names {given}. Name one of them.")
    return given
