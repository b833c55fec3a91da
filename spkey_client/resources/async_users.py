# Generated from openapi.yaml by python -m generator. Do not edit.
"""The users that own the inventories."""

from __future__ import annotations

__lazy_modules__ = {"spkey_client.operations"}

from typing import TYPE_CHECKING, Unpack
from uuid import UUID

from .._options import CallOptions
from .._transport import AsyncTransport
from ..operations import users as operations

if TYPE_CHECKING:
    from ..models import CreateUserResult, UserKeys, UserProfile


class AsyncUsers:
    """The users that own the inventories."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self,
        user_id: str | UUID,
        *,
        email: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        phone_number: str | None = None,
        **options: Unpack[CallOptions],
    ) -> CreateUserResult:
        """Create a user.

        The id in the path identifies the user. A new user has an empty inventory. If the user already exists, nothing
        changes and the response has status 200 and no event.

        Args:
            user_id: The user's id, which must be a UUID. Pattern:
                `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`.
            email: The user's e-mail address.
            first_name: The user's first name.
            last_name: The user's last name.
            phone_number: The user's phone number, which must begin with + or 00. Spaces are ignored. The number is
                validated but not stored.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /users/{id}/CreateUser` (create_user).
        """
        call = operations.create_user(
            user_id, email=email, first_name=first_name, last_name=last_name, phone_number=phone_number
        )
        return (await self._transport.send(call, **options)).parsed

    async def get_profile(self, user_id: str | UUID, **options: Unpack[CallOptions]) -> UserProfile:
        """Get a user's profile.

        Personal data that was never provided is absent from the profile.

        Args:
            user_id: The user's id, normally a UUID.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            NotFoundError: The user does not exist.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /users/{id}/profile` (get_user_profile).
        """
        call = operations.get_user_profile(user_id)
        return (await self._transport.send(call, **options)).parsed

    async def get_keys(self, user_id: str | UUID, **options: Unpack[CallOptions]) -> UserKeys:
        """Get all keys of a user.

        Returns the physical keys in the inventory, the digital keys on the user's devices, and the wallet key if there
        is one.

        Args:
            user_id: The user's id, normally a UUID.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            NotFoundError: The user does not exist.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /users/{id}/keys` (get_user_keys).
        """
        call = operations.get_user_keys(user_id)
        return (await self._transport.send(call, **options)).parsed
