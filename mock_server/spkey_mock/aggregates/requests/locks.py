# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the locks operations."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from ...service.contract import Values
from ...service.typed import Typed


class LockKey(Typed):
    """A key on a lock.

    Attributes:
        uuid: The id of the key, unique on the lock.
        index_number: The index of the key on the device.
        user_id: The id of the user who holds the key. The user has rights on the lock.
    """

    __slots__ = ("uuid", "index_number", "user_id")

    uuid: str
    index_number: int | None
    user_id: str | None

    def __init__(self, uuid: str, index_number: int | None = None, user_id: str | None = None) -> None:
        self._put("uuid", uuid)
        self._put("index_number", index_number)
        self._put("user_id", user_id)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Read the object from validated values."""
        return cls(
            uuid=values["uuid"],
            index_number=None if (value := values.get("indexNumber")) is None else int(value),
            user_id=values.get("userId"),
        )


class CreateLock(Typed):
    """Create a lock.

    Attributes:
        id: The lock's number, not its UUID.
        index: The lock's number.
        uuid: The lock's UUID, which must be unique.
        serial_number: The lock's serial number.
        vendor_name: The name of the vendor. No event and no response shows it.
        owner_id: The id of the user who owns the lock.
        keys: The keys that are on the lock from the start.
    """

    operation: ClassVar[str] = "create_lock"

    __slots__ = ("id", "index", "uuid", "serial_number", "vendor_name", "owner_id", "keys")

    id: int
    index: int
    uuid: str
    serial_number: str | None
    vendor_name: str | None
    owner_id: str | None
    keys: tuple[LockKey, ...] | None

    def __init__(
        self,
        id: int,
        index: int,
        uuid: str,
        serial_number: str | None = None,
        vendor_name: str | None = None,
        owner_id: str | None = None,
        keys: tuple[LockKey, ...] | None = None,
    ) -> None:
        self._put("id", id)
        self._put("index", index)
        self._put("uuid", uuid)
        self._put("serial_number", serial_number)
        self._put("vendor_name", vendor_name)
        self._put("owner_id", owner_id)
        self._put("keys", keys)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(
            id=int(params["id"]),
            index=int(body["index"]),
            uuid=body["uuid"],
            serial_number=body.get("serialNumber"),
            vendor_name=body.get("vendorName"),
            owner_id=body.get("ownerId"),
            keys=None if (value := body.get("keys")) is None else tuple(LockKey.read(item) for item in value),
        )


class OpenLock(Typed):
    """Open a lock.

    Attributes:
        id: The lock's number, not its UUID.
        request_id: An id that appears in the event, for tracking. It does not make retries safe.
        reason: The reason for the opening.
    """

    operation: ClassVar[str] = "open_lock"

    __slots__ = ("id", "request_id", "reason")

    id: int
    request_id: str | None
    reason: str | None

    def __init__(self, id: int, request_id: str | None = None, reason: str | None = None) -> None:
        self._put("id", id)
        self._put("request_id", request_id)
        self._put("reason", reason)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=int(params["id"]), request_id=body.get("requestId"), reason=body.get("reason"))


class OpenLockWithPin(Typed):
    """Open a lock with a PIN.

    Attributes:
        id: The lock's number, not its UUID.
        pin: The PIN, 4 to 8 digits.
    """

    operation: ClassVar[str] = "open_lock_with_pin"

    __slots__ = ("id", "pin")

    _secret = ("pin",)

    id: int
    pin: str

    def __init__(self, id: int, pin: str) -> None:
        self._put("id", id)
        self._put("pin", pin)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=int(params["id"]), pin=body["pin"])


class SetLockOwner(Typed):
    """Set a lock's owner.

    Attributes:
        id: The lock's number, not its UUID.
        user_id: The id of the new owner.
    """

    operation: ClassVar[str] = "set_lock_owner"

    __slots__ = ("id", "user_id")

    id: int
    user_id: str

    def __init__(self, id: int, user_id: str) -> None:
        self._put("id", id)
        self._put("user_id", user_id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=int(params["id"]), user_id=body["userId"])


class SetLockOrganization(Typed):
    """Move a lock to another organisation.

    Attributes:
        id: The lock's number, not its UUID.
        org_id: The id of the new organisation.
    """

    operation: ClassVar[str] = "set_lock_organization"

    __slots__ = ("id", "org_id")

    id: int
    org_id: str

    def __init__(self, id: int, org_id: str) -> None:
        self._put("id", id)
        self._put("org_id", org_id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=int(params["id"]), org_id=body["orgId"])


class GetLockBasicInfo(Typed):
    """Get the basic information about a lock.

    Attributes:
        id: The lock's number, not its UUID.
    """

    operation: ClassVar[str] = "get_lock_basic_info"

    __slots__ = ("id",)

    id: int

    def __init__(self, id: int) -> None:
        self._put("id", id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=int(params["id"]))


class GetLockDetails(Typed):
    """Get a lock with its keys and residents.

    Attributes:
        id: The lock's number, not its UUID.
    """

    operation: ClassVar[str] = "get_lock_details"

    __slots__ = ("id",)

    id: int

    def __init__(self, id: int) -> None:
        self._put("id", id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=int(params["id"]))


class ListLockEvents(Typed):
    """List the events of a lock.

    Attributes:
        id: The lock's number, not its UUID.
        page: The number of the page, from 1. By default, the last page.
    """

    operation: ClassVar[str] = "list_lock_events"

    __slots__ = ("id", "page")

    id: int
    page: int | None

    def __init__(self, id: int, page: int | None = None) -> None:
        self._put("id", id)
        self._put("page", page)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, query = values["params"], values["query"]
        return cls(id=int(params["id"]), page=None if (value := query.get("page")) is None else int(value))
