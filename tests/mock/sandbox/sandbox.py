"""A sandbox: replicas over one store, and its PostgreSQL server if there is one."""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from typing import Any, TypeVar

from attrs import evolve, frozen

from ..postgres import PostgresServer
from .cable import Cable, cable
from .history import Event, Log
from .load import HEALTHY_AFTER
from .replica import Replica

T = TypeVar("T")

_COMMANDS = {
    "UserCreated": "create",
    "PhysicalKeyAdded": "add",
    "PhysicalKeyRemoved": "remove",
    "LockCreated": "create",
    "KeyAdded": "add",
    "KeyRemoved": "remove",
}


@frozen
class Sandbox:
    """Replicas that serve the same worlds.

    Attributes:
        replicas: The replicas.
        store: The URL of their store, without the cable.
        postgres: The PostgreSQL server of the store, if there is one.
        cable: The relay between the replicas and that server, if there is one.
    """

    replicas: tuple[Replica, ...]
    store: str
    postgres: PostgresServer | None = None
    cable: Cable | None = None

    def request(
        self, replica: Replica, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        """Send a request to a replica, by default with its API key. Return the status and the body."""
        with closing(HTTPConnection("127.0.0.1", replica.port, timeout=30)) as connection:
            sent = {"X-API-Key": replica.facts["api_key"]} if headers is None else headers
            connection.request(method, path, None if body is None else json.dumps(body), sent)
            response = connection.getresponse()
            data = response.read()
            return response.status, json.loads(data) if data else None

    def get(self, path: str, replica: Replica | None = None) -> Any:
        """Return the body of a 200, once a replica is healthy."""
        status, body = healthy(lambda: self.request(replica or self.replicas[0], "GET", path))
        assert status == 200, body
        return body

    def log(self, replica: Replica | None = None) -> Log:
        """Return the log of events as a replica shows it."""
        read = self.get("/_mock/events?limit=100000", replica)
        assert read["forgotten"] == 0
        log: dict[str, list[Event]] = defaultdict(list)
        for event in read["events"]:
            name, data = _COMMANDS[event["type"]], event["data"]
            of_lock = event["aggregateType"] == "lock"
            subject = f"lock {event['aggregateId']}" if of_lock else event["userId"]
            key = data.get("keyUuid") if of_lock else data.get("number")
            argument = data.get("note", key) if name == "add" else key
            number = key if name == "add" else None
            log[subject].append(Event(event["position"], event["version"], name, argument, number))
        return log


def healthy(request: Callable[[], tuple[int, T]]) -> tuple[int, T]:
    """Return the response to a request that is repeated while it returns 503.

    Raises:
        AssertionError: The service does not become healthy.
    """
    until = time.monotonic() + HEALTHY_AFTER
    while True:
        status, body = request()
        if status != 503:
            return status, body
        assert time.monotonic() < until, f"the service does not become healthy: {body}"
        time.sleep(0.05)


def until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + HEALTHY_AFTER
    while not condition():
        assert time.monotonic() < end, "the condition does not become true"
        time.sleep(0.02)


@contextmanager
def serving(store: str, *options: str, count: int = 1) -> Generator[Sandbox]:
    """Run replicas over a store."""
    with ExitStack() as stack:
        replicas = tuple(stack.enter_context(closing(Replica(store, *options))) for _ in range(count))
        start(replicas)
        yield Sandbox(replicas, store)


@contextmanager
def replicated(postgres: PostgresServer, *options: str, store: str | None = None, count: int = 2) -> Generator[Sandbox]:
    """Run replicas over a database, by default a new one, which they reach through a cable."""
    url = store or postgres.database()
    with cable(postgres.port) as relay, serving(_through(relay, url, postgres.port), *options, count=count) as sandbox:
        yield evolve(sandbox, store=url, postgres=postgres, cable=relay)


def _through(relay: Cable, url: str, port: int) -> str:
    return url.replace(f":{port}/", f":{relay.port}/")


def start(replicas: tuple[Replica, ...]) -> None:
    """Start replicas at the same time."""
    for replica in replicas:
        replica.launch()
    for replica in replicas:
        replica.wait()
