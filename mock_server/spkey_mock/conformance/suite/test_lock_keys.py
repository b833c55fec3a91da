"""The keys on a lock."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from time import monotonic, sleep
from uuid import uuid4

import pytest
from attrs import evolve

from ..lock import Lock
from ..plugin import AsUser
from ..setting import Setting
from ..user import User
from .marks import rule

Wait = Callable[[Callable[[], bool]], None]


@rule("lock_keys.add.event_recorded")
def test_an_added_key_is_recorded_and_on_the_lock(lock: Lock) -> None:
    added = lock.add_key("k1", keyIndexNumber=3, userId="u1")
    assert (added["version"], added["event"]["type"]) == (2, "KeyAdded")
    data = added["event"]["data"]
    assert (data["lockId"], data["uuid"]) == (lock.id, lock.uuid)
    assert (data["keyUuid"], data["keyIndexNumber"], data["userId"]) == ("k1", 3, "u1")
    assert set(lock.add_key("k2")["event"]["data"]).isdisjoint({"keyIndexNumber", "userId"})
    assert lock.details()["keys"] == [{"uuid": "k1", "indexNumber": 3, "userId": "u1"}, {"uuid": "k2"}]


@rule("lock_keys.add.key_once_per_lock")
def test_a_key_is_on_a_lock_once(lock: Lock) -> None:
    lock.add_key("k1")
    assert lock.try_add_key("k1", keyIndexNumber=1).status == 400
    assert (lock.version(), lock.keys()) == (2, ["k1"])
    assert lock.try_remove_key(keyUuid="k1").status == 200
    lock.add_key("k1")
    assert lock.keys() == ["k1"]


@rule("lock_keys.add.user_gets_rights")
def test_a_key_gives_rights_until_the_last_one_is_removed(lock: Lock, as_user: AsUser, unknown: User) -> None:
    user = evolve(unknown, id=str(uuid4()))
    seen = lock.seen_by(as_user(user))
    assert seen.get("details").status == 403
    for key in ("k1", "k2"):
        lock.add_key(key, userId=user.id)
    statuses: list[int] = []
    for key in ("k1", "k2"):
        assert lock.try_remove_key(keyUuid=key).status == 200
        statuses.append(seen.get("details").status)
    assert statuses == [200, 403]


@rule("lock_keys.remove.event_recorded", "lock_keys.remove.key_must_be_on_lock")
@pytest.mark.parametrize(
    "named",
    [{"keyUuid": "k2"}, {"keyIndexNumber": 2}, {"keyUuid": "k2", "keyIndexNumber": 2}],
    ids=["by uuid", "by index", "by both"],
)
def test_a_key_is_removed_once(lock: Lock, named: dict[str, object]) -> None:
    for index in (1, 2):
        lock.add_key(f"k{index}", keyIndexNumber=index)
    removed = lock.try_remove_key(**named)
    assert (removed.status, removed["version"], removed["event"]["type"]) == (200, 4, "KeyRemoved")
    data = removed["event"]["data"]
    assert (data["lockId"], data["keyUuid"], data["keyIndexNumber"]) == (lock.id, "k2", 2)
    assert lock.try_remove_key(**named).status == 404
    assert (lock.version(), lock.keys()) == (4, ["k1"])


@rule("lock_keys.remove.key_must_be_named")
def test_a_removal_names_a_key(lock: Lock) -> None:
    lock.add_key("k1")
    assert lock.try_remove_key().status == 400
    assert lock.keys() == ["k1"]


@rule("lock_keys.remove.both_must_match")
def test_a_uuid_and_an_index_name_the_same_key(lock: Lock) -> None:
    for index in (1, 2):
        lock.add_key(f"k{index}", keyIndexNumber=index)
    assert lock.try_remove_key(keyUuid="k1", keyIndexNumber=2).status == 404
    assert lock.keys() == ["k1", "k2"]


@rule("lock_keys.remove.index_must_be_unambiguous")
def test_an_index_of_two_keys_removes_neither(lock: Lock) -> None:
    for key in ("k1", "k2"):
        lock.add_key(key, keyIndexNumber=7)
    assert lock.try_remove_key(keyIndexNumber=7).status == 400
    assert lock.keys() == ["k1", "k2"]
    assert lock.try_remove_key(keyUuid="k2", keyIndexNumber=7).status == 200
    assert lock.try_remove_key(keyIndexNumber=7).status == 200


@rule("lock_keys.write.event_recorded", "lock_keys.write.keys_unchanged")
def test_writing_a_key_onto_a_card_leaves_the_keys_alone(lock: Lock) -> None:
    lock.add_key("k1")
    for key in ("k1", "k2"):
        written = lock.send("WriteKey", keyUuid=key, keyIndexNumber=3)
        assert (written.status, written["event"]["type"]) == (200, "KeyWriteRequested")
        data = written["event"]["data"]
        assert (data["lockId"], data["keyUuid"], data["keyIndexNumber"]) == (lock.id, key, 3)
    assert (lock.version(), lock.details()["keys"]) == (4, [{"uuid": "k1"}])


@pytest.fixture
def wait(setting: Setting) -> Wait:
    """Waits for a condition. A mock's clock is advanced, so there is no real delay."""

    def until(condition: Callable[[], bool]) -> None:
        end = monotonic() + 20
        while not condition():
            assert monotonic() < end, "The keys must be added within 20 seconds."
            if setting.mock is None:
                sleep(0.5)
            else:
                setting.mock.call("POST", "clock/advance", {"milliseconds": 200})

    return until


