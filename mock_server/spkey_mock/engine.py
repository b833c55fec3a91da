"""The mock without any I/O: a request goes in, a response comes out."""

import time
from collections.abc import Callable

from spkey_mock import contract
from spkey_mock.commands import COMMANDS
from spkey_mock.contract import Route
from spkey_mock.credentials import Caller, Credentials
from spkey_mock.errors import Dialect, Forbidden, Refusal, RouteNotFound, TooLarge, documented
from spkey_mock.faults import Faults
from spkey_mock.message import Request, Response
from spkey_mock.queries import QUERIES
from spkey_mock.store import ConflictError, MemoryStore, Store
from spkey_mock.users import Command, Event, User, decide

BODY_LIMIT = 1 << 20
"""The most bytes that a body may have."""

INTERNAL_HEADERS = frozenset({b"x-org-id", b"x-user-id", b"x-user-email", b"x-is-admin", b"x-super-access"})
"""Headers by which the service talks to itself. Clients must not send them."""


def wall_clock() -> int:
    """The time, in epoch milliseconds."""
    return time.time_ns() // 1_000_000


class Engine:
    """The mock server's behaviour. Any thread may call it.

    Args:
        credentials: The credentials that requests must carry.
        store: Where the users are kept; by default a new store in memory.
        now: The clock, in epoch milliseconds.
        dialect: The form in which refusals are answered.

    Attributes:
        faults: What is to go wrong on purpose.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        store: Store | None = None,
        now: Callable[[], int] = wall_clock,
        dialect: Dialect = documented,
    ) -> None:
        self._credentials = credentials
        self._store = MemoryStore() if store is None else store
        self._now = now
        self._dialect = dialect
        self._contract = contract.load()
        self.faults = Faults(self._contract.operations)

    def handle(self, request: Request) -> Response:
        """Carry out a request. Whatever it holds, there is a response: nothing that a client sends raises.

        Raises:
            AnswerLost: A fault wants the connection to be dropped. The request was carried out.
        """
        head = request.method == "HEAD"
        route = self._contract.route("GET" if head else request.method, request.path)
        try:
            response = self._answer(request, route)
        except Refusal as refusal:
            response = self._dialect(refusal, route is not None and route.operation.query)
        if route is not None and response.status < 400:
            self.faults.strike(route.operation.id)
        return Response(response.status, response.headers, b"") if head else response

    def _answer(self, request: Request, route: Route | None) -> Response:
        caller = self._credentials.verify(request.headers, self._now())
        if len(request.body) > BODY_LIMIT:
            raise TooLarge(f"The body is longer than {BODY_LIMIT} bytes.")
        _refuse_internal_headers(request)
        if route is None:
            raise RouteNotFound(f"There is no {request.method} at this path.")
        return self._query(request, route, caller) if route.operation.query else self._command(request, route, caller)

    def _command(self, request: Request, route: Route, caller: Caller) -> Response:
        command_route = COMMANDS[route.operation.id]
        values = route.operation.read(route.params, request.query, request.body)
        user_id = _accessible_user(route, caller)
        user, event = self._carry_out(user_id, command_route.read(values, caller))
        return Response.json(command_route.status if event else 200, command_route.answer(user, event))

    def _carry_out(self, user_id: str, command: Command) -> tuple[User, Event | None]:
        while True:
            user = self._store.load(user_id)
            events = decide(user, command, self._now())
            if not events:
                return user, None
            try:
                return self._store.append(user_id, user.version, events), events[0]
            except ConflictError:
                # Another writer was faster. The user has changed, and with it perhaps the decision.
                continue

    def _query(self, request: Request, route: Route, caller: Caller) -> Response:
        user = self._store.load(_accessible_user(route, caller))
        user.require()
        values = route.operation.read(route.params, request.query, request.body)
        return Response.json(200, QUERIES[route.operation.id](user, values, caller))


def _refuse_internal_headers(request: Request) -> None:
    for name, _ in request.headers:
        if name.lower() in INTERNAL_HEADERS:
            raise Forbidden(f"The header {name.decode('latin-1')} belongs to the service; clients must not send it.")


def _accessible_user(route: Route, caller: Caller) -> str:
    user_id = route.params["id"]
    if not caller.may_access(user_id):
        raise Forbidden("This token gives access to the record of its own user only.")
    return user_id
