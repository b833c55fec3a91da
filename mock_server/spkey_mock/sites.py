"""Worlds at addresses: the worlds of a server, and a single one of them."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attrs import frozen

from .http.handler import Steps
from .http.router import Router
from .mock import World
from .service.message import Request, Response
from .world.registry import WorldRegistry
from .world.settings import Settings

if TYPE_CHECKING:
    from spkey_client import SpkeyClient


@frozen
class Site:
    """A world at an address.

    Attributes:
        base_url: The address.
        world: The world.
    """

    base_url: str
    world: World

    @property
    def api_key(self) -> str:
        """An API key that the world accepts."""
        return self.world.api_key

    def client(self, **options: Any) -> "SpkeyClient":
        """Return a client of the SDK that leads there, with the API key unless options say more."""
        return self.world.client(base_url=self.base_url, http_client=None, **options)


class Worlds(WorldRegistry[World]):
    """A default world, those below `/w/NAME`, and the control API and the page of each. Any thread may call it.

    Args:
        settings: The settings of each world.
        control_token: The token that requests for the control API must carry; by default none, but then they must come
            from this machine.

    Attributes:
        default: The world at the root.
    """

    def __init__(self, settings: Settings | None = None, *, control_token: str | None = None) -> None:
        super().__init__(settings or Settings(), lambda settings, name: World(settings, name=name))
        self._router = Router(self, control_token)

    def handle(self, request: Request) -> Response | Steps:
        """Respond to a request. Nothing that a client sends raises."""
        return self._router.handle(request)

    def reject(self, status: int, message: str) -> Response:
        """Return the response to what cannot be read as a request, or has no room."""
        return self._router.reject(status, message)

    @contextmanager
    def mounted(self, world: World, base_url: str) -> Generator[Site, None, None]:
        """Serve a world for a while, in the place of any other of its name.

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
