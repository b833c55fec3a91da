"""Decoders of texts that have a format."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from spkey_client._codec import DecodeError, calendar_date, date_time, uuid


@pytest.mark.parametrize(
    ("decode", "value", "decoded"),
    [
        (date_time, "2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (date_time, "2026-01-02t03:04:05z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (date_time, "2026-01-02 03:04:05.6+01:00", datetime(2026, 1, 2, 3, 4, 5, 600000, timezone(timedelta(hours=1)))),
        (date_time, "2026-01-02T03:04:05", datetime(2026, 1, 2, 3, 4, 5)),
        (calendar_date, "2026-01-02", date(2026, 1, 2)),
        (uuid, "00000000-0000-0000-0000-000000000001", UUID(int=1)),
    ],
)
def test_a_text_of_the_format_is_decoded(decode: Any, value: str, decoded: object) -> None:
    assert decode(value) == decoded


@pytest.mark.parametrize(
    ("decode", "value", "message"),
    [
        (date_time, "yesterday", "should be a date-time but is another string"),
        (date_time, 1, "should be a string but is a number"),
        (calendar_date, "2026-13-01", "should be a date but is another string"),
        (uuid, "1", "should be a UUID but is another string"),
    ],
)
def test_another_text_is_rejected(decode: Any, value: object, message: str) -> None:
    with pytest.raises(DecodeError, match=message):
        decode(value)
