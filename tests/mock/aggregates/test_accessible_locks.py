"""The locks that a user's app shows."""

import pytest

from ..support import OTHER_USER, USER, Mock, rule
from .belongings import NO_USER, add_lock, query, remove_lock

FRONT_DOOR = {"lockId": "4711", "lockName": "Front door", "accessLevel": "USER", "grantedBy": OTHER_USER}


@rule("accessible_locks.add.event_recorded", "accessible_locks.add.lock_not_checked")
def test_the_response_to_an_addition_holds_the_event_and_repeats_the_lock(mock: Mock) -> None:
    mock.create()
    reply = add_lock(mock)
    assert (reply.status, reply.body) == (
        200,
        {
            "success": True,
            "aggregateId": USER,
            "version": 2,
            "event": {"type": "AccessibleLockAdded", "data": {"userId": USER, **FRONT_DOOR}},
            "lockId": "4711",
            "accessLevel": "USER",
        },
    )


@rule("accessible_locks.add.validity_not_applied")
def test_a_validity_is_accepted_but_not_applied(mock: Mock) -> None:
    mock.create()
    reply = add_lock(mock, validFrom="2026-11-05T16:00:00.000Z", validUntil="1999-12-31T23:59:59Z")
    assert reply.body["event"]["data"] == {"userId": USER, **FRONT_DOOR}
    assert query(mock, "accessible-locks").body == {"locks": [FRONT_DOOR], "totalCount": 1}


@rule("accessible_locks.add.lock_only_once")
def test_a_lock_is_added_only_once(mock: Mock) -> None:
    mock.create()
    add_lock(mock)
    reply = add_lock(mock, accessLevel="OWNER", lockName="Back door")
    message = "Lock 4711 is already in the user's list."
    assert (reply.status, reply.body) == (400, {"error": "InvalidState", "message": message})
    assert query(mock, "accessible-locks").body["locks"] == [FRONT_DOOR]


@rule("accessible_locks.list.every_lock_listed")
def test_every_lock_is_listed_in_the_order_of_addition(mock: Mock) -> None:
    mock.create()
    ids = [str(number) for number in range(40, 0, -1)]
    for lock_id in ids:
        add_lock(mock, lock_id)
    remove_lock(mock, "40")
    add_lock(mock, "40")
    for headers in (None, [mock.other], [mock.bearer()]):
        listed = query(mock, "accessible-locks", headers=headers).body
        assert [lock["lockId"] for lock in listed["locks"]] == [*ids[1:], "40"]
        assert listed["totalCount"] == 40


@rule("accessible_locks.remove.event_recorded")
def test_a_removed_lock_is_gone_and_can_be_added_again(mock: Mock) -> None:
    mock.create()
    add_lock(mock)
    mock.world.clock.advance(1500)
    reply = remove_lock(mock)
    removed = {"lockId": "4711", "removedAt": "2026-11-06T00:00:01.500Z"}
    data = {"userId": USER, "removedBy": OTHER_USER, "reason": "moved out", **removed}
    assert (reply.status, reply.body) == (
        200,
        {
            "success": True,
            "aggregateId": USER,
            "version": 3,
            "event": {"type": "AccessibleLockRemoved", "data": data},
            **removed,
        },
    )
    assert query(mock, "accessible-locks").body == {"locks": [], "totalCount": 0}
    assert add_lock(mock).status == 200


@rule("accessible_locks.remove.lock_must_be_listed")
@pytest.mark.parametrize("lock_id", ["4711", "04711", " 4711", ""])
def test_only_a_lock_in_the_list_is_removed(mock: Mock, lock_id: str) -> None:
    mock.create()
    add_lock(mock)
    remove_lock(mock)
    reply = remove_lock(mock, lock_id)
    assert (reply.status, reply.message) == (400, f"Lock {lock_id} is not in the user's list.")


@rule(
    "accessible_locks.add.user_must_exist",
    "accessible_locks.remove.user_must_exist",
    "accessible_locks.list.user_must_exist",
)
def test_an_unknown_user_has_no_locks(mock: Mock) -> None:
    for reply in (add_lock(mock), remove_lock(mock)):
        assert (reply.status, reply.body) == (404, NO_USER)
    assert query(mock, "accessible-locks").status == 404
