"""Creating, opening and moving locks, who has rights on them, and what queries show."""

import json
from collections.abc import Callable

import pytest
from spkey_mock import Webhook
from spkey_mock.aggregates.locks import LOCKS, Lock
from spkey_mock.service.codec import DecodeError
from spkey_mock.world.limits import Limits

from ..support import ORG, OTHER_ORG, Header, Mock, Reply, rule
from .building import HOLDER, ISO, LOCK, OTHER_UUID, OWNER, STRANGER, UUID, Building, recorded

KEYS = [{"uuid": "k1", "indexNumber": 1, "userId": HOLDER}, {"uuid": "k2"}]


@pytest.fixture
def lock(mock: Mock) -> Building:
    """A lock of the first organisation, with an owner and the keys k1 and k2."""
    lock = Building(mock)
    assert lock.create(ownerId=OWNER, serialNumber="S-1", keys=KEYS).status == 201
    return lock


Send = Callable[[Building, list[Header] | None], Reply]
"""Sends a request with these credentials."""

# Requests that need rights, by the operation's resource and method.
REQUESTS: dict[str, Send] = {
    "locks.open": lambda lock, headers: lock.open(headers=headers),
    "locks.set_owner": lambda lock, headers: lock.send("SetOwner", {"userId": OWNER}, headers),
    "locks.set_organization": lambda lock, headers: lock.send("SetOrganization", {"orgId": ORG}, headers),
    "locks.get_basic_info": lambda lock, headers: lock.query("basic-info", headers=headers),
    "locks.get_details": lambda lock, headers: lock.query("details", headers=headers),
    "locks.list_events": lambda lock, headers: lock.query("events", headers=headers),
    "lock_keys.add": lambda lock, headers: lock.add_key("k9", headers),
    "lock_keys.remove": lambda lock, headers: lock.send("RemoveKey", {"keyUuid": "k2"}, headers),
    "lock_keys.write": lambda lock, headers: lock.send("WriteKey", {"keyUuid": "k2"}, headers),
    "lock_keys.add_in_bulk": lambda lock, headers: lock.add_keys("k9", headers=headers),
    "residents.add": lambda lock, headers: lock.add_resident(userId="u1", headers=headers),
    "residents.remove": lambda lock, headers: lock.send("RemoveResident", {"userId": "u0"}, headers),
}
NOT_CHECKED = {"lock_keys.add_in_bulk"}
"""The operations that do not check whether the lock exists."""


@rule(
    "locks.open.rights_required",
    "locks.set_owner.rights_required",
    "locks.set_organization.rights_required",
    "locks.get_basic_info.rights_required",
    "locks.get_details.rights_required",
    "locks.list_events.rights_required",
    "lock_keys.add.rights_required",
    "lock_keys.remove.rights_required",
    "lock_keys.write.rights_required",
    "lock_keys.add_in_bulk.rights_required",
    "residents.add.rights_required",
    "residents.remove.rights_required",
)
@pytest.mark.parametrize("send", REQUESTS.values(), ids=REQUESTS)
def test_an_organisation_an_owner_a_key_holder_and_a_superuser_key_have_rights(lock: Building, send: Send) -> None:
    mock = lock.mock
    lock.add_resident(userId="u0")
    super_key = mock.key(mock.credentials.issue_key("operator", superuser=True))
    version = lock.state.version
    for refused in (mock.other, mock.bearer(STRANGER)):
        assert send(lock, [refused]).status == 403
    assert lock.state.version == version
    for accepted in (mock.key(), mock.bearer(OWNER), mock.bearer(HOLDER), super_key):
        reply = send(lock, [accepted])
        assert reply.status in (200, 400, 404)  # some change nothing a second time, but none is rejected
        assert reply.status == 200 or accepted is not mock.key()


