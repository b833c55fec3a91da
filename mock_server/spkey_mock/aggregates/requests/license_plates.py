# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the license_plates operations."""

from typing import ClassVar, Self

from ...service.contract import Values
from ...service.typed import Typed


class AddLicensePlate(Typed):
    """Add a licence plate to a user.

    Attributes:
        id: The user's id, normally a UUID.
        plate: The plate, in any spelling.
        label: A label for the plate.
    """

    operation: ClassVar[str] = "add_license_plate"

    __slots__ = ("id", "plate", "label")

    id: str
    plate: str
    label: str | None

    def __init__(self, id: str, plate: str, label: str | None = None) -> None:
        self._put("id", id)
        self._put("plate", plate)
        self._put("label", label)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], plate=body["plate"], label=body.get("label"))


class RemoveLicensePlate(Typed):
    """Remove a licence plate from a user.

    Attributes:
        id: The user's id, normally a UUID.
        plate: The plate, in any spelling.
    """

    operation: ClassVar[str] = "remove_license_plate"

    __slots__ = ("id", "plate")

    id: str
    plate: str

    def __init__(self, id: str, plate: str) -> None:
        self._put("id", id)
        self._put("plate", plate)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], plate=body["plate"])


class ListLicensePlates(Typed):
    """List the licence plates of a user.

    Attributes:
        id: The user's id, normally a UUID.
    """

    operation: ClassVar[str] = "list_license_plates"

    __slots__ = ("id",)

    id: str

    def __init__(self, id: str) -> None:
        self._put("id", id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"])
