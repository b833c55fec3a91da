# Generated from openapi.yaml by python -m generator. Do not edit.
from typing import Literal, TypeAlias

WalletType: TypeAlias = Literal["APPLE", "GOOGLE"] | str
"""The wallet that holds a key. Type checkers and the client accept other values, but the service rejects those that it
does not know."""
