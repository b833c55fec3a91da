"""A world: a service of its own, with users, credentials, clock, faults, journal, coverage and webhooks."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from random import Random
from threading import RLock
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack
from uuid import UUID

from ..aggregates.users import Command, PhysicalKey, User, occurred_at
from ..record.coverage import Coverage
from ..record.journal import Journal
from ..service.credentials import Credentials
from ..service.decoding import write_json
from ..service.engine import Engine, execute
from ..service.errors import Refusal, Unavailable, Unread
from ..service.exchange import Exchange
from ..service.message import Request, Response
from ..store.memory import MemoryStore, Recorded
from ..webhooks.subscriptions import Webhook, WebhookOptions, Webhooks
from .clock import Clock
from .faults import Fault, Faults
from .limits import Limits
from .seeding import Users
from .settings import Settings

if TYPE_CHECKING:
    from respx import Route, Router

    from spkey_client import AsyncSpkeyClient, SpkeyClient

    from ..http.asgi import App
    from ..http.transport import Transport

NAME = re.compile(r"(?!\.\.?\Z)[A-Za-z0-9._~-]{0,64}", re.ASCII)
"""What a world may be called, which is no step in a path; one that stands alone has an empty name."""

SERVICE_URL = "https://api.spkey.co"

_log = logging.getLogger("spkey_mock")


class _Life(NamedTuple):
    """What a world has until it is reset."""

    engine: Engine
    store: MemoryStore
    credentials: Credentials
    random: Random
    users: Users
    faults: Faults
    journal: Journal
    coverage: Coverage
    webhooks: Webhooks


class World:
    """A service of its own. Any thread may call it.

    Args:
        settings: What it is started with.
        name: Its name, empty for a world that stands alone.
        store: Makes what its users are kept in.

    Attributes:
        name: Its name.
        api_key: An API key that it accepts.
        org_id: The organisation of that key.
        clock: Its time.
    """

    def __init__(
        self, settings: Settings | None = None, *, name: str = "", store: Callable[[Limits], MemoryStore] = MemoryStore
    ) -> None:
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name for a world: give at most 64 letters, digits, dots, dashes, _ and ~")
        self._new_store = store
        self._settings = (settings or Settings()).settled()
        self.name = name
        self.api_key, self.org_id = self._settings.api_keys[0]
        self._lock = RLock()
        self.clock = Clock()
        self.reset()

    @property
    def limits(self) -> Limits:
        """How much it keeps and takes."""
        return self._settings.limits

    def __repr__(self) -> str:
        return f"<World {self.name or 'default'}: {len(self.users)} users, {self.journal.total} requests>"

    def reset(self) -> None:
        """Set it back to its beginning: nothing was sent to it, and nothing happened."""
        settings, limits = self._settings, self.limits
        credentials = Credentials(
            settings.secret,
            require=settings.auth,
            org_scope=settings.org_scope,
            random=settings.random(f"keys/{self.name}"),
            limit=limits.credentials + len(settings.api_keys),
        )
        for api_key, org_id in settings.api_keys:
            credentials.issue_key(org_id, api_key)
        store = self._new_store(limits)
        engine = Engine(credentials, store, settings)
        operations, webhooks = engine.contract.operations, engine.contract.webhooks
        random = settings.random(f"ids/{self.name}")
        with self._lock:
            self.clock.run()
            self._life = _Life(
                engine=engine,
                store=store,
                credentials=credentials,
                random=random,
                users=Users(store, self.execute, self.new_id, self.org_id),
                faults=Faults(operations, settings.random(f"faults/{self.name}"), limits.faults),
                journal=Journal(engine.contract, limits),
                coverage=Coverage(engine.contract),
                webhooks=Webhooks(
                    self.clock.now, self.new_id, webhooks, limits, settings.webhook_hosts, ticks=self.clock.ticks
                ),
            )
            self.clock.changed = self.webhooks.wake

    @property
    def users(self) -> Users:
        """Its users."""
        return self._life.users

    @property
    def credentials(self) -> Credentials:
        """What it accepts as credentials."""
        return self._life.credentials

    @property
    def faults(self) -> Faults:
        """What is to go wrong on purpose."""
        return self._life.faults

    @property
    def journal(self) -> Journal:
        """The requests that it was sent."""
        return self._life.journal

    @property
    def coverage(self) -> Coverage:
        """What of the contract they reached."""
        return self._life.coverage

    @property
    def webhooks(self) -> Webhooks:
        """Where its events are delivered."""
        return self._life.webhooks

    def handle(self, request: Request) -> Response:
        """Answer a request. Whatever it holds, there is a response: nothing that a client sends raises."""
        life = self._life  # which a reset may replace meanwhile
        exchange = Exchange(request, self.clock.now(), life.engine.route(request))
        response = self._answer(life, exchange)
        number = life.journal.number()
        response = response.with_headers((b"x-request-id", b"%d" % number))
        if request.method == "HEAD":
            response = response._replace(body=b"")
        exchange.response = response
        life.coverage.record(exchange, number)
        life.journal.record(number, exchange)
        if _log.isEnabledFor(logging.INFO):
            world = [f"/w/{self.name}"] if self.name else []
            entry = life.journal.entry(number, exchange)
            _log.info("%s", " ".join([*world, str(entry), *(finding.code for finding in entry.findings)]))
        return response

    def _answer(self, life: "_Life", exchange: Exchange) -> Response:
        operation = exchange.route.operation if exchange.route else None
        name = operation.id if operation else None
        fault = exchange.fault = life.faults.draw(name, early=True)
        if fault is not None and fault.prevents:
            return self._fail(exchange, fault, None)
        if operation is None or operation.query:
            response = life.engine.carry_out(exchange)
        else:
            response = self._command(life, exchange)
        if fault is None and response.status < 400:
            fault = exchange.fault = life.faults.draw(name, early=False)
        return response if fault is None else self._fail(exchange, fault, response)

    def _command(self, life: "_Life", exchange: Exchange) -> Response:
        # One after another, so that times and deliveries are in the order of the events.
        with self._lock:
            exchange.now = self.clock.now()
            response = life.engine.carry_out(exchange)
            if exchange.event is not None and exchange.user is not None:
                self._happened(life, Recorded(exchange.user.id, exchange.version, exchange.event))
            return response

    def refuse(self, status: int, message: str) -> Response:
        """The answer to what cannot be read as a request, or has no room."""
        return self.refuse_for(Unread(status, message))

    def refuse_for(self, refusal: Refusal) -> Response:
        """The answer to a request that gets no further, for this reason."""
        return self._life.engine.refuse(refusal)

    def _fail(self, exchange: Exchange, fault: Fault, response: Response | None) -> Response:
        if fault.kind == "status":
            response = self._failed(exchange, fault)
        return fault.spoil(response or Response(503, (), b""))

    def _failed(self, exchange: Exchange, fault: Fault) -> Response:
        if fault.body is not None:
            response = Response(
                fault.status, ((b"content-type", _media_type(fault.body)),), fault.body.encode(errors="replace")
            )
        elif exchange.event is not None and exchange.user is not None:
            # The form of the service where what follows an event fails.
            failed = {"success": False, "error": "SideEffectError", "message": _ON_PURPOSE}
            response = Response.json(
                fault.status, {**failed, "aggregateId": exchange.user.id, "version": exchange.version}
            )
        else:
            refusal = Unavailable if fault.status == 503 else Unread
            response = self._life.engine.refuse(refusal(fault.status, _ON_PURPOSE), exchange.route)
        if fault.retry_after is None:
            return response
        kept = tuple(header for header in response.headers if header[0] != b"retry-after")
        return response._replace(headers=(*kept, (b"retry-after", b"%d" % fault.retry_after)))

    def _happened(self, life: "_Life", recorded: Recorded) -> None:
        self.clock.tick()
        life.webhooks.publish(
            recorded.event,
            org_id=life.store.load(recorded.user_id).org_id,
            user_id=recorded.user_id,
            version=recorded.version,
            time=occurred_at(recorded.event),
        )

    def execute(self, user_id: str, *commands: Command) -> User:
        """Carry out commands on a user without requests, all or none, and return the user after them.

        Raises:
            Refusal: One is not possible. Nothing was done.
        """
        with self._lock:
            life, now, step = self._life, self.clock.now(), self.clock.step
            done = execute(life.store, user_id, commands, lambda index: now + index * step)
            for version, event in enumerate(done.events, done.before.version + 1):
                self._happened(life, Recorded(user_id, version, event))
            return done.after

    def inventory(self, user_id: str) -> tuple[PhysicalKey, ...]:
        """The keys of a user, by ascending number; none if there is no such user."""
        return tuple(self._life.store.load(user_id).keys.values())

    def events(self, user_id: str | None = None) -> tuple[Recorded, ...]:
        """What happened to a user or to all, oldest first, as far as it is remembered."""
        return self._life.store.events(user_id)

    @property
    def events_forgotten(self) -> int:
        """How many older events are no longer remembered."""
        return self._life.store.forgotten

    def restore(self, users: Iterable[User], events: Iterable[Recorded] = ()) -> None:
        """Put other users, and the events that led to them, in the place of all that there are.

        Raises:
            Full: They are too many. Nothing was changed.
        """
        with self._lock:
            self._life.store.restore(users, events)

    def token(self, subject: str, *, org_id: str | None = None, expires_in: int | None = None) -> str:
        """A bearer token that it accepts.

        Args:
            subject: The id of a user, or the name of a service of an organisation.
            org_id: The organisation of the service; by default the token is that of a user.
            expires_in: In how many seconds of the world's clock it expires; by default never.
        """
        expires_at = None if expires_in is None else self.clock.now() // 1000 + expires_in
        return self.credentials.issue_token(subject, org_id=org_id, expires_at=expires_at)

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
        """Answer the next request for an operation with an error.

        Args:
            operation: Its operationId, such as `remove_physical_key`.
            status: The status.
            times: How many requests are answered that way.
            retry_after: The seconds of a Retry-After header.
            body: The body, as a text or the members of a JSON object; by default an error as the service sends it.
            carried_out: Whether the request takes effect all the same.

        Raises:
            ValueError: There is no such operation, or a value makes no sense.
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
        """Carry out the next request for an operation, and drop the connection instead of answering.

        Args:
            operation: Its operationId, such as `remove_physical_key`.
            times: How many requests are to go that way. Requests that are refused do not count.

        Raises:
            ValueError: There is no such operation.
        """
        self.faults.add(Fault(kind="lose_answer", operation=operation, times=times))

    def add_webhook(self, url: str, **options: Unpack[WebhookOptions]) -> str:
        """Deliver events to a webhook from now on.

        Args:
            url: Where they are posted.
            options: As of `Webhook`; by default it gets all events of users of the world's organisation.

        Returns:
            Its id.

        Raises:
            ValueError: It is not possible; the message says why.
        """
        from ..webhooks.dispatcher import COURIER

        options.setdefault("org_id", self.org_id)
        webhook_id = self.webhooks.add(Webhook(url=url, **options))
        COURIER.serve(self.webhooks)
        return webhook_id

    def close(self) -> None:
        """Deliver nothing to webhooks any more. Otherwise it stays as it is."""
        self.webhooks.close()

    def settle(self, timeout: float = 5.0) -> None:
        """Wait until no delivery to a webhook is due or under way.

        Raises:
            TimeoutError: That took more than `timeout` seconds.
        """
        from ..webhooks.dispatcher import COURIER

        COURIER.settle(self.webhooks, timeout)

    @property
    def transport(self) -> "Transport":
        """A transport for `httpx.Client` and `httpx.AsyncClient` that leads here, whatever the host."""
        return self._transport(SERVICE_URL)

    def _transport(self, base_url: str) -> "Transport":
        from ..http.transport import Transport

        return Transport(self, self.clock, base_url)

    @property
    def asgi(self) -> "App":
        """It as an ASGI application."""
        from ..http.asgi import App

        return App(self)

    def client(self, **options: Any) -> "SpkeyClient":
        """A client of the SDK that leads here without a socket, by the API key unless `options` say otherwise."""
        import httpx

        from spkey_client import SpkeyClient

        if "http_client" not in options:
            options["http_client"] = httpx.Client(transport=self._transport(_base_url(options)), trust_env=False)
        return SpkeyClient(**self._client_options(options))

    def async_client(self, **options: Any) -> "AsyncSpkeyClient":
        """As `client`, for async code."""
        import httpx

        from spkey_client import AsyncSpkeyClient

        if "http_client" not in options:
            options["http_client"] = httpx.AsyncClient(transport=self._transport(_base_url(options)), trust_env=False)
        return AsyncSpkeyClient(**self._client_options(options))

    def _client_options(self, options: dict[str, Any]) -> dict[str, Any]:
        credentials = {} if {"api_key", "token"} & set(options) else {"api_key": self.api_key}
        address = {} if {"base_url", "environment"} & set(options) else {"base_url": SERVICE_URL}
        return {**credentials, **address, **options}

    def install(self, router: "Router", base_url: str = SERVICE_URL) -> "Route":
        """Answer what a respx router intercepts below a base URL.

        Args:
            router: A router of respx, such as its fixture `respx_mock`.
            base_url: The base URL.

        Returns:
            The route of the router, which counts its calls.
        """
        return router.route(url__startswith=base_url.rstrip("/") + "/").mock(
            side_effect=self._transport(base_url).handle_request
        )

    def new_id(self) -> str:
        """A new UUID, which with a seed is the same in each run."""
        return str(UUID(int=self._life.random.getrandbits(128), version=4))


_ON_PURPOSE = "A fault of the mock, which a test asked for."


def _base_url(options: dict[str, Any]) -> str:
    return str(options.get("base_url") or SERVICE_URL)


def _media_type(body: str) -> bytes:
    kinds = {"{": b"application/json", "[": b"application/json", "<": b"text/html; charset=utf-8"}
    return kinds.get(body.lstrip()[:1], b"text/plain; charset=utf-8")
