# Generated from openapi.yaml by python -m generator. Do not edit.
"""The physical keys in a user's inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .. import operations
from .._options import CallOptions
from .._transport import AsyncTransport, Transport

if TYPE_CHECKING:
    from ..models import AddPhysicalKeyResult, PhysicalKey, PhysicalKeyList, RemovePhysicalKeyResult


class PhysicalKeys:
    """The physical keys in a user's inventory."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def add(
        self,
        user_id: str,
        *,
        org_id: str,
        org_name: str | None = None,
        note: str | None = None,
        **options: Unpack[CallOptions],
    ) -> AddPhysicalKeyResult:
        """Add a physical key to a user's inventory.

        Puts one more physical key into the inventory of the user and answers with the number that the service gave it.

        Args:
            user_id: The id of the user, as a rule a UUID.
            org_id: The id of the organisation that issues the key.
            org_name: The name of the organisation that issues the key.
            note: A remark on the key, of at most 500 UTF-16 code units.
            options: What this call is to have otherwise than the client, see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not fit the schema.
            AuthenticationError: No credential was sent, or one that is not valid.
            PermissionDeniedError: The credential does not give access to this user, or the request carries an internal
                header.
            NotFoundError: There is no such user.
            APIStatusError (413): The body is larger than the service reads.
            RateLimitError: Too many requests. The request was not processed.
            ServerError (500): Something failed in the service. The command may have taken effect.
            ServerError (503): The service cannot be reached at the moment. The command may have taken effect.
            APIConnectionError: No answer.
            APIResponseError: A success whose body does not fit the contract.

        Source: `POST /users/{id}/AddPhysicalKey` (add_physical_key).
        """
        call = operations.add_physical_key(user_id, org_id=org_id, org_name=org_name, note=note)
        return self._transport.send(call, **options).parsed

    def remove(self, user_id: str, *, number: int, **options: Unpack[CallOptions]) -> RemovePhysicalKeyResult:
        """Remove a physical key from a user's inventory.

        Takes the physical key with this number out of the inventory of the user. The number is used up for good: the
        counter of the next number does not go down.

        Args:
            user_id: The id of the user, as a rule a UUID.
            number: The number of the key.
            options: What this call is to have otherwise than the client, see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not fit the schema.
            AuthenticationError: No credential was sent, or one that is not valid.
            PermissionDeniedError: The credential does not give access to this user, or the request carries an internal
                header.
            NotFoundError: There is no such user, or no key with this number in the user's inventory.
            APIStatusError (413): The body is larger than the service reads.
            RateLimitError: Too many requests. The request was not processed.
            ServerError (500): Something failed in the service. The command may have taken effect.
            ServerError (503): The service cannot be reached at the moment. The command may have taken effect.
            APIConnectionError: No answer.
            APIResponseError: A success whose body does not fit the contract.

        Source: `POST /users/{id}/RemovePhysicalKey` (remove_physical_key).
        """
        call = operations.remove_physical_key(user_id, number=number)
        return self._transport.send(call, **options).parsed

    def list(
        self,
        user_id: str,
        *,
        org_id: str | None = None,
        org_name: str | None = None,
        q: str | None = None,
        **options: Unpack[CallOptions],
    ) -> PhysicalKeyList:
        """List the physical keys in a user's inventory.

        Answers with the keys that pass all filters given, at most 100 of them, and with how many there are in all.
        There are no further pages: to reach keys beyond the first 100, filter, or get them by number.

        Args:
            user_id: The id of the user, as a rule a UUID.
            org_id: Only keys that this organisation issued.
            org_name: Only keys whose issuing organisation has this name.
            q: Only keys whose note contains this text, ignoring case.
            options: What this call is to have otherwise than the client, see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not fit the schema.
            AuthenticationError: No credential was sent, or one that is not valid.
            PermissionDeniedError: The credential does not give access to this user, or the request carries an internal
                header.
            NotFoundError: There is no such user.
            RateLimitError: Too many requests. The request was not processed.
            ServerError (500): Something failed in the service. The command may have taken effect.
            ServerError (503): The service cannot be reached at the moment. The command may have taken effect.
            APIConnectionError: No answer.
            APIResponseError: A success whose body does not fit the contract.

        Source: `GET /users/{id}/PhysicalKeys` (list_physical_keys).
        """
        call = operations.list_physical_keys(user_id, org_id=org_id, org_name=org_name, q=q)
        return self._transport.send(call, **options).parsed

    def get(self, user_id: str, number: int, **options: Unpack[CallOptions]) -> PhysicalKey:
        """Get one physical key of a user's inventory.

        Answers with the key that has this number in the inventory of the user.

        Args:
            user_id: The id of the user, as a rule a UUID.
            number: The number of the key.
            options: What this call is to have otherwise than the client, see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not fit the schema.
            AuthenticationError: No credential was sent, or one that is not valid.
            PermissionDeniedError: The credential does not give access to this user, or the request carries an internal
                header.
            NotFoundError: There is no such user, or no key with this number in the user's inventory.
            RateLimitError: Too many requests. The request was not processed.
            ServerError (500): Something failed in the service. The command may have taken effect.
            ServerError (503): The service cannot be reached at the moment. The command may have taken effect.
            APIConnectionError: No answer.
            APIResponseError: A success whose body does not fit the contract.

        Source: `GET /users/{id}/PhysicalKeys/{number}` (get_physical_key).
        """
        call = operations.get_physical_key(user_id, number)
        return self._transport.send(call, **options).parsed


