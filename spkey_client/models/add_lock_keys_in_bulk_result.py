# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, boolean, integer, members, string


@frozen(kw_only=True)
class AddLockKeysInBulkResult(_model.Model):
    """The confirmation that keys will be added.

    Attributes:
        success: Always true. Failures have other statuses.
        lock_id: The lock's number.
        instance_id: The id of the workflow that adds the keys. Only administrators can look it up.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"lock_id": "lockId", "instance_id": "instanceId"}

    success: bool
    lock_id: int
    instance_id: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> AddLockKeysInBulkResult:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            success=reader.required("success", boolean),
            lock_id=reader.required("lockId", integer),
            instance_id=reader.required("instanceId", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"success": self.success, "lockId": self.lock_id, "instanceId": self.instance_id}, {}, self.extra
        )
