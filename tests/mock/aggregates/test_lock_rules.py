"""The requests that reach each rule about locks, their keys and their residents."""

import pytest
from spkey_mock.aggregates.locks import LOCKS

from ..reaching import Requests, assert_reached_by, rules_of
from ..support import ORG, OTHER_USER, USER, Mock
from .building import OTHER_UUID, OWNER, STRANGER, UUID, Building
from .test_locks import REQUESTS

PREFIXES = ("locks.", "lock_keys.", "residents.")
KEYS = [{"uuid": "k1"}]


def there(mock: Mock) -> Building:
    """Create a lock with a key."""
    lock = Building(mock)
    assert lock.create(keys=KEYS).status == 201
    return lock


def offline(mock: Mock) -> Building:
    lock = there(mock)
    lock.go_offline()
    return lock


def with_resident(mock: Mock) -> Building:
    lock = there(mock)
    lock.add_resident(userId=USER)
    return lock


def by_a_stranger(operation: str) -> Requests:
    return lambda mock: REQUESTS[operation](there(mock), [mock.bearer(STRANGER)])


def to_nothing(operation: str) -> Requests:
    return lambda mock: REQUESTS[operation](Building(mock), None)


REACHING: dict[str, Requests] = {
    "locks.open.rights_required": by_a_stranger("locks.open"),
    "locks.set_owner.rights_required": by_a_stranger("locks.set_owner"),
    "locks.set_organization.rights_required": by_a_stranger("locks.set_organization"),
    "locks.get_basic_info.rights_required": by_a_stranger("locks.get_basic_info"),
    "locks.get_details.rights_required": by_a_stranger("locks.get_details"),
    "locks.list_events.rights_required": by_a_stranger("locks.list_events"),
    "lock_keys.add.rights_required": by_a_stranger("lock_keys.add"),
    "lock_keys.remove.rights_required": by_a_stranger("lock_keys.remove"),
    "lock_keys.write.rights_required": by_a_stranger("lock_keys.write"),
    "lock_keys.add_in_bulk.rights_required": by_a_stranger("lock_keys.add_in_bulk"),
    "residents.add.rights_required": by_a_stranger("residents.add"),
    "residents.remove.rights_required": by_a_stranger("residents.remove"),
    "locks.open.lock_must_exist": to_nothing("locks.open"),
    "locks.set_owner.lock_must_exist": to_nothing("locks.set_owner"),
    "locks.set_organization.lock_must_exist": to_nothing("locks.set_organization"),
    "locks.get_basic_info.lock_must_exist": to_nothing("locks.get_basic_info"),
    "locks.get_details.lock_must_exist": to_nothing("locks.get_details"),
    "locks.list_events.lock_must_exist": to_nothing("locks.list_events"),
    "lock_keys.add.lock_must_exist": to_nothing("lock_keys.add"),
    "lock_keys.remove.lock_must_exist": to_nothing("lock_keys.remove"),
    "lock_keys.write.lock_must_exist": to_nothing("lock_keys.write"),
    "residents.add.lock_must_exist": to_nothing("residents.add"),
    "residents.remove.lock_must_exist": to_nothing("residents.remove"),
    "locks.create.rights_required": lambda mock: Building(mock).create(headers=[mock.bearer()]),
    "locks.create.existing_lock_unchanged": lambda mock: there(mock).create(),
    "locks.create.index_must_be_the_id": lambda mock: Building(mock).create(index=1),
    "locks.create.uuid_must_be_free": lambda mock: (there(mock), Building(mock, 5).create()),
    "locks.create.keys_must_differ": lambda mock: Building(mock).create(keys=KEYS * 2),
    "locks.create.event_recorded": lambda mock: Building(mock).create(),
    "locks.create.belongs_to_creator": lambda mock: Building(mock).create(),
    "locks.create.keys_without_events": lambda mock: Building(mock).create(keys=KEYS),
    "locks.create.vendor_name_not_shown": lambda mock: Building(mock).create(vendorName="v"),
    "locks.open.event_recorded": lambda mock: there(mock).open(),
    "locks.open.request_id_not_deduplicated": lambda mock: there(mock).open(requestId="r"),
    "locks.open.offline_records_nothing": lambda mock: offline(mock).open(),
    "locks.set_owner.event_recorded": lambda mock: there(mock).send("SetOwner", {"userId": OWNER}),
    "locks.set_owner.owner_gets_rights": lambda mock: there(mock).send("SetOwner", {"userId": OWNER}),
    "locks.set_owner.user_not_checked": lambda mock: there(mock).send("SetOwner", {"userId": OWNER}),
    "locks.set_organization.event_recorded": lambda mock: there(mock).send("SetOrganization", {"orgId": ORG}),
    "locks.set_organization.moves_the_lock": lambda mock: there(mock).send("SetOrganization", {"orgId": ORG}),
    "locks.get_basic_info.organization_id_after_a_move": lambda mock: there(mock).query("basic-info"),
    "locks.get_details.whole_lock_shown": lambda mock: there(mock).query("details"),
    "locks.get_details.timestamp_of_last_event": lambda mock: there(mock).query("details"),
    "locks.list_events.pages_of_ten": lambda mock: (lock := there(mock), lock.open(10), lock.query("events", "page=1")),
    "locks.list_events.last_page_by_default": lambda mock: there(mock).query("events"),
    "locks.list_events.no_events_beyond_the_last_page": lambda mock: there(mock).query("events", "page=2"),
    "lock_keys.add.event_recorded": lambda mock: there(mock).add_key("k2"),
    "lock_keys.add.key_once_per_lock": lambda mock: there(mock).add_key("k1"),
    "lock_keys.add.user_gets_rights": lambda mock: there(mock).add_key("k2", userId=USER),
    "lock_keys.add.offline_records_nothing": lambda mock: offline(mock).add_key("k2"),
    "lock_keys.remove.event_recorded": lambda mock: there(mock).remove_key(keyUuid="k1"),
    "lock_keys.remove.key_must_be_named": lambda mock: there(mock).remove_key(),
    "lock_keys.remove.key_must_be_on_lock": lambda mock: there(mock).remove_key(keyUuid="k2"),
    "lock_keys.remove.both_must_match": lambda mock: there(mock).remove_key(keyUuid="k1", keyIndexNumber=1),
    "lock_keys.remove.index_must_be_unambiguous": lambda mock: (
        lock := there(mock),
        [lock.add_key(key, keyIndexNumber=1) for key in ("k2", "k3")],
        lock.remove_key(keyIndexNumber=1),
    ),
    "lock_keys.write.event_recorded": lambda mock: there(mock).send("WriteKey", {"keyUuid": "k1"}),
    "lock_keys.write.keys_unchanged": lambda mock: there(mock).send("WriteKey", {"keyUuid": "k2"}),
    "lock_keys.write.offline_records_nothing": lambda mock: offline(mock).send("WriteKey", {"keyUuid": "k1"}),
    "lock_keys.add_in_bulk.lock_not_checked": lambda mock: Building(mock).add_keys("k2"),
    "lock_keys.add_in_bulk.one_key_per_second": lambda mock: there(mock).add_keys("k2", "k3"),
    "lock_keys.add_in_bulk.known_keys_skipped": lambda mock: there(mock).add_keys("k2", "k1"),
    "residents.add.event_recorded": lambda mock: there(mock).add_resident(userId=USER),
    "residents.add.user_must_be_named": lambda mock: there(mock).add_resident(),
    "residents.add.user_must_be_known": lambda mock: there(mock).add_resident(email="ada@example.com"),
    "residents.add.user_found_by_contact": lambda mock: (
        lock := there(mock),
        mock.create(OTHER_USER, email="ada@example.com"),
        lock.add_resident(email="ada@example.com"),
    ),
    "residents.add.user_id_comes_first": lambda mock: there(mock).add_resident(userId=USER, email="eve@example.com"),
    "residents.add.resident_once_per_lock": lambda mock: with_resident(mock).add_resident(userId=USER),
    "residents.remove.event_recorded": lambda mock: with_resident(mock).remove_resident(userId=USER),
    "residents.remove.user_must_be_named": lambda mock: there(mock).remove_resident(),
    "residents.remove.user_must_be_known": lambda mock: there(mock).remove_resident(email="ada@example.com"),
    "residents.remove.resident_must_be_there": lambda mock: there(mock).remove_resident(userId=USER),
    "residents.list.lock_must_exist": lambda mock: Building(mock).query("residents"),
    "residents.list.no_credential_needed": lambda mock: there(mock).query("residents", headers=[]),
    "residents.list.no_phone_number": lambda mock: with_resident(mock).query("residents"),
}
ELSEWHERE = ("locks.open_with_pin.",)
"""Rules that the tests of temporary keys reach."""

