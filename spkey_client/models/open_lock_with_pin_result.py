# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, boolean, members


@frozen(kw_only=True)
class OpenLockWithPinResult(_model.Model):
    """The result of opening a lock with a PIN.

    Attributes:
        success: Always true. Failures have other statuses.
        offline: Whether the lock is offline. If so, the opening is queued.
        extra: Properties that the contract does not know.
    """

    success: bool
    offline: bool
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> OpenLockWithPinResult:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            success=reader.required("success", boolean),
            offline=reader.required("offline", boolean),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"success": self.success, "offline": self.offline}, {}, self.extra)
