# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model, _secret
from .._codec import Reader, anything, members, nullable, string


@frozen(kw_only=True)
class ThreeDeyeCredentials(_model.Model):
    """A user's credentials for 3dEye.

    Attributes:
        user_id: The user's id.
        email: The e-mail address to log in with.
        three_deye_user_id: The id of the user's account at 3dEye, or null if it is unknown.
        password: The password to log in with.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"user_id": "userId", "three_deye_user_id": "threeDeyeUserId"}

    user_id: str
    email: str
    three_deye_user_id: str | None
    password: str = field(repr=_secret.masked)
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False, repr=_secret.masked_values)

    @classmethod
    def from_dict(cls, value: object) -> ThreeDeyeCredentials:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            email=reader.required("email", string),
            three_deye_user_id=reader.required("threeDeyeUserId", nullable(string)),
            password=reader.required("password", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "userId": self.user_id,
                "email": self.email,
                "threeDeyeUserId": self.three_deye_user_id,
                "password": self.password,
            },
            {},
            self.extra,
        )
