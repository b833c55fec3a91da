"""A world: an independent instance of the service, with its own users, clock, faults, journal and webhooks."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeVar, Unpack

from ..aggregates import REGISTRY
from ..aggregates.users import USERS, PhysicalKey
from ..record.coverage import Coverage
from ..record.journal import Journal
from ..service.credentials import Credentials
from ..service.decoding import write_json
from ..service.errors import Rejection, Unread
from ..service.message import Request, Response
from ..service.registry import Registry
from ..service.repository import Repository
from ..store.durable import Database
from ..store.recorded import Recorded
from ..webhooks.subscriptions import Webhook, WebhookOptions
from ..webhooks.webhooks import Webhooks
from .checks import CHECKS, Check, failures
from .clock import Clock
from .content import Content
from .faults import Fault, Faults
from .life import Life, NewStore, memory_store
from .limits import Limits
from .lives import Lives
from .names import NAME
from .replacement import capture, replace, rewind
from .retention import Pruned, prune
from .seeding import Users
from .settings import Settings, WorldSettings
from .snapshots import Snapshots

T = TypeVar("T")


class World:
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
        return f"<World {self.name or 'default'}: {len(self.users)} users, {self.journal.total} requests>"

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
        return self._life.users

    @property
    def credentials(self) -> Credentials:
        """The credentials that the world accepts."""
        return self._life.credentials

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
        """Return the events of a user, or all events, that are still in the log, oldest first."""
        life = self._life
        life.pipeline.catch_up()
        stream = None if user_id is None else life.repository.stream(USERS, user_id)
        return life.repository.feed(stream=stream).events

    def latest_events(self, limit: int) -> tuple[Recorded, ...]:
        """Return the most recent events, oldest first."""
        life = self._life
        life.pipeline.catch_up()
        return life.repository.feed(limit=limit, latest=True).events

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

    # Faults

    def fail_next(
        self,
        operation: str,
        status: int = 503,
        *,
        times: int = 1,
        retry_after: int | None = None,
        body: str | Mapping[str, object] | None = None,
        carried_out: bool = False,
    ) -> None:
        """Respond to the next request for an operation with an error.

        Args:
            operation: The operationId, such as `remove_physical_key`.
            status: The status.
            times: The number of requests that get this response.
            retry_after: The value of the Retry-After header, in seconds.
            body: The body, as text or as a JSON object; by default the error body of the service.
            carried_out: Whether the request still takes effect.

        Raises:
            ValueError: The contract has no such operation, or a value is out of range.
        """
        self.faults.add(
            Fault(
                kind="status",
                operation=operation,
                status=status,
                times=times,
                retry_after=retry_after,
                body=body if body is None or isinstance(body, str) else write_json(body).decode(),
                carried_out=carried_out,
            )
        )

    def lose_next_answer(self, operation: str, *, times: int = 1) -> None:
        """Process the next request for an operation, but drop the connection instead of responding.

        Args:
            operation: The operationId, such as `remove_physical_key`.
            times: The number of lost responses. Rejected requests do not count.

        Raises:
            ValueError: The contract has no such operation.
        """
        self.faults.add(Fault(kind="lose_answer", operation=operation, times=times))

    # Webhooks

    def add_webhook(self, url: str, **options: Unpack[WebhookOptions]) -> str:
        """Add a webhook. It receives the events recorded from now on.

        Args:
            url: The URL to post events to.
            options: The options of `Webhook`. By default, all events of the organisation's users are delivered.

        Returns:
            The id of the webhook.

        Raises:
            ValueError: A value is out of range, the host is not allowed, or there are too many webhooks.
        """
        from ..webhooks.dispatcher import DISPATCHER

        options.setdefault("org_id", self.org_id)
        webhook_id = self.webhooks.add(Webhook(url=url, **options))
        DISPATCHER.serve(self.webhooks)
        return webhook_id

    def settle(self, timeout: float = 5.0) -> None:
        """Wait until no webhook delivery is due or in progress.

        Raises:
            TimeoutError: The timeout, in seconds, passed.
        """
        self.webhooks.settle(timeout)

    # Checks

    def check(self, *checks: Check) -> list[str]:
        """Return the messages of the checks that fail now, by default of all checks.

        Args:
            checks: `violations` (no client broke the contract), `faults` (every fault with limited `times` has fired),
                `deliveries` (none is due or in progress).

        Raises:
            ValueError: A check is unknown.
        """
        return failures(self.journal, self.faults, self.webhooks, checks or CHECKS)

    def assert_ok(self, timeout: float = 5.0) -> None:
        """Check that no client broke the contract, no fault is unused and all due deliveries have settled.

        Args:
            timeout: The maximum wait for deliveries, in seconds.

        Raises:
            AssertionError: A check failed. The message says why.
        """
        __tracebackhide__ = True
        if self.webhooks:
            with suppress(TimeoutError):
                self.settle(timeout)
        if failed := self.check():
            raise AssertionError("\n".join(failed))
