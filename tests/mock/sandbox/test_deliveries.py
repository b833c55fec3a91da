"""Servers are killed while they deliver events. Each event arrives, and those of a user first arrive in their order."""

import json
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random

from ..postgres import PostgresServer
from ..receiver import Post, Receiver, receiving
from .crashes import Crash, cut_cable, kill_all, kill_everything, kill_one
from .history import Log
from .load import Load
from .sandbox import Sandbox, replicated, serving

_SEED = 14
_TIMEOUT = 60
_PAUSE = 0.02

Arrived = dict[str, dict[int, set[str]]]
"""The ids of the posts by user and version, in the order of their first arrival."""


def test_a_killed_server_over_sqlite_delivers_each_event(tmp_path: Path) -> None:
    with serving(f"sqlite:{tmp_path / 'state.db'}") as sandbox:
        _assert_delivered(sandbox, [kill_one] * 3)


def test_replicas_deliver_each_event_whatever_crashes(postgres_server: PostgresServer) -> None:
    with replicated(postgres_server) as sandbox:
        _assert_delivered(sandbox, [kill_one, cut_cable, kill_all, kill_everything])


def _assert_delivered(sandbox: Sandbox, crashes: Sequence[Crash]) -> None:
    random = Random(_SEED)
    with receiving() as receiver:
        webhook = {"url": receiver.url, "retryDelay": 50}
        status, answer = sandbox.request(sandbox.replicas[0], "POST", "/_mock/webhooks", webhook)
        assert status == 201, answer
        with Load(sandbox.replicas, _SEED, clients=2, pause=_PAUSE) as load:
            for crash in crashes:
                time.sleep(random.uniform(0.1, 0.4))
                crash(sandbox, random)
        log = sandbox.log()
        arrived = _arrivals(receiver, log)
    for user, events in log.items():
        assert list(arrived[user]) == [event.version for event in events], user
        assert {len(ids) for ids in arrived[user].values()} == {1}, "a repeated delivery has another id"
    assert load.history


def _arrivals(receiver: Receiver, log: Log) -> Arrived:
    """Return the deliveries that arrive until each event of the log has arrived."""
    arrived: Arrived = defaultdict(lambda: defaultdict(set))
    end = time.monotonic() + _TIMEOUT
    missing = {(user, event.version) for user, events in log.items() for event in events}
    while missing:
        assert time.monotonic() < end, f"these events do not arrive: {sorted(missing)}"
        for post in receiver.got():
            user, version, event_id = _identity(post)
            arrived[user][version].add(event_id)
            missing.discard((user, version))
        time.sleep(0.02)
    return arrived


def _identity(post: Post) -> tuple[str, int, str]:
    body = json.loads(post.body)
    detail = body["detail"]
    lock = "lock " if detail["aggregateType"] == "lock" else ""
    return lock + detail["aggregateId"], detail["version"], body["id"]
