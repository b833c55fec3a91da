"""Faults: what the mock does wrong on request, so that tests can see how a client copes."""

from collections.abc import Collection
from math import isfinite
from random import Random
from threading import Lock
from typing import Literal, get_args

from attrs import define, evolve, frozen

from ..service.errors import Full

FaultKind = Literal["status", "latency", "drop", "lose_answer", "truncate", "malformed", "content_type"]
"""What goes wrong: another status; a late response; a connection dropped before the request is carried out; a response
lost afterwards; half a body; a body that is not JSON; a response that claims to be HTML."""


@frozen(kw_only=True)
class Fault:
    """Something that goes wrong with requests.

    Attributes:
        kind: What goes wrong.
        operation: The operation for whose requests it fires, or None for any.
        times: How often it fires, or None for no limit; by default 1 or, with a probability, without a limit.
        probability: How likely it fires for a request that it matches.
        status: The status, for a fault of that kind.
        carried_out: Whether the request takes effect before the status is sent.
        retry_after: The seconds of the Retry-After header, for a status.
        body: The body, for a status; by default an error as the service sends it.
        delay: By how many seconds the response is late; by default 1 for latency, else 0.

    Raises:
        ValueError: A value is out of range, or does not go with the kind.
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

    def __attrs_post_init__(self) -> None:
        if self.kind not in get_args(FaultKind):
            raise ValueError(f"Unknown kind of fault {self.kind!r}. Known: {', '.join(get_args(FaultKind))}.")
        if self.times is not None and self.times < 1:
            raise ValueError(f"times must be at least 1, not {self.times}.")
        if not 0 < self.probability <= 1:
            raise ValueError(f"probability must be above 0 and at most 1, not {self.probability}.")
        if not 400 <= self.status <= 599:
            raise ValueError(f"status must be from 400 to 599, not {self.status}.")
        if self.retry_after is not None and not (self.retry_after >= 0 and self.retry_after == int(self.retry_after)):
            raise ValueError(f"retry_after must be a whole number of seconds of at least 0, not {self.retry_after}.")
        if self.kind != "status" and (self.status != 503 or self.carried_out or self.retry_after or self.body):
            raise ValueError(
                f"status, carried_out, retry_after and body must not be set for a fault of kind {self.kind}."
            )
        if self.delay is not None and not (isfinite(self.delay) and 0 <= self.delay <= 600):
            raise ValueError(f"delay must be from 0 to 600 seconds, not {self.delay}.")

    @property
    def early(self) -> bool:
        """Whether it fires before a request is carried out. The others fire for requests that succeed."""
        return self.kind in ("drop", "latency") or (self.kind == "status" and not self.carried_out)

    @property
    def seconds(self) -> float:
        """By how many seconds the response is late."""
        return self.delay if self.delay is not None else float(self.kind == "latency")

    @property
    def prevents(self) -> bool:
        """Whether it keeps the request from being carried out."""
        return self.early and self.kind != "latency"


@define
class _Armed:
    fault: Fault
    left: int | None


class Faults:
    """The faults of a world. Any thread may call it.

    Args:
        operations: The operationIds of the contract.
        random: Decides whether a fault with a probability fires.
        limit: The most faults that there may be.
    """

    def __init__(self, operations: Collection[str], random: Random, limit: int = 100) -> None:
        self._operations = operations
        self._random = random
        self._limit = limit
        self._armed: dict[str, _Armed] = {}
        self._added = 0
        self._lock = Lock()

    def add(self, fault: Fault) -> str:
        """Add a fault. Of several that match a request, the one that was added first fires.

        Returns:
            Its id, for `remove`.

        Raises:
            ValueError: The contract has no such operation.
            Full: The world has as many faults as its limits allow.
        """
        if fault.operation is not None and fault.operation not in self._operations:
            raise ValueError(f"Unknown operation {fault.operation!r}. Known: {', '.join(self._operations)}.")
        with self._lock:
            if len(self._armed) >= self._limit:
                raise Full(f"Too many faults (limit {self._limit}). Remove some or raise Limits.faults.")
            self._added += 1
            name = f"fault-{self._added}"
            self._armed[name] = _Armed(fault, fault.times or (1 if fault.probability == 1 else None))
        return name

    def remove(self, name: str) -> bool:
        """Remove a fault. Return whether it existed."""
        with self._lock:
            return self._armed.pop(name, None) is not None

    def clear(self) -> None:
        """Remove all faults."""
        with self._lock:
            self._armed = {}

    def items(self) -> dict[str, Fault]:
        """Return the faults by id, each with how many times it still fires."""
        with self._lock:
            return {name: evolve(armed.fault, times=armed.left) for name, armed in self._armed.items()}

    def assert_used(self) -> None:
        """Check that every fault with a number of times has fired that often.

        Raises:
            AssertionError: Some have not. The message lists them.
        """
        __tracebackhide__ = True
        left = [f"  {fault}" for fault in self.items().values() if fault.times is not None]
        if left:
            raise AssertionError("\n".join(["faults have not fired:", *left]))

    def draw(self, operation: str | None, *, early: bool) -> Fault | None:
        """Return the fault that fires for a request now, if any. That counts as one of its times.

        Args:
            operation: The operation of the request.
            early: Whether the request is not carried out yet, or has succeeded.
        """
        if not self._armed:
            return None
        with self._lock:
            for name, armed in self._armed.items():
                fault = armed.fault
                if fault.early is early and fault.operation in (None, operation) and self._fires(fault):
                    if armed.left is not None:
                        armed.left -= 1
                        if not armed.left:
                            del self._armed[name]
                    return fault
        return None

    def _fires(self, fault: Fault) -> bool:
        return fault.probability == 1 or self._random.random() < fault.probability
