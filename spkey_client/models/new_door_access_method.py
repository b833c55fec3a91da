# Generated from openapi.yaml by python -m generator. Do not edit.
from typing import Literal, TypeAlias

NewDoorAccessMethod: TypeAlias = Literal["both", "code", "key"] | str
"""Whether the door opens by the key's link, by its PIN, or by both. The default is key. Type checkers and the client
accept other values, but the service rejects those that it does not know."""
