"""Load on a server by wrk, with `wrk.lua`."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .environment import run
from .mocks import API_KEY, USER, Running

_SCRIPT = Path(__file__).with_suffix(".lua")


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it.

    Attributes:
        rate: Answers per second.
        refused: The share of the answers whose status is not 2xx or 3xx.
        median: The median latency in microseconds.
        p99: The latency in microseconds that one answer in a hundred exceeds. wrk counts in the requests that it could
            not send because it waited, so that one long pause shows.
        cost: The microseconds of a core that the server took for each answer.
    """

    rate: float
    refused: float
    median: float
    p99: float
    cost: float


def missing() -> str | None:
    """What to do, if wrk is not there."""
    return None if shutil.which("wrk") else "This benchmark needs wrk: apt-get install wrk, or the like."


def load(name: str, server: Running, *, connections: int, seconds: int, core: int | None = None) -> Load:
    """Puts one of the loads of `wrk.lua` on a server, from one thread.

    Raises:
        RuntimeError: Not every request was answered.
    """
    options = ("-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "5s", "--latency", "-s", _SCRIPT)
    before = server.spent()
    printed = run("wrk", *options, server.base_url, "--", name, USER, API_KEY, core=core)
    spent = server.spent() - before
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    answers, lost = found["answers"], found["lost"]
    if lost or not answers:
        raise RuntimeError(f"{lost} requests were not answered, {answers} were")
    rate, refused = answers / found["microseconds"] * 1e6, found["refused"] / answers
    return Load(rate, refused, found["median"], found["p99"], spent / answers * 1e6)
