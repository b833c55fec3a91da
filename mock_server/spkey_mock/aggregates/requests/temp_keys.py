# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the temp_keys operations."""

from typing import ClassVar, Self

from ...service.contract import Values
from ...service.typed import Typed
from ._shared import NewDoor


class ListTempKeys(Typed):
    """List temporary keys for several doors.

    Attributes:
        lock_id: List only keys that open the lock with this number.
    """

    operation: ClassVar[str] = "list_temp_keys"

    __slots__ = ("lock_id",)

    lock_id: str | None

    def __init__(self, lock_id: str | None = None) -> None:
        self._put("lock_id", lock_id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        query = values["query"]
        return cls(lock_id=query.get("lockId"))


class CreateTempKey(Typed):
    """Create a temporary key for several doors.

    Attributes:
        valid_from: The time from which the key is valid, in UTC with Z.
        valid_until: The time at which the key expires, in UTC with Z. It must be after validFrom.
        doors: The doors that the key opens. They are numbered in this order.
        description: A note on the key.
    """

    operation: ClassVar[str] = "create_temp_key"

    __slots__ = ("valid_from", "valid_until", "doors", "description")

    valid_from: str
    valid_until: str
    doors: tuple[NewDoor, ...]
    description: str | None

    def __init__(
        self, valid_from: str, valid_until: str, doors: tuple[NewDoor, ...], description: str | None = None
    ) -> None:
        self._put("valid_from", valid_from)
        self._put("valid_until", valid_until)
        self._put("doors", doors)
        self._put("description", description)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        body = values["body"]
        return cls(
            valid_from=body["validFrom"],
            valid_until=body["validUntil"],
            doors=tuple(NewDoor.read(item) for item in body["doors"]),
            description=body.get("description"),
        )


class RevokeTempKey(Typed):
    """Revoke a temporary key for several doors.

    Attributes:
        uuid: The id of the key.
    """

    operation: ClassVar[str] = "revoke_temp_key"

    __slots__ = ("uuid",)

    uuid: str

    def __init__(self, uuid: str) -> None:
        self._put("uuid", uuid)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(uuid=params["uuid"])


class OpenTempKey(Typed):
    """Open the first door of a temporary key.

    Attributes:
        uuid: The id of the key.
    """

    operation: ClassVar[str] = "open_temp_key"

    __slots__ = ("uuid",)

    uuid: str

    def __init__(self, uuid: str) -> None:
        self._put("uuid", uuid)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(uuid=params["uuid"])


class OpenTempKeyDoor(Typed):
    """Open a door of a temporary key.

    Attributes:
        uuid: The id of the key.
        door_id: The number of the door in the key.
    """

    operation: ClassVar[str] = "open_temp_key_door"

    __slots__ = ("uuid", "door_id")

    uuid: str
    door_id: int

    def __init__(self, uuid: str, door_id: int) -> None:
        self._put("uuid", uuid)
        self._put("door_id", door_id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(uuid=params["uuid"], door_id=int(params["doorId"]))
