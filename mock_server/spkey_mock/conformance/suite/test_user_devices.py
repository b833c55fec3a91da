"""The devices that are linked to users."""

from typing import Any
from uuid import uuid4

import pytest

from ..plugin import AsUser
from ..server import Reply, Server
from ..setting import Setting
from ..user import User, succeeded
from .marks import rule


def try_add(user: User, device_id: str, **body: Any) -> Reply:
    return user.send("AddDevice", **{"deviceId": device_id, "deviceType": "camera", "orgId": user.org_id, **body})


def add(user: User, device_id: str, **body: Any) -> Reply:
    return succeeded(try_add(user, device_id, **body))


def try_remove(user: User, device_id: str) -> Reply:
    return user.send("RemoveDevice", deviceId=device_id, removedBy="Ada", reason="replaced")


def devices(user: User, **filters: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = succeeded(user.read("devices", **filters))["devices"]
    return found


def ids(user: User, **filters: str) -> set[str]:
    return {device["deviceId"] for device in devices(user, **filters)}


@rule("user_devices.add.event_recorded")
@pytest.mark.parametrize("rest", [{}, {"name": "Entrance", "addedBy": "Ada"}], ids=["required", "all"])
@pytest.mark.parametrize("device_type", ["matter", "camera", "rtsp-camera"])
def test_the_response_to_a_link_carries_the_event(user: User, device_type: str, rest: dict[str, str]) -> None:
    device_id, version = str(uuid4()), user.create()["version"]
    added = add(user, device_id, deviceType=device_type, **rest)
    data = added["event"]["data"]
    device = {"deviceId": device_id, "deviceType": device_type, "orgId": user.org_id, **rest}
    assert (added["event"]["type"], added["aggregateId"]) == ("DeviceAdded", user.id)
    assert added["version"] == version + 1
    assert data == {"userId": user.id, **device, "addedAt": data["addedAt"]}
    assert devices(user) == [{**device, "addedAt": data["addedAt"]}]


@rule("user_devices.add.device_not_checked")
@pytest.mark.parametrize("device_id", ["", "no UUID"])
def test_the_device_need_not_exist_and_may_be_of_any_organisation(
    user: User, as_user: AsUser, setting: Setting, device_id: str
) -> None:
    add(user, device_id, orgId=setting.other_org_id)
    assert ids(user.seen_by(as_user(user))) == {device_id}


@rule("user_devices.add.device_only_once")
def test_a_device_is_linked_only_once(user: User, setting: Setting) -> None:
    device_id = str(uuid4())
    add(user, device_id)
    before = devices(user)
    assert try_add(user, device_id).status == 400
    assert try_add(user, device_id, deviceType="matter", orgId=setting.other_org_id, name="Another").status == 400
    assert devices(user) == before


@rule("user_devices.list.type_filters")
def test_a_type_filters_the_devices(user: User) -> None:
    of = {type_: str(uuid4()) for type_ in ("matter", "camera", "rtsp-camera")}
    for type_, device_id in of.items():
        add(user, device_id, deviceType=type_)
    assert ids(user) == set(of.values())
    assert {type_: ids(user, type=type_) for type_ in of} == {type_: {device_id} for type_, device_id in of.items()}


@rule("user_devices.list.organisation_sees_its_own")
def test_an_organisation_sees_only_devices_with_its_own_id(user: User, other: Server, setting: Setting) -> None:
    mine, theirs, elsewhere = (str(uuid4()) for _ in range(3))
    add(user, mine)
    add(user, theirs, orgId=setting.other_org_id)
    add(user, elsewhere, orgId="nobody")
    assert ids(user) == ids(user, type="camera") == {mine}
    assert ids(user.seen_by(other)) == {theirs}


@rule("user_devices.list.user_sees_all")
def test_the_user_sees_the_devices_of_every_organisation(user: User, as_user: AsUser, setting: Setting) -> None:
    linked = {org_id: str(uuid4()) for org_id in (user.org_id, setting.other_org_id, "nobody")}
    for org_id, device_id in linked.items():
        add(user, device_id, orgId=org_id)
    assert ids(user.seen_by(as_user(user))) == set(linked.values())


@rule("user_devices.list.total_counts_the_listed")
def test_the_total_counts_the_devices_that_are_listed(user: User, setting: Setting) -> None:
    assert user.read("devices")["totalCount"] == 0
    for org_id, type_ in ((user.org_id, "camera"), (user.org_id, "matter"), (setting.other_org_id, "camera")):
        add(user, str(uuid4()), orgId=org_id, deviceType=type_)
    assert user.read("devices")["totalCount"] == 2
    assert user.read("devices", type="camera")["totalCount"] == 1


@rule("user_devices.remove.event_recorded")
def test_a_removed_device_is_gone_and_can_be_linked_again(user: User) -> None:
    kept, device_id = str(uuid4()), str(uuid4())
    add(user, kept)
    add(user, device_id, deviceType="rtsp-camera")
    removed = succeeded(try_remove(user, device_id))
    data = removed["event"]["data"]
    assert (removed["event"]["type"], removed["aggregateId"]) == ("DeviceRemoved", user.id)
    assert data == {
        "userId": user.id,
        "deviceId": device_id,
        "deviceType": "rtsp-camera",
        "removedBy": "Ada",
        "reason": "replaced",
        "removedAt": data["removedAt"],
    }
    assert ids(user) == {kept}
    add(user, device_id, deviceType="matter")
    assert ids(user) == {kept, device_id}


@rule("user_devices.remove.device_must_be_linked")
def test_only_a_linked_device_is_removed(user: User) -> None:
    device_id = str(uuid4())
    assert try_remove(user, device_id).status == 400
    add(user, device_id)
    assert try_remove(user, device_id.upper() + "x").status == 400
    succeeded(try_remove(user, device_id))
    assert try_remove(user, device_id).status == 400


@rule("user_devices.add.user_must_exist")
def test_linking_a_device_to_an_unknown_user_returns_404(unknown: User) -> None:
    assert try_add(unknown, str(uuid4())).status == 404


@rule("user_devices.remove.user_must_exist")
def test_unlinking_a_device_from_an_unknown_user_returns_404(unknown: User) -> None:
    assert try_remove(unknown, str(uuid4())).status == 404


@rule("user_devices.list.user_must_exist")
def test_the_devices_of_an_unknown_user_return_404(unknown: User) -> None:
    assert unknown.read("devices").status == 404
