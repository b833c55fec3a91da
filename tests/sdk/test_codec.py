"""Decoders, the encoder, and JSON documents."""

import inspect
import pickle
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

import spkey_client
from spkey_client import _codec as codec
from spkey_client import _json, models
from spkey_client._codec import OMITTED, DecodeError

T = TypeVar("T")

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


PHYSICAL_KEY = {"number": 1, "orgId": "acme", "addedAt": 1}


def nested(depth: int) -> Any:
    """Return arrays and objects in each other."""
    value: Any = 1
    for level in range(depth):
        value = {"a": value} if level % 2 else [value]
    return value


def text_of(depth: int) -> str:
    """Return the text of arrays in each other, which Python cannot write if there are too many."""
    return "[" * depth + "]" * depth


def run_at_once(action: Callable[[], T]) -> T:
    return action()


def run_deep_in_a_stack(action: Callable[[], T]) -> T:
    """Run an action with few frames left."""

    def descend(levels: int) -> T:
        return descend(levels - 1) if levels else action()

    return descend(sys.getrecursionlimit() - len(inspect.stack(0)) - 250)


def run_without_a_limit(action: Callable[[], T]) -> T:
    """Run an action where Python itself permits a deep recursion."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        return action()
    finally:
        sys.setrecursionlimit(limit)


@pytest.fixture(params=[run_at_once, run_deep_in_a_stack, run_without_a_limit])
def run(request: pytest.FixtureRequest) -> Any:
    """Run an action in stacks of different depths, which must not matter."""
    return request.param


def test_a_document_of_64_levels_is_read_written_and_pickled(run: Any) -> None:
    value = nested(64)
    assert run(lambda: _json.read_json(_json.json_bytes(codec.encode(value)))) == value
    assert run(lambda: pickle.loads(pickle.dumps(value))) == value


@pytest.mark.parametrize("depth", [65, 900, 3000, 50_000])
def test_a_deeper_document_is_rejected(run: Any, depth: int) -> None:
    with pytest.raises(DecodeError, match=r"^the body is nested more than 64 levels deep$"):
        run(lambda: _json.read_json(text_of(depth)))
    with pytest.raises(DecodeError, match=r"^the body is nested more than 64 levels deep$"):
        run(lambda: codec.anything(_json.parse_json(text_of(depth))))


def test_a_wide_document_is_not_deep() -> None:
    wide: Any = [[{}, [{"a": []}]]] * 10_000
    assert _json.read_json(_json.json_bytes(wide)) == wide


@pytest.mark.parametrize("depth", [65, 900])
def test_an_unknown_property_of_a_model_is_not_nested_deeply(run: Any, depth: int) -> None:
    with pytest.raises(DecodeError, match=r"^/new is nested more than 64 levels deep$") as caught:
        run(lambda: models.PhysicalKey.from_dict({**PHYSICAL_KEY, "new": nested(depth)}))
    assert caught.value.pointer == "/new"


def test_a_model_with_an_unknown_property_of_64_levels_is_written_and_pickled(run: Any) -> None:
    value = {**PHYSICAL_KEY, "new": nested(64)}
    key = run(lambda: models.PhysicalKey.from_dict(value))
    assert run(key.to_dict) == value
    assert run(lambda: pickle.loads(pickle.dumps(key))) == key


TOO_DEEP = r"must not contain itself, and must be nested at most 64 levels deep"


@pytest.mark.parametrize("depth", [65, 900])
def test_a_deep_value_is_not_written(run: Any, depth: int) -> None:
    key = models.PhysicalKey(number=1, org_id="acme", added_at=1, extra={"new": nested(depth)})
    with pytest.raises(ValueError, match=TOO_DEEP):
        run(key.to_dict)
    with pytest.raises(ValueError, match=TOO_DEEP):
        run(lambda: codec.encode(nested(depth)))


def test_a_value_that_contains_itself_is_not_written(run: Any) -> None:
    array: list[Any] = []
    array.append({"array": array})
    extra: dict[str, Any] = {}
    key = models.PhysicalKey(number=1, org_id="acme", added_at=1, extra=extra)
    extra["key"] = [key]
    for action in (lambda: codec.encode(array), key.to_dict):
        with pytest.raises(ValueError, match=TOO_DEEP):
            run(action)


@pytest.mark.parametrize(
    "content", ['{"a": "ä"}', '{"a": "ä"}'.encode(), bytearray(b'{"a": "\\u00e4"}'), '\ufeff{"a": "ä"}'.encode()]
)
def test_a_document_is_text_or_utf_8(content: Any) -> None:
    assert _json.read_json(content) == {"a": "ä"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        "",
        b"{",
        b"NaN",
        b"[-Infinity]",
        b"1" * 5000,
        b"\xff",
        '{"a": "ä"}'.encode("latin-1"),
        "[1]".encode("utf-16"),
        "[1]".encode("utf-32"),
    ],
)
def test_anything_else_is_not_json(content: Any) -> None:
    with pytest.raises(DecodeError, match=r"^the body is not JSON"):
        _json.read_json(content)


def test_half_a_surrogate_pair_is_read_and_written() -> None:
    assert _json.json_bytes(_json.read_json(rb'"\ud83d"')) == rb'"\ud83d"'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [-float("inf")]])
def test_a_number_that_is_not_finite_is_not_written(value: Any) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        _json.json_bytes(value)


def test_a_decode_error_is_public_and_names_the_place_without_the_value() -> None:
    with pytest.raises(spkey_client.DecodeError) as caught:
        models.PhysicalKey.from_dict({**PHYSICAL_KEY, "orgId": ["private"]})
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.pointer, error.problem) == ("/orgId", "should be a string but is an array")
    assert str(error) == "/orgId should be a string but is an array"
    assert isinstance(error, ValueError)
