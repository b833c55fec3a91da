"""The keys on a lock: added one by one or in bulk, removed, and written onto cards."""

import pytest

from ..support import Mock, rule
from .building import HOLDER, Building, recorded


@pytest.fixture
def lock(mock: Mock) -> Building:
    """A lock without keys."""
    lock = Building(mock)
    lock.create()
    return lock


@rule("lock_keys.add.event_recorded")
def test_an_added_key_is_on_the_lock_immediately(lock: Building) -> None:
    recorded(lock, lock.add_key("k1"), "KeyAdded", keyUuid="k1")
    reply = lock.add_key("k2", keyIndexNumber=2, userId=HOLDER)
    recorded(lock, reply, "KeyAdded", keyUuid="k2", keyIndexNumber=2, userId=HOLDER)
    assert lock.details["keys"] == [{"uuid": "k1"}, {"uuid": "k2", "indexNumber": 2, "userId": HOLDER}]


@rule("lock_keys.add.key_once_per_lock")
def test_a_key_is_on_a_lock_once_and_can_come_back(lock: Building) -> None:
    lock.add_key("k1")
    reply = lock.add_key("k1", userId=HOLDER)
    assert (reply.status, reply.message) == (400, "Key k1 is already on lock 4711.")
    lock.remove_key(keyUuid="k1")
    assert lock.add_key("k1").status == 200
    assert lock.keys == ["k1"]


def test_a_world_can_accept_a_key_twice_which_replaces_it(lock: Building) -> None:
    lock.mock.world.outside.change(duplicate_keys="accept")
    lock.add_key("k1", keyIndexNumber=1, userId=HOLDER)
    lock.add_key("k2")
    recorded(lock, lock.add_key("k1", keyIndexNumber=2), "KeyAdded", keyUuid="k1", keyIndexNumber=2)
    assert lock.details["keys"] == [{"uuid": "k1", "indexNumber": 2}, {"uuid": "k2"}]
    assert lock.open(headers=[lock.mock.bearer(HOLDER)]).status == 403
    assert lock.remove_key(keyIndexNumber=1).status == 404
    assert lock.remove_key(keyIndexNumber=2).status == 200


@rule("lock_keys.add.user_gets_rights")
def test_a_user_has_rights_as_long_as_one_of_the_keys_is_on_the_lock(lock: Building) -> None:
    holder = [lock.mock.bearer(HOLDER)]
    lock.add_key("k1", userId=HOLDER)
    assert lock.add_key("k2", headers=holder, userId=HOLDER).status == 200
    lock.remove_key(keyUuid="k1")
    assert lock.open(headers=holder).status == 200
    lock.remove_key(keyUuid="k2")
    assert lock.open(headers=holder).status == 403


@rule("lock_keys.add.offline_records_nothing", "lock_keys.write.offline_records_nothing")
def test_a_lock_that_is_offline_gets_and_writes_no_keys_but_loses_them(lock: Building) -> None:
    lock.add_key("k1")
    lock.go_offline()
    assert lock.add_key("k2").status == 502
    assert lock.send("WriteKey", {"keyUuid": "k1"}).status == 502
    assert (lock.state.version, lock.keys) == (2, ["k1"])
    assert lock.remove_key(keyUuid="k1").status == 200


@rule("lock_keys.remove.event_recorded")
@pytest.mark.parametrize(
    "named", [{"keyUuid": "k1"}, {"keyIndexNumber": 7}, {"keyUuid": "k1", "keyIndexNumber": 7}], ids=str
)
def test_a_key_is_removed_by_uuid_or_by_index_or_by_both(lock: Building, named: dict[str, object]) -> None:
    lock.add_key("k1", keyIndexNumber=7)
    lock.add_key("k2", keyIndexNumber=8)
    recorded(lock, lock.remove_key(**named), "KeyRemoved", keyUuid="k1", keyIndexNumber=7)
    assert lock.keys == ["k2"]


@rule("lock_keys.remove.key_must_be_named")
def test_a_removal_must_name_a_key(lock: Building) -> None:
    for body in ({}, {"colour": "red"}, b""):
        reply = lock.send("RemoveKey", body)
        assert (reply.status, reply.message) == (400, "body: keyUuid or keyIndexNumber is required")


@rule("lock_keys.remove.key_must_be_on_lock")
def test_a_key_that_is_not_on_the_lock_cannot_be_removed(lock: Building) -> None:
    lock.add_key("k1")
    assert lock.remove_key(keyUuid="k1").status == 200
    for named in ({"keyUuid": "k1"}, {"keyIndexNumber": 1}, {"keyUuid": "k1", "keyIndexNumber": 1}):
        assert lock.remove_key(**named).status == 404
    assert lock.state.version == 3


@rule("lock_keys.remove.both_must_match")
def test_a_uuid_and_an_index_of_different_keys_remove_neither(lock: Building) -> None:
    lock.add_key("k1", keyIndexNumber=1)
    lock.add_key("k2")
    assert lock.remove_key(keyUuid="k1", keyIndexNumber=2).status == 404
    assert lock.remove_key(keyUuid="k2", keyIndexNumber=1).status == 404
    assert lock.keys == ["k1", "k2"]


