"""The aggregates, one package per family: state, events, operations and rules.

Each package is imported on first use. It may build on the packages before it, but not on those after it.
"""

from ..service.registry import Registry

REGISTRY = Registry(packages=[f"{__name__}.{family}" for family in ("users", "locks", "temp_keys")])
"""All aggregates."""
