# Generated from openapi.yaml by python -m generator. Do not edit.
"""The users that own the inventories."""

from __future__ import annotations

__lazy_modules__ = {"spkey_client.operations"}

from typing import Unpack
from uuid import UUID

from .. import models
from .._options import CallOptions
from .._transport import AsyncTransport
from ..operations import users as operations


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
    ) -> models.CreateUserResult:
        """Create a user.

        The id in the path identifies the user. A new user has an empty inventory. If the user already exists, nothing
        changes: the status is 200 and the event is null.

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
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
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

    async def get_profile(self, user_id: str | UUID, **options: Unpack[CallOptions]) -> models.UserProfile:
        """Get a user's profile.

        Personal data that was never provided is absent from the profile.

        Args:
            user_id: The user's id, normally a UUID.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /users/{id}/profile` (get_user_profile).
        """
        call = operations.get_user_profile(user_id)
        return (await self._transport.send(call, **options)).parsed

    async def find_or_create_by_email(
        self,
        *,
        email: str,
        uuid: str | UUID | None = None,
        search_only: bool | None = None,
        **options: Unpack[CallOptions],
    ) -> models.UserOfEmail:
        """Find a user by e-mail address, or create one.

        If no user has the e-mail address, a user is created, unless searchOnly is true. A new user belongs to the
        organisation of the credential.

        Although it is a GET, it can change something.

        Args:
            email: The e-mail address to find. Pattern: `^[^@\\s]+@[^@\\s]+$`.
            uuid: The id of a new user. If it is absent, the service generates one. At least 1 character.
            search_only: Whether to search without creating a user.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The e-mail address is missing, or a parameter does not match its schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: No user has the e-mail address, and searchOnly is true.
            ConflictError: No user was found, and none can be created, because the uuid or the e-mail address belongs to
                another user.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service, or its store of personal data, is temporarily unavailable. The command may
                have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /users/by-email` (find_or_create_user_by_email).
        """
        call = operations.find_or_create_user_by_email(email=email, uuid=uuid, search_only=search_only)
        return (await self._transport.send(call, **options)).parsed

    async def find_or_create_by_phone(
        self,
        *,
        phone_number: str,
        email: str | None = None,
        uuid: str | UUID | None = None,
        search_only: bool | None = None,
        **options: Unpack[CallOptions],
    ) -> models.UserOfPhoneNumber:
        """Find a user by phone number, or create one.

        If no user has the phone number, a user is created, unless searchOnly is true. A new user belongs to the
        organisation of the credential.

        Although it is a GET, it can change something.

        Args:
            phone_number: The phone number to find, which must begin with + or 00. In a query string, + is written as
                %2B.
            email: The e-mail address of a new user. Pattern: `^[^@\\s]+@[^@\\s]+$`.
            uuid: The id of a new user. If it is absent, the service generates one. At least 1 character.
            search_only: Whether to search without creating a user.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The phone number is missing or not international, or a parameter does not match its schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: No user has the phone number, and searchOnly is true.
            ConflictError: No user was found, and none can be created, because the uuid or the e-mail address belongs to
                another user.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service, or its store of personal data, is temporarily unavailable. The command may
                have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /users/by-phone` (find_or_create_user_by_phone).
        """
        call = operations.find_or_create_user_by_phone(
            phone_number=phone_number, email=email, uuid=uuid, search_only=search_only
        )
        return (await self._transport.send(call, **options)).parsed

    async def get_phone_number(self, user_id: str | UUID, **options: Unpack[CallOptions]) -> models.UserPhoneNumber:
        """Get a user's phone number.

        The number is null if the user has none.

        Args:
            user_id: The user's id, normally a UUID.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            PermissionDeniedError: The credential gives no access to this user, or the request carries an internal
                header.
            NotFoundError: The user does not exist.
            ServerError (500): The service failed.
            ServerError (503): The service, or its store of personal data, is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /users/{id}/phone-number` (get_user_phone_number).
        """
        call = operations.get_user_phone_number(user_id)
        return (await self._transport.send(call, **options)).parsed

    async def update_phone_number(
        self, user_id: str | UUID, *, phone_number: str | None, **options: Unpack[CallOptions]
    ) -> models.UpdatePhoneNumberResult:
        """Set or remove a user's phone number.

        A number replaces the user's current one. Null removes it.

        Args:
            user_id: The user's id, normally a UUID.
            phone_number: The phone number, which must begin with + or 00, or null to remove it. Spaces are ignored.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body does not match the schema, or the phone number is not international.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            ConflictError: Another user has the phone number.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service, or its store of personal data, is temporarily unavailable. The command may
                have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /users/{id}/UpdatePhoneNumber` (update_user_phone_number).
        """
        call = operations.update_user_phone_number(user_id, phone_number=phone_number)
        return (await self._transport.send(call, **options)).parsed

    async def update_email(
        self, user_id: str | UUID, *, email: str, **options: Unpack[CallOptions]
    ) -> models.UpdateEmailResult:
        """Set the e-mail address of a user that has none.

        An e-mail address can be set once. No operation changes or removes it.

        Args:
            user_id: The user's id, normally a UUID.
            email: The e-mail address. Pattern: `^[^@\\s]+@[^@\\s]+$`.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            ConflictError: The user already has an e-mail address, or another user has this one.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service, or its store of personal data, is temporarily unavailable. The command may
                have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /users/{id}/UpdateEmail` (update_user_email).
        """
        call = operations.update_user_email(user_id, email=email)
        return (await self._transport.send(call, **options)).parsed

    async def get_keys(self, user_id: str | UUID, **options: Unpack[CallOptions]) -> models.UserKeys:
        """Get all keys of a user.

        Returns the physical keys in the inventory, the digital keys on the user's devices, and the wallet key, if there
        is one.

        Args:
            user_id: The user's id, normally a UUID.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /users/{id}/keys` (get_user_keys).
        """
        call = operations.get_user_keys(user_id)
        return (await self._transport.send(call, **options)).parsed

    async def list_owned_locks(self, user_id: str | UUID, **options: Unpack[CallOptions]) -> models.OwnedLocks:
        """List the locks that a user owns.

        The list comes from a read model, which may lag behind the commands on locks. The source says whether the read
        model could be reached.

        Args:
            user_id: The user's id, normally a UUID.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /users/{id}/owned-locks` (list_user_owned_locks).
        """
        call = operations.list_user_owned_locks(user_id)
        return (await self._transport.send(call, **options)).parsed

    async def get_three_deye_credentials(
        self, user_id: str | UUID, **options: Unpack[CallOptions]
    ) -> models.ThreeDeyeCredentials:
        """Get a user's credentials for 3dEye, the camera cloud.

        The first call creates the user's account there.

        Although it is a GET, it can change something.

        Args:
            user_id: The user's id, normally a UUID.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            ConflictError: The user has no e-mail address.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable, or cannot reach 3dEye. The command may have taken
                effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /users/{id}/3deye-credentials` (get_user_three_deye_credentials).
        """
        call = operations.get_user_three_deye_credentials(user_id)
        return (await self._transport.send(call, **options)).parsed
