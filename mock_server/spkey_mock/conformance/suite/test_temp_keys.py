"""Temporary keys for several doors."""

from typing import Any
from uuid import uuid4

import pytest

from ..lock import Lock
from ..mock import Mock
from ..plugin import AsUser, NewLock, NewTempKey, NewUser, Times
from ..server import Server
from ..temp_key import TempKey, door, opening, try_create
from ..user import User, succeeded
from .marks import category, rule, supplement


def used(lock: Lock) -> list[int]:
    """Return the use counts of the openings of a lock. Each is recorded with the request to open."""
    events = lock.events()
    openings = [event["type"] for event in events if event["type"] in ("LockOpenRequested", "TempKeyUsed")]
    counts = [event["event"]["usedCount"] for event in events if event["type"] == "TempKeyUsed"]
    assert openings == ["LockOpenRequested", "TempKeyUsed"] * len(counts)
    return counts


def scoped(lock: Lock, times: dict[str, str], **body: Any) -> str:
    """Create a temporary key of a single lock, and return its id."""
    key = str(uuid4())
    lock.create_temp_key(key, **times, **body)
    return key


@rule("temp_keys.create.all_or_nothing")
def test_an_unknown_lock_rejects_the_whole_key(server: Server, lock: Lock, unknown_lock: Lock, times: Times) -> None:
    for doors in ([door(lock), door(unknown_lock)], [door(unknown_lock), door(lock)]):
        assert try_create(server, doors, times()).status == 404
    assert succeeded(server.get("/temp-keys", lockId=str(lock.id)))["tempKeys"] == []


@rule("temp_keys.create.all_or_nothing", "temp_keys.create.rights_required")
def test_a_lock_of_another_organisation_rejects_the_whole_key(
    server: Server, lock: Lock, other_lock: Lock, times: Times
) -> None:
    for doors in ([door(lock), door(other_lock)], [door(other_lock), door(lock)]):
        assert try_create(server, doors, times()).status == 403
    for it in (lock, other_lock):
        assert succeeded(it.server.get("/temp-keys", lockId=str(it.id)))["tempKeys"] == []


@rule("temp_keys.create.rights_required")
def test_a_key_is_created_by_the_owner_but_not_by_a_holder(
    new_lock: NewLock, user: User, as_user: AsUser, times: Times
) -> None:
    held, owned = new_lock(keys=[{"uuid": str(uuid4()), "userId": user.id}]), new_lock(ownerId=user.id)
    created = [try_create(as_user(user), [door(it)], times()).status for it in (held, owned)]
    assert created == [403, 201]


@rule("temp_keys.create.pin_for_codes")
def test_a_key_has_one_pin_of_six_digits_if_a_door_opens_with_a_code(lock: Lock, new_temp_key: NewTempKey) -> None:
    assert new_temp_key(door(lock)).created["pin"] is None
    pins = {new_temp_key(door(lock), door(lock, method)).pin for method in ("code", "both") for _ in range(4)}
    assert len(pins) == 8
    assert all(len(pin) == 6 and pin.isascii() and pin.isdecimal() for pin in pins)


@rule("temp_keys.create.window_not_empty")
@pytest.mark.parametrize(("begins", "ends"), [(0, 0), (60, 30)])
def test_a_window_ends_after_it_begins(server: Server, lock: Lock, times: Times, begins: float, ends: float) -> None:
    assert try_create(server, [door(lock)], times(begins, ends)).status == 400


@category("errors")
@supplement
@rule("temp_keys.create.pins_configured")
def test_without_pins_only_keys_without_a_code_are_created(
    server: Server, mock: Mock, lock: Lock, times: Times
) -> None:
    with mock.outside(pins=False):
        statuses = [try_create(server, [door(lock, method)], times()).status for method in ("code", "both", "key")]
    assert statuses == [503, 503, 201]