@rule("lock_keys.add_in_bulk.one_key_per_second")
def test_keys_are_added_one_after_another_in_their_order(lock: Lock, wait: Wait) -> None:
    keys = [{"keyUuid": "k2", "keyIndexNumber": 5, "userId": "u1"}, {"keyUuid": "k1"}, {"keyUuid": "k3"}]
    accepted = lock.send("BulkAddKeys", keys=keys)
    assert (accepted.status, accepted["success"], accepted["lockId"]) == (200, True, lock.id)
    seen: list[list[str]] = []

    def complete() -> bool:
        seen.append(lock.keys())
        return len(seen[-1]) == 3

    wait(complete)
    assert all(keys == ["k2", "k1", "k3"][: len(keys)] for keys in seen)
    assert lock.details()["keys"][0] == {"uuid": "k2", "indexNumber": 5, "userId": "u1"}
    events = lock.events()[1:]
    assert [(event["type"], event["event"]["keyUuid"]) for event in events] == [
        ("KeyAdded", key) for key in ("k2", "k1", "k3")
    ]
    times = [datetime.fromisoformat(event["timestamp"]) for event in events]
    assert all(later - earlier >= timedelta(seconds=0.9) for earlier, later in pairwise(times))


@rule("lock_keys.add_in_bulk.known_keys_skipped")
def test_keys_on_the_lock_are_skipped(lock: Lock, wait: Wait) -> None:
    lock.add_key("k1", keyIndexNumber=1)
    assert lock.send("BulkAddKeys", keys=[{"keyUuid": "k1"}, {"keyUuid": "k2"}]).status == 200
    wait(lambda: lock.keys()[1:] == ["k2"])
    assert (lock.version(), lock.details()["keys"]) == (3, [{"uuid": "k1", "indexNumber": 1}, {"uuid": "k2"}])


@rule("lock_keys.add_in_bulk.lock_not_checked")
def test_keys_for_an_unknown_lock_are_accepted(unknown_lock: Lock) -> None:
    accepted = unknown_lock.send("BulkAddKeys", keys=[{"keyUuid": "k1"}])
    assert (accepted.status, accepted["lockId"]) == (200, unknown_lock.id)
    assert unknown_lock.get("details").status == 404
