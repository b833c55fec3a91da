# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the users operations."""

from typing import ClassVar, Self

from ...service.contract import Values
from ...service.typed import Typed


class CreateUser(Typed):
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

    __slots__ = ("id", "user_id", "email", "first_name", "last_name", "phone_number")

    id: str
    user_id: str
    email: str | None
    first_name: str | None
    last_name: str | None
    phone_number: str | None

    def __init__(
        self,
        id: str,
        user_id: str,
        email: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        phone_number: str | None = None,
    ) -> None:
        self._put("id", id)
        self._put("user_id", user_id)
        self._put("email", email)
        self._put("first_name", first_name)
        self._put("last_name", last_name)
        self._put("phone_number", phone_number)

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


class GetUserProfile(Typed):
    """Get a user's profile.

    Attributes:
        id: The user's id, normally a UUID.
    """

    operation: ClassVar[str] = "get_user_profile"

    __slots__ = ("id",)

    id: str

    def __init__(self, id: str) -> None:
        self._put("id", id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"])


class FindOrCreateUserByEmail(Typed):
    """Find a user by e-mail address, or create one.

    Attributes:
        email: The e-mail address to find.
        uuid: The id of a new user. If it is absent, the service generates one.
        search_only: Whether to search without creating a user.
    """

    operation: ClassVar[str] = "find_or_create_user_by_email"

    __slots__ = ("email", "uuid", "search_only")

    email: str
    uuid: str | None
    search_only: bool | None

    def __init__(self, email: str, uuid: str | None = None, search_only: bool | None = None) -> None:
        self._put("email", email)
        self._put("uuid", uuid)
        self._put("search_only", search_only)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        query = values["query"]
        return cls(email=query["email"], uuid=query.get("uuid"), search_only=query.get("searchOnly"))


class FindOrCreateUserByPhone(Typed):
    """Find a user by phone number, or create one.

    Attributes:
        phone_number: The phone number to find, which must begin with + or 00. In a query string, + is written as %2B.
        email: The e-mail address of a new user.
        uuid: The id of a new user. If it is absent, the service generates one.
        search_only: Whether to search without creating a user.
    """

    operation: ClassVar[str] = "find_or_create_user_by_phone"

    __slots__ = ("phone_number", "email", "uuid", "search_only")

    phone_number: str
    email: str | None
    uuid: str | None
    search_only: bool | None

    def __init__(
        self, phone_number: str, email: str | None = None, uuid: str | None = None, search_only: bool | None = None
    ) -> None:
        self._put("phone_number", phone_number)
        self._put("email", email)
        self._put("uuid", uuid)
        self._put("search_only", search_only)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        query = values["query"]
        return cls(
            phone_number=query["phoneNumber"],
            email=query.get("email"),
            uuid=query.get("uuid"),
            search_only=query.get("searchOnly"),
        )


class GetUserPhoneNumber(Typed):
    """Get a user's phone number.

    Attributes:
        id: The user's id, normally a UUID.
    """

    operation: ClassVar[str] = "get_user_phone_number"

    __slots__ = ("id",)

    id: str

    def __init__(self, id: str) -> None:
        self._put("id", id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"])


class UpdateUserPhoneNumber(Typed):
    """Set or remove a user's phone number.

    Attributes:
        id: The user's id, normally a UUID.
        phone_number: The phone number, which must begin with + or 00, or null to remove it. Spaces are ignored.
    """

    operation: ClassVar[str] = "update_user_phone_number"

    __slots__ = ("id", "phone_number")

    id: str
    phone_number: str | None

    def __init__(self, id: str, phone_number: str | None) -> None:
        self._put("id", id)
        self._put("phone_number", phone_number)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], phone_number=body["phoneNumber"])


class UpdateUserEmail(Typed):
    """Set the e-mail address of a user that has none.

    Attributes:
        id: The user's id, normally a UUID.
        email: The e-mail address.
    """

    operation: ClassVar[str] = "update_user_email"

    __slots__ = ("id", "email")

    id: str
    email: str

    def __init__(self, id: str, email: str) -> None:
        self._put("id", id)
        self._put("email", email)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], email=body["email"])


class GetUserKeys(Typed):
    """Get all keys of a user.

    Attributes:
        id: The user's id, normally a UUID.
    """

    operation: ClassVar[str] = "get_user_keys"

    __slots__ = ("id",)

    id: str

    def __init__(self, id: str) -> None:
        self._put("id", id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"])


class ListUserOwnedLocks(Typed):
    """List the locks that a user owns.

    Attributes:
        id: The user's id, normally a UUID.
    """

    operation: ClassVar[str] = "list_user_owned_locks"

    __slots__ = ("id",)

    id: str

    def __init__(self, id: str) -> None:
        self._put("id", id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"])


class GetUserThreeDeyeCredentials(Typed):
    """Get a user's credentials for 3dEye, the camera cloud.

    Attributes:
        id: The user's id, normally a UUID.
    """

    operation: ClassVar[str] = "get_user_three_deye_credentials"

    __slots__ = ("id",)

    id: str

    def __init__(self, id: str) -> None:
        self._put("id", id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"])
