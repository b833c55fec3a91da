# Generated from openapi.yaml by python -m generator. Do not edit.
"""The key in a user's wallet on a phone."""

from __future__ import annotations

from uuid import UUID

from .. import models
from .._call import Call, Operation, json_body, json_request

_ADD_WALLET_KEY: Operation[models.AddWalletKeyResult] = Operation(
    id="add_wallet_key",
    method="POST",
    path="/users/{id}/AddWalletKey",
    command=True,
    idempotent=True,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "user_id", ("body", "walletType"): "wallet_type", ("body", "keyIndex"): "key_index"},
    responses={"200": json_body(lambda: models.AddWalletKeyResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def add_wallet_key(
    user_id: str | UUID, *, wallet_type: models.WalletType, key_index: int
) -> Call[models.AddWalletKeyResult]:
    """Add a key to a user's wallet.

    The service generates the key's id, returns it, and then creates the pass in the background. A user has at most one
    wallet key. Adding a key of another wallet type replaces it. Adding a key of the same type returns 400.

    Args:
        user_id: The user's id, normally a UUID.
        wallet_type: The wallet for the key.
        key_index: The index of the key on its device. From -9007199254740991 to 9007199254740991.
    """
    return _ADD_WALLET_KEY.call(path={"id": user_id}, members={"walletType": wallet_type, "keyIndex": key_index})


_GET_WALLET_KEY: Operation[models.UserWallet] = Operation(
    id="get_wallet_key",
    method="GET",
    path="/users/{id}/wallet",
    command=False,
    idempotent=True,
    arguments={("path", "id"): "user_id"},
    responses={"200": json_body(lambda: models.UserWallet.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def get_wallet_key(user_id: str | UUID) -> Call[models.UserWallet]:
    """Get the key in a user's wallet.

    The response says whether the user has a wallet key and, if so, shows it.

    Args:
        user_id: The user's id, normally a UUID.
    """
    return _GET_WALLET_KEY.call(path={"id": user_id})


_GET_WALLET_KEY_LINK: Operation[models.WalletKeyLink] = Operation(
    id="get_wallet_key_link",
    method="GET",
    path="/users/{id}/wallet/link",
    command=False,
    idempotent=True,
    arguments={("path", "id"): "user_id"},
    responses={"200": json_body(lambda: models.WalletKeyLink.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def get_wallet_key_link(user_id: str | UUID) -> Call[models.WalletKeyLink]:
    """Get the link that adds the key to the wallet on a phone.

    The user opens the link on the phone. It gives access to the key, so send it only to the user.

    Args:
        user_id: The user's id, normally a UUID.
    """
    return _GET_WALLET_KEY_LINK.call(path={"id": user_id})
