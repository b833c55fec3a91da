"""The devices that are linked to users. A link is a cross-reference, which does not affect the device."""

from attrs import frozen

from ...service.aggregate import JSON, Context
from ...service.errors import InvalidState
from ...service.event import Event
from ...service.outcome import Outcome
from ...service.times import iso
from ..requests import AddUserDevice, ListUserDevices, RemoveUserDevice
from .belongings import Device, DeviceType
from .state import USERS, User


@USERS.event
@frozen
class DeviceAdded(Event[User]):
    """A device was linked to the user."""

    device_id: str
    device_type: DeviceType
    org_id: str
    name: str | None = None
    added_by: str | None = None

    def apply(self, state: User, at: int) -> User:
        """Return the user with the device."""
        device = self._device(at)
        return state.after(devices=state.devices.put(self.device_id, device), text=state.text + device.text)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the device and its user."""
        return {"userId": aggregate_id, **self._device(at).to_json()}

    def _device(self, at: int) -> Device:
        return Device(self.device_id, self.device_type, self.org_id, at, self.name, self.added_by)


@USERS.event
@frozen
class DeviceRemoved(Event[User]):
    """A device was unlinked from the user."""

    device_id: str
    device_type: DeviceType
    removed_by: str
    reason: str

    def apply(self, state: User, at: int) -> User:
        """Return the user without the device."""
        device = state.devices[self.device_id]
        return state.after(devices=state.devices.remove(self.device_id), text=state.text - device.text)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the device, the reason and the time."""
        return {
            "userId": aggregate_id,
            "deviceId": self.device_id,
            "deviceType": self.device_type,
            "removedBy": self.removed_by,
            "reason": self.reason,
            "removedAt": iso(at),
        }


@USERS.command(AddUserDevice)
def add_user_device(user: User, request: AddUserDevice, context: Context) -> DeviceAdded:
    """Link a device, which need not exist."""
    if request.device_id in user.devices:
        raise InvalidState(f"Device {request.device_id} is already linked to the user.", rule="device_only_once")
    return DeviceAdded(request.device_id, request.device_type, request.org_id, request.name, request.added_by)


@USERS.command(RemoveUserDevice)
def remove_user_device(user: User, request: RemoveUserDevice, context: Context) -> DeviceRemoved:
    """Unlink a device."""
    device = user.devices.get(request.device_id)
    if device is None:
        raise InvalidState(f"Device {request.device_id} is not linked to the user.", rule="device_must_be_linked")
    return DeviceRemoved(device.device_id, device.device_type, request.removed_by, request.reason)


@USERS.query(ListUserDevices)
def list_user_devices(user: User, request: ListUserDevices, context: Context) -> JSON:
    """Return the devices that the caller may see, in the order in which they were linked."""
    org_id = context.caller.org_id
    devices = [
        device.to_json()
        for device in user.devices
        if org_id in (None, device.org_id) and request.type in (None, device.device_type)
    ]
    return {"devices": devices, "totalCount": len(devices)}


USERS.reached_by_any(
    "user_devices.add.event_recorded",
    "user_devices.add.device_not_checked",
    "user_devices.remove.event_recorded",
    on="event",
)
USERS.reached_by_any("user_devices.list.total_counts_the_listed")


@USERS.rule("user_devices.list.type_filters")
def _another_type_is_linked(user: User, request: ListUserDevices, outcome: Outcome) -> bool:
    return request.type is not None and any(device.device_type != request.type for device in user.devices)


@USERS.rule("user_devices.list.organisation_sees_its_own")
def _an_organisation_lists_devices_of_others(user: User, request: ListUserDevices, outcome: Outcome) -> bool:
    org_id = None if outcome.caller is None else outcome.caller.org_id
    return org_id is not None and any(device.org_id != org_id for device in user.devices)


@USERS.rule("user_devices.list.user_sees_all")
def _the_user_lists_devices(user: User, request: ListUserDevices, outcome: Outcome) -> bool:
    return outcome.caller is not None and outcome.caller.org_id is None and len(user.devices) > 0
