"""The mock in one process, without a server: microseconds per call. `python -I benchmarks/process.py SUBJECT CALLS`.

Without arguments it prints the subjects.

Runs as a file, so that it measures the mock of the interpreter's environment and not the one of this repository.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import TypeAlias

import httpx
from spkey_mock import Request, World

_USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
_PATH = f"/users/{_USER}/"
_REMOVAL = b'{"number":99}'
_WARM_UP = 100

Subject: TypeAlias = tuple[Callable[[], int], int]
"""A function that makes one call and returns its status, and the expected status."""


def _by_key() -> Subject:
    world = _world()
    request = _request("RemovePhysicalKey", _key(world), _REMOVAL)
    return lambda: world.handle(request).status, 404


def _by_token() -> Subject:
    world = _world()
    request = _request("RemovePhysicalKey", (b"authorization", f"Bearer {world.token(_USER)}".encode()), _REMOVAL)
    return lambda: world.handle(request).status, 404


def _changes() -> Subject:
    """Add a key and remove it, in turns, so that every call changes the user."""
    world = _world()
    key = _key(world)
    add = _request("AddPhysicalKey", key, b'{"orgId":"acme"}')
    number = 0

    def change() -> int:
        nonlocal number
        if number:
            body, number = b'{"number":%d}' % number, 0
            return world.handle(_request("RemovePhysicalKey", key, body)).status
        response = world.handle(add)
        number = json.loads(response.body)["number"]
        return response.status

    return change, 200


def _list() -> Subject:
    world = _world()
    request = Request("GET", f"{_PATH}PhysicalKeys".encode(), b"", (_key(world),))
    return lambda: world.handle(request).status, 200


def _through_httpx() -> Subject:
    world = _world()
    headers = {"X-API-Key": world.api_key}
    client = httpx.Client(transport=world.transport, base_url="http://mock", headers=headers, trust_env=False)
    return lambda: client.post(f"{_PATH}RemovePhysicalKey", json={"number": 99}).status_code, 404


SUBJECTS: Mapping[str, Callable[[], Subject]] = {
    "removal, API key": _by_key,
    "removal, token": _by_token,
    "adding and removing, API key": _changes,
    "list of three keys, API key": _list,
    "removal through httpx.Client": _through_httpx,
}


def _world() -> World:
    world = World()
    world.users.create(_USER, keys=3)
    return world


def _key(world: World) -> tuple[bytes, bytes]:
    return b"x-api-key", world.api_key.encode()


def _request(command: str, credential: tuple[bytes, bytes], body: bytes) -> Request:
    headers = (credential, (b"content-type", b"application/json"))
    return Request("POST", f"{_PATH}{command}".encode(), b"", headers, body)


def measure(subject: str, count: int) -> float:
    """Return the mean processor time of a call.

    A median would hide garbage collection, which falls into a few calls. Elapsed time would include other processes.
    """
    call, expected = SUBJECTS[subject]()
    for _ in range(_WARM_UP):
        if (status := call()) != expected:
            raise RuntimeError(f"{subject}: returned {status}, expected {expected}.")
    begun = time.process_time()
    for _ in range(count):
        call()
    return (time.process_time() - begun) / count * 1e6


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print(json.dumps(list(SUBJECTS)))
    else:
        print(measure(sys.argv[1], int(sys.argv[2])))
