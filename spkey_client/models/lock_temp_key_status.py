# Generated from openapi.yaml by python -m generator. Do not edit.
from typing import Literal, TypeAlias

LockTempKeyStatus: TypeAlias = Literal["expired", "not-yet-valid", "used-up", "valid"] | str
"""Whether the key opens the lock now and, if not, the reason. Unknown values are accepted."""
