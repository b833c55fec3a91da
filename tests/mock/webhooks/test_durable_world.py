"""Webhooks of durable worlds, from the request to the receiver, over real databases."""

import json
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from spkey_mock import Settings, World, Worlds
from spkey_mock.store.connect import connect

from ..receiver import Receiver
from ..support import ORG, START, USER

SETTINGS = Settings(api_keys=(("key", ORG),), secret="s" * 32)


@contextmanager
def process(url: str) -> Generator[World]:
    """A world in its own process, which is killed at the end, without a graceful stop."""
    database = connect(url)
    try:
        yield World(SETTINGS, name="ours", database=database)
    finally:
        database.close()


def test_a_world_over_sqlite_goes_on_delivering_where_it_was(tmp_path: Path, receiver: Receiver) -> None:
    url = f"sqlite:{tmp_path / 'state.db'}"
    receiver.will_respond(204, 500)
    with process(url) as world:
        world.clock.freeze(START)
        world.add_webhook(receiver.url, header=("X-Key", "secret"))
        world.users.create(USER)
        world.settle()
        with world.client() as client:
            client.physical_keys.add(USER, org_id=ORG)
        world.settle()
    first, failed = receiver.got()
    with process(url) as world:
        assert [it.state for it in world.webhooks.deliveries()] == ["delivered", "waiting"]
        world.clock.advance(30_000)
        world.settle()
        (again,) = receiver.got()
        assert (again.body, again.headers["x-key"]) == (failed.body, "secret")
        world.webhooks.replay(world.webhooks.deliveries()[0].id)
        world.settle()
        assert [post.body for post in receiver.got()] == [first.body]
        assert [len(it.attempts) for it in world.webhooks.deliveries()] == [2, 2]


def test_processes_that_share_a_database_deliver_each_event_in_the_order_of_its_user(
    postgres_url: str, receiver: Receiver
) -> None:
    users = ["ada", "ben", "eve"]
    with ExitStack() as stack:
        replicas = [Worlds(SETTINGS, store=postgres_url) for _ in range(2)]
        for worlds in replicas:
            stack.callback(worlds.close)
        first, second = (worlds.world("ours") for worlds in replicas)
        first.add_webhook(receiver.url)
        for user in users:
            first.users.create(user)
        for world in (first, second) * 3:
            with world.client() as client:
                for user in users:
                    client.physical_keys.add(user, org_id=ORG)
        for world in (first, second):
            world.settle(30)
        posts = receiver.got()
        for user in users:
            versions = [it.version for it in posts if json.loads(it.body)["detail"]["aggregateId"] == user]
            assert versions == list(range(1, 8))
        assert first.webhooks.deliveries() == second.webhooks.deliveries()
        number = next(it.id for it in first.webhooks.deliveries() if it.body == posts[0].body)
        second.webhooks.replay(number)
        first.settle(30)
        assert [post.body for post in receiver.got()] == [posts[0].body]


def test_a_reset_ends_webhooks_and_deliveries_for_ever(tmp_path: Path) -> None:
    url = f"sqlite:{tmp_path / 'state.db'}"
    with process(url) as world:
        world.add_webhook("http://127.0.0.1:9/hook", delay=60)
        world.users.create(USER)
        assert len(world.webhooks.deliveries()) == 1
        world.reset()
    with process(url) as world:
        assert (world.webhooks.items(), world.webhooks.deliveries()) == ([], [])
