"""The generated models."""

import copy
import pickle
from functools import cache
from typing import Any, get_type_hints

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spkey_client import models, operations

from .conftest import REMOVED

MODELS: list[Any] = [getattr(models, name) for name in models.__all__ if attrs.has(getattr(models, name))]

text, numbers = st.text(), st.integers(1, 2**53 - 1)
extra = st.dictionaries(st.from_regex(r"x-[a-z]+", fullmatch=True), st.none() | st.integers(), max_size=2)


@cache
def built(model: Any) -> st.SearchStrategy[Any]:
    """Any object of a model, its optional properties present or not."""
    hints = get_type_hints(model)
    strategies = {name: of_type(hints[name]) for name in attrs.fields_dict(model) if name not in {"extra", "nulls"}}
    return st.builds(model, extra=extra, **strategies)


def of_type(annotation: Any) -> st.SearchStrategy[Any]:
    if attrs.has(annotation):
        return built(annotation)
    arguments: tuple[Any, ...] = getattr(annotation, "__args__", ())
    if getattr(annotation, "__origin__", None) is tuple:
        return st.lists(of_type(arguments[0]), max_size=3).map(tuple)
    if getattr(annotation, "__origin__", None) is dict:
        return st.dictionaries(text, of_type(arguments[1]), max_size=2)
    if arguments:
        return st.one_of([of_type(argument) for argument in arguments])
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: text,
        int: numbers,
        float: numbers | st.floats(allow_nan=False, allow_infinity=False),
        bool: st.booleans(),
        type(None): st.none(),
        Any: st.none() | numbers | text,
    }
    return simple.get(annotation, st.just(annotation))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@settings(max_examples=8)
@given(st.data())
def test_a_model_survives_the_way_to_json_and_back(model: Any, data: st.DataObject) -> None:
    value = data.draw(built(model))
    assert model.from_dict(value.to_dict()) == value


@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_models_can_be_copied_and_pickled(clone: Any) -> None:
    value = models.RemovePhysicalKeyResult.from_dict({**REMOVED, "new": [1]})
    assert clone(value) == value


def test_models_are_frozen_and_hashable() -> None:
    value = models.PhysicalKeyList.from_dict({"keys": [{"number": 1, "orgId": "a", "addedAt": 0}], "total": 1})
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        value.total = 2  # type: ignore[misc]
    assert hash(value) == hash(copy.deepcopy(value))


def test_properties_that_the_contract_does_not_know_are_kept() -> None:
    value = models.PhysicalKey.from_dict({"number": 1, "orgId": "a", "addedAt": 0, "colour": "red"})
    assert value.extra == {"colour": "red"}
    assert value.to_dict()["colour"] == "red"


def test_an_optional_property_may_be_absent_or_null() -> None:
    required = {"number": 1, "orgId": "a", "addedAt": 0}
    assert models.PhysicalKey.from_dict(required) == models.PhysicalKey.from_dict({**required, "note": None})


def test_an_unknown_status_is_accepted() -> None:
    assert models.UserProfile.from_dict({"userId": "u", "status": "FROZEN"}).status == "FROZEN"


@pytest.mark.parametrize("written", [5, 5.0])
def test_a_whole_number_is_an_int_however_it_is_written(written: float) -> None:
    found = models.RemovePhysicalKeyResult.from_dict({**REMOVED, "version": written})
    assert (found.version, type(found.version)) == (5, int)


def test_the_number_of_an_event_is_the_argument_of_a_call() -> None:
    removed = models.PhysicalKeyRemoved.from_dict({"userId": "u", "number": 2.0, "removedAt": 1793926800000})
    assert operations.get_physical_key(removed.user_id, removed.number).path == "/users/u/PhysicalKeys/2"


def test_a_list_of_keys_can_be_iterated_and_has_the_length_of_what_was_received() -> None:
    keys = [{"number": number, "orgId": "a", "addedAt": 0} for number in (1, 3)]
    found = models.PhysicalKeyList.from_dict({"keys": keys, "total": 250})
    assert [key.number for key in found] == [1, 3]
    assert (len(found), found.total) == (2, 250)
    assert not models.PhysicalKeyList(keys=(), total=250)
