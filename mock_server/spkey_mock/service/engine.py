"""The service without I/O: maps each request to its outcome."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen

from ..store.recorded import Recorded, Stream
from .aggregate import Aggregate, Context, Handler, TypedRequest
from .bounds import Reservation
from .contract import Contract, Operation, Route, Values
from .credentials import Caller, Credentials
from .decision import Decision, Later
from .error_formats import ERROR_FORMATS
from .error_formats import Name as ErrorFormatName
from .errors import (
    AggregateNotFound,
    Encoded,
    InternalHeader,
    NotImplementedHere,
    Overtaken,
    Rejection,
    RouteNotFound,
    TooLarge,
)
from .event import Event
from .message import Request, Response
from .outcome import Outcome
from .registry import Registry
from .repository import Change, Repository
from .state import State

INTERNAL_HEADERS = frozenset({b"x-org-id", b"x-user-id", b"x-user-email", b"x-is-admin", b"x-super-access"})
"""Headers that the service uses internally. Clients must not send them."""

_CHECKED_HEADERS = INTERNAL_HEADERS | {b"content-encoding"}

_NOTHING = Decision()


@frozen
class Done:
    """A command that was carried out.

    Attributes:
        stream: The stream of the command's own aggregate.
        before: The state before the command.
        after: The state after the command.
        decision: The decision.
        recorded: The recorded events, those of the own stream first.
    """

    stream: Stream
    before: Any
    after: Any
    decision: Decision
    recorded: tuple[Recorded, ...] = ()


class Engine:
    """The behaviour of the service. All state is in the repository. Thread-safe.

    Args:
        contract: The contract.
        registry: The aggregates and views that implement the operations.
        repository: The states of the aggregates.
        credentials: The credentials that requests must carry.
        new_id: Generates a UUID.
        body_limit: The maximum size of a request body, in bytes.
        errors: The error format.
    """

    def __init__(
        self,
        contract: Contract,
        registry: Registry,
        repository: Repository,
        credentials: Credentials,
        *,
        new_id: Callable[[], str],
        body_limit: int,
        errors: ErrorFormatName = "documented",
    ) -> None:
        self.contract = contract
        self._registry = registry
        self._repository = repository
        self._credentials = credentials
        self._new_id = new_id
        self._body_limit = body_limit
        self._format = ERROR_FORMATS[errors]

    def route(self, request: Request) -> Route | None:
        """Return the operation that a request addresses. HEAD is routed like GET."""
        return self.contract.route("GET" if request.method == "HEAD" else request.method, request.path)

    def handle(self, request: Request, route: Route | None, at: int) -> Outcome:
        """Process a request at a time in epoch milliseconds.

        Raises:
            ConflictError: The race was lost. Nothing was recorded, so the request can be processed again.
        """
        caller: Caller | None = None
        values: Values | None = None
        typed: Any = None
        subject: Stream | None = None
        before: Any = None
        done: Done | None = None
        error: Rejection | None = None
        try:
            caller = self._credentials.verify(request.headers, at)
            handler, operation, params = self._find(request, route)
            context = Context(caller, at, self._repository, self._new_id)
            aggregate = handler.aggregate
            if operation.query and aggregate is not None:
                # The service validates a query after it has read the state.
                subject = self._repository.stream(aggregate, params["id"])
                before = self._repository.load(aggregate, subject.id)
                aggregate.access(before, caller)
                if not before.version:
                    raise AggregateNotFound(aggregate.name, before.id)
            values = operation.read(params, request.query, request.body)
            typed = handler.request.read(values)
            handler.validate(typed)
            if not operation.query:
                done = self._carry_out(handler, typed, context)
                subject, before = done.stream, done.before
                response = _accepted(operation, done, at)
            elif aggregate is None:
                response = Response.json(200, handler.function(typed, context))
            else:
                response = Response.json(200, handler.function(before, typed, context))
        except Rejection as rejection:
            # Drop the traceback. Its frames refer back to this one, a reference cycle per rejected request.
            error = rejection.with_traceback(None)
            # Nor keep what led to it, which may hold the whole body, as long as the journal keeps the error.
            error.__context__ = None
            subject = subject or self.subject(route)
            response = self._reject(error, route, subject)
        return Outcome(
            request,
            at,
            route,
            response,
            caller,
            values,
            typed,
            subject,
            before,
            () if done is None else done.recorded,
            () if done is None else done.decision.later,
            error,
        )

    def refuse(self, request: Request, route: Route | None, at: int, error: Rejection) -> Outcome:
        """Return the outcome of a request that is rejected before it is processed."""
        subject = self.subject(route)
        return Outcome(request, at, route, self._reject(error, route, subject), subject=subject, error=error)

    def reject(self, error: Rejection, route: Route | None = None) -> Response:
        """Return the response to a request that is rejected before it is processed."""
        return self._reject(error, route, self.subject(route))

    def _reject(self, error: Rejection, route: Route | None, subject: Stream | None) -> Response:
        operation = None if route is None else route.operation
        shape = self.contract.error_shape(operation, error.status)
        response = self._format(error, shape, query=operation is not None and operation.query, subject=subject)
        if isinstance(error, Overtaken) and not any(name == b"retry-after" for name, _ in response.headers):
            return response.with_headers((b"retry-after", b"1"))
        return response

    def subject(self, route: Route | None) -> Stream | None:
        """Return the stream that a path addresses, if any."""
        addressed = None if route is None else self._registry.addressed(route)
        return None if addressed is None else self._repository.stream(*addressed)

    def _find(self, request: Request, route: Route | None) -> tuple[Handler, Operation, dict[str, str]]:
        """Return the handler and operation of a request.

        Raises:
            Rejection: The request is too large or compressed, has an internal header, or addresses no implemented
                operation.
        """
        if len(request.body) > self._body_limit:
            raise TooLarge(f"The body is longer than {self._body_limit} bytes.")
        for name, _ in request.headers:
            if name.lower() in _CHECKED_HEADERS:
                _check_header(name, request)
        if route is None:
            raise RouteNotFound(f"The contract has no {request.method} at this path.")
        handler = self._registry.handlers.get(route.operation.id)
        if handler is None:
            raise NotImplementedHere(f"This mock does not implement {route.operation.id}.")
        return handler, route.operation, route.params

    def _carry_out(self, handler: Handler, typed: TypedRequest, context: Context) -> Done:
        aggregate = handler.aggregate
        if aggregate is None:
            raise TypeError(f"The command {typed.operation} must be registered on an aggregate.")
        id_ = handler.identify(typed, context)
        stream = self._repository.stream(aggregate, id_)
        state = self._repository.load(aggregate, id_)
        aggregate.access(state, context.caller)
        if handler.creates is not (state.version == 0):
            if handler.creates:
                return Done(stream, state, state, _NOTHING)
            raise AggregateNotFound(aggregate.name, id_)
        return self._record(aggregate, stream, state, handler.function(state, typed, context), context)

    def _record(self, aggregate: Aggregate[Any], stream: Stream, state: Any, decided: Any, context: Context) -> Done:
        if decided is None:
            return Done(stream, state, state, _NOTHING)
        decision = decided if isinstance(decided, Decision) else Decision((decided,))
        change = _change(aggregate, stream, state, decision.events, context.at)
        others: list[Change] = []
        for kind, id_, events in decision.others:
            other = self._registry.aggregates[kind]
            before = self._repository.load(other, id_)
            others.append(_change(other, self._repository.stream(other, id_), before, events, context.at))
        recorded = self._repository.commit(*([change] if decision.events else []), *others, later=decision.later)
        return Done(stream, state, change.after, decision, recorded)

    def execute(
        self,
        requests: Sequence[TypedRequest],
        caller: Caller,
        time: Callable[[int], int],
        reservation: Reservation | None = None,
    ) -> Done:
        """Execute commands on one aggregate without HTTP, in order and atomically.

        Args:
            requests: The commands, each of which decides on at most one event.
            caller: The sender of the commands.
            time: Returns the time of the event with an index, in epoch milliseconds.
            reservation: The capacity reserved for the events.

        Raises:
            Rejection: A command was rejected. Nothing was recorded.
            ConflictError: The race was lost. Nothing was recorded.
        """
        handlers = [self._registry.handlers[typed.operation] for typed in requests]
        aggregate: Aggregate[Any] = handlers[0].aggregate  # type: ignore[assignment]
        id_ = handlers[0].identify(requests[0], Context(caller, time(0), self._repository, self._new_id))

        stream = self._repository.stream(aggregate, id_)
        before = after = self._repository.load(aggregate, id_)
        events: list[tuple[int, Event[Any]]] = []
        for handler, typed in zip(handlers, requests, strict=True):
            if handler.creates is not (after.version == 0):
                if handler.creates:
                    continue
                raise AggregateNotFound(aggregate.name, id_)
            at = time(len(events))
            event = handler.function(after, typed, Context(caller, at, self._repository, self._new_id))
            if event is not None:
                events.append((at, event))
                after = event.apply(after, at)
        change = Change(aggregate, stream, before, after, events)
        recorded = self._repository.commit(change, reservation=reservation) if events else ()
        return Done(stream, before, after, _NOTHING, recorded)

    def run(self, later: Later) -> Done | None:
        """Run scheduled work as of its due time. Return None if the aggregate does not exist.

        Raises:
            ConflictError: The race was lost. Nothing was recorded.
        """
        aggregate = self._registry.aggregates[later.aggregate]
        context = Context(Caller(), later.at, self._repository, self._new_id)
        stream = self._repository.stream(aggregate, later.id)
        state = self._repository.load(aggregate, later.id)
        if not state.version:
            return None
        return self._record(aggregate, stream, state, aggregate.tasks[later.task](state, later.data, context), context)


def _check_header(name: bytes, request: Request) -> None:
    if name.lower() in INTERNAL_HEADERS:
        shown = name.decode("latin-1")
        raise InternalHeader(f"The header {shown} is internal to the service; clients must not send it.")
    if request.compressed:
        raise Encoded


def _change(aggregate: Aggregate[Any], stream: Stream, state: State, events: Sequence[Event[Any]], at: int) -> Change:
    after = state
    for event in events:
        after = event.apply(after, at)
    return Change(aggregate, stream, state, after, [(at, event) for event in events])


def _accepted(operation: Operation, done: Done, at: int) -> Response:
    """Return the response to a successful command."""
    events, after = done.decision.events, done.after
    body: dict[str, Any] = {"success": True, "aggregateId": after.id, "version": after.version, "event": None}
    created = bool(events) and not done.before.version
    status = 201 if (created or 200 not in operation.repeats) and 201 in operation.repeats else 200
    if events:
        data = events[0].public(after.id, at)
        body["event"] = {"type": type(events[0]).__name__, "data": data}
        for name in operation.repeats.get(status, ()):
            if name in data:
                body[name] = data[name]
    return Response.json(status, {**body, **done.decision.extra} if done.decision.extra else body)
