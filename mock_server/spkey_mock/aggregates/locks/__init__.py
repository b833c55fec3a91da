"""The lock aggregate: a lock, its keys and its residents."""

from . import owned_locks
from .keys import Key, Keys
from .lock_keys import KeyAdded, KeyRemoved, KeyWriteRequested
from .lock_temp_keys import ISSUED_IDS, TempKeyCreated, TempKeyDeleted, TempKeyUpdated, TempKeyUsed
from .locks import LockCreated, LockOpenRequested, OrganizationSet, OwnerSet
from .residents import ResidentAdded, ResidentRemoved
from .state import LOCKS, Lock, Resident

AGGREGATES = (LOCKS, ISSUED_IDS)

__all__ = [
    "AGGREGATES",
    "ISSUED_IDS",
    "LOCKS",
    "Key",
    "KeyAdded",
    "KeyRemoved",
    "KeyWriteRequested",
    "Keys",
    "Lock",
    "LockCreated",
    "LockOpenRequested",
    "OrganizationSet",
    "OwnerSet",
    "Resident",
    "ResidentAdded",
    "ResidentRemoved",
    "TempKeyCreated",
    "TempKeyDeleted",
    "TempKeyUpdated",
    "TempKeyUsed",
    "owned_locks",
]
