# Generated from openapi.yaml by python -m generator. Do not edit.
"""The users that own the inventories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .. import operations
from .._options import CallOptions
from .._transport import AsyncTransport, Transport

if TYPE_CHECKING:
    from ..models import CreateUserResult, ExistingUserResult, UserProfile


class Users:
    """The users that own the inventories."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(
        self,
        user_id: str,
        *,
        email: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        phone_number: str | None = None,
        **options: Unpack[CallOptions],
    ) -> ExistingUserResult | CreateUserResult:
        """Create a user.

        Creates the user that the path names, with an empty inventory. The id has to be a UUID. If the user exists
        already, nothing changes and the answer says so with 200 and no event.

        Args:
            user_id: The id of the user, as a rule a UUID.
            email: The e-mail address of the user.
            first_name: The first name of the user.
            last_name: The last name of the user.
            phone_number: The phone number of the user. It is checked but not kept.
            options: What this call is to have otherwise than the client, see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not fit the schema.
            AuthenticationError: No credential was sent, or one that is not valid.
            PermissionDeniedError: The credential does not give access to this user, or the request carries an internal
                header.
            APIStatusError (413): The body is larger than the service reads.
            RateLimitError: Too many requests. The request was not processed.
            ServerError (500): Something failed in the service. The command may have taken effect.
            ServerError (503): The service cannot be reached at the moment. The command may have taken effect.
            APIConnectionError: No answer.
            APIResponseError: A success whose body does not fit the contract.

        Source: `POST /users/{id}/CreateUser` (create_user).
        """
        call = operations.create_user(
            user_id, email=email, first_name=first_name, last_name=last_name, phone_number=phone_number
        )
        return self._transport.send(call, **options).parsed

    def get_profile(self, user_id: str, **options: Unpack[CallOptions]) -> UserProfile:
        """Get the profile of a user.

        Answers with what is known of the user. Personal data that was never given is left out.

        Args:
            user_id: The id of the user, as a rule a UUID.
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

        Source: `GET /users/{id}/profile` (get_user_profile).
        """
        call = operations.get_user_profile(user_id)
        return self._transport.send(call, **options).parsed


class AsyncUsers:
    """The users that own the inventories."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self,
        user_id: str,
        *,
        email: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        phone_number: str | None = None,
        **options: Unpack[CallOptions],
    ) -> ExistingUserResult | CreateUserResult:
        """Create a user.

        Creates the user that the path names, with an empty inventory. The id has to be a UUID. If the user exists
        already, nothing changes and the answer says so with 200 and no event.

        Args:
            user_id: The id of the user, as a rule a UUID.
            email: The e-mail address of the user.
            first_name: The first name of the user.
            last_name: The last name of the user.
            phone_number: The phone number of the user. It is checked but not kept.
            options: What this call is to have otherwise than the client, see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not fit the schema.
            AuthenticationError: No credential was sent, or one that is not valid.
            PermissionDeniedError: The credential does not give access to this user, or the request carries an internal
                header.
            APIStatusError (413): The body is larger than the service reads.
            RateLimitError: Too many requests. The request was not processed.
            ServerError (500): Something failed in the service. The command may have taken effect.
            ServerError (503): The service cannot be reached at the moment. The command may have taken effect.
            APIConnectionError: No answer.
            APIResponseError: A success whose body does not fit the contract.

        Source: `POST /users/{id}/CreateUser` (create_user).
        """
        call = operations.create_user(
            user_id, email=email, first_name=first_name, last_name=last_name, phone_number=phone_number
        )
        return (await self._transport.send(call, **options)).parsed

    async def get_profile(self, user_id: str, **options: Unpack[CallOptions]) -> UserProfile:
        """Get the profile of a user.

        Answers with what is known of the user. Personal data that was never given is left out.

        Args:
            user_id: The id of the user, as a rule a UUID.
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

        Source: `GET /users/{id}/profile` (get_user_profile).
        """
        call = operations.get_user_profile(user_id)
        return (await self._transport.send(call, **options)).parsed