@rule(
    "locks.open.lock_must_exist",
    "locks.set_owner.lock_must_exist",
    "locks.set_organization.lock_must_exist",
    "locks.get_basic_info.lock_must_exist",
    "locks.get_details.lock_must_exist",
    "locks.list_events.lock_must_exist",
    "lock_keys.add.lock_must_exist",
    "lock_keys.remove.lock_must_exist",
    "lock_keys.write.lock_must_exist",
    "residents.add.lock_must_exist",
    "residents.remove.lock_must_exist",
    "residents.list.lock_must_exist",
)
@pytest.mark.parametrize("send", [REQUESTS[name] for name in REQUESTS if name not in NOT_CHECKED])
def test_an_unknown_lock_returns_404_to_every_caller(mock: Mock, send: Send) -> None:
    for header in (mock.key(), mock.bearer(STRANGER)):
        assert send(Building(mock), [header]).status == 404
    assert Building(mock).query("residents", headers=[]).status == 404
    assert Building(mock).state.version == 0


@rule("locks.create.event_recorded", "locks.create.belongs_to_creator", "locks.create.vendor_name_not_shown")
def test_a_new_lock_belongs_to_its_creator_and_shows_what_it_was_created_with(mock: Mock) -> None:
    lock = Building(mock)
    reply = lock.create(ownerId=OWNER, serialNumber="S-1", vendorName="vendor", keys=KEYS, headers=[mock.other])
    recorded(lock, reply, "LockCreated", serialNumber="S-1", keys=KEYS, ownerId=OWNER)
    assert (reply.status, reply.body["version"]) == (201, 1)
    shown = lock.query("details", headers=[mock.other])
    assert shown.body == {
        "id": "4711",
        "lockId": LOCK,
        "uuid": UUID,
        "version": 1,
        "serialNumber": "S-1",
        "ownerId": OWNER,
        "orgId": OTHER_ORG,
        "r2Prefix": "locks/4711/",
        "keys": KEYS,
        "residents": [],
        "timestamp": ISO,
    }
    assert "vendor" not in str((reply.body, shown.body, lock.events))


def test_a_lock_requires_only_a_number_and_a_uuid(mock: Mock) -> None:
    lock = Building(mock)
    recorded(lock, lock.create(), "LockCreated")
    assert lock.details["keys"] == []


@rule("locks.create.keys_without_events")
def test_the_keys_of_a_new_lock_are_there_without_events(lock: Building) -> None:
    assert lock.keys == ["k1", "k2"]
    assert [event.type for event in lock.events] == ["LockCreated"]


@rule("locks.create.existing_lock_unchanged")
def test_creating_an_existing_lock_changes_nothing(lock: Building) -> None:
    lock.open()
    before = lock.details
    reply = lock.create(uuid=OTHER_UUID, ownerId="other")
    assert (reply.status, reply.body["event"], reply.body["version"]) == (200, None, 2)
    assert lock.details == before


@rule("locks.create.rights_required")
def test_only_an_organisation_creates_a_lock_and_only_its_own(lock: Building) -> None:
    assert lock.create(headers=[lock.mock.other]).status == 403
    assert lock.create(headers=[lock.mock.bearer(OWNER)]).status == 403
    new = Building(lock.mock, 5)
    assert new.create(uuid=OTHER_UUID, headers=[lock.mock.bearer(OWNER)]).status == 403
    assert new.state.version == 0


@rule("locks.create.index_must_be_the_id")
def test_an_index_that_is_not_the_number_in_the_path_is_rejected(mock: Mock) -> None:
    reply = Building(mock).create(index=LOCK + 1)
    assert (reply.status, reply.message) == (400, "body/index: the value is not the number in the path, 4711")


@rule("locks.create.uuid_must_be_free")
def test_no_two_locks_have_the_same_uuid(lock: Building) -> None:
    assert Building(lock.mock, 5).create(uuid=UUID.upper()).status == 400
    assert Building(lock.mock, 5).create(uuid=OTHER_UUID).status == 201


