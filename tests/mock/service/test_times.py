"""Times as texts and as epoch milliseconds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spkey_mock.service.times import iso, parse

LATEST = 253_402_300_799_999


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1970-01-01T00:00:00.000Z", 0),
        ("2026-11-05T16:00:00.000Z", 1_793_894_400_000),
        ("2026-11-05T16:00:00.007Z", 1_793_894_400_007),
        ("9999-12-31T23:59:59.999Z", LATEST),
    ],
)
def test_a_time_has_milliseconds_and_ends_in_z(text: str, at: int) -> None:
    assert iso(at) == text
    assert parse(text) == at


@given(st.integers(0, LATEST))
def test_every_time_is_read_as_it_was_written(at: int) -> None:
    assert parse(iso(at)) == at


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("00Z", 0), ("00.5Z", 500), ("00.25Z", 250), ("01.123456Z", 1_123), ("00.0009Z", 0)],
)
def test_a_fraction_may_have_any_number_of_digits(text: str, milliseconds: int) -> None:
    assert parse(f"2026-11-05T16:00:{text}") == 1_793_894_400_000 + milliseconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-05",
        "2026-11-05T16:00Z",
        "2026-11-05T16:00:00",
        "2026-11-05T16:00:00+00:00",
        "2026-11-05 16:00:00Z",
        "2026-11-05T16:00:00.Z",
        "2026-11-05T16:00:00Z\n",
        "\uff12026-11-05T16:00:00Z",
        "2026-02-30T16:00:00Z",
        "2026-11-05T24:00:00Z",
    ],
)
def test_another_text_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match="the value"):
        parse(text)
