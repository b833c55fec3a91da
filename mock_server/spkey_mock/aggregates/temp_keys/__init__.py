"""The temporary key aggregate: keys for several doors, their PINs, and both interfaces to them."""

from . import collective_temp_keys, temp_keys
from .pins import ATTEMPTS
from .state import TEMP_KEYS, Door, TempKey

AGGREGATES = (TEMP_KEYS, ATTEMPTS)

__all__ = ["AGGREGATES", "ATTEMPTS", "TEMP_KEYS", "Door", "TempKey", "collective_temp_keys", "temp_keys"]
