"""The worlds of a server, and which of them a request is for."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from ..control.api import Control
from ..page.page import PREFIX, page
from ..service.errors import Full
from ..service.message import Request, Response
from ..world.limits import Limits
from ..world.settings import Settings
from ..world.world import NAME, World

if TYPE_CHECKING:
    from spkey_client import SpkeyClient

_NAMED = re.compile(rb"/w/([^/]*)(/.*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Site:
    """A world at an address.

    Attributes:
        base_url: Where it is.
        world: The world.
    """

    base_url: str
    world: World

    @property
    def api_key(self) -> str:
        """An API key that it accepts."""
        return self.world.api_key

    def client(self, **options: Any) -> "SpkeyClient":
        """A client of the SDK that leads there, by the API key unless `options` say otherwise."""
        return self.world.client(base_url=self.base_url, http_client=None, **options)


class Worlds:
    """A default world, those below `/w/NAME`, and the control API and the page of each. Any thread may call it.

    Args:
        settings: What each world is started with.
        control_token: What requests for the control API have to carry; by default nothing, but then they have to come
            from this machine.

    Attributes:
        default: The world at the root.
    """

    def __init__(self, settings: Settings | None = None, *, control_token: str | None = None) -> None:
        self._settings = (settings or Settings()).settled()
        self._named: dict[str, World] = {}
        self._lock = Lock()
        self._control = Control(self, control_token)
        self.default = World(self._settings)

    @property
    def limits(self) -> Limits:
        """How much there may be of each thing."""
        return self._settings.limits

    def handle(self, request: Request) -> Response:
        """Answer a request. Nothing that a client sends raises."""
        if request.path.startswith(b"/w/"):
            return self._handle_named(request)
        return self._handle(self.default, request)

    def refuse(self, status: int, message: str) -> Response:
        """The answer to what cannot be read as a request, or has no room."""
        return self.default.refuse(status, message)

    def world(self, name: str) -> World:
        """The world of this name, made if there is none; the default world for the empty name.

        Raises:
            ValueError: A world cannot have this name.
            Full: There are as many worlds as there may be.
        """
        if not name:
            return self.default
        if not NAME.fullmatch(name):
            raise ValueError("the name of a world is 1 to 64 letters, digits, dots, dashes, underscores and tildes")
        if (world := self._named.get(name)) is not None:
            return world
        return self.mount(World(self._settings, name=name))

    def mount(self, world: World) -> World:
        """Serve a world below `/w/NAME`, unless there is one of its name already.

        Returns:
            The world that is served there.

        Raises:
            Full: There are as many worlds as there may be.
        """
        with self._lock:
            if world.name not in self._named and len(self._named) >= self.limits.worlds:
                limit = self.limits.worlds
                raise Full(f"There are {limit} worlds, and there may not be more: delete some, or raise Limits.worlds.")
            return self._named.setdefault(world.name, world)

    @contextmanager
    def mounted(self, world: World, base_url: str) -> Generator[Site, None, None]:
        """Serve a world for a while, in the place of what there may be of its name.

        Args:
            world: The world, which has a name.
            base_url: Where these worlds are served.
        """
        self.delete(world.name)
        self.mount(world)
        try:
            yield Site(f"{base_url}/w/{world.name}", world)
        finally:
            self.delete(world.name)

    def delete(self, name: str) -> bool:
        """Forget a world, and return whether there was one of this name."""
        with self._lock:
            world = self._named.pop(name, None)
        if world is not None:
            world.close()
        return world is not None

    def items(self) -> list[World]:
        """The worlds, the default world first."""
        with self._lock:
            return [self.default, *self._named.values()]

    def _handle_named(self, request: Request) -> Response:
        match = _NAMED.fullmatch(request.path)
        name, path = (match[1], match[2] or b"") if match else (b"", b"")
        text = name.decode("ascii", "replace") or "?"
        if request.method in ("GET", "HEAD") and NAME.fullmatch(text):
            # Whoever looks at the page makes a world only by what the page asks for.
            if not path:
                return Response(308, ((b"location", b"%b/" % name),), b"")
            if _is_page(path):
                return page(request._replace(path=path))
        try:
            world = self.world(text)
        except ValueError as error:
            return self.refuse(400, f"/w/...: {error}.")
        except Full as full:
            return self.default.refuse_for(full)
        return self._handle(world, request._replace(path=path))

    def _handle(self, world: World, request: Request) -> Response:
        path = request.path
        if request.method in ("GET", "HEAD") and _is_page(path):
            return page(request)
        if path.startswith(b"/_mock/"):
            return self._control.handle(world, request)
        return world.handle(request)


def _is_page(path: bytes) -> bool:
    return path == b"/" or path.startswith(PREFIX)
