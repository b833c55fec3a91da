# Generated from openapi.yaml by python -m generator. Do not edit.
from typing import Literal, TypeAlias

UserStatus: TypeAlias = Literal["ACTIVE", "INACTIVE", "SUSPENDED"] | str
"""Whether a user is active. Values that the contract does not know are let through."""
