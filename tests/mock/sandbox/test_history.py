"""The checker accepts every history of a correct service, and rejects every broken guarantee."""

from collections.abc import Callable
from math import inf
from random import Random

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from .history import ABSENT, Attempt, Event, Inventory, problems

USER = "u"

History = tuple[list[Attempt], list[Event]]

seeds = st.integers(0, 2**32).map(Random)


class Service:
    """A correct service with several clients, whose responses are sometimes lost together with their commands."""

    def __init__(self, random: Random, clients: int) -> None:
        self._random = random
        self._free = [0.0] * clients
        self._notes = 0
        self.now = 0.0
        self.state: Inventory = ABSENT
        self.attempts: list[Attempt] = []
        self.events: list[Event] = []

    def serve(self, *, lost: float = 0.2) -> None:
        """Handle a random request at the current time. Its client sent it earlier, and receives the response later."""
        self.now += self._random.random()
        client = min(range(len(self._free)), key=lambda it: (self._free[it] > self.now, self._random.random()))
        self.now = max(self.now, self._free[client])
        start = self._free[client] + self._random.random() * (self.now - self._free[client])
        end = self._free[client] = self.now + self._random.random() * len(self._free)
        name = self._random.choice(("create", "add", "add", "remove", "list", "get"))
        unknown = self._random.random() < lost
        self.handle(name, start, end, unknown=unknown, carried_out=not unknown or self._random.random() < 0.5)

    def handle(
        self, name: str, start: float, end: float, *, unknown: bool = False, carried_out: bool = True
    ) -> Attempt:
        argument: object = None
        if name == "add":
            self._notes += 1
            argument = f"note {self._notes}"
        elif name in ("remove", "get"):
            argument = self._random.randint(1, self.state[1])
        attempt = Attempt(USER, name, argument, start)
        before, after = self.state, attempt.effect(self.state)
        if carried_out and after != before:
            number = before[1] if name == "add" else None
            self.events.append(Event(2 * len(self.events) + 1, after[0], name, argument, number))
            self.state = after
        attempt = attempt if unknown else evolve(attempt, end=end, result=attempt.right(before))
        self.attempts.append(attempt)
        return attempt

    def then(self, name: str) -> Attempt:
        """Handle a request after all others."""
        self.now = max(self.now, *(attempt.end for attempt in self.attempts if attempt.end < inf)) + 1
        return self.handle(name, self.now, self.now + 0.5)


def busy(random: Random, requests: int = 30, clients: int = 4) -> Service:
    """Return a service whose user has a few keys at the end."""
    service = Service(random, clients)
    service.handle("create", 0.0, 0.1)
    for _ in range(requests):
        service.serve()
    service.then("add")
    return service


@settings(max_examples=60)
@given(seeds, st.integers(0, 60), st.integers(1, 6))
def test_a_correct_service_has_no_problems(random: Random, requests: int, clients: int) -> None:
    service = busy(random, requests, clients)
    random.shuffle(service.attempts)
    assert problems(service.attempts, {USER: service.events}) == []


def lose_an_acknowledged_addition(service: Service) -> str:
    service.then("list")
    service.events.pop()
    return "lacks"


def lose_an_addition_and_reuse_its_number(service: Service) -> str:
    acknowledged = service.events.pop()
    service.then("add")
    reused = service.attempts.pop()
    version, number = acknowledged.version, acknowledged.number
    service.attempts.append(evolve(reused, result=(200, number, version)))
    service.events[-1] = evolve(acknowledged, argument=reused.argument)
    return "lacks"


def issue_a_number_twice(service: Service) -> str:
    number = service.events[-1].number
    added = service.then("add")
    service.attempts[-1] = evolve(added, result=(200, number, service.state[0]))
    service.events[-1] = evolve(service.events[-1], number=number)
    return f"has number {number} instead of"


def skip_a_number(service: Service) -> str:
    added = service.then("add")
    service.attempts[-1] = evolve(added, result=(200, service.state[1], service.state[0]))
    service.events[-1] = evolve(service.events[-1], number=service.state[1])
    return f"has number {service.state[1]} instead of"


def record_an_event_twice(service: Service) -> str:
    last = service.events[-1]
    service.events.append(evolve(last, version=last.version + 1, position=last.position + 1))
    return "2 events record"


def record_an_addition_twice_with_another_number(service: Service) -> str:
    last = service.events[-1]
    again = evolve(last, version=last.version + 1, position=last.position + 1, number=service.state[1])
    service.events.append(again)
    return "2 events record"


