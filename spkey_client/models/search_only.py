# Generated from openapi.yaml by python -m generator. Do not edit.
from typing import Literal, TypeAlias

SearchOnly: TypeAlias = Literal["false", "true"] | str
"""Whether to search without creating a user. The value is a string, not a boolean. Unknown values are accepted."""
