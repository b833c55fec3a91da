"""The devices that are linked to users."""

import pytest

from ..support import ORG, OTHER_ORG, OTHER_USER, USER, Header, Mock, rule
from .belongings import DEVICE, NO_USER, add_device, query, remove_device

NOW = "2026-11-06T00:00:00.000Z"


def devices(mock: Mock, header: Header, type_: str = "") -> list[str]:
    """Return the ids of the devices that a caller sees."""
    found = query(mock, "devices", query=type_ and f"type={type_}", headers=[header]).body
    assert found["totalCount"] == len(found["devices"])
    return [device["deviceId"] for device in found["devices"]]


@pytest.mark.parametrize("rest", [{}, {"name": "Entrance", "addedBy": OTHER_USER}], ids=["required", "all"])
@rule("user_devices.add.event_recorded", "user_devices.add.device_not_checked")
def test_the_response_to_a_link_holds_the_event(mock: Mock, rest: dict[str, str]) -> None:
    mock.create()
    reply = add_device(mock, **rest)
    device = {"deviceId": DEVICE, "deviceType": "camera", "orgId": ORG, **rest, "addedAt": NOW}
    assert (reply.status, reply.body) == (
        200,
        {
            "success": True,
            "aggregateId": USER,
            "version": 2,
            "event": {"type": "DeviceAdded", "data": {"userId": USER, **device}},
        },
    )
    mock.world.clock.advance(1000)
    assert query(mock, "devices").body == {"devices": [device], "totalCount": 1}


@rule("user_devices.add.device_only_once")
def test_a_device_is_linked_only_once(mock: Mock) -> None:
    mock.create()
    add_device(mock)
    reply = add_device(mock, deviceType="matter", orgId=OTHER_ORG)
    message = f"Device {DEVICE} is already linked to the user."
    assert (reply.status, reply.body) == (400, {"error": "InvalidState", "message": message})


@rule("user_devices.remove.event_recorded")
def test_the_event_of_a_removal_repeats_the_type_and_the_device_can_be_linked_again(mock: Mock) -> None:
    mock.create()
    add_device(mock, deviceType="rtsp-camera")
    mock.world.clock.advance(1500)
    reply = remove_device(mock)
    data = {
        "userId": USER,
        "deviceId": DEVICE,
        "deviceType": "rtsp-camera",
        "removedBy": OTHER_USER,
        "reason": "replaced",
        "removedAt": "2026-11-06T00:00:01.500Z",
    }
    event = {"type": "DeviceRemoved", "data": data}
    assert (reply.status, reply.body) == (
        200,
        {"success": True, "aggregateId": USER, "version": 3, "event": event},
    )
    assert devices(mock, mock.key()) == []
    assert add_device(mock, deviceType="matter").status == 200


@rule("user_devices.remove.device_must_be_linked")
def test_only_a_linked_device_is_removed(mock: Mock) -> None:
    mock.create()
    add_device(mock)
    remove_device(mock)
    for device_id in (DEVICE, DEVICE.upper()):
        reply = remove_device(mock, device_id)
        assert (reply.status, reply.message) == (400, f"Device {device_id} is not linked to the user.")


@rule(
    "user_devices.list.organisation_sees_its_own",
    "user_devices.list.user_sees_all",
    "user_devices.list.type_filters",
    "user_devices.list.total_counts_the_listed",
)
def test_an_organisation_sees_its_devices_and_the_user_all_of_a_type(mock: Mock) -> None:
    mock.create()
    for name, org_id, type_ in (("a", ORG, "camera"), ("b", OTHER_ORG, "camera"), ("c", ORG, "matter")):
        add_device(mock, name, orgId=org_id, deviceType=type_)
    user = mock.bearer()
    assert [devices(mock, header) for header in (mock.key(), mock.other, user)] == [["a", "c"], ["b"], ["a", "b", "c"]]
    assert devices(mock, mock.bearer("cron", OTHER_ORG)) == ["b"]
    assert [devices(mock, header, "camera") for header in (mock.key(), mock.other, user)] == [["a"], ["b"], ["a", "b"]]
    assert devices(mock, user, "rtsp-camera") == []


@pytest.mark.parametrize("type_", ["Camera", "lock", ""])
def test_an_unknown_type_is_rejected(mock: Mock, type_: str) -> None:
    mock.create()
    assert query(mock, "devices", query=f"type={type_}").status == 400


@rule("user_devices.add.user_must_exist", "user_devices.remove.user_must_exist", "user_devices.list.user_must_exist")
def test_an_unknown_user_has_no_devices(mock: Mock) -> None:
    for reply in (add_device(mock), remove_device(mock)):
        assert (reply.status, reply.body) == (404, NO_USER)
    assert query(mock, "devices").status == 404
