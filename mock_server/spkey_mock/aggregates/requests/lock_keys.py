# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the lock_keys operations."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from ...service.contract import Values
from ...service.typed import Typed


class LockKeyToAdd(Typed):
    """A key that is added together with others.

    Attributes:
        key_uuid: The id of the key, such as the keyId of a wallet key. Any text is allowed.
        key_index_number: The index of the key on the device.
        user_id: The id of the user who holds the key. The user gets rights on the lock.
    """

    __slots__ = ("key_uuid", "key_index_number", "user_id")

    key_uuid: str
    key_index_number: int | None
    user_id: str | None

    def __init__(self, key_uuid: str, key_index_number: int | None = None, user_id: str | None = None) -> None:
        self._put("key_uuid", key_uuid)
        self._put("key_index_number", key_index_number)
        self._put("user_id", user_id)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Read the object from validated values."""
        return cls(
            key_uuid=values["keyUuid"],
            key_index_number=None if (value := values.get("keyIndexNumber")) is None else int(value),
            user_id=values.get("userId"),
        )


class AddLockKey(Typed):
    """Add a key to a lock.

    Attributes:
        id: The lock's number, not its UUID.
        key_uuid: The id of the key, such as the keyId of a wallet key. Any text is allowed.
        key_index_number: The index of the key on the device.
        user_id: The id of the user who holds the key. The user gets rights on the lock.
    """

    operation: ClassVar[str] = "add_lock_key"

    __slots__ = ("id", "key_uuid", "key_index_number", "user_id")

    id: int
    key_uuid: str
    key_index_number: int | None
    user_id: str | None

    def __init__(self, id: int, key_uuid: str, key_index_number: int | None = None, user_id: str | None = None) -> None:
        self._put("id", id)
        self._put("key_uuid", key_uuid)
        self._put("key_index_number", key_index_number)
        self._put("user_id", user_id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(
            id=int(params["id"]),
            key_uuid=body["keyUuid"],
            key_index_number=None if (value := body.get("keyIndexNumber")) is None else int(value),
            user_id=body.get("userId"),
        )


class RemoveLockKey(Typed):
    """Remove a key from a lock.

    Attributes:
        id: The lock's number, not its UUID.
        key_uuid: The id of the key.
        key_index_number: The index of the key on the device.
    """

    operation: ClassVar[str] = "remove_lock_key"

    __slots__ = ("id", "key_uuid", "key_index_number")

    id: int
    key_uuid: str | None
    key_index_number: int | None

    def __init__(self, id: int, key_uuid: str | None = None, key_index_number: int | None = None) -> None:
        self._put("id", id)
        self._put("key_uuid", key_uuid)
        self._put("key_index_number", key_index_number)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(
            id=int(params["id"]),
            key_uuid=body.get("keyUuid"),
            key_index_number=None if (value := body.get("keyIndexNumber")) is None else int(value),
        )


class WriteLockKey(Typed):
    """Write a key onto a card at a lock.

    Attributes:
        id: The lock's number, not its UUID.
        key_uuid: The id of the key, which need not be on the lock.
        key_index_number: The index of the key on the device.
    """

    operation: ClassVar[str] = "write_lock_key"

    __slots__ = ("id", "key_uuid", "key_index_number")

    id: int
    key_uuid: str
    key_index_number: int | None

    def __init__(self, id: int, key_uuid: str, key_index_number: int | None = None) -> None:
        self._put("id", id)
        self._put("key_uuid", key_uuid)
        self._put("key_index_number", key_index_number)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(
            id=int(params["id"]),
            key_uuid=body["keyUuid"],
            key_index_number=None if (value := body.get("keyIndexNumber")) is None else int(value),
        )


class AddLockKeysInBulk(Typed):
    """Add many keys to a lock.

    Attributes:
        id: The lock's number, not its UUID.
        keys: The keys, in the order in which they are added.
    """

    operation: ClassVar[str] = "add_lock_keys_in_bulk"

    __slots__ = ("id", "keys")

    id: int
    keys: tuple[LockKeyToAdd, ...]

    def __init__(self, id: int, keys: tuple[LockKeyToAdd, ...]) -> None:
        self._put("id", id)
        self._put("keys", keys)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=int(params["id"]), keys=tuple(LockKeyToAdd.read(item) for item in body["keys"]))
