"""Decoders and the encoder."""

from collections.abc import Callable
from typing import Any

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
        (codec.union(codec.integer, codec.string), "a", "a"),
        (codec.tagged("kind", {"a": codec.anything}), {"kind": "a"}, {"kind": "a"}),
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
        (codec.tagged("kind", {"a": codec.anything}), {"kind": "b"}, "/kind should be one of a but is not"),
        (codec.tagged("kind", {"a": codec.anything}), {}, "/kind is missing"),
        (codec.tagged("kind", {"a": codec.anything}), 3, "the body should be an object but is a number"),
    ],
)
def test_a_value_of_the_wrong_type_is_named_by_its_place(
    decode: Callable[[object], Any], value: object, message: str
) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(value)
    assert str(caught.value) == message


def test_a_union_says_why_no_alternative_fits() -> None:
    with pytest.raises(DecodeError, match=r"an integer but is null.*a string but is null"):
        codec.union(codec.integer, codec.string)(None)


def test_a_reader_tells_missing_from_null() -> None:
    assert codec.Reader({"a": None}).optional("a", codec.string) is None
    assert codec.Reader({}).optional("a", codec.string) is None
    with pytest.raises(DecodeError, match="/a is missing"):
        codec.Reader({}).required("a", codec.string)
    with pytest.raises(DecodeError, match="/a should be a string but is null"):
        codec.Reader({"a": None}).required("a", codec.string)


@given(st.dictionaries(st.text(), JSON), st.sets(st.text()))
def test_a_reader_keeps_exactly_what_was_not_asked_for(value: dict[str, Any], asked: set[str]) -> None:
    before = dict(value)
    reader = codec.Reader(value)
    for name in asked:
        reader.optional(name, codec.anything)
    assert reader.rest(codec.anything) == {name: member for name, member in value.items() if name not in asked}
    assert value == before


@given(JSON)
def test_encoding_json_changes_nothing(value: Any) -> None:
    assert codec.encode(value) == value


def test_members_are_left_out_where_they_were_not_given() -> None:
    written = codec.members({"a": None, "b": OMITTED}, {"c": None, "d": 0}, {"a": 1, "e": (1, {"f": None})})
    assert written == {"a": None, "d": 0, "e": [1, {"f": None}]}


def test_a_value_that_json_cannot_say_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="A value of type set cannot be written as JSON"):
        codec.encode({"a": {1}})
