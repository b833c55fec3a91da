"""The aggregates, one package each: state, events, operations and rules."""

from ..service.registry import Registry
from .locks import ISSUED_IDS, LOCKS
from .temp_keys import ATTEMPTS, TEMP_KEYS
from .users import THREE_DEYE_ACCOUNTS, USERS

REGISTRY = Registry(USERS, LOCKS, TEMP_KEYS, ISSUED_IDS, ATTEMPTS, THREE_DEYE_ACCOUNTS)
"""All aggregates."""
