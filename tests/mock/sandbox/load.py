"""Clients that change the same users and a lock concurrently while servers are killed, and record what they see."""

import json
import socket
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from io import BufferedReader
from random import Random
from threading import Event as Flag
from threading import Thread
from types import TracebackType
from typing import Any, Self, cast

from attrs import evolve

from ..sockets import Received, read_response
from ..support import ORG
from .history import Attempt, Number, Result
from .replica import Replica

HEALTHY_AFTER = 20.0
"""The seconds within which a service is healthy again after a failure."""

PAUSE = 0.02
"""The seconds that a client waits after a request of unknown outcome."""

_WEIGHTS = {"create": 3, "add": 36, "remove": 28, "list": 18, "get": 15}
_MOST_KEYS = 20
_TIMEOUT = 60


class Line:
    """A connection to the current process of a replica, opened when it is first needed."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._port = 0
        self._open: tuple[socket.socket, BufferedReader] | None = None

    def connect(self) -> bool:
        """Connect, unless there is a connection. Return whether there is one."""
        if self._port != self._replica.port:
            self.close()
        if self._open is None:
            self._port = self._replica.port
            try:
                connection = socket.create_connection(("127.0.0.1", self._port), timeout=_TIMEOUT)
            except ConnectionError:
                return False
            self._open = connection, connection.makefile("rb")
        return True

    def send(self, data: bytes) -> Received | None:
        """Send a request. Return the response, or None if it is lost."""
        assert self._open
        connection, stream = self._open
        try:
            connection.sendall(data)
            response = read_response(stream)
        except (EOFError, ConnectionError, ValueError):  # ValueError: only a part of the head arrived
            self.close()
            return None
        if response.headers.get("connection") == "close" or not response.whole:
            self.close()
        return response if response.whole else None

    def close(self) -> None:
        if self._open is not None:
            for part in reversed(self._open):
                part.close()
            self._open = None


class Load:
    """A load on some replicas, for the duration of the context. Leaving the context waits for the last responses.

    Args:
        replicas: The replicas. Each request goes to one of them at random.
        seed: The seed of the random requests.
        clients: The number of clients.
        users: The number of users at the beginning, beside a lock. The clients create them.
        pause: The seconds that a client waits between two requests.

    Attributes:
        users: The lock and the users. Users that are added get most of the requests.
        history: The requests so far.
        acknowledged: The number of commands and reads so far whose response arrived.
        unavailable: The number of 503s so far.
        ids: The request ids of all responses so far.
    """

    def __init__(
        self, replicas: Sequence[Replica], seed: object, *, clients: int = 4, users: int = 2, pause: float = 0.0
    ) -> None:
        self.replicas = replicas
        self.users = [_LOCK, *(_user(number) for number in range(users))]
        self.history: list[Attempt] = []
        self.acknowledged = self.unavailable = 0
        self.ids: list[str] = []
        self._pause = pause
        self._numbers: dict[str, list[Number]] = {}
        self._stopping = Flag()
        self._errors: list[BaseException] = []
        self._threads = [Thread(target=self._work, args=(Random(f"{seed} {each}"), each)) for each in range(clients)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        if kind is None and self._errors:
            raise self._errors[0]

    def add_user(self) -> None:
        """Make the clients create another user."""
        self.users.append(_user(len(self.users)))

    def read_everywhere(self) -> None:
        """List the keys of each user at each replica. Call this once the clients have stopped."""
        until = time.monotonic() + HEALTHY_AFTER
        for replica in self.replicas:
            with closing(Line(replica)) as line:
                for user in self.users:
                    while not self._send(Attempt(user, "list", None, time.monotonic()), replica, line):
                        assert time.monotonic() < until, "the service does not become healthy"
                        time.sleep(PAUSE)

    def _work(self, random: Random, client: int) -> None:
        lines = [Line(replica) for replica in self.replicas]
        sent = 0
        try:
            while not self._stopping.is_set():
                index = random.randrange(len(lines))
                sent += 1
                known = self._act(random, self.replicas[index], lines[index], f"{client}-{sent}")
                time.sleep(self._pause if known else PAUSE)
        except BaseException as error:
            self._errors.append(error)
        finally:
            for line in lines:
                line.close()

    def _act(self, random: Random, replica: Replica, line: Line, note: str) -> bool:
        """Send a random request. Return whether its outcome is known."""
        return replica.up.wait(0.1) and self._send(self._attempt(random, note), replica, line)

    def _send(self, attempt: Attempt, replica: Replica, line: Line) -> bool:
        """Send a request, and add it to the history. Return whether its outcome is known."""
        if not line.connect():
            return False
        response = line.send(_encode(attempt, replica.facts["api_key"]))
        end = time.monotonic()
        if response is None or response.status == 503:
            self._note_unknown(attempt, response)
            return False
        self.ids.append(response.headers["x-request-id"])
        self.acknowledged += 1
        result = _result(attempt, response)
        self.history.append(evolve(attempt, end=end, result=result))
        self._note(attempt, result)
        return True

    def _note_unknown(self, attempt: Attempt, response: Received | None) -> None:
        if response is not None:
            self.unavailable += 1
            # A server that stops closes the connection instead.
            assert "retry-after" in response.headers or response.headers.get("connection") == "close"
        self.history.append(attempt)

    def _attempt(self, random: Random, note: str) -> Attempt:
        user = random.choice([*self.users, *self.users[-2:]])
        (name,) = random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))
        numbers = self._numbers.setdefault(user, [])
        if name == "add" and len(numbers) > _MOST_KEYS:
            name = "remove"
        argument: object = None
        if name == "add":
            argument = note
        elif name in ("remove", "get"):
            argument = random.choice(list(numbers) or [1])
        if user == _LOCK:
            name, argument = {"get": "list"}.get(name, name), None if name == "get" else argument
        return Attempt(user, name, argument, time.monotonic())

    def _note(self, attempt: Attempt, result: Result) -> None:
        """Record which keys the user may have, so that requests name some of them."""
        numbers = self._numbers.setdefault(attempt.user, [])
        match attempt.name, result:
            case "add", (200, int() | str() as number, _):
                numbers.append(number)
            case ("remove", _) | ("get", (404,)):
                self._numbers[attempt.user] = [number for number in numbers if number != attempt.argument]
            case "list", (200, _):
                self._numbers[attempt.user] = [number for number, _ in cast("Iterable[tuple[Number, str]]", result[1])]
            case _:
                pass


def email(user: str) -> str:
    """Return the e-mail address of a user, which no other user may have."""
    return f"{user}@example.com"


def _user(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


_PATHS = {
    "create": "CreateUser",
    "add": "AddPhysicalKey",
    "remove": "RemovePhysicalKey",
    "list": "PhysicalKeys",
    "get": "PhysicalKeys/{}",
}
_LOCK = "lock 1"
_LOCK_PATHS = {"create": "CreateLock", "add": "AddKey", "remove": "RemoveKey", "list": "details"}


def _encode(attempt: Attempt, api_key: str) -> bytes:
    if attempt.user == _LOCK:
        path = f"/locks/1/{_LOCK_PATHS[attempt.name]}"
        bodies: dict[str, object] = {
            "create": {"index": 1, "uuid": _user(1)},
            "add": {"keyUuid": attempt.argument},
            "remove": {"keyUuid": str(attempt.argument)},
        }
    else:
        path = f"/users/{attempt.user}/{_PATHS[attempt.name].format(attempt.argument)}"
        bodies = {
            "create": {"userId": attempt.user, "email": email(attempt.user)},
            "add": {"orgId": ORG, "note": attempt.argument},
            "remove": {"number": attempt.argument},
        }
    method, body = ("POST", json.dumps(bodies[attempt.name])) if attempt.name in bodies else ("GET", "")
    return (
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {api_key}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _result(attempt: Attempt, response: Received) -> Result:
    """Return the facts of a response, in the form of the model."""
    body: dict[str, Any] = json.loads(response.body)
    match attempt.name, response.status:
        case "create", 200 | 201:
            return response.status, body["version"]
        case "add", 200:
            return 200, body.get("number", attempt.argument), body["version"]
        case "remove", 200:
            return 200, body["version"]
        case "list", 200 if attempt.user == _LOCK:
            return 200, tuple(sorted((key["uuid"], key["uuid"]) for key in body["keys"]))
        case "list", 200:
            return 200, tuple((key["number"], key["note"]) for key in body["keys"])
        case "get", 200:
            return 200, body["note"]
        case _, 404:
            return (404,)
        case _:
            raise AssertionError(f"{attempt.name} returned {response.status}: {body}")
