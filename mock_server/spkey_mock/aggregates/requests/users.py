# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the users operations."""

from typing import ClassVar, Self

from attrs import frozen

from ...service.contract import Values


@frozen
class CreateUser:
    """Create a user.

    Attributes:
        id: The user's id, normally a UUID.
        user_id: The user's id, which must be a UUID.
        email: The user's e-mail address.
        first_name: The user's first name.
        last_name: The user's last name.
        phone_number: The user's phone number, which must begin with + or 00. Spaces are ignored. The number is
            validated but not stored.
    """

    operation: ClassVar[str] = "create_user"

    id: str
    user_id: str
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone_number: str | None = None

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(
            id=params["id"],
            user_id=body["userId"],
            email=body.get("email"),
            first_name=body.get("firstName"),
            last_name=body.get("lastName"),
            phone_number=body.get("phoneNumber"),
        )


@frozen
class GetUserProfile:
    """Get a user's profile.

    Attributes:
        id: The user's id, normally a UUID.
    """

    operation: ClassVar[str] = "get_user_profile"

    id: str

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"])


@frozen
class GetUserKeys:
    """Get all keys of a user.

    Attributes:
        id: The user's id, normally a UUID.
    """

    operation: ClassVar[str] = "get_user_keys"

    id: str

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"])
