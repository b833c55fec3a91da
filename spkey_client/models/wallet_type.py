# Generated from openapi.yaml by python -m generator. Do not edit.
from typing import Literal, TypeAlias

WalletType: TypeAlias = Literal["APPLE", "GOOGLE"] | str
"""The wallet that holds a key. Unknown values are accepted."""
