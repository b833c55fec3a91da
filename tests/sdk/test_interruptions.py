"""Exceptions out of signal handlers, such as Celery's soft time limit, in the middle of sync calls."""

import random
import signal
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from spkey_client import SpkeyClient
from spkey_client.httpx2 import Httpx2Client

from .alone import alone
from .listener import listening, profile


class InterruptedCallError(Exception):
    pass


def storm(library: str, url: str) -> Any:
    """The results of many interrupted calls, and of calls on all connections afterwards."""

    def interrupt(*_: object) -> None:
        raise InterruptedCallError

    chance = random.Random(17)
    http: Any = Httpx2Client(max_connections=2, trust_env=False) if library == "httpx2" else None
    limit: dict[str, Any] = {} if http else {"max_connections": 2}
    client = SpkeyClient(
        api_key="k", base_url=url, http_client=http, max_retries=0, pool_timeout=20.0, timeout=20.0, **limit
    )
    client.users.get_profile("first")  # imports modules, and Python does not survive an interrupted import
    signal.signal(signal.SIGALRM, interrupt)
    found = {"right": 0, "wrong": 0, "interrupted": 0}
    for number in range(1000):
        try:
            try:
                signal.setitimer(signal.ITIMER_REAL, chance.random() * 0.004 + 1e-5)
                same = client.users.get_profile(f"u{number}").user_id == f"u{number}"
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            found["right" if same else "wrong"] += 1
        except InterruptedCallError:
            found["interrupted"] += 1
    with ThreadPoolExecutor(2) as threads:  # each waits for the other
        both = threads.map(client.users.get_profile, ["together-1", "together-2"])
        return found, [profile.user_id for profile in both]


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_interrupted_calls_leave_a_client_that_works_with_all_of_its_connections(library: str) -> None:
    together = Barrier(2, timeout=30)

    def respond(request: bytes) -> bytes:
        if b"/together-" in request:
            together.wait()
        return profile(request)

    with listening(respond) as listener:
        found, both = alone(storm, library, listener.url)
    assert found["wrong"] == 0
    assert found["interrupted"] > 100
    assert both == ["together-1", "together-2"]
