"""Which alternative of a union a response is. The schemas are in specs/answers.yaml."""

import pytest

from .reading import read, rejection
from .support import Package

pytestmark = pytest.mark.xdist_group("generated")  # one worker generates the packages


def chosen(answers: Package, name: str, value: object) -> str:
    return type(read(answers, name, value)).__name__


@pytest.mark.parametrize("name", ["optional_properties", "optional_properties_turned"])
@pytest.mark.parametrize(
    ("value", "model"),
    [
        ({"iban": "x"}, "Transfer"),
        ({"number": "x"}, "Card"),
        ({"iban": "x", "name": "n"}, "Transfer"),
        ({"number": "x", "new": 1}, "Card"),
    ],
)
def test_the_alternative_that_knows_the_properties_is_chosen(
    answers: Package, name: str, value: object, model: str
) -> None:
    assert chosen(answers, name, value) == model


@pytest.mark.parametrize(
    ("value", "model"), [({"in": {"iban": "x"}}, "InTransfer"), ({"in": {"number": "x"}}, "InCard")]
)
def test_properties_of_properties_count_as_well(answers: Package, value: object, model: str) -> None:
    assert chosen(answers, "nested_difference", value) == model


@pytest.mark.parametrize("name", ["constant_or_any", "constant_or_any_turned"])
def test_an_alternative_whose_constant_differs_loses(answers: Package, name: str) -> None:
    assert chosen(answers, name, {"type": "text", "content": "c"}) in {"Text", "Other"}
    assert chosen(answers, name, {"type": "image", "content": "c"}) == "Other"


def test_an_alternative_with_more_of_the_properties_required_is_chosen(answers: Package) -> None:
    assert chosen(answers, "untagged", {"id": 1, "size": 2}) == "UntaggedId"
    assert chosen(answers, "untagged", {"id": 1}) == "Leaf"
    assert read(answers, "untagged", "text") == "text"


def test_a_class_is_chosen_before_a_mapping(answers: Package) -> None:
    assert chosen(answers, "untagged_with_map", {"known": "a", "b": 1}) == "TypedExtra"
    assert read(answers, "untagged_with_map", {"b": 1}) == {"b": 1}
    assert chosen(answers, "union_typed_object", {"known": "a"}) == "TypedExtra"
    assert chosen(answers, "object_or_map", {"id": 1, "new": 2}) == "Leaf"
    assert read(answers, "object_or_map", {"new": 2}) == {"new": 2}


def test_a_value_that_fits_no_alternative_is_an_error_with_the_reasons(answers: Package) -> None:
    pointer, message = rejection(answers, "untagged", {"note": 1})
    assert pointer == ""
    assert "fits none of the alternatives: /id is missing; the body should be a string" in message


@pytest.mark.parametrize(
    ("name", "value", "model"),
    [
        ("tagged", {"kind": "dog", "bark": "loud"}, "TaggedDog"),
        ("tagged", {"kind": "tiger", "claws": 4}, "TaggedKind"),
        ("discriminated", {"kind": "woof"}, "Dog"),
        ("discriminated", {"kind": "bow/wow"}, "Dog"),
        ("discriminated", {"kind": "Cat"}, "Cat"),
        ("discriminated_or_null", {"kind": "Leaf", "id": 1}, "Leaf"),
        ("discriminated_or_null", None, "NoneType"),
        ("Shape", {"kind": "round", "radius": 1}, "Round"),
        ("Shape", {"kind": "square", "side": 1}, "Square"),
        ("optional_constant_tag", {"type": "second"}, "Second"),
        ("Widget", {"type": 1, "items": [{"type": 2}]}, "Row"),
        ("union_of_unions", {"type": 2}, "Button"),
        ("union_of_unions", {"kind": "square", "side": 1}, "Square"),
        ("union_of_unions", "text", "str"),
    ],
)
def test_a_tag_tells_the_alternatives_apart(answers: Package, name: str, value: object, model: str) -> None:
    assert chosen(answers, name, value) == model


@pytest.mark.parametrize(
    ("value", "model"),
    [({"id": 1, "quota": 2}, "Own"), ({"id": 1}, "Public"), ({"id": 1, "view": "own", "quota": 1}, "Own")],
)
def test_an_object_without_its_optional_tag_is_chosen_by_its_properties(
    answers: Package, value: object, model: str
) -> None:
    assert chosen(answers, "optional_tag", value) == model


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tagged", {"kind": "snake", "length": 3}),
        ("discriminated", {"kind": "Dog"}),
        ("Shape", {"kind": "star"}),
        ("Widget", {"type": 99}),
        ("optional_tag", {"view": "new"}),
    ],
)
def test_an_object_with_an_unknown_tag_stays_as_it_is(answers: Package, name: str, value: object) -> None:
    assert read(answers, name, value) == value


def test_alternatives_that_only_require_properties_are_ignored(answers: Package) -> None:
    assert read(answers, "union_that_only_requires", {"a": "x"}).a == "x"
