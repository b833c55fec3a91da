"""The worlds of a server, and a single world at its URL."""

from collections.abc import Generator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from functools import partial
from types import EllipsisType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from attrs import frozen

from .http.handler import Steps, complete
from .http.router import Router
from .mock import World
from .page.files import is_page
from .record.meter import METER
from .service.errors import Overtaken
from .service.message import Request, Response
from .store.connect import connect
from .store.durable import Database, GoneError, UnusableError
from .threads import THREADS, Threads
from .world.housekeeping import Housekeeping
from .world.registry import DAY, WorldRegistry
from .world.settings import Settings
from .world.watched import watched

if TYPE_CHECKING:
    from spkey_client import SpkeyClient


_LIVENESS = b"/_mock/health"
"""The path of the probe that works even while all threads wait for the database."""

_PROBES = frozenset({b"/_mock/ready", b"/_mock/metrics"})
"""The paths that report the state of the database, and must not wait for other requests."""

MEMORY = "memory"
"""The store of worlds that end with the process."""


_ATTEMPTS = 5
"""The maximum number of attempts at a request whose world is deleted meanwhile."""


def _new_world(settings: Settings, name: str, database: Database | None) -> World:
    return World(settings, name=name, database=database)


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
        world_ttl: The seconds after which an idle named world is deleted; None means never. By default, a day in
            memory, and never in a database.
        store: Where the worlds are kept: `memory`, `sqlite:PATH`, or the URL of a PostgreSQL database. Unless they are
            in memory, call `close` at the end, or use the worlds as a context manager.

    Attributes:
        default: The world at the root.

    Raises:
        UnusableError: The store cannot be used. The message says why.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        control_token: str | None = None,
        cors: bool = True,
        strict: bool = False,
        world_ttl: float | EllipsisType | None = ...,
        store: str = MEMORY,
    ) -> None:
        ttl = (DAY if store == MEMORY else None) if isinstance(world_ttl, EllipsisType) else world_ttl
        with ExitStack() as stack:
            database = None if store == MEMORY else watched(connect(store, connections=THREADS))
            if database is not None:
                stack.callback(database.close)
            try:
                super().__init__(settings or Settings(), _new_world, ttl=ttl, database=database)
            except Overtaken as error:
                raise UnusableError(str(error.__cause__ or error)) from None
            self._router = Router(self, control_token, cors=cors, strict=strict)
            stack.pop_all()  # from here on, `close` releases the database
        self._threads = None if self.archive is None else Threads(Housekeeping(self, self.archive))
        METER.on = True

    def handle(self, request: Request) -> Response | Steps | Future[Response]:
        """Respond to a request. With a database, another thread does. No request makes this raise."""
        threads = self._threads
        if threads is None or request.path == _LIVENESS or is_page(request.path):
            return self._router.handle(request)
        submit = threads.probe if request.path in _PROBES else threads.submit
        return submit(partial(self._handle_durably, request))

    def _handle_durably(self, request: Request) -> Response:
        for _ in range(_ATTEMPTS):
            try:
                return complete(self._router.handle(request))
            except GoneError:
                continue  # another process has deleted the world; the next attempt creates it again
        return self.default.reject_for(Overtaken("Other processes keep deleting the world. Retry the request."))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Finish the work in progress, and write all pending records. Idempotent."""
        if self._threads is not None:
            self._threads.close()
        super().close()

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
