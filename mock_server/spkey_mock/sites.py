"""The worlds of a server, and a single world at its URL."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attrs import frozen

from .http.handler import Steps
from .http.router import Router
from .mock import World
from .service.message import Request, Response
from .world.registry import DAY, WorldRegistry
from .world.settings import Settings

if TYPE_CHECKING:
    from spkey_client import SpkeyClient


@frozen
class Site:
    """A world that a server serves.

    Attributes:
        base_url: The base URL of the world.
        world: The world.
    """

    base_url: str
    world: World

    @property
    def api_key(self) -> str:
        """An API key that the world accepts."""
        return self.world.api_key

    def client(self, **options: Any) -> "SpkeyClient":
        """Return an SDK client for this base URL. It uses the world's API key unless options override it."""
        return self.world.client(base_url=self.base_url, http_client=None, **options)


class Worlds(WorldRegistry[World]):
    """The default world and the named worlds below `/w/NAME`, each with its control API and page. Thread-safe.

    Args:
        settings: The settings of each world.
        control_token: The token that control API requests must carry. Without one, only requests from this machine are
            accepted.
        cors: Whether pages of any origin may call the service.
        strict: Whether requests that name no world are rejected.
        world_ttl: The seconds after which an idle named world is deleted; None means never.

    Attributes:
        default: The world at the root.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        control_token: str | None = None,
        cors: bool = True,
        strict: bool = False,
        world_ttl: float | None = DAY,
    ) -> None:
        super().__init__(settings or Settings(), lambda settings, name: World(settings, name=name), ttl=world_ttl)
        self._router = Router(self, control_token, cors=cors, strict=strict)

    def handle(self, request: Request) -> Response | Steps:
        """Respond to a request. No request makes this raise."""
        return self._router.handle(request)

    def reject(self, status: int, message: str) -> Response:
        """Return the response to a malformed request, or to a connection over the limit."""
        return self._router.reject(status, message)

    @contextmanager
    def mounted(self, world: World, base_url: str) -> Generator[Site, None, None]:
        """Serve a world for the duration of the context, replacing any world with the same name.

        Args:
            world: The world. Its name must not be empty.
            base_url: The base URL of the server.
        """
        self.delete(world.name)
        self.mount(world)
        try:
            yield Site(f"{base_url}/w/{world.name}", world)
        finally:
            self.delete(world.name)
