"""New e-mail addresses, phone numbers, licence plates and numbers of locks, which belong to nobody."""

from secrets import randbelow
from uuid import uuid4


def new_email() -> str:
    """Return an e-mail address in a domain that is reserved for examples."""
    return f"{uuid4().hex}@example.com"


def new_phone_number() -> str:
    """Return a phone number with the country code 999, which no country has."""
    return f"+999{randbelow(10**11):011}"


def new_plate() -> str:
    """Return a licence plate in its normal form."""
    return uuid4().hex[:8].upper()


def new_lock_number() -> int:
    """Return the number of a new lock."""
    return 1_000_000_000 + randbelow(1_000_000_000)
