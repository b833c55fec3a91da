"""What belongs to a user besides physical keys: a wallet key, locks in the app, licence plates and devices."""

from typing import Literal

from attrs import field, frozen

from ...service.aggregate import JSON
from ...service.codec import present
from ...service.state import length
from ...service.times import iso

WalletType = Literal["APPLE", "GOOGLE"]
AccessLevel = Literal["OWNER", "ADMIN", "USER", "GUEST"]
DeviceType = Literal["matter", "camera", "rtsp-camera"]


@frozen
class WalletKey:
    """The key in a user's wallet.

    Attributes:
        key_id: The id of the key.
        key_index: The index of the key on its device.
        wallet_type: The wallet that holds the key.
        device_id: The id of the device.
        added_at: When the key was added, in epoch milliseconds.
        pass_url: The URL of the pass, once there is one.
        serial_number: The id of the pass, once there is one.
    """

    key_id: str
    key_index: int
    wallet_type: WalletType
    device_id: str
    added_at: int
    pass_url: str | None = field(default=None, repr=False)
    serial_number: str | None = None

    @property
    def text(self) -> int:
        """The total length of the texts, in characters."""
        return length(self.key_id, self.wallet_type, self.device_id, self.pass_url, self.serial_number)

    def to_json(self) -> JSON:
        """Return the key as responses show it."""
        return present(
            keyId=self.key_id,
            keyIndex=self.key_index,
            walletType=self.wallet_type,
            deviceId=self.device_id,
            passUrl=self.pass_url,
            serialNumber=self.serial_number,
            addedAt=iso(self.added_at),
        )


@frozen
class AccessibleLock:
    """A lock that a user's app shows.

    Attributes:
        lock_id: The id of the lock.
        lock_name: The name of the lock.
        access_level: The access level that the app shows.
        granted_by: Who added the lock.
    """

    lock_id: str
    lock_name: str
    access_level: AccessLevel
    granted_by: str

    @property
    def text(self) -> int:
        """The total length of the texts, in characters."""
        return length(self.lock_id, self.lock_name, self.access_level, self.granted_by)

    def to_json(self) -> JSON:
        """Return the lock as responses and events show it."""
        return {
            "lockId": self.lock_id,
            "lockName": self.lock_name,
            "accessLevel": self.access_level,
            "grantedBy": self.granted_by,
        }


@frozen
class LicensePlate:
    """A licence plate of a user.

    Attributes:
        plate: The plate in its normal form.
        label: The label.
        added_at: When the plate was added, in epoch milliseconds.
    """

    plate: str
    label: str
    added_at: int

    @property
    def text(self) -> int:
        """The total length of the texts, in characters."""
        return length(self.plate, self.label)

    def to_json(self) -> JSON:
        """Return the plate as responses and events show it."""
        return {"plate": self.plate, "label": self.label, "addedAt": self.added_at}


@frozen
class Device:
    """A device that is linked to a user.

    Attributes:
        device_id: The id of the device.
        device_type: The type of the device.
        org_id: The organisation that the device belongs to.
        added_at: When the device was linked, in epoch milliseconds.
        name: The name of the device.
        added_by: Who linked the device.
    """

    device_id: str
    device_type: DeviceType
    org_id: str
    added_at: int
    name: str | None = None
    added_by: str | None = None

    @property
    def text(self) -> int:
        """The total length of the texts, in characters."""
        return length(self.device_id, self.device_type, self.org_id, self.name, self.added_by)

    def to_json(self) -> JSON:
        """Return the device as responses and events show it."""
        return present(
            deviceId=self.device_id,
            deviceType=self.device_type,
            orgId=self.org_id,
            name=self.name,
            addedBy=self.added_by,
            addedAt=iso(self.added_at),
        )


Belonging = WalletKey | AccessibleLock | LicensePlate | Device
