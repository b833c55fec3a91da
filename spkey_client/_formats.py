"""Decoders of strings that have a format."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from ._decoders import DecodeError, string

T = TypeVar("T")


def date_time(value: object) -> datetime:
    """Read the RFC 3339 text of a time. Without an offset, the time has no zone."""
    # RFC 3339 admits lower-case letters, and a space for the T.
    return _parsed(value, lambda text: datetime.fromisoformat(text.upper()), "a date-time")


def calendar_date(value: object) -> date:
    """Read the RFC 3339 text of a date."""
    return _parsed(value, date.fromisoformat, "a date")


def uuid(value: object) -> UUID:
    """Read the text of a UUID."""
    return _parsed(value, UUID, "a UUID")


def _parsed(value: object, parse: Callable[[str], T], expected: str) -> T:
    text = string(value)
    try:
        return parse(text)
    except ValueError:
        raise DecodeError(f"should be {expected} but is another string") from None
