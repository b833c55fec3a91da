"""Check that under many requests the mock stays right and its memory flat: `python -m tests.mock.soak REQUESTS`.

Each worker has a connection, a world and users of its own, and knows the right response to each of its requests. The
limits of the mock are low, so that its buffers are full before its memory is measured.
"""

import contextlib
import json
import os
import socket
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BufferedReader
from pathlib import Path
from random import Random
from typing import Any

from attrs import define, field, frozen

from .processes import Served, served
from .receiver import Receiver, receiving
from .sockets import Received, read_response
from .support import ORG

WORKERS = 4
USERS = 3
ROUNDS = 10
WARM_ROUNDS = 3

MOST_GROWTH = 3.0
"""The most MiB by which the memory of the warm mock may grow, regardless of the number of requests."""

_LIMITS = {"journal": 100, "journal-bytes": 100_000, "events": 50, "deliveries": 20, "worlds": 20}
_MOST_KEYS = 20
_HOOKED = 5
"""How many events are delivered to a webhook before it is deleted."""

_JSON = dict[str, Any]


@define
class Inventory:
    """What is known of a user from the responses so far."""

    version: int = 1
    next_number: int = 1
    notes: dict[int, str] = field(factory=dict[int, str])

    @property
    def listed(self) -> list[tuple[int, str]]:
        return list(self.notes.items())


class Line:
    """A connection that is opened again after it was closed."""

    def __init__(self, mock: Served) -> None:
        self._address = ("127.0.0.1", mock.port)
        self._open: tuple[socket.socket, BufferedReader] | None = None
        self.sent = 0

    def send(self, data: bytes) -> Received | None:
        """Send a request. Return the response, or None if it or the end of it is lost."""
        self.sent += 1
        if self._open is None:
            connection = socket.create_connection(self._address, timeout=20)
            self._open = connection, connection.makefile("rb")
        connection, stream = self._open
        connection.sendall(data)
        try:
            response = read_response(stream)
        except (EOFError, ConnectionResetError):
            self.close()
            return None
        if response.headers.get("connection") == "close":
            self.close()
        return response if response.whole else None

    def close(self) -> None:
        if self._open is not None:
            for part in reversed(self._open):
                part.close()
            self._open = None


