"""The temporary key aggregate: keys for several doors, their PINs, and both interfaces to them."""

from . import collective_temp_keys, temp_keys
from .pins import ATTEMPTS
from .state import TEMP_KEYS, Door, TempKey

__all__ = ["ATTEMPTS", "TEMP_KEYS", "Door", "TempKey", "collective_temp_keys", "temp_keys"]
