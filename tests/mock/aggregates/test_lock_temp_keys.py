"""The temporary keys of single locks."""

from typing import Any

import pytest
from spkey_mock.aggregates.temp_keys import TEMP_KEYS

from ..support import ORG, Mock, rule
from .guests import ADA, BOB, KEY, LOCK, OTHER_KEY, OTHER_LOCK, UUIDS, Guests, at

SHARED = {"tempKeyUuid": KEY, "lockId": LOCK, "lockUuid": UUIDS[LOCK], "timestamp": at(0)}


@pytest.fixture
def guests(mock: Mock) -> Guests:
    return Guests.of(mock)


@rule("lock_temp_keys.create.event_recorded")
def test_creating_a_key_records_it_without_its_description(guests: Guests) -> None:
    reply = guests.create(maxUses=3, description="The plumber.")
    event: dict[str, Any] = {
        **SHARED,
        "accessMode": "public",
        "allowedUserIds": [],
        "validFrom": at(0),
        "validUntil": at(1),
        "maxUses": 3,
        "createdBy": ORG,
    }
    assert (reply.status, reply.body["tempKeyUuid"]) == (200, KEY)
    assert reply.body["event"] == {"type": "TempKeyCreated", "data": event}
    (listed,) = guests.listed().body["tempKeys"]
    assert listed == {
        "uuid": KEY,
        "lockId": LOCK,
        "lockUuid": UUIDS[LOCK],
        "accessMode": "public",
        "allowedUserIds": [],
        "validFrom": at(0),
        "validUntil": at(1),
        "maxUses": 3,
        "usedCount": 0,
        "createdAt": at(0),
        "createdBy": ORG,
        "status": "valid",
    }


@rule("lock_temp_keys.list.creation_order")
def test_keys_are_listed_in_the_order_of_their_creation(guests: Guests) -> None:
    for key in (OTHER_KEY, KEY):
        guests.create(key)
    assert [key["uuid"] for key in guests.listed().body["tempKeys"]] == [OTHER_KEY, KEY]


@rule("lock_temp_keys.list.status_has_precedence")
@pytest.mark.parametrize(
    ("uses", "window", "status"),
    [
        (0, (-1, 1), "valid"),
        (0, (1, 2), "not-yet-valid"),
        (0, (-2, -1), "expired"),
        (1, (-1, 1), "used-up"),
        (1, (1, 2), "used-up"),
        (1, (-2, -1), "expired"),
    ],
)
def test_the_status_follows_from_the_window_and_the_uses(
    guests: Guests, uses: int, window: tuple[int, int], status: str
) -> None:
    guests.create(maxUses=1)
    for _ in range(uses):
        guests.open()
    guests.update(validFrom=at(window[0]), validUntil=at(window[1]))
    assert guests.status == status


@rule("lock_temp_keys.create.id_used_once")
@pytest.mark.parametrize("lock", [LOCK, OTHER_LOCK])
@pytest.mark.parametrize("deleted", [False, True])
def test_an_id_is_used_once_over_all_locks(guests: Guests, lock: int, deleted: bool) -> None:
    guests.create()
    if deleted:
        guests.delete()
    assert guests.create(lock=lock).status == 400
    assert len(guests.listed().body["tempKeys"]) == (0 if deleted else 1)


@rule("lock_temp_keys.create.window_not_empty", "lock_temp_keys.update.window_not_empty")
@pytest.mark.parametrize(("start", "end"), [(at(1), at(1)), (at(2), at(1)), (at(0), "2026-02-30T00:00:00Z")])
def test_a_window_ends_after_it_begins(guests: Guests, start: str, end: str) -> None:
    assert guests.create(validFrom=start, validUntil=end).status == 400
    guests.create()
    assert guests.update(validFrom=start, validUntil=end).status == 400
    assert guests.happened() == ["TempKeyCreated"]


@rule("lock_temp_keys.update.only_changes_recorded")
@pytest.mark.parametrize(
    ("given", "changes"),
    [
        ({"validUntil": at(2)}, {"validUntil": at(2)}),
        ({"validFrom": at(0), "maxUses": 5}, {"maxUses": 5}),
        ({"maxUses": None}, {"maxUses": None}),
        (
            {"accessMode": "user-whitelist", "allowedUserIds": [ADA]},
            {"accessMode": "user-whitelist", "allowedUserIds": [ADA]},
        ),
    ],
)
def test_an_update_records_what_changes(guests: Guests, given: dict[str, Any], changes: dict[str, Any]) -> None:
    guests.create(maxUses=3)
    event = {**SHARED, "changes": changes, "updatedBy": ORG}
    assert guests.update(**given).body["event"] == {"type": "TempKeyUpdated", "data": event}
    (listed,) = guests.listed().body["tempKeys"]
    assert listed | changes == listed


@rule("lock_temp_keys.update.only_changes_recorded")
def test_an_update_without_changes_records_nothing(guests: Guests) -> None:
    version = guests.create(maxUses=3).body["version"]
    reply = guests.update(maxUses=3, allowedUserIds=[], validFrom=at(0))
    assert (reply.status, reply.body["event"], reply.body["version"]) == (200, None, version)