class Worker:
    """Sends requests one after another, and knows the right response to each.

    Args:
        mock: The mock.
        number: Which worker it is.
        receiver: Gets events by webhook now and then.
    """

    def __init__(self, mock: Served, number: int, receiver: Receiver | None) -> None:
        self._mock = mock
        self._random = Random(number)
        self._receiver = receiver
        self.line = Line(mock)
        self._world = f"worker-{number}"
        self._requests = 0
        self._events = 0
        self._key = f"X-API-Key: {mock.api_key}"
        self._users = {f"user-{number}-{index}": Inventory() for index in range(USERS)}
        self._users[mock.token_user] = Inventory()
        self._worlds = 0
        for user in self._users:
            assert self._command(user, "CreateUser", {"userId": mock.token_user})["version"] == 1
            self._events += 1
        steps: dict[Callable[[], None], int] = {
            self._change: 45,
            self._list: 10,
            self._get: 10,
            self._profile: 8,
            self._bad: 10,
            self._unauthenticated: 5,
            self._control: 5,
            self._export: 1,
            self._fault: 4,
            self._other_world: 1,
            self._webhook: 1,
        }
        self._steps, self._weights = list(steps), list(steps.values())
        for step in self._steps:  # so that the mock has imported everything
            step()

    def run(self, requests: int) -> None:
        """Send this number of requests, or a few more."""
        end = self.line.sent + requests
        while self.line.sent < end:
            (step,) = self._random.choices(self._steps, self._weights)
            step()

    def finish(self) -> None:
        """Check that the world holds what it should."""
        found = {user["userId"]: user for user in self._mocked("GET", "users")["users"]}
        assert found.keys() == self._users.keys()
        for user_id, user in self._users.items():
            known = found[user_id]
            assert (known["version"], known["nextNumber"]) == (user.version, user.next_number)
            assert [(key["number"], key["note"]) for key in known["keys"]] == user.listed
        assert self._mocked("GET", "journal")["total"] == self._requests
        events = self._mocked("GET", "events")
        assert len(events["events"]) + events["forgotten"] == self._events
        self.line.close()

    # Steps

    def _change(self) -> None:
        user_id, user = self._pick()
        if self._random.random() * _MOST_KEYS >= len(user.notes):
            self._added(user_id, user, self._command(user_id, "AddPhysicalKey", self._new_key()))
        else:
            number = self._random.choice(list(user.notes))
            response = self._command(user_id, "RemovePhysicalKey", {"number": number})
            self._removed(user, number)
            assert (response["number"], response["version"]) == (number, user.version)

    def _list(self) -> None:
        user_id, user = self._pick()
        response = self._ok("GET", f"/users/{user_id}/PhysicalKeys")
        assert [(key["number"], key["note"]) for key in response["keys"]] == user.listed
        assert response["total"] == len(user.notes)

    def _get(self) -> None:
        user_id, user = self._pick()
        number = self._random.randint(1, user.next_number)
        response = self._send("GET", f"/users/{user_id}/PhysicalKeys/{number}")
        assert response.status == (200 if number in user.notes else 404)
        if response.status == 200:
            assert json.loads(response.body)["note"] == user.notes[number]

    def _profile(self) -> None:
        bearer = f"Authorization: Bearer {self._mock.token}"
        user_id, _ = self._pick()
        response = self._send("GET", f"/users/{user_id}/profile", header=bearer)
        assert response.status == (200 if user_id == self._mock.token_user else 403)

    def _bad(self) -> None:
        user_id, user = self._pick()
        kind = self._random.randrange(6)
        if kind == 0:
            response = self.line.send(b"rubbish\r\n\r\n")
            assert response
            assert response.status == 400
        elif kind == 1:
            assert self._send("GET", f"/nowhere/{self._random.random()}").status == 404
        else:
            body: tuple[object, int] = {
                2: ({"number": user.next_number}, 404),
                3: ({"number": -self._random.randrange(9)}, 400),
                4: ({"number": "x" * self._random.randrange(9_000)}, 400),
                5: ([], 400),
            }[kind]
            assert self._send("POST", f"/users/{user_id}/RemovePhysicalKey", body[0]).status == body[1]

    def _unauthenticated(self) -> None:
        header = self._random.choice(
            ["X-None: x", f"X-API-Key: {self._random.random()}", "Authorization: Bearer x.y.z"]
        )
        user_id, _ = self._pick()
        assert self._send("GET", f"/users/{user_id}/profile", header=header).status == 401

    def _control(self) -> None:
        name = self._random.choice(["journal?limit=5", "events?limit=5", "coverage", "deliveries", "clock", "faults"])
        response = self._mocked("GET", name)
        if name == "faults":
            assert response == {"faults": []}

    def _export(self) -> None:
        state = self._mocked("GET", "state")
        assert len(state["users"]) == len(self._users)
        if self._random.random() < 0.5:
            # An import of an export changes nothing.
            assert self._request("PUT", "/_mock/state", state).status == 204

    def _fault(self) -> None:
        kind = self._random.choice(["latency", "lose_answer", "truncate", "drop", "status", "malformed"])
        user_id, user = self._pick()
        fault: dict[str, object] = {"kind": kind, "operation": "add_physical_key", "delay": 0}
        if kind == "status":
            fault |= {"carriedOut": True, "retryAfter": 1}
        assert self._request("POST", "/_mock/faults", fault).status == 201
        self._requests += 1
        response = self._send_raw("POST", f"/users/{user_id}/AddPhysicalKey", body := self._new_key(), self._key)
        if kind == "drop":
            assert response is None
            return
        if response is None:
            assert kind in ("lose_answer", "truncate")
        else:
            assert response.status == (503 if kind == "status" else 200)
        self._added(user_id, user, {"number": user.next_number, "version": user.version + 1, **body})

    def _other_world(self) -> None:
        self._worlds += 1
        name = f"{self._world}.{self._worlds}"
        user = f"/w/{name}/users/a"
        statuses = [
            self._at("POST", f"{user}/AddPhysicalKey", self._new_key()).status,
            self._at("POST", f"{user}/CreateUser", {"userId": self._mock.token_user}).status,
            self._at("POST", f"{user}/AddPhysicalKey", self._new_key()).status,
            self._at("GET", f"{user}/PhysicalKeys/1").status,
            self._at("DELETE", f"/_mock/worlds/{name}").status,
            self._at("DELETE", f"/_mock/worlds/{name}").status,
        ]
        assert statuses == [404, 201, 200, 200, 204, 404]

    def _webhook(self) -> None:
        if self._receiver is None:
            return
        response = self._request("POST", "/_mock/webhooks", {"url": self._receiver.url})
        assert response.status == 201
        user_id, user = self._pick()
        before = user.version
        for _ in range(_HOOKED):
            self._added(user_id, user, self._command(user_id, "AddPhysicalKey", self._new_key()))
        wanted = set(range(before + 1, user.version + 1))
        assert {self._receiver.posts.get(timeout=20).version for _ in wanted} == wanted
        assert self._request("DELETE", f"/_mock/webhooks/{json.loads(response.body)['id']}").status == 204

    # What the steps share

    def _pick(self) -> tuple[str, Inventory]:
        return self._random.choice(list(self._users.items()))

    def _new_key(self) -> _JSON:
        return {"orgId": ORG, "note": str(self._random.random())}

    def _added(self, user_id: str, user: Inventory, response: _JSON) -> None:
        """Note a key that was added. Its number must be the next one, which was never issued before."""
        self._events += 1
        user.version += 1
        assert (response["number"], response["version"]) == (user.next_number, user.version), user_id
        user.notes[user.next_number] = response["note"]
        user.next_number += 1
        # Users with too many keys lose some.
        while len(user.notes) > _MOST_KEYS:
            number = next(iter(user.notes))
            self._command(user_id, "RemovePhysicalKey", {"number": number})
            self._removed(user, number)

    def _removed(self, user: Inventory, number: int) -> None:
        self._events += 1
        user.version += 1
        del user.notes[number]

    def _command(self, user_id: str, name: str, body: object) -> _JSON:
        return self._ok("POST", f"/users/{user_id}/{name}", body)

    def _ok(self, method: str, path: str, body: object = None) -> _JSON:
        response = self._send(method, path, body)
        assert response.status in (200, 201)
        return dict(json.loads(response.body))

    def _mocked(self, method: str, name: str) -> _JSON:
        response = self._request(method, f"/_mock/{name}")
        assert response.status == 200
        return dict(json.loads(response.body))

    def _send(self, method: str, path: str, body: object = None, header: str | None = None) -> Received:
        """Send a request of the service in the world of the worker, which its journal counts."""
        self._requests += 1
        return self._request(method, path, body, header)

    def _request(self, method: str, path: str, body: object = None, header: str | None = None) -> Received:
        return self._at(method, f"/w/{self._world}{path}", body, header)

    def _at(self, method: str, path: str, body: object = None, header: str | None = None) -> Received:
        response = self.line.send(_encode(method, path, body, header or self._key))
        assert response, (method, path)
        return response

    def _send_raw(self, method: str, path: str, body: object, header: str) -> Received | None:
        return self.line.send(_encode(method, f"/w/{self._world}{path}", body, header))


