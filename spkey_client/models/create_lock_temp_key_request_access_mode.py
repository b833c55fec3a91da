# Generated from openapi.yaml by python -m generator. Do not edit.
from typing import Literal, TypeAlias

CreateLockTempKeyRequestAccessMode: TypeAlias = Literal["public", "user-whitelist"] | str
"""Whether the key admits everyone or only the users on its whitelist. Type checkers and the client accept other values,
but the service rejects those that it does not know."""
