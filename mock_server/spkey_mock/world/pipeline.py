"""The pipeline of a world: passes each request through faults, engine, webhooks, coverage and journal."""

import logging
from collections.abc import Iterable, Sequence
from functools import partial
from threading import RLock
from time import perf_counter_ns
from typing import Any

from attrs import frozen

from ..record.collector import COLLECTORS
from ..record.coverage import Coverage
from ..record.entries import Line
from ..record.journal import Journal
from ..record.log import Logged
from ..record.violations import unnoticed
from ..service.aggregate import TypedRequest
from ..service.bounds import Reservation
from ..service.contract import Route
from ..service.credentials import Caller
from ..service.engine import Engine
from ..service.message import Receipt, Request, Response
from ..service.outcome import Outcome
from ..service.registry import Registry
from ..service.repository import Repository
from ..store.recorded import Recorded
from ..webhooks.webhooks import Webhooks
from .clock import LATEST, Clock
from .faults import Fault, Faults
from .injection import inject
from .schedule import Schedule

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

    def handle(self, request: Request) -> Response:
        """Respond to a request. No request makes this raise."""
        started = perf_counter_ns()
        if self.schedule.waiting:
            self.catch_up()
        route = self.engine.route(request)
        outcome, fault, response = self._respond(request, route)
        number = self.journal.number()
        response = Response(
            response.status,
            (*response.headers, (b"x-request-id", b"%d" % number)),
            b"" if request.method == "HEAD" else response.body,
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
        if fault is None and outcome.response.status < 400:
            fault = self.faults.draw(operation.id, early=False)
        response = outcome.response if fault is None else inject(fault, self.engine.reject, route, outcome)
        return outcome, fault, response

    def _command(self, request: Request, route: Route) -> Outcome:
        with self.lock:
            outcome = self.engine.handle(request, route, self.clock.now())
            self._published(outcome.recorded)
            self.schedule.add(*outcome.later)
            return outcome

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
        with self.lock:
            now, step = self.clock.now(), self.clock.step
            done = self.engine.execute(requests, caller, lambda index: min(now + index * step, LATEST), reservation)
            self._published(done.recorded)
            return done.after

    def catch_up(self) -> None:
        """Run the scheduled work that is due, each item as of its due time."""
        with self.lock:
            while (later := self.schedule.take(self.clock.now())) is not None:
                done = self.engine.run(later)
                if done is not None:
                    self._published(done.recorded)
                    self.schedule.add(*done.decision.later)

    def _published(self, events: Iterable[Recorded]) -> None:
        for recorded in events:
            self.clock.tick()
            if self.webhooks:
                aggregate = self.registry.aggregates[recorded.stream.aggregate]
                state = self.repository.load(aggregate, recorded.stream.id)
                self.webhooks.publish(recorded, org_id=state.org_id, data=self.registry.public(recorded))
