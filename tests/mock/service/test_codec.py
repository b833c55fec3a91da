"""How events and states become JSON and come back."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from types import NoneType, UnionType
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
from attrs import field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock.aggregates import REGISTRY
from spkey_mock.aggregates.users import USERS, PhysicalKey, User
from spkey_mock.service.aggregate import Aggregate
from spkey_mock.service.codec import Codec, DecodeError, codec
from spkey_mock.service.decoding import read_json, write_json
from spkey_mock.service.event import Event
from spkey_mock.service.keyed import Keyed
from spkey_mock.service.numbered import Numbered
from spkey_mock.service.state import State
from spkey_mock.store.recorded import Base, Data, Recorded, Stream

from ..support import ORG, START, USER

TEXTS = st.text(st.characters(), max_size=8)
WHOLE = st.integers(1, 2**53 - 1)


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for the values of a type that events and states have."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (UnionType, Union):
        return reduce(or_, map(values, arguments))
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is Numbered:
        return st.lists(values(arguments[0]), max_size=5, unique_by=lambda item: item.number).map(
            lambda items: Numbered((item.number, item) for item in items)
        )
    if origin is Keyed:
        return st.dictionaries(TEXTS, values(arguments[0]), max_size=5).map(lambda items: Keyed(items.items()))
    if origin in (tuple, frozenset):
        return st.lists(values(arguments[0]), max_size=3).map(origin)
    if isinstance(hint, type) and attrs.has(hint):
        return instances(hint)
    scalars: dict[Any, st.SearchStrategy[Any]] = {str: TEXTS, int: WHOLE, NoneType: st.none()}
    return scalars[hint] if hint in scalars else st.from_type(hint)


def instances(cls: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for the instances of an attrs class."""
    hints = get_type_hints(cls)
    return st.builds(cls, **{it.name: values(hints[it.name]) for it in attrs.fields(cls) if it.init})


def over_a_wire(data: object) -> Any:
    return read_json(write_json(data))


@pytest.mark.parametrize("aggregate", REGISTRY.aggregates.values(), ids=REGISTRY.aggregates)
@settings(max_examples=30)
@given(st.data())
def test_an_event_is_read_as_it_was_written(aggregate: Aggregate[Any], data: st.DataObject) -> None:
    for name, cls in aggregate.events.items():
        event = data.draw(instances(cls))
        encoded = aggregate.encode(event)
        assert encoded["schemaVersion"] == cls.schema
        assert None not in encoded.values()
        assert aggregate.decode(name, over_a_wire(encoded)) == event


@settings(max_examples=50)
@given(instances(User))
def test_a_user_is_read_as_it_was_written(user: User) -> None:
    read = USERS.codec.decode(over_a_wire(USERS.codec.encode(user)))
    assert read == user
    assert read.sizes == user.sizes


def test_properties_are_in_camel_case_and_leave_out_what_has_no_value() -> None:
    user = User(USER, 2, first_name="Ada", next_number=2, keys=Numbered([(1, PhysicalKey(1, ORG, START, note=""))]))
    assert USERS.codec.encode(user) == {
        "userId": USER,
        "version": 2,
        "status": "ACTIVE",
        "firstName": "Ada",
        "nextNumber": 2,
        "keys": [{"number": 1, "orgId": ORG, "addedAt": START, "note": ""}],
        "accessibleLocks": [],
        "licensePlates": [],
        "devices": [],
    }


def test_properties_that_are_not_known_are_ignored_and_others_have_their_defaults() -> None:
    assert USERS.codec.decode({"userId": USER, "colour": "red", "email": None}) == User(USER)


@frozen
class Tag:
    label: str
    weight: float = 0.0
    inner: "tuple[Tag, ...]" = ()


@frozen
class Thing:
    """One attribute of each type that a codec reads."""

    name: str
    is_open: bool = False
    size: Literal["small", 2] = "small"
    tag: Tag | None = None
    tags: tuple[Tag, ...] = ()
    numbers: tuple[int, ...] = ()
    names: frozenset[str] = frozenset()
    tagged: Keyed[Tag] = field(factory=Keyed[Tag])
    facts: Mapping[str, Any] = field(factory=dict[str, Any])
    more: dict[str, Any] = field(factory=dict[str, Any])
    length: int = field(init=False, default=0)


