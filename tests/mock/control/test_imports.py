"""Imports of states that were written by hand or changed: only possible states are accepted."""

import json
from typing import Any

import httpx
import pytest
from spkey_mock import World

from ..support import USER
from .furnished import furnish, outlook

JSON = dict[str, Any]

UUID = "11111111-1111-4111-8111-111111111111"
WINDOW = {"start": "2020-01-01T00:00:00Z", "end": "2099-01-01T00:00:00Z"}
GUEST_KEY: JSON = {"uuid": UUID, "window": WINDOW, "createdAt": 1, "createdBy": "acme", "maxUses": 1, "usedCount": 1}
DOOR = {"id": 1, "lockId": "7", "lockUuid": UUID}


def lock(number: object = "7", **changes: object) -> JSON:
    state = {"lockId": number, "version": 1, "orgId": "acme", "createdAt": 1, "uuid": f"uuid of {number}", **changes}
    return {"aggregateType": "lock", "state": state}


def temp_key(uuid: str = UUID, **changes: object) -> JSON:
    creator = {"id": "acme", "isUser": False}
    state: JSON = {"tempKeyId": uuid, "version": 1, "creator": creator, "window": WINDOW, "doors": [DOOR], **changes}
    return {"aggregateType": "temp-key", "state": state}


def guest_key(key: str = UUID, **changes: object) -> JSON:
    return lock(tempKeys=[[key, {**GUEST_KEY, **changes}]])


def later(task: str, aggregate: str = "lock", **data: object) -> JSON:
    work = {"at": 0, "aggregate": aggregate, "id": "7", "task": task, "data": data}
    return {"kind": "later", "key": "1", "data": work}


def import_(http: httpx.Client, *aggregates: JSON, **more: object) -> httpx.Response:
    # Escaped, because UTF-8 cannot encode lone surrogates.
    return http.put("/_mock/state", content=json.dumps({"users": [], "aggregates": aggregates, **more}))


def rejected(response: httpx.Response) -> str:
    """Return the message of a rejected import."""
    assert (response.status_code, response.json()["error"]) == (400, "ValidationError")
    message: str = response.json()["message"]
    return message


@pytest.mark.parametrize("at", [-1, 253_402_300_800_000])
def test_the_time_of_imported_work_can_be_shown(http: httpx.Client, at: int) -> None:
    work = later("add_key", keyUuid=UUID)
    work["data"]["at"] = at
    message = rejected(import_(http, lock(), documents=[work]))
    assert message == (
        "body/documents/0: The later '1' is invalid: at must be from 0 to 253402300799999 milliseconds since 1970, "
        f"not {at}."
    )


def test_every_valid_state_is_imported(http: httpx.Client) -> None:
    assert import_(http, guest_key(), lock("9007199254740991"), temp_key()).status_code == 204
    assert http.get(f"/temp-keys/{UUID}").status_code == 200
    exported = http.get("/_mock/state").json()
    assert http.put("/_mock/state", json=exported).status_code == 204
    assert http.get("/_mock/state").json() == exported


@pytest.mark.parametrize(
    "number",
    ["abc", "", "1e3", "-1", " 7", "7\n", "\u0667", "007", "0", "7.0", "9007199254740992", "9" * 5000],
    ids=lambda number: repr(number[:20]),
)
def test_the_id_of_a_lock_is_its_number(http: httpx.Client, number: str) -> None:
    for state, place in (
        (lock(number), "lockId"),
        (temp_key(doors=[{**DOOR, "lockId": number}]), "doors/0/lockId"),
    ):
        message = rejected(import_(http, state))
        rule = "The number of a lock must be from 1 to 9007199254740991, in ASCII digits without leading zeros."
        assert message == f"body/aggregates/0/state/{place}: {rule}"
    assert http.get("/_mock/events").json()["events"] == []


NO_TIME = "the value must be a time in UTC such as 2026-11-05T16:00:00Z"
BAD_STATES: list[tuple[JSON, str]] = [
    (temp_key(window={"start": "garbage", "end": "9999"}), f"window/start: {NO_TIME}"),
    (temp_key(window={**WINDOW, "end": "9999"}), f"window/end: {NO_TIME}"),
    (temp_key(window={**WINDOW, "end": "2021-02-30T00:00:00Z"}), "window/end: the value names a time that does not"),
    (temp_key(window={**WINDOW, "end": WINDOW["start"]}), "window/end: the value must be after start"),
    (temp_key(window={}), f"window/start: {NO_TIME}"),
    (temp_key(window=None), f"window/start: {NO_TIME}"),
    (guest_key(window={}), f"tempKeys/0/1/window/start: {NO_TIME}"),
    (guest_key(usedCount=-1), "tempKeys/0/1/usedCount: usedCount must be at least 0, not -1."),
    (guest_key(maxUses=0), "tempKeys/0/1/maxUses: maxUses must be at least 1, not 0."),
    (guest_key("a"), "tempKeys/0/0: Each temporary key must be listed under its own uuid."),
    (guest_key("a", uuid="a"), "tempKeys/0/1/uuid: The id of a temporary key must be a UUID."),
    *(
        (temp_key(uuid), "tempKeyId: The id of a temporary key must be a UUID.")
        for uuid in ("", "..", "x\r\nSet-Cookie: a=1", "\ud800", f"{UUID}\n", f"{UUID[:-1]}\u0667")
    ),
    (temp_key(doors=[]), "doors: A temporary key must have at least one door."),
    (temp_key(doors=[{**DOOR, "id": 9}]), "doors/0/id: The number of the door must be 1, not 9."),
    (temp_key(doors=[DOOR, DOOR]), "doors/1/id: The number of the door must be 2, not 1."),
    (temp_key(usedCount=-1), "usedCount: usedCount must be at least 0, not -1."),
]


