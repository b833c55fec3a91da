# Generated from openapi.yaml by python -m generator. Do not edit.
from typing import Literal, TypeAlias

PersonalDataAction: TypeAlias = Literal["removed", "set"] | str
"""The kind of change to personal data. Unknown values are accepted."""
