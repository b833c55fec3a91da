"""Schemas that are made of others. The schemas are in specs/answers.yaml."""

from typing import Any, get_type_hints

import pytest

from .reading import read
from .support import Package

pytestmark = pytest.mark.xdist_group("generated")  # one worker generates the packages


def field_types(answers: Package, model: str) -> dict[str, str]:
    (found,) = [each for each in answers.api.models if each.name == model]
    return {field.name: field.type.annotation for field in found.fields}


def test_properties_are_joined(answers: Package) -> None:
    value = read(answers, "inherits_twice", {"id": 1, "note": "n", "more": "m", "deep": 2})
    assert (value.id, value.note, value.more, value.deep, value.extra) == (1, "n", "m", 2, {})
    beside = read(answers, "inherits_beside", {"id": 1, "beside": "b"})
    assert (beside.id, beside.beside) == (1, "b")
    reference = read(answers, "inherits_beside_reference", {"id": 1, "beside": "b"})
    assert (reference.id, reference.beside) == (1, "b")
    nullable = read(answers, "inherits_nullable", {"id": 1, "more": "m"})
    assert (nullable.id, nullable.more) == (1, "m")


def test_the_narrower_type_of_a_property_holds(answers: Package) -> None:
    value = read(answers, "narrows", {"kind": "small", "size": 2})
    assert (value.kind, value.size) == ("small", 2)
    assert field_types(answers, "Narrows") == {"kind": "Literal['small'] | str", "size": "int"}


@pytest.mark.parametrize("name", ["refines_items", "refines_items_turned"])
def test_the_items_of_an_array_are_refined(answers: Package, name: str) -> None:
    value = read(answers, name, {"data": [{"id": 1}], "next": "n"})
    assert (value.data, value.next) == ((answers.models.Leaf(id=1),), "n")


@pytest.mark.parametrize("model", ["RefinesUnion", "RefinesUnionTurned"])
def test_a_union_an_enum_and_a_list_of_types_are_refined(answers: Package, model: str) -> None:
    found = field_types(answers, model)
    assert (found["shape"], found["value"], found["many"]) == ("Square", "str", "tuple[int, ...]")
    level: Any = get_type_hints(getattr(answers.models, model))["level"]
    assert {argument for each in level.__args__ for argument in getattr(each, "__args__", ())} == {"middle", "high"}


@pytest.mark.parametrize(("value", "model"), [({"data": "d", "a": "x"}, "A"), ({"data": "d", "b": "x"}, "B")])
def test_a_part_that_is_a_union_makes_a_union_of_merged_objects(answers: Package, value: Any, model: str) -> None:
    found = read(answers, "extends_union", value)
    assert type(found).__name__ == f"ExtendsUnion{model}"
    assert (found.data, found.extra) == ("d", {})


def test_alternatives_beside_properties_have_them_too(answers: Package) -> None:
    found = read(answers, "union_beside_members", {"a": "x", "b": "y"})
    assert (type(found).__name__, found.a, found.b) == ("UnionBesideMembersB", "x", "y")


def test_an_alternative_that_extends_what_stands_beside_it_keeps_its_class(answers: Package) -> None:
    models = answers.models
    assert type(read(answers, "union_of_extensions", {"id": 1, "note": "n", "more": "m"})) is models.Inherits
    assert type(read(answers, "union_of_extensions", {"id": 1, "beside": "b"})) is models.InheritsBeside


def test_a_schema_may_list_those_that_extend_it(answers: Package) -> None:
    bird = read(answers, "Animal", {"species": "Bird", "name": "n", "wings": 2})
    assert (type(bird), bird.name, bird.wings) == (answers.models.Bird, "n", 2)
    assert type(read(answers, "Bird", {"species": "Bird"})) is answers.models.Bird
    assert read(answers, "Animal", {"species": "Cat"}) == {"species": "Cat"}


@pytest.mark.parametrize("name", ["alias", "alias_of_alias", "union_of_one"])
def test_another_name_for_a_schema_is_the_same_class(answers: Package, name: str) -> None:
    assert type(read(answers, name, {"id": 1})) is answers.models.Leaf
