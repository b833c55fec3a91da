# Generated from openapi.yaml by python -m generator. Do not edit.
from typing import Literal, TypeAlias

AccessLevel: TypeAlias = Literal["ADMIN", "GUEST", "OWNER", "USER"] | str
"""The access level that the app shows for a lock. It gives no right to open the lock. Type checkers and the client
accept other values, but the service rejects those that it does not know."""
