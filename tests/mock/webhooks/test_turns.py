"""The order in which attempts start."""

from itertools import islice

from spkey_mock.webhooks.turns import Turns


def start(turns: Turns[str]) -> str | None:
    """Start the next attempt of a party that always has another one. Return the party."""
    party = turns.take()
    if party is not None:
        turns.start(party)
        turns.add(party)
    return party


def test_those_who_wait_longer_come_first_and_wait_once() -> None:
    turns = Turns[str](100)
    for party in "abca":
        turns.add(party)
    assert [turns.take() for _ in range(4)] == ["a", "b", "c", None]


def test_those_with_fewer_attempts_in_progress_come_first() -> None:
    turns = Turns[str](100)
    turns.add("a")
    assert [start(turns) for _ in range(3)] == ["a", "a", "a"]
    turns.add("b")
    assert [start(turns) for _ in range(5)] == ["b", "b", "b", "a", "b"]
    turns.end("a")
    assert [start(turns) for _ in range(3)] == ["a", "b", "a"]


def test_no_more_attempts_are_in_progress_than_allowed() -> None:
    turns = Turns[str](3)
    for party in "abcd":
        turns.add(party)
    assert [start(turns) for _ in range(4)] == ["a", "b", "c", None]
    turns.end("b")
    assert [start(turns) for _ in range(2)] == ["d", None]


def test_one_party_can_start_about_fifty_attempts() -> None:
    turns = Turns[str](1_200)
    turns.add("a")
    assert len(list(iter(lambda: start(turns), None))) == 48


def test_many_parties_leave_something_for_one_that_has_nothing_in_progress() -> None:
    turns = Turns[str](1_200)
    for number in range(1_000):
        turns.add(str(number))
    started = list(iter(lambda: start(turns), None))
    assert len(started) == 1_176
    assert set(started[:1_000]) == {str(number) for number in range(1_000)}
    late = [f"late {number}" for number in range(24)]
    for party in late:
        turns.add(party)
    assert list(islice(iter(lambda: start(turns), None), 24)) == late


def test_a_party_that_waits_when_its_attempts_end_moves_forward() -> None:
    turns = Turns[str](8)  # so few that only one party can have two attempts in progress
    for party in "abcd":
        turns.add(party)
    assert [start(turns) for _ in range(5)] == ["a", "b", "c", "d", None]
    for party in "dbca":
        turns.end(party)
    assert [start(turns) for _ in range(4)] == ["d", "b", "c", "a"]
