"""Faults: what the mock does wrong on purpose, so that tests can see how a client takes it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from math import isfinite
from random import Random
from threading import Lock
from typing import Literal, get_args

from ..service.errors import Full
from ..service.message import Response

FaultKind = Literal["status", "latency", "drop", "lose_answer", "truncate", "malformed", "content_type"]
"""What goes wrong: another status; a late answer; a connection dropped before the request is carried out; an answer
lost after it was; half a body; a body that is not JSON; an answer that calls itself HTML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is to go wrong with requests.

    Attributes:
        kind: What goes wrong.
        operation: The operation whose requests it strikes, or None for any.
        times: How many requests it strikes, or None for all that come; by default 1 or, with a probability, all.
        probability: How likely it strikes a request that it fits.
        status: The status, for a fault of that kind.
        carried_out: Whether the request takes effect before the status is sent.
        retry_after: The seconds of the Retry-After header, for a status.
        body: The body, for a status; by default an error as the service sends it.
        delay: By how many seconds the answer is late; by default 1 for latency, else 0.

    Raises:
        ValueError: A value makes no sense.
    """

    kind: FaultKind
    operation: str | None = None
    times: int | None = None
    probability: float = 1.0
    status: int = 503
    carried_out: bool = False
    retry_after: int | None = None
    body: str | None = None
    delay: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(FaultKind):
            raise ValueError(f"there is no kind of fault {self.kind!r}: there are {', '.join(get_args(FaultKind))}")
        if self.times is not None and self.times < 1:
            raise ValueError(f"a fault strikes once or more, not {self.times} times")
        if not 0 < self.probability <= 1:
            raise ValueError(f"a probability is more than 0 and not more than 1, not {self.probability}")
        if not 400 <= self.status <= 599:
            raise ValueError(f"the status of a fault is from 400 to 599, not {self.status}")
        if self.retry_after is not None and not (self.retry_after >= 0 and self.retry_after == int(self.retry_after)):
            raise ValueError(f"Retry-After is a whole number of seconds, 0 or more, not {self.retry_after}")
        if self.kind != "status" and (self.status != 503 or self.carried_out or self.retry_after or self.body):
            raise ValueError(f"a fault of the kind {self.kind} has no status, carried_out, retry_after or body")
        if self.delay is not None and not (isfinite(self.delay) and 0 <= self.delay <= 600):
            raise ValueError(f"a delay is from 0 to 600 seconds, not {self.delay}")

    @property
    def early(self) -> bool:
        """Whether it strikes a request whatever would become of it. The others strike those that succeed."""
        return self.kind in ("drop", "latency") or (self.kind == "status" and not self.carried_out)

    @property
    def seconds(self) -> float:
        """By how much the answer is late."""
        return self.delay if self.delay is not None else float(self.kind == "latency")

    @property
    def prevents(self) -> bool:
        """Whether the request is not carried out."""
        return self.early and self.kind != "latency"

    def spoil(self, response: Response) -> Response:
        """The response as the fault lets it through, which is not a status."""
        match self.kind:
            case "drop" | "lose_answer":
                return response._replace(ending="dropped", delay=self.seconds)
            case "truncate":
                return response._replace(ending="truncated", delay=self.seconds)
            case "malformed":
                half = response.body[: len(response.body) // 2]
                return response._replace(body=half, delay=self.seconds)
            case "content_type":
                html = ((b"content-type", b"text/html; charset=utf-8"),)
                return response._replace(headers=html, body=b"<!doctype html><p>Hello</p>", delay=self.seconds)
            case _:
                return response._replace(delay=self.seconds)


@dataclass(slots=True)
class _Armed:
    fault: Fault
    left: int | None


class Faults:
    """The faults that are still to come. Any thread may call it.

    Args:
        operations: The operationIds that there are.
        random: What decides where a fault has a probability.
        limit: The most that there may be.
    """

    def __init__(self, operations: Collection[str], random: Random, limit: int = 100) -> None:
        self._operations = operations
        self._random = random
        self._limit = limit
        self._armed: dict[str, _Armed] = {}
        self._added = 0
        self._lock = Lock()

    def add(self, fault: Fault) -> str:
        """Let a fault strike requests from now on. Of several that fit a request, the one that was added first strikes.

        Returns:
            Its id, for `remove`.

        Raises:
            ValueError: There is no such operation.
            Full: There are as many as there may be.
        """
        if fault.operation is not None and fault.operation not in self._operations:
            raise ValueError(f"There is no operation {fault.operation}: there are {', '.join(self._operations)}.")
        with self._lock:
            if len(self._armed) >= self._limit:
                raise Full(
                    f"There are {self._limit} faults, and there may not be more: remove some, or raise Limits.faults."
                )
            self._added += 1
            name = f"fault-{self._added}"
            self._armed[name] = _Armed(fault, fault.times or (1 if fault.probability == 1 else None))
        return name

    def remove(self, name: str) -> bool:
        """Let a fault not strike any more, and return whether there was one of this id."""
        with self._lock:
            return self._armed.pop(name, None) is not None

    def clear(self) -> None:
        """Let none strike any more."""
        with self._lock:
            self._armed = {}

    def items(self) -> dict[str, Fault]:
        """The faults that are still to come, with how many times each still strikes, by their ids."""
        with self._lock:
            return {name: replace(armed.fault, times=armed.left) for name, armed in self._armed.items()}

    def assert_used(self) -> None:
        """Check that every fault that was to strike a number of requests has done so.

        Raises:
            AssertionError: Some are still to come. The message lists them.
        """
        __tracebackhide__ = True
        left = [f"  {fault}" for fault in self.items().values() if fault.times is not None]
        if left:
            raise AssertionError("\n".join(["faults are still to come:", *left]))

    def draw(self, operation: str | None, *, early: bool) -> Fault | None:
        """The fault that strikes a request now, if any. It is used up by that.

        Args:
            operation: The operation of the request.
            early: Whether the request is still to be carried out, or has succeeded.
        """
        if not self._armed:
            return None
        with self._lock:
            for name, armed in self._armed.items():
                fault = armed.fault
                if fault.early is early and fault.operation in (None, operation) and self._strikes(fault):
                    if armed.left is not None:
                        armed.left -= 1
                        if not armed.left:
                            del self._armed[name]
                    return fault
        return None

    def _strikes(self, fault: Fault) -> bool:
        return fault.probability == 1 or self._random.random() < fault.probability