WEBHOOKS = {"locks.set_organization.event_sent_to_new_organisation"}


def test_every_rule_of_locks_keys_and_residents_is_listed_here() -> None:
    rules = {rule for rule in rules_of(LOCKS) if rule.startswith(PREFIXES) and not rule.startswith(ELSEWHERE)}
    assert rules - WEBHOOKS == REACHING.keys()


@pytest.mark.parametrize("rule", REACHING)
def test_a_rule_is_reached_by_a_request_that_it_applies_to_and_not_before(mock: Mock, rule: str) -> None:
    assert_reached_by(mock, rule, REACHING[rule])


# For some rules, requests that do not reach them.
JUST_SHORT: dict[str, Requests] = {
    "locks.create.existing_lock_unchanged": lambda mock: Building(mock).create(),
    "locks.create.uuid_must_be_free": lambda mock: (there(mock), Building(mock, 5).create(uuid=OTHER_UUID)),
    "locks.create.index_must_be_the_id": lambda mock: Building(mock).create(uuid=UUID.upper()),
    "locks.create.keys_must_differ": lambda mock: Building(mock).create(keys=[*KEYS, {"uuid": "K1"}]),
    "locks.create.keys_without_events": lambda mock: Building(mock).create(keys=[]),
    "locks.create.vendor_name_not_shown": lambda mock: there(mock).create(vendorName="v"),
    "locks.open.request_id_not_deduplicated": lambda mock: offline(mock).open(requestId="r"),
    "locks.get_details.whole_lock_shown": lambda mock: (
        lock := there(mock),
        lock.remove_key(keyUuid="k1"),
        lock.query("details"),
    ),
    "locks.list_events.pages_of_ten": lambda mock: (lock := there(mock), lock.open(9), lock.query("events")),
    "locks.list_events.last_page_by_default": lambda mock: there(mock).query("events", "page=1"),
    "locks.list_events.no_events_beyond_the_last_page": lambda mock: there(mock).query("events", "page=1"),
    "lock_keys.add.user_gets_rights": lambda mock: there(mock).add_key("k2"),
    "lock_keys.add_in_bulk.lock_not_checked": lambda mock: there(mock).add_keys("k2"),
    "lock_keys.add_in_bulk.one_key_per_second": lambda mock: there(mock).add_keys("k2"),
    "lock_keys.add_in_bulk.known_keys_skipped": lambda mock: there(mock).add_keys("k2", "k3"),
    "residents.add.user_found_by_contact": lambda mock: there(mock).add_resident(userId=USER),
    "residents.add.user_id_comes_first": lambda mock: there(mock).add_resident(userId=USER),
    "residents.list.no_phone_number": lambda mock: there(mock).query("residents"),
}


@pytest.mark.parametrize("rule", JUST_SHORT)
def test_a_rule_is_not_reached_by_requests_that_it_does_not_apply_to(mock: Mock, rule: str) -> None:
    JUST_SHORT[rule](mock)
    with pytest.raises(AssertionError, match=f"no request reached {rule}"):
        mock.world.coverage.assert_reached(rule)
