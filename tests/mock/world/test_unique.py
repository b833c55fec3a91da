"""Values that no two aggregates share, such as the e-mail addresses of users: in memory, in databases and replicas."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from spkey_mock import World, Worlds
from spkey_mock.aggregates.users import USERS
from spkey_mock.service.errors import InvalidState

from ..support import USER
from .test_durable import at_once, send, served

ADA = "ada@example.com"


def create(worlds: Worlds, number: int, email: str = ADA) -> int:
    """Create a user with an e-mail address, and return the status."""
    user_id = f"{USER[:-2]}{number:02}"
    body = json.dumps({"userId": user_id, "email": email}).encode()
    return send(worlds, "POST", f"/users/{user_id}/CreateUser", body)[0]


def found(world: World, email: str = ADA) -> str | None:
    user = world.repository.find(USERS, "email", email)
    return None if user is None else user.id[-2:]


@pytest.fixture
def replicas(postgres_url: str) -> Iterator[tuple[Worlds, Worlds]]:
    with served(postgres_url) as one, served(postgres_url) as two:
        yield one, two


def test_of_parallel_processes_that_take_a_value_one_succeeds(replicas: tuple[Worlds, Worlds]) -> None:
    one, two = replicas
    for round_ in range(3):
        email = f"{round_}@example.com"
        calls = [
            lambda number=number, email=email: create(replicas[number % 2], number, email)
            for number in range(10 * round_, 10 * round_ + 6)
        ]
        assert Counter(at_once(*calls)) == {201: 1, 400: 5}
        assert found(one.default, email) == found(two.default, email) is not None
    assert len(one.default.users) == 3


def test_a_value_that_is_free_again_may_be_taken_in_another_process(replicas: tuple[Worlds, Worlds]) -> None:
    one, two = replicas
    assert create(one, 1) == 201
    assert create(two, 2) == 400
    position = two.default.events()[-1].position
    assert create(two, 3, "bob@example.com") == 201
    one.default.rewind(position)
    assert create(two, 4, "bob@example.com") == 201
    assert create(one, 5, "bob@example.com") == 400
    two.default.reset()
    assert create(one, 6) == 201
    assert create(two, 7) == 400


def test_a_value_stays_taken_in_a_new_process_and_after_an_import(tmp_path: Path) -> None:
    url = f"sqlite:{tmp_path / 'state.db'}"
    with served(url) as worlds:
        assert create(worlds, 1) == 201
    with served(url) as worlds:
        world = worlds.default
        assert (create(worlds, 2), found(world)) == (400, "01")
        content = world.content()
        world.reset()
        assert (create(worlds, 2), found(world)) == (201, "02")
        world.replace(content)
        assert (create(worlds, 2), found(world)) == (400, "01")


def test_values_follow_snapshots_and_rewinding_in_memory() -> None:
    world = World()
    world.users.create("u1", email=ADA)
    (created,) = world.events()
    world.snapshots.save("one")
    world.users.create("u2", email="bob@example.com")
    with pytest.raises(InvalidState):
        world.users.create("u3", email=ADA)
    world.rewind(created.position)
    world.users.create("u3", email="bob@example.com")
    world.snapshots.restore("one")
    assert (found(world), found(world, "bob@example.com")) == ("u1", None)
    world.reset()
    assert found(world) is None
