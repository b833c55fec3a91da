# Generated from openapi.yaml by python -m generator. Do not edit.
from typing import Literal, TypeAlias

UserStatus: TypeAlias = Literal["ACTIVE", "INACTIVE", "SUSPENDED"] | str
"""The status of a user. Unknown values are accepted."""
