"""The aggregates, one module each: state, events, operations and rules."""

from ..service.registry import Registry
from .users import USERS

REGISTRY = Registry(USERS)
"""All aggregates."""
