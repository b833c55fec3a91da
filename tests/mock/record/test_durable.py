"""Journal and coverage of a durable world."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from spkey_mock import Coverage, Fault, Request, Settings, World
from spkey_mock.store.connect import connect
from spkey_mock.store.durable import Database

from ..support import USER


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], World]]:
    """Return a function that starts a process with a world, after the one before was killed."""
    databases: list[Database] = []

    def start() -> World:
        for database in databases:
            database.close()
        databases.append(connect(f"sqlite:{tmp_path / 'state.db'}"))
        return World(Settings(api_keys=(("a-secret", "acme"),)), name="w", database=databases[-1])

    yield start
    databases[-1].close()


def command(name: str, body: bytes = b"{}", query: bytes = b"", *, key: bytes = b"a-secret") -> Request:
    return Request("POST", f"/users/{USER}/{name}".encode(), query, ((b"X-API-Key", key),), body)


REQUESTS = [
    command("CreateUser", f'{{"userId": "{USER}"}}'.encode()),
    command("AddPhysicalKey", '{"orgId": "acme", "note": "Haustür"}'.encode(), b"q=\xff&token=a-secret"),
    command("RemovePhysicalKey", b'{"number": 1}'),
    command("RemovePhysicalKey", b'{"number": 1}'),
    command("RemovePhysicalKey", b'{"number": 0, "\\ud800": "\\u0000"}'),
    command("RemovePhysicalKey", b"\xff" * 20_000),
    command("AddPhysicalKey", key=b"unknown"),
    Request("GET", b"/users/%ff%00/profile", headers=((b"x\x80", b"\xff\x00"),)),
    Request("GET", b"/nowhere"),
]


def shown(coverage: Coverage) -> tuple[object, object]:
    return coverage.operations, coverage.rules


def test_requests_and_their_coverage_survive_a_kill(start: Callable[[], World], tmp_path: Path) -> None:
    world = start()
    for fault in (None, Fault(kind="drop"), Fault(kind="latency", delay=1)):
        for request in REQUESTS:
            if fault is not None:
                world.faults.add(fault)
            world.handle(request).lose()
    entries, coverage = world.journal.entries, shown(world.coverage)
    world.flush()
    again = start()
    assert again.journal.entries == entries
    assert len(entries) == again.journal.total == 3 * len(REQUESTS)
    assert {200, 201, 400, 401, 404} <= {entry.status for entry in entries}
    assert shown(again.coverage) == coverage
    again.handle(REQUESTS[0])
    assert [entry.id for entry in again.journal.entries][:-1] == [entry.id for entry in entries]
    assert b"a-secret" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
