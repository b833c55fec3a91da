"""Faults, which tests inject to check how a client handles errors."""

from collections.abc import Collection, Iterator
from functools import partial
from random import Random
from threading import Lock
from typing import Literal, get_args

from attrs import define, evolve, fields, frozen

from ..service.arguments import is_a
from ..service.codec import codec
from ..service.errors import Full
from ..store.documents import EPHEMERAL, Documents
from ..store.recorded import Data

FaultKind = Literal["status", "latency", "drop", "lose_answer", "truncate", "malformed", "content_type"]
"""The kinds of faults: an error status, a delayed response, a connection dropped before the request takes effect, a
response lost after the request took effect, a truncated body, a body that is not JSON, a response labelled as HTML."""

_FAULT_BYTES = 500
"""The approximate memory of a fault beside its body."""


@frozen(kw_only=True)
class Fault:
    """A fault to inject into requests.

    Attributes:
        kind: The kind of fault.
        operation: The operation whose requests the fault matches, or None for any operation of the contract.
        skip: The number of matching requests that pass before the fault can fire. For a fault that fires on successful
            requests, only these count. Requests on which an earlier fault fires never count.
        times: The number of times that the fault fires. None means once, or unlimited if `probability` < 1.
        probability: The probability that the fault fires on a matching request.
        status: The status, for the kind `status`.
        carried_out: Whether the request takes effect before the status is sent.
        retry_after: The value of the Retry-After header in seconds, for the kind `status`.
        body: The body, for the kind `status`; by default the error body of the service.
        delay: The delay of the response in seconds; by default 1 for `latency`, else 0.

    Raises:
        ValueError: A value is out of range or does not apply to the kind.
    """

    kind: FaultKind
    operation: str | None = None
    skip: int = 0
    times: int | None = None
    probability: float = 1.0
    status: int = 503
    carried_out: bool = False
    retry_after: int | None = None
    body: str | None = None
    delay: float | None = None

    def __attrs_post_init__(self) -> None:
        if self.kind not in get_args(FaultKind):
            raise ValueError(f"Unknown fault kind {self.kind!r}. Known: {', '.join(get_args(FaultKind))}.")
        if not is_a(self.operation, str | None):
            raise ValueError(f"operation must be the name of an operation or None, not {self.operation!r:.100}.")
        if not (is_a(self.skip, int) and self.skip >= 0):
            raise ValueError(f"skip must be a whole number, 0 or more, not {self.skip!r}.")
        if not (self.times is None or (is_a(self.times, int) and self.times >= 1)):
            raise ValueError(f"times must be a whole number of at least 1, not {self.times!r}.")
        if not (is_a(self.probability, int | float) and 0 < self.probability <= 1):
            raise ValueError(f"probability must be greater than 0 and at most 1, not {self.probability!r}.")
        if not (is_a(self.status, int) and 400 <= self.status <= 599):
            raise ValueError(f"status must be from 400 to 599, not {self.status!r}.")
        if not is_a(self.carried_out, bool):
            raise ValueError(f"carried_out must be True or False, not {self.carried_out!r}.")
        if not (self.retry_after is None or (is_a(self.retry_after, int) and self.retry_after >= 0)):
            raise ValueError(f"retry_after must be a whole number of seconds, 0 or more, not {self.retry_after!r}.")
        if not is_a(self.body, str | None):
            raise ValueError(f"body must be a string, not {self.body!r:.100}.")
        if self.kind != "status" and (self.status != 503 or self.carried_out or self.retry_after or self.body):
            raise ValueError(
                f"status, carried_out, retry_after and body must not be set for a fault of kind {self.kind}."
            )
        if not (self.delay is None or (is_a(self.delay, int | float) and 0 <= self.delay <= 600)):
            raise ValueError(f"delay must be from 0 to 600 seconds, not {self.delay!r}.")

    def __str__(self) -> str:
        """Return the fault as a Python expression, without the defaults."""
        given = [
            f"{it.name}={getattr(self, it.name)!r}" for it in fields(Fault) if getattr(self, it.name) != it.default
        ]
        return f"Fault({', '.join(given)})"

    @property
    def early(self) -> bool:
        """Whether the fault fires before the request takes effect. Other faults fire on successful requests."""
        return self.kind in ("drop", "latency") or (self.kind == "status" and not self.carried_out)

    @property
    def seconds(self) -> float:
        """The delay of the response, in seconds."""
        return self.delay if self.delay is not None else float(self.kind == "latency")

    @property
    def prevents(self) -> bool:
        """Whether the fault prevents the request from taking effect."""
        return self.early and self.kind != "latency"


@define
class _Armed:
    fault: Fault
    skip: int
    left: int | None

    def now(self) -> Fault:
        """Return the fault with its remaining counts."""
        return evolve(self.fault, skip=self.skip, times=self.left)