class AsyncPhysicalKeys:
    """The physical keys in a user's inventory."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def add(
        self,
        user_id: str,
        *,
        org_id: str,
        org_name: str | None = None,
        note: str | None = None,
        **options: Unpack[CallOptions],
    ) -> AddPhysicalKeyResult:
        """Add a physical key to a user's inventory.

        Puts one more physical key into the inventory of the user and answers with the number that the service gave it.

        Args:
            user_id: The id of the user, as a rule a UUID.
            org_id: The id of the organisation that issues the key.
            org_name: The name of the organisation that issues the key.
            note: A remark on the key, of at most 500 UTF-16 code units.
            options: What this call is to have otherwise than the client, see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not fit the schema.
            AuthenticationError: No credential was sent, or one that is not valid.
            PermissionDeniedError: The credential does not give access to this user, or the request carries an internal
                header.
            NotFoundError: There is no such user.
            APIStatusError (413): The body is larger than the service reads.
            RateLimitError: Too many requests. The request was not processed.
            ServerError (500): Something failed in the service. The command may have taken effect.
            ServerError (503): The service cannot be reached at the moment. The command may have taken effect.
            APIConnectionError: No answer.
            APIResponseError: A success whose body does not fit the contract.

        Source: `POST /users/{id}/AddPhysicalKey` (add_physical_key).
        """
        call = operations.add_physical_key(user_id, org_id=org_id, org_name=org_name, note=note)
        return (await self._transport.send(call, **options)).parsed

    async def remove(self, user_id: str, *, number: int, **options: Unpack[CallOptions]) -> RemovePhysicalKeyResult:
        """Remove a physical key from a user's inventory.

        Takes the physical key with this number out of the inventory of the user. The number is used up for good: the
        counter of the next number does not go down.

        Args:
            user_id: The id of the user, as a rule a UUID.
            number: The number of the key.
            options: What this call is to have otherwise than the client, see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not fit the schema.
            AuthenticationError: No credential was sent, or one that is not valid.
            PermissionDeniedError: The credential does not give access to this user, or the request carries an internal
                header.
            NotFoundError: There is no such user, or no key with this number in the user's inventory.
            APIStatusError (413): The body is larger than the service reads.
            RateLimitError: Too many requests. The request was not processed.
            ServerError (500): Something failed in the service. The command may have taken effect.
            ServerError (503): The service cannot be reached at the moment. The command may have taken effect.
            APIConnectionError: No answer.
            APIResponseError: A success whose body does not fit the contract.

        Source: `POST /users/{id}/RemovePhysicalKey` (remove_physical_key).
        """
        call = operations.remove_physical_key(user_id, number=number)
        return (await self._transport.send(call, **options)).parsed

    async def list(
        self,
        user_id: str,
        *,
        org_id: str | None = None,
        org_name: str | None = None,
        q: str | None = None,
        **options: Unpack[CallOptions],
    ) -> PhysicalKeyList:
        """List the physical keys in a user's inventory.

        Answers with the keys that pass all filters given, at most 100 of them, and with how many there are in all.
        There are no further pages: to reach keys beyond the first 100, filter, or get them by number.

        Args:
            user_id: The id of the user, as a rule a UUID.
            org_id: Only keys that this organisation issued.
            org_name: Only keys whose issuing organisation has this name.
            q: Only keys whose note contains this text, ignoring case.
            options: What this call is to have otherwise than the client, see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not fit the schema.
            AuthenticationError: No credential was sent, or one that is not valid.
            PermissionDeniedError: The credential does not give access to this user, or the request carries an internal
                header.
            NotFoundError: There is no such user.
            RateLimitError: Too many requests. The request was not processed.
            ServerError (500): Something failed in the service. The command may have taken effect.
            ServerError (503): The service cannot be reached at the moment. The command may have taken effect.
            APIConnectionError: No answer.
            APIResponseError: A success whose body does not fit the contract.

        Source: `GET /users/{id}/PhysicalKeys` (list_physical_keys).
        """
        call = operations.list_physical_keys(user_id, org_id=org_id, org_name=org_name, q=q)
        return (await self._transport.send(call, **options)).parsed

    async def get(self, user_id: str, number: int, **options: Unpack[CallOptions]) -> PhysicalKey:
        """Get one physical key of a user's inventory.

        Answers with the key that has this number in the inventory of the user.

        Args:
            user_id: The id of the user, as a rule a UUID.
            number: The number of the key.
            options: What this call is to have otherwise than the client, see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not fit the schema.
            AuthenticationError: No credential was sent, or one that is not valid.
            PermissionDeniedError: The credential does not give access to this user, or the request carries an internal
                header.
            NotFoundError: There is no such user, or no key with this number in the user's inventory.
            RateLimitError: Too many requests. The request was not processed.
            ServerError (500): Something failed in the service. The command may have taken effect.
            ServerError (503): The service cannot be reached at the moment. The command may have taken effect.
            APIConnectionError: No answer.
            APIResponseError: A success whose body does not fit the contract.

        Source: `GET /users/{id}/PhysicalKeys/{number}` (get_physical_key).
        """
        call = operations.get_physical_key(user_id, number)
        return (await self._transport.send(call, **options)).parsed
