"""A world: an independent instance of the service, with its own users, clock, faults, journal and webhooks."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from threading import RLock
from typing import Unpack

from ..aggregates import REGISTRY
from ..aggregates.users import USERS, PhysicalKey, User
from ..record.coverage import Coverage
from ..record.journal import Journal
from ..service import contract
from ..service.credentials import Credentials
from ..service.decoding import write_json
from ..service.errors import Rejection, Unread
from ..service.message import Request, Response
from ..service.registry import Registry
from ..service.repository import Repository
from ..store.recorded import Recorded
from ..webhooks.subscriptions import Webhook, WebhookOptions
from ..webhooks.webhooks import Webhooks
from .checks import CHECKS, Check, failures
from .clock import Clock
from .faults import Fault, Faults
from .life import Life, NewStore, begin, memory_store
from .limits import Limits
from .seeding import Users
from .settings import Settings, WorldSettings

NAME = re.compile(r"(?!\.\.?\Z)[A-Za-z0-9._~-]{0,64}", re.ASCII)
"""The pattern of world names. It excludes `.` and `..`. The name of a world outside a server is empty."""

NAME_RULE = "The name of a world must be 1 to 64 letters, digits, dots, hyphens, underscores and tildes."
"""The rule for the names of a server's worlds, for messages."""


class World:
    """An independent instance of the service. Thread-safe.

    Args:
        settings: The settings.
        name: The name; empty for a world outside a server.
        store: Creates the event store.
        registry: The aggregates and views that implement the operations.

    Attributes:
        name: The name.
        api_key: An API key that the world accepts.
        org_id: The organisation of that key.
        clock: The clock.
        key_issued: Called with the digest of each API key that the world issues.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        name: str = "",
        store: NewStore = memory_store,
        registry: Registry = REGISTRY,
    ) -> None:
        if not NAME.fullmatch(name):
            raise ValueError(f"name must be at most 64 letters, digits, dots, hyphens, _ and ~, not {name!r}.")
        self._new_store = store
        self._registry = registry
        self._initial = self._settings = (settings or Settings()).settled()
        self.name = name
        self.api_key, self.org_id = self._settings.api_keys[0]
        self._lock = RLock()
        self.clock = Clock()
        self.key_issued: Callable[[bytes], None] = lambda _: None
        self._life = self._begin()

    def __repr__(self) -> str:
        return f"<World {self.name or 'default'}: {len(self.users)} users, {self.journal.total} requests>"

    # Life

    def reset(self) -> None:
        """Reset the world to its initial state: no users, events, requests or faults.

        The initial credentials and settings are restored.
        """
        with self._lock:
            self._life.end()
            self._settings = self._initial
            self._life = self._begin()

    def _begin(self) -> Life:
        self.clock.run()
        known = contract.load(self._settings.tolerance)
        life = begin(self._settings, self.name, self.clock, self._lock, self._new_store, known, self._registry)
        life.credentials.issued = lambda digest: self.key_issued(digest)
        self.clock.changed = life.catch_up
        return life

    def close(self) -> None:
        """Remove all webhooks. The rest of the world is unaffected."""
        self.webhooks.close()

    @property
    def settings(self) -> Settings:
        """The current settings."""
        return self._settings

    def configure(self, **changes: Unpack[WorldSettings]) -> None:
        """Change settings of the world immediately, until the next reset. The world keeps its content.

        If a log exceeds its new limit, its oldest entries are dropped.

        Args:
            changes: The settings to change, such as `errors="runtime"` or `limits={"users": 5}`; see `WorldSettings`.

        Raises:
            ValueError: A setting is unknown or invalid, or the world has more users, keys, text, faults, webhooks or
                API keys than a new limit allows. Nothing was changed.
        """
        with self._lock:
            settings = self._settings.changed(changes)
            self._life = self._life.configured(settings, contract.load(settings.tolerance))
            self.clock.changed = self._life.catch_up
            self._settings = settings

    @property
    def limits(self) -> Limits:
        """The limits."""
        return self._settings.limits

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
        return self._life.size

    # Requests

    def handle(self, request: Request) -> Response:
        """Respond to a request. No request makes this raise."""
        return self._life.pipeline.handle(request)

    def reject(self, status: int, message: str) -> Response:
        """Return the response to a malformed request, or to a connection over the limit."""
        return self.reject_for(Unread(status, message))

    def reject_for(self, error: Rejection) -> Response:
        """Return the response to a request that is rejected before it is processed."""
        return self._life.pipeline.engine.reject(error)

    # State

    def inventory(self, user_id: str) -> tuple[PhysicalKey, ...]:
        """Return the keys of a user, by ascending number. An unknown user has no keys."""
        return tuple(self._life.repository.load(USERS, user_id).keys)

    def events(self, user_id: str | None = None) -> tuple[Recorded, ...]:
        """Return the events of a user, or all events, that are still in the log, oldest first."""
        self._life.pipeline.catch_up()
        events = self._life.repository.feed().events
        return events if user_id is None else tuple(it for it in events if _is_of_user(it, user_id))

    def latest_events(self, limit: int) -> tuple[Recorded, ...]:
        """Return the most recent events, oldest first."""
        self._life.pipeline.catch_up()
        repository = self._life.repository
        return repository.feed(after=repository.feed(limit=0).latest - limit).events

    @property
    def events_forgotten(self) -> int:
        """The number of older events that are no longer in the log."""
        return self._life.repository.feed(limit=0).earliest - 1

    def restore(self, users: Iterable[User], events: Iterable[Recorded] = (), *, forgotten: int = 0) -> None:
        """Replace all users and events with these.

        Args:
            users: The users.
            events: The known events that led to the users, oldest first.
            forgotten: The number of events before these.

        Raises:
            Full: The users exceed a limit. Nothing was changed.
        """
        kept = list(events)
        with self._lock:
            self._life.repository.replace([(USERS, user) for user in users], kept, forgotten + len(kept) + 1)

    def snapshot(self) -> tuple[list[User], tuple[Recorded, ...], int]:
        """Return the users, the events in the log, and the number of older events, all as of one moment."""
        with self._lock:
            return list(self.users), self.events(), self.events_forgotten

    def new_id(self) -> str:
        """Return a new UUID. With a seed, the sequence of ids is the same in every run."""
        return self._life.new_id()

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


def _is_of_user(event: Recorded, user_id: str) -> bool:
    return (event.stream.aggregate, event.stream.id) == (USERS.name, user_id)
