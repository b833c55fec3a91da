"""Decoders and the encoder."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spkey_client import _codec as codec
from spkey_client._codec import OMITTED, DecodeError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("decode", "value", "decoded"),
    [
        (codec.string, "", ""),
        (codec.integer, 3, 3),
        (codec.integer, 3.0, 3),
        (codec.integer, 2**53, 2**53),
        (codec.number, 3, 3),
        (codec.number, 3.5, 3.5),
        (codec.boolean, False, False),
        (codec.null, None, None),
        (codec.anything, {"a": [1]}, {"a": [1]}),
        (codec.array(codec.integer), [1, 2.0], (1, 2)),
        (codec.array(codec.array(codec.string)), [["a"], []], (("a",), ())),
        (codec.mapping(codec.integer), {"a": 1}, {"a": 1}),
        (codec.nullable(codec.string), None, None),
        (codec.nullable(codec.string), "a", "a"),
    ],
)
def test_a_value_of_the_right_type_is_decoded(decode: Callable[[object], Any], value: object, decoded: object) -> None:
    result = decode(value)
    assert result == decoded
    assert type(result) is type(decoded)


@pytest.mark.parametrize(
    ("decode", "value", "message"),
    [
        (codec.string, 1, "the body should be a string but is a number"),
        (codec.string, None, "the body should be a string but is null"),
        (codec.integer, True, "the body should be an integer but is a boolean"),
        (codec.integer, 1.5, "the body should be an integer but is a number"),
        (codec.integer, "1", "the body should be an integer but is a string"),
        (codec.number, True, "the body should be a number but is a boolean"),
        (codec.boolean, 1, "the body should be a boolean but is a number"),
        (codec.null, 0, "the body should be null but is a number"),
        (codec.array(codec.integer), {}, "the body should be an array but is an object"),
        (codec.array(codec.integer), [1, "a"], "/1 should be an integer but is a string"),
        (codec.array(codec.array(codec.integer)), [[], [1, None]], "/1/1 should be an integer but is null"),
        (codec.mapping(codec.integer), {"a/b~c": "x"}, "/a~1b~0c should be an integer but is a string"),
        (codec.mapping(codec.integer), [], "the body should be an object but is an array"),
        (codec.nullable(codec.string), 1, "the body should be a string but is a number"),
    ],
)
def test_a_value_of_the_wrong_type_is_named_by_its_place(
    decode: Callable[[object], Any], value: object, message: str
) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(value)
    assert str(caught.value) == message


def test_a_reader_tells_missing_from_null() -> None:
    assert codec.Reader({"a": None}).optional("a", codec.string) is None
    assert codec.Reader({}).optional("a", codec.string) is None
    assert codec.Reader({"a": None}).nullable("a", codec.string) is None
    assert codec.Reader({}).nullable("a", codec.string) is OMITTED
    with pytest.raises(DecodeError, match="/a is missing"):
        codec.Reader({}).required("a", codec.string)
    with pytest.raises(DecodeError, match="/a should be a string but is null"):
        codec.Reader({"a": None}).required("a", codec.string)


@given(st.dictionaries(st.text(), JSON), st.sets(st.text()))
def test_a_reader_keeps_exactly_what_was_not_read(value: dict[str, Any], names: set[str]) -> None:
    before = dict(value)
    reader = codec.Reader(value)
    for name in names:
        reader.optional(name, codec.anything)
    assert reader.rest(codec.anything) == {name: item for name, item in value.items() if name not in names}
    assert value == before


@given(JSON)
def test_encoding_json_changes_nothing(value: Any) -> None:
    assert codec.encode(value) == value


def test_properties_are_omitted_unless_they_are_given() -> None:
    written = codec.members({"a": None, "b": OMITTED}, {"c": None, "d": 0}, {"a": 1, "e": (1, {"f": None})})
    assert written == {"a": None, "d": 0, "e": [1, {"f": None}]}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05Z"),
        (
            datetime(2026, 1, 2, 3, 4, 5, 600000, tzinfo=timezone(timedelta(hours=1))),
            "2026-01-02T03:04:05.600000+01:00",
        ),
        (datetime(2026, 1, 2, 3, 4, 5), "2026-01-02T03:04:05"),
        (date(2026, 1, 2), "2026-01-02"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_times_and_uuids_are_written_as_text(value: object, written: str) -> None:
    assert codec.encode({"a": (value,)}) == {"a": [written]}


def test_a_value_that_json_cannot_represent_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="A value of type set cannot be written as JSON"):
        codec.encode({"a": {1}})
