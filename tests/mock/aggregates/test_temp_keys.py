"""Temporary keys for several doors."""

import re

import pytest
from spkey_mock.aggregates.temp_keys import TEMP_KEYS
from spkey_mock.world.limits import Limits

from ..support import ORG, Mock, rule
from .guests import ADA, BOB, BOTH, CODE, KEY, LOCK, OTHER_LOCK, UUIDS, Guests, at, door


@pytest.fixture
def guests(mock: Mock) -> Guests:
    return Guests.of(mock)


def test_the_service_chooses_the_id_and_numbers_the_doors(guests: Guests) -> None:
    key = guests.issued(door(label="Front"), door(OTHER_LOCK, accessMethod="both"))
    assert key["url"] == f"/temp-keys/{key['uuid']}"
    assert key["doors"] == [
        {"id": 1, "lockId": str(LOCK), "lockUuid": UUIDS[LOCK], "label": "Front", "accessMethod": "key"},
        {"id": 2, "lockId": str(OTHER_LOCK), "lockUuid": UUIDS[OTHER_LOCK], "label": None, "accessMethod": "both"},
    ]


def test_a_door_counts_as_a_key_in_the_limit() -> None:
    guests = Guests.of(Mock(limits=Limits(keys=3)))  # each of the two locks has a key
    assert (guests.issue(door(), door(OTHER_LOCK)).status, guests.issue().status, guests.issue().status) == (
        503,
        201,
        503,
    )


@rule("temp_keys.create.pin_for_codes")
@pytest.mark.parametrize(("doors", "has_pin"), [((door(),), False), ((CODE,), True), ((door(), BOTH), True)])
def test_a_key_has_a_pin_if_a_door_takes_one(guests: Guests, doors: tuple[dict[str, str], ...], has_pin: bool) -> None:
    pin = guests.issued(*doors)["pin"]
    assert (re.fullmatch(r"\d{6}", pin) is not None) if has_pin else (pin is None)


@rule("temp_keys.create.pin_for_codes")
def test_the_pins_of_a_world_derive_from_its_seed() -> None:
    first, again, other = [Guests.of(Mock(seed=seed)).issued(CODE)["pin"] for seed in (1, 1, 2)]
    assert (first == again, first == other) == (True, False)


@rule(
    "temp_keys.create.all_or_nothing", "temp_keys.create.rights_required", "collective_temp_keys.create.all_or_nothing"
)
@pytest.mark.parametrize("collective", [False, True])
def test_one_rejected_lock_rejects_the_whole_key(guests: Guests, collective: bool) -> None:
    doors = (door(), door(OTHER_LOCK))
    assert guests.issue(*doors, door(1), collective=collective).status == 404
    assert guests.issue(door(), {"lockId": "front door"}, collective=collective).status == 404
    for headers in ([guests.mock.other], [guests.mock.bearer(ADA)], [guests.mock.bearer(BOB)]):
        assert guests.issue(*doors, collective=collective, headers=headers).status == 403
    assert guests.issue(headers=[guests.mock.bearer(ADA)], collective=collective).status == 201
    assert guests.keys().body["tempKeys"] == []
    assert len(guests.keys(f"lockId={LOCK}").body["tempKeys"]) == 1


@rule("temp_keys.create.window_not_empty")
@pytest.mark.parametrize("collective", [False, True])
def test_a_window_ends_after_it_begins(guests: Guests, collective: bool) -> None:
    assert guests.issue(validFrom=at(1), validUntil=at(1), collective=collective).status == 400


@pytest.mark.parametrize(("doors", "status"), [(0, 400), (1, 201), (50, 201), (51, 400)])
def test_a_key_has_one_to_fifty_doors(guests: Guests, doors: int, status: int) -> None:
    body = {"doors": [BOTH] * doors, "validFrom": at(0), "validUntil": at(1)}
    assert guests.mock.send("POST", "/temp-keys", body).status == status


@rule("temp_keys.create.pins_configured")
def test_a_key_with_a_pin_requires_configured_pins(guests: Guests) -> None:
    guests.mock.world.outside.change(pins=False)
    assert (guests.issue(CODE).status, guests.issue(door()).status) == (503, 201)


