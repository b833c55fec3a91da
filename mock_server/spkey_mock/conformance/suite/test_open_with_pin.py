"""Openings with the PINs of temporary keys."""

from typing import Any

import pytest

from ..lock import Lock
from ..plugin import NewLock, NewTempKey, Times
from ..server import Server
from ..temp_key import door
from ..user import succeeded
from .marks import rule
from .test_temp_keys import used


def wrong(pin: str) -> str:
    """Return a PIN that differs from another one."""
    return f"{(int(pin) + 1) % 10**6:06}"


@rule("locks.open_with_pin.pin_of_live_key", "locks.open_with_pin.opening_counted")
@pytest.mark.parametrize("method", ["code", "both"])
def test_a_pin_opens_the_lock_that_its_key_covers(
    new_lock: NewLock, new_temp_key: NewTempKey, anonymous: Server, method: Any
) -> None:
    lock = new_lock()
    key = new_temp_key(door(new_lock()), door(lock, method))
    for _ in range(2):
        opened = succeeded(lock.seen_by(anonymous).try_open_with_pin(key.pin))
        assert (opened["success"], opened["offline"]) == (True, False)
    assert used(lock) == [1, 2]


@rule("locks.open_with_pin.pin_of_live_key", "locks.open_with_pin.refusals_identical")
def test_every_rejection_is_the_same(
    new_lock: NewLock, new_temp_key: NewTempKey, anonymous: Server, times: Times, unknown_lock: Lock
) -> None:
    locks = [new_lock() for _ in range(4)]
    expired = new_temp_key(door(locks[0], "code"), valid=times(-60, -1)).pin
    early = new_temp_key(door(locks[1], "code"), valid=times(30, 60)).pin
    revoked = new_temp_key(door(locks[2], "code"))
    revoked.revoke()
    elsewhere = new_temp_key(door(locks[3]), door(new_lock(), "code")).pin
    pins = [expired, early, revoked.pin, elsewhere]
    refused = [lock.seen_by(anonymous).try_open_with_pin(pin) for lock, pin in zip(locks, pins, strict=True)]
    refused.append(unknown_lock.seen_by(anonymous).try_open_with_pin("123456"))
    assert {reply.status for reply in refused} == {401}
    assert {reply.message for reply in refused} == {"Invalid PIN"}
    assert [used(lock) for lock in locks] == [[]] * 4


@rule("locks.open_with_pin.failures_delayed")
def test_after_five_wrong_pins_a_correct_one_is_delayed(
    new_lock: NewLock, new_temp_key: NewTempKey, anonymous: Server
) -> None:
    lock = new_lock().seen_by(anonymous)
    key = new_temp_key(door(lock, "code"))
    for _ in range(2):
        assert [lock.try_open_with_pin(wrong(key.pin)).status for _ in range(4)] == [401] * 4
        assert lock.try_open_with_pin(key.pin).status == 200
    assert [lock.try_open_with_pin(wrong(key.pin)).status for _ in range(5)] == [401] * 5
    delayed = lock.try_open_with_pin(key.pin)
    assert delayed.status == 429
    assert 0 < int(delayed.headers["retry-after"]) <= 30
