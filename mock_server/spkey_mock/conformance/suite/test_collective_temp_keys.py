"""Collective temporary keys."""

from typing import Literal
from uuid import uuid4

import pytest

from ..lock import Lock
from ..plugin import NewLock, NewTempKey, Times
from ..server import Server
from ..temp_key import door, opening, try_create
from .marks import rule
from .test_temp_keys import used

PATH: Literal["/collective-temp-keys"] = "/collective-temp-keys"


@rule("collective_temp_keys.create.all_or_nothing")
def test_one_rejected_lock_rejects_the_whole_key(
    server: Server, lock: Lock, unknown_lock: Lock, other_lock: Lock, times: Times
) -> None:
    for refused, status in ((unknown_lock, 404), (other_lock, 403)):
        assert try_create(server, [door(lock), door(refused)], times(), path=PATH).status == status
    assert server.get("/temp-keys", lockId=str(lock.id))["tempKeys"] == []


@rule("collective_temp_keys.create.same_store")
def test_both_interfaces_share_their_keys(lock: Lock, new_temp_key: NewTempKey, anonymous: Server) -> None:
    key = new_temp_key(door(lock), path=PATH)
    assert key.created["url"] == f"{PATH}/{key.id}"
    assert (key.listed() or {})["url"] == key.created["url"]
    assert anonymous.send("POST", f"/temp-keys/{key.id}/open").status == 303
    ours = new_temp_key(door(lock))
    assert anonymous.send("POST", f"{PATH}/{ours.id}/doors/{ours.doors[0]}/open").status == 303
    assert key.server.send("DELETE", f"/temp-keys/{key.id}").status == 200
    assert ours.server.send("DELETE", f"{PATH}/{ours.id}").status == 200


@rule("collective_temp_keys.revoke.temp_key_must_exist")
def test_a_key_is_revoked_once(server: Server, lock: Lock, new_temp_key: NewTempKey) -> None:
    key = new_temp_key(door(lock), path=PATH)
    assert [key.revoke().status for _ in range(2)] == [200, 404]
    assert server.send("DELETE", f"{PATH}/{uuid4()}").status == 404


@rule("collective_temp_keys.revoke.rights_required")
def test_a_key_is_revoked_by_the_organisation_of_its_locks(lock: Lock, new_temp_key: NewTempKey, other: Server) -> None:
    key = new_temp_key(door(lock), path=PATH)
    assert key.seen_by(other).revoke().status == 403
    assert (key.listed() or {})["revokedAt"] is None


@rule("collective_temp_keys.open_door.door_must_exist")
def test_an_unknown_door_opens_nothing(lock: Lock, new_temp_key: NewTempKey, anonymous: Server) -> None:
    key = new_temp_key(door(lock), path=PATH).seen_by(anonymous)
    assert key.open_door(max(key.doors) + 1).status == 404
    assert anonymous.send("POST", f"{PATH}/{uuid4()}/doors/1/open").status == 404


@rule("collective_temp_keys.open_door.within_window")
@pytest.mark.parametrize(("begins", "ends"), [(-60, -1), (30, 60)])
def test_a_key_opens_within_its_window_only(
    lock: Lock, new_temp_key: NewTempKey, anonymous: Server, times: Times, begins: float, ends: float
) -> None:
    key = new_temp_key(door(lock), valid=times(begins, ends), path=PATH).seen_by(anonymous)
    assert (key.open_door().status, used(lock)) == (400, [])


@rule("collective_temp_keys.open_door.within_window")
def test_a_revoked_key_opens_nothing(lock: Lock, new_temp_key: NewTempKey, anonymous: Server) -> None:
    key = new_temp_key(door(lock), path=PATH)
    key.revoke()
    assert (key.seen_by(anonymous).open_door().status, used(lock)) == (400, [])


@rule("collective_temp_keys.open_door.code_required")
def test_a_door_with_a_code_does_not_open_by_the_link(lock: Lock, new_temp_key: NewTempKey, anonymous: Server) -> None:
    key = new_temp_key(door(lock, "code"), path=PATH).seen_by(anonymous)
    assert (key.open_door().status, used(lock)) == (400, [])


@rule("collective_temp_keys.open_door.opening_counted")
def test_an_opening_is_recorded_on_its_lock(new_lock: NewLock, new_temp_key: NewTempKey, anonymous: Server) -> None:
    locks = [new_lock(), new_lock()]
    key = new_temp_key(*map(door, locks), path=PATH).seen_by(anonymous)
    for number in (key.doors[1], key.doors[1], key.doors[0]):
        assert opening(key.open_door(number)) == (number, False)
    assert [used(lock) for lock in locks] == [[3], [1, 2]]