@rule("temp_keys.list.own_keys", "temp_keys.list.of_lock", "temp_keys.list.without_pins")
def test_keys_are_listed_by_their_creator_or_a_lock(guests: Guests) -> None:
    by_org = guests.issued(door(OTHER_LOCK, accessMethod="code"), description="The plumber.")
    owner = [guests.mock.bearer(ADA)]
    by_owner = guests.issue(BOTH, headers=owner).body
    listed = guests.keys().body["tempKeys"]
    assert listed == [
        {
            "uuid": by_org["uuid"],
            "url": by_org["url"],
            "validFrom": at(0),
            "validUntil": at(1),
            "description": "The plumber.",
            "createdBy": ORG,
            "createdAt": at(0),
            "revokedAt": None,
            "doors": by_org["doors"],
        }
    ]
    assert [key["createdBy"] for key in guests.keys(headers=owner).body["tempKeys"]] == [ADA]
    assert [key["uuid"] for key in guests.keys(f"lockId=0{LOCK}").body["tempKeys"]] == [by_owner["uuid"]]


def test_an_organisation_and_a_user_with_the_same_id_are_two_creators(guests: Guests) -> None:
    guests.issued()
    assert guests.keys(headers=[guests.mock.bearer(ORG)]).body["tempKeys"] == []


@rule("temp_keys.list.lock_must_exist", "temp_keys.list.rights_required")
def test_the_keys_of_a_lock_are_for_those_with_rights_on_it(guests: Guests) -> None:
    assert guests.keys("lockId=1").status == 404
    assert guests.keys(f"lockId={LOCK}", headers=[guests.mock.bearer(BOB)]).status == 403


@rule("temp_keys.revoke.opens_nothing", "temp_keys.revoke.temp_key_must_exist", "temp_keys.open_door.within_window")
def test_a_revoked_key_opens_nothing_and_stays_listed(guests: Guests) -> None:
    key = guests.issued(BOTH)
    guests.wait(0.5)
    assert guests.revoke(key["uuid"]).body == {"success": True}
    replies = (guests.open(key["uuid"]), guests.open_door(key["uuid"]), guests.open_door(key["uuid"], collective=True))
    assert {reply.status for reply in replies} == {400}
    assert guests.enter(key["pin"]).status == 401
    assert [item["revokedAt"] for item in guests.keys().body["tempKeys"]] == [at(0.5)]
    assert guests.revoke(key["uuid"]).status == 404


@rule("temp_keys.revoke.rights_required", "collective_temp_keys.revoke.rights_required")
@pytest.mark.parametrize("collective", [False, True])
def test_revoking_requires_rights_on_every_lock(guests: Guests, collective: bool) -> None:
    key = guests.issued(door(), door(OTHER_LOCK))["uuid"]
    assert guests.revoke(key, collective=collective, headers=[guests.mock.bearer(ADA)]).status == 403
    guests.mock.send("POST", f"/locks/{OTHER_LOCK}/SetOwner", {"userId": ADA})
    assert guests.revoke(key, collective=collective, headers=[guests.mock.bearer(ADA)]).status == 200


def test_the_loser_of_a_race_to_revoke_gets_already_revoked(guests: Guests) -> None:
    key = guests.issued()["uuid"]
    guests.wait(0.5)
    guests.revoke(key)
    # The clock of a world can be set back, so the second request arrived earlier.
    guests.mock.world.clock.freeze(guests.mock.world.clock.now() - 1)
    assert guests.revoke(key).body == {"success": True, "alreadyRevoked": True}


@rule("temp_keys.open.first_door_without_code", "temp_keys.open.opening_counted")
def test_the_first_door_that_takes_no_code_is_opened(guests: Guests) -> None:
    key = guests.issued(CODE, door(OTHER_LOCK), door())["uuid"]
    for _ in range(2):
        assert guests.open(key).headers["location"] == f"/temp-keys/{key}/confirmation?door=2&offline=false"
    assert (guests.happened(), guests.happened(OTHER_LOCK)) == ([], ["LockOpenRequested", "TempKeyUsed"] * 2)
    data = guests.events(OTHER_LOCK)[-1].data
    assert (data["uuid"], data["lockUuid"], data["usedCount"]) == (key, UUIDS[OTHER_LOCK], 2)
    assert guests.lock(OTHER_LOCK).version == 5