@rule("temp_keys.list.own_keys", "temp_keys.list.of_lock")
def test_keys_are_listed_by_their_creator_or_their_lock(
    new_lock: NewLock, new_temp_key: NewTempKey, user: User, as_user: AsUser
) -> None:
    lock = new_lock(ownerId=user.id)
    ours = new_temp_key(door(lock, label="Front door"), description="The plumber.")
    theirs = new_temp_key(door(lock), creator=as_user(user))
    for query, listed in (({}, (True, False)), ({"lockId": str(lock.id)}, (True, True))):
        assert (ours.listed(**query) is not None, theirs.seen_by(ours.server).listed(**query) is not None) == listed
    assert (ours.seen_by(theirs.server).listed(), (theirs.listed() or {})["createdBy"]) == (None, user.id)
    found = ours.listed() or {}
    assert {name: found[name] for name in ("url", "doors", "validFrom", "validUntil")} == {
        name: ours.created[name] for name in ("url", "doors", "validFrom", "validUntil")
    }
    assert (found["description"], found["revokedAt"]) == ("The plumber.", None)


@rule("temp_keys.list.of_lock")
def test_a_lock_lists_only_the_keys_that_open_it(new_lock: NewLock, new_temp_key: NewTempKey) -> None:
    first, second = new_lock(), new_lock()
    one, both = new_temp_key(door(first)), new_temp_key(door(first), door(second))
    assert [key.listed(lockId=str(second.id)) is not None for key in (one, both)] == [False, True]


@rule("temp_keys.list.without_pins")
def test_no_list_shows_a_pin(lock: Lock, new_temp_key: NewTempKey) -> None:
    key = new_temp_key(door(lock, "code"))
    for query in ({}, {"lockId": str(lock.id)}):
        listed = key.listed(**query)
        assert listed is not None
        assert f"'{key.pin}'" not in str(listed)
        assert "pin" not in listed


@rule("temp_keys.list.lock_must_exist")
def test_the_keys_of_an_unknown_lock_return_404(server: Server, unknown_lock: Lock) -> None:
    assert server.get("/temp-keys", lockId=str(unknown_lock.id)).status == 404


@rule("temp_keys.list.rights_required")
def test_the_keys_of_a_lock_are_listed_for_its_organisation(lock: Lock, other: Server) -> None:
    assert other.get("/temp-keys", lockId=str(lock.id)).status == 403


@rule("temp_keys.revoke.opens_nothing", "temp_keys.open.within_window", "temp_keys.open_door.within_window")
def test_a_revoked_key_opens_nothing_and_stays_listed(lock: Lock, new_temp_key: NewTempKey, anonymous: Server) -> None:
    key = new_temp_key(door(lock, "both"))
    version = lock.version()
    assert key.revoke().status == 200
    guest = key.seen_by(anonymous)
    assert (guest.open().status, guest.open_door().status) == (400, 400)
    assert lock.seen_by(anonymous).try_open_with_pin(key.pin).status == 401
    assert lock.version() == version
    assert (key.listed() or {})["revokedAt"] is not None


@rule("temp_keys.revoke.temp_key_must_exist")
def test_a_key_is_revoked_once(server: Server, lock: Lock, new_temp_key: NewTempKey) -> None:
    key = new_temp_key(door(lock))
    assert [key.revoke().status for _ in range(2)] == [200, 404]
    assert server.send("DELETE", f"/temp-keys/{uuid4()}").status == 404


@rule("temp_keys.revoke.rights_required")
def test_a_key_is_revoked_with_rights_on_every_lock(new_lock: NewLock, new_temp_key: NewTempKey, other: Server) -> None:
    first, second = new_lock(), new_lock()
    key = new_temp_key(door(first), door(second))
    assert key.seen_by(other).revoke().status == 403
    assert (key.listed() or {})["revokedAt"] is None


@rule("temp_keys.revoke.rights_required")
def test_owning_one_of_two_locks_is_not_sufficient(
    new_lock: NewLock, new_temp_key: NewTempKey, user: User, as_user: AsUser
) -> None:
    owned = new_lock(ownerId=user.id)
    key = new_temp_key(door(owned), door(new_lock()))
    assert key.seen_by(as_user(user)).revoke().status == 403
    assert new_temp_key(door(owned)).seen_by(as_user(user)).revoke().status == 200


