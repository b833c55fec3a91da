"""Requests to one process that holds states of different sizes. `python -I benchmarks/scale.py PART OPTIONS`.

A part is a function below, and OPTIONS are its arguments as a JSON object. The result is printed as JSON, with sizes as
strings and times in microseconds unless it says otherwise. Means are those of processor time: other processes would
count in a mean of elapsed time.

Runs as a file, so that it measures the mock of the interpreter's environment and not the one of this repository.
Coverage and journal are on, as they are for users.
"""

import gc
import inspect
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean, median
from typing import Any, NamedTuple, TypeAlias, TypeVar

from spkey_mock import Limits, Request, Settings, World


class Taken(NamedTuple):
    """The time of a call in nanoseconds."""

    elapsed: int
    processor: int


Step: TypeAlias = Callable[[], Mapping[str, Taken]]
"""Sends a few requests. Returns the time that each operation took."""

Times: TypeAlias = dict[str, dict[str, dict[str, float]]]
"""By operation and size: median and mean."""

ResultT = TypeVar("ResultT")

_USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
_KEYS = 10
_TURN = 20
_WARM_UP_TURNS = 3
_FEWEST_TURNS = 3
_FILLED = 1_100
"""Requests that fill a journal of the default size, so that every world drops an entry with each further request."""

_LIMITS = {"users": 1_000_000, "keys": 10_000_000, "text": 1 << 30}
_JOURNAL_LIMITS = {"journal": 1_000_000, "journal_bytes": 1 << 40}
_RANDOM = random.Random(0)  # noqa: S311 # the same keys in every run


def timed(call: Callable[[], ResultT]) -> tuple[Taken, ResultT]:
    """Make a call. Return the time that it took, and its result."""
    processor_begun = time.process_time_ns()
    begun = time.perf_counter_ns()
    result = call()
    elapsed = time.perf_counter_ns() - begun
    return Taken(elapsed, time.process_time_ns() - processor_begun), result


def world(**limits: int) -> World:
    """Return a world with room for every size. Limits that this revision of the mock does not have are left out."""
    known = inspect.signature(Limits).parameters
    raised = {name: limit for name, limit in {**_LIMITS, **limits}.items() if name in known}
    return World(Settings(limits=Limits(**raised)))