THING = Thing(
    "t",
    True,
    2,
    Tag("a", 1.5, (Tag("b"),)),
    (Tag("c"), Tag("d")),
    (1, 2),
    frozenset({"n", "m"}),
    Keyed([("z", Tag("e")), ("a", Tag("f"))]),
    {"x": [None]},
    {"y": {}},
)


def test_objects_lists_and_scalars_are_read_as_they_were_written() -> None:
    encoded = codec(Thing).encode(THING)
    assert "length" not in encoded
    assert encoded["tag"] == {"label": "a", "weight": 1.5, "inner": [{"label": "b", "weight": 0.0, "inner": []}]}
    assert encoded["names"] == ["m", "n"]
    assert [key for key, _ in encoded["tagged"]] == ["z", "a"]
    assert codec(Thing).decode(over_a_wire(encoded)) == THING


def test_a_property_may_have_another_name_than_its_attribute() -> None:
    renamed = Codec(Thing, {"name": "title"})
    assert renamed.encode(Thing("t"))["title"] == "t"
    assert renamed.decode({"title": "t"}) == Thing("t")


MALFORMED = [
    ([], "The value must be an object."),
    ({}, "name: The value is missing."),
    ({"name": None}, "name: The value is missing."),
    ({"name": 5}, "name: The value must be a string."),
    ({"name": "t", "isOpen": 1}, "isOpen: The value must be true or false."),
    ({"name": "t", "size": "large"}, "size: The value must be one of small, 2."),
    ({"name": "t", "tag": "a"}, "tag: The value must be an object."),
    ({"name": "t", "tag": {"label": "a", "weight": "1"}}, "tag/weight: The value must be a number."),
    ({"name": "t", "tag": {"label": "a", "weight": True}}, "tag/weight: The value must be a number."),
    ({"name": "t", "tags": {}}, "tags: The value must be an array."),
    ({"name": "t", "tags": [{"label": "a"}, {}]}, "tags/1/label: The value is missing."),
    ({"name": "t", "tag": {"label": "a", "inner": [{"label": 1}]}}, "tag/inner/0/label: The value must be a string."),
    ({"name": "t", "numbers": [1, 1.5]}, "numbers/1: The value must be a whole number below 2^53."),
    ({"name": "t", "numbers": [True]}, "numbers/0: The value must be a whole number below 2^53."),
    ({"name": "t", "numbers": [2**53]}, "numbers/0: The value must be a whole number below 2^53."),
    ({"name": "t", "numbers": [float("inf")]}, "numbers/0: The value must be a whole number below 2^53."),
    ({"name": "t", "numbers": [float("nan")]}, "numbers/0: The value must be a whole number below 2^53."),
    ({"name": "t", "numbers": [10**400]}, "numbers/0: The value must be a whole number below 2^53."),
    ({"name": "t", "facts": []}, "facts: The value must be an object."),
    ({"name": "t", "names": "n"}, "names: The value must be an array."),
    ({"name": "t", "tagged": {}}, "tagged: The value must be an array."),
    ({"name": "t", "tagged": [["a"]]}, "tagged/0: The value must be an array of a string and a value."),
    ({"name": "t", "tagged": [["a", {}]]}, "tagged/0/1/label: The value is missing."),
    (
        {"name": "t", "tagged": [["a", {"label": "b"}], ["a", {"label": "c"}]]},
        "tagged: Two values have the same key. Keys must be unique.",
    ),
]


@pytest.mark.parametrize(("data", "message"), MALFORMED)
def test_an_error_names_the_place(data: object, message: str) -> None:
    with pytest.raises(DecodeError) as error:
        codec(Thing).decode(data)
    assert str(error.value) == message
    assert message.endswith(error.value.message)
    assert "/".join(map(str, error.value.place)) == message[: -len(error.value.message)].removesuffix(": ")


