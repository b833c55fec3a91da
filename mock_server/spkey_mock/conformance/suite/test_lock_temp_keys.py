"""The temporary keys of single locks."""

from typing import Any
from uuid import uuid4

import pytest

from ..lock import Lock
from ..plugin import AsUser, NewLock, Times
from ..server import Reply, Server
from ..user import User, succeeded
from .marks import rule


def new_key(lock: Lock, times: dict[str, str], **body: Any) -> str:
    """Create a temporary key, valid now, and return its id."""
    key = str(uuid4())
    lock.create_temp_key(key, **times, **body)
    return key


def opened(server: Server, key: str) -> Reply:
    """Open the lock of a temporary key, whatever the response."""
    return server.send("POST", f"/temp-keys/{key}/open")


def status(lock: Lock, key: str) -> str:
    return str(lock.temp_keys()[key]["status"])


@rule("lock_temp_keys.create.event_recorded")
@pytest.mark.parametrize("most", [3, None])
def test_the_response_to_a_creation_carries_the_event_without_the_description(
    lock: Lock, times: Times, most: int | None
) -> None:
    key, window = str(uuid4()), times()
    created = lock.create_temp_key(key, **window, maxUses=most, description="The plumber.")
    event = created["event"]
    assert (event["type"], created["tempKeyUuid"], created["aggregateId"]) == ("TempKeyCreated", key, str(lock.id))
    data = event["data"]
    assert (data["tempKeyUuid"], data["lockId"], data["lockUuid"]) == (key, lock.id, lock.uuid)
    assert (data["accessMode"], data.get("maxUses")) == ("public", most)
    assert {name: data[name] for name in window} == window
    assert "plumber" not in str(created.body)
    listed = lock.temp_keys()[key]
    assert "description" not in listed
    assert (listed["maxUses"], listed["usedCount"], listed["status"]) == (most, 0, "valid")
    assert {name: listed[name] for name in (*window, "createdBy")} == {**window, "createdBy": data["createdBy"]}


@rule("lock_temp_keys.list.creation_order")
def test_keys_are_listed_in_the_order_of_their_creation(lock: Lock, times: Times) -> None:
    keys = [new_key(lock, times()) for _ in range(4)]
    assert list(lock.temp_keys()) == keys
    lock.try_update_temp_key(keys[0], maxUses=2)
    assert list(lock.temp_keys()) == keys


@rule("lock_temp_keys.list.status_has_precedence")
@pytest.mark.parametrize(
    ("window", "expected"), [((-60, 60), "used-up"), ((-60, -30), "expired"), ((30, 60), "used-up")]
)
def test_expired_takes_precedence_over_used_up_and_used_up_over_not_yet_valid(
    lock: Lock, times: Times, anonymous: Server, window: tuple[float, float], expected: str
) -> None:
    key = new_key(lock, times(), maxUses=1)
    assert opened(anonymous, key).status == 303
    succeeded(lock.try_update_temp_key(key, **times(*window)))
    assert status(lock, key) == expected


@rule("lock_temp_keys.create.id_used_once")
@pytest.mark.parametrize("deleted", [False, True])
def test_an_id_is_used_once(lock: Lock, new_lock: NewLock, times: Times, deleted: bool) -> None:
    key = new_key(lock, times())
    if deleted:
        succeeded(lock.try_delete_temp_key(key))
    for it in (lock, new_lock()):
        assert it.try_create_temp_key(key, **times()).status == 400
        assert len(it.temp_keys()) == (0 if deleted or it is not lock else 1)


@rule("lock_temp_keys.create.window_not_empty")
@pytest.mark.parametrize(("begins", "ends"), [(0, 0), (60, 30)])
def test_a_new_window_ends_after_it_begins(lock: Lock, times: Times, begins: float, ends: float) -> None:
    assert lock.try_create_temp_key(str(uuid4()), **times(begins, ends)).status == 400
    assert lock.temp_keys() == {}


@rule("lock_temp_keys.update.window_not_empty")
def test_a_changed_window_ends_after_it_begins(lock: Lock, times: Times) -> None:
    key = new_key(lock, times())
    before = lock.state()
    for change in ({"validFrom": times(90)["validFrom"]}, {"validUntil": times(-90)["validFrom"]}):
        assert lock.try_update_temp_key(key, **change).status == 400
    assert lock.state() == before


