# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the wallet_keys operations."""

from typing import ClassVar, Literal, Self

from attrs import frozen

from ...service.contract import Values


@frozen
class AddWalletKey:
    """Add a key to a user's wallet.

    Attributes:
        id: The user's id, normally a UUID.
        wallet_type: The wallet for the key.
        key_index: The index of the key on its device.
    """

    operation: ClassVar[str] = "add_wallet_key"

    id: str
    wallet_type: Literal["APPLE", "GOOGLE"]
    key_index: int

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], wallet_type=body["walletType"], key_index=int(body["keyIndex"]))


@frozen
class GetWalletKey:
    """Get the key in a user's wallet.

    Attributes:
        id: The user's id, normally a UUID.
    """

    operation: ClassVar[str] = "get_wallet_key"

    id: str

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"])


@frozen
class GetWalletKeyLink:
    """Get the link that adds the key to the wallet on a phone.

    Attributes:
        id: The user's id, normally a UUID.
    """

    operation: ClassVar[str] = "get_wallet_key_link"

    id: str

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"])
