"""Requests about a user's belongings other than physical keys."""

from collections.abc import Iterable

from ..support import ORG, OTHER_USER, USER, Header, Mock, Reply

Headers = Iterable[Header] | None

DEVICE = "d81f5d0c-6f3e-4b8a-9a52-7e0c1b94f6d3"
NO_USER = {"error": "NotFound", "message": f"There is no user {USER}."}


def query(mock: Mock, name: str, *, query: str = "", user: str = USER, headers: Headers = None) -> Reply:
    """Send a query below the path of the user."""
    return mock.send("GET", f"/users/{user}/{name}", query=query, headers=headers)


def add_wallet_key(mock: Mock, wallet: str = "APPLE", **properties: object) -> Reply:
    """Add a wallet key."""
    return mock.command("AddWalletKey", {"walletType": wallet, "keyIndex": 0, **properties})


def add_lock(mock: Mock, lock_id: str = "4711", **properties: object) -> Reply:
    """Add a lock to the list."""
    lock = {"lockId": lock_id, "lockName": "Front door", "accessLevel": "USER", "grantedBy": OTHER_USER}
    return mock.command("AddAccessibleLock", {**lock, **properties})


def remove_lock(mock: Mock, lock_id: str = "4711") -> Reply:
    """Remove a lock from the list."""
    return mock.command("RemoveAccessibleLock", {"lockId": lock_id, "removedBy": OTHER_USER, "reason": "moved out"})


def add_plate(mock: Mock, plate: str = "WA1234K", **properties: object) -> Reply:
    """Add a licence plate."""
    return mock.command("AddLicensePlate", {"plate": plate, **properties})


def remove_plate(mock: Mock, plate: str = "WA1234K") -> Reply:
    """Remove a licence plate."""
    return mock.command("RemoveLicensePlate", {"plate": plate})


def add_device(mock: Mock, device_id: str = DEVICE, **properties: object) -> Reply:
    """Link a device."""
    device = {"deviceId": device_id, "deviceType": "camera", "orgId": ORG}
    return mock.command("AddDevice", {**device, **properties})


def remove_device(mock: Mock, device_id: str = DEVICE) -> Reply:
    """Unlink a device."""
    return mock.command("RemoveDevice", {"deviceId": device_id, "removedBy": OTHER_USER, "reason": "replaced"})
