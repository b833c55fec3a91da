"""A world: a service of its own, with users, credentials, clock, faults, journal, coverage and webhooks."""

import re
from collections.abc import Iterable, Mapping
from threading import RLock
from typing import Unpack

from ..aggregates.users import USERS, PhysicalKey, User
from ..record.coverage import Coverage
from ..record.journal import Journal
from ..service import contract
from ..service.credentials import Credentials
from ..service.decoding import write_json
from ..service.errors import Rejection, Unread
from ..service.message import Request, Response
from ..service.repository import Repository
from ..store.recorded import Recorded
from ..webhooks.subscriptions import Webhook, WebhookOptions
from ..webhooks.webhooks import Webhooks
from .clock import Clock
from .faults import Fault, Faults
from .life import Life, NewStore, begin, memory_store
from .limits import Limits
from .seeding import Users
from .settings import Settings

NAME = re.compile(r"(?!\.\.?\Z)[A-Za-z0-9._~-]{0,64}", re.ASCII)
"""The names of worlds, which are no steps in a path. A world that stands alone has an empty name."""


class World:
    """A service of its own. Any thread may call it.

    Args:
        settings: Its settings.
        name: Its name, empty for a world that stands alone.
        store: Makes the store that its events are kept in.

    Attributes:
        name: Its name.
        api_key: An API key that it accepts.
        org_id: The organisation of that key.
        clock: Its time.
    """

    def __init__(self, settings: Settings | None = None, *, name: str = "", store: NewStore = memory_store) -> None:
        if not NAME.fullmatch(name):
            raise ValueError(f"name must be at most 64 letters, digits, dots, dashes, _ and ~, not {name!r}.")
        self._new_store = store
        self._settings = (settings or Settings()).settled()
        self.name = name
        self.api_key, self.org_id = self._settings.api_keys[0]
        self._lock = RLock()
        self.clock = Clock()
        self._life: Life
        self.reset()

    def __repr__(self) -> str:
        return f"<World {self.name or 'default'}: {len(self.users)} users, {self.journal.total} requests>"

    # Life

    def reset(self) -> None:
        """Return the world to its beginning: no requests, no events, and the credentials that it was started with."""
        with self._lock:
            self.clock.run()
            known = contract.load(self._settings.tolerance)
            self._life = life = begin(self._settings, self.name, self.clock, self._lock, self._new_store, known)
            self.clock.changed = life.catch_up

    def close(self) -> None:
        """Stop all deliveries to webhooks. Otherwise the world stays as it is."""
        self.webhooks.close()

    @property
    def limits(self) -> Limits:
        """Its limits."""
        return self._settings.limits

    @property
    def users(self) -> Users:
        """Its users."""
        return self._life.users

    @property
    def credentials(self) -> Credentials:
        """The credentials that it accepts."""
        return self._life.credentials

    @property
    def repository(self) -> Repository:
        """The states of its aggregates."""
        return self._life.repository

    @property
    def faults(self) -> Faults:
        """Its faults."""
        return self._life.faults

    @property
    def journal(self) -> Journal:
        """The requests that it received."""
        return self._life.journal

    @property
    def coverage(self) -> Coverage:
        """What of the contract these requests reached."""
        return self._life.coverage

    @property
    def webhooks(self) -> Webhooks:
        """The webhooks to which it delivers its events."""
        return self._life.webhooks

    # Requests

    def handle(self, request: Request) -> Response:
        """Respond to a request. Nothing that a client sends raises."""
        return self._life.pipeline.handle(request)

    def reject(self, status: int, message: str) -> Response:
        """Return the response to what cannot be read as a request, or has no room."""
        return self.reject_for(Unread(status, message))

    def reject_for(self, error: Rejection) -> Response:
        """Return the response to a request that gets no further, for this reason."""
        return self._life.pipeline.engine.reject(error)

    # State

    def inventory(self, user_id: str) -> tuple[PhysicalKey, ...]:
        """Return the keys of a user, by ascending number; none if there is no such user."""
        return tuple(self._life.repository.load(USERS, user_id).keys)

    def events(self, user_id: str | None = None) -> tuple[Recorded, ...]:
        """Return the events of a user or of all aggregates that are still in the log, oldest first."""
        self._life.pipeline.catch_up()
        events = self._life.repository.feed().events
        return events if user_id is None else tuple(it for it in events if _is_of_user(it, user_id))

    def latest_events(self, limit: int) -> tuple[Recorded, ...]:
        """Return the events that were recorded last, oldest first."""
        self._life.pipeline.catch_up()
        repository = self._life.repository
        return repository.feed(after=repository.feed(limit=0).latest - limit).events

    @property
    def events_forgotten(self) -> int:
        """How many older events are no longer in the log."""
        return self._life.repository.feed(limit=0).earliest - 1

    def restore(self, users: Iterable[User], events: Iterable[Recorded] = (), *, forgotten: int = 0) -> None:
        """Put other users, and the events that led to them, in the place of all that there are.

        Args:
            users: The users.
            events: The events that are known, oldest first.
            forgotten: How many events there were before these.

        Raises:
            Full: They are too many. Nothing was changed.
        """
        kept = list(events)
        with self._lock:
            self._life.repository.replace([(USERS, user) for user in users], kept, forgotten + len(kept) + 1)

    def new_id(self) -> str:
        """Return a new UUID, which with a seed is the same in each run."""
        return self._life.new_id()

    def token(self, subject: str, *, org_id: str | None = None, expires_in: int | None = None) -> str:
        """Return a bearer token that it accepts.

        Args:
            subject: The id of a user, or the name of a service of an organisation.
            org_id: The organisation of the service; by default the token is that of a user.
            expires_in: In how many seconds of the world's clock it expires; by default never.
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
            times: How many requests get that response.
            retry_after: The seconds of a Retry-After header.
            body: The body, as a text or the properties of a JSON object; by default an error as the service sends it.
            carried_out: Whether the request takes effect all the same.

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
        """Carry out the next request for an operation, and drop the connection instead of responding.

        Args:
            operation: The operationId, such as `remove_physical_key`.
            times: How many responses are lost. Requests that are rejected do not count.

        Raises:
            ValueError: The contract has no such operation.
        """
        self.faults.add(Fault(kind="lose_answer", operation=operation, times=times))

    # Webhooks

    def add_webhook(self, url: str, **options: Unpack[WebhookOptions]) -> str:
        """Deliver events to a webhook from now on.

        Args:
            url: Where they are posted.
            options: As of `Webhook`; by default it gets all events of users of the world's organisation.

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
        """Wait until no delivery to a webhook is due or under way.

        Raises:
            TimeoutError: That took more than `timeout` seconds.
        """
        from ..webhooks.dispatcher import DISPATCHER

        DISPATCHER.settle(self.webhooks, timeout)


def _is_of_user(event: Recorded, user_id: str) -> bool:
    return (event.stream.aggregate, event.stream.id) == (USERS.name, user_id)
