"""The aggregates, a package for each family: state, events, operations and rules.

Each package is imported with the first use of something in it, and may build on those before it, but not after it.
"""

from ..service.registry import Registry

REGISTRY = Registry(packages=[f"{__name__}.{family}" for family in ("users", "locks", "temp_keys")])
"""All aggregates."""
