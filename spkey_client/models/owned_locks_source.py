# Generated from openapi.yaml by python -m generator. Do not edit.
from typing import Literal, TypeAlias

OwnedLocksSource: TypeAlias = Literal["spacetimedb", "unavailable"] | str
"""The read model that the list comes from, or unavailable if it could not be reached. Unknown values are accepted."""
