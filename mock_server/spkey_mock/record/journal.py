"""The journal: the requests that a world was sent, what became of each, and checks of what was sent."""

import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple, cast

from ..service.contract import Contract
from ..service.decoding import read_json
from ..service.exchange import Exchange
from ..world.limits import Limits
from .violations import Finding, findings

MASK = "***"

_SECRET_HEADERS = frozenset({"authorization", "x-api-key", "cookie", "proxy-authorization", "x-mock-token"})
_LONGEST_BODY = 16_384
_LONGEST_ANSWER = 2_048
_LONGEST_LINE = 300
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """A request and what became of it.

    Attributes:
        id: Its number, from 1, which its answer carried as X-Request-Id.
        at: When it came, in epoch milliseconds.
        method: The HTTP method.
        path: The path and query, as they came.
        operation: The operation that it named, if any.
        user_id: The user whom the path names, if any.
        headers: Its headers with names in lower case, credentials masked.
        body: Its body as text, the end cut off if it is long.
        status: The status of the answer, or 0 where the connection was dropped instead.
        answer: The body of the answer as text, the end cut off if it is long.
        fault: The kind of the fault that struck it, if any.
        findings: What it ran into.
    """

    id: int
    at: int
    method: str
    path: str
    operation: str | None
    user_id: str | None
    headers: tuple[tuple[str, str], ...]
    body: str
    status: int
    answer: str
    fault: str | None
    findings: tuple[Finding, ...]

    @property
    def json(self) -> object:
        """The body as a JSON value, or None where it is not one."""
        try:
            return read_json(self.body.encode("utf-8", "replace"))
        except ValueError:
            return None

    @property
    def members(self) -> Mapping[str, object]:
        """The members of the body, none where it is not a JSON object."""
        value = self.json
        return cast("dict[str, object]", value) if isinstance(value, dict) else {}

    def __str__(self) -> str:
        name = self.operation or f"{self.method} {self.path}"
        return _shown(f"#{self.id} {' '.join(filter(None, (name, self.user_id, self.body)))}") + f" -> {self.status}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Requests that should have been sent. What is None may be anything.

    Attributes:
        operation: For which operation.
        user_id: About which user.
        status: Answered with which status.
        body: With which members in the body, among others.
        times: How many; None for at least one.
    """

    operation: str
    user_id: str | None = None
    status: int | None = None
    body: Mapping[str, object] | None = None
    times: int | None = None

    def differences(self, entry: Entry) -> list[str]:
        """In what a request for the operation is another than was expected."""
        found: list[str] = []
        for name, wanted, was in (("user", self.user_id, entry.user_id), ("status", self.status, entry.status)):
            if wanted is not None and wanted != was:
                found.append(f"{name}: expected {wanted}, was {was}")
        for name, value in (self.body or {}).items():
            if name not in entry.members:
                found.append(f"body/{name}: expected {_text(value)}, was missing")
            elif not _same(entry.members[name], value):
                found.append(f"body/{name}: expected {_text(value)}, was {_text(entry.members[name])}")
        return found

    def __str__(self) -> str:
        named = {"user": self.user_id, "status": self.status, "body": self.body and _text(self.body)}
        given = ", ".join(f"{name} {value}" for name, value in named.items() if value is not None)
        times = {None: "a call", 0: "no call", 1: "1 call"}.get(self.times, f"{self.times} calls")
        return f"{times} of {self.operation}{f' with {given}' if given else ''}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the expected requests were sent, how many there were, and where they were not, what was sent instead."""

    passed: bool
    calls: int
    message: str


class _Line(NamedTuple):
    id: int
    exchange: Exchange
    size: int


