"""The router: maps a request to a world, and within it to the service, the control API, the page or the contract."""

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import evolve

from ..page.files import is_page, page
from ..service.errors import Full
from ..service.message import Request, Response
from ..world.limits import Limits
from ..world.registry import WorldRegistry
from ..world.world import NAME, World
from .handler import Steps

if TYPE_CHECKING:
    from ..control.api import Control

_TOKEN = re.compile(r"[!-~]+")
_NAMED = re.compile(rb"/w/([^/]*)(/.*)?", re.DOTALL)


class Router:
    """Routes requests to the default world at the root, or to a named world below `/w/NAME`.

    Each world has its own control API and page.

    Args:
        worlds: The worlds.
        control_token: The token that control API requests must carry. Without one, only requests from this machine are
            accepted.
    """

    def __init__(self, worlds: WorldRegistry[Any], control_token: str | None = None) -> None:
        if control_token is not None and not _TOKEN.fullmatch(control_token):
            raise ValueError("control_token must be printable ASCII characters without spaces.")
        self._worlds = worlds
        self._control_token = control_token

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
        if request.path.startswith(b"/w/"):
            return self._handle_named(request)
        return self._handle(self._worlds.default, request)

    def reject(self, status: int, message: str) -> Response:
        """Return the response to a malformed request, or to a connection over the limit."""
        world: World = self._worlds.default
        return world.reject(status, message)

    def _handle_named(self, request: Request) -> Response | Steps:
        match = _NAMED.fullmatch(request.path)
        name, path = (match[1], match[2] or b"") if match else (b"", b"")
        text = name.decode("ascii", "replace") or "?"
        if request.method in ("GET", "HEAD") and NAME.fullmatch(text):
            # Opening the page does not create a world. The page's own requests do.
            if not path:
                return Response(308, ((b"location", b"%b/" % name),), b"")
            if is_page(path):
                return page(evolve(request, path=path))
        try:
            world = self._worlds.world(text)
        except ValueError as error:
            return self.reject(400, f"/w/...: {error}")
        except Full as full:
            default: World = self._worlds.default
            return default.reject_for(full)
        return self._handle(world, evolve(request, path=path))

    def _handle(self, world: World, request: Request) -> Response | Steps:
        path = request.path
        if request.method in ("GET", "HEAD") and is_page(path):
            return page(request)
        if path.startswith(b"/_mock/"):
            return self._control.handle(world, request)
        return world.handle(request)