@rule("locks.create.keys_must_differ")
def test_a_lock_is_not_created_with_the_same_key_twice(mock: Mock) -> None:
    reply = Building(mock).create(keys=[*KEYS, {"uuid": "k1"}])
    assert (reply.status, reply.message) == (400, "body/keys/2/uuid: another key has the same uuid")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"keys": {"byUuid": [["k2", {"uuid": "k1"}]]}}, "keys: Each key must be listed by its own uuid."),
        ({"residents": [["u2", {"userId": "u1", "name": "Ada"}]]}, "Each resident must be listed by its own userId."),
    ],
)
def test_a_state_that_contradicts_itself_cannot_be_read(changes: dict[str, object], message: str) -> None:
    with pytest.raises(DecodeError, match=message):
        LOCKS.codec.decode({**LOCKS.codec.encode(Lock("4711", version=1)), **changes})


@pytest.mark.parametrize("path", ["04711", "+4711", "4711.0", "0", "-1", "x", UUID])
def test_a_lock_has_one_id(lock: Building, path: str) -> None:
    reply = Building(lock.mock, path).query("basic-info")
    assert reply.status in (200, 400, 404)
    assert reply.status != 200 or reply.body["id"] == "4711"


@rule("locks.open.event_recorded", "locks.open.request_id_not_deduplicated")
def test_each_opening_is_recorded(lock: Building) -> None:
    recorded(lock, lock.send("OpenLock"), "LockOpenRequested")
    for version in (3, 4):
        reply = lock.open(requestId="r", reason="parcel")
        assert recorded(lock, reply, "LockOpenRequested", requestId="r", reason="parcel")["version"] == version


@rule("locks.open.offline_records_nothing")
def test_a_lock_that_is_offline_opens_for_nobody(lock: Building) -> None:
    lock.go_offline()
    reply = lock.open()
    assert (reply.status, reply.message) == (502, "The device of lock 4711 cannot be reached.")
    assert lock.state.version == 1
    lock.mock.world.outside.change(offline_locks=[])
    assert lock.open().body["version"] == 2


@rule("locks.set_owner.event_recorded", "locks.set_owner.owner_gets_rights", "locks.set_owner.user_not_checked")
def test_a_new_owner_has_the_rights_of_the_previous_one(lock: Building) -> None:
    recorded(lock, lock.send("SetOwner", {"userId": STRANGER}), "OwnerSet", userId=STRANGER)
    assert lock.open(headers=[lock.mock.bearer(OWNER)]).status == 403
    assert lock.open(headers=[lock.mock.bearer(STRANGER)]).status == 200
    assert lock.details["ownerId"] == STRANGER
    assert lock.mock.profile(STRANGER).status == 404


@rule("locks.set_organization.event_recorded", "locks.set_organization.moves_the_lock")
def test_a_lock_moves_with_all_that_it_has(lock: Building) -> None:
    before = lock.details
    recorded(lock, lock.send("SetOrganization", {"orgId": OTHER_ORG}), "OrganizationSet", orgId=OTHER_ORG)
    assert lock.query("details").status == 403
    after = lock.query("details", headers=[lock.mock.other]).body
    assert after == {**before, "version": 2, "orgId": OTHER_ORG, "organizationId": OTHER_ORG}
    assert lock.open(headers=[lock.mock.bearer(OWNER)]).status == 200


@rule("locks.get_basic_info.organization_id_after_a_move")
def test_the_organisation_is_repeated_once_the_lock_has_moved(lock: Building) -> None:
    basics = {"id": "4711", "lockId": LOCK, "uuid": UUID, "serialNumber": "S-1", "ownerId": OWNER}
    assert lock.query("basic-info").body == {**basics, "version": 1, "orgId": ORG, "r2Prefix": "locks/4711/"}
    lock.send("SetOrganization", {"orgId": ORG})
    assert lock.query("basic-info").body["organizationId"] == ORG


