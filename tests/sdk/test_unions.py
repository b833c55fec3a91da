"""Decoders of unions."""

from typing import Any, ClassVar

import pytest
from attrs import field, frozen

from spkey_client._codec import DecodeError, Reader, anything, array, integer, mapping, number, string, tagged, union


@frozen(kw_only=True)
class Circle:
    """A model as the generator writes it."""

    _constants: ClassVar[dict[str, object]] = {"kind": "circle"}

    kind: str | None = None
    r: int | None = None
    inner: Any = None
    extra: dict[str, Any] = field(factory=dict[str, Any])

    @classmethod
    def from_dict(cls, value: object) -> "Circle":
        reader = Reader(value)
        return cls(
            kind=reader.optional("kind", string),
            r=reader.optional("r", integer),
            inner=reader.optional("inner", anything),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        raise NotImplementedError


@frozen(kw_only=True)
class Square:
    """Another one."""

    s: int | None = None
    inner: Any = None
    extra: dict[str, Any] = field(factory=dict[str, Any])

    @classmethod
    def from_dict(cls, value: object) -> "Square":
        reader = Reader(value)
        return cls(
            s=reader.optional("s", integer),
            inner=reader.optional("inner", Circle.from_dict),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        raise NotImplementedError


@pytest.mark.parametrize("decoders", [(Circle.from_dict, Square.from_dict), (Square.from_dict, Circle.from_dict)])
@pytest.mark.parametrize(
    ("value", "model"),
    [
        ({"r": 1}, Circle),
        ({"s": 1}, Square),
        ({"r": 1, "new": 2}, Circle),
        ({"kind": "circle"}, Circle),
        ({"kind": "square", "r": 1}, Square),
        ({"inner": {"r": 1}}, Square),
        ({}, Square),
    ],
)
def test_the_alternative_with_the_least_against_it_is_chosen(decoders: Any, value: object, model: type) -> None:
    assert type(union(*decoders)(value)) is model


@pytest.mark.parametrize(
    ("decode", "value", "decoded"),
    [
        (union(integer, string), "a", "a"),
        (union(integer, number), 1.5, 1.5),
        (union(array(integer), array(string)), ["a"], ("a",)),
        (union(mapping(anything), Circle.from_dict), {"r": 1, "new": 2}, Circle(r=1, extra={"new": 2})),
        (union(array(mapping(anything)), array(Circle.from_dict)), [{"r": 1}], (Circle(r=1),)),
    ],
)
def test_alternatives_of_other_types_do_not_fit(decode: Any, value: object, decoded: object) -> None:
    assert decode(value) == decoded


def test_a_union_says_why_no_alternative_fits() -> None:
    with pytest.raises(DecodeError, match=r"an integer but is null.*a string but is null"):
        union(integer, string)(None)


def test_alternatives_that_agree_on_an_error_have_it_once() -> None:
    with pytest.raises(DecodeError, match=r"^/r should be an integer but is a string$"):
        union(Circle.from_dict, Circle.from_dict)({"r": "x"})


TAGGED = tagged("kind", {"circle": Circle.from_dict, 4: Square.from_dict})


@pytest.mark.parametrize(
    ("value", "decoded"),
    [
        ({"kind": "circle", "s": 1}, Circle(kind="circle", extra={"s": 1})),
        ({"kind": 4, "r": 1}, Square(extra={"kind": 4, "r": 1})),
        ({"kind": "star", "r": "x"}, {"kind": "star", "r": "x"}),
        ({"kind": 5}, {"kind": 5}),
        ({"r": 1}, Circle(r=1)),
        ({"s": 1}, Square(s=1)),
        ({"kind": None, "r": 1}, Circle(r=1)),
    ],
)
def test_a_tag_chooses_the_alternative_if_it_is_known(value: object, decoded: object) -> None:
    assert TAGGED(value) == decoded


def test_an_alternative_without_a_tag_is_chosen_by_its_properties() -> None:
    decode = tagged("kind", {"circle": Circle.from_dict}, Square.from_dict)
    assert decode({"s": 1}) == Square(s=1)


@pytest.mark.parametrize("value", [3, None, [], "circle"])
def test_only_an_object_has_a_tag(value: object) -> None:
    with pytest.raises(DecodeError, match="should be an object"):
        TAGGED(value)


def test_a_nested_union_decodes_each_value_once_for_each_alternative() -> None:
    calls: list[int] = []

    def alternative(number: int) -> Any:
        def decode(value: object) -> Any:
            calls.append(number)
            return Circle.from_dict(value) if value == {} else [recursive(item) for item in array(anything)(value)]

        return decode

    alternatives = [alternative(number) for number in range(5)]

    def recursive(value: object) -> Any:
        return union(*alternatives)(value)

    value: Any = {}
    for _ in range(30):
        value = [value]
    assert recursive(value)
    assert len(calls) == 5 * 31
