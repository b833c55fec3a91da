"""How values on the wire are read and written: as JavaScript does it."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock.service.decoding import read_json, read_number, read_query, read_segment, write_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b'{"a":1,"a":2}', {"a": 2}),
        (b'\xef\xbb\xbf{"a":1}', {"a": 1}),
        (b' [1.0, 1e2, "\\ud83d\\ude00"] ', [1.0, 100.0, "😀"]),
        (b"1e400", math.inf),
        (b"9007199254740991", 2**53 - 1),
        (b"9007199254740993", 2**53),
        pytest.param(b"9" * 5000, math.inf, id="5000 digits"),
        pytest.param(b"-" + b"9" * 5000, -math.inf, id="minus 5000 digits"),
        (b'"\\ud800"', "\ud800"),
        (b'"\\u0000"', "\0"),
    ],
)
def test_json_is_read_as_javascript_reads_it(text: bytes, value: object) -> None:
    assert read_json(text) == value


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"{}{}",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"'a'",
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b'"\n"',
        "{}".encode("utf-16"),
        pytest.param(b"[" * 100_000, id="deep list"),
        pytest.param(b'{"a":' * 100_000, id="deep object"),
    ],
)
def test_a_text_that_is_not_json_raises_value_error(text: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_json(text)


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters()),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_a_value_that_was_written_is_read_again(value: object) -> None:
    assert read_json(write_json(value)) == value


def test_json_is_written_compactly_in_utf_8() -> None:
    assert write_json({"a": [1, "ü"], "b": None}) == '{"a":[1,"ü"],"b":null}'.encode()


def test_half_a_surrogate_pair_is_written_as_an_escape() -> None:
    assert write_json(["ü\ud800"]) == b'["\\u00fc\\ud800"]'


@pytest.mark.parametrize(
    ("segment", "text"),
    [
        (b"a%2Fb", "a/b"),
        (b"a%2fb", "a/b"),
        (b"%C3%BC", "ü"),
        (b"%00", "\0"),
        (b"a+b", "a+b"),
        (b"%", "%"),
        (b"%zz%4", "%zz%4"),
        (b"%25", "%"),
        (b"%252F", "%2F"),
        (b"%FF", "%FF"),
        (b"%FE", "%FE"),
        (b"\xff", "ÿ"),
    ],
)
def test_escapes_in_a_segment_are_decoded_once_and_invalid_ones_are_kept(segment: bytes, text: str) -> None:
    assert read_segment(segment) == text


@pytest.mark.parametrize(
    ("query", "values"),
    [
        (b"q=a&q=b", {"q": ["a", "b"]}),
        (b"q=&r", {"q": [""], "r": [""]}),
        (b"q=a+b%20c%2B", {"q": ["a b c+"]}),
        (b"%71=%C3%BC", {"q": ["ü"]}),
        ("q=ü".encode(), {"q": ["ü"]}),
        (b"q=%FF\xff%zz", {"q": ["\ufffd\ufffd%zz"]}),
        (b"&&", {}),
    ],
)
def test_a_query_keeps_empty_and_repeated_parameters(query: bytes, values: dict[str, list[str]]) -> None:
    assert read_query(query) == values


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("01", 1),
        ("+1", 1),
        ("-1", -1),
        ("1e2", 100),
        ("1E+2", 100),
        ("1.", 1),
        (".5", 0.5),
        (" 1\n", 1),
        ("0x10", 16),
        ("0B11", 3),
        ("0o17", 15),
        ("Infinity", math.inf),
        ("1e400", math.inf),
        pytest.param("0x" + "f" * 400, math.inf, id="400 hexadecimal digits"),
        pytest.param("9" * 5000, math.inf, id="5000 digits"),
        ("", None),
        ("abc", None),
        ("1_000", None),
        ("1n", None),
        ("-0x10", None),
        ("nan", None),
        ("inf", None),
        ("\uff11", None),
        ("1 2", None),
    ],
)
def test_a_number_is_read_as_javascript_reads_it(text: str, number: float | None) -> None:
    assert read_number(text) == number
