import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from spkey_mock.store import ConflictError, MemoryStore, Recorded
from spkey_mock.users import PhysicalKey, PhysicalKeyAdded, Profile, User, UserCreated

from .support import ORG, OTHER_USER, START, USER

CREATED = UserCreated(USER, "ACTIVE", Profile(), START)
ADDED = PhysicalKeyAdded(USER, PhysicalKey(1, ORG, START))


def test_a_user_of_whom_nothing_is_recorded_is_at_version_0() -> None:
    assert MemoryStore().load(USER) == User(USER)
    assert MemoryStore().events(USER) == ()


def test_what_is_appended_is_loaded() -> None:
    store = MemoryStore()
    user = store.append(USER, 0, [CREATED, ADDED])
    assert store.load(USER) is user
    assert (user.version, list(user.keys)) == (2, [1])
    assert store.events(USER) == (Recorded(USER, 1, CREATED), Recorded(USER, 2, ADDED))


def test_users_are_kept_apart() -> None:
    store = MemoryStore()
    store.append(USER, 0, [CREATED])
    assert store.load(OTHER_USER).version == 0


@pytest.mark.parametrize("expected", [0, 2])
def test_an_append_at_another_version_records_nothing(expected: int) -> None:
    store = MemoryStore()
    store.append(USER, 0, [CREATED])
    with pytest.raises(ConflictError):
        store.append(USER, expected, [ADDED])
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
            store.append(USER, version, [ADDED] * 20)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        for _ in range(50):
            version = store.load(USER).version
            assert sum(pool.map(append, [version] * 8)) == 1
    assert store.load(USER).version == len(store.events(USER)) == 1001
