"""Load on a server by wrk, with `wrk.lua`."""

import json
import shutil
from pathlib import Path
from typing import Any

from attrs import frozen

from .environment import run
from .mocks import API_KEY, USER, Running

_SCRIPT = Path(__file__).with_suffix(".lua")


@frozen
class Load:
    """The result of a load.

    Attributes:
        rate: Responses per second.
        rejected: The share of responses whose status is not 2xx or 3xx.
        median: The median latency in microseconds.
        p99: The 99th percentile of the latency in microseconds. wrk also counts the requests that it could not send
            because it waited, so a single long pause shows.
        cost: The core time of the server for each response, in microseconds.
    """

    rate: float
    rejected: float
    median: float
    p99: float
    cost: float


def missing() -> str | None:
    """Return how to install wrk, or None if it is installed."""
    return None if shutil.which("wrk") else "These sections need wrk. Install it, for example with: apt-get install wrk"


def load(name: str, server: Running, *, connections: int, seconds: int, core: int | None = None) -> Load:
    """Put one of the loads of `wrk.lua` on a server, from one thread.

    Raises:
        RuntimeError: Some requests got no response.
    """
    options = ("-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "5s", "--latency", "-s", _SCRIPT)
    before = server.spent()
    printed = run("wrk", *options, server.base_url, "--", name, USER, API_KEY, core=core)
    spent = server.spent() - before
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    responses, lost = found["responses"], found["lost"]
    if lost or not responses:
        raise RuntimeError(f"{lost} requests got no response, {responses} did")
    rate, rejected = responses / found["microseconds"] * 1e6, found["rejected"] / responses
    return Load(rate, rejected, found["median"], found["p99"], spent / responses * 1e6)
