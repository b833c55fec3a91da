"""International phone numbers."""

import re

_SEPARATORS = re.compile(r"[\s().-]")
"""White space and the visual separators of RFC 3966."""

_INTERNATIONAL = re.compile(r"(?:\+|00)([1-9][0-9]{1,14})")
"""A country code and a number, together at most 15 digits long (E.164)."""


def normalise(text: str) -> str:
    """Return a phone number as + and digits. All spellings of a number give the same text.

    Raises:
        ValueError: The number is not international. The message does not repeat it.
    """
    match = _INTERNATIONAL.fullmatch(_SEPARATORS.sub("", text))
    if match is None:
        raise ValueError("the value is not an international phone number, which begins with + or 00")
    return f"+{match[1]}"


def masked(number: str) -> str:
    """Return *** and the last four digits of a number in its normal form."""
    return f"***{number.removeprefix('+')[-4:]}"
