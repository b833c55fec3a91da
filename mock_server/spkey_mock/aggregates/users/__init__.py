"""The user aggregate: a person's profile, and what belongs to the person."""

from . import accessible_locks, contacts, license_plates, lookup, user_devices, wallet_keys
from .physical_keys import PhysicalKeyAdded, PhysicalKeyRemoved
from .state import USERS, PhysicalKey, User
from .three_deye import THREE_DEYE_ACCOUNTS
from .users import UserCreated

AGGREGATES = (USERS, THREE_DEYE_ACCOUNTS)

__all__ = [
    "AGGREGATES",
    "THREE_DEYE_ACCOUNTS",
    "USERS",
    "PhysicalKey",
    "PhysicalKeyAdded",
    "PhysicalKeyRemoved",
    "User",
    "UserCreated",
    "accessible_locks",
    "contacts",
    "license_plates",
    "lookup",
    "user_devices",
    "wallet_keys",
]