def skip_a_version(service: Service) -> str:
    last = service.events[-1]
    service.attempts[-1] = evolve(service.attempts[-1], result=(200, last.number, last.version + 1))
    service.events[-1] = evolve(last, version=last.version + 1)
    return f"has version {last.version + 1}"


def repeat_a_position(service: Service) -> str:
    service.events[-1] = evolve(service.events[-1], position=service.events[-2].position)
    return "have the position"


def record_a_request_that_nobody_sent(service: Service) -> str:
    last = service.events[-1]
    stray = evolve(last, version=last.version + 1, position=last.position + 1, argument="x", number=service.state[1])
    service.events.append(stray)
    return "no request explains"


def record_a_rejected_removal(service: Service) -> str:
    service.then("add")  # an earlier removal without a response may have the number of the last key
    last = service.events[-1]
    now = service.now + 1
    service.attempts.append(Attempt(USER, "remove", last.number, now, now + 1, (404,)))
    service.events.append(Event(last.position + 1, last.version + 1, "remove", last.number))
    return "no request explains"


def read_before_the_last_addition(service: Service) -> str:
    number = service.events[-1].number
    read = service.then("list")
    keys = tuple(key for key in sorted(service.state[2]) if key[0] != number)
    service.attempts[-1] = evolve(read, result=(200, keys))
    return "no order of these requests"


def read_a_key_that_was_removed(service: Service) -> str:
    number = service.events[-1].number
    now = service.now + 1
    service.attempts.append(Attempt(USER, "remove", number, now, now + 1, (200, service.state[0] + 1)))
    service.events.append(Event(service.events[-1].position + 1, service.state[0] + 1, "remove", number))
    service.attempts.append(Attempt(USER, "get", number, now + 2, now + 3, (200, service.events[-2].argument)))
    return "no order of these requests"


def read_an_addition_that_the_log_lacks(service: Service) -> str:
    now = service.now + 1
    service.attempts.append(Attempt(USER, "add", "lost", now))
    service.attempts.append(Attempt(USER, "get", service.state[1], now + 1, now + 2, (200, "lost")))
    return "no order of these requests"


def carry_out_a_command_before_it_was_sent(service: Service) -> str:
    now = service.now + 1
    last = service.events[-1]
    number, version = service.state[1], service.state[0] + 1
    service.events.append(Event(last.position + 1, version, "add", "early", number))
    service.attempts.append(Attempt(USER, "get", number, now, now + 1, (200, "early")))
    service.attempts.append(Attempt(USER, "add", "early", now + 2))
    return "no order of these requests"


def remove_a_key_twice(service: Service) -> str:
    number, version, now = service.events[-1].number, service.state[0], service.now + 1
    for turn in (1, 2):
        service.attempts.append(Attempt(USER, "remove", number, now, now + 2, (200, version + turn)))
        service.events.append(Event(service.events[-1].position + 1, version + turn, "remove", number))
    return "which the user does not have"


def acknowledge_a_version_twice(service: Service) -> str:
    service.attempts.append(evolve(service.attempts[-1]))
    return "was acknowledged 2 times"


def forget_the_user(service: Service) -> str:
    service.events.clear()
    return "lacks (1, 'create'"


BREAKS: list[Callable[[Service], str]] = [
    lose_an_acknowledged_addition,
    lose_an_addition_and_reuse_its_number,
    issue_a_number_twice,
    skip_a_number,
    record_an_event_twice,
    record_an_addition_twice_with_another_number,
    skip_a_version,
    repeat_a_position,
    record_a_request_that_nobody_sent,
    record_a_rejected_removal,
    read_before_the_last_addition,
    read_a_key_that_was_removed,
    read_an_addition_that_the_log_lacks,
    carry_out_a_command_before_it_was_sent,
    remove_a_key_twice,
    acknowledge_a_version_twice,
    forget_the_user,
]


@pytest.mark.parametrize("breaks", BREAKS, ids=lambda it: it.__name__)
@settings(max_examples=10)
@given(random=seeds)
def test_a_broken_guarantee_is_found(breaks: Callable[[Service], str], random: Random) -> None:
    service = busy(random)
    expected = breaks(service)
    random.shuffle(service.attempts)
    assert expected in "\n".join(problems(service.attempts, {USER: service.events}))


def test_users_are_independent_and_named() -> None:
    attempts = [Attempt(user, "create", None, 0, 1, (201, 1)) for user in ("a", "b", "c")]
    log = {"a": [Event(1, 1, "create")], "b": [Event(2, 1, "create")]}
    assert problems(attempts, log) == ["user c: the log lacks (1, 'create', None, None)"]
