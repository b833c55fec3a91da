"""The recorder: keeps a journal of the requests that were passed on, with the violations of both sides."""

import logging
import re
import time
from collections.abc import Iterator
from functools import partial

from attrs import evolve

from ..aggregates import REGISTRY
from ..aggregates.browser import is_page
from ..record.collector import COLLECTORS
from ..record.entries import Line
from ..record.journal import Journal
from ..record.log import Logged
from ..record.violations import Violation, rejected, unnoticed
from ..service import contract
from ..service.contract import Route
from ..service.message import Ending, Headers, Receipt, Request, Response
from ..service.outcome import Outcome
from ..store.recorded import Stream
from . import judge
from .exchange import Exchange
from .judge import Read
from .upstream import UpstreamError

_log = logging.getLogger("spkey_mock")

_CONTROL = re.compile(rb"(?:/w/[^/]+)?/_mock/")
"""The control API of a mock. It is not a part of the contract, and its bodies hold credentials."""


class Recorder:
    """Keeps a journal of the requests that were passed on.

    Args:
        authority: The value that the header Host has upstream.

    Attributes:
        journal: The journal.
        unreached: The number of requests for which there was no connection to the server.
    """

    def __init__(self, authority: bytes) -> None:
        self._authority = authority
        self.unreached = 0
        self._contract = contract.load()
        self.journal = Journal(self._contract, entries=10_000, size=64 << 20)

    def add(self, exchange: Exchange) -> None:
        """Record an exchange that has come to its end, unless it was for a page or for the control API."""
        target = exchange.head.target
        if _CONTROL.match(target):
            return
        exchange.sent.close()
        path, _, query = target.partition(b"?")
        method = exchange.head.method.decode("ascii")
        request = Request(method, path, query, self._sent_on(exchange.head.headers), exchange.sent.data)
        route = self._contract.route("GET" if method == "HEAD" else method, path)
        if route is None and is_page(request):
            return
        read = judge.read(REGISTRY, request, route, whole=exchange.sent.whole)
        response = _response(exchange)
        error = exchange.error
        if isinstance(error, UpstreamError):  # the request is not to blame
            self.unreached += error.how == "unreachable"
            error = None
        # The outcome lacks the values of the request, because the rules behind them depend on the server's state.
        outcome = Outcome(request, exchange.at, route, response, subject=_subject(route), error=error)
        found = [*self._of_client(read, outcome), *_of_server(read, route, exchange, response)]
        if not exchange.sent.whole:
            found.append(judge.NOT_CHECKED)
        if exchange.error is None and read.error is not None and read.error.status == response.status:
            outcome = evolve(outcome, error=read.error)
            found = [it for it in found if it.blame != "client"]
        self._record(outcome, response, time.perf_counter_ns() - exchange.started, tuple(found))

    def _sent_on(self, headers: Headers) -> Headers:
        return tuple((name, self._authority if name.lower() == b"host" else value) for name, value in headers)

    def _of_client(self, read: Read, outcome: Outcome) -> Iterator[Violation]:
        if read.error is not None:
            yield from rejected(self._contract, outcome.operation, read.error)
        yield from unnoticed(REGISTRY, evolve(outcome, values=read.values, typed=read.typed))

    def _record(self, outcome: Outcome, response: Response, duration: int, found: tuple[Violation, ...]) -> None:
        number = self.journal.number()
        line = self.journal.record(number, outcome, response, duration=duration, unnoticed=found)
        self._collect(line, outcome, response)
        if _log.isEnabledFor(logging.INFO):
            _log.info(Logged("", line.entry(self._contract)))

    def _collect(self, line: Line, outcome: Outcome, response: Response) -> None:
        violations = partial(line.violations, self._contract)
        for collector in COLLECTORS:
            collector.record("", outcome, line.status, response, line.number, violations)


def _response(exchange: Exchange) -> Response:
    receipt = Receipt()
    receipt.lost = exchange.lost
    head, error = exchange.response, exchange.error
    if error is not None:
        return Response(error.status, (), str(error).encode(), receipt=receipt)
    if head is None:
        return Response(0, (), b"", ending="dropped", receipt=receipt)
    exchange.received.close(head.headers)
    ending: Ending = "whole" if exchange.complete else "truncated"
    return Response(head.status, head.headers, exchange.received.data, ending=ending, receipt=receipt)


def _of_server(read: Read, route: Route | None, exchange: Exchange, response: Response) -> Iterator[Violation]:
    if isinstance(exchange.error, UpstreamError):
        yield judge.failed(exchange.error)
    elif exchange.error is not None or exchange.lost:
        return
    elif exchange.response is None or not exchange.complete:
        yield judge.cut(started=exchange.response is not None)
    elif route is not None:
        body = response.body if exchange.received.whole else None
        has_body = exchange.head.method != b"HEAD"
        yield from judge.judged(route.operation.id, response.status, response.headers, body, has_body=has_body)
        yield from judge.disputed(read, response.status, response.body)


def _subject(route: Route | None) -> Stream | None:
    addressed = None if route is None else REGISTRY.addressed(route)
    return None if addressed is None else Stream(addressed[0].name, addressed[1])
