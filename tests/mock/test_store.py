import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from spkey_mock.aggregates.users import PhysicalKey, PhysicalKeyAdded, PhysicalKeyRemoved, Profile, User, UserCreated
from spkey_mock.service.errors import Full
from spkey_mock.store.memory import ConflictError, MemoryStore, Recorded
from spkey_mock.world.limits import Limits

from .support import ORG, OTHER_USER, START, USER

CREATED = UserCreated(USER, "ACTIVE", Profile(), START)


def key_added(number: int) -> PhysicalKeyAdded:
    return PhysicalKeyAdded(USER, PhysicalKey(number, ORG, START))


def test_a_user_of_whom_nothing_is_recorded_is_at_version_0() -> None:
    assert MemoryStore().load(USER) == User(USER)
    assert MemoryStore().events(USER) == ()


def test_what_is_appended_is_loaded() -> None:
    store = MemoryStore()
    user = store.append(USER, 0, [CREATED, key_added(1)])
    assert store.load(USER) is user
    assert (user.version, list(user.keys)) == (2, [1])
    assert store.events(USER) == (Recorded(USER, 1, CREATED), Recorded(USER, 2, key_added(1)))


def test_users_are_kept_apart() -> None:
    store = MemoryStore()
    store.append(USER, 0, [CREATED])
    assert store.load(OTHER_USER).version == 0


@pytest.mark.parametrize("expected", [0, 2])
def test_an_append_at_another_version_records_nothing(expected: int) -> None:
    store = MemoryStore()
    store.append(USER, 0, [CREATED])
    with pytest.raises(ConflictError):
        store.append(USER, expected, [key_added(1)])
    assert store.load(USER).version == 1
    assert store.events(USER) == (Recorded(USER, 1, CREATED),)


@pytest.fixture
def restless_threads() -> Iterator[None]:
    """Threads that take turns after every few instructions."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("restless_threads")
def test_of_parallel_appends_at_one_version_one_is_recorded() -> None:
    store = MemoryStore()
    store.append(USER, 0, [CREATED])

    def append(version: int) -> bool:
        try:
            store.append(USER, version, [key_added(number) for number in range(version, version + 20)])
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        for _ in range(50):
            version = store.load(USER).version
            assert sum(pool.map(append, [version] * 8)) == 1
    assert store.load(USER).version == len(store.events(USER)) == 1001


def test_a_number_that_was_given_out_meanwhile_is_not_recorded() -> None:
    store = MemoryStore()
    user = store.append(USER, 0, [CREATED])
    kept = PhysicalKey(3, ORG, START, note="precious")
    store.restore([replace(user, next_number=10, keys={3: kept})])
    with pytest.raises(ConflictError):
        store.append(USER, user.version, [key_added(3)])
    assert store.load(USER).keys == {3: kept}


def test_texts_are_bounded_and_those_of_events_forgotten() -> None:
    store = MemoryStore(Limits(text=1000))
    store.append(USER, 0, [CREATED])
    for number in range(1, 100):
        store.append(USER, store.load(USER).version, [PhysicalKeyAdded(USER, PhysicalKey(number, "o" * 300, START))])
        store.append(USER, store.load(USER).version, [PhysicalKeyRemoved(USER, number, START)])
    assert store.forgotten > 150
    more = [PhysicalKeyAdded(USER, PhysicalKey(number, "o" * 300, START)) for number in range(100, 105)]
    with pytest.raises(Full, match=r"not be more than 1000 characters of text .* raise Limits\.text"):
        store.append(USER, store.load(USER).version, more)
    store.append(USER, store.load(USER).version, more[:3])
    with pytest.raises(Full):
        store.restore([replace(store.load(USER), profile=Profile(email="e" * 1000))])
    store.restore([User(USER, 1)])
    assert store.append(USER, 1, [PhysicalKeyAdded(USER, PhysicalKey(1, "o" * 900, START))]).version == 2
