"""Times as the service writes them: milliseconds since 1970, or ISO 8601 texts."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)


def to_datetime(value: float | str) -> datetime:
    """Return a time of a response or an event as a `datetime` in UTC.

    Models keep times as the service writes them: some attributes are numbers of milliseconds since 1970-01-01 UTC, and
    others are texts such as `2026-11-05T16:00:00.000Z`. The result is exact to the microsecond.

    Args:
        value: The milliseconds or the text. A text must have an offset from UTC, such as `Z` or `+01:00`.

    Raises:
        TypeError: The value is neither a number nor a text. Check optional attributes for None first.
        ValueError: The number is out of range, or the text is not such a time.
    """
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"value must be a number of milliseconds or an ISO 8601 text, not {type(value).__name__}.")
    try:
        return _EPOCH + timedelta(milliseconds=value)
    except (ValueError, OverflowError):
        raise ValueError("value must be a number of milliseconds, in the years 1 to 9999.") from None


def from_datetime(time: datetime) -> str:
    """Return a time as requests carry it: an ISO 8601 text in UTC, such as `2026-11-05T16:00:00.000Z`.

    Microseconds are cut off, because the service counts milliseconds.

    Args:
        time: The time. It must have a time zone.

    Raises:
        TypeError: The time is not a `datetime`.
        ValueError: The time has no time zone, or is outside the years 1 to 9999 in UTC.
    """
    if not isinstance(time, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(
            f"time must be a datetime with a time zone, such as datetime.now(UTC), not {type(time).__name__}."
        )
    if time.utcoffset() is None:
        raise ValueError("time must have a time zone, such as datetime.now(UTC), not be a naive datetime.")
    try:
        return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except OverflowError:
        raise ValueError("time must be in the years 1 to 9999 in UTC.") from None


def _of_text(text: str) -> datetime:
    if _ISO.fullmatch(text):
        with suppress(ValueError, OverflowError):
            return datetime.fromisoformat(text.upper().replace(",", ".")).astimezone(UTC)
    raise ValueError(
        f"value must be an ISO 8601 time with an offset, such as 2026-11-05T16:00:00.000Z, not {text[:100]!r}."
    )
