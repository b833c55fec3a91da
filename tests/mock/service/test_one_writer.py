"""How commands change state: one after another, each with one event, and not at all where they are rejected."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from spkey_mock.store.memory import MemoryStore
from spkey_mock.store.recorded import Recorded
from spkey_mock.store.store import Append

from ..support import ORG, OTHER_USER, USER, Mock, Reply, rule

REJECTED: list[Callable[[Mock], Reply]] = [
    lambda mock: mock.remove(1, headers=[]),
    lambda mock: mock.remove(0),
    lambda mock: mock.remove(1, headers=[mock.bearer(OTHER_USER)]),
    lambda mock: mock.remove(9),
    lambda mock: mock.remove(3),
    lambda mock: mock.add(""),
    lambda mock: mock.add(headers=[mock.bearer(OTHER_USER)]),
    lambda mock: mock.command("RemovePhysicalKey", {"number": 1, "_callerOrgId": ORG}),
    lambda mock: mock.remove(1, headers=[mock.key(), ("X-Org-Id", ORG)]),
    lambda mock: mock.remove(1, user=OTHER_USER),
]


@rule("service.refusal_changes_nothing")
@pytest.mark.parametrize("rejected", REJECTED)
def test_a_rejected_request_changes_nothing(stocked: Mock, rejected: Callable[[Mock], Reply]) -> None:
    before, events = stocked.user, stocked.events
    assert rejected(stocked).status >= 400
    assert stocked.user is before
    assert stocked.events == events
    assert stocked.world.users.get(OTHER_USER) is None
    assert stocked.add().body["number"] == 4


@rule("service.query_changes_nothing")
def test_a_query_changes_nothing(stocked: Mock) -> None:
    before = stocked.user
    for path in ("PhysicalKeys", "PhysicalKeys/1", "profile", "PhysicalKeys/9", "PhysicalKeys/0"):
        for method in ("GET", "HEAD"):
            stocked.send(method, f"/users/{USER}/{path}")
            stocked.send(method, f"/users/{OTHER_USER}/{path}")
    assert stocked.user is before
    assert stocked.world.users.get(OTHER_USER) is None


@rule("service.version_counts_events")
def test_the_version_counts_the_events_of_all_commands(stocked: Mock) -> None:
    versions = [
        stocked.create().body["version"],
        stocked.add().body["version"],
        stocked.remove(1).body["version"],
        stocked.create().body["version"],
        stocked.remove(2).body["version"],
    ]
    assert versions == [4, 5, 6, 6, 7]
    assert len(stocked.events) == 7


def at_once(call: Callable[[], Reply], times: int) -> list[Reply]:
    """Return the replies to calls from as many threads, which start at the same moment."""
    barrier = threading.Barrier(times)

    def wait_and_call() -> Reply:
        barrier.wait(10)
        return call()

    with ThreadPoolExecutor(times) as pool:
        pending = [pool.submit(wait_and_call) for _ in range(times)]
        return [reply.result() for reply in pending]


@rule("service.one_writer_per_user")
def test_of_parallel_removals_of_one_key_one_succeeds(stocked: Mock) -> None:
    replies = at_once(lambda: stocked.remove(1), 16)
    assert Counter(reply.status for reply in replies) == {200: 1, 404: 15}
    assert stocked.version == 5


@rule("service.one_writer_per_user")
def test_parallel_additions_get_consecutive_numbers_and_versions(mock: Mock) -> None:
    created = at_once(mock.create, 8)
    assert Counter(reply.status for reply in created) == {201: 1, 200: 7}
    added = at_once(mock.add, 16)
    assert sorted(reply.body["number"] for reply in added) == list(range(1, 17))
    assert sorted(reply.body["version"] for reply in added) == list(range(2, 18))
    assert all(reply.body["version"] == reply.body["number"] + 1 for reply in added)


class RacedStore(MemoryStore):
    """A store in which another writer is always faster than the first attempt to append."""

    overtake: Callable[[], object] | None = None

    def append(self, *appends: Append) -> tuple[Recorded, ...]:
        overtake, self.overtake = self.overtake, None
        if overtake is not None:
            overtake()
        return super().append(*appends)


@rule("service.one_writer_per_user")
def test_a_command_that_was_overtaken_is_decided_again() -> None:
    mock = Mock(store=lambda limits: RacedStore())
    assert isinstance(mock.store, RacedStore)
    mock.create()
    mock.add()
    mock.add()
    mock.store.overtake = lambda: mock.remove(1)
    assert mock.remove(1).status == 404
    mock.store.overtake = mock.add
    assert mock.add().body["number"] == 4
    mock.store.overtake = lambda: mock.create(OTHER_USER)
    assert mock.create(OTHER_USER).status == 200
