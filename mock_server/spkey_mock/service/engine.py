"""The service itself, without any I/O: a request goes in, what becomes of it comes out."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import NamedTuple

from ..aggregates.commands import COMMANDS
from ..aggregates.queries import QUERIES
from ..aggregates.users import Command, Event, User, decide, evolve
from ..store.memory import ConflictError, Store
from ..world.settings import Settings
from . import contract
from .contract import Route
from .credentials import Caller, Credentials
from .error_formats import DIALECTS
from .errors import Forbidden, InternalHeader, Refusal, RouteNotFound, TooLarge
from .exchange import Exchange
from .message import Request, Response

INTERNAL_HEADERS = frozenset({b"x-org-id", b"x-user-id", b"x-user-email", b"x-is-admin", b"x-super-access"})
"""Headers by which the service talks to itself. Clients must not send them."""


class Engine:
    """The service's behaviour. It reaches state only through its store, and any thread may call it.

    Args:
        credentials: The credentials that requests must carry.
        store: Where the users are kept.
        settings: The choices between readings of what is known of the service.
    """

    def __init__(self, credentials: Credentials, store: Store, settings: Settings) -> None:
        self.contract = contract.load(settings.reading)
        self._credentials = credentials
        self._store = store
        self._body_limit = settings.limits.body
        self._dialect = DIALECTS[settings.errors]

    def route(self, request: Request) -> Route | None:
        """The operation that a request names. HEAD names the query that GET would."""
        return self.contract.route("GET" if request.method == "HEAD" else request.method, request.path)

    def carry_out(self, exchange: Exchange) -> Response:
        """Carry out a request and answer it. Nothing that a client sends raises."""
        try:
            return self._answer(exchange)
        except Refusal as refusal:
            # Without its traceback, whose frames hold the exchange: a cycle for each refused request.
            exchange.refusal = refusal.with_traceback(None)
            return self.refuse(refusal, exchange.route)

    def refuse(self, refusal: Refusal, route: Route | None = None) -> Response:
        """The response to a request that is not carried out."""
        if route is None:
            return self._dialect(refusal, query=False, user_id=None)
        return self._dialect(refusal, query=route.operation.query, user_id=route.params["id"])

    def _answer(self, exchange: Exchange) -> Response:
        request, route = exchange.request, exchange.route
        caller = exchange.caller = self._credentials.verify(request.headers, exchange.now)
        if len(request.body) > self._body_limit:
            raise TooLarge(f"The body is longer than {self._body_limit} bytes.")
        _refuse_internal_headers(request)
        if route is None:
            raise RouteNotFound(f"There is no {request.method} at this path.")
        return (self._query if route.operation.query else self._command)(exchange, route, caller)

    def _command(self, exchange: Exchange, route: Route, caller: Caller) -> Response:
        command_route = COMMANDS[route.operation.id]
        values = exchange.values = route.operation.read(route.params, exchange.request.query, exchange.request.body)
        user_id = _accessible_user(route, caller)
        command = command_route.read(values, caller)
        done = execute(self._store, user_id, (command,), lambda _: exchange.now)
        exchange.user, exchange.version = done.before, done.after.version
        exchange.event = done.events[0] if done.events else None
        status = 200 if exchange.event is None else command_route.status
        return Response.json(status, command_route.answer(done.after, exchange.event))

    def _query(self, exchange: Exchange, route: Route, caller: Caller) -> Response:
        user = exchange.user = self._store.load(_accessible_user(route, caller))
        user.require()
        values = exchange.values = route.operation.read(route.params, exchange.request.query, exchange.request.body)
        return Response.json(200, QUERIES[route.operation.id](user, values, caller))


class Done(NamedTuple):
    """What commands have done: the user before and after them, and the events that they caused."""

    before: User
    after: User
    events: tuple[Event, ...]


def execute(store: Store, user_id: str, commands: Sequence[Command], now: Callable[[int], int]) -> Done:
    """Carry out commands on a user, one after another, all or none.

    Args:
        store: Where the user is kept.
        user_id: The id by which paths name the user.
        commands: The commands.
        now: The time of the event with an index, in epoch milliseconds.

    Raises:
        Refusal: One is not possible. Nothing was recorded.
    """
    while True:
        before = after = store.load(user_id)
        events: list[Event] = []
        for command in commands:
            caused = decide(after, command, now(len(events)))
            after = reduce(evolve, caused, after)
            events += caused
        try:
            after = store.append(user_id, before.version, events) if events else before
        except ConflictError:
            # Another writer was faster. The user has changed, and with it perhaps the decision.
            continue
        return Done(before, after, tuple(events))


def _refuse_internal_headers(request: Request) -> None:
    for name, _ in request.headers:
        if name.lower() in INTERNAL_HEADERS:
            raise InternalHeader(
                f"The header {name.decode('latin-1')} belongs to the service; clients must not send it."
            )


def _accessible_user(route: Route, caller: Caller) -> str:
    user_id = route.params["id"]
    if not caller.may_access(user_id):
        raise Forbidden("This token gives access to the record of its own user only.")
    return user_id
