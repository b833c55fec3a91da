"""The absence of a property that may also be null."""

from enum import Enum
from typing import Final


class Absent(Enum):
    """The value of an attribute whose property is absent from a request, where null has another meaning."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT
