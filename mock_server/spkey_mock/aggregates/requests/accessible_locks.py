# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the accessible_locks operations."""

from typing import ClassVar, Literal, Self

from ...service.contract import Values
from ...service.typed import Typed


class AddAccessibleLock(Typed):
    """Add a lock to the list that a user's app shows.

    Attributes:
        id: The user's id, normally a UUID.
        lock_id: The lock's id, normally its number as text.
        lock_name: The name of the lock.
        access_level: The access level that the app shows.
        granted_by: Who adds the lock.
        valid_from: The beginning of the access. It is accepted but not applied.
        valid_until: The end of the access. It is accepted but not applied.
    """

    operation: ClassVar[str] = "add_accessible_lock"

    __slots__ = ("id", "lock_id", "lock_name", "access_level", "granted_by", "valid_from", "valid_until")

    id: str
    lock_id: str
    lock_name: str
    access_level: Literal["OWNER", "ADMIN", "USER", "GUEST"]
    granted_by: str
    valid_from: str | None
    valid_until: str | None

    def __init__(
        self,
        id: str,
        lock_id: str,
        lock_name: str,
        access_level: Literal["OWNER", "ADMIN", "USER", "GUEST"],
        granted_by: str,
        valid_from: str | None = None,
        valid_until: str | None = None,
    ) -> None:
        self._put("id", id)
        self._put("lock_id", lock_id)
        self._put("lock_name", lock_name)
        self._put("access_level", access_level)
        self._put("granted_by", granted_by)
        self._put("valid_from", valid_from)
        self._put("valid_until", valid_until)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(
            id=params["id"],
            lock_id=body["lockId"],
            lock_name=body["lockName"],
            access_level=body["accessLevel"],
            granted_by=body["grantedBy"],
            valid_from=body.get("validFrom"),
            valid_until=body.get("validUntil"),
        )


class RemoveAccessibleLock(Typed):
    """Remove a lock from the list that a user's app shows.

    Attributes:
        id: The user's id, normally a UUID.
        lock_id: The lock's id, as it was added.
        removed_by: Who removes the lock.
        reason: The reason for the removal.
    """

    operation: ClassVar[str] = "remove_accessible_lock"

    __slots__ = ("id", "lock_id", "removed_by", "reason")

    id: str
    lock_id: str
    removed_by: str
    reason: str

    def __init__(self, id: str, lock_id: str, removed_by: str, reason: str) -> None:
        self._put("id", id)
        self._put("lock_id", lock_id)
        self._put("removed_by", removed_by)
        self._put("reason", reason)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], lock_id=body["lockId"], removed_by=body["removedBy"], reason=body["reason"])


class ListAccessibleLocks(Typed):
    """List the locks that a user's app shows.

    Attributes:
        id: The user's id, normally a UUID.
    """

    operation: ClassVar[str] = "list_accessible_locks"

    __slots__ = ("id",)

    id: str

    def __init__(self, id: str) -> None:
        self._put("id", id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"])
