"""The bounds of a world: how much it holds, and how much it may hold."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock.service.bounds import Bounds
from spkey_mock.service.errors import Full


def room(bounds: Bounds, name: str = "keys") -> int:
    """Return how much more there may be."""
    left = 0
    while left < 100:
        try:
            bounds.charge({name: 1})
        except Full:
            break
        left += 1
    bounds.charge({name: -left})
    return left


def test_there_may_be_as_many_as_the_limit_and_no_more() -> None:
    bounds = Bounds({"keys": 3})
    bounds.charge({"keys": 3})
    with pytest.raises(Full):
        bounds.charge({"keys": 1})
    bounds.charge({"keys": -1})
    bounds.charge({"keys": 1})
    assert room(bounds) == 0


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("keys", "Too many keys in this world (limit 3). Reset the world or raise Limits.keys."),
        ("text", "Too many characters of text in this world (limit 3). Reset the world or raise Limits.text."),
    ],
)
def test_the_message_names_the_limit(name: str, message: str) -> None:
    with pytest.raises(Full) as full:
        Bounds({name: 3}).charge({name: 4})
    assert str(full.value) == message


def test_several_things_are_counted_together_or_not_at_all() -> None:
    bounds = Bounds({"keys": 5, "text": 10})
    with pytest.raises(Full, match="characters of text"):
        bounds.charge({"keys": 2, "text": 11})
    assert room(bounds) == 5


def test_things_without_a_limit_are_not_bounded() -> None:
    bounds = Bounds({"keys": 1})
    bounds.charge({"doors": 1000})
    bounds.charge({"doors": 1000, "keys": 1})


def test_less_is_counted_also_where_there_is_too_much() -> None:
    bounds = Bounds({"keys": 0, "text": 5})
    bounds.charge({"keys": 0, "text": 5})
    bounds.charge({"keys": 0, "text": -5})
    assert room(bounds, "text") == 5


def test_reserved_room_is_kept_from_others_and_there_for_its_owner() -> None:
    bounds = Bounds({"keys": 5})
    with bounds.reserve({"keys": 3}) as reservation:
        assert room(bounds) == 2
        bounds.charge({"keys": 2}, reservation)
        assert room(bounds) == 2
        bounds.charge({"keys": 2}, reservation)
        assert room(bounds) == 1
    assert room(bounds) == 1


def test_room_that_was_not_used_is_given_back() -> None:
    bounds = Bounds({"keys": 5, "text": 5})
    with bounds.reserve({"keys": 4, "text": 4}) as reservation:
        bounds.charge({"keys": 1}, reservation)
    assert (room(bounds), room(bounds, "text")) == (4, 5)
    with pytest.raises(KeyError), bounds.reserve({"keys": 4}):
        raise KeyError
    assert room(bounds) == 4


def test_room_is_reserved_whole_or_not() -> None:
    bounds = Bounds({"keys": 5, "text": 5})
    with pytest.raises(Full), bounds.reserve({"keys": 3, "text": 6}):
        pytest.fail("There is not so much room.")
    assert (room(bounds), room(bounds, "text")) == (5, 5)


def test_a_reservation_is_not_used_by_what_has_no_room() -> None:
    bounds = Bounds({"keys": 5, "text": 5})
    with bounds.reserve({"keys": 2, "text": 2}) as reservation:
        with pytest.raises(Full):
            bounds.charge({"keys": 2, "text": 9}, reservation)
        assert reservation.left == {"keys": 2, "text": 2}
        bounds.charge({"keys": 2}, reservation)
    assert (room(bounds), room(bounds, "text")) == (3, 5)


def test_a_reset_counts_anew() -> None:
    bounds = Bounds({"keys": 5})
    bounds.charge({"keys": 4})
    bounds.reset({"keys": 1})
    assert room(bounds) == 4
    bounds.reset({})
    assert room(bounds) == 5


def test_amounts_are_checked_without_being_counted() -> None:
    bounds = Bounds({"keys": 5, "text": 5})
    bounds.charge({"keys": 4, "text": 1})
    bounds.check({"keys": 5, "text": 5, "other": 9})
    with pytest.raises(Full, match="characters of text"):
        bounds.check({"keys": 2, "text": 6})
    assert (room(bounds), room(bounds, "text")) == (1, 4)


def test_what_has_happened_already_counts_even_beyond_a_limit() -> None:
    bounds = Bounds({"keys": 5})
    bounds.add({"keys": 7})
    assert bounds.used("keys") == 7
    with pytest.raises(Full):
        bounds.charge({"keys": 1})
    bounds.charge({"keys": -3})
    assert room(bounds) == 1


def test_room_that_was_reserved_before_a_reset_is_not_given_back_after_it() -> None:
    bounds = Bounds({"keys": 5})
    with bounds.reserve({"keys": 4}) as reservation:
        bounds.charge({"keys": 1}, reservation)
        bounds.reset({"keys": 2})
        assert room(bounds) == 3
        bounds.charge({"keys": 1}, reservation)
        assert room(bounds) == 2
    assert room(bounds) == 2


GROWTH = st.fixed_dictionaries({"keys": st.integers(0, 4), "text": st.integers(0, 4)})


@settings(deadline=None)
@given(reserved=GROWTH, charges=st.lists(st.tuples(GROWTH, st.booleans()), max_size=8))
def test_what_was_charged_is_what_is_used(
    reserved: Mapping[str, int], charges: list[tuple[Mapping[str, int], bool]]
) -> None:
    bounds, used = Bounds({"keys": 10, "text": 10}), {"keys": 0, "text": 0}
    with bounds.reserve(reserved) as reservation:
        for growth, from_reservation in charges:
            try:
                bounds.charge(growth, reservation if from_reservation else None)
            except Full:
                continue
            used = {name: used[name] + growth[name] for name in used}
    assert {name: 10 - room(bounds, name) for name in used} == used
