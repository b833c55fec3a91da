# Generated from openapi.yaml by python -m generator. Do not edit.
"""Objects in the requests of several resources."""

from collections.abc import Mapping
from typing import Any, Literal, Self

from ...service.typed import Typed


class NewDoor(Typed):
    """A door of a new key.

    Attributes:
        lock_id: The lock's number, as text.
        label: The name of the door for the guest.
        access_method: Whether the door opens by the key's link, by its PIN, or by both. The default is key.
    """

    __slots__ = ("lock_id", "label", "access_method")

    lock_id: str
    label: str | None
    access_method: Literal["key", "code", "both"] | None

    def __init__(
        self, lock_id: str, label: str | None = None, access_method: Literal["key", "code", "both"] | None = None
    ) -> None:
        self._put("lock_id", lock_id)
        self._put("label", label)
        self._put("access_method", access_method)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Read the object from validated values."""
        return cls(lock_id=values["lockId"], label=values.get("label"), access_method=values.get("accessMethod"))
