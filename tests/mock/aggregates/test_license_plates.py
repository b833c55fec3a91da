"""The licence plates of users."""

import pytest

from ..support import START, USER, Mock, rule
from .belongings import NO_USER, add_plate, query, remove_plate


def plates(mock: Mock) -> list[str]:
    return [it["plate"] for it in query(mock, "license-plates").body["licensePlates"]]


@rule("license_plates.add.event_recorded", "license_plates.add.plate_normalised")
def test_the_response_to_an_addition_holds_the_plate_in_its_normal_form(mock: Mock) -> None:
    mock.create()
    reply = add_plate(mock, " wa 12-34 k", label="company car")
    shown = {"plate": "WA1234K", "label": "company car"}
    assert (reply.status, reply.body) == (
        200,
        {
            "success": True,
            "aggregateId": USER,
            "version": 2,
            "event": {"type": "LicensePlateAdded", "data": {"userId": USER, **shown, "addedAt": START}},
            **shown,
        },
    )
    mock.world.clock.advance(1000)
    listed = query(mock, "license-plates").body
    assert listed == {"licensePlates": [{**shown, "addedAt": START}], "totalCount": 1}


def test_a_plate_without_a_label_has_an_empty_one(mock: Mock) -> None:
    mock.create()
    assert add_plate(mock).body["label"] == ""
    assert query(mock, "license-plates").body["licensePlates"][0]["label"] == ""


@rule("license_plates.add.plate_only_once")
@pytest.mark.parametrize("spelling", ["WA1234K", "wa1234k", "W-A 1 2 3 4 K", "wa\t1234\u00a0k"])
def test_a_plate_is_added_only_once_in_any_spelling(mock: Mock, spelling: str) -> None:
    mock.create()
    add_plate(mock)
    reply = add_plate(mock, spelling)
    message = "The user already has the licence plate WA1234K."
    assert (reply.status, reply.body) == (400, {"error": "InvalidState", "message": message})
    assert plates(mock) == ["WA1234K"]


@rule("license_plates.add.plate_not_blank")
@pytest.mark.parametrize("plate", [" ", "-", " - - "])
def test_a_plate_of_spaces_and_dashes_is_rejected(mock: Mock, plate: str) -> None:
    mock.create()
    reply = add_plate(mock, plate)
    message = "body/plate: the value consists only of spaces and dashes"
    assert (reply.status, reply.body) == (400, {"error": "ValidationError", "message": message})
    assert add_plate(mock, "_").status == 200


@rule("license_plates.list.every_plate_listed")
def test_every_plate_is_listed_in_the_order_of_addition(mock: Mock) -> None:
    mock.create()
    added = [f"B{number}" for number in range(40, 0, -1)]
    for plate in added:
        add_plate(mock, plate)
    assert plates(mock) == added
    assert query(mock, "license-plates", headers=[mock.bearer()]).body["totalCount"] == 40


@rule("license_plates.remove.event_recorded", "license_plates.remove.plate_normalised")
@pytest.mark.parametrize("spelling", ["WA1234K", "wa 12-34k"])
def test_a_plate_is_removed_in_any_spelling_and_can_be_added_again(mock: Mock, spelling: str) -> None:
    mock.create()
    add_plate(mock)
    reply = remove_plate(mock, spelling)
    assert (reply.status, reply.body) == (
        200,
        {
            "success": True,
            "aggregateId": USER,
            "version": 3,
            "event": {"type": "LicensePlateRemoved", "data": {"userId": USER, "plate": "WA1234K"}},
            "plate": "WA1234K",
        },
    )
    assert plates(mock) == []
    assert add_plate(mock).status == 200


@rule("license_plates.remove.plate_must_be_listed")
def test_only_a_plate_of_the_user_is_removed(mock: Mock) -> None:
    mock.create()
    add_plate(mock)
    remove_plate(mock)
    reply = remove_plate(mock, "wa1234k")
    assert (reply.status, reply.message) == (400, "The user has no licence plate WA1234K.")


@rule(
    "license_plates.add.user_must_exist", "license_plates.remove.user_must_exist", "license_plates.list.user_must_exist"
)
def test_an_unknown_user_has_no_plates(mock: Mock) -> None:
    for reply in (add_plate(mock), remove_plate(mock)):
        assert (reply.status, reply.body) == (404, NO_USER)
    assert query(mock, "license-plates").status == 404
