"""Times: epoch milliseconds, and the ISO 8601 texts that events, requests and responses hold."""

import re
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

LATEST = 253_402_300_799_999
"""The last millisecond of the year 9999, the latest date that can be formatted."""

# The seconds are required, because the service's validator rejects times without them.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):\d\d:\d\d(\.\d+)?Z", re.ASCII)


def iso(at: int) -> str:
    """Return the text of a time, such as `2026-11-05T16:00:00.000Z`.

    Args:
        at: The time in epoch milliseconds. Outside the years 1970 to 9999, the nearest time within them is returned.
    """
    at = min(max(at, 0), LATEST)
    return (_EPOCH + at * _MILLISECOND).strftime("%Y-%m-%dT%H:%M:%S") + f".{at % 1000:03d}Z"


def since_epoch(time: datetime) -> int:
    """Return the epoch milliseconds of an aware datetime. Microseconds are dropped."""
    return (time - _EPOCH) // _MILLISECOND


def parse(text: str) -> int:
    """Return the epoch milliseconds of a text. Digits after the milliseconds are dropped.

    Raises:
        ValueError: The text is not a date and time in UTC that ends in Z.
    """
    if not _TIME.fullmatch(text):
        raise ValueError("the value must be a time in UTC such as 2026-11-05T16:00:00Z")
    seconds, _, fraction = text.removesuffix("Z").partition(".")
    try:
        time = datetime.fromisoformat(f"{seconds}+00:00")
    except ValueError:
        raise ValueError("the value names a time that does not exist") from None
    return (time - _EPOCH) // timedelta(seconds=1) * 1000 + int(fraction[:3].ljust(3, "0"))
