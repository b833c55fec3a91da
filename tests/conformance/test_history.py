"""Linearizability: one order of the requests must explain all responses. A contradiction is shown in a few lines."""

from collections.abc import Callable, Sequence
from math import inf
from random import Random
from time import process_time

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock.conformance.history import Step, contradiction, explains

State = tuple[int, int, frozenset[int]]
"""The version, the next number, and the numbers that are held."""

EMPTY: State = (1, 1, frozenset())

Break = Callable[[State, float], tuple[Step[State], Step[State]]]
"""Returns two requests from a time on that contradict each other after a state."""


def add(number: int, version: int, start: float, end: float) -> Step[State]:
    def effect(state: State) -> State:
        return state[0] + 1, state[1] + 1, state[2] | {state[1]}

    def apply(state: State) -> State | None:
        return effect(state) if (state[1], state[0] + 1) == (number, version) else None

    return Step(f"add -> {number}, version {version}", start, end, apply, effect)


def remove(number: int, version: int | None, start: float, end: float) -> Step[State]:
    def effect(state: State) -> State:
        return (state[0] + 1, state[1], state[2] - {number}) if number in state[2] else state

    def apply(state: State) -> State | None:
        after = effect(state)
        return after if (after[0] if number in state[2] else None) == version else None

    return Step(f"remove {number} -> {version}", start, end, apply, effect)


def read(numbers: Sequence[int], start: float, end: float) -> Step[State]:
    def apply(state: State) -> State | None:
        return state if sorted(state[2]) == [*numbers] else None

    return Step(f"read -> {list(numbers)}", start, end, apply, lambda it: it)


def history(random: Random, length: int, clients: int, *, lost: float = 0.0) -> list[Step[State]]:
    """Return what parallel clients see of a server that handles one request after the other.

    Each request takes effect at one point in time. Its client sent it some time before, and receives the response some
    time after that, unless it is lost.
    """
    steps: list[Step[State]] = []
    state, clock = EMPTY, 0.0
    free = [0.0] * clients
    for _ in range(length):
        clock += random.random()
        client = random.choice([it for it in range(clients) if free[it] <= clock] or [free.index(min(free))])
        clock = max(clock, free[client])
        start = free[client] + random.random() * (clock - free[client])
        end = free[client] = clock + random.random() * clients
        number = random.randint(1, state[1])
        step = random.choice(
            [
                add(state[1], state[0] + 1, start, end),
                remove(number, state[0] + 1 if number in state[2] else None, start, end),
                read(sorted(state[2]), start, end),
            ]
        )
        state = step.effect(state)
        steps.append(evolve(step, end=inf) if random.random() < lost else step)
    return steps


def after(steps: Sequence[Step[State]]) -> tuple[State, float]:
    """Return the state after a history without lost responses, and a time when all of it has ended."""
    state = EMPTY
    for step in steps:
        state = step.effect(state)
    return state, max((step.end for step in steps), default=0.0) + 1


seeds = st.integers(0, 2**32).map(Random)


@settings(max_examples=50)
@given(seeds, st.integers(0, 40), st.integers(1, 8), st.sampled_from([0.0, 0.1]))
def test_what_one_server_did_is_explained(random: Random, length: int, clients: int, lost: float) -> None:
    steps = history(random, length, clients, lost=lost)
    random.shuffle(steps)
    assert explains(steps, EMPTY)
    assert contradiction(steps, EMPTY) == []


def duplicate_number(state: State, at: float) -> tuple[Step[State], Step[State]]:
    version, number, _ = state
    return add(number, version + 1, at, at + 2), add(number, version + 2, at + 1, at + 3)


def skipped_number(state: State, at: float) -> tuple[Step[State], Step[State]]:
    version, number, held = state
    return read(sorted(held), at, at + 1), add(number + 1, version + 1, at + 2, at + 3)


def stale_read(state: State, at: float) -> tuple[Step[State], Step[State]]:
    version, number, held = state
    return add(number, version + 1, at, at + 1), read(sorted(held), at + 2, at + 3)


def lost_update(state: State, at: float) -> tuple[Step[State], Step[State]]:
    version, number, _ = state
    return add(number, version + 1, at, at + 2), add(number + 1, version + 1, at + 1, at + 3)


def lost_removal(state: State, at: float) -> tuple[Step[State], Step[State]]:
    _, number, held = state
    return remove(number, None, at, at + 1), read(sorted({*held, number}), at + 2, at + 3)


def two_removals(state: State, at: float) -> tuple[Step[State], Step[State]]:
    version, number, held = state
    gone = min(held, default=number)
    first = remove(gone, version + 1 if held else None, at, at + 2)
    return first, remove(gone, version + 2, at + 1, at + 3)


BREAKS = [duplicate_number, skipped_number, stale_read, lost_update, lost_removal, two_removals]


@pytest.mark.parametrize("broken", BREAKS, ids=lambda it: it.__name__)
@settings(max_examples=20)
@given(random=seeds, length=st.integers(0, 30), clients=st.integers(1, 8))
def test_a_broken_history_is_not_explained_and_the_piece_names_the_pair(
    broken: Break, random: Random, length: int, clients: int
) -> None:
    steps = history(random, length, clients)
    state, at = after(steps)
    pair = broken(state, at)
    later = [read([state[1] + 7], at + 10 + turn, at + 11 + turn) for turn in range(3)]
    steps += [*pair, *later]
    random.shuffle(steps)
    assert not explains(steps, EMPTY)
    piece = contradiction(steps, EMPTY)
    assert set(pair) <= set(piece)
    assert not {*later} & {*piece}
    assert len(piece) <= 3


def test_a_lost_response_may_or_may_not_hide_an_effect() -> None:
    hidden = evolve(add(1, 2, 0, 1), end=inf)
    assert explains([hidden, read([], 2, 3)], EMPTY)
    assert explains([hidden, read([1], 2, 3)], EMPTY)
    assert explains([hidden, read([], 2, 3), read([1], 4, 5)], EMPTY)
    assert not explains([hidden, read([1], 2, 3), read([], 4, 5)], EMPTY)
    assert not explains([read([1], 0, 1), evolve(add(1, 2, 2, 3), end=inf)], EMPTY)


def test_requests_at_the_same_time_may_take_effect_in_any_order() -> None:
    assert explains([add(2, 3, 0, 10), add(1, 2, 0, 10), read([1], 0, 10), read([], 0, 10)], EMPTY)
    assert not explains([add(2, 3, 0, 1), add(1, 2, 2, 3)], EMPTY)


def test_thousands_of_requests_are_judged_in_well_below_a_second() -> None:
    steps = history(Random(1), 4_800, 16)
    before = process_time()
    assert explains(steps, EMPTY)
    assert process_time() - before < 1