class Inventory:
    """A user of a world and the numbers of the user's keys, which number 1 to `keys` in the beginning."""

    def __init__(self, world: World, *, user_id: str = _USER, keys: int = _KEYS) -> None:
        world.users.create(user_id, keys=keys)
        self._world = world
        self._path = f"/users/{user_id}/".encode()
        self._headers = ((b"x-api-key", world.api_key.encode()), (b"content-type", b"application/json"))
        self._numbers = list(range(1, keys + 1))

    def filled(self) -> "Inventory":
        """Fill the world's journal. Return the inventory itself."""
        for _ in range(_FILLED):
            self.get()
        return self

    def change(self) -> Mapping[str, Taken]:
        """Add a key and remove another."""
        return {**self.add(), **self.remove()}

    def add(self) -> Mapping[str, Taken]:
        """Add a key."""
        taken, body = self._send("POST", b"AddPhysicalKey", b'{"orgId":"acme"}')
        self._numbers.append(json.loads(body)["number"])
        return {"add": taken}

    def remove(self) -> Mapping[str, Taken]:
        """Remove any key."""
        at = _RANDOM.randrange(len(self._numbers))
        self._numbers[at], self._numbers[-1] = self._numbers[-1], self._numbers[at]
        return {"remove": self._remove(self._numbers.pop())}

    def halved(self) -> "Inventory":
        """Remove the first half of the keys, in order. Return the inventory itself."""
        half = len(self._numbers) // 2
        for number in self._numbers[:half]:
            self._remove(number)
        del self._numbers[:half]
        return self

    def _remove(self, number: int) -> Taken:
        taken, _ = self._send("POST", b"RemovePhysicalKey", b'{"number":%d}' % number)
        return taken

    def get(self) -> Mapping[str, Taken]:
        """Get one of a few keys by its number. More would use more paths, whose routes the mock caches."""
        number = self._numbers[_RANDOM.randrange(_KEYS) * len(self._numbers) // _KEYS]
        taken, _ = self._send("GET", b"PhysicalKeys/%d" % number)
        return {"get by number": taken}

    def list(self) -> Mapping[str, Taken]:
        """List the keys without filters."""
        taken, _ = self._send("GET", b"PhysicalKeys")
        return {"list": taken}

    def _send(self, method: str, path: bytes, body: bytes = b"") -> tuple[Taken, bytes]:
        request = Request(method, self._path + path, b"", self._headers, body)
        taken, response = timed(lambda: self._world.handle(request))
        if response.status != 200:
            raise RuntimeError(f"{method} {path.decode()} returned {response.status}: {response.body!r}")
        return taken, response.body


def alternate(turns: Mapping[int, Callable[[], Step]], calls: int, seconds: float, turn: int = _TURN) -> Times:
    """Let the sizes take turns, so that whatever slows the machine down slows all of them.

    Args:
        turns: By size, a function that prepares a turn and returns its step.
        calls: How often each step runs.
        seconds: How long to go on if that is less.
        turn: How often a step runs in one turn.
    """
    taken: dict[str, dict[str, list[Taken]]] = {}
    deadline = time.monotonic() + seconds
    order = list(turns)
    for index in range(max(calls // turn, _FEWEST_TURNS) + _WARM_UP_TURNS):
        if index >= _WARM_UP_TURNS + _FEWEST_TURNS and time.monotonic() > deadline:
            break
        _RANDOM.shuffle(order)
        for size in order:
            step = turns[size]()
            for _ in range(turn):
                for operation, time_taken in step().items():
                    if index >= _WARM_UP_TURNS:
                        taken.setdefault(operation, {}).setdefault(str(size), []).append(time_taken)
    return {
        operation: {size: _summary(by_size[size]) for size in map(str, turns)} for operation, by_size in taken.items()
    }


def _summary(times: Sequence[Taken]) -> dict[str, float]:
    return {"median": median(taken.elapsed for taken in times) / 1000, "mean": _mean(times)}


def _mean(times: Sequence[Taken]) -> float:
    return fmean(taken.processor for taken in times) / 1000


def _operations(turns: Mapping[int, Callable[[], Inventory]], calls: int, seconds: float) -> Times:
    # One operation after another, because a long list in between would cost the caches of the large sizes more.
    _freeze()
    times: Times = {}
    for method in (Inventory.change, Inventory.get, Inventory.list):
        steps = {size: _step(make, method) for size, make in turns.items()}
        times |= alternate(steps, calls, seconds)
    return times


def _step(make: Callable[[], Inventory], method: Callable[[Inventory], Mapping[str, Taken]]) -> Callable[[], Step]:
    def turn() -> Step:
        inventory = make()
        return lambda: method(inventory)

    return turn


def _always(inventory: Inventory) -> Callable[[], Inventory]:
    return lambda: inventory


def _freeze() -> None:
    """Exempt what is there from garbage collection, whose scans of the largest heap would count for all sizes."""
    gc.collect()
    gc.freeze()


def keys(sizes: Sequence[int], calls: int, seconds: float) -> Times:
    """A user with so many keys."""
    inventories = {size: Inventory(world(), keys=size).filled() for size in sizes}
    times = _operations({size: _always(inventory) for size, inventory in inventories.items()}, calls, seconds)

    # The measured inventories have holes anywhere; this is the one place where they could hurt a list.
    halved = {size: Inventory(world(), keys=size).filled().halved() for size in sizes}
    _freeze()
    turns = {size: _step(_always(inventory), Inventory.list) for size, inventory in halved.items()}
    times["list, first half removed"] = alternate(turns, calls, seconds)["list"]
    return times


def users(sizes: Sequence[int], calls: int, seconds: float) -> Times:
    """A user with a few keys, in a world with so many users."""
    inventories: dict[int, Inventory] = {}
    for size in sizes:
        crowded = world()
        for index in range(size - 1):
            crowded.users.create(f"user-{index}", keys=1)
        inventories[size] = Inventory(crowded).filled()
    return _operations({size: _always(inventory) for size, inventory in inventories.items()}, calls, seconds)


def events(sizes: Sequence[int], calls: int, seconds: float) -> Times:
    """A user with a few keys and so many past events."""
    return _operations({size: _history(size, calls) for size in sizes}, calls, seconds)


def _history(size: int, calls: int) -> Callable[[], Inventory]:
    """Return a function that returns a user with that many events.

    Where the measurement itself would add many times that number, each turn gets a new user.
    """
    place = world()

    def make(user_id: str) -> Inventory:
        inventory = Inventory(place, user_id=user_id)
        for _ in range((size - _KEYS - 1) // 2):
            inventory.change()
        return inventory

    first = make(_USER).filled()
    if size > calls:
        return _always(first)
    made = 0

    def renewed() -> Inventory:
        nonlocal made
        made += 1
        return make(f"user-{made}")

    return renewed


class Door:
    """A lock of a world, with keys 1 to `keys` in the beginning."""

    def __init__(self, world: World, *, keys: int = _KEYS) -> None:
        lock = world.locks.create(keys=keys)
        self._world = world
        self._path = f"/locks/{lock.id}/".encode()
        self._headers = ((b"x-api-key", world.api_key.encode()), (b"content-type", b"application/json"))
        self._added = 0

    def change(self) -> Mapping[str, Taken]:
        """Add a key to the lock, remove it, and open the lock."""
        self._added += 1
        key = b'{"keyUuid":"added-%d"}' % self._added
        return {
            "add": self._send("POST", b"AddKey", body=key),
            "open": self._send("POST", b"OpenLock", body=b"{}"),
            "remove": self._send("POST", b"RemoveKey", body=key),
        }

    def pages(self) -> Mapping[str, Taken]:
        """List the last and the first page of events."""
        return {
            "last page": self._send("GET", b"events"),
            "first page": self._send("GET", b"events", query=b"page=1"),
        }

    def _send(self, method: str, path: bytes, *, query: bytes = b"", body: bytes = b"") -> Taken:
        request = Request(method, self._path + path, query, self._headers, body)
        taken, response = timed(lambda: self._world.handle(request))
        if response.status != 200:
            raise RuntimeError(f"{method} {path.decode()} returned {response.status}: {response.body!r}")
        return taken


def locks(sizes: Sequence[int], calls: int, seconds: float) -> Times:
    """A lock with so many keys."""
    doors = {size: Door(world(), keys=size) for size in sizes}
    _freeze()
    return alternate({size: _turn(door.change) for size, door in doors.items()}, calls, seconds)


def pages(sizes: Sequence[int], calls: int, seconds: float) -> Times:
    """A lock with so many past events."""
    doors: dict[int, Door] = {}
    for size in sizes:
        # With the creation, the first keys make ten events, so that every last page is full.
        doors[size] = Door(world(events=10 * size), keys=9)
        for _ in range(size // 30 * 10):
            doors[size].change()
    _freeze()
    return alternate({size: _turn(door.pages) for size, door in doors.items()}, calls, seconds)


def _turn(step: Step) -> Callable[[], Step]:
    return lambda: step


def journal(sizes: Sequence[int], calls: int, seconds: float) -> Times:
    """Checks of a journal with so many entries, ten of which match, and a request that adds one more."""
    worlds = {size: _recorded(size) for size in sizes}
    _freeze()
    times: Times = {}
    checks: Mapping[str, Mapping[str, Any]] = {
        "check an operation": {"operation": "add_physical_key"},
        "check a user": {"operation": "remove_physical_key", "user_id": _USER},
    }
    for name, expected in checks.items():
        steps = {size: _check(name, place, expected) for size, place in worlds.items()}
        times |= alternate(steps, calls, seconds, turn=1)
    inventories = {size: Inventory(place, user_id="another") for size, place in worlds.items()}
    turns = {size: _step(_always(inventory), Inventory.get) for size, inventory in inventories.items()}
    return times | alternate(turns, calls, seconds)


def _recorded(size: int) -> World:
    place = world(**_JOURNAL_LIMITS)
    place.users.create(_USER, keys=_KEYS)
    headers = ((b"x-api-key", place.api_key.encode()), (b"content-type", b"application/json"))

    def send(user_id: str, command: str, body: bytes) -> None:
        place.handle(Request("POST", f"/users/{user_id}/{command}".encode(), b"", headers, body))

    every = size // 10
    for index in range(size):
        if index % every == 1:
            send(_USER, "AddPhysicalKey", b'{"orgId":"acme"}')
        elif index % every == every // 2:
            send(_USER, "RemovePhysicalKey", b'{"number":%d}' % (index // every + 1))
        else:
            send(f"user-{index % 1000}", "RemovePhysicalKey", b'{"number":1}')
    return place


def _check(name: str, place: World, expected: Mapping[str, Any]) -> Callable[[], Step]:
    def check() -> Mapping[str, Taken]:
        taken, _ = timed(lambda: place.journal.assert_called(**expected, times=10))
        return {name: taken}

    return lambda: check


def seeding(sizes: Sequence[int], more: int, patience: float) -> Mapping[str, Any]:
    """The seconds that it takes to seed a user with so many keys, and to add `more` keys to the largest.

    Stops before a size that would take longer than `patience` seconds if the time per key grew on as it did.
    """
    taken: dict[int, float] = {}
    too_long: dict[str, float] | None = None
    place = world()
    for size in sizes:
        expected = _expected(taken, size)
        if expected > patience:
            too_long = {"size": size, "seconds": expected}
            break
        repeats: list[float] = []
        for _ in range(max(1, min(7, 30_000 // size))):
            place = world()
            gc.collect()
            repeats.append(_seconds(place, size))
        taken[size] = median(repeats)
    return {"seconds": taken, "largest": max(taken), "on_top": _seconds(place, more), "too_long": too_long}


def _expected(taken: Mapping[int, float], size: int) -> float:
    if len(taken) < 2:
        return 0.0
    (small, short), (large, long) = list(taken.items())[-2:]
    grown = (long / large) / (short / small)
    # Squared, because the part of the cost that grows had a smaller share before.
    return long / large * size * grown**2


def _seconds(place: World, keys: int) -> float:
    begun = time.perf_counter()
    place.users.create(_USER, keys=keys)
    return time.perf_counter() - begun


def collector(size: int, calls: int) -> Mapping[str, float]:
    """Mean times with garbage collection as users have it: nothing is exempt from it."""
    inventory = Inventory(world(), keys=size).filled()
    taken: dict[str, list[Taken]] = {}
    for _ in range(calls):
        for operation, time_taken in inventory.change().items():
            taken.setdefault(operation, []).append(time_taken)
    return {operation: _mean(times) for operation, times in taken.items()}


PARTS: Iterable[Callable[..., Mapping[str, Any]]] = (keys, users, events, locks, pages, journal, seeding, collector)


if __name__ == "__main__":
    part = {part.__name__: part for part in PARTS}[sys.argv[1]]
    print(json.dumps(part(**json.loads(sys.argv[2]))))