@rule("lock_keys.remove.index_must_be_unambiguous")
def test_an_index_of_several_keys_removes_none_of_them(lock: Building) -> None:
    for key in ("k1", "k2"):
        lock.add_key(key, keyIndexNumber=0)
    reply = lock.remove_key(keyIndexNumber=0)
    assert (reply.status, reply.message) == (400, "2 keys on lock 4711 have index 0. Send the keyUuid.")
    lock.remove_key(keyUuid="k1", keyIndexNumber=0)
    assert lock.remove_key(keyIndexNumber=0).status == 200


@rule("lock_keys.write.event_recorded", "lock_keys.write.keys_unchanged")
def test_writing_a_key_leaves_the_keys_alone(lock: Building) -> None:
    reply = lock.send("WriteKey", {"keyUuid": "k1", "keyIndexNumber": 1})
    recorded(lock, reply, "KeyWriteRequested", keyUuid="k1", keyIndexNumber=1)
    assert lock.keys == []


@rule("lock_keys.add_in_bulk.one_key_per_second")
def test_a_bulk_of_keys_is_added_one_per_second_after_the_response(lock: Building) -> None:
    keys = [{"keyUuid": "k1", "userId": HOLDER, "keyIndexNumber": 4}, {"keyUuid": "k0"}, {"keyUuid": "k2"}]
    reply = lock.send("BulkAddKeys", {"keys": keys})
    assert reply.status == 200
    assert reply.body == {"success": True, "lockId": 4711, "instanceId": reply.body["instanceId"]}
    seen = [lock.keys]
    for _ in keys:
        lock.mock.world.clock.advance(1000)
        seen.append(lock.keys)
    assert seen == [[], ["k1"], ["k1", "k0"], ["k1", "k0", "k2"]]
    assert lock.details["keys"][0] == {"uuid": "k1", "indexNumber": 4, "userId": HOLDER}
    events = lock.query("events").body["events"]
    assert [(it["type"], it["timestamp"]) for it in events[1:]] == [
        ("KeyAdded", f"2026-11-06T00:00:0{second}.000Z") for second in (1, 2, 3)
    ]


def test_a_bulk_of_keys_is_complete_however_far_the_clock_advances(lock: Building) -> None:
    lock.add_keys(*(f"k{number}" for number in range(30)))
    lock.mock.world.clock.advance(60_000)
    assert (len(lock.keys), lock.details["timestamp"]) == (30, "2026-11-06T00:00:30.000Z")


@rule("lock_keys.add_in_bulk.known_keys_skipped")
def test_a_bulk_of_keys_skips_those_that_the_lock_has_by_then(lock: Building) -> None:
    lock.add_key("k1")
    lock.add_keys("k1", "k2", "k2", "k3")
    lock.add_key("k3")
    lock.mock.world.clock.advance(5000)
    assert lock.keys == ["k1", "k3", "k2"]
    assert lock.state.version == 4


@rule("lock_keys.add_in_bulk.lock_not_checked")
def test_a_bulk_of_keys_for_an_unknown_lock_is_accepted_and_has_no_effect(mock: Mock) -> None:
    lock = Building(mock)
    assert lock.add_keys("k1").status == 200
    mock.world.clock.advance(5000)
    assert lock.query("details").status == 404
    assert lock.create().body["version"] == 1
    assert lock.keys == []


def test_between_the_slices_of_a_large_bulk_other_requests_see_the_world_at_that_time(lock: Building) -> None:
    clock, begin = lock.mock.world.clock, lock.mock.world.clock.now()
    lock.add_keys(*(f"k{number}" for number in range(1, 121)))
    seen = []
    for _ in clock.advance_in_slices(200_000):
        seen.append((clock.now() - begin, len(lock.keys)))
        lock.open()
    assert seen == [(50_000, 50), (100_000, 100)]
    assert (clock.now() - begin, lock.keys) == (200_000, [f"k{number}" for number in range(1, 121)])
    events = [((it.at - begin) // 1000, it.type) for it in lock.events[1:]]
    added = [(second, "KeyAdded") for second in range(1, 121)]
    assert events == [*added[:50], (50, "LockOpenRequested"), *added[50:100], (100, "LockOpenRequested"), *added[100:]]


def test_an_advance_completes_a_large_bulk(lock: Building) -> None:
    lock.add_keys(*(f"k{number}" for number in range(120)))
    lock.mock.world.clock.advance(120_000)
    assert len(lock.keys) == 120


def test_a_step_of_a_bulk_is_retried_while_the_lock_is_offline(lock: Building) -> None:
    clock, outside = lock.mock.world.clock, lock.mock.world.outside
    lock.add_keys("k1", "k2")
    lock.go_offline()
    clock.advance(30_000)
    assert lock.keys == []
    outside.change(offline_locks=[])
    clock.advance(1000)  # the third attempt at the first key: after 1, 10 and 20 seconds
    assert lock.keys == ["k1"]
    clock.advance(1000)
    assert lock.keys == ["k1", "k2"]


def test_a_step_of_a_bulk_is_dropped_after_six_attempts(lock: Building) -> None:
    lock.add_keys("k1")
    lock.go_offline()
    lock.mock.world.clock.advance(1000 + 310_000)
    lock.mock.world.outside.change(offline_locks=[])
    lock.mock.world.clock.advance(86_400_000)
    assert lock.keys == []
