"""Locks: creation, opening, ownership, rights and queries."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

import pytest
from attrs import evolve

from ..lock import Lock
from ..mock import Mock
from ..plugin import AsUser, NewLock
from ..receiver import Received, Receiver
from ..server import Reply, Server
from ..setting import Setting
from ..user import User
from .marks import category, rule

Send = Callable[[Lock, str, str], Reply]

# For each operation that needs rights, a request that succeeds as often as it is sent with another key and the owner.
NEEDS_RIGHTS: dict[str, Send] = {
    "locks.open": lambda lock, key, owner: lock.try_open(),
    "locks.set_owner": lambda lock, key, owner: lock.send("SetOwner", userId=owner),
    "locks.set_organization": lambda lock, key, owner: lock.send("SetOrganization", orgId=lock.org_id),
    "locks.get_basic_info": lambda lock, key, owner: lock.get("basic-info"),
    "locks.get_details": lambda lock, key, owner: lock.get("details"),
    "locks.list_events": lambda lock, key, owner: lock.get("events"),
    "lock_keys.add": lambda lock, key, owner: lock.try_add_key(f"new {key}"),
    "lock_keys.remove": lambda lock, key, owner: lock.try_remove_key(keyUuid=key),
    "lock_keys.write": lambda lock, key, owner: lock.send("WriteKey", keyUuid=key),
    "lock_keys.add_in_bulk": lambda lock, key, owner: lock.send("BulkAddKeys", keys=[{"keyUuid": key}]),
    "residents.add": lambda lock, key, owner: lock.try_add_resident(userId=f"new {key}"),
    "residents.remove": lambda lock, key, owner: lock.try_remove_resident(userId=key),
}

RIGHTS = [
    pytest.param("locks.open", marks=rule("locks.open.rights_required")),
    pytest.param("locks.set_owner", marks=rule("locks.set_owner.rights_required")),
    pytest.param("locks.set_organization", marks=rule("locks.set_organization.rights_required")),
    pytest.param("locks.get_basic_info", marks=rule("locks.get_basic_info.rights_required")),
    pytest.param("locks.get_details", marks=rule("locks.get_details.rights_required")),
    pytest.param("locks.list_events", marks=rule("locks.list_events.rights_required")),
    pytest.param("lock_keys.add", marks=rule("lock_keys.add.rights_required")),
    pytest.param("lock_keys.remove", marks=rule("lock_keys.remove.rights_required")),
    pytest.param("lock_keys.write", marks=rule("lock_keys.write.rights_required")),
    pytest.param("lock_keys.add_in_bulk", marks=rule("lock_keys.add_in_bulk.rights_required")),
    pytest.param("residents.add", marks=rule("residents.add.rights_required")),
    pytest.param("residents.remove", marks=rule("residents.remove.rights_required")),
]

EXISTENCE = [
    pytest.param("locks.open", marks=rule("locks.open.lock_must_exist")),
    pytest.param("locks.set_owner", marks=rule("locks.set_owner.lock_must_exist")),
    pytest.param("locks.set_organization", marks=rule("locks.set_organization.lock_must_exist")),
    pytest.param("locks.get_basic_info", marks=rule("locks.get_basic_info.lock_must_exist")),
    pytest.param("locks.get_details", marks=rule("locks.get_details.lock_must_exist")),
    pytest.param("locks.list_events", marks=rule("locks.list_events.lock_must_exist")),
    pytest.param("lock_keys.add", marks=rule("lock_keys.add.lock_must_exist")),
    pytest.param("lock_keys.remove", marks=rule("lock_keys.remove.lock_must_exist")),
    pytest.param("lock_keys.write", marks=rule("lock_keys.write.lock_must_exist")),
    pytest.param("residents.add", marks=rule("residents.add.lock_must_exist")),
    pytest.param("residents.remove", marks=rule("residents.remove.lock_must_exist")),
    pytest.param("residents.list", marks=rule("residents.list.lock_must_exist")),
]


def stocked(new_lock: NewLock, name: str, keys: Iterable[str], holder: str, **body: Any) -> Lock:
    """Create a lock with these keys, one more key for the holder, and a resident for each name."""
    lock = new_lock(keys=[*({"uuid": key} for key in keys), {"uuid": "held", "userId": holder}], **body)
    for key in keys if name == "residents.remove" else ():
        lock.add_resident(userId=key)
    return lock


@category("auth")
@pytest.mark.parametrize("name", RIGHTS)
def test_an_organisation_an_owner_and_a_key_holder_have_rights(
    new_lock: NewLock, as_user: AsUser, unknown: User, name: str
) -> None:
    users = {key: evolve(unknown, id=str(uuid4())) for key in ("owner", "holder", "stranger")}
    owner = users["owner"].id
    lock = stocked(new_lock, name, ("organisation", *users), users["holder"].id, ownerId=owner)
    seen = {"organisation": lock, **{key: lock.seen_by(as_user(user)) for key, user in users.items()}}
    version = lock.version()
    assert NEEDS_RIGHTS[name](seen["stranger"], "stranger", owner).status == 403
    assert lock.version() == version
    for key in ("organisation", "owner", "holder"):
        assert NEEDS_RIGHTS[name](seen[key], key, owner).status == 200


@category("auth")
@pytest.mark.parametrize("name", RIGHTS)
def test_another_organisation_has_no_rights(new_lock: NewLock, other: Server, name: str) -> None:
    lock = stocked(new_lock, name, ["k1"], "holder", ownerId="owner")
    state = lock.details().body
    assert NEEDS_RIGHTS[name](lock.seen_by(other), "k1", "owner").status == 403
    assert lock.details().body == state


@category("auth")
@rule("locks.open.rights_required", "locks.get_details.rights_required", "lock_keys.add.rights_required")
def test_a_superuser_key_has_rights_on_the_locks_of_all_organisations(other_lock: Lock, superuser: Server) -> None:
    lock = other_lock.seen_by(superuser)
    lock.open()
    lock.add_key("k1")
    assert lock.keys() == other_lock.keys() == ["k1"]


@pytest.mark.parametrize("name", EXISTENCE)
def test_an_unknown_lock_returns_404(unknown_lock: Lock, name: str) -> None:
    requests: dict[str, Send] = {**NEEDS_RIGHTS, "residents.list": lambda lock, key, owner: lock.get("residents")}
    assert requests[name](unknown_lock, "k1", "owner").status == 404
    assert unknown_lock.get("details").status == 404


KEYS = [{"uuid": "k1", "indexNumber": 3}, {"uuid": "k2", "userId": "holder"}]


@rule("locks.create.event_recorded", "locks.create.belongs_to_creator")
def test_the_event_of_a_new_lock_has_the_properties_of_the_request(unknown_lock: Lock) -> None:
    lock = unknown_lock
    created = lock.create(serialNumber="SPK-1", ownerId="owner", keys=KEYS)
    assert (created.status, created["version"], created["aggregateId"]) == (201, 1, str(lock.id))
    data = created["event"]["data"]
    given = {"lockId": lock.id, "uuid": lock.uuid, "serialNumber": "SPK-1", "ownerId": "owner", "keys": KEYS}
    assert created["event"]["type"] == "LockCreated"
    assert {name: data[name] for name in given} == given
    details = lock.details().body
    assert {name: details[name] for name in given} == given
    assert (details["version"], details["residents"]) == (1, [])


@rule("locks.create.belongs_to_creator")
def test_a_new_lock_belongs_to_the_organisation_of_the_credential(lock: Lock, other_lock: Lock) -> None:
    organisations = {it.get("basic-info")["orgId"] for it in (lock, other_lock)}
    assert len(organisations) == 2


@rule("locks.create.keys_without_events")
def test_the_keys_of_a_new_lock_have_no_events(new_lock: NewLock) -> None:
    lock = new_lock(keys=KEYS)
    assert lock.keys() == ["k1", "k2"]
    assert (lock.version(), [event["type"] for event in lock.events()]) == (1, ["LockCreated"])


@rule("locks.create.keys_must_differ")
def test_a_lock_is_not_created_with_a_key_twice(unknown_lock: Lock) -> None:
    assert unknown_lock.create(keys=[*KEYS, {"uuid": "k1"}]).status == 400
    assert unknown_lock.get("details").status == 404


@rule("locks.create.existing_lock_unchanged")
def test_creating_an_existing_lock_changes_nothing(lock: Lock) -> None:
    lock.open()
    before = lock.state()
    again = lock.create(uuid=str(uuid4()), ownerId="owner", keys=KEYS)
    assert (again.status, again["event"], again["version"]) == (200, None, lock.version())
    assert lock.state() == before


@rule("locks.create.rights_required")
def test_only_an_organisation_creates_a_lock(unknown_lock: Lock, as_user: AsUser, unknown: User) -> None:
    assert unknown_lock.seen_by(as_user(unknown)).create().status == 403
    assert unknown_lock.get("details").status == 404


@rule("locks.create.rights_required")
def test_the_number_of_another_organisations_lock_is_taken(lock: Lock, other: Server) -> None:
    assert lock.seen_by(other).create().status == 403


@rule("locks.create.index_must_be_the_id")
def test_the_index_in_the_body_is_the_number_in_the_path(unknown_lock: Lock) -> None:
    assert unknown_lock.create(index=unknown_lock.id + 1).status == 400
    assert unknown_lock.get("details").status == 404


@rule("locks.create.uuid_must_be_free")
def test_no_two_locks_have_the_same_uuid(lock: Lock, unknown_lock: Lock) -> None:
    assert unknown_lock.create(uuid=lock.uuid).status == 400
    assert unknown_lock.create().status == 201


@rule("locks.create.vendor_name_not_shown")
def test_the_name_of_the_vendor_is_in_no_response(unknown_lock: Lock) -> None:
    lock = unknown_lock
    replies = [lock.create(vendorName="vendor-7"), lock.get("details"), lock.get("basic-info"), lock.get("events")]
    assert [reply.status for reply in replies] == [201, 200, 200, 200]
    assert not any("vendor" in reply.text for reply in replies)


@rule("locks.open.event_recorded", "locks.open.request_id_not_deduplicated")
def test_every_opening_is_recorded(lock: Lock) -> None:
    for version in (2, 3):
        opened = lock.open(requestId="r1", reason="parcel")
        assert (opened["version"], opened["event"]["type"]) == (version, "LockOpenRequested")
        data = opened["event"]["data"]
        assert (data["lockId"], data["uuid"]) == (lock.id, lock.uuid)
        assert (data["requestId"], data["reason"]) == ("r1", "parcel")
    assert lock.version() == 3


def write_key(lock: Lock) -> Reply:
    return lock.send("WriteKey", keyUuid="k1")


def add_key(lock: Lock) -> Reply:
    return lock.try_add_key("k1")


@category("errors")
@pytest.mark.parametrize(
    "send",
    [
        pytest.param(Lock.try_open, marks=rule("locks.open.offline_records_nothing")),
        pytest.param(add_key, marks=rule("lock_keys.add.offline_records_nothing")),
        pytest.param(write_key, marks=rule("lock_keys.write.offline_records_nothing")),
    ],
)
def test_a_device_that_cannot_be_reached_records_nothing(mock: Mock, lock: Lock, send: Callable[[Lock], Reply]) -> None:
    with mock.outside(offlineLocks=[str(lock.id)]):
        assert send(lock).status == 502
    assert (lock.version(), lock.keys()) == (1, [])
    assert send(lock).status == 200


@rule("locks.set_owner.event_recorded", "locks.set_owner.owner_gets_rights", "locks.set_owner.user_not_checked")
def test_the_rights_go_to_the_new_owner(new_lock: NewLock, as_user: AsUser, unknown: User) -> None:
    previous, following = (evolve(unknown, id=str(uuid4())) for _ in range(2))
    lock = new_lock(ownerId=previous.id)
    changed = lock.send("SetOwner", userId=following.id)
    assert (changed.status, changed["version"], changed["event"]["type"]) == (200, 2, "OwnerSet")
    assert changed["event"]["data"]["userId"] == lock.details()["ownerId"] == following.id
    assert lock.seen_by(as_user(following)).get("details").status == 200
    assert lock.seen_by(as_user(previous)).get("details").status == 403


@rule("locks.set_organization.event_recorded", "locks.set_organization.moves_the_lock")
def test_a_lock_moves_with_its_keys_and_residents(new_lock: NewLock, other: Server, other_lock: Lock) -> None:
    lock, org_id = new_lock(keys=KEYS, ownerId="owner"), other_lock.details()["orgId"]
    lock.add_resident(userId="u1")
    before = lock.details().body
    moved = lock.send("SetOrganization", orgId=org_id)
    assert (moved.status, moved["version"], moved["event"]["type"]) == (200, 3, "OrganizationSet")
    assert moved["event"]["data"]["orgId"] == org_id
    assert lock.get("details").status == 403
    after = lock.seen_by(other).details().body
    kept = ("uuid", "ownerId", "keys", "residents")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert after["orgId"] == org_id


@category("webhooks")
@rule("locks.set_organization.event_sent_to_new_organisation")
def test_the_event_of_a_move_goes_to_the_new_organisation(
    mock: Mock, lock: Lock, other_lock: Lock, setting: Setting
) -> None:
    org_id = other_lock.details()["orgId"]
    with Receiver(timeout=setting.configuration.timeout) as receiver:
        webhooks = [mock.call("POST", "webhooks", {"url": receiver.url, "orgId": it}) for it in (org_id, lock.org_id)]
        try:
            lock.send("SetOrganization", orgId=org_id)
            received = receiver.wait(lambda found: bool(of(lock, found)))
        finally:
            for webhook in webhooks:
                mock.call("DELETE", f"webhooks/{webhook['id']}")
    detail = of(lock, received)[0].event["detail"]
    assert (detail["data"]["type"], detail["partnerId"]) == ("OrganizationSet", org_id)


def of(lock: Lock, received: list[Received]) -> list[Received]:
    """Return the deliveries about a lock. Other runs may act on the same server."""
    return [it for it in received if it.event["detail"]["aggregateId"] == str(lock.id)]


@rule("locks.get_basic_info.organization_id_after_a_move")
def test_the_organisation_is_repeated_after_a_move(new_lock: NewLock) -> None:
    lock = new_lock(serialNumber="SPK-1", ownerId="owner")
    basics = lock.get("basic-info")
    assert (basics["lockId"], basics["uuid"], basics["version"]) == (lock.id, lock.uuid, 1)
    assert (basics["serialNumber"], basics["ownerId"]) == ("SPK-1", "owner")
    assert "organizationId" not in basics.body
    lock.send("SetOrganization", orgId=basics["orgId"])
    moved = lock.get("basic-info")
    assert moved["organizationId"] == moved["orgId"] == basics["orgId"]


@rule("locks.get_details.whole_lock_shown", "locks.get_details.timestamp_of_last_event")
def test_the_details_show_all_keys_and_residents_and_the_last_time(new_lock: NewLock) -> None:
    names = [f"{number:03}" for number in reversed(range(120))]
    lock = new_lock(keys=[{"uuid": name} for name in names])
    for name in names[:12]:
        lock.add_resident(name, userId=name)
    last = lock.open()
    details = lock.details()
    assert lock.keys() == names
    assert [it["name"] for it in details["residents"]] == names[:12]
    assert details["timestamp"] == last["event"]["data"]["timestamp"]
    assert details["timestamp"] >= lock.events(1)[0]["timestamp"]


@rule(
    "locks.list_events.pages_of_ten",
    "locks.list_events.last_page_by_default",
    "locks.list_events.no_events_beyond_the_last_page",
)
def test_events_are_listed_in_pages_of_ten_from_the_oldest(lock: Lock) -> None:
    last = [lock.open(reason="parcel") for _ in range(11)][-1]
    first, second, beyond = (lock.get("events", page=page) for page in ("1", "2", "3"))
    totals = ("aggregateId", "totalEvents", "pageSize", "totalPages")
    for number, page in enumerate((first, second, beyond), start=1):
        assert tuple(page[name] for name in totals) == (str(lock.id), 12, 10, 2)
        assert page["page"] == number
    versions = [[event["version"] for event in page["events"]] for page in (first, second, beyond)]
    assert versions == [list(range(1, 11)), [11, 12], []]
    assert lock.get("events").body == second.body
    event = second["events"][-1]
    assert (event["type"], event["event"]) == ("LockOpenRequested", last["event"]["data"])
