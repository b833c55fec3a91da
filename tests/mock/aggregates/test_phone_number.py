"""The spellings of a phone number, and its normal form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spkey_mock.aggregates.phone_number import normalise


@pytest.mark.parametrize(
    "text",
    [
        "+48123456789",
        "+48 123 456 789",
        "0048123456789",
        "00 48 123 456 789",
        " +48\u00a0123\t456 789 ",
        "+48-123-456-789",
        "+48 (12) 345.67.89",
    ],
)
def test_every_spelling_of_a_number_is_the_same_number(text: str) -> None:
    assert normalise(text) == "+48123456789"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "+",
        "00",
        "48123456789",
        "123 456 789",
        "0123456789",
        "048123456789",
        "+0048123456789",
        "++48123456789",
        "+48 123 456 789 ext. 5",
        "+48 123/456/789",
        "+1234567890123456",
        "+\u0664\u0668\u0661\u0662\u0663",
        "+48123456789\0",
    ],
)
def test_another_text_is_no_international_number(text: str) -> None:
    message = r"^the value is not an international phone number, which begins with \+ or 00$"
    with pytest.raises(ValueError, match=message):
        normalise(text)


numbers = st.from_regex(r"[1-9][0-9]{1,14}", fullmatch=True)


@given(numbers, st.sampled_from(["+", "00"]), st.lists(st.sampled_from(" -.()"), min_size=17, max_size=17))
def test_separators_and_the_prefix_make_no_difference(digits: str, prefix: str, separators: list[str]) -> None:
    spelt = "".join(f"{it}{separator}" for it, separator in zip(prefix + digits, separators, strict=False))
    assert normalise(spelt) == normalise(normalise(spelt)) == f"+{digits}"
