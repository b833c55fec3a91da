"""Servers are killed under load. Every acknowledged command has exactly one event.

`make soak` repeats this hundreds of times with other seeds.
"""

from pathlib import Path
from random import Random

from ..postgres import PostgresServer
from .crashes import REPLICA_CRASHES, Survived, kill_one, survive
from .sandbox import replicated, serving

SEED = 14


def test_a_killed_server_over_sqlite_has_lost_and_duplicated_nothing(tmp_path: Path) -> None:
    with serving(f"sqlite:{tmp_path / 'state.db'}") as sandbox:
        _assert_right(survive(sandbox, SEED, [kill_one] * 5))


def test_replicas_over_postgresql_survive_every_crash(postgres_server: PostgresServer) -> None:
    with replicated(postgres_server) as sandbox:
        _assert_right(survive(sandbox, SEED, Random(SEED).sample(REPLICA_CRASHES, len(REPLICA_CRASHES))))


def test_a_server_that_loses_its_events_is_caught() -> None:
    with serving("memory") as sandbox:
        survived = survive(sandbox, SEED, [kill_one])
    assert "the log lacks" in "\n".join(survived.problems)


def _assert_right(survived: Survived) -> None:
    assert survived.unknown, f"no request was interrupted: {survived}"
    assert not survived.problems, "\n".join([f"seed {SEED}: {survived}", *survived.problems])
