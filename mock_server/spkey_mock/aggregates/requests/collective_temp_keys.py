# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the collective_temp_keys operations."""

from typing import ClassVar, Self

from attrs import frozen

from ...service.contract import Values
from ._shared import NewDoor


@frozen
class CreateCollectiveTempKey:
    """Create a collective temporary key.

    Attributes:
        valid_from: The time from which the key is valid, in UTC with Z.
        valid_until: The time at which the key expires, in UTC with Z. It must be after validFrom.
        doors: The doors that the key opens. They are numbered in this order.
        description: A note on the key.
    """

    operation: ClassVar[str] = "create_collective_temp_key"

    valid_from: str
    valid_until: str
    doors: tuple[NewDoor, ...]
    description: str | None = None

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


@frozen
class RevokeCollectiveTempKey:
    """Revoke a collective temporary key.

    Attributes:
        uuid: The id of the key.
    """

    operation: ClassVar[str] = "revoke_collective_temp_key"

    uuid: str

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(uuid=params["uuid"])


@frozen
class OpenCollectiveTempKeyDoor:
    """Open a door of a collective temporary key.

    Attributes:
        uuid: The id of the key.
        door_id: The number of the door in the key.
    """

    operation: ClassVar[str] = "open_collective_temp_key_door"

    uuid: str
    door_id: int

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(uuid=params["uuid"], door_id=int(params["doorId"]))
