# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the residents operations."""

from typing import ClassVar, Self

from ...service.contract import Values
from ...service.typed import Typed


class AddResident(Typed):
    """Add a resident to a lock.

    Attributes:
        id: The lock's number, not its UUID.
        name: The resident's name.
        email: The user's e-mail address.
        phone_number: The user's phone number, which must begin with + or 00. Spaces are ignored.
        user_id: The user's id. It takes precedence over the e-mail address, which takes precedence over the phone
            number.
    """

    operation: ClassVar[str] = "add_resident"

    __slots__ = ("id", "name", "email", "phone_number", "user_id")

    id: int
    name: str
    email: str | None
    phone_number: str | None
    user_id: str | None

    def __init__(
        self, id: int, name: str, email: str | None = None, phone_number: str | None = None, user_id: str | None = None
    ) -> None:
        self._put("id", id)
        self._put("name", name)
        self._put("email", email)
        self._put("phone_number", phone_number)
        self._put("user_id", user_id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(
            id=int(params["id"]),
            name=body["name"],
            email=body.get("email"),
            phone_number=body.get("phoneNumber"),
            user_id=body.get("userId"),
        )


class RemoveResident(Typed):
    """Remove a resident from a lock.

    Attributes:
        id: The lock's number, not its UUID.
        email: The user's e-mail address.
        phone_number: The user's phone number, which must begin with + or 00. Spaces are ignored.
        user_id: The user's id. It takes precedence over the e-mail address, which takes precedence over the phone
            number.
    """

    operation: ClassVar[str] = "remove_resident"

    __slots__ = ("id", "email", "phone_number", "user_id")

    id: int
    email: str | None
    phone_number: str | None
    user_id: str | None

    def __init__(
        self, id: int, email: str | None = None, phone_number: str | None = None, user_id: str | None = None
    ) -> None:
        self._put("id", id)
        self._put("email", email)
        self._put("phone_number", phone_number)
        self._put("user_id", user_id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(
            id=int(params["id"]),
            email=body.get("email"),
            phone_number=body.get("phoneNumber"),
            user_id=body.get("userId"),
        )


class ListResidents(Typed):
    """List the residents of a lock.

    Attributes:
        id: The lock's number, not its UUID.
    """

    operation: ClassVar[str] = "list_residents"

    __slots__ = ("id",)

    id: int

    def __init__(self, id: int) -> None:
        self._put("id", id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=int(params["id"]))