@pytest.mark.parametrize(("state", "message"), BAD_STATES, ids=[message for _, message in BAD_STATES])
def test_an_impossible_state_is_rejected_and_nothing_changes(
    http: httpx.Client, world: World, state: JSON, message: str
) -> None:
    furnish(world)
    before = outlook(world)
    assert rejected(import_(http, lock("8"), state)).startswith(f"body/aggregates/1/state/{message}")
    assert outlook(world) == before


def test_belongings_are_listed_under_their_own_ids(http: httpx.Client) -> None:
    granted = {"lockId": "7", "lockName": "Front", "accessLevel": "USER", "grantedBy": "acme"}
    plate = {"plate": "BAB1", "label": "", "addedAt": 1}
    device = {"deviceId": "d", "deviceType": "camera", "orgId": "acme", "addedAt": 1}
    for name, item, id_ in (
        ("accessibleLocks", granted, "lockId"),
        ("licensePlates", plate, "plate"),
        ("devices", device, "deviceId"),
    ):
        user = {"userId": USER, "version": 1, "nextNumber": 1, "keys": []}
        entries = [[item[id_], item], ["x", item]]
        response = http.put("/_mock/state", json={"users": [{**user, name: entries}]})
        assert rejected(response) == f"body/users/0/{name}/1/0: The key must be the {id_} of the value."
        assert http.put("/_mock/state", json={"users": [{**user, name: entries[:1]}]}).status_code == 204


def test_an_event_whose_public_data_cannot_be_created_is_rejected(http: httpx.Client) -> None:
    event = {"aggregateType": "lock", "aggregateId": "abc", "version": 1, "timestamp": 1, "type": "LockOpenRequested"}
    message = rejected(import_(http, events=[{**event, "data": {"uuid": UUID}}]))
    assert message.startswith("body/events/0: The event's public data cannot be created: ")
    assert http.get("/_mock/events").status_code == 200


def test_an_aggregate_that_repeats_an_earlier_one_is_named(http: httpx.Client) -> None:
    user = {"userId": USER, "version": 1, "nextNumber": 1, "keys": []}
    pin: JSON = {"doors": [{**DOOR, "accessMethod": "code"}], "pin": "123456"}
    other = "22222222-2222-4222-8222-222222222222"
    for aggregates, message in (
        ([lock(), lock("8"), lock()], "body/aggregates/2: two locks have the same lockId"),
        ([lock(uuid="a"), lock("8", uuid="A")], "body/aggregates/1: two locks have the same uuid"),
        ([temp_key(**pin), temp_key(other, **pin)], "body/aggregates/1: two temp-keys have the same pin"),
        ([lock(), {"aggregateType": "user", "state": user}], "body/aggregates/1: two users have the same userId"),
    ):
        assert rejected(import_(http, *aggregates, users=[user])) == message
    assert rejected(import_(http, users=[user, user])) == "body/users/1: two users have the same userId"


def test_a_key_for_two_doors_of_one_lock_is_imported(http: httpx.Client, world: World) -> None:
    world.locks.create(7)
    world.temp_keys.create([7, 7], access_method="both")
    exported = http.get("/_mock/state").json()
    assert http.put("/_mock/state", json=exported).status_code == 204


BAD_WORK: list[tuple[JSON, str]] = [
    (later("add_key"), "data/keyUuid: The value is missing."),
    (later("add_key", keyUuid=5), "data/keyUuid: The value must be a string."),
    (later("add_key", keyUuid=["a"]), "data/keyUuid: The value must be a string."),
    (later("add_key", keyUuid="a", userId=3), "data/userId: The value must be a string."),
    (later("add_key", keyUuid="a", keyIndexNumber="1"), "data/keyIndexNumber: The value must be a whole number"),
    (later("add_key", keyUuid="a", attempt=0), "data: attempt must be from 1 to 6, not 0."),
    (later("add_key", keyUuid="a", attempt=10**12), "data: attempt must be from 1 to 6, not 1000000000000."),
    (later("settle_wallet_key", "user"), "data/keyId: The value is missing."),
    (later("settle_wallet_key", "user", keyId=1), "data/keyId: The value must be a string."),
    (later("open", "lock"), "Unknown task 'open'. Known: add_key."),
    (later("open", "temp-key"), "Unknown task 'open'. Known: none."),
    (later("add_key", "nope"), "Unknown aggregate 'nope'. Known: user, three-deye-account, lock, "),
]


@pytest.mark.parametrize(("work", "message"), BAD_WORK, ids=[message for _, message in BAD_WORK])
def test_scheduled_work_that_cannot_be_done_is_rejected_and_nothing_changes(
    http: httpx.Client, world: World, work: JSON, message: str
) -> None:
    furnish(world)
    before = outlook(world)
    imported = import_(http, lock(), documents=[work])
    assert rejected(imported).startswith(f"body/documents/0: The later '1' is invalid: {message}")
    assert outlook(world) == before


def test_scheduled_work_is_imported_and_done(http: httpx.Client, world: World) -> None:
    key: JSON = {"keyUuid": "k", "keyIndexNumber": 1, "userId": "u"}
    assert import_(http, lock(), documents=[later("add_key", **key)]).status_code == 204
    (added,) = http.get("/_mock/locks/7").json()["keys"]
    assert added == {"uuid": "k", "indexNumber": 1, "userId": "u"}