@rule("lock_temp_keys.update.only_changes_recorded")
def test_an_update_records_what_changes(lock: Lock, times: Times) -> None:
    key = new_key(lock, times(), maxUses=3)
    user, end = str(uuid4()), times(0, 90)["validUntil"]
    for given, changes in (
        ({"maxUses": 3, "validUntil": end}, {"validUntil": end}),
        ({"maxUses": 5}, {"maxUses": 5}),
        ({"maxUses": None}, {"maxUses": None}),
        ({"accessMode": "user-whitelist", "allowedUserIds": [user]},) * 2,
    ):
        event = succeeded(lock.try_update_temp_key(key, **given))["event"]
        assert (event["type"], event["data"]["changes"]) == ("TempKeyUpdated", changes)
        listed = lock.temp_keys()[key]
        assert {name: listed[name] for name in changes} == changes


@rule("lock_temp_keys.update.only_changes_recorded")
def test_an_update_without_changes_records_nothing(lock: Lock, times: Times) -> None:
    key = new_key(lock, times(), maxUses=3)
    before = lock.state()
    assert succeeded(lock.try_update_temp_key(key, maxUses=3))["event"] is None
    assert succeeded(lock.try_update_temp_key(key))["event"] is None
    assert lock.state() == before


@rule("lock_temp_keys.update.not_below_uses")
def test_the_maximum_is_not_below_the_uses(lock: Lock, times: Times, anonymous: Server) -> None:
    key = new_key(lock, times())
    for _ in range(2):
        opened(anonymous, key)
    assert lock.try_update_temp_key(key, maxUses=1).status == 400
    succeeded(lock.try_update_temp_key(key, maxUses=2))
    assert (status(lock, key), opened(anonymous, key).status) == ("used-up", 400)


@rule("lock_temp_keys.delete.event_recorded", "lock_temp_keys.delete.key_must_exist")
def test_a_deleted_key_is_gone(lock: Lock, times: Times, anonymous: Server) -> None:
    key, kept = new_key(lock, times()), new_key(lock, times())
    event = succeeded(lock.try_delete_temp_key(key))["event"]
    assert (event["type"], event["data"]["tempKeyUuid"]) == ("TempKeyDeleted", key)
    assert list(lock.temp_keys()) == [kept]
    assert opened(anonymous, key).status == 404
    assert lock.try_delete_temp_key(key).status == 404


@rule("lock_temp_keys.update.key_must_exist", "lock_temp_keys.delete.key_must_exist")
def test_a_lock_has_its_own_keys_only(lock: Lock, new_lock: NewLock, times: Times) -> None:
    key = new_key(new_lock(), times())
    assert lock.try_update_temp_key(key, maxUses=1).status == 404
    assert lock.try_delete_temp_key(key).status == 404


@rule("lock_temp_keys.create.rights_required")
def test_a_key_is_created_by_the_organisation_of_the_lock(lock: Lock, other: Server, times: Times) -> None:
    assert lock.seen_by(other).try_create_temp_key(str(uuid4()), **times()).status == 403
    assert lock.temp_keys() == {}


@rule("lock_temp_keys.create.rights_required")
def test_a_key_is_created_by_the_owner_but_not_by_a_holder(
    new_lock: NewLock, user: User, as_user: AsUser, times: Times
) -> None:
    held, owned = new_lock(keys=[{"uuid": str(uuid4()), "userId": user.id}]), new_lock(ownerId=user.id)
    created = [it.seen_by(as_user(user)).try_create_temp_key(str(uuid4()), **times()) for it in (held, owned)]
    assert [reply.status for reply in created] == [403, 200]
    assert created[1]["event"]["data"]["createdBy"] == user.id


@rule("lock_temp_keys.create.lock_must_exist")
def test_creating_a_key_for_an_unknown_lock_returns_404(unknown_lock: Lock, times: Times) -> None:
    assert unknown_lock.try_create_temp_key(str(uuid4()), **times()).status == 404


@rule("lock_temp_keys.update.lock_must_exist")
def test_changing_a_key_of_an_unknown_lock_returns_404(unknown_lock: Lock) -> None:
    assert unknown_lock.try_update_temp_key(str(uuid4()), maxUses=1).status == 404


@rule("lock_temp_keys.delete.lock_must_exist")
def test_deleting_a_key_of_an_unknown_lock_returns_404(unknown_lock: Lock) -> None:
    assert unknown_lock.try_delete_temp_key(str(uuid4())).status == 404


@rule("lock_temp_keys.list.lock_must_exist")
def test_the_keys_of_an_unknown_lock_return_404(unknown_lock: Lock) -> None:
    assert unknown_lock.get("temp-keys").status == 404