def test_a_whole_number_may_be_written_with_an_empty_fraction() -> None:
    decoded = codec(Thing).decode({"name": "t", "numbers": [1.0, 9007199254740991.0]})
    assert decoded.numbers == (1, 2**53 - 1)
    assert all(isinstance(number, int) for number in decoded.numbers)


def test_numbers_are_unique() -> None:
    key = {"number": 1, "orgId": ORG, "addedAt": START}
    with pytest.raises(DecodeError, match=r"^keys: Two values have the same number"):
        USERS.codec.decode({"userId": USER, "keys": [key, key]})


def test_numbers_are_not_negative() -> None:
    with pytest.raises(DecodeError, match=r"^keys: number must be at least 0, not -1\.$"):
        USERS.codec.decode({"userId": USER, "keys": [{"number": -1, "orgId": ORG, "addedAt": START}]})


# Schemas


COUNTERS = Aggregate("counter", State, access=lambda state, caller: None)


@COUNTERS.event
@frozen
class Counted(Event[State]):
    """Called `amount` since schema 2, and in hundredths since schema 3."""

    schema: ClassVar[int] = 3
    amount: int

    def apply(self, state: State, at: int) -> State:
        return state.after(org_id=str(self.amount))

    def public(self, aggregate_id: str, at: int) -> dict[str, Any]:
        return {"amount": self.amount}

    @classmethod
    def upgrade(cls, data: Data, schema: int) -> Data:
        amount = data["count"] if schema == 1 else data["amount"]
        return {"amount": amount * 100}


@COUNTERS.event
@frozen
class Reset(Event[State]):
    schema: ClassVar[int] = 2

    def apply(self, state: State, at: int) -> State:
        return state.after(org_id=None)

    def public(self, aggregate_id: str, at: int) -> dict[str, Any]:
        return {}


@pytest.mark.parametrize(
    "data",
    [
        {"schemaVersion": 1, "count": 5},
        {"schemaVersion": 2, "amount": 5},
        {"schemaVersion": 3, "amount": 500},
        {"amount": 500},
    ],
)
def test_an_event_of_an_older_schema_is_upgraded(data: Data) -> None:
    assert COUNTERS.decode("Counted", data) == Counted(500)
    recorded = Recorded(Stream("counter", "c"), 1, 1, START, "Counted", data)
    assert COUNTERS.fold(None, recorded) == Base(1, State("c", 1, "500"))


def test_an_event_is_written_in_the_present_schema() -> None:
    assert COUNTERS.encode(Counted(500)) == {"schemaVersion": 3, "amount": 500}


def test_an_event_of_a_newer_schema_is_rejected_and_not_upgraded() -> None:
    message = r"^schemaVersion: Counted has schema 4, but the highest supported is 3\. Upgrade the mock\.$"
    with pytest.raises(DecodeError, match=message):
        COUNTERS.decode("Counted", {"schemaVersion": 4, "amount": 5})


def test_an_older_schema_that_cannot_be_upgraded_is_rejected() -> None:
    with pytest.raises(DecodeError, match="Reset has no schema 1"):
        COUNTERS.decode("Reset", {"schemaVersion": 1})


@pytest.mark.parametrize("schema", [0, -1, "1", 1.5, [1], {}])
def test_a_schema_is_a_whole_number_from_1(schema: object) -> None:
    with pytest.raises(DecodeError, match=r"^schemaVersion: The value must be a whole number, 1 or more\.$"):
        COUNTERS.decode("Counted", {"schemaVersion": schema, "amount": 5})


def test_an_unknown_event_is_rejected_with_those_that_are_known() -> None:
    with pytest.raises(DecodeError, match=r"^Unknown event 'Halved'\. Known: Counted, Reset\.$"):
        COUNTERS.decode("Halved", {})


def test_the_id_of_an_aggregate_has_the_name_that_its_events_have_for_it() -> None:
    kinds = ("user", "access-point")
    names = [
        next(iter(Aggregate(kind, State, access=lambda state, caller: None).codec.encode(State("1")))) for kind in kinds
    ]
    assert names == ["userId", "accessPointId"]
