"""A world: an independent instance of the service, with its own users, clock, faults, journal and webhooks."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, Unpack

from ..aggregates import REGISTRY
from ..aggregates.users import USERS, PhysicalKey
from ..record.coverage import Coverage
from ..record.journal import Journal
from ..service.credentials import Credentials
from ..service.errors import Rejection, Unread
from ..service.message import Request, Response
from ..service.registry import Registry
from ..service.repository import Repository
from ..store.durable import Database
from ..store.recorded import Recorded
from ..webhooks.webhooks import Webhooks
from .clock import Clock
from .content import Content
from .faults import Faults
from .life import Life, NewStore, memory_store
from .limits import Limits
from .lives import Lives
from .names import NAME
from .outside import Switches
from .replacement import capture, replace, rewind
from .retention import Pruned, prune
from .settings import Settings, WorldSettings
from .shortcuts import Shortcuts
from .snapshots import Snapshots
from .users import Users

if TYPE_CHECKING:
    from .locks import Locks
    from .temp_keys import TempKeys

T = TypeVar("T")


class World(Shortcuts):
    """An independent instance of the service. Thread-safe.

    Args:
        settings: The settings.
        name: The name; empty for a world outside a server.
        store: Creates the event store of a world in memory.
        registry: The aggregates and views that implement the operations.
        database: The database that keeps the world. Without one, the world ends with the process.

    Attributes:
        name: The name.
        api_key: An API key that the world accepts.
        org_id: The organisation of that key.
        snapshots: The named snapshots.
        key_issued: Called with the digest of each API key that the world issues.
        other_keys: Returns the organisation of a foreign API key that the world accepts, by its digest, or None.
        gone: Called when another process is found to have deleted the world.

    Raises:
        Overtaken: The database cannot be reached.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        name: str = "",
        store: NewStore = memory_store,
        registry: Registry = REGISTRY,
        database: Database | None = None,
    ) -> None:
        if not NAME.fullmatch(name):
            raise ValueError(f"name must be at most 64 letters, digits, dots, hyphens, _ and ~, not {name!r}.")
        if isinstance(store, str):
            raise TypeError(f"store must create a store in memory. For a durable world, use Worlds(store={store!r}).")
        initial = (settings or Settings()).settled()
        self.name = name
        self.api_key, self.org_id = initial.api_keys[0]
        self.key_issued: Callable[[bytes], None] = lambda _: None
        self.other_keys: Callable[[bytes], str | None] = lambda _: None
        self.gone: Callable[[], None] = lambda: None
        self._lives = Lives(initial, name, new_store=store, registry=registry, database=database)
        self._lives.issued = lambda digest: self.key_issued(digest)
        self._lives.others = lambda digest: self.other_keys(digest)
        self._lives.gone = lambda: self.gone()
        self.snapshots = Snapshots(self._lives)

    def __repr__(self) -> str:
        counts = {"users": len(self.users), "locks": len(self.locks), "temporary keys": len(self.temp_keys)}
        held = ", ".join(f"{count} {name}" for name, count in counts.items())
        return f"<World {self.name or 'default'}: {held}, {self.journal.total} requests>"

    # Life

    def reset(self) -> None:
        """Reset the world to its initial state: no users, events, requests or faults.

        The initial credentials and settings are restored.
        """
        self._lives.reset()

    def close(self) -> None:
        """Remove all webhooks of a world in memory. A durable world writes its pending records, and stays."""
        self._lives.close()

    @property
    def closed(self) -> bool:
        """Whether a durable world was unloaded or deleted."""
        return self._lives.closed

    def run(self, function: Callable[[], T]) -> T:
        """Call a function as one transaction. After a lost race, the function is called again.

        The changes by the function are recorded when this returns, or not at all.

        Raises:
            Overtaken: The store failed, or too many races were lost.
            GoneError: Another process has deleted the world.
        """
        return self._lives.run(function)

    def catch_up(self) -> None:
        """Do the scheduled work that is due."""
        self._lives.run(lambda: self._lives.life.pipeline.catch_up())

    def flush(self) -> None:
        """Write the batched records of a durable world, such as the journal."""
        self._lives.flush()

    @property
    def _life(self) -> Life:
        """The current life, with all changes that other processes have recorded."""
        self._catch_up()
        return self._lives.life

    @property
    def known(self) -> Life:
        """The current life as this process knows it. Does not query the database."""
        return self._lives.life

    def _catch_up(self) -> None:
        lives = self._lives
        if lives.durability is not None and lives.durability.ledger.behind and not lives.closed:
            lives.run(lambda: None)

    @property
    def settings(self) -> Settings:
        """The current settings."""
        self._catch_up()
        return self._lives.settings

    @property
    def clock(self) -> Clock:
        """The clock."""
        self._catch_up()
        return self._lives.clock

    def configure(self, **changes: Unpack[WorldSettings]) -> None:
        """Change settings of the world immediately, until the next reset. The world keeps its content.

        If a log exceeds its new limit, its oldest entries are dropped.

        Args:
            changes: The settings to change, such as `errors="runtime"` or `limits={"users": 5}`; see `WorldSettings`.

        Raises:
            ValueError: A setting is unknown or invalid, or the world has more users, keys, text, faults, webhooks or
                API keys than a new limit allows. Nothing was changed.
        """
        self._lives.configure(changes)

    @property
    def limits(self) -> Limits:
        """The limits."""
        return self._lives.settings.limits

    @property
    def users(self) -> Users:
        """The users."""
        return Users(self._life.seeder)

    @property
    def locks(self) -> "Locks":
        """The locks."""
        from .locks import Locks  # imported on use, with its aggregate, like the operations

        return Locks(self._life.seeder)

    @property
    def temp_keys(self) -> "TempKeys":
        """The temporary keys for several doors."""
        from .temp_keys import TempKeys

        return TempKeys(self._life.seeder)

    @property
    def credentials(self) -> Credentials:
        """The credentials that the world accepts."""
        return self._life.credentials

    @property
    def outside(self) -> Switches:
        """The switches for devices and systems outside the service, such as offline locks."""
        return self._life.outside

    @property
    def repository(self) -> Repository:
        """The states of the aggregates."""
        return self._life.repository

    @property
    def faults(self) -> Faults:
        """The faults."""
        return self._life.faults

    @property
    def journal(self) -> Journal:
        """The requests that the world received."""
        return self._life.journal

    @property
    def coverage(self) -> Coverage:
        """The coverage of the contract by these requests."""
        return self._life.coverage

    @property
    def webhooks(self) -> Webhooks:
        """The webhooks that the world delivers events to."""
        return self._life.webhooks

    @property
    def size(self) -> int:
        """The approximate memory of the world, in bytes."""
        return self._lives.life.size + self.snapshots.size

    # Requests

    def handle(self, request: Request) -> Response:
        """Respond to a request. No request makes this raise, except `GoneError` if the world was deleted."""
        lives = self._lives
        return lives.life.pipeline.handle(request) if lives.durability is None else lives.handle_durably(request)

    def reject(self, status: int, message: str) -> Response:
        """Return the response to a malformed request, or to a connection over the limit."""
        return self.reject_for(Unread(status, message))

    def reject_for(self, error: Rejection) -> Response:
        """Return the response to a request that is rejected before it is processed."""
        return self._lives.life.pipeline.engine.reject(error)

    # State

    def inventory(self, user_id: str) -> tuple[PhysicalKey, ...]:
        """Return the keys of a user, by ascending number. An unknown user has no keys."""
        return tuple(self._life.repository.load(USERS, user_id).keys)

    def events(self, user_id: str | None = None) -> tuple[Recorded, ...]:
        """Return the events of a user, or all public events, that are still in the log, oldest first."""
        life = self._life
        life.pipeline.catch_up()
        stream = None if user_id is None else life.repository.stream(USERS, user_id)
        return life.repository.events(stream=stream)

    def latest_events(self, limit: int) -> tuple[Recorded, ...]:
        """Return the most recent public events, oldest first."""
        life = self._life
        life.pipeline.catch_up()
        return life.repository.events(limit)

    @property
    def events_forgotten(self) -> int:
        """The number of older events that are no longer in the log."""
        return self._life.repository.feed(limit=0).forgotten

    def content(self, *, documents: bool = False) -> Content:
        """Return the aggregates and events as of one moment, and on request the rest of the world as documents."""
        return capture(self._lives, documents=documents)

    def replace(self, content: Content) -> None:
        """Replace the aggregates and events, and the rest of the world if the content has documents.

        Raises:
            Full: The content exceeds a limit. Nothing was changed.
            Invalid: A document is invalid. Nothing was changed.
        """
        replace(self._lives, content, following=True)

    def rewind(self, position: int) -> None:
        """Undo all events after a position, and drop pending deliveries. The rest of the world is unaffected.

        Raises:
            ValueError: The log no longer has the required events. Nothing was changed.
        """
        rewind(self._lives, position)

    def prune(self, older_than: float, *, dry_run: bool = False) -> Pruned:
        """Drop, or only count, events, requests and deliveries older than a number of days on the world's clock."""
        return prune(self._lives, older_than, dry_run=dry_run)

    def new_id(self) -> str:
        """Return a new UUID. With a seed, the sequence of ids is the same in every run."""
        return self._lives.life.new_id()

    def token(self, subject: str, *, org_id: str | None = None, expires_in: int | None = None) -> str:
        """Return a bearer token that the world accepts.

        Args:
            subject: The id of a user, or the name of an organisation's service.
            org_id: The organisation of the service. Without one, the token is a user's.
            expires_in: The lifetime in seconds on the world's clock; by default unlimited.
        """
        expires_at = None if expires_in is None else self.clock.now() // 1000 + expires_in
        return self.credentials.issue_token(subject, org_id=org_id, expires_at=expires_at)
