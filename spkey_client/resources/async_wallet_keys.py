# Generated from openapi.yaml by python -m generator. Do not edit.
"""The key in a user's wallet on a phone."""

from __future__ import annotations

__lazy_modules__ = {"spkey_client.operations"}

from typing import Unpack
from uuid import UUID

from .. import models
from .._options import CallOptions
from .._transport import AsyncTransport
from ..operations import wallet_keys as operations


class AsyncWalletKeys:
    """The key in a user's wallet on a phone."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def add(
        self, user_id: str | UUID, *, wallet_type: models.WalletType, key_index: int, **options: Unpack[CallOptions]
    ) -> models.AddWalletKeyResult:
        """Add a key to a user's wallet.

        The service generates the key's id, returns it, and then creates the pass in the background. A user has at most
        one wallet key. Adding a key of another wallet type replaces it. Adding a key of the same type returns 400.

        Args:
            user_id: The user's id, normally a UUID.
            wallet_type: The wallet for the key.
            key_index: The index of the key on its device. From -9007199254740991 to 9007199254740991.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body does not match the schema, or the user already has a key of this wallet type.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /users/{id}/AddWalletKey` (add_wallet_key).
        """
        call = operations.add_wallet_key(user_id, wallet_type=wallet_type, key_index=key_index)
        return (await self._transport.send(call, **options)).parsed

    async def get(self, user_id: str | UUID, **options: Unpack[CallOptions]) -> models.UserWallet:
        """Get the key in a user's wallet.

        The response says whether the user has a wallet key and, if so, shows it.

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

        Source: `GET /users/{id}/wallet` (get_wallet_key).
        """
        call = operations.get_wallet_key(user_id)
        return (await self._transport.send(call, **options)).parsed

    async def get_link(self, user_id: str | UUID, **options: Unpack[CallOptions]) -> models.WalletKeyLink:
        """Get the link that adds the key to the wallet on a phone.

        The user opens the link on the phone. It gives access to the key, so send it only to the user.

        Args:
            user_id: The user's id, normally a UUID.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The key is an APPLE key, and the user has no e-mail address.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist, or has no wallet key.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /users/{id}/wallet/link` (get_wallet_key_link).
        """
        call = operations.get_wallet_key_link(user_id)
        return (await self._transport.send(call, **options)).parsed
