"""Openings with the PINs of temporary keys."""

from itertools import pairwise

import pytest

from ..support import Mock, Reply, rule
from .guests import BOTH, CODE, LOCK, OTHER_LOCK, Guests, at, door


@pytest.fixture
def guests(mock: Mock) -> Guests:
    return Guests.of(mock)


def wrong(pin: str) -> str:
    """Return another PIN."""
    return f"{(int(pin) + 1) % 10**6:06}"


@rule("locks.open_with_pin.pin_of_live_key", "locks.open_with_pin.opening_counted")
@pytest.mark.parametrize("doors", [(CODE,), (BOTH,), (door(OTHER_LOCK), CODE)])
def test_a_pin_opens_a_lock_that_its_key_covers(guests: Guests, doors: tuple[dict[str, str], ...]) -> None:
    key = guests.issued(*doors)
    replies = [guests.enter(key["pin"]) for _ in range(2)]
    assert [(reply.status, reply.body) for reply in replies] == [(200, {"success": True, "offline": False})] * 2
    assert guests.happened() == ["LockOpenRequested", "TempKeyUsed"] * 2
    assert [event.data.get("usedCount") for event in guests.events()] == [None, 1, None, 2]


def test_the_opening_of_an_offline_lock_is_queued(guests: Guests) -> None:
    pin = guests.issued(CODE)["pin"]
    guests.mock.world.outside.change(offline_locks=[str(LOCK)])
    assert guests.enter(pin).body == {"success": True, "offline": True}
    assert guests.happened() == ["LockOpenRequested", "TempKeyUsed"]


@rule("locks.open_with_pin.refusals_identical")
def test_every_rejection_is_the_same(guests: Guests) -> None:
    early = guests.issued(CODE, validFrom=at(1), validUntil=at(2))["pin"]
    late = guests.issued(CODE, validFrom=at(-2), validUntil=at(0))["pin"]
    revoked = guests.issued(CODE)
    guests.revoke(revoked["uuid"])
    elsewhere = guests.issued(door(), door(OTHER_LOCK, accessMethod="code"))["pin"]
    refused: list[Reply] = []
    for pin in (early, late, revoked["pin"], elsewhere):
        refused.append(guests.enter(pin))
    refused += [guests.enter("1234", lock=1), guests.enter("12345678")]
    assert {(reply.status, str(reply.body)) for reply in refused} == {(401, "{'error': 'Invalid PIN'}")}
    assert guests.happened() == []


def test_a_mistyped_pin_does_not_break_the_contract(guests: Guests) -> None:
    pin = guests.issued(CODE)["pin"]
    assert [guests.enter(wrong(pin)).status for _ in range(6)] == [401] * 5 + [429]
    violations = [it for entry in guests.mock.world.journal for it in entry.violations]
    assert {(it.code, it.blame) for it in violations} == {
        ("locks.open_with_pin.refusals_identical", "state"),
        ("locks.open_with_pin.failures_delayed", "state"),
    }
    assert guests.mock.world.check() == []


@rule("locks.open_with_pin.failures_delayed")
def test_after_five_wrong_pins_a_correct_one_is_delayed(guests: Guests) -> None:
    pin = guests.issued(CODE)["pin"]
    assert [guests.enter(wrong(pin)).status for _ in range(5)] == [401] * 5
    reply = guests.enter(pin)
    assert (reply.status, reply.headers["retry-after"]) == (429, "30")
    guests.mock.world.clock.advance(29_500)
    assert guests.enter(pin).headers["retry-after"] == "1"
    guests.mock.world.clock.advance(500)
    assert guests.enter(pin).status == 200
    assert [guests.enter(wrong(pin)).status for _ in range(5)] == [401] * 5


@rule("locks.open_with_pin.failures_delayed")
def test_each_further_wrong_pin_doubles_the_delay(guests: Guests) -> None:
    delays: list[int] = []
    for _ in range(20):
        reply = guests.enter("000000")
        if reply.status == 429:
            delays.append(int(reply.headers["retry-after"]))
            guests.mock.world.clock.advance(delays[-1] * 1000)
    assert (delays[0], delays[-1]) == (30, 900)
    assert all(after == min(2 * before, 900) for before, after in pairwise(delays))


def test_each_lock_has_its_own_delay(guests: Guests) -> None:
    pin = guests.issued(door(OTHER_LOCK, accessMethod="code"))["pin"]
    for _ in range(6):
        guests.enter("000000")
    assert guests.enter(pin, lock=OTHER_LOCK).status == 200


@rule("service.refusal_changes_nothing")
def test_a_wrong_pin_does_not_change_the_version_of_the_lock(guests: Guests) -> None:
    before = guests.lock()
    guests.enter("000000")
    assert guests.lock() == before


def test_without_a_configuration_no_pin_opens(guests: Guests) -> None:
    pin = guests.issued(CODE)["pin"]
    guests.mock.world.outside.change(pins=False)
    assert [guests.enter(pin).status for _ in range(7)] == [503] * 7


def test_only_a_revoked_key_frees_its_pin(guests: Guests) -> None:
    pins = {guests.issued(BOTH)["pin"] for _ in range(50)}
    assert len(pins) == 50
