"""Concurrent requests for one user: one order of them must explain all responses."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from math import inf
from random import Random
from threading import Barrier, BrokenBarrierError
from time import monotonic
from typing import Any, TypeVar

import httpx

from ..history import Step, contradiction
from ..mock import Mock
from ..server import Server
from ..setting import Setting
from ..user import User
from .marks import category, rule, supplement

pytestmark = category("concurrency")

_ROUNDS = 12

T = TypeVar("T")

Inventory = tuple[int, int, frozenset[int]]
"""The model: the version, the next number and the numbers in the inventory."""


def _add(version: int, number: int) -> Callable[[Inventory], Inventory | None]:
    def apply(state: Inventory) -> Inventory | None:
        after = _added(state)
        return after if (after[0], state[1]) == (version, number) else None

    return apply


def _added(state: Inventory) -> Inventory:
    version, following, held = state
    return version + 1, following + 1, held | {following}


def _remove(number: int, version: int | None) -> Callable[[Inventory], Inventory | None]:
    def apply(state: Inventory) -> Inventory | None:
        after = _removed(number)(state)
        return after if (after[0] if after is not state else None) == version else None

    return apply


def _removed(number: int) -> Callable[[Inventory], Inventory]:
    def effect(state: Inventory) -> Inventory:
        version, following, held = state
        return (version + 1, following, held - {number}) if number in held else state

    return effect


def _read(numbers: Sequence[int]) -> Callable[[Inventory], Inventory | None]:
    return lambda state: state if sorted(state[2]) == list(numbers) else None


class Client:
    """One of several clients that act on a user at the same time, and note what they saw."""

    def __init__(self, user: User, seed: int) -> None:
        self._user = user
        self._random = Random(seed)  # noqa: S311 - repeatable
        self.steps: list[Step[Inventory]] = []

    def act(self) -> None:
        """Send one request."""
        action = self._random.choice((self._add, self._add, self._remove, self._read))
        action()

    def _add(self) -> None:
        start = monotonic()
        try:
            reply = self._user.try_add()
        except httpx.TransportError:
            self.steps.append(Step("add, response lost", start, inf, lambda _: None, _added))
            return
        assert reply.status == 200, f"Adding a key must return 200, not {reply.status}."
        number, version = reply["number"], reply["version"]
        text = f"add -> number {number}, version {version}"
        self.steps.append(Step(text, start, monotonic(), _add(version, number), _added))

    def _remove(self) -> None:
        number = self._random.randint(1, 12)
        start = monotonic()
        try:
            reply = self._user.try_remove(number)
        except httpx.TransportError:
            self.steps.append(Step(f"remove {number}, response lost", start, inf, lambda _: None, _removed(number)))
            return
        assert reply.status in (200, 404), f"Removing a key must return 200 or 404, not {reply.status}."
        version = reply["version"] if reply.status == 200 else None
        text = f"remove {number} -> {reply.status}" + ("" if version is None else f", version {version}")
        self.steps.append(Step(text, start, monotonic(), _remove(number, version), _removed(number)))

    def _read(self) -> None:
        start = monotonic()
        numbers = self._user.numbers()
        self.steps.append(Step(f"list -> {numbers}", start, monotonic(), _read(numbers), lambda state: state))


def _run(user: User, clients: int, rounds: int) -> list[Step[Inventory]]:
    """Let clients act on a user at the same time, and return the history."""
    barrier = Barrier(clients)
    crowd = [Client(user, seed) for seed in range(clients)]

    def work(client: Client) -> None:
        try:
            for _ in range(rounds):
                barrier.wait(60)
                client.act()
        except BrokenBarrierError:
            pass  # another client failed, and says why
        except BaseException:
            barrier.abort()
            raise

    with ThreadPoolExecutor(clients) as pool:
        for done in [pool.submit(work, client) for client in crowd]:
            done.result()
    assert not barrier.broken, "A client waited more than 60 seconds for the response to another."
    return [step for client in crowd for step in client.steps]


def _assert_explained(steps: Sequence[Step[Inventory]]) -> None:
    piece = contradiction(steps, (1, 1, frozenset[int]()))
    if piece:
        begin = min(step.start for step in piece)
        spans = [((step.start - begin) * 1000, (step.end - begin) * 1000, step.text) for step in piece]
        lines = [f"  {start:8.2f} to {end:8.2f} ms  {text}" for start, end, text in spans]
        raise AssertionError("\n".join(["No order of these requests explains their responses:", *lines]))


@rule("service.one_writer_per_user", "service.version_counts_events", "physical_keys.add.number_never_reused")
def test_one_order_explains_the_responses_of_parallel_clients(user: User, setting: Setting) -> None:
    _assert_explained(_run(user, setting.configuration.clients, _ROUNDS))


@rule("service.one_writer_per_user")
def test_of_parallel_removals_of_one_key_one_succeeds(user: User, setting: Setting) -> None:
    number = user.add()["number"]
    with ThreadPoolExecutor(setting.configuration.clients) as pool:
        replies = pool.map(user.try_remove, [number] * setting.configuration.clients)
        statuses = sorted(reply.status for reply in replies)
    assert statuses == [200] + [404] * (setting.configuration.clients - 1)


@rule("service.one_writer_per_user", "physical_keys.add.not_deduplicated")
def test_parallel_additions_get_numbers_without_gaps(user: User, setting: Setting) -> None:
    clients = setting.configuration.clients
    with ThreadPoolExecutor(clients) as pool:
        added = [done.result() for done in [pool.submit(user.add) for _ in range(3 * clients)]]
    assert sorted(reply["number"] for reply in added) == list(range(1, 3 * clients + 1))
    assert sorted(reply["version"] for reply in added) == list(range(2, 3 * clients + 2))
    assert user.numbers() == list(range(1, min(3 * clients, 100) + 1))


def _at_once(functions: Sequence[Callable[[], T]]) -> list[T]:
    """Call functions at the same time, each in a thread of its own, and return what they return."""
    barrier = Barrier(len(functions))

    def call(function: Callable[[], T]) -> T:
        barrier.wait(60)
        return function()

    with ThreadPoolExecutor(len(functions)) as pool:
        return list(pool.map(call, functions))


@rule("service.one_writer_per_user")
def test_of_parallel_creations_of_one_user_one_succeeds(setting: Setting, server: Server) -> None:
    for _ in range(3):
        user = setting.unknown_user(server)
        replies = _at_once([user.create] * setting.configuration.clients)
        setting.note(user)
        statuses = sorted(reply.status for reply in replies)
        assert statuses == [200] * (setting.configuration.clients - 1) + [201]
        assert {reply["version"] for reply in replies} == {1}


@rule("service.read_your_writes", "physical_keys.add.event_recorded")
def test_parallel_requests_get_the_responses_about_their_own_users(new_user: Any, setting: Setting) -> None:
    def work(user: User) -> None:
        for turn in range(1, 5):
            added = user.add(note=user.id)
            assert (added["aggregateId"], added["note"], added["number"]) == (user.id, user.id, turn)
            assert user.profile()["userId"] == user.id
            assert user.get(turn)["note"] == user.id
            assert [key["note"] for key in user.inventory()["keys"]] == [user.id] * turn
            assert {key["note"] for key in user.all_keys()} == {user.id}

    users = [new_user() for _ in range(min(4, setting.configuration.clients))]
    _at_once([partial(work, user) for user in users])


def _statuses_at_once(callers: Sequence[User], number: int) -> list[int]:
    return [reply.status for reply in _at_once([partial(caller.get, number) for caller in callers])]


@rule("physical_keys.get.other_org_not_found")
def test_parallel_organisations_get_the_responses_to_their_own_credentials(user: User, other: Server) -> None:
    number = user.add()["number"]
    for _ in range(3):
        assert _statuses_at_once([user, user.seen_by(other)], number) == [200, 404]
        assert _statuses_at_once([user.seen_by(other), user], number) == [404, 200]


@rule("service.credential_required")
def test_a_request_without_a_credential_beside_one_with_a_credential_returns_401(user: User, anonymous: Server) -> None:
    number = user.add()["number"]
    for _ in range(3):
        assert _statuses_at_once([user, user.seen_by(anonymous)], number) == [200, 401]
        assert _statuses_at_once([user.seen_by(anonymous), user], number) == [401, 200]


@rule("service.read_your_writes")
def test_every_connection_sees_a_command(user: User, setting: Setting) -> None:
    clients = setting.configuration.clients
    number = user.add()["number"]
    reads = (user.numbers, lambda: [key["number"] for key in user.all_keys()])
    for read in reads:
        _at_once([read] * clients)
        _at_once([partial(user.get, number)] * clients)
    user.remove(number)
    for read in reads:
        assert _at_once([read] * clients) == [[]] * clients
    assert {reply.status for reply in _at_once([partial(user.get, number)] * clients)} == {404}


@rule("service.one_writer_per_user")
@supplement
def test_a_lost_response_may_hide_a_command_that_took_effect(user: User, setting: Setting, mock: Mock) -> None:
    for operation in ("add_physical_key", "remove_physical_key", "add_physical_key"):
        mock.lose_next_response(operation)
    _assert_explained(_run(user, min(4, setting.configuration.clients), _ROUNDS))
