# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the wallet_keys operations."""

from typing import ClassVar, Literal, Self

from ...service.contract import Values
from ...service.typed import Typed


class AddWalletKey(Typed):
    """Add a key to a user's wallet.

    Attributes:
        id: The user's id, normally a UUID.
        wallet_type: The wallet for the key.
        key_index: The index of the key on its device.
    """

    operation: ClassVar[str] = "add_wallet_key"

    __slots__ = ("id", "wallet_type", "key_index")

    id: str
    wallet_type: Literal["APPLE", "GOOGLE"]
    key_index: int

    def __init__(self, id: str, wallet_type: Literal["APPLE", "GOOGLE"], key_index: int) -> None:
        self._put("id", id)
        self._put("wallet_type", wallet_type)
        self._put("key_index", key_index)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], wallet_type=body["walletType"], key_index=int(body["keyIndex"]))


class GetWalletKey(Typed):
    """Get the key in a user's wallet.

    Attributes:
        id: The user's id, normally a UUID.
    """

    operation: ClassVar[str] = "get_wallet_key"

    __slots__ = ("id",)

    id: str

    def __init__(self, id: str) -> None:
        self._put("id", id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"])


class GetWalletKeyLink(Typed):
    """Get the link that adds the key to the wallet on a phone.

    Attributes:
        id: The user's id, normally a UUID.
    """

    operation: ClassVar[str] = "get_wallet_key_link"

    __slots__ = ("id",)

    id: str

    def __init__(self, id: str) -> None:
        self._put("id", id)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"])
