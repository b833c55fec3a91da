"""The service without I/O: maps each request to its outcome."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from attrs import frozen

from ..store.recorded import Recorded, Stream
from .aggregate import Aggregate, Context, Handler, Task, TypedRequest
from .bounds import Reservation
from .codec import DecodeError
from .contract import Contract, Operation, Route, Values
from .credentials import ANYBODY, Caller, Credentials, has_credentials
from .decision import Decision, Later
from .error_formats import ERROR_FORMATS
from .error_formats import Name as ErrorFormatName
from .errors import (
    AggregateNotFound,
    Encoded,
    InternalHeader,
    NotImplementedHere,
    Rejection,
    RouteNotFound,
    TooLarge,
)
from .event import Event
from .message import Request, Response
from .outcome import Outcome
from .outside import UNCHANGING, Surroundings
from .registry import Registry
from .repository import Change, Repository
from .state import State

INTERNAL_HEADERS = frozenset({b"x-org-id", b"x-user-id", b"x-user-email", b"x-is-admin", b"x-super-access"})
"""Headers that the service uses internally. Clients must not send them."""

_CHECKED_HEADERS = INTERNAL_HEADERS | {b"content-encoding"}

_NOTHING = Decision()

_log = logging.getLogger("spkey_mock")


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
        outside: Returns the state of the devices and systems that the service depends on.
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
        outside: Surroundings = UNCHANGING,
    ) -> None:
        self.contract = contract
        self._registry = registry
        self._repository = repository
        self._credentials = credentials
        self._new_id = new_id
        self._body_limit = body_limit
        self._format = ERROR_FORMATS[errors]
        self._outside = outside

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
            if route is None or route.operation.auth == "required" or not _may_be_anybody(request, route.operation):
                caller = self._credentials.verify(request.headers, at)
            else:
                caller = ANYBODY
            handler, operation, params = self._find(request, route)
            context = Context(caller, at, self._repository, self._new_id, self._outside.current)
            aggregate = handler.aggregate
            if operation.query and aggregate is not None and handler.identify is None:
                # The service validates a query after it has read the state.
                subject = self._repository.stream(aggregate, operation.identifier(aggregate.path, params))
                before = self._read(handler, subject, caller)
            values = operation.read(params, request.query, request.body)
            typed = handler.request.read(values)
            handler.validate(typed)
            if aggregate is None:
                response = Response.json(200, handler.function(typed, context))
            elif operation.query:
                if subject is None:
                    subject = self._repository.stream(aggregate, aggregate.identify(handler, typed, context))
                    before = self._read(handler, subject, caller)
                response = Response.json(200, handler.function(before, typed, context))
            else:
                subject = self._repository.stream(aggregate, aggregate.identify(handler, typed, context))
                before = self._repository.load(aggregate, subject.id)
                done = self._carry_out(handler, subject, before, typed, context)
                if done.decision.error is not None:
                    raise done.decision.error
                response = done.decision.response or _accepted(operation, done, at)
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
        if error.retry_after is None or any(name == b"retry-after" for name, _ in response.headers):
            return response
        return response.with_headers((b"retry-after", b"%d" % error.retry_after))

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
        return self._handler(route.operation.id), route.operation, route.params

    def _handler(self, operation: str) -> Handler:
        handler = self._registry.handler(operation)
        if handler is None:
            raise NotImplementedHere(f"This mock does not implement {operation}.")
        return handler

    def _read(self, handler: Handler, stream: Stream, caller: Caller) -> Any:
        """Return the state that a query reads.

        Raises:
            Rejection: The caller may not access the aggregate, or it does not exist.
        """
        aggregate: Aggregate[Any] = handler.aggregate  # type: ignore[assignment]
        state = self._repository.load(aggregate, stream.id)
        (handler.access or aggregate.access)(state, caller)
        if not state.version:
            raise AggregateNotFound(aggregate.name, stream.id)
        return state

    def _carry_out(self, handler: Handler, stream: Stream, state: Any, typed: TypedRequest, context: Context) -> Done:
        aggregate: Aggregate[Any] = handler.aggregate  # type: ignore[assignment]
        (handler.access or aggregate.access)(state, context.caller)
        if handler.creates is not None and handler.creates is not (state.version == 0):
            if handler.creates:
                return Done(stream, state, state, _NOTHING)
            raise AggregateNotFound(aggregate.name, stream.id)
        return self._record(aggregate, stream, state, handler.function(state, typed, context), context)

    def _record(self, aggregate: Aggregate[Any], stream: Stream, state: Any, decided: Any, context: Context) -> Done:
        if decided is None:
            return Done(stream, state, state, _NOTHING)
        decision = decided if isinstance(decided, Decision) else Decision((decided,))
        change = _change(aggregate, stream, state, decision.events, context.at)
        changes = [change] if decision.events else []
        if decision.others:
            changes += self._others(decision, context.at)
        recorded = self._repository.commit(*changes, later=decision.later) if changes or decision.later else ()
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
            requests: The commands. No two of them change the same other aggregate.
            caller: The sender of the commands.
            time: Returns the time of the event with an index, in epoch milliseconds.
            reservation: The capacity reserved for the events.

        Raises:
            Rejection: A command was rejected. Nothing was recorded.
            ConflictError: The race was lost. Nothing was recorded.
        """
        handlers = [self._handler(typed.operation) for typed in requests]
        aggregate: Aggregate[Any] = handlers[0].aggregate  # type: ignore[assignment]
        context = self._context(caller, time(0))
        id_ = aggregate.identify(handlers[0], requests[0], context)
        stream = self._repository.stream(aggregate, id_)
        before = after = self._repository.load(aggregate, id_)
        events: list[tuple[int, Event[Any]]] = []
        others: list[Change] = []
        later: list[Later] = []
        for handler, typed in zip(handlers, requests, strict=True):
            handler.validate(typed)
            if handler.creates is not None and handler.creates is not (after.version == 0):
                if handler.creates:
                    continue
                raise AggregateNotFound(aggregate.name, id_)
            at = time(len(events))
            decision = _decision(handler.function(after, typed, self._context(caller, at)))
            for event in decision.events:
                events.append((at, event))
                after = aggregate.apply(event, after, at)
            others += self._others(decision, at)
            later += decision.later
        change = Change(aggregate, stream, before, after, events)
        changes = [*([change] if events else []), *others]
        recorded = self._repository.commit(*changes, reservation=reservation, later=later) if changes else ()
        return Done(stream, before, after, _NOTHING, recorded)

    def _others(self, decision: Decision, at: int) -> Iterator[Change]:
        """Return a decision's changes to other aggregates."""
        for kind, id_, events in decision.others:
            aggregate = self._registry.aggregate(kind)
            before = self._repository.load(aggregate, id_)
            yield _change(aggregate, self._repository.stream(aggregate, id_), before, events, at)

    def _context(self, caller: Caller, at: int) -> Context:
        return Context(caller, at, self._repository, self._new_id, self._outside.current)

    def run(self, later: Later) -> Done | None:
        """Run scheduled work as of its due time.

        Returns:
            None if the aggregate does not exist, or if the work was rejected, for example because of a limit or because
            its data is invalid. Rejected work has no effect, and raises no error, because no client waits for it.

        Raises:
            ConflictError: The race was lost. Nothing was recorded.
        """
        context = self._context(Caller(), later.at)
        try:
            aggregate, task = self._task(later)
            stream = self._repository.stream(aggregate, later.id)
            state = self._repository.load(aggregate, later.id)
            if not state.version:
                return None
            return self._record(aggregate, stream, state, task(state, later.data, context), context)
        except (Rejection, DecodeError) as error:
            _log.warning("The work %s of %s %s was rejected: %s", later.task, later.aggregate, later.id, error)
            return None

    def rehearse(self, later: Later) -> None:
        """Check imported work by running its task on an aggregate that does not exist.

        Raises:
            DecodeError: The work is unknown, or its data is invalid.
        """
        aggregate, task = self._task(later)
        try:
            with suppress(Rejection):
                task(aggregate.initial(later.id), later.data, self._context(Caller(), later.at))
        except DecodeError as error:
            raise DecodeError(error.message, ("data", *error.place)) from None

    def _task(self, later: Later) -> tuple[Aggregate[Any], Task[Any]]:
        """Return the aggregate type and the task of scheduled work.

        Raises:
            DecodeError: The aggregate or the task is unknown.
        """
        aggregate = self._registry.aggregate(later.aggregate)
        task = aggregate.tasks.get(later.task)
        if task is None:
            known = ", ".join(aggregate.tasks) or "none"
            raise DecodeError(f"Unknown task {later.task!r}. Known: {known}.")
        return aggregate, task


def _may_be_anybody(request: Request, operation: Operation) -> bool:
    """Return whether an operation that does not require credentials ignores those of a request, or there are none."""
    return operation.auth == "none" or not has_credentials(request.headers)


def _check_header(name: bytes, request: Request) -> None:
    if name.lower() in INTERNAL_HEADERS:
        shown = name.decode("latin-1")
        raise InternalHeader(f"The header {shown} is internal to the service; clients must not send it.")
    if request.compressed:
        raise Encoded


def _decision(decided: Event[Any] | Decision | None) -> Decision:
    if isinstance(decided, Decision):
        return decided
    return _NOTHING if decided is None else Decision((decided,))


def _change(aggregate: Aggregate[Any], stream: Stream, state: State, events: Sequence[Event[Any]], at: int) -> Change:
    after = state
    for event in events:
        after = event.apply(after, at)
    if events and not state.version:
        after = after.begun(at)
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
