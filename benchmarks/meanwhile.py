"""Removals while a large user is seeded: how long they wait for the mock. `python -m benchmarks.meanwhile URL KEYS`.

The result is printed as JSON, with times in milliseconds.
"""

import json
import math
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPConnection
from itertools import islice, product
from statistics import median
from urllib.parse import urlsplit

from .mocks import HEADERS

_PERIOD = 0.005
_ALONE = 300
_USERS = 100
_KEYS = 100
_FEW = 1_000
"""Keys that every revision of the mock seeds in one request."""

_TIMEOUT = 300.0


def measure(base_url: str, keys: int) -> Mapping[str, float]:
    """Send removals, first alone and then while another connection seeds a user with so many keys."""
    address = urlsplit(base_url).netloc
    # Small users, because removals must be cheap even where their cost grows with the user.
    others = [f"other-{index}" for index in range(_USERS)]
    for user_id in others:
        _seed(address, user_id, _KEYS)
    connection = HTTPConnection(address, timeout=_TIMEOUT)
    keys_left = iter(product(others, range(1, _KEYS + 1)))
    alone = list(islice(_latencies(connection, keys_left, lambda: math.inf), _ALONE))

    seeding = _Seeding(address, keys)
    seeding.start()
    meanwhile = list(_latencies(connection, keys_left, lambda: seeding.end))
    seeding.join()
    connection.close()
    if seeding.error is not None:
        raise seeding.error
    return {
        "alone": median(alone),
        "alone_longest": max(alone),
        "meanwhile": median(meanwhile),
        "meanwhile_longest": max(meanwhile),
        "removals": len(meanwhile),
        "seeding": (seeding.end - seeding.begun) * 1000,
        "requests": seeding.requests,
    }


class _Seeding(threading.Thread):
    def __init__(self, address: str, keys: int) -> None:
        super().__init__()
        self._address, self._keys = address, keys
        self.begun = time.perf_counter()
        self.end = math.inf
        self.requests = 0
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.requests = _seed(self._address, "large", self._keys)
        except (OSError, RuntimeError) as error:
            self.error = error
        finally:
            self.end = time.perf_counter()


def _latencies(
    connection: HTTPConnection, keys: Iterator[tuple[str, int]], end: Callable[[], float]
) -> Iterator[float]:
    """Remove a key every few milliseconds until the end. Yield the latencies.

    A removal that is late because the one before it took long counts from when it was due. Otherwise a long pause would
    delay one removal only.
    """
    due = time.perf_counter()
    for user_id, number in keys:
        if due > end():
            return
        if (early := due - time.perf_counter()) > 0:
            time.sleep(early)
            begun = time.perf_counter()
        else:
            begun = due
        status, content = _post(connection, f"/users/{user_id}/RemovePhysicalKey", {"number": number})
        if status != 200:
            raise RuntimeError(f"A removal returned {status}: {content!r}")
        yield (time.perf_counter() - begun) * 1000
        due += _PERIOD


def _seed(address: str, user_id: str, keys: int) -> int:
    """Seed a user in one request, or in several where the mock does not take so many keys. Return how many."""
    connection = HTTPConnection(address, timeout=_TIMEOUT)
    status, content = _post(connection, "/_mock/users", {"userId": user_id, "keys": keys})
    requests = 1
    if status == 400:
        requests = -(-keys // _FEW)
        for _ in range(requests):
            status, content = _post(connection, "/_mock/users", {"userId": user_id, "keys": _FEW})
    connection.close()
    if status not in {200, 201}:
        raise RuntimeError(f"Seeding {keys} keys returned {status}: {content!r}")
    return requests


def _post(connection: HTTPConnection, path: str, body: Mapping[str, object]) -> tuple[int, bytes]:
    connection.request("POST", path, json.dumps(body), HEADERS)
    response = connection.getresponse()
    return response.status, response.read()


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
