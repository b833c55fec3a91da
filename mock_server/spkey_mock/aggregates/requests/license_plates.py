# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the license_plates operations."""

from typing import ClassVar, Self

from attrs import frozen

from ...service.contract import Values


@frozen
class AddLicensePlate:
    """Add a licence plate to a user.

    Attributes:
        id: The user's id, normally a UUID.
        plate: The plate, in any spelling.
        label: A label for the plate.
    """

    operation: ClassVar[str] = "add_license_plate"

    id: str
    plate: str
    label: str | None = None

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], plate=body["plate"], label=body.get("label"))


@frozen
class RemoveLicensePlate:
    """Remove a licence plate from a user.

    Attributes:
        id: The user's id, normally a UUID.
        plate: The plate, in any spelling.
    """

    operation: ClassVar[str] = "remove_license_plate"

    id: str
    plate: str

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], plate=body["plate"])


@frozen
class ListLicensePlates:
    """List the licence plates of a user.

    Attributes:
        id: The user's id, normally a UUID.
    """

    operation: ClassVar[str] = "list_license_plates"

    id: str

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"])