@rule("locks.get_details.whole_lock_shown", "locks.get_details.timestamp_of_last_event")
def test_the_details_show_all_keys_and_residents_and_the_time_of_the_last_event(lock: Building) -> None:
    for key in range(200):
        lock.add_key(f"n{key}")
    lock.mock.world.clock.advance(1500)
    lock.add_resident("Ada", userId="u1", email="ada@example.com")
    lock.mock.world.clock.advance(1500)
    details = lock.details
    assert lock.keys == ["k1", "k2", *(f"n{key}" for key in range(200))]
    assert details["residents"] == [{"userId": "u1", "name": "Ada", "email": "ada@example.com"}]
    assert (details["timestamp"], details["version"]) == ("2026-11-06T00:00:01.500Z", 202)


def versions(reply: Reply) -> list[int]:
    assert reply.status == 200
    return [event["version"] for event in reply.body["events"]]


@rule("locks.list_events.pages_of_ten", "locks.list_events.last_page_by_default")
def test_events_are_listed_by_tens_from_the_oldest(lock: Building) -> None:
    lock.open(22)
    assert versions(lock.query("events", "page=1")) == list(range(1, 11))
    assert versions(lock.query("events", "page=2")) == list(range(11, 21))
    last = lock.query("events")
    assert versions(last) == [21, 22, 23]
    assert {name: last.body[name] for name in ("aggregateId", "totalEvents", "page", "pageSize", "totalPages")} == {
        "aggregateId": "4711",
        "totalEvents": 23,
        "page": 3,
        "pageSize": 10,
        "totalPages": 3,
    }
    assert lock.query("events", "page=3").body == last.body
    lock.open(7)
    assert versions(lock.query("events")) == list(range(21, 31))  # a full page has no empty one after it


def test_an_event_is_listed_as_its_command_returned_it(lock: Building) -> None:
    event = lock.open(reason="parcel").body["event"]
    assert lock.query("events").body["events"][-1] == {
        "aggregateType": "lock",
        "aggregateId": "4711",
        "version": 2,
        "type": event["type"],
        "timestamp": ISO,
        "orgId": ORG,
        "event": event["data"],
    }


@rule("locks.list_events.no_events_beyond_the_last_page")
def test_a_page_beyond_the_last_is_empty(lock: Building) -> None:
    reply = lock.query("events", "page=2")
    assert (versions(reply), reply.body["page"], reply.body["totalPages"]) == ([], 2, 1)
    for page in ("0", "-1", "x", "1.5"):
        assert lock.query("events", f"page={page}").status == 400


def test_events_that_the_memory_store_has_dropped_are_counted_but_not_listed() -> None:
    lock = Building(Mock(limits=Limits(events=15)))
    lock.create()
    lock.open(29)
    assert versions(lock.query("events", "page=1")) == []
    assert versions(lock.query("events", "page=2")) == list(range(16, 21))
    reply = lock.query("events")
    assert (versions(reply), reply.body["totalEvents"]) == (list(range(21, 31)), 30)


@rule("locks.set_organization.event_sent_to_new_organisation")
def test_the_event_of_a_move_goes_to_the_new_organisation(lock: Building) -> None:
    webhooks = lock.mock.world.webhooks
    for org_id in (ORG, OTHER_ORG):  # nothing is due while the clock is frozen
        webhooks.add(Webhook(url="http://localhost:9/", org_id=org_id, delay=3600))
    lock.send("SetOrganization", {"orgId": OTHER_ORG})
    lock.open(headers=[lock.mock.other])
    sent = [json.loads(delivery.body) for delivery in webhooks.deliveries()]
    assert [(it["detail-type"], it["detail"]["partnerId"]) for it in sent] == [
        ("OrganizationSet", OTHER_ORG),
        ("LockOpenRequested", OTHER_ORG),
    ]
    assert sent[0]["detail"]["aggregateType"] == "lock"
    assert sent[0]["detail"]["aggregateId"] == "4711"
    assert sent[0]["detail"]["data"] == {
        "type": "OrganizationSet",
        "lockId": LOCK,
        "uuid": UUID,
        "orgId": OTHER_ORG,
        "timestamp": ISO,
    }
