# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the lock_temp_keys operations."""

from typing import ClassVar, Literal, Self

from ...service.absent import ABSENT, Absent
from ...service.contract import Values
from ...service.typed import Typed


class ListLockTempKeys(Typed):
    """List the temporary keys of a lock.

    Attributes:
        id: The lock's number, not its UUID.
    """

    operation: ClassVar[str] = "list_lock_temp_keys"

    __slots__ = ("id",)

    id: int

    def __init__(self, id: int) -> None:
        self._put("id", id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=int(params["id"]))


class CreateLockTempKey(Typed):
    """Create a temporary key for a lock.

    Attributes:
        id: The lock's number, not its UUID.
        temp_key_uuid: The id of the key, a UUID that was never used for a temporary key.
        access_mode: Whether the key admits everyone or only the users on its whitelist.
        valid_from: The time from which the key is valid, in UTC with Z.
        valid_until: The time at which the key expires, in UTC with Z. It must be after validFrom.
        allowed_user_ids: The users on the whitelist. If absent, the whitelist is empty.
        max_uses: The maximum number of uses. If null or absent, there is no limit.
        description: A note on the key. It appears in no event and in no list.
    """

    operation: ClassVar[str] = "create_lock_temp_key"

    __slots__ = (
        "id",
        "temp_key_uuid",
        "access_mode",
        "valid_from",
        "valid_until",
        "allowed_user_ids",
        "max_uses",
        "description",
    )

    id: int
    temp_key_uuid: str
    access_mode: Literal["public", "user-whitelist"]
    valid_from: str
    valid_until: str
    allowed_user_ids: tuple[str, ...] | None
    max_uses: Absent | int | None
    description: str | None

    def __init__(
        self,
        id: int,
        temp_key_uuid: str,
        access_mode: Literal["public", "user-whitelist"],
        valid_from: str,
        valid_until: str,
        allowed_user_ids: tuple[str, ...] | None = None,
        max_uses: Absent | int | None = ABSENT,
        description: str | None = None,
    ) -> None:
        self._put("id", id)
        self._put("temp_key_uuid", temp_key_uuid)
        self._put("access_mode", access_mode)
        self._put("valid_from", valid_from)
        self._put("valid_until", valid_until)
        self._put("allowed_user_ids", allowed_user_ids)
        self._put("max_uses", max_uses)
        self._put("description", description)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(
            id=int(params["id"]),
            temp_key_uuid=body["tempKeyUuid"],
            access_mode=body["accessMode"],
            valid_from=body["validFrom"],
            valid_until=body["validUntil"],
            allowed_user_ids=None if (value := body.get("allowedUserIds")) is None else tuple(value),
            max_uses=ABSENT if "maxUses" not in body else None if (value := body["maxUses"]) is None else int(value),
            description=body.get("description"),
        )


class UpdateLockTempKey(Typed):
    """Change a temporary key of a lock.

    Attributes:
        id: The lock's number, not its UUID.
        temp_key_uuid: The id of the key.
        valid_from: The time from which the key is valid, in UTC with Z.
        valid_until: The time at which the key expires, in UTC with Z.
        max_uses: The maximum number of uses. Null lifts the limit.
        allowed_user_ids: The users on the whitelist. They replace the previous users.
        access_mode: Whether the key admits everyone or only the users on its whitelist.
    """

    operation: ClassVar[str] = "update_lock_temp_key"

    __slots__ = ("id", "temp_key_uuid", "valid_from", "valid_until", "max_uses", "allowed_user_ids", "access_mode")

    id: int
    temp_key_uuid: str
    valid_from: str | None
    valid_until: str | None
    max_uses: Absent | int | None
    allowed_user_ids: tuple[str, ...] | None
    access_mode: Literal["public", "user-whitelist"] | None

    def __init__(
        self,
        id: int,
        temp_key_uuid: str,
        valid_from: str | None = None,
        valid_until: str | None = None,
        max_uses: Absent | int | None = ABSENT,
        allowed_user_ids: tuple[str, ...] | None = None,
        access_mode: Literal["public", "user-whitelist"] | None = None,
    ) -> None:
        self._put("id", id)
        self._put("temp_key_uuid", temp_key_uuid)
        self._put("valid_from", valid_from)
        self._put("valid_until", valid_until)
        self._put("max_uses", max_uses)
        self._put("allowed_user_ids", allowed_user_ids)
        self._put("access_mode", access_mode)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(
            id=int(params["id"]),
            temp_key_uuid=body["tempKeyUuid"],
            valid_from=body.get("validFrom"),
            valid_until=body.get("validUntil"),
            max_uses=ABSENT if "maxUses" not in body else None if (value := body["maxUses"]) is None else int(value),
            allowed_user_ids=None if (value := body.get("allowedUserIds")) is None else tuple(value),
            access_mode=body.get("accessMode"),
        )


class DeleteLockTempKey(Typed):
    """Delete a temporary key of a lock.

    Attributes:
        id: The lock's number, not its UUID.
        temp_key_uuid: The id of the key.
    """

    operation: ClassVar[str] = "delete_lock_temp_key"

    __slots__ = ("id", "temp_key_uuid")

    id: int
    temp_key_uuid: str

    def __init__(self, id: int, temp_key_uuid: str) -> None:
        self._put("id", id)
        self._put("temp_key_uuid", temp_key_uuid)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=int(params["id"]), temp_key_uuid=body["tempKeyUuid"])
