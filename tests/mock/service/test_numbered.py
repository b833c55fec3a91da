"""The persistent map of numbers, against a dict."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test
from hypothesis.stateful import rule as step
from spkey_mock.service.numbered import Numbered

# Neighbours, numbers that differ in their highest bits alone, and those at the edges of a node.
NUMBERS = (
    st.integers(0, 70) | st.integers(0, 2**53) | st.sampled_from([2**n + d for n in range(1, 54) for d in (-1, 0)])
)
ENTRIES = st.dictionaries(NUMBERS, st.text(max_size=3), max_size=40)


class AgainstADict(RuleBasedStateMachine):
    """A map and a dict that are changed in the same way, and every version that there was."""

    def __init__(self) -> None:
        super().__init__()
        self.numbered = Numbered[str]()
        self.model: dict[int, str] = {}
        self.versions: list[tuple[Numbered[str], dict[int, str]]] = []

    def keep(self, numbered: Numbered[str]) -> None:
        self.versions.append((self.numbered, dict(self.model)))
        self.numbered = numbered

    @step(number=NUMBERS, value=st.text(max_size=2))
    def put(self, number: int, value: str) -> None:
        self.keep(self.numbered.put(number, value))
        self.model[number] = value

    @step(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.model)) if self.model else NUMBERS)
        if number in self.model:
            self.keep(self.numbered.remove(number))
            del self.model[number]
        else:
            with pytest.raises(KeyError):
                self.numbered.remove(number)

    @step(number=NUMBERS)
    def get(self, number: int) -> None:
        assert self.numbered.get(number) == self.model.get(number)

    @invariant()
    def it_holds_what_the_dict_holds(self) -> None:
        assert_equal(self.numbered, self.model)

    @invariant()
    def a_map_made_anew_is_equal(self) -> None:
        anew = Numbered(self.model.items())
        assert anew == self.numbered
        assert hash(anew) == hash(self.numbered)

    def teardown(self) -> None:
        for numbered, model in self.versions:
            assert_equal(numbered, model)


def assert_equal(numbered: Numbered[str], model: dict[int, str]) -> None:
    ascending = [model[number] for number in sorted(model)]
    assert len(numbered) == len(model)
    assert list(numbered) == ascending
    assert list(reversed(numbered)) == ascending[::-1]
    assert {number: numbered.get(number) for number in model} == model


def test_it_agrees_with_a_dict_and_leaves_earlier_versions_unchanged() -> None:
    run_state_machine_as_test(AgainstADict, settings=settings(max_examples=50, stateful_step_count=30, deadline=None))


@settings(deadline=None)
@given(ENTRIES, ENTRIES)
def test_it_is_equal_to_a_map_of_the_same_numbers_and_values_alone(
    first: dict[int, str], second: dict[int, str]
) -> None:
    assert (Numbered(first.items()) == Numbered(second.items())) is (first == second)
    assert Numbered(first.items()) == Numbered(reversed(first.items()))


def test_the_same_values_under_other_numbers_are_another_map() -> None:
    assert Numbered([(1, "a")]) != Numbered([(2, "a")])
    assert Numbered([(1, "a")]) != {1: "a"}


def test_a_map_from_which_high_numbers_were_removed_is_equal_to_one_that_never_had_them() -> None:
    assert Numbered([(1, "a"), (2**53, "b")]).remove(2**53) == Numbered([(1, "a")])
    assert Numbered([(2**53, "b")]).remove(2**53) == Numbered[str]()


@pytest.mark.parametrize("number", [-1, -(2**53)])
def test_numbers_are_not_negative(number: int) -> None:
    numbered = Numbered([(0, "a"), (31, "b")])
    assert numbered.get(number) is None
    with pytest.raises(ValueError, match=f"number must be at least 0, not {number}"):
        numbered.put(number, "c")
    with pytest.raises(KeyError):
        numbered.remove(number)


def test_a_number_that_is_not_there_cannot_be_removed() -> None:
    for number in (0, 1, 32, 2**53):
        with pytest.raises(KeyError):
            Numbered([(5, "a")]).remove(number)


def test_it_shows_its_numbers_and_values() -> None:
    assert repr(Numbered([(40, "b"), (1, "a")])) == "Numbered([(1, 'a'), (40, 'b')])"