@rule(
    "temp_keys.open.code_required", "temp_keys.open_door.code_required", "collective_temp_keys.open_door.code_required"
)
def test_a_door_with_a_code_does_not_open_by_the_link(guests: Guests) -> None:
    key = guests.issued(CODE)["uuid"]
    replies = (guests.open(key), guests.open_door(key), guests.open_door(key, collective=True))
    assert {reply.status for reply in replies} == {400}
    assert guests.happened() == []


@rule(
    "temp_keys.open.temp_key_must_exist",
    "temp_keys.open_door.door_must_exist",
    "collective_temp_keys.open_door.door_must_exist",
    "collective_temp_keys.revoke.temp_key_must_exist",
)
@pytest.mark.parametrize("collective", [False, True])
def test_unknown_keys_and_doors_are_not_found(guests: Guests, collective: bool) -> None:
    key = guests.issued()["uuid"]
    for found in (guests.open_door(key, 2, collective=collective), guests.open_door(KEY, collective=collective)):
        assert found.status == 404
    assert guests.open(KEY).status == 404
    assert guests.revoke(KEY, collective=collective).status == 404


@rule("temp_keys.open_door.within_window", "collective_temp_keys.open_door.within_window")
@pytest.mark.parametrize("collective", [False, True])
def test_a_key_opens_within_its_window_only(guests: Guests, collective: bool) -> None:
    key = guests.issued(validFrom=at(1), validUntil=at(2))["uuid"]
    statuses: list[int] = []
    for _ in range(3):
        statuses.append(guests.open_door(key, collective=collective).status)
        guests.wait(1)
    assert statuses == [400, 303, 400]


@rule("temp_keys.open_door.redirect_says_offline")
def test_an_offline_lock_accepts_the_opening(guests: Guests) -> None:
    key = guests.issued()["uuid"]
    guests.mock.world.outside.change(offline_locks=[str(LOCK)])
    reply = guests.open_door(key)
    assert reply.headers["location"] == f"/temp-keys/{key}/confirmation?door=1&offline=true"
    assert guests.happened() == ["LockOpenRequested", "TempKeyUsed"]


@rule("collective_temp_keys.create.same_store", "collective_temp_keys.open_door.opening_counted")
def test_both_interfaces_share_their_keys(guests: Guests) -> None:
    key = guests.issued(collective=True)
    assert key["url"] == f"/collective-temp-keys/{key['uuid']}"
    assert [item["url"] for item in guests.keys().body["tempKeys"]] == [key["url"]]
    reply = guests.open_door(key["uuid"], collective=True)
    assert reply.headers["location"] == f"/collective-temp-keys/{key['uuid']}/confirmation?door=1&offline=false"
    guests.open(key["uuid"])
    assert [event.data.get("usedCount") for event in guests.events()] == [None, 1, None, 2]
    assert guests.revoke(key["uuid"]).status == 200


@pytest.mark.parametrize("recorded", [False, True])
def test_a_switch_decides_whether_locks_record_keys_for_several_doors(guests: Guests, recorded: bool) -> None:
    guests.mock.world.outside.change(temp_key_events=recorded)
    key = guests.issued(door(), door(OTHER_LOCK), door())["uuid"]
    guests.revoke(key)
    events = ["TempKeyCreated"] * 2 + ["TempKeyDeleted"] * 2 if recorded else []
    assert (guests.happened(), guests.happened(OTHER_LOCK)) == (events, events[::2])
    assert guests.listed().body["tempKeys"] == []


def test_the_streams_of_keys_are_not_public(guests: Guests) -> None:
    assert not TEMP_KEYS.public
    key = guests.issued(BOTH)
    guests.enter(key["pin"])
    assert all(key["pin"] not in str(event.data) for event in guests.events())


def test_a_key_that_was_imported_without_its_lock_opens_nothing(guests: Guests) -> None:
    key = guests.issued(BOTH)
    repository = guests.mock.world.repository
    repository.replace([(TEMP_KEYS, repository.load(TEMP_KEYS, key["uuid"]))], [], 1)
    assert (guests.open(key["uuid"]).status, guests.enter(key["pin"]).status) == (404, 401)
    assert repository.events() == ()