class Journal:
    """The requests that a world was sent. Any thread may call it.

    Args:
        contract: The contract that they are held to.
        limits: How many are remembered.

    Attributes:
        total: How many there were in all.
    """

    def __init__(self, contract: Contract, limits: Limits) -> None:
        self._contract = contract
        self._most = limits.journal
        self._most_bytes = limits.journal_bytes
        self._lines: deque[_Line] = deque()
        self._bytes = 0
        self._lost = 0  # since it was cleared
        self._lock = Lock()
        self.total = 0

    def number(self) -> int:
        """A number for a request, one higher than the last."""
        with self._lock:
            self.total += 1
            return self.total

    def record(self, number: int, exchange: Exchange) -> None:
        """Take note of a request under its number."""
        size = _cut(exchange)
        with self._lock:
            self._lines.append(_Line(number, exchange, size))
            self._bytes += size
            while len(self._lines) > self._most or (self._bytes > self._most_bytes and len(self._lines) > 1):
                self._bytes -= self._lines.popleft().size
                self._lost += 1

    def entry(self, number: int, exchange: Exchange) -> Entry:
        """A request as it is shown."""
        return _entry(self._contract, _Line(number, exchange, 0))

    def clear(self) -> None:
        """Forget the requests. Their numbers are not used again."""
        with self._lock:
            self._lines.clear()
            self._bytes = self._lost = 0

    @property
    def forgotten(self) -> int:
        """How many requests are no longer remembered."""
        return self.total - len(self._lines)

    @property
    def entries(self) -> list[Entry]:
        """The requests that are remembered, oldest first."""
        return self.find()

    def find(
        self,
        operation: str | None = None,
        user_id: str | None = None,
        status: int | None = None,
        *,
        after: int = 0,
        limit: int | None = None,
    ) -> list[Entry]:
        """The requests that are remembered and pass these filters, oldest first.

        Args:
            operation: For which operation.
            user_id: About which user.
            status: Answered with which status.
            after: Only those with a higher id.
            limit: The most to give, of which the latest count.
        """
        with self._lock:
            # Threads may have brought them in another order.
            lines = sorted(self._lines, key=lambda line: line.id)
        found = [
            line
            for line in lines
            if line.id > after
            and operation in (None, line.exchange.operation and line.exchange.operation.id)
            and user_id in (None, line.exchange.user_id)
            and status in (None, line.exchange.status)
        ]
        return [_entry(self._contract, line) for line in found[-limit if limit else None :]]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self._lines)

    def check(self, expectation: Expectation) -> Verdict:
        """Whether the expected requests were sent.

        Raises:
            ValueError: There is no such operation.
        """
        if expectation.operation not in self._contract.operations:
            raise ValueError(
                f"There is no operation {expectation.operation}: there are {', '.join(self._contract.operations)}."
            )
        calls = sum(not expectation.differences(entry) for entry in self.find(expectation.operation))
        if calls and expectation.times is None:
            return Verdict(True, calls, "")
        if self._lost:
            return Verdict(False, calls, f"expected {expectation}; {self._unknown()}")
        if calls == expectation.times:
            return Verdict(True, calls, "")
        return Verdict(False, calls, "\n".join(self._instead(expectation, calls, self.entries)))

    def _unknown(self) -> str:
        return (
            f"nobody can say, since {self._lost} requests are no longer remembered: "
            "clear the journal before, or raise Limits.journal and Limits.journal_bytes"
        )

    def _instead(self, expectation: Expectation, calls: int, entries: list[Entry]) -> Iterator[str]:
        were = {0: "there was none", 1: "there was 1"}.get(calls, f"there were {calls}")
        yield f"expected {expectation}; {were}"
        yield "the world was sent:" if entries else "the world was sent nothing"
        # Those that come closest are the last to be left out.
        ranked = sorted(entries, key=lambda entry: (entry.operation != expectation.operation, -entry.id))
        for entry in sorted(ranked[:_SHOWN], key=lambda entry: entry.id):
            yield f"  {entry}"
            if entry.operation == expectation.operation:
                yield from (f"      {difference}" for difference in expectation.differences(entry))
        if len(entries) > _SHOWN:
            yield f"  and {len(entries) - _SHOWN} more"

    def assert_called(
        self,
        operation: str,
        *,
        user_id: str | None = None,
        status: int | None = None,
        body: Mapping[str, object] | None = None,
        times: int | None = None,
    ) -> None:
        """Check that requests were sent.

        Args:
            operation: For which operation, by its operationId.
            user_id: About which user; by default any.
            status: Answered with which status; by default any.
            body: With which members in the body, among others; by default any.
            times: How many; by default at least one.

        Raises:
            AssertionError: They were not. The message says what was sent instead.
            ValueError: There is no such operation.
        """
        verdict = self.check(Expectation(operation=operation, user_id=user_id, status=status, body=body, times=times))
        if not verdict.passed:
            raise AssertionError(verdict.message)

    def assert_not_called(self, operation: str, *, user_id: str | None = None) -> None:
        """Check that no request was sent for an operation, or about a user.

        Raises:
            AssertionError: There was one.
        """
        __tracebackhide__ = True
        self.assert_called(operation, user_id=user_id, times=0)

    def assert_clean(self) -> None:
        """Check that no request broke the contract. That a user or a key did not exist does not count.

        Raises:
            AssertionError: Some did. The message says which rule or schema each of them broke.
        """
        __tracebackhide__ = True
        broken = [
            f"  {entry}\n      {finding}"
            for entry in self.entries
            for finding in entry.findings
            if finding.blame == "client"
        ]
        if broken:
            raise AssertionError("\n".join(["requests broke the contract:", *broken]))
        if self._lost:
            raise AssertionError(f"whether requests broke the contract, {self._unknown()}")


def _cut(exchange: Exchange) -> int:
    """Cut what is too long to be remembered, and return what the rest takes, in bytes."""
    request, response = exchange.request, exchange.response
    if len(request.body) > _LONGEST_BODY:
        exchange.request = request = request._replace(body=request.body[:_LONGEST_BODY])
        exchange.values = None
    if response is not None and len(response.body) > _LONGEST_ANSWER:
        exchange.response = response = response._replace(body=response.body[:_LONGEST_ANSWER])
    exchange.user = None  # or old states of users would be remembered
    if exchange.values is not None:
        exchange.values.pop("ignored", None)
    size = len(request.path) + len(request.query) + len(request.body) + (len(response.body) if response else 0)
    for name, value in request.headers:
        size += len(name) + len(value)
    return size


def _entry(contract: Contract, line: _Line) -> Entry:
    exchange = line.exchange
    request, response = exchange.request, exchange.response
    path = request.path + (b"?" + request.query if request.query else b"")
    return Entry(
        id=line.id,
        at=exchange.now,
        method=request.method,
        path=path.decode("latin-1"),
        operation=exchange.operation.id if exchange.operation else None,
        user_id=exchange.user_id,
        headers=tuple(_header(name, value) for name, value in request.headers),
        body=request.body.decode("utf-8", "replace"),
        status=exchange.status,
        answer=response.body.decode("utf-8", "replace") if response and exchange.status else "",
        fault=exchange.fault.kind if exchange.fault else None,
        findings=tuple(findings(contract, exchange)),
    )


def _header(name: bytes, value: bytes) -> tuple[str, str]:
    text = name.decode("latin-1").lower()
    return text, MASK if text in _SECRET_HEADERS else value.decode("latin-1")


def _shown(text: str) -> str:
    """A text as one line that a terminal or a log can show."""
    cut = text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]}..."
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in cut)


def _same(sent: object, expected: object) -> bool:
    # To Python, true is 1.
    return isinstance(sent, bool) is isinstance(expected, bool) and sent == expected


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
