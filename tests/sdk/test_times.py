"""Times of the service as `datetime`."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spkey_client import from_datetime, models, to_datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)))
def test_both_forms_of_a_time_are_read_to_the_millisecond(time: datetime) -> None:
    exact = time.replace(microsecond=time.microsecond // 1000 * 1000)
    milliseconds = (exact - EPOCH) // timedelta(milliseconds=1)
    text = exact.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    for value in (milliseconds, text):
        assert to_datetime(value) == exact
        assert to_datetime(value).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-05T16:00:00Z", "2026-11-05T16:00:00+00:00"),
        ("2026-11-05T16:00Z", "2026-11-05T16:00:00+00:00"),
        ("2026-11-05T17:30:00.5+01:30", "2026-11-05T16:00:00.500000+00:00"),
        ("2026-11-05t23:00:00-05:00", "2026-11-06T04:00:00+00:00"),
        ("2026-11-05 16:00:00.123456789Z", "2026-11-05T16:00:00.123456+00:00"),
    ],
)
def test_every_form_of_rfc_3339_becomes_utc(text: str, expected: str) -> None:
    assert to_datetime(text).isoformat() == expected


def test_the_times_of_models_are_read() -> None:
    key = models.PhysicalKey.from_dict({"number": 1, "orgId": "acme", "addedAt": 1793923200001.0})
    assert to_datetime(key.added_at) == datetime(2026, 11, 6, 0, 0, 0, 1000, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "now",
            "2026-11-05",
            "1793923200000",
            "20261105T160000Z",
            "2026-11-05T16:00:00",
            "2026-11-05T16:00:00Z\n",
        ),
        *("2026-13-05T16:00:00Z", "0001-01-01T00:00:00+01:00", "202\uff16-11-05T16:00:00Z"),
    ],
)
def test_a_text_that_is_no_time_with_an_offset_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match="value must be an ISO 8601 time with an offset, such as 2026-"):
        to_datetime(text)


@pytest.mark.parametrize("number", [10**17, -(10**17), float("nan"), float("inf"), 10**400])
def test_a_number_out_of_range_is_rejected(number: float) -> None:
    with pytest.raises(ValueError, match="value must be a number of milliseconds, in the years 1 to 9999"):
        to_datetime(number)


@pytest.mark.parametrize("value", [None, True, b"2026-11-05T16:00:00Z", EPOCH])
def test_other_values_are_rejected_by_their_type(value: Any) -> None:
    with pytest.raises(TypeError, match=f"or an ISO 8601 text, not {type(value).__name__}"):
        to_datetime(value)


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.timezones()))
def test_a_time_that_is_sent_is_the_same_when_it_is_read(time: datetime) -> None:
    text = from_datetime(time)
    assert text.endswith("Z")
    assert timedelta() <= time - to_datetime(text) < timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("time", "message"),
    [
        (datetime(2026, 11, 5, 16), "time must have a time zone"),
        (
            datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-2))),
            "time must be in the years 1 to 9999 in UTC",
        ),
    ],
    ids=["naive", "out of range"],
)
def test_a_time_that_cannot_be_sent_is_rejected(time: datetime, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_datetime(time)


@pytest.mark.parametrize("time", [date(2026, 1, 1), "2026-11-05T16:00:00.000Z", None], ids=repr)
def test_only_a_datetime_can_be_sent(time: Any) -> None:
    message = f"time must be a datetime with a time zone, such as datetime.now\\(UTC\\), not {type(time).__name__}"
    with pytest.raises(TypeError, match=message):
        from_datetime(time)


def test_the_function_is_imported_on_first_use() -> None:
    program = (
        "import sys, spkey_client; assert 'spkey_client._times' not in sys.modules; "
        "assert 'to_datetime' in dir(spkey_client); spkey_client.to_datetime(0); "
        "from spkey_client import *; assert to_datetime(0)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
