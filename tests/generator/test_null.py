"""Null and absence, which differ. The schemas are in specs/answers.yaml."""

from typing import Any

import attrs
import pytest

from .reading import read
from .support import Package

pytestmark = pytest.mark.xdist_group("generated")  # one worker generates the packages

NULLS = {"text": None, "any": None, "leaf": None, "level": None}


@pytest.mark.parametrize("value", [{}, NULLS, {"text": None}, {"text": "a", "any": None}, {"inner": {"text": None}}])
def test_null_is_written_where_it_was_read(answers: Package, value: object) -> None:
    assert read(answers, "Optionals", value).to_dict() == value


def test_null_is_written_where_it_was_given(answers: Package) -> None:
    optionals = answers.models.Optionals
    assert optionals(text=None).to_dict() == {"text": None}
    assert optionals(inner=optionals(leaf=None, any=None)).to_dict() == {"inner": {"leaf": None, "any": None}}
    assert optionals().to_dict() == {}


def test_a_property_that_cannot_be_null_is_absent_where_it_is_none(answers: Package) -> None:
    assert answers.models.Optionals(plain=None).to_dict() == {}
    assert read(answers, "Optionals", {"plain": None}).to_dict() == {}


def test_absent_and_null_read_the_same(answers: Package) -> None:
    absent, null = (read(answers, "Optionals", value) for value in ({}, NULLS))
    assert (absent.text, absent.any, absent.leaf, absent.level) == (None, None, None, None)
    assert absent == null
    assert hash(absent) == hash(null)


def test_the_names_of_null_attributes_can_be_read_and_given(answers: Package) -> None:
    assert read(answers, "Optionals", {"text": None}).nulls == {"text"}
    assert answers.models.Optionals(nulls={"leaf"}).to_dict() == {"leaf": None}


def test_a_changed_copy_keeps_what_is_null(answers: Package) -> None:
    value = read(answers, "Optionals", {"text": None, "plain": "a"})
    assert attrs.evolve(value, plain="b").to_dict() == {"text": None, "plain": "b"}
    assert attrs.evolve(value, text="b").to_dict() == {"text": "b", "plain": "a"}
    assert attrs.evolve(value, leaf=answers.models.Leaf(id=1)).to_dict() == {**value.to_dict(), "leaf": {"id": 1}}


def test_a_left_over_nullable_is_honoured(answers: Package) -> None:
    value: dict[str, Any] = {"state": None, "note": None, "leaf": None, "maybe": None}
    assert read(answers, "left_over_nullable", value).to_dict() == value
    assert read(answers, "left_over_nullable", {**value, "leaf": {"id": 1}}).leaf == answers.models.Leaf(id=1)


def test_a_left_over_nullable_is_noted_once(answers: Package) -> None:
    (note,) = [note for note in answers.api.notes if "nullable" in note]
    assert "#/components/schemas/left_over_nullable/properties/state: " in note


def test_null_among_the_values_of_an_enum_is_allowed(answers: Package) -> None:
    assert read(answers, "null_among_values", {"a": None}).a is None
