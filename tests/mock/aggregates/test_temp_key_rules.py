"""The requests that reach each rule of temporary keys."""

from collections.abc import Callable
from typing import Any

import pytest
from spkey_mock.service import contract

from ..reaching import assert_reached_by
from ..support import Mock
from .guests import ADA, BOB, BOTH, CODE, KEY, OTHER_KEY, OTHER_LOCK, Guests, at, door

Requests = Callable[[Guests], object]

RESOURCES = ("lock_temp_keys", "temp_keys", "collective_temp_keys")

FUTURE: dict[str, Any] = {"validFrom": at(1), "validUntil": at(2)}
EMPTY: dict[str, Any] = {"validFrom": at(1), "validUntil": at(1)}


def bob(guests: Guests) -> list[tuple[str, str]]:
    return [guests.mock.bearer(BOB)]


def issued(guests: Guests, **body: Any) -> str:
    return str(guests.issued(**body)["uuid"])


def code_only(guests: Guests) -> str:
    return str(guests.issued(CODE)["uuid"])


# For each rule, the fewest requests that reach it.
REACHING: dict[str, Requests] = {
    "lock_temp_keys.list.lock_must_exist": lambda it: it.listed(1),
    "lock_temp_keys.list.status_has_precedence": lambda it: (
        it.create(maxUses=1),
        it.open(),
        it.wait(1),
        it.listed(),
    ),
    "lock_temp_keys.list.creation_order": lambda it: (it.create(), it.create(OTHER_KEY), it.listed()),
    "lock_temp_keys.create.lock_must_exist": lambda it: it.create(lock=1),
    "lock_temp_keys.create.rights_required": lambda it: it.create(headers=bob(it)),
    "lock_temp_keys.create.id_used_once": lambda it: (it.create(), it.create(lock=OTHER_LOCK)),
    "lock_temp_keys.create.window_not_empty": lambda it: it.create(**EMPTY),
    "lock_temp_keys.create.event_recorded": lambda it: it.create(),
    "lock_temp_keys.update.lock_must_exist": lambda it: it.update(lock=1),
    "lock_temp_keys.update.key_must_exist": lambda it: it.update(),
    "lock_temp_keys.update.only_changes_recorded": lambda it: (it.create(), it.update()),
    "lock_temp_keys.update.window_not_empty": lambda it: (it.create(), it.update(validUntil=at(0))),
    "lock_temp_keys.update.not_below_uses": lambda it: (
        it.create(),
        it.open(),
        it.open(),
        it.update(maxUses=1),
    ),
    "lock_temp_keys.delete.lock_must_exist": lambda it: it.delete(lock=1),
    "lock_temp_keys.delete.key_must_exist": lambda it: it.delete(),
    "lock_temp_keys.delete.event_recorded": lambda it: (it.create(), it.delete()),
    "temp_keys.create.all_or_nothing": lambda it: it.issue(door(), door(1)),
    "temp_keys.create.rights_required": lambda it: it.issue(headers=bob(it)),
    "temp_keys.create.pin_for_codes": lambda it: it.issue(CODE),
    "temp_keys.create.window_not_empty": lambda it: it.issue(**EMPTY),
    "temp_keys.create.pins_configured": lambda it: (it.mock.world.outside.change(pins=False), it.issue(CODE)),
    "temp_keys.list.own_keys": lambda it: it.keys(),
    "temp_keys.list.of_lock": lambda it: it.keys("lockId=4711"),
    "temp_keys.list.lock_must_exist": lambda it: it.keys("lockId=1"),
    "temp_keys.list.rights_required": lambda it: it.keys("lockId=4711", headers=bob(it)),
    "temp_keys.list.without_pins": lambda it: (it.issue(CODE), it.keys()),
    "temp_keys.revoke.temp_key_must_exist": lambda it: it.revoke(KEY),
    "temp_keys.revoke.rights_required": lambda it: it.revoke(issued(it), headers=bob(it)),
    "temp_keys.revoke.opens_nothing": lambda it: it.revoke(issued(it)),
    "temp_keys.open.temp_key_must_exist": lambda it: it.open(KEY),
    "temp_keys.open.within_window": lambda it: it.open(issued(it, **FUTURE)),
    "temp_keys.open.first_door_without_code": lambda it: it.open(it.issued(CODE, BOTH)["uuid"]),
    "temp_keys.open.code_required": lambda it: it.open(code_only(it)),
    "temp_keys.open.whitelist_admits": lambda it: (
        it.create(accessMode="user-whitelist", allowedUserIds=[ADA]),
        it.open(headers=bob(it)),
    ),
    "temp_keys.open.opening_counted": lambda it: it.open(issued(it)),
    "temp_keys.open_door.door_must_exist": lambda it: it.open_door(issued(it), 2),
    "temp_keys.open_door.code_required": lambda it: it.open_door(code_only(it)),
    "temp_keys.open_door.within_window": lambda it: it.open_door(issued(it, **FUTURE)),
    "temp_keys.open_door.redirect_says_offline": lambda it: it.open_door(issued(it)),
    "collective_temp_keys.create.all_or_nothing": lambda it: it.issue(door(1), collective=True),
    "collective_temp_keys.create.same_store": lambda it: it.issue(collective=True),
    "collective_temp_keys.revoke.temp_key_must_exist": lambda it: it.revoke(KEY, collective=True),
    "collective_temp_keys.revoke.rights_required": lambda it: it.revoke(issued(it), collective=True, headers=bob(it)),
    "collective_temp_keys.open_door.door_must_exist": lambda it: it.open_door(KEY, collective=True),
    "collective_temp_keys.open_door.within_window": lambda it: it.open_door(issued(it, **FUTURE), collective=True),
    "collective_temp_keys.open_door.code_required": lambda it: it.open_door(code_only(it), collective=True),
    "collective_temp_keys.open_door.opening_counted": lambda it: it.open_door(issued(it), collective=True),
    "locks.open_with_pin.pin_of_live_key": lambda it: it.enter(it.issued(CODE)["pin"]),
    "locks.open_with_pin.refusals_identical": lambda it: it.enter("000000"),
    "locks.open_with_pin.failures_delayed": lambda it: [it.enter("000000") for _ in range(6)],
    "locks.open_with_pin.opening_counted": lambda it: it.enter(it.issued(CODE)["pin"]),
}