@rule("lock_temp_keys.update.not_below_uses")
def test_the_maximum_number_of_uses_is_not_below_the_uses(guests: Guests) -> None:
    guests.create()
    guests.open()
    guests.open()
    assert guests.update(maxUses=1).status == 400
    assert guests.update(maxUses=2).status == 200
    assert guests.status == "used-up"


@rule("lock_temp_keys.delete.event_recorded", "lock_temp_keys.delete.key_must_exist")
def test_a_deleted_key_is_gone_for_good(guests: Guests) -> None:
    guests.create()
    event = {**SHARED, "deletedBy": ORG}
    assert guests.delete().body["event"] == {"type": "TempKeyDeleted", "data": event}
    assert guests.listed().body["tempKeys"] == []
    assert (guests.delete().status, guests.open().status) == (404, 404)


@rule("lock_temp_keys.update.key_must_exist", "lock_temp_keys.delete.key_must_exist")
def test_a_lock_has_only_its_own_keys(guests: Guests) -> None:
    guests.create()
    assert guests.update(lock=OTHER_LOCK, maxUses=1).status == 404
    assert guests.delete(lock=OTHER_LOCK).status == 404
    assert len(guests.listed().body["tempKeys"]) == 1


@rule(
    "lock_temp_keys.create.lock_must_exist",
    "lock_temp_keys.update.lock_must_exist",
    "lock_temp_keys.delete.lock_must_exist",
    "lock_temp_keys.list.lock_must_exist",
)
def test_the_lock_must_exist(guests: Guests) -> None:
    replies = (guests.create(lock=1), guests.update(lock=1), guests.delete(lock=1), guests.listed(1))
    assert {reply.status for reply in replies} == {404}


@rule("lock_temp_keys.create.rights_required")
@pytest.mark.parametrize(("user", "status"), [(ADA, 200), (BOB, 403)])
def test_the_owner_manages_keys_but_the_holder_of_a_key_does_not(guests: Guests, user: str, status: int) -> None:
    headers = [guests.mock.bearer(user)]
    replies = (guests.create(headers=headers), guests.listed(headers=headers))
    assert {reply.status for reply in replies} == {status}
    guests.create(OTHER_KEY)
    assert guests.update(OTHER_KEY, headers=headers, maxUses=1).status == status
    assert guests.delete(OTHER_KEY, headers=headers).status == status


def test_another_organisation_has_no_rights_but_a_superuser_key_has(guests: Guests) -> None:
    assert guests.create(headers=[guests.mock.other]).status == 403
    super_key = guests.mock.credentials.issue_key("operator", superuser=True)
    reply = guests.create(headers=[guests.mock.key(super_key)])
    assert reply.body["event"]["data"]["createdBy"] == "operator"


@rule("temp_keys.open.whitelist_admits")
def test_a_whitelist_admits_only_its_users(guests: Guests) -> None:
    guests.create(accessMode="user-whitelist", allowedUserIds=[ADA])
    assert guests.open().status == 403
    assert guests.open(headers=[guests.mock.bearer(BOB)]).status == 403
    assert guests.open(headers=[guests.mock.bearer(ADA)]).status == 303
    used = guests.events()[-1]
    assert (used.type, used.data["userId"], used.data["usedCount"]) == ("TempKeyUsed", ADA, 1)


@rule("temp_keys.open.within_window", "temp_keys.open.opening_counted")
def test_a_key_of_one_lock_opens_until_it_is_used_up(guests: Guests) -> None:
    guests.create(maxUses=2)
    replies = [guests.open(), guests.open_door(KEY), guests.open()]
    assert [reply.status for reply in replies] == [303, 303, 400]
    assert replies[0].headers["location"] == f"/temp-keys/{KEY}/confirmation?door=1&offline=false"
    assert guests.happened() == ["TempKeyCreated", *["LockOpenRequested", "TempKeyUsed"] * 2]
    assert guests.listed().body["tempKeys"][0]["usedCount"] == 2


@rule("temp_keys.open.within_window")
def test_a_key_of_one_lock_opens_within_its_window_only(guests: Guests) -> None:
    guests.create(validFrom=at(1), validUntil=at(2))
    statuses: list[int] = []
    for _ in range(3):
        statuses.append(guests.open().status)
        guests.wait(1)
    assert statuses == [400, 303, 400]


def test_the_texts_of_keys_count_until_they_are_deleted(guests: Guests) -> None:
    before = guests.lock().sizes["text"]
    guests.create(description="x" * 1000, allowedUserIds=[ADA])
    full = guests.lock().sizes["text"]
    guests.update(allowedUserIds=[ADA, BOB])
    assert (full - before > 1000, guests.lock().sizes["text"] - full) == (True, len(BOB))
    guests.delete()
    assert guests.lock().sizes["text"] == before


def test_a_time_with_many_decimal_places_counts_as_text(guests: Guests) -> None:
    start = f"2026-11-06T00:00:00.{'0' * 1000}Z"
    before = guests.lock().sizes["text"]
    guests.create(validFrom=start)
    assert guests.lock().sizes["text"] > before + 1000
    key = guests.issued(validFrom=start)["uuid"]
    assert guests.mock.world.repository.load(TEMP_KEYS, key).sizes["text"] > 1000
