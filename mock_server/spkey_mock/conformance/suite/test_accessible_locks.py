"""The locks that a user's app shows."""

from typing import Any
from uuid import uuid4

import pytest

from ..server import Reply, Server
from ..texts import new_lock_number
from ..user import User, succeeded
from .marks import rule


def try_add(user: User, lock_id: str, **body: Any) -> Reply:
    lock = {"lockId": lock_id, "lockName": "Front door", "accessLevel": "USER", "grantedBy": "Ada"}
    return user.send("AddAccessibleLock", **{**lock, **body})


def add(user: User, lock_id: str, **body: Any) -> Reply:
    return succeeded(try_add(user, lock_id, **body))


def try_remove(user: User, lock_id: str) -> Reply:
    return user.send("RemoveAccessibleLock", lockId=lock_id, removedBy="Ada", reason="moved out")


def locks(user: User) -> list[dict[str, Any]]:
    """Return the listed locks. totalCount must be their number."""
    listed = succeeded(user.read("accessible-locks"))
    found: list[dict[str, Any]] = listed["locks"]
    assert listed["totalCount"] == len(found)
    return found


def new_id() -> str:
    """Return the id of a lock that does not exist."""
    return str(new_lock_number())


@rule("accessible_locks.add.event_recorded")
@pytest.mark.parametrize("level", ["OWNER", "ADMIN", "USER", "GUEST"])
def test_the_response_to_an_addition_carries_the_event(user: User, level: str) -> None:
    lock_id, version = new_id(), user.create()["version"]
    added = add(user, lock_id, accessLevel=level)
    lock = {"lockId": lock_id, "lockName": "Front door", "accessLevel": level, "grantedBy": "Ada"}
    assert added["event"] == {"type": "AccessibleLockAdded", "data": {"userId": user.id, **lock}}
    assert (added["aggregateId"], added["version"]) == (user.id, version + 1)
    assert (added["lockId"], added["accessLevel"]) == (lock_id, level)
    assert locks(user) == [lock]


@rule("accessible_locks.add.lock_not_checked")
@pytest.mark.parametrize("lock_id", ["", "no number", str(uuid4())])
def test_the_lock_need_not_exist(user: User, lock_id: str) -> None:
    assert add(user, lock_id)["lockId"] == lock_id


@rule("accessible_locks.add.validity_not_applied")
def test_a_validity_in_the_past_is_accepted_but_not_applied(user: User) -> None:
    lock_id = new_id()
    add(user, lock_id, validFrom="1999-01-01T00:00:00.000Z", validUntil="1999-12-31T00:00:00.000Z")
    (listed,) = locks(user)
    assert listed["lockId"] == lock_id
    assert "expiresAt" not in listed


@rule("accessible_locks.add.lock_only_once")
def test_a_lock_is_added_only_once(user: User) -> None:
    lock_id = new_id()
    add(user, lock_id)
    before = locks(user)
    assert try_add(user, lock_id).status == 400
    assert try_add(user, lock_id, accessLevel="OWNER", lockName="Back door", grantedBy="Eve").status == 400
    assert locks(user) == before


@rule("accessible_locks.list.every_lock_listed")
def test_every_lock_is_listed_for_every_organisation(user: User, other: Server) -> None:
    added = {new_id() for _ in range(12)}
    for lock_id in added:
        add(user, lock_id)
    assert {lock["lockId"] for lock in locks(user)} == added
    assert locks(user.seen_by(other)) == locks(user)


@rule("accessible_locks.remove.event_recorded")
def test_a_removed_lock_is_gone_and_can_be_added_again(user: User) -> None:
    kept, lock_id = new_id(), new_id()
    for it in (kept, lock_id):
        add(user, it)
    removed = succeeded(try_remove(user, lock_id))
    time = removed["removedAt"]
    data = {"userId": user.id, "lockId": lock_id, "removedBy": "Ada", "reason": "moved out", "removedAt": time}
    assert removed["event"] == {"type": "AccessibleLockRemoved", "data": data}
    assert (removed["lockId"], removed["aggregateId"]) == (lock_id, user.id)
    assert [lock["lockId"] for lock in locks(user)] == [kept]
    add(user, lock_id)
    assert {lock["lockId"] for lock in locks(user)} == {kept, lock_id}


@rule("accessible_locks.remove.lock_must_be_listed")
def test_only_a_lock_in_the_list_is_removed(user: User) -> None:
    lock_id = new_id()
    assert try_remove(user, lock_id).status == 400
    add(user, lock_id)
    assert try_remove(user, f"0{lock_id}").status == 400
    succeeded(try_remove(user, lock_id))
    assert try_remove(user, lock_id).status == 400


@rule("accessible_locks.add.user_must_exist")
def test_adding_a_lock_to_an_unknown_user_returns_404(unknown: User) -> None:
    assert try_add(unknown, new_id()).status == 404


@rule("accessible_locks.remove.user_must_exist")
def test_removing_a_lock_of_an_unknown_user_returns_404(unknown: User) -> None:
    assert try_remove(unknown, new_id()).status == 404


@rule("accessible_locks.list.user_must_exist")
def test_the_locks_of_an_unknown_user_return_404(unknown: User) -> None:
    assert unknown.read("accessible-locks").status == 404
