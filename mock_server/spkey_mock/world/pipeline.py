"""The pipeline of a world: passes each request through faults, engine, webhooks, coverage and journal."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from threading import RLock
from time import perf_counter_ns
from typing import Any, TypeVar

from attrs import frozen

from ..aggregates.browser import page
from ..record.collector import COLLECTORS
from ..record.coverage import Coverage
from ..record.entries import Line
from ..record.journal import Journal
from ..record.log import Logged
from ..record.meter import METER
from ..record.violations import unnoticed
from ..service.aggregate import TypedRequest
from ..service.bounds import Reservation
from ..service.contract import Route
from ..service.credentials import Caller
from ..service.engine import Engine
from ..service.errors import Overtaken, Rejection
from ..service.message import Receipt, Request, Response
from ..service.outcome import Outcome
from ..service.registry import Registry
from ..service.repository import Repository
from ..service.times import LATEST
from ..store.documents import EPHEMERAL
from ..store.store import ConflictError
from ..webhooks.webhooks import Webhooks
from .clock import Clock
from .faults import Fault, Faults
from .injection import inject
from .ledger import Ledger
from .schedule import Schedule

T = TypeVar("T")

_log = logging.getLogger("spkey_mock")


@frozen(kw_only=True)
class Pipeline:
    """The request pipeline of a world. Thread-safe.

    Attributes:
        name: The name of the world, for the log.
        clock: The clock.
        registry: The aggregates and views that implement the operations.
        engine: The engine.
        repository: The states of the aggregates.
        faults: The faults.
        journal: The journal.
        coverage: The coverage.
        webhooks: The webhooks.
        schedule: The scheduled work.
        lock: The lock held during every change, which keeps times and deliveries in the order of the events.
        ledger: The transactions of a durable world. Each request is one.
    """

    name: str
    clock: Clock
    registry: Registry
    engine: Engine
    repository: Repository
    faults: Faults
    journal: Journal
    coverage: Coverage
    webhooks: Webhooks
    schedule: Schedule
    lock: RLock
    ledger: Ledger | None = None

    def handle(self, request: Request) -> Response:
        """Respond to a request. In a durable world, this is a part of a transaction.

        Raises:
            ConflictError: The race was lost, in a durable world. Nothing was recorded.
        """
        started = perf_counter_ns()
        if self.schedule.waiting:
            self.catch_up()
        route = self.engine.route(request)
        if route is None and (shown := page(request, self.repository, self.clock.now())) is not None:
            return self._show(request, shown)
        outcome, fault, response = self._respond(request, route)
        return self._finish(outcome, fault, response, started)

    def _show(self, request: Request, shown: Response) -> Response:
        """Return a page for browsers. It is not an operation: no fault applies to it, and no journal records it."""
        body = b"" if request.method == "HEAD" else shown.body
        return Response(shown.status, shown.headers, body, date=self.clock.date())

    def refuse(self, request: Request, error: Rejection) -> Response:
        """Respond to a request that cannot be processed now."""
        outcome = self.engine.refuse(request, self.engine.route(request), self.clock.now(), error)
        return self._finish(outcome, None, outcome.response, perf_counter_ns())

    def _finish(self, outcome: Outcome, fault: Fault | None, response: Response, started: int) -> Response:
        """Record a request, and return the response that is sent."""
        number = self.journal.number()
        response = Response(
            response.status,
            (*response.headers, (b"x-request-id", b"%d" % number)),
            b"" if outcome.request.method == "HEAD" else response.body,
            response.delay,
            response.ending,
            self.clock.date(),
            Receipt(),
        )
        self._record(number, outcome, fault, response, perf_counter_ns() - started)
        return response

    def _respond(self, request: Request, route: Route | None) -> tuple[Outcome, Fault | None, Response]:
        if route is None:
            # A browser's request for /favicon.ico must not use up a fault for any operation.
            outcome = self.engine.handle(request, None, self.clock.now())
            return outcome, None, outcome.response
        operation = route.operation
        fault = self.faults.draw(operation.id, early=True)
        if fault is not None and fault.prevents:
            if self.ledger is not None:
                self.ledger.write()  # before the request is recorded with its response
            response = inject(fault, self.engine.reject, route)
            outcome = Outcome(
                request=request,
                at=self.clock.now(),
                route=route,
                response=response,
                subject=self.engine.subject(route),
            )
            return outcome, fault, response
        if operation.query:
            outcome = self.engine.handle(request, route, self.clock.now())
        else:
            outcome = self._command(request, route)
        if self.ledger is not None:
            self.ledger.write()
        if fault is None and outcome.response.status < 400:
            fault = self._draw_late(operation.id)
        response = outcome.response if fault is None else inject(fault, self.engine.reject, route, outcome)
        return outcome, fault, response

    def _draw_late(self, operation: str) -> Fault | None:
        if self.ledger is None:
            return self.faults.draw(operation, early=False)
        # The request has taken effect, so a lost race for a fault must not repeat it.
        return self.ledger.retry(partial(self.faults.draw, operation, early=False))

    def _command(self, request: Request, route: Route) -> Outcome:
        with self.lock:
            try:
                return self.engine.handle(request, route, self.clock.now())
            except ConflictError:
                if self.ledger is not None:
                    raise  # the whole transaction is repeated
            return self._decide_again(request, route)

    def _decide_again(self, request: Request, route: Route) -> Outcome:
        try:
            return EPHEMERAL.run(lambda: self.engine.handle(request, route, self.clock.now()))
        except ConflictError:
            error = Overtaken("Lost too many races to other writers. Retry the request.")
            return self.engine.refuse(request, route, self.clock.now(), error)

    def _exclusively(self, function: Callable[[], T]) -> T:
        """Call a function that may record events, as a transaction or a part of one."""
        if self.ledger is not None:
            return self.ledger.run(function)
        with self.lock:
            return EPHEMERAL.run(function)

    def _record(self, number: int, outcome: Outcome, fault: Fault | None, response: Response, duration: int) -> None:
        status = response.sent_status
        self.coverage.record(outcome, status, response, number)
        line = self.journal.record(
            number,
            outcome,
            response,
            duration=duration,
            fault=None if fault is None else fault.kind,
            unnoticed=unnoticed(self.registry, outcome),
        )
        if METER.on:
            METER.request(outcome.route.operation.id if outcome.route is not None else "", status, duration)
        if COLLECTORS:
            self._collect(line, outcome, response)
        if _log.isEnabledFor(logging.INFO):
            _log.info(Logged(self.name, line.entry(self.engine.contract)))

    def _collect(self, line: Line, outcome: Outcome, response: Response) -> None:
        violations = partial(line.violations, self.engine.contract)
        for collector in COLLECTORS:
            collector.record(self.name, outcome, line.status, response, line.number, violations)

    def execute(self, requests: Sequence[TypedRequest], caller: Caller, reservation: Reservation) -> Any:
        """Execute commands on one aggregate without HTTP, atomically. Return the new state.

        Raises:
            Rejection: A command was rejected. Nothing was changed.
        """
        return self._exclusively(partial(self._execute, requests, caller, reservation))

    def _execute(self, requests: Sequence[TypedRequest], caller: Caller, reservation: Reservation) -> Any:
        now, step = self.clock.now(), self.clock.step
        return self.engine.execute(requests, caller, lambda index: min(now + index * step, LATEST), reservation).after

    def catch_up(self) -> None:
        """Run the scheduled work that is due, each item as of its due time."""
        self._exclusively(self._run_due)

    def _run_due(self) -> None:
        while (later := self.schedule.take(self.clock.now())) is not None:
            self.engine.run(later)
            if self.ledger is not None:
                self.ledger.write()  # that the work was done, even if it decided nothing
