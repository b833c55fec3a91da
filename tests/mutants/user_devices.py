"""Faults in the devices that are linked to users."""

from collections.abc import Callable
from typing import Any

from attrs import evolve
from spkey_mock.aggregates.users import User
from spkey_mock.aggregates.users.belongings import Device
from spkey_mock.aggregates.users.user_devices import DeviceAdded, DeviceRemoved
from spkey_mock.service.aggregate import JSON, Context
from spkey_mock.service.decision import Decision
from spkey_mock.service.errors import InvalidState

from .catalogue import Users, in_response, in_users


@in_users("user_devices.add.user_must_exist", "user_devices.remove.user_must_exist")
def devices_of_unknown_users(users: Users) -> None:
    """A user need not exist to get a device."""
    for operation in ("add_user_device", "remove_user_device"):
        users.aggregate.handlers[operation] = evolve(users.aggregate.handlers[operation], creates=None)


@in_response("user_devices.list.user_must_exist", to="list_user_devices", status=404, becomes=200)
def unknown_user_has_no_devices(body: Any) -> None:
    """An unknown user has an empty list of devices."""
    body.clear()
    body.update(devices=[], totalCount=0)


@in_users("user_devices.add.device_only_once")
def device_linked_again_with_another_type(users: Users) -> None:
    """A device can be linked again with another type."""
    add = users.function("add_user_device")

    def again(user: User, request: Any, context: Context) -> Any:
        device = user.devices.get(request.device_id)
        if device is None or device.device_type == request.device_type:
            return add(user, request, context)
        return DeviceAdded(request.device_id, request.device_type, request.org_id, request.name, request.added_by)

    users.handle("add_user_device", again)


@in_users("user_devices.add.event_recorded")
def name_of_device_lost(users: Users) -> None:
    """The event of a link lacks the name of the device."""
    users.published(DeviceAdded, lambda data: {name: value for name, value in data.items() if name != "name"})


@in_users("user_devices.add.device_not_checked")
def devices_of_other_organisations_refused(users: Users) -> None:
    """An organisation can link only its own devices."""
    add = users.function("add_user_device")

    def checked(user: User, request: Any, context: Context) -> Any:
        if context.caller.org_id not in (None, request.org_id):
            raise InvalidState("The device belongs to another organisation.")
        return add(user, request, context)

    users.handle("add_user_device", checked)


@in_users("user_devices.remove.device_must_be_linked")
def removing_a_missing_device_succeeds(users: Users) -> None:
    """Removing a device that is not linked returns 200."""
    remove = users.function("remove_user_device")

    def lenient(user: User, request: Any, context: Context) -> Any:
        return remove(user, request, context) if request.device_id in user.devices else Decision()

    users.handle("remove_user_device", lenient)


@in_users("user_devices.remove.event_recorded")
def every_removed_device_is_a_camera(users: Users) -> None:
    """The event of a removal always has the type camera."""
    users.published(DeviceRemoved, lambda data: {**data, "deviceType": "camera"})


Shown = Callable[[User, Device, Any, str | None], bool]


def _list(users: Users, shown: Shown) -> None:
    def listed(user: User, request: Any, context: Context) -> JSON:
        devices = [device.to_json() for device in user.devices if shown(user, device, request, context.caller.org_id)]
        return {"devices": devices, "totalCount": len(devices)}

    users.handle("list_user_devices", listed)


@in_users("user_devices.list.type_filters")
def type_ignored(users: Users) -> None:
    """The filter by type is ignored."""
    _list(users, lambda user, device, request, org_id: org_id in (None, device.org_id))


@in_users("user_devices.list.organisation_sees_its_own")
def devices_of_every_organisation_listed(users: Users) -> None:
    """An organisation sees the devices of every organisation."""
    _list(users, lambda user, device, request, org_id: request.type in (None, device.device_type))


@in_users("user_devices.list.user_sees_all")
def user_sees_devices_of_the_own_organisation(users: Users) -> None:
    """A user sees only the devices of the organisation that the user belongs to."""
    _list(
        users,
        lambda user, device, request, org_id: (
            device.org_id == (org_id or user.org_id) and request.type in (None, device.device_type)
        ),
    )


@in_users("user_devices.list.total_counts_the_listed")
def total_counts_hidden_devices(users: Users) -> None:
    """The total counts the devices of every organisation and type."""
    listed = users.function("list_user_devices")
    users.handle(
        "list_user_devices",
        lambda user, request, context: {**listed(user, request, context), "totalCount": len(user.devices)},
    )