def test_every_rule_of_temporary_keys_is_listed_here() -> None:
    rules = {rule for rule in contract.load().rules if rule.partition(".")[0] in RESOURCES or ".open_with_pin." in rule}
    assert REACHING.keys() == rules


@pytest.mark.parametrize("rule", REACHING)
def test_a_rule_is_reached_by_a_request_that_it_applies_to_and_not_before(mock: Mock, rule: str) -> None:
    guests = Guests.of(mock)
    assert_reached_by(mock, rule, lambda _: REACHING[rule](guests))


# For some rules, requests that do not reach them.
JUST_SHORT: dict[str, Requests] = {
    "lock_temp_keys.list.status_has_precedence": lambda it: (it.create(), it.open(), it.wait(1), it.listed()),
    "lock_temp_keys.list.creation_order": lambda it: (it.create(), it.create(lock=OTHER_LOCK), it.listed()),
    "lock_temp_keys.create.id_used_once": lambda it: (it.create(), it.create(OTHER_KEY)),
    "temp_keys.list.own_keys": lambda it: it.keys("lockId=4711"),
    "temp_keys.list.of_lock": lambda it: (it.keys(), it.keys("lockId=1")),
    "locks.open_with_pin.failures_delayed": lambda it: [it.enter("000000") for _ in range(5)],
}


@pytest.mark.parametrize("rule", JUST_SHORT)
def test_a_rule_is_not_reached_by_requests_that_it_does_not_apply_to(mock: Mock, rule: str) -> None:
    JUST_SHORT[rule](Guests.of(mock))
    with pytest.raises(AssertionError, match=f"no request reached {rule}"):
        mock.world.coverage.assert_reached(rule)