@rule("temp_keys.open.temp_key_must_exist")
def test_an_unknown_key_opens_nothing(anonymous: Server, lock: Lock, times: Times) -> None:
    assert anonymous.send("POST", f"/temp-keys/{uuid4()}/open").status == 404
    key = scoped(lock, times())
    succeeded(lock.try_delete_temp_key(key))
    assert anonymous.send("POST", f"/temp-keys/{key}/open").status == 404


@rule("temp_keys.open.within_window", "temp_keys.open_door.within_window")
@pytest.mark.parametrize(("begins", "ends"), [(-60, -1), (30, 60)])
def test_a_key_opens_within_its_window_only(
    lock: Lock, new_temp_key: NewTempKey, anonymous: Server, times: Times, begins: float, ends: float
) -> None:
    key = new_temp_key(door(lock), valid=times(begins, ends)).seen_by(anonymous)
    assert (key.open().status, key.open_door().status) == (400, 400)
    assert used(lock) == []


@rule("temp_keys.open.within_window", "temp_keys.open.opening_counted")
def test_a_key_of_one_lock_opens_until_it_is_used_up(lock: Lock, anonymous: Server, times: Times) -> None:
    key = scoped(lock, times(), maxUses=2)
    statuses = [anonymous.send("POST", f"/temp-keys/{key}/open").status for _ in range(3)]
    assert (statuses, used(lock)) == ([303, 303, 400], [1, 2])
    assert lock.temp_keys()[key]["usedCount"] == 2


@rule("temp_keys.open.whitelist_admits")
def test_a_whitelist_admits_only_its_users(
    lock: Lock, user: User, as_user: AsUser, new_user: NewUser, anonymous: Server, times: Times
) -> None:
    path = f"/temp-keys/{scoped(lock, times(), accessMode='user-whitelist', allowedUserIds=[user.id])}/open"
    assert anonymous.send("POST", path).status == 403
    assert as_user(user).send("POST", path).status == 303
    assert as_user(new_user()).send("POST", path).status == 403
    assert used(lock) == [1]


@rule("temp_keys.open.first_door_without_code", "temp_keys.open.opening_counted")
def test_the_first_door_without_a_code_is_opened(
    new_lock: NewLock, new_temp_key: NewTempKey, anonymous: Server
) -> None:
    locks = [new_lock() for _ in range(3)]
    key = new_temp_key(door(locks[0], "code"), door(locks[1], "both"), door(locks[2])).seen_by(anonymous)
    for _ in range(2):
        assert opening(key.open()) == (key.doors[1], False)
    assert [used(lock) for lock in locks] == [[], [1, 2], []]


@rule("temp_keys.open.code_required", "temp_keys.open_door.code_required")
def test_a_door_with_a_code_does_not_open_by_the_link(lock: Lock, new_temp_key: NewTempKey, anonymous: Server) -> None:
    key = new_temp_key(door(lock, "code")).seen_by(anonymous)
    assert (key.open().status, key.open_door().status, used(lock)) == (400, 400, [])


@rule("temp_keys.open_door.door_must_exist")
def test_an_unknown_door_opens_nothing(lock: Lock, new_temp_key: NewTempKey, anonymous: Server) -> None:
    key = new_temp_key(door(lock)).seen_by(anonymous)
    assert key.open_door(max(key.doors) + 1).status == 404
    assert anonymous.send("POST", f"/temp-keys/{uuid4()}/doors/1/open").status == 404


@rule("temp_keys.open_door.redirect_says_offline")
def test_the_redirect_names_the_door(new_lock: NewLock, new_temp_key: NewTempKey, anonymous: Server) -> None:
    locks = [new_lock(), new_lock()]
    key = new_temp_key(*map(door, locks)).seen_by(anonymous)
    for number in reversed(key.doors):
        assert opening(key.open_door(number)) == (number, False)
    assert [used(lock) for lock in locks] == [[2], [1]]


@category("errors")
@supplement
@rule("temp_keys.open_door.redirect_says_offline")
def test_an_offline_lock_accepts_the_opening(
    mock: Mock, lock: Lock, new_temp_key: NewTempKey, anonymous: Server
) -> None:
    key: TempKey = new_temp_key(door(lock)).seen_by(anonymous)
    with mock.outside(offlineLocks=[str(lock.id)]):
        assert opening(key.open_door()) == (key.doors[0], True)
    assert used(lock) == [1]
