# Generated from openapi.yaml by python -m generator. Do not edit.
from typing import Literal, TypeAlias

UpdateLockTempKeyRequestAccessMode: TypeAlias = Literal["public", "user-whitelist"] | str
"""Whether the key admits everyone or only the users on its whitelist. Unknown values are accepted."""
