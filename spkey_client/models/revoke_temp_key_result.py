# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, boolean, members


@frozen(kw_only=True)
class RevokeTempKeyResult(_model.Model):
    """The result of revoking a temporary key for several doors.

    Attributes:
        success: Always true, if present. Failures have other statuses.
        already_revoked: True if another request revoked the key while this one was in flight.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"already_revoked": "alreadyRevoked"}

    success: bool | None = None
    already_revoked: bool | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> RevokeTempKeyResult:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            success=reader.optional("success", boolean),
            already_revoked=reader.optional("alreadyRevoked", boolean),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({}, {"success": self.success, "alreadyRevoked": self.already_revoked}, self.extra)
