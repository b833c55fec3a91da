"""The licence plates of users."""

from typing import Any

import pytest

from ..server import Server
from ..texts import new_plate
from ..user import User, succeeded
from .marks import rule


def add(user: User, plate: str, **body: Any) -> Any:
    return succeeded(user.send("AddLicensePlate", plate=plate, **body))


def plates(user: User) -> list[dict[str, Any]]:
    """Return the listed plates. totalCount must be their number."""
    listed = succeeded(user.read("license-plates"))
    found: list[dict[str, Any]] = listed["licensePlates"]
    assert listed["totalCount"] == len(found)
    return found


@rule("license_plates.add.event_recorded")
@pytest.mark.parametrize("label", ["company car", ""])
def test_the_response_to_an_addition_carries_the_event(user: User, label: str) -> None:
    plate, version = new_plate(), user.create()["version"]
    added = add(user, plate, label=label)
    event = added["event"]
    assert (event["type"], added["version"]) == ("LicensePlateAdded", version + 1)
    data = event["data"]
    assert data == {"userId": user.id, "plate": plate, "label": label, "addedAt": data["addedAt"]}
    assert (added["aggregateId"], added["plate"], added["label"]) == (user.id, plate, label)
    assert plates(user) == [{"plate": plate, "label": label, "addedAt": data["addedAt"]}]


@rule("license_plates.add.event_recorded")
def test_without_a_label_the_label_is_empty(user: User) -> None:
    assert add(user, new_plate())["label"] == ""
    assert [it["label"] for it in plates(user)] == [""]


@rule("license_plates.add.plate_normalised")
@pytest.mark.parametrize(
    "spelling", ["b-mw {}", " {} b mw ", "--{}--", "{}"], ids=["a dash", "spaces", "dashes", "case"]
)
def test_a_plate_is_stored_in_upper_case_without_spaces_or_dashes(user: User, spelling: str) -> None:
    spelt = spelling.format(new_plate().lower())
    normal = spelt.replace("-", "").replace(" ", "").upper()
    added = add(user, spelt)
    assert added["plate"] == added["event"]["data"]["plate"] == normal
    assert [it["plate"] for it in plates(user)] == [normal]


@rule("license_plates.add.plate_only_once")
def test_a_plate_is_added_only_once_in_any_spelling(user: User) -> None:
    plate = new_plate()
    add(user, plate, label="first")
    before = plates(user)
    for spelling in (plate, plate.lower(), f" {plate[:2]}-{plate[2:]} "):
        assert user.send("AddLicensePlate", plate=spelling).status == 400
    assert plates(user) == before


@rule("license_plates.add.plate_not_blank")
@pytest.mark.parametrize("plate", [" ", "-", " - - "])
def test_a_plate_of_spaces_and_dashes_returns_400(user: User, plate: str) -> None:
    assert user.send("AddLicensePlate", plate=plate).status == 400
    assert plates(user) == []


@rule("license_plates.list.every_plate_listed")
def test_every_plate_is_listed_for_every_organisation(user: User, other: Server) -> None:
    added = {new_plate() for _ in range(12)}
    for plate in added:
        add(user, plate)
    assert {it["plate"] for it in plates(user)} == added
    assert plates(user.seen_by(other)) == plates(user)


@rule("license_plates.remove.event_recorded")
def test_a_removed_plate_is_gone_and_can_be_added_again(user: User) -> None:
    kept, plate = new_plate(), new_plate()
    for it in (kept, plate):
        add(user, it)
    removed = succeeded(user.send("RemoveLicensePlate", plate=plate))
    event = {"type": "LicensePlateRemoved", "data": {"userId": user.id, "plate": plate}}
    assert (removed["event"], removed["plate"], removed["aggregateId"]) == (event, plate, user.id)
    assert [it["plate"] for it in plates(user)] == [kept]
    add(user, plate)
    assert {it["plate"] for it in plates(user)} == {kept, plate}


@rule("license_plates.remove.plate_normalised")
def test_a_plate_is_removed_in_any_spelling(user: User) -> None:
    plate = new_plate()
    for spelling in (plate.lower(), f"{plate[:3]}-{plate[3:]}", f" {plate} "):
        add(user, plate)
        assert succeeded(user.send("RemoveLicensePlate", plate=spelling))["plate"] == plate
        assert plates(user) == []


@rule("license_plates.remove.plate_must_be_listed")
def test_only_a_plate_of_the_user_is_removed(user: User) -> None:
    plate = new_plate()
    assert user.send("RemoveLicensePlate", plate=plate).status == 400
    add(user, plate)
    succeeded(user.send("RemoveLicensePlate", plate=plate))
    assert user.send("RemoveLicensePlate", plate=plate).status == 400


@rule("license_plates.add.user_must_exist")
def test_adding_a_plate_to_an_unknown_user_returns_404(unknown: User) -> None:
    assert unknown.send("AddLicensePlate", plate=new_plate()).status == 404


@rule("license_plates.remove.user_must_exist")
def test_removing_a_plate_of_an_unknown_user_returns_404(unknown: User) -> None:
    assert unknown.send("RemoveLicensePlate", plate=new_plate()).status == 404


@rule("license_plates.list.user_must_exist")
def test_the_plates_of_an_unknown_user_return_404(unknown: User) -> None:
    assert unknown.read("license-plates").status == 404