def _encode(method: str, path: str, body: object, header: str) -> bytes:
    data = b"" if body is None else json.dumps(body).encode()
    return (
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\nContent-Length: {len(data)}\r\n\r\n".encode()
        + data
    )


@frozen
class Soaked:
    """The result of a soak.

    Attributes:
        requests: How many requests were sent.
        seconds: How long that took.
        memory: The resident memory of the mock in MiB after each round.
    """

    requests: int
    seconds: float
    memory: list[float]

    @property
    def growth(self) -> float:
        """The MiB by which the memory grew once the mock was warm."""
        return max(self.memory[WARM_ROUNDS:]) - self.memory[WARM_ROUNDS - 1]

    def __str__(self) -> str:
        marks = " ".join(f"{value:.1f}" for value in self.memory)
        return (
            f"{self.requests} requests in {self.seconds:.1f} s, {self.requests / self.seconds:.0f} per second; "
            f"resident memory in MiB after each of {ROUNDS} rounds: {marks}; "
            f"growth after round {WARM_ROUNDS}: {self.growth:.1f}, at most {MOST_GROWTH}"
        )


def soak(requests: int) -> Soaked:
    """Send a mock this number of requests, or a few more.

    Raises:
        AssertionError: A response was wrong, or the mock did not end as it should.
    """
    limits = [f"--max-{name}={value}" for name, value in _LIMITS.items()]
    with receiving() as receiver, served(*limits) as mock, ThreadPoolExecutor(WORKERS) as pool:
        workers = [Worker(mock, number, None if number else receiver) for number in range(WORKERS)]
        share = -(-requests // (WORKERS * ROUNDS))
        memory: list[float] = []
        begun = time.monotonic()
        for _ in range(ROUNDS):
            for done in [pool.submit(worker.run, share) for worker in workers]:
                done.result()
            memory.append(_resident(mock.pid))
        seconds = time.monotonic() - begun
        for worker in workers:
            worker.finish()
    return Soaked(sum(worker.line.sent for worker in workers), seconds, memory)


def _resident(pid: int) -> float:
    """Return the resident memory of a process in MiB, or 0 where the system does not report it."""
    with contextlib.suppress(FileNotFoundError):
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
    return 0.0


def main(requests: int) -> int:
    """Print the result of a soak and return the exit code."""
    soaked = soak(requests)
    print(soaked)
    return int(soaked.growth > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
