"""Replicas: processes of the mock that serve one store, and load on them by wrk."""

import json
import os
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from attrs import field, frozen

from ..environment import run
from ..mocks import API_KEY, Command, Mock, Running, serving
from .content import BUSY, ORG, Content

CONNECTIONS = 16

_SCRIPT = Path(__file__).with_name("load.lua")
_LIMITS = ("users", "keys", "text", "events", "memory", "body")
_IMPORT = 600.0


@frozen
class Load:
    """The result of a load, one half of which are additions and the other half removals.

    Attributes:
        rate: Responses per second.
        rejected: The share of responses whose status is not 2xx. Lost races count among them.
        p99: The 99th percentile of the latency, in milliseconds.
        cores: The number of cores that the replicas used.
        busy: The number of cores that all processes used, including wrk and the database.
    """

    rate: float
    rejected: float
    p99: float
    cores: float
    busy: float


@frozen
class Replicas:
    """Running replicas of one service.

    Attributes:
        servers: The replicas.
        users: The number of users that the load falls on.
    """

    servers: Sequence[Running] = field(repr=False)
    users: int = BUSY

    @contextmanager
    def turn(self) -> Generator[None]:
        """Resume suspended replicas for the duration of the context."""
        with ExitStack() as stack:
            for server in self.servers:
                stack.enter_context(server.turn())
            yield

    def stop(self) -> None:
        """Suspend the replicas until their turn."""
        for server in self.servers:
            server.stop()

    def load(self, seconds: int) -> Load:
        """Load all replicas, from one thread for each.

        Raises:
            RuntimeError: Some requests got no response.
        """
        count = len(self.servers)
        ports = [str(urlsplit(server.base_url).port) for server in self.servers]
        options = (f"-t{count}", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "--latency", "-s", _SCRIPT)
        before, busy, begun = self._spent(), _busy(), time.perf_counter()
        printed = run("wrk", *options, self.servers[0].base_url, "--", API_KEY, str(self.users), *ports)
        taken = time.perf_counter() - begun
        cores, busy = (self._spent() - before) / taken, (_busy() - busy) / taken
        found: dict[str, Any] = json.loads(printed.splitlines()[-1])
        responses, lost = found["responses"], found["lost"]
        if lost or not responses:
            raise RuntimeError(f"{lost} requests got no response, {responses} did")
        rate = responses / found["microseconds"] * 1e6
        return Load(rate, found["rejected"] / responses, found["p99"] / 1000, cores, busy)

    def _spent(self) -> float:
        return sum(server.spent() for server in self.servers)


def _busy() -> float:
    """Return the core time that all processes have used, in seconds."""
    user, nice, system, _idle, _wait, irq, soft, *_ = map(int, Path("/proc/stat").read_text("ascii").split()[1:11])
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")


def mock(name: str, url: str) -> Mock:
    """Return our mock on a store, with limits that allow every content."""
    limits = [it for limit in _LIMITS for it in (f"--max-{limit}", "10000000000")]

    def command(port: int) -> Command:
        options = ("--port", str(port), "--store", url, "--api-key", f"{API_KEY}={ORG}", "--secret", "s" * 32, "--json")
        return (sys.executable, "-m", "spkey_mock", "serve", *options, *limits)

    return Mock(name, command, "ours", python=Path(sys.executable))


@contextmanager
def replicas(name: str, url: str, count: int, content: Content) -> Generator[Replicas]:
    """Start replicas on an empty store, and fill it with a content."""
    with ExitStack() as stack:
        servers: list[Running] = []
        for number in range(count):
            server = stack.enter_context(serving(mock(f"{name}, replica {number + 1}", url)))
            server.wait()
            if not servers:
                fill(server, content)
            servers.append(server)
        yield Replicas(servers, min(content.users, BUSY))


def fill(server: Running, content: Content) -> None:
    """Import a content."""
    headers = {"Content-Type": "application/json"}
    response = httpx.put(
        f"{server.base_url}/_mock/state", content=content.exported(), headers=headers, timeout=_IMPORT, trust_env=False
    )
    if not response.is_success:
        raise RuntimeError(f"The import returned {response.status_code}: {response.text[:300]}")
