# Generated from openapi.yaml by python -m generator. Do not edit.
"""The typed requests of the operations."""

from .physical_keys import AddPhysicalKey, GetPhysicalKey, ListPhysicalKeys, RemovePhysicalKey
from .users import CreateUser, GetUserKeys, GetUserProfile

__all__ = [
    "AddPhysicalKey",
    "CreateUser",
    "GetPhysicalKey",
    "GetUserKeys",
    "GetUserProfile",
    "ListPhysicalKeys",
    "RemovePhysicalKey",
]