class Faults:
    """The faults of a world. Thread-safe.

    Args:
        operations: The operationIds of the contract.
        random: Decides whether a fault with a probability fires.
        limit: The maximum number of faults.
        documents: Keeps the faults.
    """

    def __init__(
        self, operations: Collection[str], random: Random, limit: int = 100, documents: Documents = EPHEMERAL
    ) -> None:
        self._documents = documents
        self._operations = operations
        self._random = random
        self._limit = limit
        self._armed: dict[str, _Armed] = {}
        self._added = 0
        self._bytes = 0
        self._lock = Lock()

    def add(self, fault: Fault) -> str:
        """Add a fault. If several faults match a request, the one added first fires.

        Returns:
            The id of the fault, for `remove`.

        Raises:
            ValueError: It is not a fault, or the contract has no such operation.
            Full: The world has reached its limit of faults.
        """
        if not is_a(fault, Fault):
            raise ValueError(f"fault must be a Fault, such as Fault(kind='drop'), not {fault!r:.100}.")
        if fault.operation is not None and fault.operation not in self._operations:
            raise ValueError(f"Unknown operation {fault.operation!r}. Known: {', '.join(self._operations)}.")
        return self._documents.run(partial(self._add, fault))

    def _add(self, fault: Fault) -> str:
        with self._lock:
            if len(self._armed) >= self._limit:
                raise Full(f"Too many faults (limit {self._limit}). Remove some or raise Limits.faults.")
            self._added += 1
            name = f"fault-{self._added}"
            self._arm(name, fault)
            self._keep(name)
        return name

    def _arm(self, name: str, fault: Fault) -> None:
        self._bytes += _size(fault)
        self._armed[name] = _Armed(fault, fault.skip, fault.times or (1 if fault.probability == 1 else None))

    def _keep(self, name: str) -> None:
        if self._documents.durable:
            armed = self._armed.get(name)
            self._documents.keep("fault", name, None if armed is None else codec(Fault).encode(armed.now()))

    @property
    def size(self) -> int:
        """The approximate memory of the faults, in bytes."""
        return self._bytes

    def limit(self, limit: int) -> None:
        """Change the maximum number of faults. Those beyond it stay."""
        self._limit = limit

    def remove(self, name: str) -> bool:
        """Remove a fault. Return whether it existed."""
        return bool(self._documents.run(partial(self._remove, [name])))

    def clear(self) -> None:
        """Remove all faults."""
        self._documents.run(lambda: self._remove(list(self._armed)))

    def _remove(self, names: list[str]) -> int:
        """Remove faults. Return how many of them existed."""
        with self._lock:
            removed = [name for name in names if self._drop(name)]
            for name in removed:
                self._keep(name)
            return len(removed)

    def items(self) -> dict[str, Fault]:
        """Return the faults by id. `skip` and `times` are the numbers left."""
        with self._lock:
            return {name: armed.now() for name, armed in self._armed.items()}

    def assert_used(self) -> None:
        """Check that every fault with limited `times` has fired that often.

        Raises:
            AssertionError: At least one fault has not. The message lists them.
        """
        __tracebackhide__ = True
        left = [f"  {fault}" for fault in self.items().values() if fault.times is not None]
        if left:
            raise AssertionError("\n".join(["faults have not fired:", *left]))

    def draw(self, operation: str, *, early: bool) -> Fault | None:
        """Return the fault that fires on a request, if any, and count it as fired.

        Args:
            operation: The operation of the request.
            early: True before the request takes effect, False after it succeeded.
        """
        if not self._armed:
            return None
        with self._lock:
            for name, armed in self._armed.items():
                fault = armed.fault
                if fault.early is early and fault.operation in (None, operation):
                    fires = self._fires(armed)
                    if fires and armed.left is not None:
                        armed.left -= 1
                        if not armed.left:
                            self._drop(name)
                    self._keep(name)
                    if fires:
                        return fault
        return None

    def items_to_keep(self) -> Iterator[tuple[str, str, Data]]:
        """Return the faults that have not fired."""
        for name, fault in self.items().items():
            yield "fault", name, codec(Fault).encode(fault)

    def forget(self) -> None:
        """Drop all faults."""
        with self._lock:
            self._armed = {}
            self._bytes = 0

    def restore(self, kind: str, key: str, data: Data | None) -> None:
        """Add or change a fault that was kept, or remove it."""
        with self._lock:
            self._added = max(self._added, _number(key))
            fault = None if data is None else _decode(data)
            if fault is not None and key in self._armed:
                self._armed[key] = _Armed(fault, fault.skip, fault.times)
                return
            self._drop(key)
            if fault is not None:
                self._arm(key, fault)
                # The fault that was added first fires first.
                self._armed = dict(sorted(self._armed.items(), key=lambda item: _number(item[0])))

    def _drop(self, name: str) -> bool:
        armed = self._armed.pop(name, None)
        if armed is None:
            return False
        self._bytes -= _size(armed.fault)
        return True

    def _fires(self, armed: _Armed) -> bool:
        if armed.skip:
            armed.skip -= 1
            return False
        return armed.fault.probability == 1 or self._random.random() < armed.fault.probability


def _decode(data: Data) -> Fault:
    fault: Fault = codec(Fault).decode(data)
    return fault


def _number(name: str) -> int:
    return int(name.rpartition("-")[2])


def _size(fault: Fault) -> int:
    return _FAULT_BYTES + 4 * len(fault.body or "")
